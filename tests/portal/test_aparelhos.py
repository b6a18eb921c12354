"""Os aparelhos com avisos: quem os liga, quem os experimenta, e o que muda quando se sai ou outro entra."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.usersessions.models import UserSession
from django.db.models.functions import Right
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assistente.aparelho import DE_TODOS
from avisos.models import AssinaturaPush
from contas.models import Usuario
from portal.area import aparelhos as pagina
from tests.contas.factories import UsuarioFactory
from tests.servidores.provedor import Provedor, canais, inscricao

pytestmark = pytest.mark.django_db
SENHA = "uma-senha-comprida-156"
ANDROID = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36"


@pytest.fixture
def servico(settings: Settings) -> Iterator[Provedor]:
    """Um serviço de push que aceita tudo."""
    with Provedor.no_ar() as no_ar:
        settings.CANAIS = canais(no_ar.url, "push")
        no_ar.codigo, no_ar.resposta = 201, b""
        yield no_ar


@pytest.fixture
def ana(client: Client, servico: Provedor) -> Usuario:
    return entrar(client, "Ana Souza", "ana@exemplo.invalid")


def entrar(cliente: Client, nome: str, email: str) -> Usuario:
    """Pela página de entrar, que dá o cookie do aparelho."""
    quem = UsuarioFactory.create(nome=nome, email=email, password=SENHA)
    resposta = cliente.post("/conta/login/", {"login": email, "password": SENHA})
    assert resposta.status_code == 302
    return quem


def ligar(cliente: Client, servico: Provedor, qual: str = "um", **estragado: str) -> str:
    """O que a página diz depois."""
    _, dito = inscricao(servico.url, qual)
    url = reverse("portal:aparelho_ligar")
    resposta = cliente.post(url, {**dito, **estragado}, follow=True, headers={"User-Agent": ANDROID})
    return resposta.content.decode()


def do_aparelho(cliente: Client, qual: str, um: AssinaturaPush) -> str:
    resposta = cliente.post(reverse(f"portal:aparelho_{qual}", args=[um.pk]), follow=True)
    return resposta.content.decode()


def test_liga_diz_o_nome_e_desliga(client: Client, ana: Usuario, servico: Provedor) -> None:
    assert pagina.LIGADO in ligar(client, servico)
    um = AssinaturaPush.objects.get(usuario=ana)
    html = client.get(reverse("portal:avisos_da_pessoa")).content.decode()
    assert "Chrome no Android (este aqui)" in html
    assert "Nenhum aviso ainda" in html
    assert "pode passar sem ser visto" in html
    ligar(client, servico, "mudou")  # o navegador trocou o endereço: continua a ser um aparelho só
    um = AssinaturaPush.objects.get(usuario=ana)
    assert um.endpoint.endswith("mudou")
    assert "Chrome no Android já não recebe avisos" in do_aparelho(client, "desligar", um)
    assert not AssinaturaPush.objects.exists()


@pytest.mark.parametrize(
    ("estragado", "dito"),
    [
        ({"endpoint": "https://exemplo.invalid/x"}, "que não conhecemos"),
        ({"p256dh": "eHg"}, "Recarregue a página"),
        ({"auth": ""}, "Recarregue a página"),
    ],
)
def test_o_que_nao_serve_se_diz(
    client: Client, ana: Usuario, servico: Provedor, estragado: dict[str, str], dito: str
) -> None:
    assert dito in ligar(client, servico, **estragado)
    assert not AssinaturaPush.objects.exists()


def test_no_computador_de_todos_nao_se_liga(client: Client, ana: Usuario, servico: Provedor) -> None:
    client.cookies[DE_TODOS] = "sim"
    assert pagina.DE_TODOS in ligar(client, servico)
    assert not AssinaturaPush.objects.exists()


def test_o_aparelho_de_outra_pessoa_nao_existe(client: Client, ana: Usuario, servico: Provedor) -> None:
    ligar(client, servico)
    um = AssinaturaPush.objects.get()
    estranho = Client()
    entrar(estranho, "Rui", "rui@exemplo.invalid")
    for ato in ("desligar", "testar"):
        assert estranho.post(reverse(f"portal:aparelho_{ato}", args=[um.pk])).status_code == 404
        assert Client().post(reverse(f"portal:aparelho_{ato}", args=[um.pk])).status_code == 302
    assert AssinaturaPush.objects.get().usuario == ana
    assert servico.pedidos == []


def test_o_teste_diz_o_que_houve(
    client: Client, ana: Usuario, servico: Provedor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ligar(client, servico)
    um = AssinaturaPush.objects.get()
    assert "Mandamos um aviso a Chrome no Android" in do_aparelho(client, "testar", um)
    assert [pedido.caminho for pedido in servico.pedidos] == ["/wpush/um"]
    servico.codigo = 503
    assert pagina.SEM_RESPOSTA in do_aparelho(client, "testar", um)
    servico.codigo = 410
    assert "saiu da lista" in do_aparelho(client, "testar", um)
    assert not AssinaturaPush.objects.exists()
    ligar(client, servico)
    monkeypatch.setattr(pagina, "TESTES", 1)
    assert pagina.MUITOS in do_aparelho(client, "testar", AssinaturaPush.objects.get())


def test_quem_sai_do_aparelho_deixa_de_receber_nele(client: Client, ana: Usuario, servico: Provedor) -> None:
    ligar(client, servico)
    noutro = Client()
    noutro.post("/conta/login/", {"login": ana.email, "password": SENHA})
    ligar(noutro, servico, "outro")
    client.post(reverse("account_logout"))
    assert [um.endpoint[-5:] for um in AssinaturaPush.objects.all()] == ["outro"]


def test_quem_entra_cala_os_avisos_de_quem_usava_antes(
    client: Client, ana: Usuario, servico: Provedor
) -> None:
    """A sessão de antes acabou sozinha: ninguém saiu."""
    ligar(client, servico)
    client.cookies.pop("sessionid")
    rui = entrar(client, "Rui", "rui@exemplo.invalid")
    assert not AssinaturaPush.objects.exists()
    ligar(client, servico)
    assert AssinaturaPush.objects.get().usuario == rui


def test_o_aparelho_que_se_encerra_deixa_de_receber(
    client: Client, ana: Usuario, servico: Provedor, subtests: pytest.Subtests
) -> None:
    """Só ele; encerrando todos, também o que tem a conta fechada, e não este."""
    ligar(client, servico, "este1")
    perdido, fechado = Client(), Client()
    for outro, qual in ((perdido, "perdi"), (fechado, "fecho")):
        outro.post("/conta/login/", {"login": ana.email, "password": SENHA})
        ligar(outro, servico, qual)
    chave = perdido.session.session_key
    fechado.session.flush()
    pagina = client.get("/conta/sessions/").content.decode()
    assert "desliga também os avisos nele" in pagina
    with subtests.test("um"):
        client.post("/conta/sessions/", {"sessao": UserSession.objects.get(session_key=chave).pk})
        assert perdido.get("/conta/").status_code == 302
        assert recebem() == ["este1", "fecho"]
    with subtests.test("todos"):
        client.post("/conta/sessions/")
        assert recebem() == ["este1"]


def test_o_aparelho_em_que_se_entrou_outra_vez_tambem_se_cala(
    client: Client, ana: Usuario, servico: Provedor
) -> None:
    """A sessão em que os ligou já acabou: a que se encerra é outra, do mesmo aparelho."""
    perdido = Client()
    for _ in range(2):
        perdido.post("/conta/login/", {"login": ana.email, "password": SENHA})
        if not recebem():
            ligar(perdido, servico, "perdi")
            perdido.cookies.pop("sessionid")
    nova = UserSession.objects.get(session_key=perdido.session.session_key)
    client.post("/conta/sessions/", {"sessao": nova.pk})
    assert recebem() == []


def recebem() -> list[str]:
    return sorted(AssinaturaPush.objects.values_list(Right("endpoint", 5), flat=True))


def test_o_navegador_troca_o_endereco_mesmo_com_a_sessao_acabada(
    client: Client, ana: Usuario, servico: Provedor
) -> None:
    url, (_, novo) = reverse("portal:aparelho_renovar"), inscricao(servico.url, "novo")
    assert client.post(url, novo).status_code == 404  # ainda ninguém recebe aqui
    ligar(client, servico)
    client.cookies.pop("sessionid")
    assert client.post(url, {**novo, "endpoint": "https://exemplo.invalid/x"}).status_code == 422
    assert Client().post(url, novo).status_code == 404
    assert client.post(url, novo).status_code == 204
    um = AssinaturaPush.objects.get()
    assert (um.usuario, um.endpoint[-4:], um.p256dh) == (ana, "novo", novo["p256dh"])


def test_sem_push_na_cidade_nada_se_oferece(client: Client, ana: Usuario, settings: Settings) -> None:
    settings.CANAIS = {}
    assert "Avisos neste aparelho" not in client.get(reverse("portal:avisos_da_pessoa")).content.decode()
    assert client.post(reverse("portal:aparelho_ligar")).status_code == 404
