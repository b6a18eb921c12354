"""Por que um ato não se fez em cada pedido de um lote, somado por motivo: "20 já estão em andamento"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from protocolo.acoes import NAO_CABE
from solicitacoes.acoes.desfazer import MUDOU_DEPOIS
from solicitacoes.acoes.trabalhar import JA_EM_ANDAMENTO, SEM_DE_ONDE
from solicitacoes.acoes.turmas import EM_NENHUMA, JA_NA_TURMA
from solicitacoes.caixa import atos
from solicitacoes.caixa.selecao import DE_OUTRO_SERVICO, MUDOU, NAO_EXISTE, Item

MOTIVOS = (
    (JA_EM_ANDAMENTO, "já está em andamento", "já estão em andamento"),
    (atos.ENCERRADO, "já foi encerrado", "já foram encerrados"),
    (atos.JA_EH_MEU, "já é seu", "já são seus"),
    (atos.SEGUE_OUTRO, "está junto de outro, que o leva", "estão juntos de outros, que os levam"),
    (atos.AGUARDA, "aguarda decisão da coordenação", "aguardam decisão da coordenação"),
    (SEM_DE_ONDE, "não veio de outra unidade", "não vieram de outra unidade"),
    (JA_NA_TURMA, "já está nessa turma", "já estão nessa turma"),
    (EM_NENHUMA, "não está em turma nenhuma", "não estão em turma nenhuma"),
    (NAO_CABE, "não aceita isto na situação em que está", "não aceitam isto na situação em que estão"),
    (MUDOU, "mudou depois que você o viu", "mudaram depois que você os viu"),
    (MUDOU_DEPOIS, "mudou depois do lote", "mudaram depois do lote"),
    (NAO_EXISTE, "não está nesta caixa", "não estão nesta caixa"),
    (DE_OUTRO_SERVICO, "é de outro serviço", "são de outro serviço"),
)
"""O começo da recusa, até o que muda de pedido para pedido; como se diz de um e de muitos."""
ABERTOS_ATE = 3
"""Com mais que estes, o motivo se lê sem os números, que se abrem."""


@dataclass(slots=True)
class Motivo:
    """Uma razão e os pedidos dela."""

    um: str
    muitos: str
    itens: list[Item] = field(default_factory=list)

    @property
    def frase(self) -> str:
        """Quantos são e por quê."""
        quantos = len(self.itens)
        return f"{quantos} {self.um if quantos == 1 else self.muitos}"

    @property
    def aberto(self) -> bool:
        """São poucos: os números se veem logo."""
        return len(self.itens) <= ABERTOS_ATE


def por_motivo(itens: Iterable[Item]) -> list[Motivo]:
    """Os recusados, somados por motivo, os de mais pedidos primeiro."""
    motivos: dict[tuple[str, str], Motivo] = {}
    for item in itens:
        if item.recusa:
            dito = _dizer(item.recusa)
            motivos.setdefault(dito, Motivo(*dito)).itens.append(item)
    return sorted(motivos.values(), key=lambda motivo: -len(motivo.itens))


def _dizer(recusa: str) -> tuple[str, str]:
    for inteira, um, muitos in MOTIVOS:
        if recusa.startswith(inteira.partition("{")[0]):
            return um, muitos
    return f"não se fez: {recusa}", f"não se fizeram: {recusa}"
