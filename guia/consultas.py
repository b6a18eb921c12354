"""O que as páginas do Guia leem."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from itertools import chain, groupby, takewhile
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from avisos.models import Cidade
from guia import risco
from guia.busca import de_quem, encaminhar, ordem, respostas, sem_servico, sentido, sinonimos
from guia.conteudo import leitura
from guia.models import (
    Caminho,
    Comunicado,
    ExpressaoDeBusca,
    Lugar,
    RespostaDeBusca,
    Servico,
    SlugAntigo,
    Suspensao,
    Tema,
    TempoDeAtendimento,
    VersaoDoServico,
)
from guia.models.servicos import MAIS_PEDIDOS
from guia.models.versoes import VersaoQuerySet
from guia.publicacao import por_extenso
from referencia.tabelas import Origem

RELACIONADOS = 5
SEM_GRUPO = "Outros temas"
URGENCIA = "urgencia"
"""O tema do que não espera: por uma palavra igual, assusta quem quer outra coisa."""
DE_QUEM_SOFRE_VIOLENCIA = frozenset(("100", "180"))
"""O Disque Direitos Humanos e a Central de Atendimento à Mulher."""


def buscar(texto: str, limite: int = 20, *, lido: sentido.Lido | None = None) -> list[Servico]:
    """Os serviços do Guia que respondem ao texto, o melhor primeiro. Sem palavras, nenhum.

    `lido`: o que o texto quer dizer, se já se sabe.
    """
    termos = ordem.termos(texto)
    if not termos.ordens:
        return []
    variantes, sons = termos.variantes(), termos.sons()
    valores = ordem.PESOS | {
        "ordens": termos.ordens,
        "formas": termos.formas,
        "certezas": termos.certezas,
        "de": [n for n, _ in variantes],
        "variantes": [forma for _, forma in variantes],
        "ordens_do_som": [n for n, _ in sons],
        "sons": [som for _, som in sons],
        "ultima": termos.ultima,
        "de_cena": termos.de_cena,
        "intencoes": list(ordem.INTENCOES),
        "menor_prefixo": ordem.MENOR_PREFIXO,
    }
    with connection.cursor() as cursor:
        cursor.execute(ordem.CONSULTA, valores)
        das_palavras = cursor.fetchall()
    if not das_palavras:
        return []
    lido = lido or sentido.ler(texto)
    ids = sentido.reordenar(texto, das_palavras, lido)
    achados, fala = Servico.objects.no_guia().resumidos().in_bulk(ids), de_quem.ler(texto)
    ficam = [achados[pk] for pk in ids if pk in achados and fala.traz(achados[pk])]
    de_certo = (
        um
        for um in ficam[1:]
        if (um.assunto.tema.slug != URGENCIA or sentido.e_perto(um.pk, lido))
        and (not fala.pede_certeza(um) or sentido.e_dele(um.pk, lido))
    )
    return [*ficam[:1], *de_certo][:limite]


def expressoes(servicos: Iterable[Servico]) -> list[str]:
    """As palavras do cidadão destes serviços."""
    return list(ExpressaoDeBusca.objects.filter(servico__in=servicos).values_list("texto", flat=True))


def de_sigilo(achados: Sequence[Servico], respondidas: Iterable[RespostaDeBusca]) -> bool:
    """A busca respondeu a violência: o primeiro serviço é sigiloso, ou um número é de quem a sofre."""
    primeiro = achados[0].publicada if achados else None
    numeros = {telefone["numero"] for resposta in respondidas for telefone in resposta.telefones}
    return (primeiro is not None and primeiro.sigilosa) or bool(numeros & DE_QUEM_SOFRE_VIOLENCIA)


def achar(slug: str) -> Servico | None:
    """O serviço com tudo o que a sua página mostra, arquivado ou não; None se o Guia não o conhece.

    `criado_em` é a publicação da primeira versão.
    """
    return _com_o_slug(slug).first()


def _com_o_slug(slug: str) -> QuerySet[Servico]:
    primeira = Subquery(
        VersaoDoServico.objects.filter(servico=OuterRef("pk"), publicada_em__isnull=False)
        .order_by("numero")
        .values("publicada_em")[:1]
    )
    completos = Servico.objects.completos().annotate(criado_em=primeira)
    return completos.filter(slug=slug, publicada__isnull=False)


def arquivado_pela_carga(servico: Servico) -> bool:
    """Foi a carga, e não uma pessoa, que tirou este serviço do Guia?"""
    primeira = servico.history.filter(arquivado_em=servico.arquivado_em).order_by("history_id").first()
    return servico.arquivado and primeira is not None and primeira.history_user_id is None


def endereco_atual(slug_antigo: str) -> Servico | None:
    """O serviço que já teve este endereço."""
    antigo = SlugAntigo.objects.select_related("servico").filter(slug=slug_antigo).first()
    return antigo.servico if antigo else None


def suspensao_de(servico: Servico, em: date) -> Suspensao | None:
    """A suspensão em vigor dos pedidos deste serviço, em qualquer canal; None se ele se pede."""
    return servico.suspensoes.vigentes(em).first()


def comunicados(em: date, *, servico: Servico | None = None, tema: Tema | None = None) -> list[Comunicado]:
    """Os comunicados do portal e os do tema e do serviço da página, os mais novos primeiro."""
    aqui = Q(tema=None, servico=None)
    if tema := tema or (servico.assunto.tema if servico else None):
        aqui |= Q(tema=tema)
    if servico:
        aqui |= Q(servico=servico)
    return list(Comunicado.objects.vigentes(em).filter(aqui))


def lugares_chamados(slugs: Iterable[str]) -> list[Lugar]:
    """Os lugares com estas chaves, na ordem em que se citam; a que não existe é deixada de lado."""
    citados = list(slugs)
    achados = {lugar.slug: lugar for lugar in Lugar.objects.filter(slug__in=citados)}
    return [achados[slug] for slug in citados if slug in achados]


def caminhos_chamados(slugs: Iterable[str]) -> list[Caminho]:
    """Os caminhos com estas chaves, na ordem em que se citam, menos o que não existe ou não serve mais."""
    citados = list(slugs)
    achados = {
        c.slug: c for c in Caminho.objects.que_servem().filter(slug__in=citados).select_related("lugar")
    }
    return [achados[slug] for slug in citados if slug in achados]


def caminhos_por_extenso() -> dict[str, str]:
    """A chave de cada caminho e como ele se lê numa lista."""
    return {c.slug: str(c) for c in Caminho.objects.select_related("lugar").order_by("rotulo", "valor")}


def que_nao_ha(slugs: Iterable[str]) -> list[str]:
    """As chaves que não são de nenhum caminho."""
    citados = list(slugs)
    ha = set(Caminho.objects.filter(slug__in=citados).values_list("slug", flat=True))
    return [slug for slug in citados if slug not in ha]


def numeros_citados(texto: str) -> list[Caminho]:
    """Os números de emergência que um texto cita, na ordem em que aparecem: "Ligue para o SAMU, no 192"."""
    return numeros_de_cada([texto])[texto]


def numeros_de_cada(textos: Iterable[str]) -> dict[str, list[Caminho]]:
    """Os números de emergência que cada texto cita, lidos de uma vez."""
    citados = {texto: list(dict.fromkeys(re.findall(r"\b\d{3}\b", texto))) for texto in textos}
    todos = set(chain.from_iterable(citados.values()))
    urgentes = Caminho.objects.que_servem().filter(emergencia=True, valor__in=todos).order_by("-pk")
    achados = {caminho.valor: caminho for caminho in urgentes} if todos else {}
    return {texto: [achados[n] for n in numeros if n in achados] for texto, numeros in citados.items()}


def no_portal_antigo() -> QuerySet[Servico]:
    """Os serviços no ar que citam uma página do portal antigo."""
    paginas = Caminho.objects.do_portal_antigo().values_list("slug", flat=True)
    return Servico.objects.que_citam(paginas)


def saiu_do_ar(versao: VersaoDoServico) -> bool:
    """O serviço tinha página no portal antigo, que já não atende."""
    if settings.PORTAL_ANTIGO_NO_AR or not versao.caminhos:
        return False
    return Caminho.objects.do_portal_antigo().filter(slug__in=versao.caminhos).exists()


def como_agir(versao: VersaoDoServico) -> dict[str, Any]:
    """Como se age na página do serviço, os números de emergência primeiro, e quanto tem levado."""
    caminhos = caminhos_chamados(versao.caminhos) if versao.caminhos else []
    urgentes = list(takewhile(lambda caminho: caminho.emergencia, caminhos))
    return {
        "urgentes": urgentes,
        "caminhos": caminhos[len(urgentes) :],
        "lugares": lugares_chamados(versao.lugares) if versao.lugares else [],
        "falta": por_extenso.falta_confirmar(versao, caminhos),
        "tempos": tempos_de(versao),
        "saiu_do_ar": saiu_do_ar(versao),
    }


def tempos_de(versao: VersaoDoServico) -> list[TempoDeAtendimento]:
    """Quanto tem levado o serviço: na cidade e, depois, em cada subprefeitura; vazio do que não se mede."""
    if not versao.solicitavel or versao.sigilosa:
        return []
    return list(TempoDeAtendimento.objects.filter(servico=versao.servico_id).order_by("lugar"))


def mais_pedidos(limite: int = 8) -> list[Servico]:
    """Os serviços que mais se pedem na cidade."""
    pedidos = Servico.objects.no_guia().filter(publicada__solicitavel=True)
    return list(pedidos.resumidos().mais_pedidos()[:limite])


def temas() -> list[Tema]:
    """Os temas que têm serviço, cada um com `quantos`."""
    no_guia = Q(assuntos__servicos__publicada__isnull=False, assuntos__servicos__arquivado_em=None)
    com_quantos = Tema.objects.annotate(quantos=Count("assuntos__servicos", filter=no_guia))
    return list(com_quantos.filter(quantos__gt=0).order_by("ordem", "nome"))


def grupos_de_temas() -> dict[str, list[Tema]]:
    """Os temas que têm serviço, sob o título do seu grupo, na ordem dos temas. Os sem grupo vêm no fim."""
    grupos: dict[str, list[Tema]] = {}
    for tema in sorted(temas(), key=lambda tema: not tema.grupo):
        grupos.setdefault(tema.grupo or SEM_GRUPO, []).append(tema)
    return grupos


def por_assunto(tema: Tema) -> list[tuple[str, list[Servico]]]:
    """Os serviços de um tema, por assunto, em ordem alfabética."""
    servicos = Servico.objects.no_guia().resumidos().filter(assunto__tema=tema)
    simples = sinonimos.simplificar
    em_ordem = sorted(servicos, key=lambda s: (simples(s.assunto.nome), simples(s.nome)))
    return [(assunto, list(lista)) for assunto, lista in groupby(em_ordem, key=lambda s: s.assunto.nome)]


def relacionados(servico: Servico, limite: int = RELACIONADOS) -> list[Servico]:
    """Do mesmo assunto; só se não houver nenhum, do mesmo tema. Os mais pedidos primeiro."""
    vizinhos = Servico.objects.no_guia().resumidos().exclude(pk=servico.pk)
    do_tema = vizinhos.filter(assunto__tema=servico.assunto.tema_id)
    mesmo = Case(When(assunto=servico.assunto_id, then=0), default=1)
    achados = list(do_tema.order_by(mesmo, *MAIS_PEDIDOS)[:limite])
    return [achado for achado in achados if achado.assunto_id == servico.assunto_id] or achados


def contar() -> dict[str, Any]:
    """Os serviços no ar: quantos, de que jeito, como se age neles, e quantos têm fato de cada fonte."""
    no_ar = VersaoDoServico.objects.no_ar()
    contas: dict[str, Any] = no_ar.aggregate(
        publicados=Count("pk"),
        solicitaveis=Count("pk", filter=Q(solicitavel=True)),
        anonimos=Count("pk", filter=Q(solicitavel=True, identificacao="anonima")),
        sigilosos=Count("pk", filter=Q(sigilosa=True)),
        no_aplicativo=Count("pk", filter=Q(servico__no_aplicativo=True)),
        prazo_provisorio=Count("pk", filter=Q(prazo_provisorio=True)),
        sem_revisao=Count("pk", filter=Q(origem=Origem.CARGA)),
        com_perguntas=Count("pk", filter=~Q(perguntas=[])),
    )
    fontes = Counter(
        fonte for fatos in no_ar.values_list("fontes", flat=True) for fonte in set(fatos.values())
    )
    return contas | _caminhos_contados(no_ar) | {"por_fonte": dict(fontes.most_common())}


def _caminhos_contados(no_ar: VersaoQuerySet) -> dict[str, int]:
    """Quantas páginas não têm como agir, só têm o telefone geral da cidade, têm página oficial, telefone."""
    central = Cidade.atual().telefone_central
    ditos = {caminho.slug: caminho for caminho in Caminho.objects.que_servem()}
    com_endereco = set(Lugar.objects.exclude(endereco="").values_list("slug", flat=True))
    contas = dict.fromkeys(("sem_caminho", "so_156", "com_link", "com_telefone"), 0)
    for solicitavel, citados, lugares in no_ar.values_list("solicitavel", "caminhos", "lugares"):
        caminhos = [ditos[slug] for slug in citados if slug in ditos]
        de_outro_jeito = solicitavel or bool(com_endereco & set(lugares))
        so_a_central = bool(caminhos) and all(caminho.valor == central for caminho in caminhos)
        contas["sem_caminho"] += not (de_outro_jeito or caminhos)
        contas["so_156"] += so_a_central and not de_outro_jeito
        contas["com_link"] += any(caminho.tipo == Caminho.Tipo.URL for caminho in caminhos)
        contas["com_telefone"] += any(caminho.tipo == Caminho.Tipo.TELEFONE for caminho in caminhos)
    return contas


def marca(*tambem: object) -> str:
    """Muda quando muda qualquer coisa que as páginas do Guia mostram: os dados, a cidade ou o código.

    `tambem`: o que muda com o resto do que uma página pública de outro aplicativo mostra.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARCA)
        linha = cursor.fetchone()
    hoje = timezone.localdate()  # comunicados e suspensões entram e saem pela data
    dito = f"{_codigo()}:{hoje}:{linha}:{settings.PORTAL_ANTIGO_NO_AR}:{tambem}"
    return hashlib.sha256(dito.encode()).hexdigest()[:24]


_MARCA = """
SELECT (SELECT max(history_id) FROM guia_historicalorgao), (SELECT max(history_id) FROM guia_historicaltema),
       (SELECT max(history_id) FROM guia_historicalassunto),
       (SELECT max(history_id) FROM guia_historicalservico),
       (SELECT max(history_id) FROM guia_historicalversaodoservico),
       (SELECT max(history_id) FROM guia_historicalcomunicado),
       (SELECT max(history_id) FROM guia_historicalsuspensao),
       (SELECT max(history_id) FROM guia_historicallugar),
       (SELECT max(history_id) FROM guia_historicalcaminho),
       (SELECT max(history_id) FROM guia_historicalrespostadebusca),
       (SELECT max(history_id) FROM avisos_historicalcidade),
       (SELECT sum(pedidos_por_ano) FROM guia_procura), (SELECT max(medido_em) FROM guia_tempodeatendimento)
"""
"""O histórico registra toda gravação; ler o último número dele custa um acesso ao índice."""


@cache
def _codigo() -> str:
    """Os modelos de página e as regras da busca desta instalação: um deles muda, a página muda."""
    resumo = hashlib.sha256()
    regras = [
        leitura.DADOS / "sinonimos.yaml",
        encaminhar.ARQUIVO,
        de_quem.ARQUIVO,
        sem_servico.ARQUIVO,
        respostas.SOCORRO,
        risco.ARQUIVO,
    ]
    for arquivo in [*sorted((settings.BASE_DIR / "templates").rglob("*.html")), *regras]:
        resumo.update(arquivo.read_bytes())
    return resumo.hexdigest()
