"""As palavras das páginas de quem trabalha são as do glossário, e nenhuma é de programa."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

DE_QUEM_TRABALHA = ("solicitacoes", "ouvidoria", "esic", "mesas", "roteamento")
DE_QUEM_PEDE = {"pedir", "manifestar", "transparencia", "relatorio"}
NAO_DIZER = {
    r"tramita\w*": "à espera da resposta",
    r"a esclarecer": "pergunta de quem decide",
    r"históricos?": "história",
    r"filas?": "caixa, lista",
    r"usuári[oa]s?": "munícipe, pessoa, servidor",
    r"solicitantes?": "munícipe, pessoa",
    r"requerentes?": "munícipe, pessoa",
    r"funcionári[oa]s?": "servidor",
    r"status": "situação",
    r"ocorrências?": "pedido",
    r"tickets?": "pedido",
    r"comentários?": "anotação",
    r"divulgação": "publicação",
    r"inserir": "pôr",
    r"efetuar": "fazer",
    r"salv(?:ar|o|a)": "guardar",
    r"excluir": "apagar",
}


def _escrito(modelo: str) -> str:
    """O que se lê num modelo HTML: sem comentários, comandos, variáveis nem marcas."""
    sem_comentarios = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", modelo, flags=re.DOTALL)
    return re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", sem_comentarios, flags=re.DOTALL)


def test_nenhuma_pagina_de_quem_trabalha_diz_o_que_o_glossario_nao_diz(subtests: pytest.Subtests) -> None:
    pasta = Path(settings.BASE_DIR) / "templates"
    lidos = 0
    for arquivo in (a for sala in DE_QUEM_TRABALHA for a in sorted((pasta / sala).rglob("*.html"))):
        if DE_QUEM_PEDE & set(arquivo.parts):
            continue
        lidos += 1
        escrito = _escrito(arquivo.read_text())
        for palavra, em_vez in NAO_DIZER.items():
            achada = re.search(rf"\b{palavra}\b", escrito, re.IGNORECASE)
            if achada:
                with subtests.test(str(arquivo.relative_to(pasta))):
                    pytest.fail(f"diz “{achada[0]}”; em vez disso: {em_vez}.")
        if "openvariable" in arquivo.read_text():
            with subtests.test(str(arquivo.relative_to(pasta))):
                pytest.fail("mostra uma variável entre chaves: a quem trabalha, entre colchetes.")
    assert lidos > 100
