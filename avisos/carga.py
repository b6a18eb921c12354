"""Carga dos modelos de aviso e da linha da cidade."""

from __future__ import annotations

from pathlib import Path

from avisos.models import Cidade, ModeloDeAviso
from referencia.tabelas import Linha, Tabela, carregar_tabelas, ler_yaml

DADOS = Path(__file__).parent / "dados"


def carregar() -> dict[str, int]:
    """A cidade e os modelos que vêm com o projeto."""
    return carregar_tabelas(
        Tabela("cidade", Cidade, ("id",), lambda: [{"id": 1, **ler_yaml(DADOS / "cidade.yaml")}]),
        Tabela("modelos", ModeloDeAviso, ("chave",), _modelos),
    )


def _modelos() -> list[Linha]:
    """Cada um com as variáveis que são de todos, a não ser que diga que não, e as suas."""
    lidos = [ler_yaml(nome) for nome in sorted(DADOS.glob("modelos*.yaml"))]
    comuns = [variavel for lido in lidos for variavel in lido.get("comuns", [])]
    return [
        {
            **{campo: modelo[campo] for campo in ("chave", "nome", "quando", "assunto")},
            "texto": modelo["texto"].strip(),
            "curto": modelo.get("curto", ""),
            "tipo": modelo.get("tipo", "andamento"),
            "urgente": modelo.get("urgente", False),
            "variaveis": [*([] if modelo.get("sem_comuns") else comuns), *modelo.get("variaveis", [])],
        }
        for lido in lidos
        for modelo in lido["modelos"]
    ]
