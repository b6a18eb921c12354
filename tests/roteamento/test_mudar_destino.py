"""Mudar um destino: o plano, o histórico, a recusa do que deixaria lacuna."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico
from referencia.tabelas import Origem
from roteamento.acoes import Alcance, DeixariaLacuna, MudancaInvalida, mudar_destino, voltar_a_geral
from roteamento.acoes.regras import ensaiar, planejar, sem_deixar_lacuna
from roteamento.conferencia.cobertura import conferir_agora
from roteamento.models import Distrito, Regra, Unidade
from tests.roteamento.factories import (
    DESDE,
    DistritoFactory,
    PessoaFactory,
    RegraFactory,
    UnidadeFactory,
    de_ate,
    servico_aberto,
)

pytestmark = pytest.mark.django_db

HOJE = timezone.localdate()
AMANHA = HOJE + timedelta(days=1)


@pytest.fixture
def cidade() -> list[Distrito]:
    UnidadeFactory(triagem=True)
    return [DistritoFactory(nome=nome) for nome in ("Sé", "Perus", "Lapa")]


@pytest.fixture
def servico(cidade: list[Distrito]) -> Servico:
    servico = servico_aberto()
    RegraFactory(servico=servico, unidade__sigla="GERAL", origem=Origem.CARGA)
    return servico


@pytest.fixture
def por() -> Autor:
    alice: Usuario = PessoaFactory(nome="Alice")
    return Autor(papel=Papel.SERVIDOR, usuario=alice)


def mudar(servico: Servico, onde: Alcance, destino: Unidade | str, por: Autor, em: date = AMANHA) -> Regra:
    return mudar_destino(
        servico=servico, onde=onde, destino=destino, a_partir_de=em, norma="Decreto 1", por=por
    )


def test_cria_a_regra_do_distrito_onde_nao_havia(
    servico: Servico, cidade: list[Distrito], por: Autor
) -> None:
    nova = UnidadeFactory()
    regra = mudar(servico, Alcance(distrito=cidade[0]), nova, por)
    regra.refresh_from_db()
    assert (regra.unidade, regra.distrito, regra.norma) == (nova, cidade[0], "Decreto 1")
    assert (regra.vigencia.lower, regra.vigencia.upper) == (AMANHA, None)
    assert regra.history.get().history_user == por.usuario
    assert Regra.objects.get(alcance="cidade").vigencia.upper is None


def test_encerra_na_vespera_a_do_mesmo_alcance(servico: Servico, por: Autor) -> None:
    mudar(servico, Alcance(), UnidadeFactory(), por)
    antiga, nova = Regra.objects.order_by("vigencia")
    assert antiga.vigencia.upper == nova.vigencia.lower == AMANHA
    assert antiga.origem == Origem.EDICAO, "a carga não a reabre"
    assert antiga.history.first().history_user == por.usuario


def test_a_que_comecaria_depois_deixa_de_existir(
    servico: Servico, cidade: list[Distrito], por: Autor
) -> None:
    onde = Alcance(distrito=cidade[0])
    futura = mudar(servico, onde, UnidadeFactory(), por, HOJE + timedelta(days=30))
    plano = planejar(servico=servico, onde=onde, destino=UnidadeFactory(), a_partir_de=AMANHA)
    assert (plano.encerra, plano.apaga) == (None, (futura,))
    nova = mudar(servico, onde, UnidadeFactory(), por)
    assert list(Regra.objects.filter(distrito=cidade[0])) == [nova]
    assert Regra.history.filter(id=futura.pk, history_type="-").get().history_user == por.usuario


def test_muda_de_hoje_e_no_mesmo_dia_outra_vez(servico: Servico, por: Autor) -> None:
    mudar(servico, Alcance(), UnidadeFactory(), por, HOJE)
    ultima = mudar(servico, Alcance(), UnidadeFactory(), por, HOJE)
    assert Regra.objects.vigentes(HOJE).get() == ultima
    assert Regra.objects.count() == 2


def test_trecho_de_rua_e_trecho_que_se_cruza(servico: Servico, cidade: list[Distrito], por: Autor) -> None:
    rua: dict[str, Any] = {"distrito": cidade[0], "logradouro": "Rua Direita"}
    mudar(servico, Alcance(**rua, numero_de=1, numero_ate=99), UnidadeFactory(), por)
    mudar(
        servico, Alcance(**rua, numero_de=1, numero_ate=99), UnidadeFactory(), por, HOJE + timedelta(days=5)
    )
    assert Regra.objects.exclude(logradouro="").count() == 2
    with pytest.raises(MudancaInvalida, match="Já existe uma regra deste serviço para este lugar"):
        mudar(servico, Alcance(**rua, numero_de=50), UnidadeFactory(), por)
    assert Regra.objects.exclude(logradouro="").count() == 2


@pytest.mark.parametrize(
    ("preparar", "frase"),
    [
        (lambda s, _: (s, Alcance(), UnidadeFactory(), HOJE - timedelta(days=1)), "de hoje em diante"),
        (lambda s, _: (s, Alcance(), UnidadeFactory(vigente_ate=HOJE), AMANHA), "não existe em"),
        (lambda s, _: (s, Alcance(), "NADA", AMANHA), "Nenhuma unidade tem a atribuição NADA"),
        (lambda s, _: (s, Alcance(), "", AMANHA), "Nenhuma unidade tem a atribuição"),
        (lambda s, _: (s, Alcance(), Unidade.objects.get(sigla="GERAL"), AMANHA), "já manda este serviço"),
    ],
)
def test_recusa_o_que_nao_faz_sentido(
    servico: Servico, por: Autor, preparar: Callable[..., Any], frase: str
) -> None:
    qual, onde, destino, em = preparar(servico, por)
    with pytest.raises(MudancaInvalida, match=frase):
        mudar(qual, onde, destino, por, em)
    assert Regra.objects.count() == 1


def test_recusa_a_que_deixaria_lacuna_e_nao_muda_nada(
    servico: Servico, cidade: list[Distrito], por: Autor
) -> None:
    UnidadeFactory(atribuicao="STM", subprefeitura=cidade[0].subprefeitura)
    with pytest.raises(DeixariaLacuna) as recusa:
        mudar(servico, Alcance(), "STM", por)
    assert {furo.lugar.distrito for furo in recusa.value.furos} == set(cidade[1:])
    assert recusa.value.frases[0] == (
        "2 lugares ficariam sem destino para um serviço que se pode pedir. Nada foi mudado."
    )
    assert Regra.objects.get().vigencia.upper is None
    assert Regra.history.count() == 1


def test_a_unidade_que_vai_acabar_tambem_e_lacuna(servico: Servico, por: Autor) -> None:
    with pytest.raises(DeixariaLacuna) as recusa:
        mudar(servico, Alcance(), UnidadeFactory(vigente_ate=HOJE + timedelta(days=60)), por)
    assert {furo.em for furo in recusa.value.furos} == {HOJE + timedelta(days=61)}


def test_servico_fechado_pode_ficar_sem_destino(servico: Servico, cidade: list[Distrito], por: Autor) -> None:
    servico.arquivado_em = timezone.now()
    servico.save()
    UnidadeFactory(atribuicao="STM", subprefeitura=cidade[0].subprefeitura)
    assert mudar(servico, Alcance(), "STM", por).atribuicao == "STM"


def test_furo_que_ja_havia_nao_impede_a_mudanca(servico: Servico, cidade: list[Distrito], por: Autor) -> None:
    Regra.objects.filter(servico=servico).update(distrito=cidade[0])
    assert mudar(servico, Alcance(distrito=cidade[1]), UnidadeFactory(), por)


def test_voltar_a_regra_geral(servico: Servico, cidade: list[Distrito], por: Autor) -> None:
    especifica = mudar(servico, Alcance(distrito=cidade[0]), UnidadeFactory(), por, HOJE)
    voltar_a_geral(regra=especifica, a_partir_de=AMANHA, por=por)
    especifica.refresh_from_db()
    assert especifica.vigencia.upper == AMANHA
    with pytest.raises(MudancaInvalida, match="já não vale"):
        voltar_a_geral(regra=especifica, a_partir_de=AMANHA, por=por)
    with pytest.raises(DeixariaLacuna):
        voltar_a_geral(regra=Regra.objects.get(alcance="cidade"), a_partir_de=AMANHA, por=por)


def test_o_ensaio_nao_deixa_rastro(servico: Servico) -> None:
    assert len(ensaiar(Regra.objects.all().delete, servico)) == 3
    assert Regra.objects.count() == 1
    assert ensaiar(lambda: None) == []


def test_a_lista_mostra_dez_e_diz_o_total(servico: Servico) -> None:
    DistritoFactory.create_batch(12)
    with pytest.raises(DeixariaLacuna) as recusa, sem_deixar_lacuna(servico):
        Regra.objects.all().delete()
    assert len(recusa.value.frases) == 12
    assert recusa.value.frases[-1] == "E mais 5."


# Semente fixa pelo mesmo motivo de test_calcular_rota.
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    atos=st.lists(
        st.tuples(
            st.sampled_from(["mudar", "voltar", "apagar", "extinguir"]),
            st.integers(0, 4),
            st.integers(0, 3),
            st.integers(0, 6),
        ),
        max_size=8,
    )
)
def test_nenhuma_sequencia_aceita_deixa_servico_aberto_com_lacuna(
    servico: Servico, cidade: list[Distrito], por: Autor, atos: list[tuple[str, int, int, int]]
) -> None:
    with transaction.atomic():
        onde = _alcances(cidade)
        destinos = _destinos(cidade)
        for ato, a, b, dias in atos:
            try:
                _agir(ato, servico, onde[a], destinos[b], HOJE + timedelta(days=dias), por)
            except (DeixariaLacuna, MudancaInvalida):
                continue
            assert conferir_agora(HOJE).furos == ()
        transaction.set_rollback(True)


def _alcances(cidade: list[Distrito]) -> list[Alcance]:
    return [
        Alcance(),
        Alcance(subprefeitura=cidade[0].subprefeitura),
        Alcance(distrito=cidade[0]),
        Alcance(distrito=cidade[1]),
        Alcance(distrito=cidade[0], logradouro="Rua Direita", numero_ate=50),
    ]


def _destinos(cidade: list[Distrito]) -> list[Unidade | str]:
    for n, distrito in enumerate(cidade):
        UnidadeFactory(atribuicao="STM", subprefeitura=distrito.subprefeitura, sigla=f"STM-{n}")
    return ["STM", UnidadeFactory(), UnidadeFactory(vigente_ate=HOJE + timedelta(days=4)), UnidadeFactory()]


def _agir(ato: str, servico: Servico, onde: Alcance, destino: Unidade | str, em: date, por: Autor) -> None:
    regra = Regra.objects.filter(servico=servico, alcance=onde.chave).order_by("-vigencia").first()
    if ato == "mudar":
        mudar(servico, onde, destino, por, em)
    elif ato == "voltar" and regra:
        voltar_a_geral(regra=regra, a_partir_de=em, por=por)
    elif ato == "apagar" and regra:
        with sem_deixar_lacuna(servico):
            regra.delete()
    elif ato == "extinguir" and isinstance(destino, Unidade):
        with sem_deixar_lacuna():
            Unidade.objects.filter(pk=destino.pk).update(vigente_ate=em)


def test_vigencia_de_exemplo_comeca_antes_de_hoje() -> None:
    """O que os testes acima supõem das fábricas."""
    assert de_ate().lower == DESDE < HOJE
