"""Quem não está sendo alcançado: a administração, a página do pedido, a lista de ligar, a caixa postal."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from avisos import acoes
from avisos.models import Aviso, Envio, ModeloDeAviso
from avisos.recibos import alcance, caixa_postal, devolucoes
from avisos.situacoes import SituacaoDoEnvio
from contas.acoes import selar
from contas.models import Usuario
from tests.avisos.factories import AvisoFactory
from tests.avisos.test_recibos import devolvida
from tests.contas.factories import UsuarioFactory
from tests.servidores.no_ar import no_ar as servindo

pytestmark = pytest.mark.django_db
ESTADO = SituacaoDoEnvio
TELEFONE = "1133334444"


def aviso(protocolo: str, situacao: str, **campos: Any) -> Aviso:
    return AvisoFactory.create(
        protocolo=protocolo, situacao=situacao, **{"interessado__telefone": TELEFONE, **campos}
    )


def envio(de: Aviso, **campos: Any) -> Envio:
    return Envio.objects.create(aviso=de, **{"canal": "email", "situacao": ESTADO.FALHA_PERMANENTE, **campos})


def test_a_quem_a_central_liga() -> None:
    """Quem deixou telefone e não recebeu nenhum aviso do caso; um por caso, e nunca quem está selado."""
    situacao = Aviso.Situacao
    aviso("1" * 15, situacao.SEM_CONTATO, interessado__email="")
    aviso("1" * 15, situacao.SEM_CONTATO, interessado__email="")
    aviso("2" * 15, situacao.FALHOU)
    aviso("3" * 15, situacao.ENVIADO)
    falhou = aviso("4" * 15, situacao.FALHOU)
    AvisoFactory.create(protocolo="4" * 15, situacao=situacao.ENVIADO, interessado=falhou.interessado)
    aviso("5" * 15, situacao.SEM_CONTATO, interessado__email="", interessado__telefone="")
    aviso("6" * 15, situacao.FALHOU, criado_em=timezone.now() - timedelta(days=40))
    selado = aviso("7" * 15, situacao.FALHOU)
    assert selado.interessado is not None
    selar(interessado=selado.interessado)
    achados = alcance.a_ligar(timezone.now() - timedelta(days=30))
    assert [um.protocolo[0] for um in achados] == ["1", "2"]


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid")
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return quem


def test_a_administracao_ve_por_motivo_e_quanto_custou(client: Client, alice: Usuario) -> None:
    url = reverse("admin:avisos_envio_alcance")
    assert "Todos os avisos chegaram" in client.get(url).content.decode()
    aviso("1" * 15, Aviso.Situacao.SEM_CONTATO, interessado__email="")
    envio(aviso("2" * 15, Aviso.Situacao.FALHOU, tipo="prazo", canal="email"))
    envio(aviso("3" * 15, Aviso.Situacao.ENVIADO), situacao=ESTADO.ENTREGUE, queixa_em=timezone.now())
    envio(
        aviso("4" * 15, Aviso.Situacao.ENVIADO), canal="sms", situacao=ESTADO.ENTREGUE, partes=3, custo="0.15"
    )
    sopa = BeautifulSoup(client.get(url).content, "lxml")
    texto = sopa.get_text(" ", strip=True)
    for frase in ("não deixou contato", "e-mail: não existe ou recusa", "como lixo", "0,15", "2 pessoas"):
        assert frase in texto.lower(), frase
    for link in sopa.select("#content-main table a"):
        assert client.get(str(link["href"])).status_code == 200


def test_o_que_falhou_em_dois_canais_conta_uma_vez() -> None:
    desde, em_dois = timezone.now() - timedelta(days=1), aviso("1" * 15, Aviso.Situacao.FALHOU, canal="email")
    envio(em_dois, canal="sms", situacao=ESTADO.FALHA_TEMPORARIA)
    envio(em_dois, canal="email")
    assert [(m.nome, m.quantos) for m in alcance.por_motivo(desde)] == [("E-mail: não existe ou recusa", 1)]
    assert {custo.canal: custo.falhas for custo in alcance.custos(desde)} == {"E-mail": 1, "SMS": 0}


def test_so_quem_pode_ver_envios_ve_o_alcance(client: Client) -> None:
    quem = UsuarioFactory.create(is_staff=True)
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    assert client.get(reverse("admin:avisos_envio_alcance")).status_code == 403


def test_quem_edita_ve_o_sms_e_quantas_partes(client: Client, alice: Usuario) -> None:
    modelo = ModeloDeAviso.objects.get(chave="registrado")
    ficha = client.get(reverse("admin:avisos_modelodeaviso_change", args=[modelo.pk])).content.decode()
    assert "recebemos o seu pedido" in ficha
    assert "uma parte" in ficha
    escrito = {"nome": modelo.nome, "assunto": modelo.assunto, "texto": modelo.texto}
    url = reverse("admin:avisos_modelodeaviso_previa", args=[modelo.pk])
    previa = client.post(url, {**escrito, "curto": "Olá, ação! " * 20}).content.decode()
    assert "Ola, acao!" in previa
    assert "2 partes" in previa
    recusada = client.post(url, {**escrito, "curto": "{{ servico }} em {{ local }}"})
    assert recusada.status_code == 422
    assert "tela bloqueada" in recusada.content.decode()


def test_o_codigo_da_conta_nao_entra_no_custo_das_novidades() -> None:
    desde = timezone.now() - timedelta(days=1)
    envio(aviso("1" * 15, Aviso.Situacao.ENVIADO), custo="0.05")
    codigo = acoes.escrever_sms_da_conta(celular="11987654321", texto="x")
    envio(codigo, canal="sms", custo="0.07")
    ditos = [(um.assunto, um.canal, str(um.reais)) for um in alcance.custos(desde)]
    assert ditos == [
        ("Códigos da conta e recados à equipe", "SMS", "0.0700"),
        ("Novidades do que você pediu", "E-mail", "0.0500"),
    ]


class CaixaPop(socketserver.StreamRequestHandler):
    """Um POP3 com as mensagens do servidor; o que se apaga some."""

    def handle(self) -> None:
        servidor: Any = self.server
        self._dizer("+OK")
        for linha in self.rfile:
            comando, *resto = linha.decode().split()
            if comando == "STAT":
                self._dizer(f"+OK {len(servidor.mensagens)} 1")
            elif comando == "LIST":
                self._dizer(f"+OK {resto[0]} {len(servidor.mensagens[int(resto[0]) - 1])}")
            elif comando == "RETR":
                corpo = servidor.mensagens[int(resto[0]) - 1].replace(b"\n", b"\r\n")
                self.wfile.write(b"+OK\r\n" + corpo + b"\r\n.\r\n")
            else:
                if comando == "DELE":
                    servidor.apagadas.append(int(resto[0]))
                self._dizer("+OK")
            if comando == "QUIT":
                return

    def _dizer(self, texto: str) -> None:
        self.wfile.write(f"{texto}\r\n".encode())


@pytest.fixture
def caixa(settings: Settings) -> Iterator[Any]:
    servidor = socketserver.TCPServer(("127.0.0.1", 0), CaixaPop)
    with servindo(servidor):
        dele: Any = servidor
        dele.mensagens, dele.apagadas = [], []
        url = f"pop3://avisos%40cidade:s%2Fenha@127.0.0.1:{servidor.server_address[1]}"
        settings.CANAIS = {"devolucoes": {"url": url}}
        yield servidor


RUIM = b"Subject: ruim"


def test_as_devolucoes_se_leem_da_caixa_postal(caixa: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ruim, a enorme, a funda, a de linha comprida e a que traz um nulo não escondem as que vêm depois."""
    devolvido = envio(
        aviso("1" * 15, Aviso.Situacao.ENVIADO), situacao=ESTADO.ENVIANDO, id_no_provedor="<a@b>"
    )
    caixa.mensagens += [
        b"Subject: ferias\n\noi",
        devolvida("5.1.1", "<a@b>"),
        devolvida("5.1.1", "<de@outro>"),
        b"Content-Type: text/html\n\n" + b"x" * 5_000,
        devolvida("5.1.1", "<n\0ul@b>"),
        RUIM,
        b"X: " + b"a" * devolucoes.MAIOR_MENSAGEM,
        b"Content-Type: message/rfc822\n\n" * 3000,
    ]
    caixa.mensagens.reverse()
    ler = devolucoes.ler
    monkeypatch.setattr(devolucoes, "ler", lambda bruta: ler(bruta) if bruta != RUIM else 1 / 0)
    assert caixa_postal.ler() == 1
    assert caixa.apagadas == [1, 2, 3, 4, 5, 6, 7, 8]
    devolvido.refresh_from_db()
    assert devolvido.situacao == ESTADO.FALHA_PERMANENTE
    devolvido.aviso.refresh_from_db()
    assert devolvido.aviso.situacao == Aviso.Situacao.FALHOU


def test_sem_caixa_postal_nao_se_le_nada(settings: Settings) -> None:
    assert settings.CANAIS == {}
    assert caixa_postal.ler() == 0
