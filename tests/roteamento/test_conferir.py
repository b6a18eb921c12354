"""A conferência acha todo furo e só os furos, hoje e nos dias em que algo muda."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guia.models import Servico, VersaoDoServico
from roteamento.conferencia.prova import Conferencia, conferir, dias_que_importam, furos_novos
from roteamento.localizacao.enderecos import Local
from roteamento.models import Regra, Unidade
from roteamento.rotas import Tabelas, calcular_rota
from tests.roteamento.factories import de_ate
from tests.roteamento.test_calcular_rota import (
    DISTRITOS,
    PRIMEIRO,
    RUAS,
    SUBPREFEITURAS,
    TRIAGEM_DE_PAPEL,
    regra_qualquer,
    serve,
)

ONTEM, AMANHA = PRIMEIRO - timedelta(days=1), PRIMEIRO + timedelta(days=1)


def servico_de_papel(pk: int = 1, *, precisa_de_endereco: bool = True) -> Servico:
    servico = Servico(pk=pk, slug=f"s{pk}")
    servico.publicada = VersaoDoServico(nome=f"Serviço {pk}", precisa_de_endereco=precisa_de_endereco)
    return servico


def unidade(pk: int, ate: date | None = None, **campos: object) -> Unidade:
    return Unidade(pk=pk, sigla=f"U{pk}", vigente_de=date(2000, 1, 1), vigente_ate=ate, **campos)


def regra(
    pk: int, destino: Unidade | str, de: date = ONTEM, ate: date | None = None, **onde: object
) -> Regra:
    nova = Regra(pk=pk, servico_id=1, vigencia=de_ate(de, ate), alcance="cidade", **onde)
    if isinstance(destino, Unidade):
        nova.unidade = destino
    else:
        nova.atribuicao = destino
    if nova.distrito_id:
        nova.alcance = f"distrito:{nova.distrito_id}"
    if nova.logradouro:
        nova.alcance = f"rua:{nova.distrito_id}:{nova.logradouro.lower()}"
    if nova.subprefeitura_id:
        nova.alcance = f"subprefeitura:{nova.subprefeitura_id}"
    return nova


def tabelas(*regras: Regra, unidades: tuple[Unidade, ...] = (), servico: int = 1) -> Tabelas:
    """As tabelas só com isto, como `Tabelas.carregar` as montaria."""
    por_alcance: dict[str, list[Regra]] = {}
    todas = {u.pk: u for u in unidades} | {r.unidade.pk: r.unidade for r in regras if r.unidade}
    por_atribuicao: dict[tuple[str, int], list[Unidade]] = {}
    for u in todas.values():
        if u.atribuicao:
            por_atribuicao.setdefault((u.atribuicao, u.subprefeitura_id or 0), []).append(u)
    for r in regras:
        por_alcance.setdefault(r.alcance, []).append(r)
    return Tabelas(
        {servico: por_alcance}, todas, por_atribuicao, {d.pk: d for d in DISTRITOS}, {}, TRIAGEM_DE_PAPEL
    )


def de(conferencia: Conferencia) -> list[tuple[str | None, str | None, str]]:
    return [(f["distrito"], f["rua"], f["em"]) for f in (furo.como_json() for furo in conferencia.furos)]


def conferir_tudo(com: Tabelas, servico: Servico | None = None) -> Conferencia:
    return conferir(com, [servico or servico_de_papel()], dias_que_importam(com, PRIMEIRO))


# --- exemplos -----------------------------------------------------------------------


def test_uma_regra_da_cidade_cobre_tudo() -> None:
    achada = conferir_tudo(tabelas(regra(1, unidade(1))))
    assert (achada.servicos, achada.distritos, achada.pares, achada.furos) == (1, 3, 3, ())
    assert achada.destinos == {1}


def test_sem_regra_falta_em_todo_distrito() -> None:
    achada = conferir_tudo(tabelas())
    assert achada.lacunas[0].como_json() == {
        "servico": "s1",
        "distrito": "Distrito 1",
        "rua": None,
        "em": "2026-01-01",
        "motivo": "Não há regra deste serviço em 01/01/2026.",
    }
    assert len(achada.lacunas) == 3
    assert achada.conflitos == []


def test_a_regra_que_acaba_deixa_lacuna_no_dia_em_que_ja_nao_vale() -> None:
    fim = PRIMEIRO + timedelta(days=9)
    achada = conferir_tudo(
        tabelas(regra(1, unidade(1), distrito=DISTRITOS[0]), regra(2, unidade(2), ate=fim))
    )
    assert de(achada) == [("Distrito 2", None, "2026-01-10"), ("Distrito 3", None, "2026-01-10")]


def test_a_unidade_que_acaba_deixa_lacuna_no_dia_seguinte_ao_ultimo() -> None:
    achada = conferir_tudo(tabelas(regra(1, unidade(1, ate=PRIMEIRO + timedelta(days=3)))))
    assert (len(achada.lacunas), achada.conflitos) == (3, [])
    assert {em for _, _, em in de(achada)} == {"2026-01-05"}
    assert achada.furos[0].motivo == ("A regra de toda a cidade manda para U1, que não existe em 05/01/2026.")


def test_atribuicao_precisa_de_unidade_em_cada_subprefeitura_e_de_uma_so() -> None:
    stm = unidade(1, atribuicao="STM", subprefeitura=SUBPREFEITURAS[0])
    outra = unidade(2, atribuicao="STM", subprefeitura=SUBPREFEITURAS[0])
    achada = conferir_tudo(tabelas(regra(1, "STM"), unidades=(stm,)))
    assert de(achada) == [("Distrito 3", None, "2026-01-01")]
    assert "na subprefeitura Subprefeitura 2" in achada.lacunas[0].motivo
    achada = conferir_tudo(tabelas(regra(1, "STM"), unidades=(stm, outra)))
    assert "que são 2 unidades" in achada.conflitos[0].motivo


def test_duas_regras_igualmente_especificas_sao_conflito() -> None:
    achada = conferir_tudo(tabelas(regra(1, unidade(1)), regra(2, unidade(2), de=AMANHA)))
    assert {furo.motivo for furo in achada.conflitos} == {
        "2 regras de toda a cidade valem ao mesmo tempo: U1 e U2."
    }
    assert {em for _, _, em in de(achada)} == {"2026-01-02"}


def test_o_empate_coberto_por_regra_mais_especifica_nao_e_conflito() -> None:
    regras = [regra(n, unidade(n), distrito=distrito) for n, distrito in enumerate(DISTRITOS, 3)]
    assert conferir_tudo(tabelas(regra(1, unidade(1)), regra(2, unidade(2)), *regras)).furos == ()


def test_trecho_de_rua_com_destino_morto_e_cruzamento_de_trechos() -> None:
    morta = unidade(9, ate=ONTEM)
    rua: dict[str, Any] = {"distrito": DISTRITOS[0], "logradouro": "Rua Um"}
    base = regra(1, unidade(1))
    achada = conferir_tudo(tabelas(base, regra(2, morta, numero_de=10, numero_ate=20, lado="par", **rua)))
    assert achada.pares == 4
    assert de(achada) == [("Distrito 1", "Rua Um, número 10", "2026-01-01")]
    cruzam = [
        regra(2, unidade(2), numero_de=1, numero_ate=9, **rua),
        regra(3, unidade(3), numero_de=9, lado="impar", **rua),
    ]
    assert de(conferir_tudo(tabelas(base, *cruzam))) == [("Distrito 1", "Rua Um, número 9", "2026-01-01")]
    vizinhos = [cruzam[0], regra(3, unidade(3), numero_de=10, **rua)]
    assert conferir_tudo(tabelas(base, *vizinhos)).furos == ()


def test_o_furo_do_distrito_nao_se_repete_na_rua() -> None:
    rua = regra(1, unidade(1), distrito=DISTRITOS[0], logradouro="Rua Um", numero_de=5)
    assert [lugar for lugar, rua, _ in de(conferir_tudo(tabelas(rua))) if rua] == []


def test_quem_nao_pede_endereco_precisa_de_destino_sem_lugar() -> None:
    sem = servico_de_papel(precisa_de_endereco=False)
    base = regra(1, unidade(1))
    assert conferir_tudo(tabelas(base), sem).furos == ()
    por_lugar = conferir_tudo(tabelas(base, regra(2, unidade(2), distrito=DISTRITOS[0])), sem)
    assert de(por_lugar) == [(None, None, "2026-01-01")]
    assert len(conferir_tudo(tabelas(), sem).lacunas) == 4


def test_so_os_furos_novos_contam() -> None:
    antes = tabelas(regra(1, unidade(1), distrito=DISTRITOS[0]), regra(2, unidade(1), distrito=DISTRITOS[1]))
    depois = tabelas(regra(1, unidade(1), distrito=DISTRITOS[0]))
    dias = dias_que_importam(antes, PRIMEIRO)
    (furo,) = furos_novos(antes, depois, [servico_de_papel()], dias)
    assert str(furo) == ("Serviço 1, Distrito 2, em 01/01/2026: Não há regra deste serviço em 01/01/2026.")
    assert furos_novos(depois, antes, [servico_de_papel()], dias) == []
    assert furos_novos(tabelas(), tabelas(), [servico_de_papel()], dias) == []


def test_tirar_a_regra_da_rua_num_distrito_ja_furado_e_um_furo_novo() -> None:
    rua = regra(1, unidade(1), distrito=DISTRITOS[0], logradouro="Rua Um")
    (furo,) = furos_novos(tabelas(rua), tabelas(), [servico_de_papel()], [PRIMEIRO])
    assert str(furo.lugar) == "Rua Um, Distrito 1"


# --- propriedades ---------------------------------------------------------------------

UNIDADES = [
    unidade(101, atribuicao="STM", subprefeitura=SUBPREFEITURAS[0]),
    unidade(102, atribuicao="STM", subprefeitura=SUBPREFEITURAS[1], ate=PRIMEIRO + timedelta(days=4)),
    unidade(103, ate=PRIMEIRO + timedelta(days=2)),
]
JANELA = [PRIMEIRO + timedelta(days=n) for n in range(14)]
LOCAIS = [
    Local(logradouro=rua, numero=numero, distrito=distrito)
    for distrito in DISTRITOS
    for rua in ["", *RUAS]
    for numero in ["", *map(str, range(1, 13))]
]


@st.composite
def regras_quaisquer(sorteio: st.DrawFn) -> tuple[Regra, ...]:
    """Até seis regras, a maioria delas com destino que um dia acaba ou que depende da subprefeitura."""
    quantas = sorteio(st.integers(0, 6))
    regras = tuple(sorteio(regra_qualquer(pk)) for pk in range(1, quantas + 1))
    for r in regras:
        destino = sorteio(st.sampled_from(["sua", "STM", "103"]))
        if destino == "STM":
            r.unidade, r.atribuicao = None, "STM"
        elif destino == "103":
            r.unidade = UNIDADES[2]
    return regras


def destinos_por_extenso(regras: tuple[Regra, ...], local: Local, dia: date) -> set[int | None]:
    """O oráculo, sem pressa: as unidades vivas das regras mais fortes; None se uma delas não tem nenhuma."""
    notas = [(serve(r, local, dia), r) for r in regras]
    maior = max((nota for nota, _ in notas), default=0)
    achadas: set[int | None] = set()
    for r in (r for nota, r in notas if nota == maior > 0):
        assert local.distrito is not None
        todas = [r.unidade] if r.unidade else [u for u in UNIDADES if u.atribuicao == r.atribuicao]
        vivas = [u.pk for u in todas if u.vigente_ate is None or dia <= u.vigente_ate]
        se_de_atribuicao = [pk for pk in vivas if r.unidade or _de(pk) == local.distrito.subprefeitura_id]
        achadas |= set(se_de_atribuicao) or {None}
    return achadas or {None}


def _de(pk: int) -> int | None:
    return next(u.subprefeitura_id for u in UNIDADES if u.pk == pk)


def empatadas(regras: tuple[Regra, ...], local: Local, dia: date) -> bool:
    notas = [nota for r in regras if (nota := serve(r, local, dia))]
    return notas.count(max(notas, default=0)) > 1


def furado(regras: tuple[Regra, ...], local: Local, dia: date) -> bool:
    return None in destinos_por_extenso(regras, local, dia) or empatadas(regras, local, dia)


@given(regras=regras_quaisquer(), dia=st.sampled_from(JANELA))
def test_num_dia_acha_exatamente_os_furos_do_oraculo(regras: tuple[Regra, ...], dia: date) -> None:
    com = tabelas(*regras, unidades=tuple(UNIDADES))
    achada = conferir(com, [servico_de_papel()], [dia])
    inteiros = {furo.lugar.distrito for furo in achada.furos if not furo.lugar.rua}
    assert inteiros == {
        local.distrito for local in LOCAIS if not local.logradouro and furado(regras, local, dia)
    }
    na_rua = {(local.distrito, local.logradouro) for local in LOCAIS if furado(regras, local, dia)}
    com_rua = {(furo.lugar.distrito, furo.lugar.rua) for furo in achada.furos if furo.lugar.rua}
    assert {par for par in na_rua if par[1] and par[0] not in inteiros} == {
        par for par in com_rua if par[0] not in inteiros
    }


@given(regras=regras_quaisquer())
def test_os_dias_que_importam_bastam(regras: tuple[Regra, ...]) -> None:
    achada = conferir_tudo(tabelas(*regras, unidades=tuple(UNIDADES)))
    assert bool(achada.furos) == any(furado(regras, local, dia) for local in LOCAIS for dia in JANELA)


@given(regras=regras_quaisquer(), local=st.sampled_from(LOCAIS), dia=st.sampled_from(JANELA))
def test_a_rota_concorda_com_o_oraculo(regras: tuple[Regra, ...], local: Local, dia: date) -> None:
    com = tabelas(*regras, unidades=tuple(UNIDADES))
    achada = calcular_rota(servico_de_papel(), local, dia, com)
    esperadas = destinos_por_extenso(regras, local, dia)
    if not empatadas(regras, local, dia):
        assert (None if achada.sem_rota else achada.unidade.pk) in esperadas
        assert len(esperadas) == 1


@given(antes=regras_quaisquer(), depois=regras_quaisquer())
def test_furos_novos_sao_os_de_depois_que_nao_havia_antes(
    antes: tuple[Regra, ...], depois: tuple[Regra, ...]
) -> None:
    dia = PRIMEIRO + timedelta(days=2)
    novos = furos_novos(
        tabelas(*antes, unidades=tuple(UNIDADES)),
        tabelas(*depois, unidades=tuple(UNIDADES)),
        [servico_de_papel()],
        [dia],
    )
    esperados = {
        local.distrito for local in LOCAIS if furado(depois, local, dia) and not furado(antes, local, dia)
    }
    assert {furo.lugar.distrito for furo in novos} == esperados


# --- custo ------------------------------------------------------------------------------


def test_trezentos_servicos_em_noventa_e_seis_distritos_em_poucos_segundos() -> None:
    """Com cem dias de mudança pela frente; o limite é folgado porque a máquina é de todos."""
    base = tabelas(regra(1, unidade(1)))
    distritos = {n: DISTRITOS[n % 3] for n in range(96)}
    mudancas = [unidade(n, ate=PRIMEIRO + timedelta(days=n)) for n in range(1000, 1100)]
    grande = Tabelas(
        {n: {"cidade": [regra(n, unidade(1))]} for n in range(1, 301)},
        base.unidades | {u.pk: u for u in mudancas},
        {},
        distritos,
        {},
        TRIAGEM_DE_PAPEL,
    )
    servicos = [servico_de_papel(n) for n in range(1, 301)]
    comeco = time.process_time()
    achada = conferir(grande, servicos, dias_que_importam(grande, PRIMEIRO))
    assert time.process_time() - comeco < 5
    assert (achada.pares, achada.furos) == (28_800, ())
