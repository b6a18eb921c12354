"""Toda falta ainda se aplica a este código e aponta para testes que existem; o que ela estraga se desfaz."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sp156.embutido.pastas import RAIZ
from tests.faltas.dados import MINIMO, Falta, FaltaInvalida, desfazer, ler

FALTAS = ler()


def espelhar(falta: Falta, destino: Path) -> None:
    """Só os arquivos em que a falta mexe."""
    for mudanca in falta.mudancas:
        if "arquivo" in mudanca:
            (destino / mudanca["arquivo"]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(RAIZ / mudanca["arquivo"], destino / mudanca["arquivo"])


def conteudo(pasta: Path) -> dict[str, str]:
    return {str(a.relative_to(pasta)): a.read_text("utf-8") for a in pasta.rglob("*") if a.is_file()}


def test_sao_quarenta_ou_mais() -> None:
    assert len(FALTAS) >= MINIMO


def test_cada_falta_se_aplica_muda_algo_e_se_desfaz(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for falta in FALTAS:
        with subtests.test(falta.nome):
            pasta = tmp_path / falta.nome
            espelhar(falta, pasta)
            antes = conteudo(pasta)
            havia = falta.aplicar(pasta)
            assert conteudo(pasta) != antes
            desfazer(havia)
            assert conteudo(pasta) == antes


def test_os_testes_que_deviam_notar_existem(subtests: pytest.Subtests) -> None:
    for falta in FALTAS:
        with subtests.test(falta.nome):
            assert falta.testes
            for alvo in falta.testes:
                arquivo, _, funcao = alvo.partition("::")
                texto = (RAIZ / arquivo).read_text(encoding="utf-8")
                assert not funcao or f"def {funcao.partition('[')[0].rpartition('::')[2]}(" in texto, alvo


def test_os_testes_que_deviam_notar_rodam_de_dia(request: pytest.FixtureRequest) -> None:
    """O que passou a ser da noite ou perdeu um caso ainda está escrito no arquivo, mas ninguém o roda."""
    pedido = request.config
    tudo = [Path(lugar).resolve() for lugar in pedido.args] == [RAIZ / "tests"]
    if not tudo or pedido.option.markexpr or pedido.option.keyword:
        pytest.skip("só a rodada inteira colhe todos os testes")
    colhidos = {um for item in request.session.items for um in (item.nodeid, item.nodeid.partition("[")[0])}
    arquivos = {um.partition("::")[0] for um in colhidos}
    alvos = {alvo for falta in FALTAS for alvo in falta.testes}
    assert not alvos - colhidos - arquivos


def test_o_trecho_que_nao_aparece_uma_vez_so_e_recusado(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\nx = 1\n", encoding="utf-8")
    dobrada = Falta("dobrada", "", ({"arquivo": "a.py", "de": "x = 1", "para": "x = 2"},), ())
    with pytest.raises(FaltaInvalida, match=r"dobrada: o trecho de a\.py aparece 2 vezes"):
        dobrada.aplicar(tmp_path)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "x = 1\nx = 1\n"
