"""O que se aprende dos serviços juntos: o que é de um e não dos outros."""

from __future__ import annotations

import numpy as np
import pytest

from guia.busca.aprendido import Aprendido, Exemplos, abrir, aprender
from guia.busca.tracos import Vetores, tracos


def vetores(*linhas: tuple[float, ...]) -> Vetores:
    return np.array(linhas, np.float32)


@pytest.fixture
def aprendido() -> Aprendido:
    """O primeiro número é o mesmo em todos; o segundo e o terceiro dizem de quem é."""
    buraco = Exemplos(
        vetores((1, 0.2, 0)),
        vetores((1, 0.3, 0), (1, 0.25, 0.05)),
        (
            ["buraco na rua", "cratera na rua"],
            ["a cratera enorme engoliu o pneu", "um buraco enorme"],
            ["Tapa o buraco da rua."],
        ),
    )
    poda = Exemplos(
        vetores((1, 0, 0.2)),
        vetores((1, 0, 0.3)),
        (["galho na rua", "galho seco"], ["o galho caiu na rua"], ["Poda a árvore da rua."]),
    )
    vazio = Exemplos(vetores((1, 0, 0)), np.empty((0, 3), np.float32), (["feira livre"], [], []))
    return aprender({7: buraco, 3: poda}, {9: vazio})


def de_quem(aprendido: Aprendido, busca: str) -> dict[int, float]:
    todos = [*aprendido.servicos.tolist(), *aprendido.respostas.tolist()]
    return dict(zip(todos, aprendido.tracos.notas(busca).tolist(), strict=True))


@pytest.mark.parametrize(("busca", "quem"), [((1, 0.2, 0), 7), ((1, 0, 0.2), 3), ((3, 0, 0.6), 3)])
def test_pesa_o_que_distingue_e_nao_o_que_e_de_todos(
    aprendido: Aprendido, busca: tuple[float, ...], quem: int
) -> None:
    notas = aprendido.pesos.notas(vetores(busca)[0])
    assert aprendido.servicos[notas.argmax()] == quem


def test_muitos_relatos_valem_tanto_como_poucos() -> None:
    """Quem escreveu mais não puxa a busca para si: no meio dos dois, nenhum ganha."""
    muitos = Exemplos(vetores((1, 0)), vetores(*[(1, 0)] * 40), (["a"], [], []))
    poucos = Exemplos(vetores((0, 1)), vetores((0, 1)), (["b"], [], []))
    notas = aprender({1: muitos, 2: poucos}, {}).pesos.notas(vetores((0.5, 0.5))[0])
    assert notas[0] == pytest.approx(notas[1], abs=1e-3)


def test_conta_quanto_se_escreve_num_servico_mais_do_que_nos_outros(aprendido: Aprendido) -> None:
    raro, de_todos = de_quem(aprendido, "cratera"), de_quem(aprendido, "na rua")
    assert raro[7] > raro[3]
    assert raro[7] - raro[3] > de_todos[7] - de_todos[3]
    assert de_todos[3] > de_todos[9]


def test_muitos_textos_contam_tanto_como_poucos() -> None:
    """Quem escreveu vinte vezes o mesmo não puxa a busca para si."""
    nenhum = np.empty((0, 2), np.float32)
    muitos = Exemplos(vetores((1, 0)), nenhum, (["poda do galho"] * 20, [], []))
    poucos = Exemplos(vetores((0, 1)), nenhum, (["poda do galho"], [], []))
    notas = aprender({1: muitos, 2: poucos}, {}).tracos.notas("poda")
    assert notas[0] - notas[1] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("busca", ["buracco", "CRATÉRA", "burako enorme", "kratera"])
def test_o_erro_de_ouvido_deixa_o_som_e_quase_todos_os_trechos(aprendido: Aprendido, busca: str) -> None:
    notas = de_quem(aprendido, busca)
    assert max(notas, key=notas.__getitem__) == 7


@pytest.mark.parametrize("busca", ["", "é", "?!", "zzzz", "\x00", "ação" * 500])
def test_o_que_ninguem_escreveu_nao_vale_nada(aprendido: Aprendido, busca: str) -> None:
    assert not any(de_quem(aprendido, busca).values())


def test_o_que_so_um_texto_diz_nao_distingue(aprendido: Aprendido) -> None:
    assert not any(de_quem(aprendido, "engoliu").values())


def test_os_tracos_de_uma_frase() -> None:
    """Três sons, dois pares e oito trechos; o que soa igual tem os mesmos sons."""
    assert len(list(tracos("É o Pão-de-açúcar"))) == 3 + 2 + 2 + 1 + 5
    assert len({*tracos("casa suja")} & {*tracos("caza suja")}) == 2 + 1 + 3
    assert {*tracos("")} == {*tracos("é !")} == set()


def test_abre_o_que_guardou(aprendido: Aprendido) -> None:
    outro = abrir(aprendido.guardado())
    assert (outro.servicos.tolist(), outro.respostas.tolist()) == ([7, 3], [9])
    assert outro.tracos.numeros.tolist() == sorted(aprendido.tracos.numeros.tolist())
    busca = vetores((1, 0.2, 0.1))[0]
    assert outro.pesos.notas(busca) == pytest.approx(aprendido.pesos.notas(busca), rel=0.01, abs=0.01)
    esperado = aprendido.tracos.notas("buraco na rua")
    assert outro.tracos.notas("buraco na rua") == pytest.approx(esperado, rel=0.01, abs=0.01)


def test_um_servico_sozinho_tambem_se_aprende() -> None:
    so = aprender({1: Exemplos(vetores((1, 0)), np.empty((0, 2), np.float32), (["poda"], [], []))}, {})
    assert np.isfinite(so.pesos.notas(vetores((1, 1))[0])).all()
    assert so.tracos.notas("poda").tolist() == [0]
