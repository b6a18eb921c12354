"""Carga do que a equipe encontra pronto: modelos de resposta da cidade e escalonamentos."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from referencia.tabelas import Linha, Tabela, carregar_tabelas, ler_yaml
from solicitacoes.models import Escalonamento, ModeloDeResposta

DADOS = Path(__file__).parent / "dados"
DE_UM_MODELO = ("unidade_id", "servico_id", "ato", "resultado", "nome")


def carregar() -> dict[str, int]:
    """Os escalonamentos e os modelos de resposta que vêm com o projeto."""
    escalonamentos = partial(ler_yaml, DADOS / "escalonamentos.yaml")
    return carregar_tabelas(
        Tabela("escalonamentos", Escalonamento, ("dias", "quem"), escalonamentos),
        Tabela("modelos", ModeloDeResposta, DE_UM_MODELO, _modelos),
    )


def _modelos() -> list[Linha]:
    """Os modelos de resposta da cidade: de nenhuma unidade e de nenhum serviço."""
    da_cidade = {"unidade_id": None, "servico_id": None, "resultado": ""}
    lidos = ler_yaml(DADOS / "modelos_de_resposta.yaml")
    return [{**da_cidade, **lido, "texto": lido["texto"].strip()} for lido in lidos]
