"""O que se aprende dos serviços juntos: o que é de um e não dos outros."""

from __future__ import annotations

import numpy as np
import pytest

from guia.busca.aprendido import Aprendido, Exemplos, Vetores, abrir, aprender, trechos


def vetores(*linhas: tuple[float, ...]) -> Vetores:
    return np.array(linhas, np.float32)


@pytest.fixture
def aprendido() -> Aprendido:
    """O primeiro número é o mesmo em todos; o segundo e o terceiro dizem de quem é."""
    buraco = Exemplos(
        vetores((1, 0.2, 0)),
        vetores((1, 0.3, 0), (1, 0.25, 0.05)),
        ["buraco na rua", "a cratera engoliu o pneu"],
        ["Tapa o buraco da rua."],
    )
    poda = Exemplos(vetores((1, 0, 0.2)), vetores((1, 0, 0.3)), ["galho na rua"], ["Poda a árvore da rua."])
    vazio = Exemplos(vetores((1, 0, 0)), np.empty((0, 3), np.float32), ["feira livre"], [])
    return aprender({7: buraco, 3: poda, 9: vazio})


@pytest.mark.parametrize(("busca", "quem"), [((1, 0.2, 0), 7), ((1, 0, 0.2), 3), ((3, 0, 0.6), 3)])
def test_pesa_o_que_distingue_e_nao_o_que_e_de_todos(
    aprendido: Aprendido, busca: tuple[float, ...], quem: int
) -> None:
    notas = aprendido.pelos_pesos(vetores(busca)[0])
    assert aprendido.servicos[notas.argmax()] == quem


def test_muitos_relatos_valem_tanto_como_poucos() -> None:
    """Quem escreveu mais não puxa a busca para si: no meio dos dois, nenhum ganha."""
    muitos = Exemplos(vetores((1, 0)), vetores(*[(1, 0)] * 40), ["a"], [])
    poucos = Exemplos(vetores((0, 1)), vetores((0, 1)), ["b"], [])
    notas = aprender({1: muitos, 2: poucos}).pelos_pesos(vetores((0.5, 0.5))[0])
    assert notas[0] == pytest.approx(notas[1], abs=1e-3)


def test_o_trecho_raro_vale_mais_que_o_de_todos(aprendido: Aprendido) -> None:
    de_quem = dict(zip(aprendido.servicos.tolist(), aprendido.pelos_trechos("na rua"), strict=True))
    assert de_quem[9] == 0
    assert de_quem[7] > 0
    raro = dict(zip(aprendido.servicos.tolist(), aprendido.pelos_trechos("cratera"), strict=True))
    assert raro[7] > de_quem[7]
    assert raro[3] == 0


@pytest.mark.parametrize("busca", ["buracco", "CRATÉRA", "burako enorme"])
def test_o_erro_deixa_quase_todos_os_trechos(aprendido: Aprendido, busca: str) -> None:
    assert aprendido.servicos[aprendido.pelos_trechos(busca).argmax()] == 7


@pytest.mark.parametrize("busca", ["", "é", "?!", "zzzz", "\x00", "ação" * 500])
def test_o_que_ninguem_escreveu_nao_vale_nada(aprendido: Aprendido, busca: str) -> None:
    assert not aprendido.pelos_trechos(busca).any()


def test_os_trechos_de_uma_frase() -> None:
    assert list(trechos("É o Pão-de-açúcar")) == ["^pao", "pao$", "^acu", "acuc", "cuca", "ucar", "car$"]


def test_abre_o_que_guardou(aprendido: Aprendido) -> None:
    outro = abrir(aprendido.guardado())
    assert outro.servicos.tolist() == [7, 3, 9]
    assert outro.quais == aprendido.quais
    busca = vetores((1, 0.2, 0.1))[0]
    assert outro.pelos_pesos(busca) == pytest.approx(aprendido.pelos_pesos(busca), rel=0.01, abs=0.01)
    assert outro.pelos_trechos("buraco na rua") == pytest.approx(
        aprendido.pelos_trechos("buraco na rua"), rel=0.01
    )


def test_um_servico_sozinho_tambem_se_aprende() -> None:
    so = aprender({1: Exemplos(vetores((1, 0)), np.empty((0, 2), np.float32), ["poda"], [])})
    assert np.isfinite(so.pelos_pesos(vetores((1, 1))[0])).all()
