"""A ficha de quem foi reconhecido: quem é, o que já tem com a Prefeitura, e o que disso espera por ela."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistente.comprovante import mascarar_email
from atendimento.models import Atendimento
from atendimento.situacoes import Providencia, Resultado
from avisos.models import Aviso
from avisos.recibos.alcance import NAO_CHEGOU
from avisos.textos import sem_o_link
from contas.models import Interessado
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal.area.lista import Linha, linhas
from portal.consultas import Achado
from protocolo.models import Anexo
from solicitacoes.models import Solicitacao

DO_PASSO = ("nome", "tipo_documento", "documento", "email", "telefone")


def respostas_de(atendimento: Atendimento) -> dict[str, str]:
    """As respostas do passo de identificação, de quem foi reconhecido; vazio se ninguém foi."""
    quem = atendimento.reconhecido
    if quem is None or quem.anonimo or quem.selado_em or quem.anonimizado_em:
        return {}
    return {campo: getattr(quem, campo) for campo in DO_PASSO}


@dataclass(frozen=True, slots=True)
class DaFicha:
    """Um caso na ficha, e se o último aviso dele não chegou à pessoa: ela ainda não sabe."""

    linha: Linha
    nao_chegou: bool


CONTATOS = 5
SE_DIZEM = (Resultado.PEDIDO, Resultado.ANDAMENTO, Resultado.INFORMACAO, Resultado.RETORNO, Resultado.CAIU)
OUTRO_ASSUNTO = "Outro assunto"
"""Se só o que se levou à Ouvidoria se calasse, a falta diria qual é."""


@dataclass(frozen=True, slots=True)
class Contato:
    """Uma vez em que já se atendeu a pessoa."""

    atendimento: Atendimento
    como_acabou: str


def ultimos_contatos(atendimento: Atendimento, partes: Sequence[int]) -> list[Contato]:
    """As últimas vezes em que se atendeu quem se reconheceu aqui: quando, por onde, onde e como acabou."""
    dela = Atendimento.objects.terminados().filter(reconhecido__in=partes).exclude(pk=atendimento.pk)
    ultimos = dela.select_related("unidade").order_by("-comecado_em", "-pk")[:CONTATOS]
    return [
        Contato(um, um.get_resultado_display() if um.resultado in SE_DIZEM else OUTRO_ASSUNTO)
        for um in ultimos
    ]


def em_linhas(achados: list[Achado]) -> list[DaFicha]:
    """Os casos como se leem à pessoa; uma consulta a mais, dos avisos."""
    protocolos = [caso.protocolo for caso in achados]
    ultimos = Aviso.objects.filter(protocolo__in=protocolos, interessado__isnull=False)
    ultimos = ultimos.order_by("protocolo", "-criado_em", "-pk").distinct("protocolo")
    calados = {p for p, situacao in ultimos.values_list("protocolo", "situacao") if situacao in NAO_CHEGOU}
    return [DaFicha(linha, linha.caso.protocolo in calados) for linha in linhas(achados)]


def fotos_de(caso: Achado) -> list[Anexo]:
    """As fotos que a pessoa vê na página do caso, já conferidas; nem o que o órgão mandou à Ouvidoria."""
    if isinstance(caso, Pedido):
        return []
    anexos = caso.anexos.da_pessoa() if isinstance(caso, Manifestacao) else caso.anexos.order_by("pk")
    return [anexo for anexo in anexos if anexo.miniatura and not anexo.espera]


def por_contar(caso: Achado, avisos: Sequence[Aviso]) -> dict[str, Any] | None:
    """O último aviso a quem pediu, se não chegou, como se lê em voz alta; `avisos`, dos mais novos."""
    ultimo = next((aviso for aviso in avisos if aviso.interessado_id == caso.interessado_id), None)
    if ultimo is None or ultimo.situacao not in NAO_CHEGOU:
        return None
    return {"aviso": ultimo, "a_dizer": sem_o_link(ultimo.corpo)}


def aberta(atendimento: Atendimento) -> bool:
    """A leitura dos casos da pessoa já ficou escrita neste atendimento?"""
    return atendimento.atos.filter(tipo=Providencia.ABRIU_FICHA).exists()


def contato(quem: Interessado) -> str:
    """O contato guardado, pela metade: quem atende o confirma sem o dizer."""
    fim = f"telefone com final {quem.telefone[-4:]}" if quem.telefone else ""
    return ", ".join(filter(None, (mascarar_email(quem.email), fim)))


def o_que_pediu(caso: Achado) -> list[tuple[str, str]]:
    """O que a pessoa disse ao pedir, em pares, para se confirmar com ela."""
    if isinstance(caso, Pedido):
        return [("O que quer saber", caso.texto)]
    ditas = [(str(r["rotulo"]), _em_texto(r.get("valor"))) for r in caso.respostas]
    if isinstance(caso, Solicitacao):
        onde = ", ".join(filter(None, (caso.endereco, caso.distrito.nome if caso.distrito else "")))
        ditas = [("Onde", onde), *ditas, ("O que disse", caso.descricao)]
    return [(rotulo, valor) for rotulo, valor in ditas if valor]


def _em_texto(valor: object) -> str:
    return ", ".join(map(str, valor)) if isinstance(valor, list) else str(valor or "")
