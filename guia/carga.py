"""Carga do Guia: órgãos, temas, assuntos e serviços que vêm com o projeto, e quanto se pedem."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from contas.autor import SISTEMA
from contas.referencia import Origem, gravar_carga
from guia import acoes, indice
from guia.leitura import DADOS, ConteudoInvalido, ler_lista, ler_lugares, ler_servicos
from guia.models import Assunto, Lugar, Orgao, Procura, Servico, Tema, VersaoDoServico
from guia.situacoes import Situacao
from protocolo.models import PrazoLegal
from protocolo.prazos import Contagem

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = ["ConteudoInvalido", "carregar", "ler_servicos"]

PADRAO_DA_CIDADE = "PRAZO_PROVISORIO"
COPIADOS = (
    "nome",
    "o_que_e",
    "quando_solicitar",
    "publico_alvo",
    "requisitos",
    "etapas",
    "legislacao",
    "taxas",
    "canais",
    "lugares",
    "observacoes",
    "palavras",
    "perguntas",
    "solicitavel",
    "identificacao",
    "anonima_desde",
    "anonima_por",
    "sigilosa",
    "precisa_de_endereco",
    "complemento_vencido",
    "prova",
    "fontes",
    "a_confirmar",
)


@transaction.atomic
def carregar(pasta: Path = DADOS) -> dict[str, int]:
    """Grava o que vem com o projeto, tudo ou nada; rodar de novo não muda nada.

    Não toca no serviço cuja última versão é de uma pessoa. O de origem CARGA ganha uma versão
    nova só se o conteúdo mudou. Com `GUIA_CARGA=em_revisao`, o serviço que ainda não está no ar
    espera o órgão; o que já está continua, e recebe as correções como sempre.
    """
    contas: Counter[str] = Counter()
    em = timezone.now()
    entradas = ler_servicos(pasta)
    for orgao in ler_lista("orgaos.yaml", pasta):
        contas[f"órgãos: {gravar_carga(Orgao, {'sigla': orgao.pop('sigla')}, orgao)}"] += 1
    for tema in ler_lista("temas.yaml", pasta):
        contas[f"temas: {gravar_carga(Tema, {'slug': tema.pop('slug')}, tema)}"] += 1
    divisoes = _Divisoes(entradas)
    contas |= _lugares(pasta)
    padrao = _prazo_padrao(em)
    mudados = []
    for entrada in entradas:
        servico, resultado = _servico(entrada, divisoes)
        texto = _versao(servico, _conteudo(entrada, padrao), em)
        _procura(servico, entrada.get("pedidos_por_ano", 0))
        contas[f"serviços: {resultado}"] += 1
        contas[f"versões: {texto}"] += 1
        if {resultado, texto} & {"criado", "atualizado"}:
            mudados.append(servico.pk)
    if mudados:
        indice.atualizar(mudados)
    return dict(contas)


def _lugares(pasta: Path) -> Counter[str]:
    """Os lugares que os serviços podem citar."""
    contas: Counter[str] = Counter()
    orgaos = dict(Orgao.objects.values_list("sigla", "pk"))
    for lugar in ler_lugares(pasta):
        orgao = orgaos[lugar.pop("orgao")] if lugar.get("orgao") else None
        resultado = gravar_carga(Lugar, {"slug": lugar.pop("slug")}, lugar | {"orgao_id": orgao})
        contas[f"lugares: {resultado}"] += 1
    return contas


class _Divisoes:
    """Órgãos e assuntos já gravados, lidos uma vez só."""

    def __init__(self, entradas: list[dict[str, Any]]) -> None:
        temas = {tema.slug: tema for tema in Tema.objects.all()}
        for slug, nome in dict.fromkeys((entrada["tema"], entrada["assunto"]) for entrada in entradas):
            gravar_carga(Assunto, {"tema": temas[slug], "slug": slugify(nome)}, {"nome": nome})
        self._orgaos = {orgao.sigla: orgao for orgao in Orgao.objects.all()}
        assuntos = Assunto.objects.select_related("tema")
        self._assuntos = {(assunto.tema.slug, assunto.slug): assunto for assunto in assuntos}

    def de(self, entrada: dict[str, Any]) -> dict[str, int]:
        """O órgão e o assunto de um serviço."""
        assunto = self._assuntos[entrada["tema"], slugify(entrada["assunto"])]
        return {"orgao_id": self._orgaos[entrada["orgao"]].pk, "assunto_id": assunto.pk}


def _servico(entrada: dict[str, Any], divisoes: _Divisoes) -> tuple[Servico, str]:
    """Acha o serviço pelo código; se o endereço mudou no arquivo, o antigo continua valendo."""
    chave = {"codigo": entrada["codigo"]}
    existente = Servico.objects.filter(**chave).first()
    da_carga = existente is not None and existente.origem == Origem.CARGA
    mudou_de_endereco = existente is not None and da_carga and existente.slug != entrada["slug"]
    if existente and mudou_de_endereco:
        acoes.mudar_endereco(servico=existente, slug=entrada["slug"], por=SISTEMA)
    valores = {
        "slug": entrada["slug"],
        "no_aplicativo": entrada.get("no_aplicativo", False),
        **divisoes.de(entrada),
    }
    resultado = gravar_carga(Servico, chave, valores)
    servico = existente or Servico.objects.get(**chave)
    return servico, "atualizado" if mudou_de_endereco else resultado


def _versao(servico: Servico, conteudo: dict[str, Any], em: datetime) -> str:
    ultima = servico.versoes.order_by("-numero").first()
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
    conteudo = {campo: _limpo(entrada[campo]) if campo in entrada else _vazio(campo) for campo in COPIADOS}
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


def _vazio(campo: str) -> Any:
    return getattr(VersaoDoServico(), campo)


def _limpo(valor: Any) -> Any:
    return valor.strip() if isinstance(valor, str) else valor


def _prazo_padrao(em: datetime) -> PrazoLegal | None:
    return PrazoLegal.objects.vigentes(timezone.localdate(em)).filter(chave=PADRAO_DA_CIDADE).first()


def _procura(servico: Servico, pedidos: int) -> None:
    """O histórico que vem com o projeto é só o começo: quem já contou mais não é desfeito."""
    Procura.objects.get_or_create(servico=servico, defaults={"pedidos_por_ano": pedidos})
