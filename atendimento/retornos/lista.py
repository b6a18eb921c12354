"""A lista de retorno: quem espera uma ligação, de quem espera há mais tempo ao que menos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from atendimento.models import Retorno
from documentos.planilha import Linha
from mesas.filtros import vista
from mesas.lista import Lista, Vista
from mesas.paginacao import Ordem
from protocolo import numero

VISTAS = {
    "": Vista("Por ligar agora", lambda todos, agora: todos.por_ligar(agora), Ordem("proxima_em")),
    "depois": Vista(
        "Por ligar mais tarde",
        lambda todos, agora: todos.filter(situacao=Retorno.Situacao.POR_LIGAR, proxima_em__gt=agora),
        Ordem("proxima_em"),
    ),
}


@dataclass(frozen=True)
class Retornos(Lista):
    """O que a página pede."""

    situacao: str = vista(VISTAS)

    def achar(self, agora: datetime) -> QuerySet[Retorno]:
        """O que espera ligação, com o aviso que há para dizer; nada de quem é a pessoa."""
        escolhidos = self.escolher(Retorno.objects.all(), agora)
        return escolhidos.select_related("aviso", "com").only(
            *("protocolo", "desde", "tentativas", "proxima_em", "pego_ate", "situacao"),
            *("aviso__assunto", "com__nome"),
        )


def em_planilha(cartas: list[Retorno]) -> list[Linha]:
    """As cartas a imprimir: a quem, aonde e o que dizem."""
    titulos = ("Protocolo", "Nome", "Endereço", "Assunto", "Texto")
    return [titulos, *map(_carta, cartas)]


def _carta(carta: Retorno) -> Linha:
    quem = carta.interessado
    return (numero.formatar(carta.protocolo), quem.nome, quem.endereco, carta.aviso.assunto, carta.a_dizer)


def contexto_da_lista(lida: Retornos, parametros: Any, agora: datetime) -> dict[str, Any]:
    """As linhas e as páginas vizinhas; de cada linha, se já se pode pegar."""
    lido = lida.pagina(lida.achar(agora), parametros)
    for retorno in lido["pagina"].linhas:
        retorno.pode_pegar = retorno.livre(agora) and retorno.proxima_em <= agora
    return lido
