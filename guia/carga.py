"""Carga do Guia: órgãos, temas, assuntos e serviços que vêm com o projeto, e quanto se pedem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from contas.autor import SISTEMA
from guia import acoes, consultas
from guia.busca import indice
from guia.busca.aprendido import aprender
from guia.conteudo.leitura import (
    DADOS,
    ConteudoInvalido,
    ler_arquivados,
    ler_caminhos,
    ler_lista,
    ler_lugares,
    ler_respostas,
    ler_servicos,
)
from guia.models import (
    Assunto,
    Caminho,
    Lugar,
    Orgao,
    Procura,
    RegraDoGuia,
    RespostaDeBusca,
    Servico,
    SlugAntigo,
    Tema,
    VersaoDoServico,
)
from guia.publicacao.exigencias import PADRAO_DA_CIDADE, prazo_padrao
from guia.situacoes import Situacao
from protocolo.models import PrazoLegal
from protocolo.prazos.contagem import Contagem
from referencia.tabelas import Linha, Origem, Tabela, carregar_tabelas, igualar_a_carga

COPIADOS = tuple(campo for campo in VersaoDoServico.CONTEUDO if not campo.startswith("prazo_"))


@transaction.atomic
def carregar(pasta: Path = DADOS) -> dict[str, int]:
    """Grava o que vem com o projeto, tudo ou nada; rodar de novo não muda nada.

    Não toca no serviço cuja última versão é de uma pessoa. O de origem CARGA ganha uma versão
    nova só se o conteúdo mudou. Com `GUIA_CARGA=em_revisao`, o serviço que ainda não está no ar
    espera o órgão; o que já está continua, e recebe as correções como sempre.
    O que saiu dos arquivos sem que ninguém o tivesse editado é arquivado; se voltar a eles, volta ao ar.
    """
    em = timezone.now()
    entradas = ler_servicos(pasta)
    contas: Counter[str] = Counter(
        carregar_tabelas(
            Tabela("regras", RegraDoGuia, ("id",), lambda: [{"id": 1}]),
            Tabela("órgãos", Orgao, ("sigla",), partial(ler_lista, "orgaos.yaml", pasta)),
            Tabela("temas", Tema, ("slug",), partial(ler_lista, "temas.yaml", pasta)),
            Tabela("lugares", Lugar, ("slug",), partial(_lugares, pasta)),
            Tabela("caminhos", Caminho, ("slug",), partial(_caminhos, pasta)),
            Tabela("respostas da busca", RespostaDeBusca, ("slug",), partial(_respostas, pasta)),
        )
    )
    divisoes, gravados = _Divisoes(entradas), _Gravados()
    padrao = prazo_padrao(timezone.localdate(em))
    mudados = []
    for entrada in entradas:
        servico, resultado = _servico(entrada, divisoes, gravados)
        texto = _versao(servico, gravados.versoes.get(servico.pk), _conteudo(entrada, padrao), em)
        if servico.pk not in gravados.procurados:
            # O histórico que vem com o projeto é só o começo: quem já contou mais não é desfeito.
            Procura.objects.create(servico=servico, pedidos_por_ano=entrada.get("pedidos_por_ano", 0))
        contas[f"serviços: {resultado}"] += 1
        contas[f"versões: {texto}"] += 1
        if {resultado, texto} & {"criado", "atualizado"}:
            mudados.append(servico.pk)
    if mudados:
        indice.atualizar(mudados)
    contas |= _idos_e_voltados({entrada["codigo"] for entrada in entradas}, em)
    contas |= _arquivados(pasta, em)
    aprender()
    return dict(contas)


def _idos_e_voltados(codigos: set[int], em: datetime) -> Counter[str]:
    """Arquiva o serviço que saiu dos arquivos e devolve ao Guia o que a carga arquivou e voltou a eles.

    Não toca no que uma pessoa criou, escreveu ou arquivou, nem no que nasceu arquivado, que não tem código.
    """
    contas: Counter[str] = Counter()
    da_carga = Servico.objects.filter(origem=Origem.CARGA, codigo__isnull=False)
    da_carga = da_carga.exclude(versoes__origem=Origem.EDICAO)
    for servico in da_carga.filter(arquivado_em=None).exclude(codigo__in=codigos):
        acoes.arquivar(servico=servico, por=SISTEMA, em=em)
        contas["serviços: arquivado"] += 1
    for servico in da_carga.filter(arquivado_em__isnull=False, codigo__in=codigos):
        if consultas.arquivado_pela_carga(servico):
            acoes.desarquivar(servico=servico, por=SISTEMA)
            contas["serviços: de volta"] += 1
    return contas


def _arquivados(pasta: Path, em: datetime) -> Counter[str]:
    """Os nomes antigos que nenhum serviço de hoje tomou: ficam só para os pedidos que os citam."""
    contas: Counter[str] = Counter()
    ja = {*Servico.objects.values_list("slug", flat=True), *SlugAntigo.objects.values_list("slug", flat=True)}
    for antigo in ler_arquivados(pasta):
        motivo = antigo.pop("razao")
        novo = acoes.slug_de_arquivado(antigo["tema"], antigo["nome"]) not in ja
        if novo:
            acoes.criar_arquivado(**antigo, em=em, motivo=motivo)
        contas[f"nomes antigos: {'criado' if novo else 'igual'}"] += 1
    return contas


def _lugares(pasta: Path) -> Iterator[Linha]:
    """Os lugares que os serviços podem citar."""
    orgaos = dict(Orgao.objects.values_list("sigla", "pk"))
    for lugar in ler_lugares(pasta):
        orgao = lugar.pop("orgao", None)
        yield lugar | {"orgao_id": orgaos[orgao] if orgao else None}


def _caminhos(pasta: Path) -> Iterator[Linha]:
    """Os jeitos de agir que os serviços podem citar; o que é um lugar aponta para ele."""
    lugares = dict(Lugar.objects.values_list("slug", "pk"))
    vazio = {"valor": "", "horario": "", "emergencia": False}
    for caminho in ler_caminhos(pasta):
        lugar = caminho.pop("lugar", None)
        yield vazio | caminho | {"lugar_id": lugares[lugar] if lugar else None}


def _respostas(pasta: Path) -> Iterator[Linha]:
    """O que a busca responde antes dos serviços; o telefone se escreve “número: quem atende”."""
    vazia = RespostaDeBusca()
    campos = [c.attname for c in RespostaDeBusca._meta.concrete_fields if c.attname not in ("id", "origem")]
    for resposta in ler_respostas(pasta):
        telefones = [{"numero": str(n), "quem": quem} for n, quem in resposta.pop("telefones", {}).items()]
        linha = {campo: resposta.get(campo, getattr(vazia, campo)) for campo in campos}
        yield linha | {"telefones": telefones}


class _Divisoes:
    """Órgãos e assuntos já gravados, lidos uma vez só."""

    def __init__(self, entradas: list[dict[str, Any]]) -> None:
        temas = dict(Tema.objects.values_list("slug", "pk"))
        nomes = {(temas[e["tema"]], slugify(e["assunto"])): e["assunto"] for e in entradas}
        linhas = [{"tema_id": tema, "slug": slug, "nome": nome} for (tema, slug), nome in nomes.items()]
        carregar_tabelas(Tabela("assuntos", Assunto, ("tema_id", "slug"), lambda: linhas))
        self._orgaos = {orgao.sigla: orgao for orgao in Orgao.objects.all()}
        assuntos = Assunto.objects.select_related("tema")
        self._assuntos = {(assunto.tema.slug, assunto.slug): assunto for assunto in assuntos}

    def de(self, entrada: dict[str, Any]) -> dict[str, int]:
        """O órgão e o assunto de um serviço."""
        assunto = self._assuntos[entrada["tema"], slugify(entrada["assunto"])]
        return {"orgao_id": self._orgaos[entrada["orgao"]].pk, "assunto_id": assunto.pk}


class _Gravados:
    """O que há de cada serviço no banco, em três consultas: recarregar não pergunta um por um."""

    def __init__(self) -> None:
        self.servicos = {s.codigo: s for s in Servico.objects.exclude(codigo=None)}
        ultimas = VersaoDoServico.objects.order_by("servico_id", "-numero").distinct("servico_id")
        self.versoes = {versao.servico_id: versao for versao in ultimas}
        self.procurados = set(Procura.objects.values_list("servico_id", flat=True))


def _servico(entrada: dict[str, Any], divisoes: _Divisoes, gravados: _Gravados) -> tuple[Servico, str]:
    """Acha o serviço pelo código; se o endereço mudou no arquivo, o antigo continua valendo."""
    chave = {"codigo": entrada["codigo"]}
    valores = {
        "slug": entrada["slug"],
        "no_aplicativo": entrada.get("no_aplicativo", False),
        **divisoes.de(entrada),
    }
    existente = gravados.servicos.get(entrada["codigo"])
    if existente is None:
        return Servico.objects.create(**chave, **valores, origem=Origem.CARGA), "criado"
    outro_endereco = existente.origem == Origem.CARGA and existente.slug != entrada["slug"]
    if outro_endereco:
        acoes.mudar_endereco(servico=existente, slug=entrada["slug"], por=SISTEMA)
        existente.refresh_from_db()
    resultado, mudou = igualar_a_carga(existente, valores)
    existente.save(update_fields=mudou)
    return existente, "atualizado" if outro_endereco else resultado


def _versao(servico: Servico, ultima: VersaoDoServico | None, conteudo: dict[str, Any], em: datetime) -> str:
    if ultima and ultima.origem == Origem.EDICAO:
        return "editado"
    espera = settings.GUIA_CARGA == Situacao.EM_REVISAO and servico.publicada_id is None
    igual = ultima and all(getattr(ultima, campo) == valor for campo, valor in conteudo.items())
    if ultima and igual and (espera or ultima.imutavel):
        return "igual"
    nova = _escrita(servico, ultima, conteudo)
    if not espera:
        acoes.substituir(versao=nova, por=SISTEMA, em=em)
    return "atualizado" if ultima else "criado"


def _escrita(servico: Servico, ultima: VersaoDoServico | None, conteudo: dict[str, Any]) -> VersaoDoServico:
    """Grava o texto: na mesma versão, se ela ainda espera o órgão; senão, numa nova, em revisão."""
    if ultima is None or ultima.imutavel:
        numero = ultima.numero + 1 if ultima else 1
        versao = VersaoDoServico(servico=servico, numero=numero, origem=Origem.CARGA)
        versao.situacao = Situacao.EM_REVISAO
    else:
        versao = ultima
    for campo, valor in conteudo.items():
        setattr(versao, campo, valor)
    versao.save()
    return versao


def _conteudo(entrada: dict[str, Any], padrao: PrazoLegal | None) -> dict[str, Any]:
    """Os campos da versão. Sem prazo no arquivo, o solicitável leva o padrão da cidade, como provisório."""
    vazia = VersaoDoServico()
    conteudo = {campo: entrada.get(campo, getattr(vazia, campo)) for campo in COPIADOS}
    conteudo |= {campo: valor.strip() for campo, valor in conteudo.items() if isinstance(valor, str)}
    if conteudo["anonima_desde"]:
        conteudo["anonima_desde"] = date.fromisoformat(conteudo["anonima_desde"])
    prazo = entrada.get("prazo")
    provisorio = prazo is None and entrada["solicitavel"]
    if provisorio:
        if padrao is None:
            raise ConteudoInvalido(f"{entrada['slug']}: sem prazo, e a cidade não tem o {PADRAO_DA_CIDADE}.")
        prazo = {"quantidade": padrao.quantidade, "contagem": padrao.contagem}
    prazo = prazo or {"contagem": Contagem.SEM_PRAZO}
    return conteudo | {
        "prazo_quantidade": prazo.get("quantidade"),
        "prazo_contagem": prazo["contagem"],
        "prazo_provisorio": provisorio,
    }
