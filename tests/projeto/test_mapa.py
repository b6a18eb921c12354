"""O mapa está completo: todo arquivo de nome só seu tem uma linha nele, e os passos ditos são os que há."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

import pytest

from esic.pedir import preenchimento as do_esic
from ouvidoria.manifestar import preenchimento as da_ouvidoria
from solicitacoes.pedir import preenchimento as das_solicitacoes
from sp156.embutido.pastas import RAIZ
from tests.projeto.test_documentos import ENTRE_CRASES, arquivos

MAPA = RAIZ / "docs/arquitetura.md"
O_MESMO_EM_TODA_PARTE = {
    *("urls", "views", "admin", "apps", "tasks", "forms", "models", "acoes", "guardas", "consultas"),
    *("situacoes", "carga", "notificacao", "lista", "filtros", "exportacao", "caso", "arquivos", "orgaos"),
    *("atos", "roteiro", "preenchimento", "enviar", "passos", "comprovante", "pagina", "paginas"),
    *("middleware", "settings"),
}
"""Os nomes que os quadros do mapa explicam de uma vez."""
DIZEM_POR_SI = {"migrations", "management", "urls", "models"}
"""As pastas em que o nome do arquivo é o do comando, do endereço ou da tabela."""
FORA = ("tests/", ".ci/", "frontend/", "implantacao/")


def lugar(caminho: str) -> tuple[str, str]:
    """A área, ou a pasta, e o nome: a página, o formulário e a leitura de uma mesma coisa têm um só."""
    partes = PurePath(caminho).with_suffix("").parts
    return "/".join(p for p in partes[:-1] if p not in {"views", "forms"}), partes[-1]


def no_mapa() -> set[tuple[str, str]]:
    """Os arquivos que o mapa diz; `outro.py`, depois de um caminho inteiro ou de uma pasta, é de lá."""
    achados, pasta = set(), PurePath()
    for linha in MAPA.read_text(encoding="utf-8").splitlines():
        pasta = pasta if linha.strip() else PurePath()
        for dito in ENTRE_CRASES.findall(linha):
            if dito.endswith("/") and dito.rstrip("/") in arquivos():
                pasta = PurePath(dito)
            elif re.fullmatch(r"[\w./]+\.py", dito):
                casas = [str(casa / dito) for casa in (pasta, *pasta.parents)]
                achado = next((casa for casa in casas if casa in arquivos()), "")
                achados.add(lugar(achado or dito))
                pasta = PurePath(achado).parent if "/" in dito and achado else pasta
    return achados


def por_explicar() -> list[str]:
    """Os arquivos do produto cujo nome nenhum quadro explica."""
    return [
        arquivo
        for arquivo in sorted(arquivos())
        if arquivo.endswith(".py")
        and "/" in arquivo
        and not arquivo.startswith(FORA)
        and not DIZEM_POR_SI & {*PurePath(arquivo).parts}
        and PurePath(arquivo).stem not in O_MESMO_EM_TODA_PARTE | {"__init__"}
    ]


def test_todo_arquivo_de_nome_so_seu_tem_uma_linha_no_mapa(subtests: pytest.Subtests) -> None:
    ditos, todos = no_mapa(), por_explicar()
    assert len(todos) > 200
    for arquivo in todos:
        with subtests.test(arquivo):
            assert lugar(arquivo) in ditos, "diga em docs/arquitetura.md o que há nele"


@pytest.mark.parametrize(
    ("pasta", "processo"),
    [
        ("solicitacoes/pedir/", das_solicitacoes),
        ("ouvidoria/manifestar/", da_ouvidoria),
        ("esic/pedir/", do_esic),
    ],
)
def test_os_passos_de_cada_assistente_sao_os_do_mapa(pasta: str, processo: Any) -> None:
    texto = MAPA.read_text(encoding="utf-8")
    [linha] = re.findall(rf"^\| (?:pedido|manifestação)[^|]*, `{pasta}` \|.*$", texto, re.MULTILINE)
    passos = ENTRE_CRASES.findall(linha.split("|")[2])
    assert passos == [*(passo.nome for passo in processo.PASSOS), "conferir"]
