"""Pessoas por planilha: a prévia com uma resposta por linha, tudo ou nada, e o link a cada uma."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.models import RegistroDeAcesso, Usuario
from documentos.arquivos_sem_dono import PLANILHAS, apagar_sem_dono
from tests.contas.factories import UsuarioFactory

pytestmark = pytest.mark.django_db
IMPORTAR = "/admin/contas/usuario/import/"


@pytest.fixture
def bruno(client: Client) -> Usuario:
    """Do grupo Administração, que cadastra quem trabalha sem administrar tudo."""
    pessoa: Usuario = UsuarioFactory.create(nome="Bruno", email="bruno@exemplo.invalid", is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return pessoa


def mandar(client: Client, *linhas: str) -> BeautifulSoup:
    arquivo = SimpleUploadedFile("pessoas.csv", "\n".join(linhas).encode(), content_type="text/csv")
    resposta = client.post(IMPORTAR, {"import_file": arquivo, "format": "0", "resource": ""})
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def confirmar(client: Client, pagina: BeautifulSoup, **trocado: str) -> BeautifulSoup:
    """Confirma a prévia; a página a que se chega."""
    form = pagina.select_one("main form[action*=process_import]")
    assert form is not None
    dados = {str(c["name"]): str(c.get("value", "")) for c in form.select("input[name]")} | trocado
    resposta = client.post(str(form["action"]), dados, follow=True)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def guardadas() -> list[str]:
    """As planilhas que esperam quem as confirme."""
    return default_storage.listdir(PLANILHAS)[1] if default_storage.exists(PLANILHAS) else []


def celulas(pagina: BeautifulSoup) -> list[list[str]]:
    return [
        [" ".join(c.get_text(" ").split()) for c in tr.select("th, td")] for tr in pagina.select("tbody tr")
    ]


def test_a_previa_diz_o_que_cada_linha_fara_e_so_grava_ao_confirmar(client: Client, bruno: Usuario) -> None:
    pagina = mandar(
        client,
        "nome;email;cpf",
        "Rita Lima;Rita@Exemplo.invalid;529.982.247-25",
        "Bruno;bruno@exemplo.invalid;",
    )
    linhas = [linha[:3] for linha in celulas(pagina) if linha[0] in {"2", "3"}]
    assert linhas == [
        ["2", "Rita@Exemplo.invalid", "Cria a conta e manda o link"],
        ["3", "bruno@exemplo.invalid", "Já tem conta: nada muda"],
    ]
    assert not Usuario.objects.filter(nome="Rita Lima").exists()
    assert not Aviso.objects.exists()
    feita = confirmar(client, pagina)
    assert "Contas criadas: 1; pessoas que já tinham conta: 1." in feita.get_text()
    assert guardadas() == []
    for trocado in ({}, {"import_file_name": "nao-ha"}, {"import_file_name": "../anexos/"}):
        outra_vez = confirmar(client, pagina, **trocado)
        assert "Esta planilha já foi confirmada, ou não está mais guardada." in outra_vez.get_text()
        assert outra_vez.select_one("input[type=file]") is not None
    assert Usuario.objects.count() == 2
    rita = Usuario.objects.get(email="rita@exemplo.invalid")
    assert (rita.cpf, rita.has_usable_password(), rita.is_staff) == ("52998224725", False, False)
    assert [aviso.usuario for aviso in Aviso.objects.all()] == [rita]
    atos = RegistroDeAcesso.objects.filter(pessoa=rita, por=bruno).values_list("ato", flat=True)
    assert {*atos} == {RegistroDeAcesso.Mudanca.CONTA_CRIADA, RegistroDeAcesso.Mudanca.LINK}
    assert rita.history.first().history_user == bruno


@pytest.mark.parametrize(
    ("errada", "dita"),
    [
        ("Ana;;", "E-mail"),
        (";ana@exemplo.invalid;", "Nome"),
        ("Ana;não é e-mail;", "E-mail"),
        ("Ana;ana@exemplo.invalid;111.111.111-11", "Este CPF não existe"),
        ("Ana;rita@exemplo.invalid;52998224725", "Já existe um usuário com este"),
    ],
)
def test_uma_linha_errada_e_nada_entra(client: Client, bruno: Usuario, errada: str, dita: str) -> None:
    UsuarioFactory.create(nome="Dona do CPF", cpf="52998224725")
    pagina = mandar(client, "nome;email;cpf", "Certa;certa@exemplo.invalid;", errada)
    texto = " ".join(pagina.get_text(" ").split())
    assert "Nada foi guardado, nem das linhas certas" in texto
    assert any(linha[0] == "3" and dita in linha[2] for linha in celulas(pagina)), celulas(pagina)
    assert pagina.select_one("form[action*=process_import]") is None
    assert not Usuario.objects.filter(email="certa@exemplo.invalid").exists()
    assert not Aviso.objects.exists()
    assert guardadas() == []


def test_o_que_nao_e_planilha_se_recusa_com_palavras(client: Client, bruno: Usuario) -> None:
    ruim = SimpleUploadedFile("x.csv", b"\xff\xfe\x00", content_type="text/csv")
    resposta: Any = client.post(IMPORTAR, {"import_file": ruim, "format": "0", "resource": ""})
    assert "Não consegui ler o arquivo" in resposta.content.decode()

    assert guardadas() == []


def test_o_que_muda_depois_da_previa_desfaz_tudo(client: Client, bruno: Usuario) -> None:
    pagina = mandar(
        client, "nome;email;cpf", "Certa;certa@exemplo.invalid;", "Ana;ana@exemplo.invalid;529.982.247-25"
    )
    UsuarioFactory.create(nome="Dona do CPF", cpf="52998224725")
    dita = confirmar(client, pagina)
    assert "Nada foi guardado: depois da conferência alguma coisa mudou." in dita.get_text()
    assert dita.select_one("input[type=file]") is not None
    assert not Usuario.objects.filter(email__in=["certa@exemplo.invalid", "ana@exemplo.invalid"]).exists()
    assert not Aviso.objects.exists()
    assert guardadas() == []


def test_a_previa_abandonada_some_pela_idade(client: Client, bruno: Usuario) -> None:
    mandar(client, "nome;email;cpf", "Certa;certa@exemplo.invalid;")
    agora = timezone.now()
    apagar_sem_dono(antes_de=agora - timedelta(days=2))
    assert len(guardadas()) == 1  # ainda há quem a confirme
    apagar_sem_dono(antes_de=agora + timedelta(minutes=1))
    assert guardadas() == []


def test_as_colunas_pelo_nome_ou_pelo_rotulo_e_a_que_falta(client: Client, bruno: Usuario) -> None:
    pagina = mandar(client, "Nome;E-mail;CPF", "Rita Lima;rita@exemplo.invalid;529.982.247-25")
    certa = ["2", "rita@exemplo.invalid", "Cria a conta e manda o link"]
    assert certa in [linha[:3] for linha in celulas(pagina)]
    texto = mandar(client, "nome;cpf", "Rita Lima;529.982.247-25").get_text(" ")
    assert "Falta a coluna email (ou E-mail)" in texto
    assert "import_id_fields" not in texto


def test_so_quem_cadastra_importa(client: Client) -> None:
    focal: Usuario = UsuarioFactory.create(is_staff=True)
    focal.groups.add(Group.objects.get(name="Ponto focal"))
    client.force_login(focal, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    assert client.get(IMPORTAR).status_code == 403
