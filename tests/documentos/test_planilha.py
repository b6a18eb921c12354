"""O que sai numa planilha: nada que se execute, datas que são datas, colunas que se leem e filtram."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date, datetime
from itertools import chain, repeat

import pytest
from openpyxl import load_workbook

from documentos import planilha
from referencia.celula import como_se_escreveu

EXECUTAM = ["=1+1", "+1", "-1+1", "@SOMA(A1)", "\t=1+1", "\r=1+1"]


@pytest.mark.parametrize("escrito", EXECUTAM)
def test_formula_vira_texto_em_qualquer_celula_e_volta_como_era(escrito: str) -> None:
    linhas: list[planilha.Linha] = [("Nome", "Quantos"), (escrito, -3)]
    lidas = b"".join(planilha.em_csv(linhas)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(lidas, newline=""), delimiter=";"))[1] == [f"'{escrito}", "-3"]
    with planilha.em_xlsx(linhas, "Folha") as arquivo:
        folha = load_workbook(arquivo)["Folha"]
    assert folha["A2"].value == f"'{escrito}"
    assert como_se_escreveu(f"'{escrito}") == escrito


def test_o_apostrofo_de_quem_escreveu_fica() -> None:
    assert como_se_escreveu("'Água'") == "'Água'"


def test_a_folha_abre_pronta_para_ler() -> None:
    momento, dia = datetime(2026, 11, 24, 9, 30), date(2026, 11, 25)  # noqa: DTZ001  a folha não tem fuso
    linhas: list[planilha.Linha] = [
        ("Aberto em", "Marcado para", "Descrição", "Nº"),
        (momento, dia, "Buraco \x0bfundo. " * 20, 7),
        (None, None, "", 8),
    ]
    with planilha.em_xlsx(linhas, "Folha") as arquivo:
        folha = load_workbook(arquivo)["Folha"]
    aberto, marcado = folha["A2"], folha["B2"]
    assert (aberto.value, aberto.is_date, aberto.number_format) == (momento, True, "dd/mm/yyyy hh:mm")
    assert (marcado.value.date(), marcado.number_format) == (dia, "dd/mm/yyyy")
    assert folha["C2"].value == "Buraco fundo. " * 20
    assert (folha["D2"].value, folha["A3"].value) == (7, None)
    assert (folha.freeze_panes, folha.auto_filter.ref) == ("A2", "A1:D3")
    assert [folha[f"{coluna}1"].font.bold for coluna in "ABCD"] == [True] * 4
    larguras = [folha.column_dimensions[coluna].width for coluna in "ABCD"]
    assert larguras == [len("24/11/2026 09:30") + planilha.FOLGA, 15, planilha.MAIOR, planilha.MENOR]


def test_a_planilha_vazia_tambem_abre() -> None:
    with planilha.em_xlsx([], "Folha") as arquivo:
        assert load_workbook(arquivo)["Folha"].auto_filter.ref is None


def test_a_memoria_da_folha_nao_cresce_com_as_linhas() -> None:
    """Vinte vezes mais linhas, o mesmo pico: cada uma vai para o arquivo temporário."""

    def pico(quantas: int) -> int:
        linha: planilha.Linha = ("Uma descrição comprida. " * 20, date(2026, 11, 25), 7)
        tracemalloc.start()
        planilha.em_xlsx(chain([("Descrição", "Dia", "Nº")], repeat(linha, quantas)), "Folha").close()
        _, maior = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return maior

    pico(300)
    assert pico(6_000) < 1.5 * pico(300)
