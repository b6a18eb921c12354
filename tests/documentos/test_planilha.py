"""Nenhuma planilha que sai daqui executa o que alguém escreveu."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from documentos import planilha

EXECUTAM = ["=1+1", "+1", "-1+1", "@SOMA(A1)", "\t=1+1", "\r=1+1"]


@pytest.mark.parametrize("escrito", EXECUTAM)
def test_formula_vira_texto_em_qualquer_celula_e_volta_como_era(escrito: str) -> None:
    linhas: list[planilha.Linha] = [("Nome", "Quantos"), (escrito, -3)]
    lidas = b"".join(planilha.em_csv(linhas)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(lidas, newline=""), delimiter=";"))[1] == [f"'{escrito}", "-3"]
    with planilha.em_xlsx(linhas, "Folha") as arquivo:
        folha = load_workbook(arquivo)["Folha"]
    assert folha["A2"].value == f"'{escrito}"
    assert planilha.como_se_escreveu(f"'{escrito}") == escrito


def test_o_apostrofo_de_quem_escreveu_fica() -> None:
    assert planilha.como_se_escreveu("'Água'") == "'Água'"
