"""As palavras que se leem são as do glossário: nenhuma é de programa, e cada ato tem uma só.

Leem-se os modelos HTML, os textos do Python e os do JavaScript; nunca os comentários nem as docstrings.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

RAIZ = Path(__file__).parents[2]
MODELOS = RAIZ / "templates"
DE_QUEM_TRABALHA = (
    *("admin", "atendimento", "esic", "guia/escrever", "mesas", "ouvidoria", "roteamento"),
    *("simple_history", "solicitacoes"),
)
DE_QUEM_PEDE = {"pedir", "manifestar", "transparencia", "relatorio", "conversa_municipe"}
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
    r"excluir": "apagar",
}
"""Nas páginas de quem trabalha."""
VALE_EM = {r"filas?": {"admin", "atendimento"}}
"""Onde a palavra é a certa: a fila das conversas, e a dos trabalhos."""
UMA_POR_ATO = {
    r"[Gg]rav(?:ar|ou|ad[oa]s?)": "guardar",
    r"[Ss]alv(?:ar|ou|[oa]s?)\b": "guardar",
    r"[Ss]omar|Some\b": "adicionar; do que deixa de estar, apaga-se, não vai",
    r"[Aa]crescent(?:ar|e|ad[oa]s?)": "adicionar",
    r"[Pp]révias?|[Vv]er como o munícipe": "como fica",
    r"[Cc]onferir antes de (?!confirmar)|[Vv]er o aviso antes": "Conferir antes de confirmar",
    r"[Pp]ronto:": "só o que se fez: a faixa já diz “Pronto”",
    r"[Mm]uito boa": "Muito bom: é o atendimento",
}
"""Em tudo o que alguém lê, seja quem for."""
ALGUMA = re.compile(rf"\b(?:{'|'.join(UMA_POR_ATO)})")
LIDOS = {".py", ".html", ".js"}
FORA = {"node_modules", "tests", "static", "migrations", "management", "importacao", "docs"}
"""O que não é texto de página: o que se instala, o que já se gravou, o que se escreve no terminal."""


def _escrito(modelo: str) -> str:
    """O que se lê num modelo HTML: sem comentários, comandos, variáveis nem marcas."""
    sem_comentarios = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", modelo, flags=re.DOTALL)
    return re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", sem_comentarios, flags=re.DOTALL)


def test_nenhuma_pagina_de_quem_trabalha_diz_o_que_o_glossario_nao_diz(subtests: pytest.Subtests) -> None:
    lidos = 0
    for arquivo in (a for sala in DE_QUEM_TRABALHA for a in sorted((MODELOS / sala).rglob("*.html"))):
        if DE_QUEM_PEDE & set(arquivo.parts):
            continue
        lidos += 1
        escrito = _escrito(arquivo.read_text())
        for palavra, em_vez in NAO_DIZER.items():
            if VALE_EM.get(palavra, set()) & set(arquivo.parts):
                continue
            achada = re.search(rf"\b{palavra}\b", escrito, re.IGNORECASE)
            if achada:
                with subtests.test(str(arquivo.relative_to(MODELOS))):
                    pytest.fail(f"diz “{achada[0]}”; em vez disso: {em_vez}.")
        if "openvariable" in arquivo.read_text():
            with subtests.test(str(arquivo.relative_to(MODELOS))):
                pytest.fail("mostra uma variável entre chaves: a quem trabalha, entre colchetes.")
    assert lidos > 100


def _do_projeto() -> Iterator[Path]:
    for pasta, subpastas, nomes in RAIZ.walk():
        subpastas[:] = [uma for uma in subpastas if uma not in FORA and not uma.startswith(".")]
        yield from (pasta / nome for nome in nomes if Path(nome).suffix in LIDOS)


def _textos(arquivo: Path, escrito: str) -> Iterator[str]:
    """O que se lê do que o arquivo escreve."""
    if arquivo.suffix == ".py":
        arvore = list(ast.walk(ast.parse(escrito)))
        soltos = {id(no.value) for no in arvore if isinstance(no, ast.Expr)}
        ditos = (no for no in arvore if isinstance(no, ast.Constant) and id(no) not in soltos)
        yield from (no.value for no in ditos if isinstance(no.value, str) and _e_frase(no.value))
    elif arquivo.suffix == ".js":
        sem_comentarios = re.sub(r"^\s*//.*$", "", escrito, flags=re.MULTILINE)
        yield from filter(_e_frase, re.findall(r"""["'`]([^"'`\n]*)["'`]""", sem_comentarios))
    else:
        yield _escrito(escrito)
        yield from re.findall(r'(?:aria-label|texto|title|titulo|value)="([^"]*)"', escrito)


def _e_frase(texto: str) -> bool:
    """Um texto que alguém lê, e não um nome do código."""
    return " " in texto.strip() or texto[:1].isupper()


def _ditas(arquivo: Path) -> list[tuple[str, str]]:
    """Cada palavra a não dizer que se lê no arquivo, e a que vai em vez dela."""
    escrito = arquivo.read_text()
    textos = list(_textos(arquivo, escrito)) if ALGUMA.search(escrito) else []
    achadas = ((re.search(rf"\b(?:{um})", dito), vez) for um, vez in UMA_POR_ATO.items() for dito in textos)
    return [(achada[0], vez) for achada, vez in achadas if achada]


def test_cada_ato_se_diz_com_uma_palavra_so(subtests: pytest.Subtests, tmp_path: Path) -> None:
    """Em todas as páginas e mensagens; e a leitura acha o que procura, nos três tipos de arquivo."""
    arquivos = list(_do_projeto())
    assert len(arquivos) > 1000
    for arquivo in arquivos:
        for dita, em_vez in _ditas(arquivo):
            with subtests.test(str(arquivo.relative_to(RAIZ))):
                pytest.fail(f"diz “{dita}”; em vez disso: {em_vez}.")
    escritos = {
        "a.py": '"""Gravar."""\nDITO = "Some um serviço."\n',
        "a.html": '{# Gravar #}{% include "a.html" with texto="Ver a prévia" %}<p>Pronto: foi.</p>',
        "a.js": '// Gravar\nconst dito = "Muito boa";\n',
    }
    for nome, escrito in escritos.items():
        (tmp_path / nome).write_text(escrito)
    ditas = [dita for nome in escritos for dita, _ in _ditas(tmp_path / nome)]
    assert ditas == ["Some", "prévia", "Pronto:", "Muito boa"]
