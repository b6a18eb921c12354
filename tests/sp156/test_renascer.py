"""A conta de quanto um filho morto espera para voltar."""

from sp156.embutido.renascer import JANELA, Mortes


def test_a_espera_dobra_e_a_quinta_morte_num_minuto_para() -> None:
    mortes = Mortes()
    assert [mortes.anotar(instante) for instante in range(5)] == [0.5, 1, 2, 4, None]


def test_mortes_espacadas_nunca_param() -> None:
    mortes = Mortes()
    esperas = {mortes.anotar(vez * JANELA / 3) for vez in range(30)}
    assert esperas == {0.5, 1, 2, 4}
