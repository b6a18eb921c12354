"""O que se aprende dos serviços juntos, o que é de um e não dos outros, e quando se aprende outra vez."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from guia.busca.aprendido import Aprendido, abrir, mudou
from guia.busca.caracteristicas import caracteristicas, contar
from guia.models import AprendidoDaBusca
from guia.tasks import aprender_a_busca
from tests import bancos
from tests.guia.factories import ServicoFactory

BURACO = (
    ["buraco na rua", "cratera na rua"],
    ["a cratera enorme engoliu o pneu", "um buraco enorme"],
    ["Tapa o buraco da rua."],
)
PODA = (["galho na rua", "galho seco"], ["o galho caiu na rua"], ["Poda a árvore da rua."])
FEIRA: tuple[list[str], list[str], list[str]] = (["feira livre"], [], [])


@pytest.fixture(scope="module")
def aprendido() -> Aprendido:
    return Aprendido(np.array([7, 3]), np.array([9]), contar([BURACO, PODA, FEIRA]))


def de_quem(aprendido: Aprendido, busca: str) -> dict[int, float]:
    todos = [*aprendido.servicos.tolist(), *aprendido.respostas.tolist()]
    return dict(zip(todos, aprendido.caracteristicas.notas(busca).tolist(), strict=True))


def test_conta_quanto_se_escreve_num_servico_mais_do_que_nos_outros(aprendido: Aprendido) -> None:
    raro, de_todos = de_quem(aprendido, "cratera"), de_quem(aprendido, "na rua")
    assert raro[7] > raro[3]
    assert raro[7] - raro[3] > de_todos[7] - de_todos[3]
    assert de_todos[3] > de_todos[9]


def test_muitos_textos_contam_tanto_como_poucos() -> None:
    """Quem escreveu vinte vezes o mesmo não puxa a busca para si."""
    notas = contar([(["poda do galho"] * 20, [], []), (["poda do galho"], [], [])]).notas("poda")
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


def test_as_caracteristicas_de_uma_frase() -> None:
    """Três sons, dois pares e oito trechos; o que soa igual tem os mesmos sons."""
    assert len(list(caracteristicas("É o Pão-de-açúcar"))) == 3 + 2 + 2 + 1 + 5
    assert len({*caracteristicas("casa suja")} & {*caracteristicas("caza suja")}) == 2 + 1 + 3
    assert {*caracteristicas("")} == {*caracteristicas("é !")} == set()


def test_abre_o_que_guardou(aprendido: Aprendido) -> None:
    outro = abrir(aprendido.guardado())
    assert (outro.servicos.tolist(), outro.respostas.tolist()) == ([7, 3], [9])
    assert de_quem(outro, "buraco na rua") == de_quem(aprendido, "buraco na rua")


def test_um_servico_sozinho_tambem_se_aprende() -> None:
    assert contar([(["poda"], [], [])]).notas("poda").tolist() == [0]


@pytest.mark.processo
@pytest.mark.django_db(transaction=True)
def test_a_tarefa_aprende_num_processo_que_acaba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", bancos.url_na_rodada(connection.settings_dict["NAME"]))
    ServicoFactory.create()
    aprender_a_busca()
    feito_em = AprendidoDaBusca.objects.get().feito_em
    assert not mudou()
    aprender_a_busca()
    assert AprendidoDaBusca.objects.get().feito_em == feito_em, "nada mudou: não se aprende outra vez"
