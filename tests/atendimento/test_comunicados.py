"""Os comunicados do dia: quem os escreve, quem os lê e quando."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Comunicado
from contas.papeis import Papel
from roteamento.models import Unidade
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db
PAGINA = "/central/comunicados/"


@pytest.fixture
def central() -> Unidade:
    return pedindo.central()


@pytest.fixture
def praca() -> Unidade:
    return pedindo.praca()


def _hora(dias: int = 0) -> str:
    return f"{timezone.localtime() + timedelta(days=dias):%Y-%m-%dT%H:%M}"


def _na_mesa(onde: Unidade) -> list[str]:
    client = Client()
    client.force_login(pedindo.atendente(onde))
    pagina = BeautifulSoup(client.get("/central/").content, "lxml")
    return [aviso.get_text(strip=True) for aviso in pagina.select(".sp-comunicados p")]


def test_a_mesa_mostra_os_de_agora_da_unidade_e_os_de_todos(central: Unidade, praca: Unidade) -> None:
    por, agora = elenco.pessoa(), timezone.now()
    dia = timedelta(days=1)
    ditos = {
        "A todos.": (None, agora - dia, agora + dia),
        "À Praça.": (praca, agora, agora + dia),
        "De ontem.": (praca, agora - 2 * dia, agora - dia),
        "De amanhã.": (praca, agora + dia, agora + 2 * dia),
    }
    for texto, (unidade, de, ate) in ditos.items():
        Comunicado.objects.create(texto=texto, unidade=unidade, de=de, ate=ate, por=por)
    assert _na_mesa(praca) == ["A todos.", "À Praça."]
    assert _na_mesa(central) == ["A todos."]


def test_a_chefia_da_central_escreve_a_todos_e_tira(client: Client, central: Unidade, praca: Unidade) -> None:
    client.force_login(elenco.servidor(central, papel=Papel.CHEFIA))
    resposta = client.post(PAGINA, {"texto": "Sistema lento até as 10h.", "de": _hora(), "ate": _hora(1)})
    assert resposta.status_code == 302
    assert _na_mesa(praca) == ["Sistema lento até as 10h."]
    escrito = Comunicado.objects.get()
    assert escrito.texto in client.get(PAGINA).content.decode()
    for _ in range(2):
        assert client.post(f"{PAGINA}{escrito.pk}/tirar/").status_code == 302
    assert _na_mesa(praca) == []
    assert "Nenhum comunicado" in client.get(PAGINA).content.decode()


def test_a_chefia_da_praca_so_escreve_na_sua(client: Client, central: Unidade, praca: Unidade) -> None:
    client.force_login(elenco.servidor(praca, papel=Papel.CHEFIA))
    dados = {"texto": "Fila preferencial na sala 2.", "de": _hora(), "ate": _hora(1)}
    for unidade in ("", str(central.pk)):
        recusa = client.post(PAGINA, {**dados, "unidade": unidade}, follow=True)
        assert recusa.status_code == 422
        assert dados["texto"] in recusa.content.decode()
    assert not Comunicado.objects.exists()
    client.post(PAGINA, {**dados, "unidade": praca.pk})
    assert (_na_mesa(praca), _na_mesa(central)) == ([dados["texto"]], [])
    agora = timezone.now()
    de_todos = acoes.comunicar(
        texto="A todos.", unidade=None, de=agora, ate=agora + timedelta(hours=1), por=elenco.pessoa()
    )
    client.post(f"{PAGINA}{de_todos.pk}/tirar/")
    assert Comunicado.objects.valendo(timezone.now()).count() == 2
    da_central = acoes.comunicar(
        texto="À Central.", unidade=central, de=agora, ate=agora + timedelta(hours=1), por=elenco.pessoa()
    )
    assert client.post(f"{PAGINA}{da_central.pk}/tirar/").status_code == 404


@pytest.mark.parametrize(
    ("campos", "frase"),
    [
        ({"texto": ""}, "Escreva o comunicado."),
        ({"ate": _hora(-1)}, "O fim é depois do começo."),
        ({"de": _hora(-2), "ate": _hora(-1)}, "Esse fim já passou"),
        ({"de": "amanhã cedo"}, "Escreva o dia e a hora assim"),
        ({"texto": "x" * 281}, "280"),
    ],
)
def test_recusa_com_a_razao(client: Client, central: Unidade, campos: dict[str, str], frase: str) -> None:
    client.force_login(elenco.servidor(central, papel=Papel.CHEFIA))
    dados = {"texto": "Sistema lento.", "de": _hora(), "ate": _hora(1), **campos}
    recusa = client.post(PAGINA, dados, follow=True)
    assert recusa.status_code == 422
    assert frase in recusa.content.decode()
    assert not Comunicado.objects.exists()


def test_so_a_chefia_de_quem_atende(client: Client, central: Unidade) -> None:
    for quem in (pedindo.atendente(central), elenco.servidor(elenco.unidade(), papel=Papel.CHEFIA)):
        client.force_login(quem)
        assert client.get(PAGINA).status_code == 403
