"""Os atendimentos que os números contam: a lista, com os seus filtros, e a planilha dela."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from atendimento.consultas import Lugares
from atendimento.models import Atendimento
from atendimento.situacoes import Resultado
from contas.models import Usuario
from documentos.planilha import Linha, local
from guia.models import Servico
from mesas.exportacao import Coluna, em_linhas, rotulo
from mesas.filtros import dia_ate, dia_desde, escolha, marca, vista
from mesas.lista import Lista, Vista
from mesas.paginacao import Ordem
from protocolo.models import Canal
from roteamento.consultas import com_as_anteriores
from roteamento.models import Unidade

CHAVE = r"[1-9]\d{0,17}"
DO_ULTIMO = Ordem("comecado_em", decrescente=True)
VISTAS = {
    "": Vista("Todos", lambda todos, _em: todos, DO_ULTIMO),
    "abertos": Vista("Em curso", lambda todos, _em: todos.abertos(), DO_ULTIMO),
    "sem_resultado": Vista("Sem resultado", lambda todos, _em: todos.sem_resultado(), DO_ULTIMO),
}


@dataclass(frozen=True)
class Atendimentos(Lista):
    """O que a página pede."""

    situacao: str = vista(VISTAS)
    lugar: str = escolha("Onde", forma=CHAVE, onde=lambda valor: Q(unidade__in=_lugar(valor)))
    canal: str = escolha("Canal", Canal.choices, onde="canal")
    resultado: str = escolha("Resultado", Resultado.choices, onde="resultado")
    servico: str = escolha("Serviço", tipo="oculto", forma=CHAVE, onde="servico")
    atendente: str = escolha("Quem atendeu", tipo="oculto", forma=CHAVE, onde="atendente")
    hora: str = escolha(
        "Hora", [(str(hora), f"{hora}h") for hora in range(24)], vazia="Todas", onde="comecado_em__hour"
    )
    fora_do_turno: str = marca("Fora do turno", onde=Q(fora_do_turno=True))
    de: str = dia_desde("De", "comecado_em")
    ate: str = dia_ate("Até", "comecado_em")

    def achar(self, lugares: Lugares, agora: datetime) -> QuerySet[Atendimento]:
        """Só destes lugares; nada diz de quem se atendeu."""
        todos = Atendimento.objects.all()
        if lugares is not None:
            todos = todos.filter(unidade__in=lugares)
        escolhidos = self.escolher(todos, agora)
        return escolhidos.select_related("atendente", "unidade", "servico__publicada")

    def opcoes(self, unidades: list[Unidade]) -> dict[str, list[tuple[str, str]]]:
        """Os lugares da pessoa; do serviço e de quem atendeu, só o nome do que já se escolheu."""
        todas: dict[str, list[tuple[str, str]]] = {
            "lugar": [(str(unidade.pk), unidade.nome) for unidade in unidades]
        }
        if self.lugar and self.lugar not in {pk for pk, _ in todas["lugar"]}:
            todas["lugar"] += [(str(um.pk), um.nome) for um in _um(Unidade, self.lugar)]
        if self.servico:
            todas["servico"] = [(str(um.pk), um.nome) for um in _um(Servico, self.servico)]
        if self.atendente:
            todas["atendente"] = [(str(um.pk), um.nome) for um in _um(Usuario, self.atendente)]
        return todas


def _lugar(pk: str) -> list[int]:
    """O que se atendeu nele, também com o nome de antes."""
    return com_as_anteriores([int(pk)], timezone.localdate())


def _um[M: Model](modelo: type[M], pk: str) -> Any:
    return modelo._default_manager.filter(pk=pk)


COLUNAS = (
    Coluna("Começou", "comecado_em", local),
    Coluna("Acabou", "terminado_em", local),
    Coluna("Canal", "canal", rotulo(Canal)),
    Coluna("Onde", "unidade__nome"),
    Coluna("Quem atendeu", "atendente__nome"),
    Coluna("Fora do turno", "fora_do_turno", lambda fora: "sim" if fora else "não"),
    Coluna("Serviço", "servico__publicada__nome"),
    Coluna("Resultado", "resultado", rotulo(Resultado)),
    Coluna("Atendimento", "codigo", str),
)
CORTADA = "Só os primeiros {} atendimentos: estreite o filtro para ter os outros."


def em_planilha(escolhidos: QuerySet[Atendimento], agora: datetime) -> Iterator[Linha]:
    """Na ordem da lista, sem nada de quem se atendeu."""
    return em_linhas(escolhidos.order_by(*DO_ULTIMO.colunas), COLUNAS, agora, CORTADA)
