"""Grupos do Django: dizem só que telas da administração cada um vê. Quem serve onde é a Lotacao."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.models import Group, Permission

from referencia.tabelas import ler_yaml

DE_TELA = ("add", "change", "delete", "view")
GRUPOS: dict[str, dict[str, list[str]]] = ler_yaml(Path(__file__).parent / "dados/grupos.yaml")
"""Grupo → tabela → o que pode nela: os verbos de uma tela ou o nome de uma permissão."""


def carregar() -> dict[str, int]:
    """Cria os grupos que faltam; o que a administração mudou num grupo existente fica."""
    criados = 0
    for nome, modelos in GRUPOS.items():
        grupo, novo = Group.objects.get_or_create(name=nome)
        if novo:
            grupo.permissions.set(_permissoes(modelos))
            criados += 1
    return {"grupos: criado": criados, "grupos: igual": len(GRUPOS) - criados}


def _permissoes(modelos: dict[str, list[str]]) -> list[Permission]:
    todas = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    achadas = []
    for modelo, verbos in modelos.items():
        app, nome = modelo.split(".")
        codigos = [f"{verbo}_{nome}" if verbo in DE_TELA else verbo for verbo in verbos]
        achadas += [todas[f"{app}.{codigo}"] for codigo in codigos]
    return achadas
