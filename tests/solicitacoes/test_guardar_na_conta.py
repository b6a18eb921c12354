"""O que se pediu sem entrar não se perde ao entrar: continua, e se guarda na conta."""

from __future__ import annotations

import pytest
from django.test import Client

from avisos.models import Aviso
from contas.models import Interessado, Municipe, Usuario
from entrada.municipes import provar_cpf
from ouvidoria.situacoes import TipoDeManifestacao as T
from solicitacoes.models import Solicitacao
from tests.contas.factories import UsuarioFactory
from tests.ouvidoria import elenco as da_ouvidoria
from tests.ouvidoria.acompanhando import com_chave
from tests.solicitacoes.elenco import publicar_outra
from tests.solicitacoes.pedindo import MARIA, PEQUENO, Pedinte, sopa, valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]


@pytest.fixture
def ana() -> Usuario:
    return UsuarioFactory.create(nome="Ana Lima", email="ana@exemplo.invalid")


def pedido(client: Client) -> Solicitacao:
    quem = Pedinte(client)
    quem.enviar()
    return Solicitacao.objects.get()


def test_o_pedido_comecado_sem_entrar_continua_depois_de_entrar_e_e_da_conta(
    client: Client, ana: Usuario
) -> None:
    quem = Pedinte(client)
    quem.ate("identificacao")
    assert sopa(quem.ver("conferir/")).find("button", attrs={"name": "ir", "value": "entrar"})
    assert f"next={quem.endereco('conferir/')}" in quem.mandar("conferir/", {"ir": "entrar"})["Location"]
    client.force_login(ana)
    quem.mandar("conferir/", MARIA)
    caso = Solicitacao.objects.get()
    assert caso.interessado
    assert (caso.interessado.usuario, caso.descricao) == (ana, PEQUENO["descricao"])
    assert quem.rascunho.dono == ana


def test_o_rascunho_continuado_na_conta_ja_nao_abre_sem_ela(client: Client, ana: Usuario) -> None:
    """Na Praça, quem vem depois não continua o que outra pessoa pôs na sua conta."""
    quem = Pedinte(client)
    quem.comecar()
    client.force_login(ana)
    quem.ate("identificacao")
    client.logout()
    assert quem.ver("conferir/")["Location"].startswith("/conta/login/")


def test_quem_entrou_nao_digita_os_seus_dados(client: Client, ana: Usuario) -> None:
    provar_cpf(usuario=ana, cpf="52998224725", como=Municipe.Prova.OURO)
    client.force_login(ana)
    quem = Pedinte(client)
    quem.ate("identificacao")
    pagina = sopa(quem.ver("conferir/"))
    assert pagina.select_one(".govuk-inset-text").get_text(" ", strip=True) == (  # type: ignore[union-attr]
        "Ana Lima CPF ***.982.247-** ana@exemplo.invalid"
    )
    campos = {str(c["name"]): str(c.get("value") or "") for c in pagina.select("main form input[name]")}
    assert quem.mandar("conferir/", campos).status_code == 303, "só confirmar basta, sem JavaScript"
    interessado = Solicitacao.objects.get().interessado
    assert interessado
    assert (interessado.usuario, interessado.identidade) == (ana, Interessado.Identidade.COMPROVADA)


def test_o_documento_e_o_telefone_do_ultimo_pedido_tambem_voltam(client: Client, ana: Usuario) -> None:
    client.force_login(ana)
    primeiro = Pedinte(client)
    primeiro.ate("identificacao")
    primeiro.mandar("conferir/", MARIA | {"nome": "Ana Lima", "email": "ana@exemplo.invalid"})
    segundo = Pedinte(client)
    segundo.ate("identificacao")
    pagina = segundo.ver("conferir/")
    assert (valor(pagina, "cpf"), valor(pagina, "telefone")) == ("52998224725", "11987654321")
    assert Municipe.objects.get().usuario is None, "digitar não prova"
    terceiro = Pedinte(client)
    terceiro.ate("identificacao")
    erro = terceiro.mandar("conferir/", {"nome": "Ana Lima", "cpf": "123"})
    assert not sopa(erro).select(".govuk-inset-text"), "com erro, os campos ficam à vista"
    assert valor(erro, "cpf") == "123"


def test_o_documento_de_outra_pessoa_nao_volta(client: Client, ana: Usuario) -> None:
    """Quem pediu pela mãe não recebe, da vez seguinte, o CPF dela."""
    client.force_login(ana)
    primeiro = Pedinte(client)
    primeiro.ate("identificacao")
    primeiro.mandar("conferir/", MARIA)
    segundo = Pedinte(client)
    segundo.ate("identificacao")
    assert valor(segundo.ver("conferir/"), "cpf") == ""


def test_guarda_na_conta_o_que_enviou_sem_entrar(client: Client, ana: Usuario) -> None:
    caso = pedido(client)
    onde = f"/acompanhar/{caso.protocolo}/"
    assert f"/conta/login/?next={onde}" in client.get(onde).content.decode()
    client.force_login(ana)
    assert "Guardar este pedido na minha conta" in client.get(onde).content.decode()
    assert caso.interessado
    caso.interessado.refresh_from_db()
    assert caso.interessado.usuario is None, "só quem diz que quer"
    pagina = client.post(f"{onde}guardar/", follow=True)
    assert "agora está na sua conta" in pagina.content.decode()
    guardado = Interessado.objects.get(pk=caso.interessado.pk)
    assert (guardado.usuario, guardado.nome) == (ana, "Maria Silva")
    assert "foi guardado numa conta" in Aviso.objects.latest("pk").corpo, "quem deixou o e-mail fica sabendo"
    outra = Client()
    outra.force_login(ana)
    assert outra.get(onde).status_code == 200
    assert "Guardar este" not in outra.get(onde).content.decode()


def test_o_guardado_por_engano_sai_da_conta_e_so_ele(client: Client, ana: Usuario) -> None:
    caso = pedido(client)
    onde = f"/acompanhar/{caso.protocolo}/"
    client.force_login(ana)
    client.post(f"{onde}guardar/")
    outra = Client()
    outra.force_login(ana)
    assert "Tirar da minha conta" in outra.get(onde).content.decode()
    assert caso.protocolo_escrito in outra.get("/area/?minhas=sim").content.decode()
    estranho = Client()
    estranho.force_login(UsuarioFactory.create())
    assert estranho.post(f"{onde}tirar-da-conta/").status_code == 403
    pagina = outra.post(f"{onde}tirar-da-conta/", follow=True).content.decode()
    assert "saiu da sua conta" in pagina
    assert "Nenhum pedido ainda" in pagina
    assert "Tirar da minha conta" not in outra.get(onde).content.decode()
    assert outra.post(f"{onde}tirar-da-conta/").status_code == 403
    assert caso.interessado
    Interessado.objects.filter(pk=caso.interessado.pk).update(usuario=ana)
    pagina = outra.post(f"{onde}tirar-da-conta/", follow=True).content.decode()
    assert "é seu, e não sai" in pagina, "o que se pediu com a conta"
    assert Interessado.objects.get(pk=caso.interessado.pk).usuario == ana


def test_o_que_se_guardou_de_outra_pessoa_nao_preenche_nada(client: Client) -> None:
    """Com o protocolo e a chave de outra pessoa, e o nome dela na conta, não se lê o CPF nem o telefone."""
    caso = pedido(client)
    client.force_login(UsuarioFactory.create(nome="Maria Silva", email="mau@exemplo.invalid"))
    client.post(f"/acompanhar/{caso.protocolo}/guardar/")
    quem = Pedinte(client)
    quem.ate("identificacao")
    pagina = quem.ver("conferir/")
    assert (valor(pagina, "cpf"), valor(pagina, "telefone")) == ("", "")


def test_sem_a_chave_nesta_sessao_nada_se_guarda(client: Client, ana: Usuario) -> None:
    caso = pedido(Client())
    client.force_login(ana)
    assert client.post(f"/acompanhar/{caso.protocolo}/guardar/").status_code == 403
    assert client.get(f"/acompanhar/{caso.protocolo}/guardar/").status_code == 405
    assert Client().post(f"/acompanhar/{caso.protocolo}/guardar/")["Location"].startswith("/conta/login/")
    assert caso.interessado
    caso.interessado.refresh_from_db()
    assert caso.interessado.usuario is None


def test_o_do_cpf_que_outra_provou_e_o_sigiloso_nao_se_guardam(client: Client, ana: Usuario) -> None:
    caso = pedido(client)
    onde = f"/acompanhar/{caso.protocolo}/"
    provar_cpf(usuario=UsuarioFactory.create(), cpf="52998224725", como=Municipe.Prova.OURO)
    client.force_login(ana)
    assert "Guardar este" not in client.get(onde).content.decode()
    assert "não vai para uma conta" in client.post(f"{onde}guardar/", follow=True).content.decode()
    Municipe.objects.update(usuario=None)
    publicar_outra(caso.servico, sigilosa=True, publica=False)
    assert "Guardar este" not in client.get(onde).content.decode()
    assert not Interessado.objects.filter(usuario=ana).exists()


def test_o_de_outra_conta_nao_muda_de_mao(client: Client, ana: Usuario) -> None:
    caso = pedido(client)
    assert caso.interessado
    dono = UsuarioFactory.create()
    Interessado.objects.filter(pk=caso.interessado.pk).update(usuario=dono)
    client.force_login(ana)
    client.post(f"/acompanhar/{caso.protocolo}/guardar/")
    caso.interessado.refresh_from_db()
    assert caso.interessado.usuario == dono


def test_a_denuncia_e_o_sem_identificacao_nunca_vao_para_a_conta(ana: Usuario) -> None:
    for caso in (
        da_ouvidoria.registrada(T.DENUNCIA),
        da_ouvidoria.registrada(T.ELOGIO, identificacao=da_ouvidoria.anonima()),
    ):
        navegador = com_chave(caso)
        navegador.force_login(ana)
        navegador = com_chave(caso, navegador)
        onde = f"/acompanhar/{caso.protocolo}/"
        assert "Guardar este" not in navegador.get(onde).content.decode()
        assert "não vai para uma conta" in navegador.post(f"{onde}guardar/", follow=True).content.decode()
    assert not Interessado.objects.filter(usuario=ana).exists()
