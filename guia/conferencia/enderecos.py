"""Abrir um endereço oficial e dizer se ele ainda serve: só a resposta, nunca o conteúdo.

Quem escreve o endereço não escolhe a que máquina o servidor fala: a cada salto o nome resolve-se uma vez, só
serve o que é da Internet toda, e a ligação vai ao endereço que se conferiu.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import urljoin

from django.conf import settings
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

PRAZO = 15
"""Segundos, ao todo, para cada salto: quem goteja a resposta não prende a rotina."""
MAIS_SALTOS = 5
PORTA = 443
CABECALHOS = {"User-Agent": "SP156 (confere os enderecos do Guia)", "Accept": "text/html,*/*;q=0.1"}
SUMIU = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
DA_INTERNET = IPv6Network("2000::/3")
"""Fora daqui um IPv6 é desta rede, ou traz um IPv4 dentro (mapeado, NAT64)."""
ABRE, NAO_ABRE, MUDOU = "abre", "não abre", "mudou para {}"


class Recusado(Exception):
    """Este endereço não se abre daqui."""


@dataclass(frozen=True, slots=True)
class Resposta:
    """O que se soube do endereço. `serve` vazio: nada se concluiu, e fica como estava.

    `detalhe` é o que se diz a quem edita, e nada mais: nem o código, nem por que não abriu.
    """

    serve: bool | None
    detalhe: str


def abrir(url: str) -> Resposta:
    """Abre o endereço e segue os redirecionamentos, sem nunca sair de https.

    Só o que diz que sumiu (404, 410) não serve: servidor fora do ar, recusa a programas e falta de rede
    não provam nada.
    """
    final = url
    try:
        codigo, destino = _saltar(final)
        for _ in range(MAIS_SALTOS):
            if not destino:
                break
            final = urljoin(final, destino)
            codigo, destino = _saltar(final)
        mudou = parse_url(final).host != parse_url(url).host
    except (HTTPError, OSError, ValueError, Recusado):
        return Resposta(None, NAO_ABRE)
    if codigo not in range(200, 300):
        return Resposta(False if codigo in SUMIU else None, NAO_ABRE)
    return Resposta(True, MUDOU.format(final)[:300] if mudou else ABRE)


def endereco_conferido(partes: Url) -> str:
    """O endereço de rede a que se liga. Levanta Recusado, se um dos que o nome tem não é da Internet toda.

    Os de HOSTS_DE_DENTRO, que quem opera nomeou, abrem-se onde estiverem.
    """
    nome, porta = (partes.host or "").strip("[]"), partes.port or PORTA
    achados = socket.getaddrinfo(nome, porta, type=socket.SOCK_STREAM)
    enderecos = sorted((ip_address(str(achado[4][0])) for achado in achados), key=lambda um: um.version)
    if nome not in settings.HOSTS_DE_DENTRO and (porta != PORTA or not all(map(_da_internet, enderecos))):
        raise Recusado(nome)
    return str(enderecos[0])


def _da_internet(endereco: IPv4Address | IPv6Address) -> bool:
    serve = isinstance(endereco, IPv4Address) or endereco in DA_INTERNET
    return serve and endereco.is_global and not endereco.is_multicast


@contextmanager
def ligado(partes: Url, prazo: float) -> Iterator[HTTPSConnection]:
    """Uma ligação https ao endereço conferido, que se corta em `prazo` segundos, ao todo.

    O certificado tem de ser do nome pedido. Levanta Recusado.
    """
    if partes.scheme != "https":
        raise Recusado(partes.url)
    nome = (partes.host or "").strip("[]")
    conexao = HTTPSConnection(
        endereco_conferido(partes),
        partes.port or PORTA,
        server_hostname=nome,
        assert_hostname=nome,
        timeout=prazo,
    )
    vigia = Timer(prazo, _cortar, [conexao])
    vigia.start()
    try:
        yield conexao
    finally:
        vigia.cancel()
        conexao.close()


def _saltar(url: str) -> tuple[int, str]:
    """O código da resposta, e para onde ela manda ir, se manda."""
    partes = parse_url(url)
    with ligado(partes, PRAZO) as conexao:
        conexao.request("GET", partes.request_uri, headers={**CABECALHOS, "Host": partes.netloc or ""})
        resposta = conexao.getresponse()
        return resposta.status, resposta.get_redirect_location() or ""


def _cortar(conexao: HTTPSConnection) -> None:
    """Acorda quem espera um servidor que não acaba de responder."""
    if conexao.sock is not None:
        with suppress(OSError):  # já tinha caído
            conexao.sock.shutdown(socket.SHUT_RDWR)
