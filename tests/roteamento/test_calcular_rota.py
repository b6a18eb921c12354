"""A precedência das regras, a vigência e a triagem."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from guia.models import Servico
from roteamento.localizacao.enderecos import Local
from roteamento.models import Distrito, Regra, Subprefeitura, Unidade
from roteamento.rotas import Rota, SemTriagem, Tabelas, calcular_rota
from tests.roteamento.factories import (
    DESDE,
    DistritoFactory,
    RegraFactory,
    ServicoFactory,
    UnidadeFactory,
    de_ate,
)

DIA = date(2026, 11, 24)


# --- com o banco -------------------------------------------------------------------


@pytest.fixture
def triagem(db: None) -> Unidade:
    linha: Unidade = UnidadeFactory(triagem=True)
    return linha


@pytest.fixture
def se(db: None) -> Distrito:
    linha: Distrito = DistritoFactory(nome="Sé", subprefeitura__nome="Sé")
    return linha


def rota(servico: Servico, local: Local, em: Any = DIA) -> Rota:
    return calcular_rota(servico, local, em, Tabelas.carregar())


def test_atribuicao_se_resolve_pela_subprefeitura_do_endereco(triagem: Unidade, se: Distrito) -> None:
    stm = UnidadeFactory(sigla="SMPR-CPO-STM-Sé", atribuicao="CPO-STM", subprefeitura=se.subprefeitura)
    UnidadeFactory(atribuicao="CPO-STM", subprefeitura=DistritoFactory().subprefeitura)
    regra = RegraFactory(unidade=None, atribuicao="CPO-STM", norma="Lei municipal 13.399/2002")
    achada = rota(regra.servico, Local(distrito=se))
    assert (achada.unidade, achada.regra, achada.sem_rota) == (stm, regra, False)
    assert (achada.distrito, achada.subprefeitura) == (se, se.subprefeitura)
    assert achada.motivo == (
        "O endereço fica no distrito Sé, subprefeitura Sé. "
        "A regra de toda a cidade manda este serviço para CPO-STM, que ali é SMPR-CPO-STM-Sé. "
        "Norma: Lei municipal 13.399/2002."
    )
    assert achada.como_json() == {
        "unidade": "SMPR-CPO-STM-Sé",
        "distrito": "Sé",
        "subprefeitura": "Sé",
        "regra": "toda a cidade → CPO-STM",
        "regra_id": regra.pk,
        "motivo": achada.motivo,
        "lugar": "",
        "confianca": "",
        "sem_rota": False,
    }


def test_rua_vence_distrito_que_vence_subprefeitura_que_vence_cidade(triagem: Unidade, se: Distrito) -> None:
    servico = ServicoFactory()
    rua = {"distrito": se, "logradouro": "Rua Líbero Badaró"}
    niveis: list[dict[str, Any]] = [
        {},
        {"subprefeitura": se.subprefeitura},
        {"distrito": se},
        rua,
    ]
    local = Local(logradouro="R. LIBERO BADARO", numero="425", distrito=se)
    for nivel in niveis:
        regra = RegraFactory(servico=servico, **nivel)
        assert rota(servico, local).regra == regra
    outro_lugar = Local(logradouro="Rua São Bento", distrito=se)
    assert rota(servico, outro_lugar).regra == Regra.objects.get(alcance=f"distrito:{se.pk}")
    longe = Local(logradouro="Rua Líbero Badaró", distrito=DistritoFactory())
    assert rota(servico, longe).regra == Regra.objects.get(alcance="cidade")


@pytest.mark.parametrize(
    ("numero", "do_trecho"),
    [
        ("100", True),
        ("198", True),
        ("101", False),
        ("98", False),
        ("202", False),
        ("s/n", False),
        ("", False),
    ],
)
def test_regra_de_trecho_so_vale_para_o_numero_dela(
    triagem: Unidade, se: Distrito, numero: str, do_trecho: bool
) -> None:
    geral = RegraFactory()
    trecho = RegraFactory(
        servico=geral.servico,
        distrito=se,
        logradouro="Rua Direita",
        numero_de=100,
        numero_ate=200,
        lado="par",
    )
    local = Local(logradouro="rua direita", numero=numero, distrito=se)
    assert rota(geral.servico, local).regra == (trecho if do_trecho else geral)


def test_a_vigencia_decide_pelo_dia_de_sao_paulo(triagem: Unidade, se: Distrito) -> None:
    antiga = RegraFactory(vigencia=de_ate(DESDE, DIA))
    nova = RegraFactory(servico=antiga.servico, vigencia=de_ate(DIA))
    local = Local(distrito=se)
    assert rota(antiga.servico, local, DIA - timedelta(days=1)).regra == antiga
    assert rota(antiga.servico, local, DIA).regra == nova
    # Às 23h de São Paulo do dia 23 já é dia 24 em UTC: vale o dia de São Paulo.
    assert rota(antiga.servico, local, datetime(2026, 11, 24, 2, tzinfo=UTC)).regra == antiga


# --- triagem -----------------------------------------------------------------------


def test_sem_regra_vai_para_a_triagem_com_o_motivo(triagem: Unidade, se: Distrito) -> None:
    achada = rota(ServicoFactory(), Local(distrito=se))
    assert (achada.unidade, achada.regra, achada.sem_rota) == (triagem, None, True)
    assert achada.motivo == "Não há regra deste serviço no distrito Sé em 24/11/2026."
    assert achada.distrito == se
    assert achada.como_json()["sem_rota"] is True


def test_sem_distrito_nao_se_adivinha(triagem: Unidade, se: Distrito) -> None:
    UnidadeFactory(atribuicao="CPO-STM", subprefeitura=se.subprefeitura)
    por_lugar = RegraFactory(unidade=None, atribuicao="CPO-STM").servico
    com_excecao = RegraFactory().servico
    RegraFactory(servico=com_excecao, distrito=se)
    for servico in (por_lugar, com_excecao):
        assert rota(servico, Local()).motivo == (
            "Não se sabe o distrito, e o destino deste serviço depende dele."
        )
    da_cidade = RegraFactory()
    assert rota(da_cidade.servico, Local()).unidade == da_cidade.unidade


def test_regra_por_lugar_que_ja_acabou_nao_pede_o_distrito(triagem: Unidade, se: Distrito) -> None:
    da_cidade = RegraFactory()
    RegraFactory(servico=da_cidade.servico, distrito=se, vigencia=de_ate(DESDE, date(2021, 1, 1)))
    assert rota(da_cidade.servico, Local()).regra == da_cidade


def test_unidade_que_nao_existe_no_dia_vai_para_a_triagem(triagem: Unidade, se: Distrito) -> None:
    extinta = UnidadeFactory(sigla="EXTINTA", vigente_ate=date(2025, 12, 31))
    regra = RegraFactory(unidade=extinta)
    assert rota(regra.servico, Local(distrito=se), date(2025, 12, 31)).unidade == extinta
    achada = rota(regra.servico, Local(distrito=se))
    assert achada.unidade == triagem
    assert achada.motivo == "A regra manda para EXTINTA, que não existe em 24/11/2026."


def test_atribuicao_sem_unidade_no_lugar_vai_para_a_triagem(triagem: Unidade, se: Distrito) -> None:
    regra = RegraFactory(unidade=None, atribuicao="CPO-STM")
    assert rota(regra.servico, Local(distrito=se)).motivo == (
        "A regra manda para CPO-STM, e não há essa unidade na subprefeitura Sé em 24/11/2026."
    )


def test_sem_a_unidade_de_triagem_nada_se_calcula(db: None) -> None:
    with pytest.raises(SemTriagem, match="carregar_referencia"):
        Tabelas.carregar()


def test_tabelas_sao_quatro_consultas_e_a_rota_nenhuma(
    triagem: Unidade, se: Distrito, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    regras = RegraFactory.create_batch(5, distrito=se)
    with django_assert_num_queries(4):
        tabelas = Tabelas.carregar()
    with django_assert_num_queries(0):
        for regra in regras:
            achada = calcular_rota(regra.servico, Local(logradouro="Rua X", distrito=se), DIA, tabelas)
            assert achada.como_json()["regra"] == f"distrito Sé → {regra.unidade}"
        assert tabelas.distrito_chamado("SE") == se
        assert tabelas.distrito_chamado("Atlântida") is None
    so_uma = Tabelas.carregar(regras[0].servico)
    assert list(so_uma.regras) == [regras[0].servico_id]


# --- propriedades -------------------------------------------------------------------

SUBPREFEITURAS = [Subprefeitura(pk=n, codigo=n, sigla=f"S{n}", nome=f"Subprefeitura {n}") for n in (1, 2)]
DISTRITOS = [
    Distrito(pk=n, codigo=n, nome=f"Distrito {n}", subprefeitura=SUBPREFEITURAS[n // 3], lat=0, lon=0)
    for n in (1, 2, 3)
]
RUAS = ["Rua Um", "Rua Dois"]
PRIMEIRO = date(2026, 1, 1)
SERVICO = Servico(pk=1, slug="s")


def unidade_de_papel(pk: int) -> Unidade:
    return Unidade(pk=pk, sigla=f"U{pk}", vigente_de=date(2000, 1, 1))


TRIAGEM_DE_PAPEL = unidade_de_papel(10_000)


@st.composite
def regra_qualquer(sorteio: st.DrawFn, pk: int = 0) -> Regra:
    """Uma regra de alcance, números e vigência sorteados, como o banco a teria gravado."""
    nivel = sorteio(st.sampled_from(["cidade", "subprefeitura", "distrito", "rua"]))
    regra = Regra(pk=pk, servico_id=1, unidade=unidade_de_papel(pk), alcance="cidade")
    if nivel == "subprefeitura":
        regra.subprefeitura = sorteio(st.sampled_from(SUBPREFEITURAS))
        regra.alcance = f"subprefeitura:{regra.subprefeitura.pk}"
    if nivel in ("distrito", "rua"):
        regra.distrito = sorteio(st.sampled_from(DISTRITOS))
        regra.alcance = f"distrito:{regra.distrito.pk}"
    if nivel == "rua":
        regra.logradouro = sorteio(st.sampled_from(RUAS))
        regra.alcance = f"rua:{regra.distrito_id}:{regra.logradouro.lower()}"
        limites = sorteio(st.tuples(st.none() | st.integers(1, 9), st.none() | st.integers(1, 9)))
        regra.numero_de, regra.numero_ate = (
            sorted(limites) if None not in limites else limites  # type: ignore[type-var]
        )
        regra.lado = sorteio(st.sampled_from(["ambos", "par", "impar"]))
    inicio = PRIMEIRO + timedelta(days=sorteio(st.integers(0, 5)))
    fim = sorteio(st.none() | st.integers(1, 5))
    regra.vigencia = de_ate(inicio, inicio + timedelta(days=fim) if fim else None)
    return regra


@st.composite
def lugar_qualquer(sorteio: st.DrawFn) -> Local:
    return Local(
        logradouro=sorteio(st.sampled_from(["", *RUAS])),
        numero=sorteio(st.sampled_from(["", "s/n", *map(str, range(1, 11))])),
        distrito=sorteio(st.sampled_from(DISTRITOS)),
    )


DIAS = st.integers(-1, 12).map(lambda n: PRIMEIRO + timedelta(days=n))


def serve(regra: Regra, local: Local, dia: date) -> int:
    """A definição, por extenso e sem pressa: 0 se a regra não serve; senão, quão específica é (1 a 4)."""
    assert local.distrito is not None
    if not (regra.vigencia.lower <= dia and (regra.vigencia.upper is None or dia < regra.vigencia.upper)):
        return 0
    if regra.logradouro:
        numero = int(local.numero) if local.numero.isdigit() else None
        inteira = regra.numero_de is None and regra.numero_ate is None and regra.lado == "ambos"
        cabe = numero is not None and (
            (regra.numero_de or 0) <= numero <= (regra.numero_ate or 99)
            and (regra.lado == "ambos" or regra.lado == ("par", "impar")[numero % 2])
        )
        no_lugar = regra.distrito_id == local.distrito.pk and regra.logradouro == local.logradouro
        return 4 if no_lugar and (inteira or cabe) else 0
    if regra.distrito_id:
        return 3 if regra.distrito_id == local.distrito.pk else 0
    if regra.subprefeitura_id:
        return 2 if regra.subprefeitura_id == local.distrito.subprefeitura_id else 0
    return 1


def em_tabelas(regras: list[Regra]) -> Tabelas:
    por_alcance: dict[str, list[Regra]] = {}
    for regra in regras:
        por_alcance.setdefault(regra.alcance, []).append(regra)
    return Tabelas({1: por_alcance}, {}, {}, {}, {}, TRIAGEM_DE_PAPEL)


@given(
    regras=st.integers(0, 6).flatmap(lambda n: st.tuples(*(regra_qualquer(pk) for pk in range(1, n + 1)))),
    local=lugar_qualquer(),
    dia=DIAS,
)
def test_vence_sempre_a_mais_especifica_que_serve(regras: tuple[Regra, ...], local: Local, dia: date) -> None:
    notas = {regra.pk: serve(regra, local, dia) for regra in regras}
    maior = max(notas.values(), default=0)
    melhores = [regra for regra in regras if maior and notas[regra.pk] == maior]
    achada = calcular_rota(SERVICO, local, dia, em_tabelas(list(regras)))
    if not melhores:
        assert achada.unidade == TRIAGEM_DE_PAPEL
    elif len(melhores) == 1:
        assert achada.regra is melhores[0]
    else:  # o banco não deixaria: ver a propriedade seguinte
        assert achada.regra in melhores


# Sempre os mesmos exemplos: com semente sorteada o Hypothesis às vezes acusa geração inconsistente (1 em 6).
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(primeira=regra_qualquer(1), segunda=regra_qualquer(2))
def test_o_banco_recusa_exatamente_os_empates(db: None, primeira: Regra, segunda: Regra) -> None:
    """Duas regras convivem se, e só se, não há lugar e dia em que as duas sirvam com a mesma força."""
    numeros = ["", *map(str, range(1, 100))]
    lugares = [
        Local(logradouro=rua, numero=n, distrito=d) for rua in ["", *RUAS] for n in numeros for d in DISTRITOS
    ]
    dias = [PRIMEIRO + timedelta(days=n) for n in range(12)]
    empatam = primeira.alcance == segunda.alcance and any(
        serve(primeira, local, dia) == serve(segunda, local, dia) > 0 for local in lugares for dia in dias
    )
    with transaction.atomic():
        gravada, nova = gravar(primeira, segunda)
        assert gravada.pk
        assert recusada_no_formulario(nova) == recusada_no_banco(nova) == empatam
        transaction.set_rollback(True)


def gravar(primeira: Regra, segunda: Regra) -> tuple[Regra, Regra]:
    """Passa as regras de papel para o banco: a primeira gravada, a segunda por gravar."""
    servico, destino = ServicoFactory(), UnidadeFactory()
    for subprefeitura in SUBPREFEITURAS:
        subprefeitura.save(force_insert=True)
    for distrito in DISTRITOS:
        distrito.save(force_insert=True)
    for regra in (primeira, segunda):
        regra.pk, regra.servico, regra.unidade = None, servico, destino
    primeira.save()
    return primeira, segunda


def recusada_no_formulario(regra: Regra) -> bool:
    try:
        regra.full_clean()
    except ValidationError as recusa:
        return recusa.messages == ["Já existe uma regra deste serviço para este lugar neste período."]
    return False


def recusada_no_banco(regra: Regra) -> bool:
    try:
        with transaction.atomic():
            regra.save()
    except IntegrityError as recusa:
        return "regra_sem_empate" in str(recusa)
    return False
