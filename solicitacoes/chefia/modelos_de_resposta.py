"""Leituras das páginas dos modelos de resposta: os da unidade, os da cidade, a prévia e o histórico."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from avisos import textos
from avisos.models import ModeloDeAviso
from roteamento.models import Unidade
from solicitacoes.models import ModeloDeResposta
from solicitacoes.models.modelos_de_resposta import como_se_le


@dataclass(frozen=True, slots=True)
class Versao:
    """Uma mudança do modelo: quem a fez, quando e como o texto ficou."""

    em: datetime
    quem: str
    texto: str
    ativo: bool


def da_pagina(unidade: Unidade) -> tuple[list[ModeloDeResposta], list[ModeloDeResposta]]:
    """Os modelos da unidade (em uso primeiro) e os da cidade em uso, numa consulta só."""
    todos = ModeloDeResposta.objects.filter(Q(unidade=unidade) | Q(unidade=None, ativo=True))
    lidos = list(todos.select_related("servico__publicada").order_by("-ativo", "ato", "resultado", "nome"))
    da_unidade = [modelo for modelo in lidos if modelo.unidade_id]
    return da_unidade, [modelo for modelo in lidos if not modelo.unidade_id]


def uso_em_palavras(modelo: ModeloDeResposta) -> str:
    """Para que o modelo serve: "Finalizar: Realizado"."""
    ato = ModeloDeResposta.AtoComModelo(modelo.ato)
    resultado = dict(ModeloDeResposta.RESULTADOS[ato]).get(modelo.resultado)
    return f"{ato.label}: {resultado}" if resultado else str(ato.label)


def previa(texto: str) -> str:
    """O texto com os valores de exemplo, como a pessoa o leria."""
    return textos.exemplo(ModeloDeAviso(texto=texto), ModeloDeResposta.VARIAVEIS).corpo


def historico(modelo: ModeloDeResposta) -> list[Versao]:
    """As mudanças, da última à primeira, com o autor."""
    linhas: Any = modelo.history.select_related("history_user").order_by("-history_date", "-history_id")
    return [
        Versao(
            linha.history_date,
            linha.history_user.nome if linha.history_user else "Carga do projeto",
            como_se_le(linha.texto),
            linha.ativo,
        )
        for linha in linhas[:50]
    ]
