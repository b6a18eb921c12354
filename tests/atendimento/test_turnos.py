"""Os turnos: quando cada um atende, quem os põe e tira, e o que a mesa diz."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Turno
from contas.models import Usuario
from contas.papeis import Papel
from roteamento.models import Unidade
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db
SEMANA = [0, 1, 2, 3, 4]


@pytest.fixture
def praca() -> Unidade:
    return pedindo.praca()


@pytest.fixture
def chefe(praca: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(praca, nome="Célia Chefe", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


@pytest.mark.parametrize(
    ("dias", "de", "ate", "dito", "dentro", "fora"),
    [
        (SEMANA, 8, 14, "segunda a sexta, das 8h às 14h", ["30 08:00", "30 13:59"], ["30 14:00", "29 09:00"]),
        (
            [5, 6],
            22,
            6,
            "sábado e domingo, das 22h às 6h do dia seguinte",
            ["28 23:00", "30 05:59"],
            ["30 06:00"],
        ),
        ([0, 2, 5], 8, 12, "segunda, quarta e sábado, das 8h às 12h", ["28 08:00"], ["27 08:00", "29 08:00"]),
        ([6], 8, 12, "domingo, das 8h às 12h", ["29 11:00"], ["28 11:00"]),
    ],
)
def test_o_turno_em_palavras_e_quando_vale(  # noqa: PLR0913  cada argumento é uma parte do caso
    dias: list[int], de: int, ate: int, dito: str, dentro: list[str], fora: list[str]
) -> None:
    """Novembro de 2026: o dia 28 é um sábado."""
    turno = Turno(dias=dias, de=time(de), ate=time(ate))
    assert str(turno) == dito

    def vale(quando: str) -> bool:
        sem_fuso = datetime.strptime(f"2026-11-{quando}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  o fuso vem abaixo
        return turno.vale_em(timezone.make_aware(sem_fuso))

    assert [quando for quando in dentro if not vale(quando)] == []
    assert [quando for quando in fora if vale(quando)] == []


def _dados(quem: Usuario, **mudancas: Any) -> dict[str, Any]:
    return {"usuario": quem.pk, "dias": SEMANA, "de": "08:00", "ate": "14:30", **mudancas}


def test_a_chefia_poe_e_tira_e_a_central_le(client: Client, praca: Unidade, chefe: Usuario) -> None:
    ana = pedindo.atendente(praca)
    pagina = f"/central/turnos/{praca.sigla}/"
    assert unquote(client.get("/central/turnos/").headers["Location"]) == pagina
    client.post(pagina, _dados(ana))
    posto = Turno.objects.get()
    assert (str(posto), posto.por) == ("segunda a sexta, das 8h às 14h30", chefe)
    assert "Ana Atende" in BeautifulSoup(client.get(pagina).content, "lxml").select("tbody")[0].get_text()
    repetido = client.post(pagina, _dados(ana), follow=True)
    assert (repetido.status_code, Turno.objects.count()) == (422, 1)

    da_central = Client()
    da_central.force_login(elenco.servidor(pedindo.central(), papel=Papel.CHEFIA))
    assert praca.nome in da_central.get("/central/turnos/").content.decode()
    lida = da_central.get(pagina).content.decode()
    assert "Ana Atende" in lida
    assert "Pôr o turno" not in lida
    assert da_central.post(pagina, _dados(ana, ate="15:00"), follow=True).status_code == 422
    da_central.post(f"{pagina}{posto.pk}/tirar/")
    assert Turno.objects.em_uso().count() == 1

    for _ in range(2):
        assert client.post(f"{pagina}{posto.pk}/tirar/").status_code == 302
    assert not Turno.objects.em_uso().exists()
    assert "Nenhum turno" in client.get(pagina).content.decode()


@pytest.mark.parametrize(
    ("mudancas", "frase"),
    [
        ({"ate": "08:00"}, "Escreva uma hora de saída diferente"),
        ({"de": "oito"}, "Escreva a hora assim: 08:00."),
        ({"dias": []}, "Escolha ao menos um dia."),
        ({"dias": [9]}, "9"),
        ({"usuario": ""}, "Escolha a pessoa."),
    ],
)
def test_recusa_com_a_razao(
    client: Client, praca: Unidade, chefe: Usuario, mudancas: dict[str, Any], frase: str
) -> None:
    ana = pedindo.atendente(praca)
    recusa = client.post(f"/central/turnos/{praca.sigla}/", _dados(ana, **mudancas), follow=True)
    assert recusa.status_code == 422
    assert frase in recusa.content.decode()
    assert not Turno.objects.exists()


def test_so_se_poe_quem_atende_ali(client: Client, praca: Unidade, chefe: Usuario) -> None:
    de_fora = pedindo.atendente(pedindo.central())
    assert client.post(f"/central/turnos/{praca.sigla}/", _dados(de_fora), follow=True).status_code == 422
    assert client.get(f"/central/turnos/{pedindo.central().sigla}/").status_code == 403
    assert client.get("/central/turnos/NAO-HA/").status_code == 404


@pytest.mark.parametrize("no_turno", [True, False])
def test_fora_do_turno_atende_se_e_fica_dito(
    client: Client, praca: Unidade, chefe: Usuario, no_turno: bool
) -> None:
    ana, agora = pedindo.atendente(praca), timezone.localtime()
    client.force_login(ana)
    client.post("/central/comecar/")
    assert Atendimento.objects.get().fora_do_turno is False, "sem turno dito, não há fora"
    de = agora.replace(minute=0) if no_turno else agora + timedelta(hours=3)
    horas = {"de": de.time().replace(second=0), "ate": (de + timedelta(hours=2)).time().replace(second=0)}
    acoes.por_turno(unidade=praca, por=chefe, usuario=ana, dias=[*range(7)], **horas)
    mesa = client.get("/central/").content.decode()
    assert ("O seu turno aqui é das" in mesa) is no_turno
    assert ("Agora é fora do seu turno aqui" in mesa) is not no_turno
    client.post("/central/comecar/")
    assert Atendimento.objects.latest("comecado_em").fora_do_turno is not no_turno
