"""A foto que o parceiro deixou num servidor seu: só dos nomes combinados, por https e até um tamanho."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO

from django.core.files.uploadedfile import InMemoryUploadedFile
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

from documentos.fotos import MAIOR_ARQUIVO
from guia.conferencia.enderecos import Recusado, ligado
from transparencia.models import Parceiro
from transparencia.open311.recusas import Recusa

PRAZO = 10
"""Segundos, ao todo, por foto."""
ONDE = "media_url"
CABECALHOS = {"User-Agent": "SP156 (busca a foto de um pedido)", "Accept": "image/*"}


def buscar(url: str, parceiro: Parceiro) -> InMemoryUploadedFile:
    """A foto deste endereço, por conferir. Não se segue a outro. Levanta Recusa (400)."""
    try:
        partes = parse_url(url)
    except LocationParseError:
        raise Recusa("Não é um endereço.", onde=ONDE) from None
    if partes.auth or (partes.host or "") not in parceiro.hosts.split():
        raise Recusa(
            "Desta chave não se busca foto neste servidor: mande o arquivo.",
            onde=ONDE,
        )
    try:
        with ligado(partes, PRAZO) as conexao:
            cabecalhos = {**CABECALHOS, "Host": partes.netloc or ""}
            conexao.request("GET", partes.request_uri, headers=cabecalhos, preload_content=False)
            resposta = conexao.getresponse()
            lida = resposta.read(MAIOR_ARQUIVO + 1) if resposta.status == HTTPStatus.OK else b""
    except (HTTPError, OSError, ValueError, Recusado):
        raise Recusa("A foto não se pôde buscar.", onde=ONDE) from None
    if not lida or len(lida) > MAIOR_ARQUIVO:
        raise Recusa("A foto não está ali, ou é grande demais.", onde=ONDE)
    nome = (partes.path or "").rpartition("/")[2] or "foto"
    return InMemoryUploadedFile(BytesIO(lida), ONDE, nome, None, len(lida), None)
