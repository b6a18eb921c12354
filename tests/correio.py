"""Servidor SMTP real para os testes: o que chega fica em `mensagens`."""

import asyncio
import contextlib
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from sp156.configuracao import mailers

REMETENTE = "SP156 <nao-responda@exemplo.gov.br>"


class ControladorDePortaLivre(Controller):
    """O aiosmtpd confere a porta pedida; com a porta 0 quem a sabe é o soquete."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Correio:
    """`recusas` faz o servidor responder com erro: {"RCPT": "550 não existe"}."""

    def __init__(self) -> None:
        self.mensagens: list[EmailMessage] = []
        self.destinos: list[list[str]] = []
        self.recusas: dict[str, str] = {}
        self.porta = 0
        self._controlador: ControladorDePortaLivre | None = None

    @classmethod
    @contextlib.contextmanager
    def no_ar(cls) -> Iterator["Correio"]:
        correio = cls()
        correio.subir()
        try:
            yield correio
        finally:
            correio.parar()

    def subir(self) -> None:
        """Sobe numa porta livre; depois de `parar`, na mesma de antes."""
        self._controlador = ControladorDePortaLivre(self, hostname="127.0.0.1", port=self.porta)
        self._controlador.start()
        self.porta = self._controlador.port

    def parar(self) -> None:
        """Derruba o servidor; a porta fica fechada até `subir`."""
        if self._controlador is not None:
            self._controlador.stop()
            self._controlador = None

    def mailers(self) -> dict[str, dict[str, Any]]:
        return mailers(f"smtp://127.0.0.1:{self.porta}", REMETENTE)

    async def handle_RCPT(  # noqa: N802 - nome que o aiosmtpd procura
        self, _servidor: SMTP, _sessao: Session, envelope: Envelope, endereco: str, _opcoes: list[str]
    ) -> str:
        if recusa := self.recusas.get("RCPT"):
            return recusa
        envelope.rcpt_tos.append(endereco)
        return "250 OK"

    async def handle_DATA(self, _servidor: SMTP, _sessao: Session, envelope: Envelope) -> str:  # noqa: N802 - idem
        if recusa := self.recusas.get("DATA"):
            return recusa
        conteudo = envelope.content
        assert isinstance(conteudo, bytes)
        mensagem = email.message_from_bytes(conteudo, policy=email.policy.default)
        assert isinstance(mensagem, EmailMessage)
        self.mensagens.append(mensagem)
        self.destinos.append(envelope.rcpt_tos)
        return "250 OK"
