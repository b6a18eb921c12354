"""O que vale para todo endereço: número e faixa sem surpresa, e nenhuma certeza fora do que se disse."""

from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from roteamento.localizacao.enderecos import (
    Confianca,
    Local,
    Localizado,
    OrigemDoLocal,
    aceita_numero,
    ler_numero,
)
from roteamento.localizacao.fontes import combinar
from roteamento.localizacao.grafias import chave_da_rua, normalizar, separar_numero
from roteamento.localizacao.trechos import decidir_por_rua
from roteamento.models import Distrito, Logradouro, Subprefeitura

SUBPREFEITURA = Subprefeitura(pk=1, codigo=1, nome="Centro")
DISTRITOS = [Distrito(pk=n, codigo=n, nome=f"Distrito {n}", subprefeitura=SUBPREFEITURA) for n in range(1, 5)]
numeros = st.integers(min_value=1, max_value=9_999)
um_distrito = st.sampled_from(DISTRITOS)
PKS = count(1)


@given(
    numeros,
    st.sampled_from(["{}", " {} ", "nº {}", "{}-A", "{}/{}", "em frente ao {}", "altura do {}", "{} casa 2"]),
)
def test_o_numero_dito_de_qualquer_jeito_e_o_mesmo(numero: int, jeito: str) -> None:
    assert ler_numero(jeito.format(numero, numero + 2)) == numero


@given(st.text())
def test_ler_numero_nunca_falha_e_nunca_da_zero(texto: str) -> None:
    lido = ler_numero(texto)
    assert lido is None or 1 <= lido <= 999_999


@given(numeros, st.sampled_from(["km {}", "lote {}", "quadra {}", "apto {}", "casa {}", "s/n", "sem número"]))
def test_o_que_nao_e_numero_do_imovel_nao_vira_numero(numero: int, jeito: str) -> None:
    assert ler_numero(jeito.format(numero)) is None


@given(st.from_regex(r"(Rua|Av\.?|R) [A-Z][a-z]{3,8}( [A-Z][a-z]{3,8})?", fullmatch=True), numeros)
def test_numero_escrito_junto_da_rua_se_separa(rua: str, numero: int) -> None:
    assert separar_numero(f"{rua} {numero}") == (rua, str(numero))
    assert separar_numero(f"{rua}, {numero}") == (rua, str(numero))
    assert separar_numero(rua) == (rua, "")


@given(st.text(max_size=60))
def test_normalizar_e_estavel_e_a_chave_nao_falha(texto: str) -> None:
    assert normalizar(normalizar(texto)) == normalizar(texto)
    assert chave_da_rua(texto) == chave_da_rua(texto)


@given(numeros, st.none() | numeros, st.none() | numeros, st.sampled_from(["ambos", "par", "impar"]))
def test_a_faixa_e_o_lado_dizem_o_mesmo_que_a_conta(
    numero: int, de: int | None, ate: int | None, lado: str
) -> None:
    trecho = Logradouro(nome="Rua A", numero_de=de, numero_ate=ate, lado=lado)
    na_faixa = (de or 0) <= numero <= (ate or numero)
    no_lado = lado == "ambos" or (numero % 2 == 0) == (lado == "par")
    assert aceita_numero(trecho, numero) == (na_faixa and no_lado)
    assert aceita_numero(trecho, None)


@st.composite
def trechos(desenha: st.DrawFn) -> list[Logradouro]:
    """Trechos de uma rua, cada um num distrito, com faixa e lado quaisquer."""
    return [
        Logradouro(
            pk=next(PKS),
            nome="Rua Longa",
            nome_busca="rua longa",
            distrito=desenha(um_distrito),
            numero_de=desenha(st.none() | numeros),
            numero_ate=desenha(st.none() | numeros),
            lado=desenha(st.sampled_from(["ambos", "par", "impar"])),
            cep=f"0100{n}000",
        )
        for n in range(desenha(st.integers(1, 5)))
    ]


@given(trechos(), st.none() | numeros, st.randoms(use_true_random=False))
def test_a_rua_certa_e_a_de_um_trecho_que_aceita_o_numero_em_qualquer_ordem(
    lidos: list[Logradouro], numero: int | None, sorteio: Random
) -> None:
    achado = decidir_por_rua("Rua Longa", str(numero or ""), lidos)
    aceitam = {trecho.distrito for trecho in lidos if aceita_numero(trecho, numero)}
    if achado.certo:
        assert aceitam == {achado.certo.distrito}
    else:
        assert set(achado.distritos) == (aceitam or {trecho.distrito for trecho in lidos})
    embaralhados = list(lidos)
    sorteio.shuffle(embaralhados)
    assert decidir_por_rua("Rua Longa", str(numero or ""), embaralhados) == achado


@st.composite
def pistas(desenha: st.DrawFn) -> list[Localizado]:
    """O que duas ou três fontes dizem, cada uma com um lugar certo, candidatos ou nada."""
    ditas = []
    for origem in desenha(st.permutations([OrigemDoLocal.PONTO, OrigemDoLocal.RUA, OrigemDoLocal.CEP])):
        distritos = desenha(st.lists(um_distrito, unique_by=lambda d: d.pk, max_size=3))
        locais = tuple(Local(distrito=distrito, origem=origem) for distrito in distritos)
        certa = len(locais) == 1 and desenha(st.booleans())
        ditas.append(Localizado("?", locais[0]) if certa else Localizado("?", candidatos=locais))
    return ditas[: desenha(st.integers(1, 3))]


@given(pistas())
def test_nunca_ha_certeza_fora_do_que_as_fontes_dizem(ditas: list[Localizado]) -> None:
    achado = combinar(*ditas)
    uniao = {distrito for pista in ditas for distrito in pista.distritos}
    comuns = [pista for pista in ditas if pista.distritos]
    assert set(achado.distritos) <= uniao
    assert bool(achado.distritos) == bool(uniao)
    if achado.certo:
        assert all(achado.certo.distrito in pista.distritos for pista in comuns)
        assert any(pista.certo for pista in comuns)
        assert achado.confianca in {Confianca.ALTA, Confianca.MEDIA}
    else:
        assert achado.confianca == (Confianca.BAIXA if uniao else Confianca.NENHUMA)
    assert len(achado.opcoes) <= 4


@given(pistas())
def test_a_ordem_das_fontes_nao_muda_o_que_se_responde(ditas: list[Localizado]) -> None:
    achado, ao_contrario = combinar(*ditas), combinar(*reversed(ditas))
    assert achado == ao_contrario if achado.distritos else not ao_contrario.distritos
