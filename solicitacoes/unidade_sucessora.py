"""De uma unidade que acabou, a que cuida hoje de cada pedido dela."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from roteamento.consultas import sucessoras
from roteamento.models import Unidade
from roteamento.rotas import Tabelas, calcular_rota
from solicitacoes.lugar import do_caso
from solicitacoes.models import Solicitacao


def anterior_de(caso: Solicitacao, em: date) -> Unidade | None:
    """A unidade a que o pedido volta se for devolvido: a que o transferiu ou, se ela acabou, a sucessora.

    None se ele não veio de outra, se a outra não deixou sucessora ou se a sucessora é a própria unidade
    do pedido. Só consulta o banco quando a anterior já não existe.
    """
    if caso.unidade_anterior is None:
        return None
    vivas = sucessoras(caso.unidade_anterior, em)
    if not vivas:
        return None
    tabelas = Tabelas.carregar(caso.servico) if len(vivas) > 1 else None
    destino = destino_entre(vivas, caso, em, tabelas)
    return None if destino.pk == caso.unidade_id else destino


def destino_entre(vivas: Sequence[Unidade], caso: Solicitacao, em: date, tabelas: Tabelas | None) -> Unidade:
    """Entre as sucessoras, a que as regras dizem pelo endereço do pedido; se nenhuma, a principal."""
    if len(vivas) == 1 or tabelas is None:
        return vivas[0]
    rota = calcular_rota(caso.servico, do_caso(caso), em, tabelas)
    return next((unidade for unidade in vivas if unidade.pk == rota.unidade.pk), vivas[0])
