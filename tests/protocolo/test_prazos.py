"""A contagem de prazos: os vetores conferidos à mão e as propriedades que nenhum caso pode quebrar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocolo.calendario import Calendario
from protocolo.prazos import contagem
from protocolo.prazos.contagem import (
    SAO_PAULO,
    Contagem,
    PrazoInvalido,
    Regra,
    calcular,
    parado_entre,
)

UM_DIA = timedelta(days=1)
FACULTATIVOS = {
    date(2026, 2, 16): "ponto facultativo (Carnaval)",
    date(2026, 2, 17): "ponto facultativo (Carnaval)",
    date(2026, 4, 20): "dia sem expediente (véspera de Tiradentes)",
    date(2026, 6, 5): "dia sem expediente (dia seguinte a Corpus Christi)",
    date(2026, 7, 10): "dia sem expediente (dia seguinte à Revolução Constitucionalista)",
    date(2026, 10, 30): "ponto facultativo (Dia do Servidor Público)",
    date(2026, 12, 24): "ponto facultativo (véspera de Natal)",
    date(2026, 12, 31): "ponto facultativo (véspera de Ano-Novo)",
}
ANIVERSARIO = (
    "24/01 é sábado e 25/01 é feriado (Aniversário da Cidade de São Paulo): "
    "a contagem espera o próximo dia útil."
)
CIDADE = Calendario(
    FACULTATIVOS, {date(2026, 2, 18): "ponto facultativo (Quarta-feira de Cinzas até as 12h)"}
)

# evento, primeiro dia da regra A e, por quantidade, o vencimento pela regra A e pela B
VETORES = {
    "22/01/2026": (
        "23/01/2026",
        {
            5: ("27/01/2026", "27/01/2026"),
            10: ("02/02/2026", "02/02/2026"),
            20: ("11/02/2026", "11/02/2026"),
            30: ("23/02/2026", "23/02/2026"),
            60: ("23/03/2026", "23/03/2026"),
        },
    ),
    "23/01/2026": (
        "26/01/2026",
        {
            5: ("30/01/2026", "28/01/2026"),
            10: ("04/02/2026", "02/02/2026"),
            20: ("18/02/2026", "12/02/2026"),
            30: ("24/02/2026", "23/02/2026"),
            60: ("26/03/2026", "24/03/2026"),
        },
    ),
    "13/02/2026": (
        "18/02/2026",
        {
            5: ("23/02/2026", "18/02/2026"),
            10: ("27/02/2026", "23/02/2026"),
            20: ("09/03/2026", "05/03/2026"),
            30: ("19/03/2026", "16/03/2026"),
            60: ("22/04/2026", "14/04/2026"),
        },
    ),
    "02/04/2026": (
        "06/04/2026",
        {
            5: ("10/04/2026", "07/04/2026"),
            10: ("15/04/2026", "13/04/2026"),
            20: ("27/04/2026", "22/04/2026"),
            30: ("05/05/2026", "04/05/2026"),
            60: ("08/06/2026", "01/06/2026"),
        },
    ),
    "03/06/2026": (
        "08/06/2026",
        {
            5: ("12/06/2026", "08/06/2026"),
            10: ("17/06/2026", "15/06/2026"),
            20: ("29/06/2026", "23/06/2026"),
            30: ("07/07/2026", "03/07/2026"),
            60: ("06/08/2026", "03/08/2026"),
        },
    ),
    "04/12/2026": (
        "07/12/2026",
        {
            5: ("11/12/2026", "09/12/2026"),
            10: ("16/12/2026", "14/12/2026"),
            20: ("28/12/2026", "28/12/2026"),
            30: ("05/01/2027", "04/01/2027"),
            60: ("04/02/2027", "02/02/2027"),
        },
    ),
}
CASOS = [
    (evento, quantidade, regra, vence)
    for evento, (_, linha) in VETORES.items()
    for quantidade, par in linha.items()
    for regra, vence in zip(Regra, par, strict=True)
]


def dia(texto: str) -> date:
    numero, mes, ano = map(int, texto.split("/"))
    return date(ano, mes, numero)


def em(texto: str, hora: time = time(14, 30)) -> datetime:
    return datetime.combine(dia(texto), hora, SAO_PAULO)


def vencimento(momento: datetime, quantidade: int, contagem: str, **opcoes: object) -> date:
    prazo = calcular(momento, quantidade, contagem, CIDADE, **opcoes)  # type: ignore[arg-type]
    assert prazo.vence_em is not None
    return prazo.vence_em.date()


@pytest.mark.parametrize(("evento", "quantidade", "regra", "vence"), CASOS)
def test_vetores_dos_dias_corridos(evento: str, quantidade: int, regra: Regra, vence: str) -> None:
    assert vencimento(em(evento), quantidade, Contagem.CORRIDOS, regra=regra) == dia(vence)


@pytest.mark.parametrize("evento", VETORES)
def test_regra_a_comeca_no_primeiro_dia_util_depois(evento: str) -> None:
    primeiro = dia(VETORES[evento][0])
    assert contagem._pular(dia(evento) + UM_DIA, CIDADE)[0] == primeiro
    como = " ".join(calcular(em(evento), 5, Contagem.CORRIDOS, CIDADE).como)
    assert (
        f"A contagem começa em {['segunda', 'terça', 'quarta', 'quinta', 'sexta'][primeiro.weekday()]}"
        in como
    )
    assert f"{primeiro:%d/%m/%Y}, primeiro dia útil" in como


@pytest.mark.parametrize("regra", Regra)
@pytest.mark.parametrize(
    ("evento", "quantidade", "vence"),
    [
        ("22/01/2026", 1, "23/01/2026"),
        ("23/01/2026", 10, "06/02/2026"),
        ("13/02/2026", 3, "20/02/2026"),
        ("02/04/2026", 11, "22/04/2026"),
        ("24/01/2026", 1, "26/01/2026"),
    ],
)
def test_dias_uteis(evento: str, quantidade: int, vence: str, regra: Regra) -> None:
    assert vencimento(em(evento), quantidade, Contagem.UTEIS, regra=regra) == dia(vence)


def test_vence_no_ultimo_segundo_do_dia_em_sao_paulo() -> None:
    prazo = calcular(em("22/01/2026"), 5, Contagem.CORRIDOS, CIDADE)
    assert prazo.vence_em == datetime(2026, 1, 28, 2, 59, 59, tzinfo=UTC)


def test_o_dia_do_evento_e_o_de_sao_paulo() -> None:
    """Meia-noite e meia em UTC ainda é a véspera na cidade."""
    assert vencimento(datetime(2026, 1, 23, 0, 30, tzinfo=UTC), 5, Contagem.CORRIDOS) == dia("27/01/2026")


def test_meio_expediente_e_dia_util_e_fica_dito() -> None:
    prazo = calcular(em("23/01/2026"), 20, Contagem.CORRIDOS, CIDADE)
    assert "Em 18/02 há expediente só em parte do dia, e ele conta como dia útil." in prazo.como


def test_prorrogar_recalcula_do_inicio_sem_somar_arrastos() -> None:
    """20 dias vencem em 18/02, arrastados; 20 + 10 vencem onde venceriam 30, e não 10 depois do arrasto."""
    assert vencimento(em("23/01/2026"), 20 + 10, Contagem.CORRIDOS) == dia("24/02/2026")


@pytest.mark.parametrize(
    ("contagem", "parado", "vence"),
    [
        (Contagem.CORRIDOS, 3, "30/01/2026"),
        (Contagem.CORRIDOS, 5, "02/02/2026"),
        (Contagem.UTEIS, 3, "03/02/2026"),
        (Contagem.IMEDIATO, 3, "26/01/2026"),
    ],
)
def test_tempo_parado_soma_na_unidade_da_contagem(contagem: Contagem, parado: int, vence: str) -> None:
    assert vencimento(em("22/01/2026"), 5, contagem, parado=parado) == dia(vence)


def test_horas_contam_do_evento_sem_parar() -> None:
    prazo = calcular(em("23/01/2026"), 48, Contagem.HORAS, CIDADE, parado=2)
    assert prazo.vence_em == em("25/01/2026", time(16, 30))
    assert prazo.como == (
        "Você pediu em sexta-feira, 23/01/2026, às 14h30.",
        "O prazo é de 48 horas, de dia e de noite, todos os dias.",
        "A contagem ficou parada por 2 horas, e esse tempo foi somado ao prazo.",
        "O prazo vai até domingo, 25/01/2026, às 16h30.",
    )


def test_horas_sao_de_relogio_mesmo_no_fim_do_horario_de_verao() -> None:
    """Em 17/02/2018, à meia-noite, os relógios da cidade voltaram uma hora."""
    prazo = calcular(em("17/02/2018", time(12)), 24, Contagem.HORAS, CIDADE)
    assert prazo.vence_em == em("18/02/2018", time(11))


@pytest.mark.parametrize(("evento", "vence"), [("22/01/2026", "22/01/2026"), ("24/01/2026", "26/01/2026")])
def test_imediato_vence_no_mesmo_dia_ou_no_proximo_util(evento: str, vence: str) -> None:
    assert vencimento(em(evento), 0, Contagem.IMEDIATO) == dia(vence)


def test_sem_prazo_nao_vence() -> None:
    prazo = calcular(em("22/01/2026"), None, Contagem.SEM_PRAZO, CIDADE)
    assert prazo.vence_em is None
    assert prazo.como[-1] == "Não há prazo definido."


def test_como_explica_cada_passo() -> None:
    assert calcular(em("23/01/2026"), 22, Contagem.CORRIDOS, CIDADE, parado=1).como == (
        "Você pediu em sexta-feira, 23/01/2026.",
        ANIVERSARIO,
        "A contagem começa em segunda-feira, 26/01/2026, primeiro dia útil depois dessa data.",
        "O prazo é de 22 dias corridos.",
        "A contagem ficou parada por 1 dia, e esse tempo foi somado ao prazo.",
        "O último dia seria terça-feira, 17/02/2026.",
        "17/02 é ponto facultativo (Carnaval): o prazo passa para o próximo dia útil.",
        "Em 18/02 há expediente só em parte do dia, e ele conta como dia útil.",
        "O prazo vai até o fim de quarta-feira, 18/02/2026.",
    )


def test_como_dos_dias_uteis_nomeia_os_dias_fechados_e_o_evento() -> None:
    prazo = calcular(em("13/02/2026"), 1, Contagem.UTEIS, CIDADE, regra=Regra.B, evento="A resposta saiu")
    assert prazo.como == (
        "A resposta saiu em sexta-feira, 13/02/2026.",
        "A contagem começa no dia seguinte: sábado, 14/02/2026.",
        "O prazo é de 1 dia útil: sábados e domingos não contam.",
        "16/02 é ponto facultativo (Carnaval) e 17/02 é ponto facultativo (Carnaval): também não contam.",
        "Em 18/02 há expediente só em parte do dia, e ele conta como dia útil.",
        "O prazo vai até o fim de quarta-feira, 18/02/2026.",
    )


@pytest.mark.parametrize(
    ("opcoes", "mensagem"),
    [
        ({"quantidade": -1}, "de 1 a"),
        ({"quantidade": 0}, "de 1 a"),
        ({"quantidade": None}, "de 1 a"),
        ({"quantidade": 10_001}, "de 1 a"),
        ({"parado": -1}, "tempo parado"),
        ({"contagem": "luas"}, "Contagem desconhecida: luas"),
        ({"regra": "C"}, "Regra desconhecida: C"),
        ({"inicio": em("22/01/2026").replace(tzinfo=None)}, "fuso"),
        ({"inicio": datetime(1, 1, 2, tzinfo=UTC)}, "ano"),
    ],
)
def test_recusa_o_que_nao_faz_sentido(opcoes: dict[str, object], mensagem: str) -> None:
    base: dict[str, object] = {
        "inicio": em("22/01/2026"),
        "quantidade": 5,
        "contagem": "corridos",
        "calendario": CIDADE,
    }
    with pytest.raises(PrazoInvalido, match=mensagem):
        calcular(**{**base, **opcoes})  # type: ignore[arg-type]


def test_calendario_sem_dia_util_e_erro_e_nao_laco_sem_fim() -> None:
    fechado = Calendario({dia("01/01/2026") + n * UM_DIA: "feriado (x)" for n in range(800)})
    with pytest.raises(PrazoInvalido, match="nenhum dia útil"):
        calcular(em("22/01/2026"), 5, Contagem.CORRIDOS, fechado)


@pytest.mark.parametrize(
    ("contagem", "de", "ate", "perdidas"),
    [
        (Contagem.CORRIDOS, em("22/01/2026", time(8)), em("22/01/2026", time(18)), 0),
        (Contagem.CORRIDOS, em("22/01/2026", time(23)), em("23/01/2026", time(1)), 1),
        (Contagem.CORRIDOS, em("23/01/2026"), em("26/01/2026"), 3),
        (Contagem.IMEDIATO, em("23/01/2026"), em("26/01/2026"), 3),
        (Contagem.UTEIS, em("23/01/2026"), em("25/01/2026"), 0),
        (Contagem.UTEIS, em("23/01/2026"), em("26/01/2026"), 1),
        (Contagem.UTEIS, em("13/02/2026"), em("19/02/2026"), 2),
        (Contagem.HORAS, em("22/01/2026", time(8)), em("22/01/2026", time(8)), 0),
        (Contagem.HORAS, em("22/01/2026", time(8)), em("22/01/2026", time(8, 1)), 1),
        (Contagem.HORAS, em("22/01/2026", time(8)), em("22/01/2026", time(10)), 2),
        (Contagem.SEM_PRAZO, em("22/01/2026"), em("22/02/2026"), 0),
    ],
)
def test_parado_entre(contagem: Contagem, de: datetime, ate: datetime, perdidas: int) -> None:
    assert parado_entre(de, ate, contagem, CIDADE) == perdidas


def test_retomar_antes_de_parar_e_erro() -> None:
    with pytest.raises(PrazoInvalido, match="anterior"):
        parado_entre(em("23/01/2026"), em("22/01/2026"), Contagem.CORRIDOS, CIDADE)


# --- propriedades --------------------------------------------------------------------------------

momentos = st.datetimes(em("01/01/2015").replace(tzinfo=None), em("31/12/2035").replace(tzinfo=None)).map(
    lambda m: m.replace(tzinfo=SAO_PAULO)
)
quantidades = st.integers(1, 120)
de_dias = st.sampled_from([Contagem.CORRIDOS, Contagem.UTEIS])
com_relogio = st.sampled_from([Contagem.CORRIDOS, Contagem.UTEIS, Contagem.HORAS, Contagem.IMEDIATO])
regras = st.sampled_from(list(Regra))


def vence(
    momento: datetime, quantidade: int, contagem: str, calendario: Calendario = CIDADE, **opcoes: object
) -> datetime:
    prazo = calcular(momento, quantidade, contagem, calendario, **opcoes)  # type: ignore[arg-type]
    assert prazo.vence_em is not None
    return prazo.vence_em


@given(momentos, quantidades, com_relogio, regras)
def test_um_dia_a_mais_nunca_vence_antes(m: datetime, n: int, contagem: Contagem, regra: Regra) -> None:
    assert vence(m, n, contagem, regra=regra) <= vence(m, n + 1, contagem, regra=regra)


def test_o_imediato_que_nasce_no_ultimo_segundo_do_dia_vence_na_hora() -> None:
    ultimo = datetime(2015, 1, 2, 23, 59, 59, 1, tzinfo=SAO_PAULO)
    assert vence(ultimo, 1, Contagem.IMEDIATO) == ultimo


@given(momentos, quantidades, com_relogio, regras)
def test_nunca_vence_antes_do_evento_nem_em_dia_fechado(
    m: datetime, n: int, contagem: Contagem, regra: Regra
) -> None:
    fim = vence(m, n, contagem, regra=regra)
    assert fim >= m
    assert contagem == Contagem.HORAS or CIDADE.eh_util(fim.date())


@given(momentos, quantidades)
def test_regra_a_e_dias_uteis_sao_sempre_os_mais_longos(m: datetime, n: int) -> None:
    pela_b = vence(m, n, Contagem.CORRIDOS, regra=Regra.B)
    pela_a = vence(m, n, Contagem.CORRIDOS)
    assert pela_b <= pela_a <= vence(m, n, Contagem.UTEIS)


@given(momentos, quantidades, de_dias, regras, st.integers(0, 150))
def test_fechar_mais_um_dia_nunca_encurta(
    m: datetime, n: int, contagem: Contagem, regra: Regra, depois: int
) -> None:
    fechado = m.date() + depois * UM_DIA
    outro = Calendario({**CIDADE.fechados, fechado: "dia sem expediente (chuva)"}, CIDADE.meios)
    assert vence(m, n, contagem, regra=regra) <= vence(m, n, contagem, outro, regra=regra)


@given(momentos, quantidades, com_relogio, st.timedeltas(timedelta(0), timedelta(days=90)))
def test_parar_e_retomar_nunca_encurta(m: datetime, n: int, contagem: Contagem, pausa: timedelta) -> None:
    parado = parado_entre(m, (m.astimezone(UTC) + pausa).astimezone(SAO_PAULO), contagem, CIDADE)
    assert parado >= 0
    assert vence(m, n, contagem) <= vence(m, n, contagem, parado=parado)


@given(momentos, quantidades, st.integers(0, 60), st.integers(0, 90))
def test_o_que_faltava_na_parada_falta_na_retomada(m: datetime, n: int, ate_parar: int, pausa: int) -> None:
    """Em dias úteis, contados do dia da parada e do da retomada, o que falta é o mesmo."""
    parada = m + ate_parar * UM_DIA
    antes = vence(m, n, Contagem.UTEIS)
    if parada > antes:
        return
    retomada = parada + pausa * UM_DIA
    depois = vence(m, n, Contagem.UTEIS, parado=parado_entre(parada, retomada, Contagem.UTEIS, CIDADE))
    assert faltam(retomada, depois) == faltam(parada, antes)


@given(
    momentos,
    quantidades,
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.timedeltas(timedelta(0), timedelta(9)),
)
def test_em_horas_a_retomada_nunca_deixa_menos_tempo(
    m: datetime, n: int, ate_parar: timedelta, pausa: timedelta
) -> None:
    parada = m.astimezone(UTC) + ate_parar
    retomada = parada + pausa
    depois = vence(m, n, Contagem.HORAS, parado=parado_entre(parada, retomada, Contagem.HORAS, CIDADE))
    sobra = (depois - retomada) - (vence(m, n, Contagem.HORAS).astimezone(UTC) - parada)
    assert timedelta(0) <= sobra < timedelta(hours=1)


def faltam(de: datetime, ate: datetime) -> int:
    """Dias úteis depois de `de`, até `ate`."""
    return sum(CIDADE.eh_util(de.date() + n * UM_DIA) for n in range(1, (ate.date() - de.date()).days + 1))
