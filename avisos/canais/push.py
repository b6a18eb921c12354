"""O aviso no aparelho (web push), só para os serviços de push que se conhecem."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import parse_url

from avisos.canais.base import Resultado, configuracao
from avisos.canais.http import ACEITOU, FORA_DO_AR, passageiro, postar
from avisos.canais.texto_curto import pagina_de
from avisos.models import Envio
from avisos.situacoes import Canal, SituacaoDoEnvio

ESTRAGADA = 410
"""Como se o serviço dissesse que acabou: esquece-se."""
ACABOU = {404, ESTRAGADA}
VALE = 3 * 24 * 60 * 60
"""Segundos que o serviço de push guarda o aviso de um aparelho desligado."""
LOCAIS = {"127.0.0.1", "localhost"}
HTTPS = 443
PROIBIDO = re.compile(r"[^!-~]|[\\@]")
"""Nenhum serviço os usa: espaço, controle, acento, a barra que alguns leem como `/`, e o `@`."""


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
                codigos[aparelho["pk"]] = self._tentar(aparelho, envio, texto)
        acabados = tuple(pk for pk, codigo in codigos.items() if codigo in ACABOU)
        vivos = [codigo for codigo in codigos.values() if codigo not in ACABOU]
        if not vivos:
            frase = "A pessoa já não aceita avisos em nenhum aparelho."
            return Resultado(SituacaoDoEnvio.FALHA_PERMANENTE, erro=frase, esquecer=acabados)
        if any(codigo in ACEITOU for codigo in vivos):
            return Resultado(SituacaoDoEnvio.ENVIANDO, esquecer=acabados)
        return _sem_aceite(vivos, acabados)

    def _tentar(self, aparelho: dict[str, Any], envio: Envio, texto: str) -> int:
        """Um aparelho que não responde, ou com a chave estragada, não cala os outros."""
        try:
            return self._a_um(aparelho, envio, texto)
        except HTTPError:
            return FORA_DO_AR
        except self.chave_ruim:  # a que o navegador deu
            return ESTRAGADA

    def _a_um(self, aparelho: dict[str, Any], envio: Envio, texto: str) -> int:
        chaves = {"p256dh": aparelho["p256dh"], "auth": aparelho["auth"]}
        inscricao = {"endpoint": aparelho["endpoint"], "keys": chaves}
        cifrado = self.cifrar(inscricao).encode(corpo(envio, texto), content_encoding="aes128gcm")
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
                "Urgency": "high" if envio.aviso.urgente else "normal",
                "Topic": sha256(envio.aviso.chave.encode()).hexdigest()[:32],
            },
        )
        return codigo

    def fechar(self) -> None:
        """As conexões são de todos os lotes."""


def corpo(envio: Envio, texto: str) -> bytes:
    """Na forma que alguns navegadores mostram sem programa nosso (Declarative Web Push)."""
    aviso = {"title": "SP156", "body": texto, "navigate": pagina_de(envio.aviso.protocolo), "lang": "pt-BR"}
    return json.dumps({"web_push": 8030, "notification": aviso}, ensure_ascii=False).encode()


def _sem_aceite(codigos: list[int], acabados: tuple[int, ...]) -> Resultado:
    if any(map(passageiro, codigos)):
        situacao = SituacaoDoEnvio.FALHA_TEMPORARIA
    else:
        situacao = SituacaoDoEnvio.FALHA_TECNICA
    return Resultado(situacao, erro=f"O serviço de push respondeu {codigos[0]}.", esquecer=acabados)
