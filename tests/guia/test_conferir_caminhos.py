"""Conferir os caminhos: a rotina, contra servidores de verdade, e a lista de quem edita."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, ClassVar, override

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from urllib3.util import parse_url

from contas.models import Usuario
from guia import consultas, tasks
from guia.conferencia import enderecos
from guia.models import Caminho
from tests.contas.factories import UsuarioFactory
from tests.guia.factories import CaminhoFactory, ServicoFactory
from tests.servidores.no_ar import no_ar as servindo

pytestmark = pytest.mark.django_db

PARA = {"/foi": "/aqui", "/sai": "http://127.0.0.1:9/", "/volta": "/volta"}
NOME = "casa.exemplo.invalid"
"""Nenhum servidor de nomes o conhece."""
CODIGOS = {"/aqui": 200, "/nao-ha": 404, "/acabou": 410, "/fora": 503, "/proibido": 403}


class _Casa(BaseHTTPRequestHandler):
    """Uma casa com páginas que servem, que sumiram, que mudaram, que recusam programas e que gotejam."""

    vistos: ClassVar[list[tuple[str, str]]] = []
    """O nome por que se perguntou, e o caminho."""
    corpos: ClassVar[dict[str, bytes]] = {}
    """O que se acha em cada caminho, se mais que a situação."""

    @override
    def log_message(self, *_: Any) -> None:
        """Nada no terminal."""

    @override
    def handle(self) -> None:
        """Quem recusa o certificado, ou já soube o que queria, corta a ligação, e não é erro da casa."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """O caminho diz o que responder; `/ir/` leva à mesma casa por outro nome."""
        self.vistos.append((self.headers["Host"], self.path))
        if self.path == "/goteja":
            return self._gotejar()
        destino = PARA.get(self.path)
        if self.path.startswith("/ir/"):
            destino = f"https://{self.path.removeprefix('/ir/')}:{self.connection.getsockname()[1]}/aqui"
        corpo = self.corpos.get(self.path, b"")
        self.send_response(302 if destino else CODIGOS.get(self.path, 200))
        if destino:
            self.send_header("Location", destino)
        self.send_header("Content-Length", str(len(corpo)))
        self.end_headers()
        self.wfile.write(corpo)
        return None

    def _gotejar(self) -> None:
        with suppress(OSError):
            for _ in range(600):
                self.wfile.write(b"H")
                time.sleep(0.05)


@pytest.fixture(scope="module")
def certificado(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Um certificado desta máquina, com a chave, só para o teste."""
    chave = ec.generate_private_key(ec.SECP256R1())
    nome = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    agora = datetime.now(UTC)
    feito = (
        x509.CertificateBuilder()
        .subject_name(nome)
        .issuer_name(nome)
        .public_key(chave.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(agora - timedelta(days=1))
        .not_valid_after(agora + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1")), x509.DNSName(NOME)]),
            critical=False,
        )
        .sign(chave, hashes.SHA256())
    )
    arquivo = tmp_path_factory.mktemp("tls") / "casa.pem"
    arquivo.write_bytes(
        feito.public_bytes(serialization.Encoding.PEM)
        + chave.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return arquivo


@pytest.fixture(scope="module")
def casa(certificado: Path) -> Iterator[str]:
    """O endereço https da casa."""
    servidor = ThreadingHTTPServer(("127.0.0.1", 0), _Casa)
    contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexto.load_cert_chain(certificado)
    servidor.socket = contexto.wrap_socket(servidor.socket, server_side=True)
    with servindo(servidor):
        yield f"https://127.0.0.1:{servidor.server_port}"


@pytest.fixture
def confiando(certificado: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """A máquina confia no certificado da casa, como confia nos de verdade, e quem opera a nomeou."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificado))
    settings.HOSTS_DE_DENTRO = ["127.0.0.1", NOME]
    _Casa.vistos.clear()


@pytest.mark.parametrize(
    ("pagina", "serve", "detalhe"),
    [
        ("/aqui", True, "abre"),
        ("/foi", True, "abre"),
        ("/nao-ha", False, "não abre"),
        ("/acabou", False, "não abre"),
        ("/fora", None, "não abre"),
        ("/proibido", None, "não abre"),
        ("/sai", None, "não abre"),
        ("/volta", None, "não abre"),
        ("/ir/localhost", None, "não abre"),
    ],
)
def test_so_o_que_sumiu_nao_serve(
    casa: str, confiando: None, pagina: str, serve: bool | None, detalhe: str
) -> None:
    resposta = enderecos.abrir(f"{casa}{pagina}")
    assert (resposta.serve, resposta.detalhe) == (serve, detalhe)
    assert len(_Casa.vistos) <= enderecos.MAIS_SALTOS + 1
    assert {nome for nome, _ in _Casa.vistos} == {casa.removeprefix("https://")}, "localhost ninguém nomeou"


def test_liga_se_ao_endereco_conferido_e_o_certificado_e_do_nome(
    casa: str, confiando: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """O nome resolve-se uma vez a cada salto: o que ele disser depois já não vale."""
    perguntados, porta = [], casa.rpartition(":")[2]
    de_verdade = socket.getaddrinfo

    def resolver(nome: str, porta: int, *args: Any, **campos: Any) -> Any:
        perguntados.append(nome)
        return de_verdade("127.0.0.1" if nome.endswith(".invalid") else nome, porta, *args, **campos)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    assert enderecos.abrir(f"https://{NOME}:{porta}/aqui").serve
    assert [nome for nome in perguntados if nome == NOME] == [NOME]
    assert _Casa.vistos == [(f"{NOME}:{porta}", "/aqui")]
    mudou = f"https://{NOME}:{porta}/aqui"
    assert enderecos.abrir(f"{casa}/ir/{NOME}") == enderecos.Resposta(True, f"mudou para {mudou}")
    settings.HOSTS_DE_DENTRO = ["outro.invalid"]
    assert enderecos.abrir(f"https://outro.invalid:{porta}/aqui").serve is None, (
        "o certificado é de outro nome"
    )


DE_DENTRO = ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "localhost"]  # noqa: S104
DE_DENTRO += ["10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1"]
DE_DENTRO += ["[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]", "[64:ff9b::7f00:1]", "[::127.0.0.1]"]
DE_DENTRO += ["[fe80::1]", "[fc00::1]", "[fec0::1]", "[ff02::1]", "[2002:7f00:1::]", "[2001:db8::1]"]


def test_so_se_liga_ao_que_e_da_internet_toda(subtests: pytest.Subtests) -> None:
    """E só na porta de sempre; nada disto chega a abrir uma ligação."""
    for nome in [*DE_DENTRO, "8.8.8.8:22", "8.8.8.8:80", "8.8.8.8:8443"]:
        with subtests.test(nome), pytest.raises(enderecos.Recusado):
            enderecos.endereco_conferido(parse_url(f"https://{nome}/"))
    for nome in ("8.8.8.8", "8.8.8.8:443", "[2606:4700::1111]"):
        assert enderecos.endereco_conferido(parse_url(f"https://{nome}/")) in nome


def test_basta_um_endereco_de_dentro_para_o_nome_se_recusar(monkeypatch: pytest.MonkeyPatch) -> None:
    dois = [(0, 0, 0, "", ("8.8.8.8", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: dois)
    assert enderecos.abrir("https://dois.invalid/") == enderecos.Resposta(None, "não abre")


def test_quem_goteja_nao_prende_a_rotina(casa: str, confiando: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enderecos, "PRAZO", 1)
    assert enderecos.abrir(f"{casa}/goteja").serve is None


def test_sem_rede_ou_sem_certificado_nada_se_conclui(casa: str, settings: Settings) -> None:
    settings.HOSTS_DE_DENTRO = ["127.0.0.1"]
    assert enderecos.abrir(f"{casa}/aqui").serve is None, "ninguém responde pelo certificado"
    assert enderecos.abrir("https://127.0.0.1:9/").serve is None
    assert enderecos.abrir("https://nao-existe.invalid/").serve is None
    assert enderecos.abrir("file:///etc/passwd").serve is None


def test_a_rotina_confere_por_noite_os_ha_mais_tempo_sem_conferir(
    casa: str, confiando: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "POR_NOITE", 2)
    settings.GUIA_CONFERIR_ENDERECOS = True
    ontem = timezone.localdate() - timedelta(days=1)
    ja = CaminhoFactory.create(valor=f"{casa}/aqui", resultado="serve", conferido_em=ontem)
    boa, sumida = (CaminhoFactory.create(valor=f"{casa}{p}") for p in ("/aqui", "/nao-ha"))
    telefone = CaminhoFactory.create(ligar=True)
    tasks.conferir_enderecos()
    ditos = {c.pk: (c.resultado, c.conferido_em, c.detalhe) for c in Caminho.objects.all()}
    hoje = timezone.localdate()
    assert ditos == {
        ja.pk: ("serve", ontem, ""),
        boa.pk: ("serve", hoje, "abre"),
        sumida.pk: ("nao_serve", hoje, "não abre"),
        telefone.pk: ("", None, ""),
    }
    assert boa.history.count() == 2
    assert Caminho.objects.get(pk=boa.pk).origem == "carga", "conferir não é editar: a carga segue valendo"


def test_o_que_nao_se_concluiu_fica_como_estava(casa: str, confiando: None, settings: Settings) -> None:
    settings.GUIA_CONFERIR_ENDERECOS = True
    fora = CaminhoFactory.create(valor=f"{casa}/fora")
    tasks.conferir_enderecos()
    fora.refresh_from_db()
    assert (fora.resultado, fora.conferido_em) == ("", None)


def test_desligada_a_rotina_nao_abre_nada(settings: Settings) -> None:
    assert settings.GUIA_CONFERIR_ENDERECOS is False, "é o padrão"
    caminho = CaminhoFactory.create(valor="https://nao-existe.invalid/")
    tasks.conferir_enderecos()
    caminho.refresh_from_db()
    assert caminho.conferido_em is None


# --- a lista de quem edita ---------------------------------------------------------------


@pytest.fixture
def coordenacao(client: Client) -> Usuario:
    pessoa: Usuario = UsuarioFactory.create(is_staff=True)
    pessoa.groups.add(Group.objects.get(name="Administração"))
    client.force_login(pessoa, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return pessoa


LISTA = "admin:guia_caminho_changelist"


def test_a_lista_separa_os_por_conferir_e_o_link_se_abre(client: Client, coordenacao: Usuario) -> None:
    falta = CaminhoFactory.create(valor="https://falta.exemplo.invalid/")
    hoje = timezone.localdate()
    CaminhoFactory.create(valor="https://sumiu.exemplo.invalid/", resultado="nao_serve", conferido_em=hoje)
    for filtro, achado in (("falta", "falta"), ("nao_serve", "sumiu")):
        resposta = client.get(reverse(LISTA), {"conferencia": filtro})
        assert [c.casa.split(".")[0] for c in resposta.context["cl"].result_list] == [achado]
    assert f'<a href="{falta.valor}">' in client.get(reverse(LISTA)).content.decode()


@pytest.mark.parametrize(("acao", "resultado"), [("serve", "serve"), ("nao_serve", "nao_serve")])
def test_marcar_o_que_se_conferiu_assina_e_poe_o_dia(
    client: Client, coordenacao: Usuario, acao: str, resultado: str
) -> None:
    caminho = CaminhoFactory.create()
    client.post(reverse(LISTA), {"action": acao, "_selected_action": [caminho.pk]})
    caminho.refresh_from_db()
    assert (caminho.resultado, caminho.conferido_em) == (resultado, timezone.localdate())
    assert caminho.history.first().history_user == coordenacao


def test_as_versoes_no_ar_sem_jeito_de_agir_se_listam(client: Client, coordenacao: Usuario) -> None:
    falta = ServicoFactory.create(so_informa=True)
    ServicoFactory.create(so_informa=True, versao__caminhos=[CaminhoFactory.create().slug])
    ServicoFactory.create()
    lista = client.get(reverse("admin:guia_versaodoservico_changelist"), {"no_ar": "sem_caminho"})
    assert [versao.servico for versao in lista.context["cl"].result_list] == [falta]


def test_a_tela_do_caminho_diz_que_servicos_o_citam(client: Client, coordenacao: Usuario) -> None:
    caminho = CaminhoFactory.create()
    ServicoFactory.create(versao__nome="Serviço citante", versao__caminhos=[caminho.slug])
    tela = client.get(reverse("admin:guia_caminho_change", args=[caminho.pk])).content.decode()
    assert "Serviço citante" in tela


def test_so_a_emergencia_vai_a_pagina_inicial(client: Client, coordenacao: Usuario) -> None:
    dados = {
        "titulo": "Falta luz?",
        "slug": "teste",
        "telefones": "196 | Enel",
        "quando": "luz",
        "ordem": "1",
    }
    tela = reverse("admin:guia_respostadebusca_add")
    recusada = client.post(tela, dados | {"capa": "Falta de luz"}).content.decode()
    assert "Na página inicial só vai a emergência." in recusada
    assert "Falta de luz" in recusada
    assert client.post(tela, dados | {"capa": "Falta de luz", "urgente": "on"}).status_code == 302


def test_a_versao_so_cita_caminho_que_ha() -> None:
    CaminhoFactory.create(urgente=True)
    assert consultas.que_nao_ha(["nao-ha", "defesa-civil"]) == ["nao-ha"]
