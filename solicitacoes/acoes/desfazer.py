"""O engano de um lote, desfeito: o pedido, e os que o ato levou com ele, voltam a ser o que eram.

Só a chefia da unidade desfaz, e só o que ninguém mudou depois. A quem o ato avisou diz-se, uma vez, que foi
engano (o aviso `engano`); o que ele não soube desfaz-se sem o avisar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from protocolo.acoes import exigir, travar
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.resposta_suficiente import MOTIVO, conferir_resposta
from roteamento.models import Unidade
from solicitacoes.acoes.agrupar import travar_em_ordem
from solicitacoes.acoes.organizar import reabrir
from solicitacoes.acoes.registro import passar_a, registrar_ato
from solicitacoes.acoes.turmas import por_na_turma
from solicitacoes.models import Andamento, Solicitacao, Turma
from solicitacoes.notificacao import avisar
from solicitacoes.situacoes import Tipo

type Estado = dict[str, Any]
"""O que um pedido era antes do ato, no que ele muda, e a `versao` em que o ato o deixou."""

SO_A_CHEFIA = "Só a chefia da unidade desfaz o que se fez em lote."
MUDOU_DEPOIS = "Mudou depois do lote"
SEM_A_UNIDADE = "A unidade de onde ele saiu não existe hoje."
VOLTOU = "Ele tinha passado a outra unidade e voltou à unidade de antes."
SEM_DIA = "O dia {} não vale: não há dia marcado para a equipe ir ao local."
OUTRO_DIA = "O dia {} não vale: a equipe vai ao local em {}, como já tínhamos dito."


def guardar_estado(caso: Solicitacao, campos: Sequence[str]) -> dict[str, Estado]:
    """O que são agora, nestes campos, o pedido e os que o seguem, para se desfazer o que se vai fazer."""
    grupo = Solicitacao.objects.filter(Q(pk=caso.pk) | Q(principal=caso.pk)).order_by()
    return {
        estado.pop("protocolo"): _em_json(estado) for estado in grupo.values("protocolo", "versao", *campos)
    }


def o_que_mudou(antes: Mapping[str, Estado]) -> dict[str, Estado]:
    """Dos guardados, os que o ato mudou, com a versão em que ficaram."""
    agora = Solicitacao.objects.filter(protocolo__in=antes).values_list("protocolo", "versao")
    return {p: antes[p] | {"versao": versao} for p, versao in agora if versao != antes[p]["versao"]}


def _em_json(estado: Estado) -> Estado:
    return {campo: v.isoformat() if isinstance(v, date) else v for campo, v in estado.items()}


@transaction.atomic
def desfazer(
    um: Callable[[Solicitacao, Autor, str, Estado], Solicitacao],
    *,
    caso: Solicitacao,
    versao: int,
    por: Autor,
    motivo: str,
    antes: Mapping[str, Estado],
) -> Solicitacao:
    """Aplica `um` ao pedido e depois a cada um dos que o ato levou com ele, completo ou nada.

    Levanta Conflito se um deles mudou depois do lote: o que se fez de propósito não se desfaz sem se ver.
    """
    motivo = conferir_resposta(motivo, MOTIVO)
    if por.papel != Papel.CHEFIA:
        raise TransicaoProibida(SO_A_CHEFIA)
    casos = list(Solicitacao.objects.filter(protocolo__in=antes).order_by("protocolo"))
    versoes = travar_em_ordem(casos)
    if any(versoes[outro.pk] != antes[outro.protocolo]["versao"] for outro in casos):
        raise Conflito(f"{MUDOU_DEPOIS}.")
    if versoes.get(caso.pk) != versao:
        raise Conflito(f"{MUDOU_DEPOIS}.")
    casos.sort(key=lambda outro: outro.pk != caso.pk)
    feitos = [um(travar(outro), por, motivo, antes[outro.protocolo]) for outro in casos]
    return feitos[0]


def reabrir_o_encerrado(caso: Solicitacao, por: Autor, motivo: str, _era: Estado) -> Solicitacao:
    """O que se encerrou volta a “Em andamento”, como em `reabrir`."""
    return reabrir(caso=caso, versao=caso.versao, por=por, motivo=motivo, em_lote=True)


def trazer_de_volta(caso: Solicitacao, por: Autor, motivo: str, era: Estado) -> Solicitacao:
    """O que foi a outra unidade volta à de antes, e a ida não conta como transferência nem devolução."""
    exigir(caso, caso.situacao, por)
    unidades = Unidade.objects.in_bulk([era["unidade_id"], era["unidade_anterior_id"] or era["unidade_id"]])
    destino = unidades[era["unidade_id"]]
    if not destino.vigente_em(timezone.localdate()):
        raise TransicaoProibida(SEM_A_UNIDADE)
    de_onde = caso.unidade.sigla
    mudancas = passar_a(destino, caso, anterior=unidades.get(era["unidade_anterior_id"]))
    caso.responsavel_id, caso.turma = era["responsavel_id"], _turma_de_antes(era)
    if caso.turma:
        mudancas["turma"] = ["", str(caso.turma)]
    caso.transferencias, caso.devolucoes = era["transferencias"], era["devolucoes"]
    caso.aguarda_decisao_desde = None
    avisos = avisar(caso, "engano", {"o_que": VOLTOU}, motivo=motivo)
    return registrar_ato(
        caso, Tipo.ENGANO, por, texto=motivo, unidade=de_onde, mudancas=mudancas, avisos=avisos
    )


def voltar_ao_dia(caso: Solicitacao, por: Autor, motivo: str, era: Estado) -> Solicitacao:
    """O dia que se marcou deixa de valer; o que havia antes volta, se ainda não passou."""
    exigir(caso, caso.situacao, por)
    dito = f"{caso.agendada_para:%d/%m/%Y}" if caso.agendada_para else ""
    volta = date.fromisoformat(era["agendada_para"]) if era["agendada_para"] else None
    caso.agendada_para = volta if volta and volta >= timezone.localdate() else None
    agora = f"{caso.agendada_para:%d/%m/%Y}" if caso.agendada_para else ""
    o_que = OUTRO_DIA.format(dito, agora) if agora else SEM_DIA.format(dito)
    avisos = avisar(caso, "engano", {"o_que": o_que}, motivo=motivo)
    mudancas = {"agendada_para": [dito, agora]}
    return registrar_ato(caso, Tipo.ENGANO, por, texto=motivo, mudancas=mudancas, avisos=avisos)


def voltar_ao_responsavel(caso: Solicitacao, por: Autor, motivo: str, era: Estado) -> Solicitacao:
    """O responsável volta a ser o de antes, ou ninguém."""
    exigir(caso, caso.situacao, por)
    saiu = str(caso.responsavel or "")
    caso.responsavel_id = era["responsavel_id"]
    return _so_a_equipe(caso, por, motivo, {"responsavel": [saiu, str(caso.responsavel or "")]})


def voltar_a_turma(caso: Solicitacao, por: Autor, motivo: str, era: Estado) -> Solicitacao:
    """A turma volta a ser a de antes, ou nenhuma."""
    exigir(caso, caso.situacao, por)
    return por_na_turma(caso, _turma_de_antes(era), Tipo.ENGANO, por, motivo)


def _turma_de_antes(era: Estado) -> Turma | None:
    """A que ele tinha, se não se arquivou entretanto."""
    antes = era.get("turma_id")
    return Turma.objects.em_uso().filter(pk=antes).first() if antes else None


def separar_os_juntados(caso: Solicitacao, por: Autor, motivo: str, era: Estado) -> Solicitacao:
    """O pedido volta a ser tratado como antes de o juntarem: sozinho, ou com quem já estava."""
    exigir(caso, caso.situacao, por)
    saiu = caso.principal.protocolo_escrito if caso.principal else ""
    caso.principal_id = era["principal_id"]
    ficou = caso.principal.protocolo_escrito if caso.principal else ""
    return registrar_ato(caso, Tipo.DESAGRUPAMENTO, por, texto=motivo, mudancas={"principal": [saiu, ficou]})


def _so_a_equipe(caso: Solicitacao, por: Autor, motivo: str, mudancas: dict[str, list[str]]) -> Solicitacao:
    return registrar_ato(
        caso, Tipo.ENGANO, por, alcance=Andamento.Alcance.INTERNO, texto=motivo, mudancas=mudancas
    )


def mudaram_depois(antes: Iterable[Mapping[str, Estado]]) -> dict[str, Andamento | None]:
    """Destes pedidos, os que já não estão como o lote os deixou, com o último andamento de cada um."""
    ficaram = {protocolo: era["versao"] for grupo in antes for protocolo, era in grupo.items()}
    estao = dict(Solicitacao.objects.filter(protocolo__in=ficaram).values_list("protocolo", "versao"))
    mudados = [protocolo for protocolo, versao in ficaram.items() if estao.get(protocolo) != versao]
    passos = Andamento.objects.filter(caso__protocolo__in=mudados).select_related("caso", "usuario")
    ultimos = {passo.caso.protocolo: passo for passo in passos.order_by("ordem")}
    return {protocolo: ultimos.get(protocolo) for protocolo in mudados}
