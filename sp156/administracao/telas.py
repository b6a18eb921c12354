"""As telas da administração por grupo, como dado: de que grupo é cada tabela, e as páginas juntas."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.urls import reverse

from referencia.tabelas import ler_yaml

GRUPOS: list[dict[str, Any]] = ler_yaml(Path(__file__).parents[1] / "dados/telas.yaml")


def agrupar(aplicativos: Iterable[dict[str, Any]], pessoa: Any) -> list[dict[str, Any]]:
    """O que o Django listaria por aplicativo, por grupo; o grupo em que a pessoa nada vê não aparece."""
    telas = {
        chave_de(tela): tela | {"chave": chave_de(tela)} for app in aplicativos for tela in app["models"]
    }
    grupos = [_grupo(grupo, telas, pessoa) for grupo in GRUPOS]
    return [grupo for grupo in grupos if grupo["models"] or grupo["paginas"]]


def chave_de(tela: dict[str, Any]) -> str:
    """A tabela, como `telas.yaml` a escreve."""
    return str(tela["model"]._meta.label_lower)


def _grupo(grupo: dict[str, Any], telas: dict[str, Any], pessoa: Any) -> dict[str, Any]:
    paginas = [
        {"nome": nome, "endereco": reverse(endereco)}
        for nome, endereco, permissao in grupo.get("paginas", [])
        if pessoa.has_perm(permissao)
    ]
    return {
        "name": grupo["grupo"],
        "app_label": grupo["chave"],
        "app_url": f"{reverse('admin:index')}#{grupo['chave']}",
        "models": [telas[tabela] for tabela in grupo["tabelas"] if tabela in telas],
        "paginas": paginas,
    }
