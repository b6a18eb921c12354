"""O calendário da cidade: feriados do pacote, linhas do banco e os dados que vêm com o projeto."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from protocolo import carga
from protocolo.calendario import Calendario, calendario_do_projeto, carregar_calendario, feriados, montar
from protocolo.models import DiaNaoUtil, PrazoLegal
from protocolo.prazos.contagem import SAO_PAULO, Contagem, calcular

AGORA = datetime(2026, 3, 1, tzinfo=UTC)


def dia_nao_util(quando: date, **campos: Any) -> DiaNaoUtil:
    base = {"nome": "chuva forte", "tipo": DiaNaoUtil.Tipo.SUSPENSO, "ato": "Decreto de teste"}
    return DiaNaoUtil(data=quando, **{**base, **campos})


def test_feriados_da_capital_com_nome_em_portugues() -> None:
    assert feriados(2026) == {
        date(2026, 1, 1): "Confraternização Universal",
        date(2026, 1, 25): "Aniversário da Cidade de São Paulo",
        date(2026, 4, 3): "Sexta-feira Santa",
        date(2026, 4, 21): "Tiradentes",
        date(2026, 5, 1): "Dia do Trabalhador",
        date(2026, 6, 4): "Corpus Christi",
        date(2026, 7, 9): "Revolução Constitucionalista",
        date(2026, 9, 7): "Independência do Brasil",
        date(2026, 10, 12): "Nossa Senhora Aparecida",
        date(2026, 11, 2): "Finados",
        date(2026, 11, 15): "Proclamação da República",
        date(2026, 11, 20): "Dia Nacional de Zumbi e da Consciência Negra",
        date(2026, 12, 25): "Natal",
    }


@pytest.mark.parametrize(
    ("quando", "util", "motivo"),
    [
        (date(2026, 3, 4), True, None),
        (date(2026, 3, 7), False, None),
        (date(2026, 3, 8), False, None),
        (date(2026, 4, 21), False, "feriado (Tiradentes)"),
        (date(2026, 1, 25), False, "feriado (Aniversário da Cidade de São Paulo)"),
    ],
)
def test_dias_sem_nenhuma_linha_no_banco(quando: date, util: bool, motivo: str | None) -> None:
    calendario = Calendario()
    assert calendario.eh_util(quando) is util
    assert calendario.motivo(quando) == motivo
    assert not calendario.meio_expediente(quando)


@pytest.mark.parametrize(
    ("tipo", "motivo"),
    [
        (DiaNaoUtil.Tipo.FERIADO, "feriado (chuva forte)"),
        (DiaNaoUtil.Tipo.FACULTATIVO, "ponto facultativo (chuva forte)"),
        (DiaNaoUtil.Tipo.SUSPENSO, "dia sem expediente (chuva forte)"),
    ],
)
def test_cada_tipo_de_dia_fecha_e_diz_por_que(tipo: str, motivo: str) -> None:
    calendario = montar([dia_nao_util(date(2026, 3, 4), tipo=tipo)])
    assert not calendario.eh_util(date(2026, 3, 4))
    assert calendario.motivo(date(2026, 3, 4)) == motivo


def test_meio_expediente_continua_util() -> None:
    calendario = montar([dia_nao_util(date(2026, 3, 4), meio_expediente=True)])
    assert calendario.eh_util(date(2026, 3, 4))
    assert calendario.meio_expediente(date(2026, 3, 4))
    assert calendario.motivo(date(2026, 3, 4)) is None


def test_meio_expediente_nao_abre_feriado() -> None:
    calendario = montar([dia_nao_util(date(2026, 4, 21), meio_expediente=True)])
    assert not calendario.eh_util(date(2026, 4, 21))
    assert not calendario.meio_expediente(date(2026, 4, 21))


@pytest.mark.django_db
def test_carregar_le_tudo_de_uma_vez_e_ignora_o_revogado(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    dia_nao_util(date(2026, 3, 4)).save()
    dia_nao_util(date(2026, 3, 5), revogado_em=AGORA).save()
    with django_assert_num_queries(1):
        calendario = carregar_calendario()
        assert not calendario.eh_util(date(2026, 3, 4))
        assert calendario.eh_util(date(2026, 3, 5))


@pytest.mark.django_db
def test_carregar_em_um_momento_passado_refaz_o_que_se_sabia() -> None:
    dia_nao_util(date(2026, 3, 4), registrado_em=AGORA).save()
    dia_nao_util(date(2026, 3, 5), registrado_em=AGORA, revogado_em=AGORA + timedelta(days=5)).save()

    def abertos(em: datetime) -> list[bool]:
        calendario = carregar_calendario(em)
        return [calendario.eh_util(date(2026, 3, 4)), calendario.eh_util(date(2026, 3, 5))]

    assert abertos(AGORA - timedelta(seconds=1)) == [True, True]
    assert abertos(AGORA) == [False, False]
    assert abertos(AGORA + timedelta(days=5)) == [False, True]


@pytest.mark.django_db
def test_os_dados_do_projeto_trazem_os_dias_de_2026() -> None:
    carga.carregar()
    calendario = carregar_calendario()
    fechados = sorted(f"{dia:%d/%m}" for dia in calendario.fechados if dia.year == 2026)
    assert fechados == ["05/06", "10/07", "16/02", "17/02", "20/04", "24/12", "30/10", "31/12"]
    assert [*calendario.meios] == [date(2026, 2, 18)]
    assert calendario.eh_util(date(2026, 10, 28)), "o Dia do Servidor foi transferido para o dia 30"
    assert not calendario.eh_util(date(2020, 5, 20))
    assert calendario == calendario_do_projeto()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chave", "quantidade"),
    [
        ("ESIC_RESPOSTA", 20),
        ("ESIC_PRORROGACAO", 10),
        ("ESIC_RECURSO_CIDADAO", 10),
        ("ESIC_RECURSO_1_DECISAO", 5),
        ("ESIC_RECURSO_2_DECISAO", 5),
        ("ESIC_RECURSO_3_DECISAO", None),
        ("ESIC_RECLAMACAO_CIDADAO", 10),
        ("ESIC_RECLAMACAO_DECISAO", 5),
        ("OUV_RESPOSTA", 30),
        ("OUV_PRORROGACAO", 30),
        ("OUV_ORGAO", 20),
        ("OUV_ORGAO_PRORROGACAO", 20),
        ("OUV_COMPLEMENTO", 20),
        ("COMPLEMENTO_MUNICIPE", 10),
        ("PRAZO_PROVISORIO", 30),
    ],
)
def test_os_dados_do_projeto_trazem_os_prazos_legais(chave: str, quantidade: int | None) -> None:
    carga.carregar()
    prazo = PrazoLegal.objects.vigentes(date(2026, 11, 24)).get(chave=chave)
    assert prazo.quantidade == quantidade
    assert prazo.contagem == (Contagem.CORRIDOS if quantidade else Contagem.SEM_PRAZO)
    assert prazo.base_legal


@pytest.mark.django_db
def test_dez_mil_contas_em_um_segundo() -> None:
    """Com folga: a importação inteira (371 mil) cabe em menos de um minuto de CPU."""
    carga.carregar()
    calendario = carregar_calendario()
    inicio = datetime(2026, 1, 22, 14, 30, tzinfo=SAO_PAULO)
    antes = process_time()
    for n in range(10_000):
        calcular(inicio + timedelta(days=n % 365), 30, Contagem.UTEIS, calendario)
    assert process_time() - antes < 1.5
