"""O que se faz com o Guia: propor, enviar, publicar, arquivar, mudar de endereço; e opinar, quem o lê."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import slugify

from contas.autor import SISTEMA, Autor
from guia.busca import indice
from guia.models import Assunto, Caminho, Opiniao, Orgao, Servico, SlugAntigo, Tema, VersaoDoServico
from guia.publicacao import exigencias, o_que_se_publica, quatro_olhos, recados
from guia.situacoes import TRANSICOES, Situacao
from protocolo.erros import Conflito, RecusaDeAcao, TransicaoProibida
from protocolo.prazos.contagem import Contagem
from protocolo.situacoes import permitida
from referencia.tabelas import Origem, gravar, gravar_edicao
from referencia.travas import Trava, esperar_a_vez

LETRAS_DO_SLUG = 120
LETRAS_DO_DETALHE = 300
_CANAL = VersaoDoServico.CanalDoGuia
CANAIS_DE_TODO_PEDIDO = (_CANAL.PORTAL.value, _CANAL.CENTRAL.value, _CANAL.PRACAS.value)

ESCRITOS = (*VersaoDoServico.CONTEUDO, "motivo")
"""Tudo o que se escreve numa versão."""
DO_PRAZO = ("prazo_quantidade", "prazo_contagem", "prazo_provisorio", "a_confirmar", "motivo")
PREFIXO_DE_ARQUIVADO = "antigo-"
"""O começo do endereço do que nasce arquivado, só com o nome."""


class PublicacaoRecusada(RecusaDeAcao):
    """Falta algo para publicar; `faltas` diz o quê, uma frase por falta."""

    def __init__(self, faltas: list[exigencias.Falta]) -> None:
        super().__init__("Ainda não dá para publicar: " + " ".join(faltas))
        self.faltas = faltas


@transaction.atomic
def criar(*, orgao: Orgao, assunto: Assunto, conteudo: Mapping[str, Any], por: Autor) -> VersaoDoServico:
    """Um serviço novo e o seu primeiro rascunho, fora do ar; o endereço sai do nome.

    Nasce como a maioria: pede-se pelo portal, com identificação e o prazo provisório da cidade, se há um.
    """
    servico = Servico(orgao=orgao, assunto=assunto, slug=_slug_livre(conteudo["nome"]))
    try:
        with transaction.atomic():
            gravar_edicao(servico, por)
    except IntegrityError as erro:
        raise Conflito("Outra pessoa acaba de criar um serviço com este nome. Veja se é o mesmo.") from erro
    padrao = exigencias.prazo_padrao(timezone.localdate())
    prazo: dict[str, Any] = {}
    if padrao and padrao.quantidade:
        prazo = {"prazo_quantidade": padrao.quantidade, "prazo_contagem": padrao.contagem}
        prazo |= {"prazo_provisorio": True, "solicitavel": True, "canais": list(CANAIS_DE_TODO_PEDIDO)}
    return escrever(versao=VersaoDoServico(servico=servico, **prazo, **conteudo), por=por)


def _slug_livre(nome: str) -> str:
    """O nome como endereço; se outro serviço o tem ou já teve, com um número no fim."""
    base = slugify(nome)[: LETRAS_DO_SLUG - 4].strip("-") or "servico"
    ocupados = {
        *Servico.objects.filter(slug__startswith=base).values_list("slug", flat=True),
        *SlugAntigo.objects.filter(slug__startswith=base).values_list("slug", flat=True),
    }
    livres = (base, *(f"{base}-{n}" for n in range(2, len(ocupados) + 3)))
    return next(slug for slug in livres if slug not in ocupados)


@transaction.atomic
def propor(
    *, servico: Servico, por: Autor, motivo: str = "", base: VersaoDoServico | None = None
) -> VersaoDoServico:
    """Abre um rascunho com o conteúdo de `base`; sem ela, da versão publicada ou da última."""
    travado = _travar(servico)
    base = base or travado.publicada or travado.versoes.order_by("-numero").first()
    conteudo = {campo: getattr(base, campo) for campo in VersaoDoServico.CONTEUDO} if base else {}
    return escrever(versao=VersaoDoServico(servico=travado, motivo=motivo, **conteudo), por=por)


@transaction.atomic
def escrever(*, versao: VersaoDoServico, por: Autor, campos: Iterable[str] = ESCRITOS) -> VersaoDoServico:
    """Grava o texto de um rascunho ou de uma versão em revisão; a nova recebe o número seguinte.

    Só estes `campos`: nos outros fica o que está no banco, que outra pessoa pode ter escrito agora.
    """
    servico = _travar(versao.servico)
    if not versao.pk:
        if servico.versoes.em_elaboracao().exists():
            raise Conflito("Este serviço já tem uma versão em elaboração. Continue nela.")
        ultima = servico.versoes.order_by("-numero").first()
        versao.numero = ultima.numero + 1 if ultima else 1
    else:
        _so_estes(versao, campos)
    versao.origem = Origem.EDICAO
    return gravar(versao, por)


@transaction.atomic
def dar_prazo(*, servico: Servico, quantidade: int, contagem: Contagem, por: Autor) -> VersaoDoServico:
    """O órgão diz o prazo que faltava: num rascunho novo ou no texto que já se escreve. Não vai ao ar."""
    travado = _travar(servico)
    if not travado.publicada or not travado.publicada.prazo_provisorio:
        raise Conflito("O prazo deste serviço já foi informado. Para o mudar, abra o texto dele.")
    versao = travado.versoes.em_elaboracao().first() or propor(servico=travado, por=por)
    versao.prazo_quantidade, versao.prazo_contagem = quantidade, contagem
    versao.prazo_provisorio = False
    versao.a_confirmar = [campo for campo in versao.a_confirmar if campo != "prazo"]
    versao.motivo = versao.motivo or "O órgão informou o prazo."
    return escrever(versao=versao, por=por, campos=DO_PRAZO)


def _so_estes(versao: VersaoDoServico, campos: Iterable[str]) -> None:
    """Deixa na versão o que está no banco, salvo estes campos; recusa se já não está onde estava."""
    antes, ditos = versao.situacao, {campo: getattr(versao, campo) for campo in campos}
    versao.refresh_from_db()
    if versao.imutavel:
        raise TransicaoProibida("Uma versão publicada não muda mais: crie uma nova versão a partir dela.")
    if versao.situacao != antes:
        raise Conflito("Outra pessoa acaba de mandar este texto adiante. Leia-o de novo antes de o mudar.")
    for campo, dito in ditos.items():
        setattr(versao, campo, dito)


@transaction.atomic
def enviar(*, versao: VersaoDoServico, por: Autor, estado: str | None = None) -> VersaoDoServico:
    """Manda o rascunho para a revisão; com `estado`, só se ainda é o que se leu."""
    _travar(versao.servico)
    _conferir_o_lido(versao, estado)
    return _levar(versao, Situacao.EM_REVISAO, por)


@transaction.atomic
def devolver(
    *, versao: VersaoDoServico, motivo: str, por: Autor, em: datetime | None = None
) -> VersaoDoServico:
    """A revisão pede ajustes: a versão volta a ser rascunho, com o que quem a escreveu tem de ajustar."""
    _travar(versao.servico)
    devolvida = {"devolvida_em": em or timezone.now(), "devolvida_por": por.usuario_no_registro}
    voltou = _levar(versao, Situacao.RASCUNHO, por, ajustes=motivo, **devolvida)
    recados.voltou(voltou, por)
    return voltou


@transaction.atomic
def publicar(
    *, versao: VersaoDoServico, por: Autor, em: datetime | None = None, estado: str | None = None
) -> VersaoDoServico:
    """Põe a versão no ar se nada faltar; senão levanta PublicacaoRecusada com a lista.

    Com `estado`, só se ainda é o que se leu. Quem a escreveu não a publica, se a regra do Guia pede outra
    pessoa (`RegraDoGuia`).
    """
    _travar(versao.servico)
    _conferir_o_lido(versao, estado)
    if quatro_olhos.impede(versao, por.usuario_no_registro):
        raise RecusaDeAcao(quatro_olhos.RECUSA)
    faltas = exigencias.exigencias(versao)
    if faltas:
        raise PublicacaoRecusada(faltas)
    recados.foi_ao_ar(versao, por)
    return por_no_ar(versao=versao, por=por, em=em)


@transaction.atomic
def por_no_ar(*, versao: VersaoDoServico, por: Autor, em: datetime | None = None) -> VersaoDoServico:
    """Toma o lugar da versão publicada e refaz a busca. Quem confere o que falta é `publicar`."""
    nova = substituir(versao=versao, por=por, em=em)
    indice.atualizar([nova.servico_id])
    return nova


@transaction.atomic
def substituir(*, versao: VersaoDoServico, por: Autor, em: datetime | None = None) -> VersaoDoServico:
    """Toma o lugar da versão publicada, sem refazer a busca: a carga a refaz uma vez, no fim.

    Espera os pedidos do serviço que se estão a abrir, antes de mexer na linha de que eles dependem.
    """
    servico = _travar(versao.servico)
    esperar_a_vez(Trava.SIGILO, servico.pk)
    if servico.publicada:
        _levar(servico.publicada, Situacao.SUBSTITUIDA, por)
    publicada_em = em or timezone.now()
    publicada = {"publicada_em": publicada_em, "publicada_por": por.usuario_no_registro}
    revisar_em = exigencias.proxima_revisao(timezone.localdate(publicada_em))
    servico.publicada = _levar(versao, Situacao.PUBLICADA, por, revisar_em=revisar_em, **publicada)
    gravar(servico, por)
    if versao.sigilosa:
        for proteger in map(import_string, settings.AO_PUBLICAR_SIGILOSA):
            proteger(servico)
    return servico.publicada


@transaction.atomic
def arquivar(*, servico: Servico, por: Autor, em: datetime | None = None) -> Servico:
    """A cidade deixa de oferecer o serviço: sai das listas, e a página diz isso."""
    travado = _travar(servico)
    travado.arquivado_em = em or timezone.now()
    indice.retirar([travado.pk])
    return gravar(travado, por)


@transaction.atomic
def criar_arquivado(*, tema: str, assunto: str, nome: str, em: datetime, motivo: str = "") -> VersaoDoServico:
    """O serviço de um pedido antigo que o Guia não tem mais: só o nome, já arquivado, fora da busca.

    Chamar de novo com os mesmos nomes devolve o mesmo.
    """
    no_tema = _tema_chamado(tema)
    no_assunto, _ = Assunto.objects.get_or_create(
        tema=no_tema, slug=slugify(assunto)[:120], defaults={"nome": assunto, "origem": Origem.CARGA}
    )
    servico, criado = Servico.objects.get_or_create(
        slug=slug_de_arquivado(tema, nome),
        defaults={"assunto": no_assunto, "arquivado_em": em, "origem": Origem.CARGA},
    )
    if not criado and servico.publicada:
        return servico.publicada
    versao = VersaoDoServico(servico=servico, numero=1, nome=nome, motivo=motivo, origem=Origem.CARGA)
    return substituir(versao=gravar(versao, SISTEMA), por=SISTEMA, em=em)


def _tema_chamado(nome: str) -> Tema:
    """O tema com este nome, ainda que lhe tenham mudado o endereço; se não há, nasce um."""
    com_o_nome = Tema.objects.filter(nome__iexact=nome).first()
    if com_o_nome:
        return com_o_nome
    return Tema.objects.get_or_create(
        slug=slugify(nome)[:60], defaults={"nome": nome, "origem": Origem.CARGA}
    )[0]


def slug_de_arquivado(tema: str, nome: str) -> str:
    """O endereço de um serviço arquivado só com o nome.

    Nomes compridos que só diferem no fim ficam com endereços diferentes.
    """
    slug = f"{PREFIXO_DE_ARQUIVADO}{slugify(f'{tema} {nome}')}"
    if len(slug) <= LETRAS_DO_SLUG:
        return slug
    marca = hashlib.sha256(slug.encode()).hexdigest()[:8]
    return f"{slug[: LETRAS_DO_SLUG - len(marca) - 1]}-{marca}"


@transaction.atomic
def restaurar(*, servico: Servico, por: Autor) -> Servico:
    """O serviço arquivado volta ao Guia com a última versão publicada, se nada lhe faltar agora."""
    travado = _travar(servico)
    if travado.publicada and (faltas := exigencias.exigencias(travado.publicada)):
        raise PublicacaoRecusada(faltas)
    return desarquivar(servico=travado, por=por)


@transaction.atomic
def desarquivar(*, servico: Servico, por: Autor) -> Servico:
    """Devolve o serviço às listas e à busca. Quem confere o que falta é `restaurar`."""
    travado = _travar(servico)
    travado.arquivado_em = None
    gravar(travado, por)
    indice.atualizar([travado.pk])
    return travado


@transaction.atomic
def mudar_endereco(*, servico: Servico, slug: str, por: Autor) -> Servico:
    """Troca o slug; o antigo continua levando ao serviço."""
    travado = _travar(servico)
    if slug == travado.slug:
        return travado
    if SlugAntigo.objects.filter(slug=slug).exclude(servico=travado).exists():
        raise Conflito("Outro serviço já teve este endereço, e há links que ainda o usam.")
    SlugAntigo.objects.filter(slug=slug).delete()
    SlugAntigo.objects.create(servico=travado, slug=travado.slug)
    travado.slug = slug
    return gravar(travado, por)


def conferir(*, caminho: Caminho, serve: bool, em: date, por: Autor, detalhe: str = "") -> Caminho:
    """Alguém, ou a rotina, abriu o endereço ou ligou: diz o dia e se serve. O fato em si não muda."""
    caminho.conferido_em = em
    caminho.resultado = Caminho.Resultado.SERVE if serve else Caminho.Resultado.NAO_SERVE
    caminho.detalhe = detalhe[:LETRAS_DO_DETALHE]
    return gravar(caminho, por)


def opinar(*, servico: Servico, util: bool, comentario: str, em: datetime) -> Opiniao:
    """Guarda o que um leitor achou da página; não se sabe quem é."""
    if servico.publicada is None:
        raise ValueError(f"O serviço {servico.slug} não está publicado.")
    return Opiniao.objects.create(
        servico=servico, versao=servico.publicada, util=util, comentario=comentario, em=em
    )


def _travar(servico: Servico) -> Servico:
    """Uma ação por vez em cada serviço."""
    return (
        Servico.objects.select_for_update(of=("self",), no_key=True)
        .select_related("publicada")
        .get(pk=servico.pk)
    )


def _conferir_o_lido(versao: VersaoDoServico, lido: str | None) -> None:
    """Relê a versão; recusa se ela, ou para onde vão os pedidos, já não é o que a pessoa leu."""
    versao.refresh_from_db()
    if lido is not None and lido != o_que_se_publica.estado(versao):
        raise Conflito(
            "O texto, ou para onde vão os pedidos, mudou depois que você abriu esta página. "
            "Leia de novo antes de mandar adiante."
        )


def _levar(versao: VersaoDoServico, para: Situacao, por: Autor, **ditos: Any) -> VersaoDoServico:
    """Muda a situação se a tabela deixa, e estes campos; relê os outros do banco, que podem ter mudado."""
    versao.refresh_from_db()
    if not permitida(TRANSICOES, versao.situacao, para, por.papel):
        de = Situacao(versao.situacao).label
        raise TransicaoProibida(f"Esta versão está em “{de}” e não pode passar a “{para.label}”.")
    for campo, dito in ditos.items():
        setattr(versao, campo, dito)
    versao.situacao = para
    return gravar(versao, por)
