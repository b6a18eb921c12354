"""O aviso no aparelho (web push), só para os serviços de push que se conhecem."""

from __future__ import annotations

import base64
import binascii
import json
import re
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

from avisos.canais.base import Resultado, configuracao
from avisos.canais.http import ACEITOU, FORA_DO_AR, passageiro, postar
from avisos.canais.texto_curto import pagina_de
from avisos.models import AssinaturaPush, Envio
from avisos.situacoes import Canal, SituacaoDoEnvio
from referencia.enderecos import inteiro

ESTRAGADA = 410
"""Como se o serviço dissesse que acabou: esquece-se."""
ACABOU = {404, ESTRAGADA}
VALE = 3 * 24 * 60 * 60
"""Segundos que o serviço de push guarda o aviso de um aparelho desligado."""
LOCAIS = {"127.0.0.1", "localhost"}
HTTPS = 443
PROIBIDO = re.compile(r"[^!-~]|[\\@]")
"""Nenhum serviço os usa: espaço, controle, acento, a barra que alguns leem como `/`, e o `@`."""
SEGREDO = 16
"""Bytes do segredo que o navegador dá com a chave."""
TITULO = "SP156"
DE_TESTE = "Este é o aviso de teste que você pediu. Neste aparelho os avisos chegam."


def endereco_aceito(endpoint: str) -> bool:
    """O endereço vem do navegador e o servidor o chama: só vale o de um serviço de push conhecido.

    Lê-se com a mesma função de quem o chama: duas leituras diferentes deixariam passar outro servidor.
    """
    try:
        partes = parse_url(endpoint)
    except LocationParseError:
        return False
    hosts = configuracao(Canal.PUSH)["hosts"].split()
    nome = partes.host or ""
    conhecido = any(nome == host or nome.endswith(f".{host}") for host in hosts)
    seguro = nome in LOCAIS or (partes.scheme == "https" and partes.port in {None, HTTPS})
    return conhecido and seguro and partes.auth is None and not PROIBIDO.search(endpoint)


def chaves_servem(p256dh: str, auth: str) -> bool:
    """Um ponto da curva e um segredo do tamanho certo: com outra coisa nada se cifra."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _de_base64(p256dh))
        return len(_de_base64(auth)) == SEGREDO
    except (ValueError, binascii.Error):
        return False


def chave_publica() -> str:
    """A chave pública da cidade, que o navegador guarda ao aceitar os avisos."""
    return _publica(configuracao(Canal.PUSH)["chave"])


@cache
def _publica(chave: str) -> str:
    privada = ec.derive_private_key(int.from_bytes(_de_base64(chave)), ec.SECP256R1())
    ponto = privada.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(ponto).rstrip(b"=").decode()


def _de_base64(escrito: str) -> bytes:
    return base64.b64decode(escrito + "=" * (-len(escrito) % 4), altchars=b"-_", validate=True)


class WebPush:
    """Manda a todos os aparelhos da pessoa: se um aceitou, o aviso saiu. Não há recibo."""

    em_paralelo = 8

    def __init__(self) -> None:
        self.dados = configuracao(Canal.PUSH)
        # Só quem manda paga por elas: trazem um cliente HTTP inteiro.
        from py_vapid import Vapid02  # noqa: PLC0415
        from pywebpush import WebPusher, WebPushException  # noqa: PLC0415

        self.vapid, self.cifrar = Vapid02.from_string(self.dados["chave"]), WebPusher
        self.chave_ruim = (ValueError, WebPushException)

    def enviar(self, envio: Envio, para: str, texto: str) -> Resultado:
        """`para` são os aparelhos, em JSON. O que falhou só conta se nenhum aceitou."""
        codigos: dict[int, int] = {}
        for aparelho in json.loads(para):
            if endereco_aceito(aparelho["endpoint"]):
                codigos[aparelho["pk"]] = self._tentar(aparelho, *_mensagem(envio, texto))
        acabados = tuple(pk for pk, codigo in codigos.items() if codigo in ACABOU)
        vivos = [codigo for codigo in codigos.values() if codigo not in ACABOU]
        if not vivos:
            frase = "A pessoa já não aceita avisos em nenhum aparelho."
            return Resultado(SituacaoDoEnvio.FALHA_PERMANENTE, erro=frase, esquecer=acabados)
        if any(codigo in ACEITOU for codigo in vivos):
            aceitaram = tuple(pk for pk, codigo in codigos.items() if codigo in ACEITOU)
            return Resultado(SituacaoDoEnvio.ENVIANDO, esquecer=acabados, aceitaram=aceitaram)
        return _sem_aceite(vivos, acabados)

    def experimentar(self, aparelho: AssinaturaPush) -> int:
        """Manda a um só aparelho o aviso de teste, e diz o código com que o serviço respondeu."""
        pagina = inteiro("/area/avisos/")
        if not endereco_aceito(aparelho.endpoint):
            return ESTRAGADA
        chaves = {"endpoint": aparelho.endpoint, "p256dh": aparelho.p256dh, "auth": aparelho.auth}
        return self._tentar(chaves, _declarada(DE_TESTE, pagina), {"Urgency": "high", "Topic": "teste"})

    def _tentar(self, aparelho: dict[str, Any], dito: bytes, como: dict[str, str]) -> int:
        """Um aparelho que não responde, ou com a chave estragada, não cala os outros."""
        try:
            return self._a_um(aparelho, dito, como)
        except HTTPError:
            return FORA_DO_AR
        except self.chave_ruim:  # a que o navegador deu
            return ESTRAGADA

    def _a_um(self, aparelho: dict[str, Any], dito: bytes, como: dict[str, str]) -> int:
        chaves = {"p256dh": aparelho["p256dh"], "auth": aparelho["auth"]}
        inscricao = {"endpoint": aparelho["endpoint"], "keys": chaves}
        cifrado = self.cifrar(inscricao).encode(dito, content_encoding="aes128gcm")
        partes = urlsplit(aparelho["endpoint"])
        assinatura = self.vapid.sign(
            {"aud": f"{partes.scheme}://{partes.netloc}", "sub": self.dados["contato"]}
        )
        codigo, _ = postar(
            aparelho["endpoint"],
            bytes(cifrado["body"]),
            {
                **assinatura,
                "Content-Type": "application/octet-stream",
                "Content-Encoding": "aes128gcm",
                "TTL": str(VALE),
                **como,
            },
        )
        return codigo

    def fechar(self) -> None:
        """As conexões são de todos os lotes."""


def _mensagem(envio: Envio, texto: str) -> tuple[bytes, dict[str, str]]:
    """O que se cifra, e com que pressa vai; o mesmo aviso, repetido, toma o lugar do primeiro."""
    aviso = envio.aviso
    urgencia = "high" if aviso.urgente else "normal"
    topico = sha256(aviso.chave.encode()).hexdigest()[:32]
    return _declarada(texto, pagina_de(aviso.protocolo)), {"Urgency": urgencia, "Topic": topico}


def _declarada(texto: str, pagina: str) -> bytes:
    """Na forma que alguns navegadores mostram sem programa nosso (Declarative Web Push)."""
    aviso = {"title": TITULO, "body": texto, "navigate": pagina, "lang": "pt-BR"}
    return json.dumps({"web_push": 8030, "notification": aviso}, ensure_ascii=False).encode()


def _sem_aceite(codigos: list[int], acabados: tuple[int, ...]) -> Resultado:
    if any(map(passageiro, codigos)):
        situacao = SituacaoDoEnvio.FALHA_TEMPORARIA
    else:
        situacao = SituacaoDoEnvio.FALHA_TECNICA
    return Resultado(situacao, erro=f"O serviço de push respondeu {codigos[0]}.", esquecer=acabados)
