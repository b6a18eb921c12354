"""A primeira hora faz o que diz: o teste dela falha, as mudanças se aplicam, e ele passa."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from sp156.embutido.pastas import RAIZ
from tests.faltas.__main__ import copiar, rodar

pytestmark = pytest.mark.processo

TEXTO = (RAIZ / "docs/primeira-hora.md").read_text(encoding="utf-8")
ONDE = "tests/solicitacoes/test_caixa.py"
PROVA = (f"{ONDE}::test_a_linha_diz_o_canal",)


def blocos(lingua: str) -> list[str]:
    return re.findall(rf"```{lingua}\n(.*?)```", TEXTO, re.DOTALL)


def test_as_mudancas_da_primeira_hora_ainda_se_aplicam() -> None:
    """De dia, sem as fazer: o teste lê-se, e o código de que elas partem é o de hoje."""
    (teste,) = blocos("python")
    compile(teste, ONDE, "exec")
    conferir = ["git", "apply", "--check", "--unidiff-zero", "-"]
    subprocess.run(conferir, cwd=RAIZ, input="".join(blocos("diff")), text=True, check=True)


@pytest.mark.noturno
def test_o_que_se_acrescenta_na_primeira_hora_passa_de_vermelho_a_verde(tmp_path: Path) -> None:
    pasta = copiar(tmp_path / "projeto")
    (teste,) = blocos("python")
    with (pasta / ONDE).open("a", encoding="utf-8") as arquivo:
        arquivo.write(f"\n\n{teste}")
    codigo, saida = rodar(pasta, PROVA, "-n0")
    assert codigo == 1, saida
    assert "[] == ['Portal']" in saida
    mudancas = "".join(blocos("diff"))
    assert mudancas.count("+++ b/") > 1
    subprocess.run(["git", "apply", "--unidiff-zero", "-"], cwd=pasta, input=mudancas, text=True, check=True)
    codigo, saida = rodar(pasta, PROVA, "-n0")
    assert codigo == 0, saida


def test_cada_comando_da_primeira_hora_existe() -> None:
    receitas = set(
        re.findall(r"^([a-z_-]+)[^\n:=]*:(?!=)", (RAIZ / "justfile").read_text("utf-8"), re.MULTILINE)
    )
    ditas = re.findall(r"uv run just ([a-z_-]+)", TEXTO)
    assert ditas
    assert set(ditas) <= receitas
    for arquivo in re.findall(r"uv run pytest (?:-n 0 )?(tests/\S+)", TEXTO):
        assert (RAIZ / arquivo.strip("`")).exists(), arquivo
