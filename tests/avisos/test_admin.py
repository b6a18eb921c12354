"""Editar as palavras de um aviso: variáveis à vista, prévia do que se escreve, exemplo para si."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from avisos import textos
from avisos.carga import carregar
from avisos.models import Aviso, Envio, ModeloDeAviso
from contas.models import Usuario
from referencia.administracao import listas
from referencia.tabelas import Origem
from tests.avisos.factories import AvisoFactory
from tests.correio import Correio
from tests.lingua import em_ingles

pytestmark = pytest.mark.django_db


@pytest.fixture
def modelo() -> ModeloDeAviso:
    carregar()
    return ModeloDeAviso.objects.get(chave="registrado")


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid")
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return quem


def tela(modelo: ModeloDeAviso, qual: str) -> str:
    return reverse(f"admin:avisos_modelodeaviso_{qual}", args=[modelo.pk])


def escrito(modelo: ModeloDeAviso, **campos: str) -> dict[str, str]:
    return {"nome": modelo.nome, "assunto": modelo.assunto, "texto": modelo.texto, **campos}


def test_a_ficha_mostra_cada_variavel_com_o_exemplo(
    client: Client, alice: Usuario, modelo: ModeloDeAviso
) -> None:
    pagina = client.get(tela(modelo, "change")).content.decode()
    for variavel in modelo.variaveis:
        assert textos.se_le(variavel["nome"]) in pagina
    assert "(obrigatória)" in pagina
    assert "{{" not in BeautifulSoup(pagina, "lxml").get_text()


def test_escreve_se_entre_colchetes_e_guarda_se_a_variavel(
    client: Client, alice: Usuario, modelo: ModeloDeAviso
) -> None:
    """O que a página mostra, mandado de volta, não muda nada; com acento ou sem, é a mesma palavra."""
    sopa = BeautifulSoup(client.get(tela(modelo, "change")).content, "lxml")
    mostrado = sopa.select_one("textarea[name=texto]")
    assert mostrado
    assert "[protocolo]" in mostrado.get_text()
    antes = modelo.texto
    client.post(tela(modelo, "change"), escrito(modelo, texto=mostrado.get_text().strip()))
    modelo.refresh_from_db()
    assert modelo.texto == antes
    novo = "Protocolo [ Protocolo ] e [nome oficial].\n\n[link]"
    assert client.post(tela(modelo, "change"), escrito(modelo, texto=novo)).status_code == 302
    modelo.refresh_from_db()
    guardado = modelo.texto.replace("\r\n", "\n")
    assert guardado == "Protocolo {{ protocolo }} e {{ nome_oficial }}.\n\n{{ link }}"


@pytest.mark.parametrize("chave", ["registrado", "complemento_pedido", "finalizado", "prazo_vencido"])
def test_todo_modelo_que_vem_com_o_projeto_tem_previa(client: Client, alice: Usuario, chave: str) -> None:
    carregar()
    modelo = ModeloDeAviso.objects.get(chave=chave)
    assert client.post(tela(modelo, "previa"), escrito(modelo)).status_code == 200


def test_grava_e_passa_a_ser_edicao(client: Client, alice: Usuario, modelo: ModeloDeAviso) -> None:
    texto = modelo.texto + "\n\nObrigada pela paciência."
    resposta = client.post(tela(modelo, "change"), escrito(modelo, texto=texto))
    assert resposta.status_code == 302
    modelo.refresh_from_db()
    assert modelo.texto.endswith("paciência.")
    assert modelo.origem == Origem.EDICAO
    assert modelo.history.first().history_user == alice
    carregar()
    modelo.refresh_from_db()
    assert modelo.texto.endswith("paciência.")


ERRADOS = [
    (
        {"texto": "Protocolo {{ protocolo }} {{ inventada }} {{ link }}"},
        "[inventada] não existe neste texto",
    ),
    ({"texto": "Recebemos o seu pedido."}, "Falta [link], que é obrigatório"),
    ({"assunto": "Olá [inventada]"}, "[inventada] não existe neste texto"),
    ({"texto": "{{ protocolo }} {{ link }} {{ Nome }}"}, "chaves soltas"),
]


@pytest.mark.parametrize(("campos", "frase"), ERRADOS)
@pytest.mark.parametrize("qual", ["change", "previa", "enviar"])
def test_variavel_errada_nao_grava_nao_mostra_e_nao_manda(
    client: Client,
    alice: Usuario,
    modelo: ModeloDeAviso,
    correio: Correio,
    campos: dict[str, str],
    frase: str,
    qual: str,
) -> None:
    antes = modelo.texto
    resposta = client.post(tela(modelo, qual), escrito(modelo, **campos))
    assert resposta.status_code == (200 if qual == "change" else 422)
    assert frase in BeautifulSoup(resposta.content, "lxml").get_text()
    modelo.refresh_from_db()
    assert (modelo.texto, modelo.origem) == (antes, Origem.CARGA)
    assert correio.mensagens == []


def test_a_previa_mostra_o_que_esta_escrito_sem_gravar(
    client: Client, alice: Usuario, modelo: ModeloDeAviso
) -> None:
    texto = modelo.texto + "\n\nUm <script>alert(1)</script> parágrafo."
    resposta = client.post(tela(modelo, "previa"), escrito(modelo, texto=texto))
    sopa = BeautifulSoup(resposta.content, "lxml")
    quadro = sopa.find("iframe")
    assert quadro is not None
    assert quadro.has_attr("sandbox")
    assert not quadro["sandbox"]
    assert "&lt;script&gt;" in str(quadro["srcdoc"])
    assert str(quadro["srcdoc"]).strip().endswith("</html>")
    assert "10293" in sopa.get_text()
    assert "{{" not in sopa.get_text() + str(quadro["srcdoc"])
    assert em_ingles(resposta.content) == []
    modelo.refresh_from_db()
    assert "script" not in modelo.texto


def test_so_a_previa_afrouxa_os_estilos(client: Client, alice: Usuario, modelo: ModeloDeAviso) -> None:
    politica = client.get(tela(modelo, "previa")).headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in politica
    assert "script-src 'self'" in politica
    assert "unsafe" not in client.get(tela(modelo, "change")).headers["Content-Security-Policy"]


def test_manda_a_si_mesmo_o_que_esta_escrito(
    client: Client, alice: Usuario, modelo: ModeloDeAviso, correio: Correio
) -> None:
    texto = "Novo: {{ protocolo }}\n\n{{ link }}"
    resposta = client.post(tela(modelo, "enviar"), escrito(modelo, texto=texto))
    assert "Exemplo enviado para alice@exemplo.invalid" in resposta.content.decode()
    assert correio.destinos == [["alice@exemplo.invalid"]]
    mensagem = correio.mensagens[0]
    assert mensagem["Subject"].startswith("[exemplo] ")
    for tipo in ("plain", "html"):
        corpo = mensagem.get_body((tipo,))
        assert corpo is not None
        assert "Novo: " in corpo.get_content()
        assert "{{" not in corpo.get_content()
    assert Aviso.objects.count() == 0


def test_diz_quando_o_exemplo_nao_saiu(
    client: Client, alice: Usuario, modelo: ModeloDeAviso, correio: Correio
) -> None:
    correio.parar()
    resposta = client.post(tela(modelo, "enviar"), escrito(modelo))
    assert "O exemplo não foi enviado" in resposta.content.decode()
    alice.email = None
    alice.save()
    resposta = client.post(tela(modelo, "enviar"), escrito(modelo))
    assert "a sua conta não tem e-mail" in resposta.content.decode()


def test_enviar_so_por_post_e_so_quem_edita(client: Client, alice: Usuario, modelo: ModeloDeAviso) -> None:
    assert client.get(tela(modelo, "enviar")).status_code == 405
    assert client.post("/admin/avisos/modelodeaviso/0/previa/").status_code == 404
    alice.is_superuser = False
    alice.save()
    assert client.post(tela(modelo, "previa"), escrito(modelo)).status_code == 403
    assert client.post(tela(modelo, "enviar"), escrito(modelo)).status_code == 403


@pytest.mark.parametrize("modelo_de", ["cidade", "modelodeaviso", "aviso"])
def test_nao_se_cria_nem_se_apaga(client: Client, alice: Usuario, modelo_de: str) -> None:
    carregar()
    linha: Any = AvisoFactory.create() if modelo_de == "aviso" else ModeloDeAviso.objects.all()[0]
    pk = 1 if modelo_de == "cidade" else linha.pk
    assert client.get(f"/admin/avisos/{modelo_de}/add/").status_code == 403
    assert client.post(f"/admin/avisos/{modelo_de}/{pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_fila_so_se_ve(client: Client, alice: Usuario, settings: Settings) -> None:
    aviso = AvisoFactory.create(assunto="Pedido registrado")
    endereco = f"/admin/avisos/aviso/{aviso.pk}/change/"
    assert "Pedido registrado" in client.get(endereco).content.decode()
    assert client.post(endereco, {"assunto": "Outro"}).status_code == 403


def test_a_lista_dos_envios_nao_conta_a_tabela_inteira(
    client: Client, alice: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listas, "TETO", 2)
    for aviso in AvisoFactory.create_batch(4):
        Envio.objects.create(aviso=aviso, canal="email")
    with CaptureQueriesContext(connection) as feitas:
        pagina = client.get(reverse("admin:avisos_envio_changelist")).content.decode()
    assert "mais de 2 envios" in pagina
    contagens = [feita["sql"] for feita in feitas if "COUNT(*)" in feita["sql"]]
    assert contagens
    assert all("LIMIT 3" in sql for sql in contagens if "avisos_envio" in sql)
