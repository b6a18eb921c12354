"""Como se desfaz, em lote e com uma razão só, cada ato que se faz em lote.

São atos como os da caixa, que só cabem sobre um lote já feito: o que a Ouvidoria ou o acesso à informação
decidiram nunca se fez em lote, e não passa por aqui.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from contas.autor import Autor
from mesas.atos import Atos
from mesas.historia import quem_agiu
from protocolo.erros import RecusaDeAcao
from protocolo.models import Rascunho
from solicitacoes.acoes import desfazer as agir
from solicitacoes.acoes.desfazer import (
    MUDOU_DEPOIS,
    Estado,
    mudaram_depois,
    reabrir_o_encerrado,
    separar_os_juntados,
    trazer_de_volta,
    voltar_a_turma,
    voltar_ao_dia,
    voltar_ao_responsavel,
)
from solicitacoes.caixa.atos import DO_LOTE, MANDAR_A_TURMA, AtoDaCaixa
from solicitacoes.caixa.forms.atos import ConsertoForm
from solicitacoes.caixa.selecao import Item
from solicitacoes.guardas import com_relacoes
from solicitacoes.models import Andamento


@dataclass(frozen=True, slots=True, kw_only=True)
class Conserto(AtoDaCaixa):
    """O ato que desfaz outro."""

    volta: tuple[str, ...] = ()
    """Os campos que ele põe como eram: o lote guarda-os antes de os mudar."""


REABRIR = Conserto(
    nome="reabrir-os-do-lote",
    verbo="Reabrir",
    explicacao="Os pedidos, encerrados por engano, voltam a “Em andamento” com o prazo que já tinham.",
    feito="Os pedidos foram reabertos.",
    acao=partial(agir, reabrir_o_encerrado),
    form=ConsertoForm,
    aviso="engano",
    so_este=True,
)
TRAZER = Conserto(
    nome="trazer-os-do-lote",
    verbo="Trazer de volta",
    explicacao="Os pedidos voltam a esta unidade, com o responsável que tinham. O prazo não muda.",
    feito="Os pedidos voltaram a esta unidade.",
    acao=partial(agir, trazer_de_volta),
    volta=("unidade_id", "unidade_anterior_id", "responsavel_id", "turma_id", "transferencias", "devolucoes"),
    form=ConsertoForm,
    aviso="engano",
    so_este=True,
)
DESMARCAR = Conserto(
    nome="desmarcar-os-do-lote",
    verbo="Desmarcar o dia",
    explicacao="O dia deixa de valer; o que estava marcado antes volta, se ainda não passou.",
    feito="O dia já não está marcado.",
    acao=partial(agir, voltar_ao_dia),
    volta=("agendada_para",),
    form=ConsertoForm,
    aviso="engano",
    so_este=True,
)
RESPONSAVEL = Conserto(
    nome="responsavel-dos-do-lote",
    verbo="Voltar ao responsável de antes",
    explicacao="Cada pedido volta a quem cuidava dele, ou a ninguém. O munícipe não é avisado: não soube.",
    feito="Os pedidos estão com o responsável de antes.",
    acao=partial(agir, voltar_ao_responsavel),
    volta=("responsavel_id",),
    form=ConsertoForm,
    so_este=True,
)
TURMA = Conserto(
    nome="turma-dos-do-lote",
    verbo="Voltar à turma de antes",
    explicacao="Cada pedido volta à turma em que estava, ou a nenhuma. O munícipe não é avisado: não soube.",
    feito="Os pedidos estão na turma de antes.",
    acao=partial(agir, voltar_a_turma),
    volta=("turma_id",),
    form=ConsertoForm,
    so_este=True,
)
SEPARAR = Conserto(
    nome="separar-os-do-lote",
    verbo="Separar",
    explicacao="Os pedidos saem do grupo e voltam à lista como estavam antes. O munícipe lê o motivo na "
    "página dele e não recebe mensagem: também não a recebeu quando se juntaram.",
    feito="Os pedidos estão separados.",
    acao=partial(agir, separar_os_juntados),
    volta=("principal_id",),
    form=ConsertoForm,
    so_este=True,
)
CONSERTOS = Atos(REABRIR, TRAZER, DESMARCAR, RESPONSAVEL, TURMA, SEPARAR)
DE_CADA_ATO = {
    "finalizar": REABRIR,
    "indeferir": REABRIR,
    "transferir": TRAZER,
    "devolver": TRAZER,
    "agendar": DESMARCAR,
    "atribuir": RESPONSAVEL,
    "assumir": RESPONSAVEL,
    MANDAR_A_TURMA: TURMA,
    "juntar": SEPARAR,
}
NAO_SE_DESFAZ = {
    "iniciar": "O munícipe já sabe que a equipe começou, e o pedido em andamento não volta a aguardar.",
    "prorrogar": "O prazo que já se disse ao munícipe não diminui. Conclua antes dele, se puder.",
}
"""Dos outros, por que não há o que desfazer."""
FEITOS_EM_LOTE: dict[str, AtoDaCaixa] = {**DO_LOTE, **CONSERTOS}
"""Todo ato de que pode haver um lote feito."""


def o_que_se_desfaz(lote: Rascunho) -> list[Item]:
    """Os que o lote fez, com a versão em que os deixou; o que mudou depois vem recusado, com quem o mudou."""
    feitos: dict[str, dict[str, Estado]] = lote.dados.get("feitos", {})
    mudados = mudaram_depois(feitos.values())
    casos = {caso.protocolo: caso for caso in com_relacoes().filter(protocolo__in=feitos)}
    itens = []
    for protocolo, antes in feitos.items():
        passos = [mudados[um] for um in antes if um in mudados]
        versao = antes[protocolo]["versao"] if protocolo in antes else 0
        itens.append(Item(protocolo, casos.get(protocolo), versao, recusa=_por_que_fica(passos)))
    return itens


def _por_que_fica(passos: Sequence[Andamento | None]) -> str:
    """Vazio se nem o pedido nem os que foram com ele mudaram."""
    ditos = "; ".join(f"{passo.frase} ({quem_agiu(passo)})" for passo in passos if passo)
    return f"{MUDOU_DEPOIS}: {ditos}." if passos else ""


def por_fazer(lote: Rascunho, conserto: Conserto, itens: Sequence[Item], motivo: str) -> dict[str, Any]:
    """O lote do conserto, antes do primeiro pedido; os que ficam de fora já vão com a recusa."""
    return {
        "ato": conserto.nome,
        "de": str(lote.pk),
        "itens": [[item.protocolo, item.recusa or None] for item in itens],
        "versoes": {item.protocolo: item.versao for item in itens},
        "antes": {item.protocolo: lote.dados["feitos"][item.protocolo] for item in itens if not item.recusa},
        "escrito": {"motivo": motivo},
        "fotos": False,
        "principal": "",
    }


def ler_o_aviso(lote: Rascunho, conserto: Conserto, itens: Sequence[Item], por: Autor, motivo: str) -> Any:
    """O aviso do primeiro que se desfaz e tem a quem avisar; a recusa que a ação daria já se diz."""
    for item in itens:
        if item.caso is None or item.recusa or not item.caso.ha_a_quem_avisar:
            continue
        antes = lote.dados["feitos"][item.protocolo]
        try:
            return conserto.previa(caso=item.caso, versao=item.versao, por=por, motivo=motivo, antes=antes)
        except RecusaDeAcao as recusa:
            item.recusa = str(recusa)
    return None
