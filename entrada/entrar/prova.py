"""A prova de que um contato é de quem o escreveu: um código de 6 números, que se gasta uma vez.

Onde quer que espere (na sessão de quem entra, na de quem põe um contato na conta, na conversa), só cifrado.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Any, override

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string

from contas.segredos import chaves
from entrada.entrar import tentativas
from entrada.entrar.email_ou_cpf import DE_CELULAR
from entrada.por_dentro_do_allauth import AbstractCodeVerificationProcess

VALE = tentativas.DEZ_MINUTOS
ERROS = 3
"""Depois deles o código deixa de valer, e pede-se outro."""
MUITOS = "Você pediu muitos códigos. Espere uma hora e tente de novo."
ERROU = "Este não é o código que mandamos. Confira os números."
JA_NAO_VALE = "O código já não vale. Peça outro."


def mandar(contato: str, *, por_sms: bool) -> str:
    """Sorteia um código, manda-o ao e-mail ou ao celular, e devolve-o cifrado.

    Sem contato, ou acabado o que este recebe, não vai a ninguém, nenhum o abre, e custa o mesmo: quem espera
    não percebe.
    """
    correio = get_adapter()
    codigo = str(correio.generate_login_code())
    if por_sms:
        foi = correio.send_verification_code_sms(None, contato, codigo)
    else:
        foi = correio.send_mail("account/email/login_code", contato, {"code": codigo})
    return chaves.cifrar({"codigo": codigo if foi else ""}).decode()


def aberto(cifrado: str) -> str:
    """O código que `mandar` devolveu, vazio se não foi a ninguém.

    Levanta `InvalidToken` se as chaves do selo mudaram.
    """
    return chaves.decifrar(cifrado.encode())["codigo"]


def confere(cifrado: str, escrito: str) -> bool:
    """Se o que se escreveu, com espaços ou sem, é o código."""
    codigo = aberto(cifrado)
    return constant_time_compare("".join(escrito.split()), codigo) and bool(codigo)


class Palpite(Enum):
    """O que deu um código escrito; depois de `ACABOU` pede-se outro código."""

    CERTO = auto()
    ERRADO = auto()
    ACABOU = auto()


def pode_pedir(request: HttpRequest, contato: str, *, por_sms: bool = False) -> bool:
    """Conta mais um código pedido para este contato, e diz se cabe."""
    return tentativas.contar(tentativas.limites_do_codigo(request, _escrito(contato, por_sms=por_sms)))


def _escrito(contato: str, *, por_sms: bool) -> str:
    return f"{DE_CELULAR}{contato}" if por_sms else contato


class ProvaNaSessao(AbstractCodeVerificationProcess):
    """O código que uma sessão espera, e o contato a que foi, que só se grava depois de provado."""

    def __init__(self, request: HttpRequest, onde: str, estado: dict[str, Any]) -> None:
        """`onde` é a chave da sessão: cada página tem a sua."""
        super().__init__(max_attempts=ERROS, timeout=VALE, state=estado, user=request.user)
        self.request, self.onde = request, onde

    @classmethod
    def comecar(cls, request: HttpRequest, onde: str, *, contato: str, por_sms: bool = False) -> None:
        """Manda o código, e a sessão passa a esperar por ele."""
        dito = {"contato": contato, "por_sms": "1" if por_sms else ""}
        estado = {**cls.initial_state(user=None), "espera": get_random_string(12)}
        processo = cls(request, onde, {**estado, "dito": chaves.cifrar(dito).decode()})
        processo.send()
        processo.persist()

    @classmethod
    def retomar(cls, request: HttpRequest, onde: str) -> ProvaNaSessao | None:
        """O que esta sessão espera; None se nada, ou se passou do tempo."""
        estado = request.session.get(onde)
        processo: ProvaNaSessao | None = cls(request, onde, estado).abort_if_invalid() if estado else None
        return processo

    @property
    def contato(self) -> str:
        return self._dito["contato"]

    @property
    def por_sms(self) -> bool:
        return bool(self._dito["por_sms"])

    @property
    def _dito(self) -> dict[str, str]:
        return chaves.decifrar(self.state["dito"].encode())

    def tentar(self, codigo: str) -> Palpite:
        """O certo se gasta. Conta antes de comparar: envios ao mesmo tempo leem a mesma sessão."""
        limites = tentativas.limites_do_palpite(
            self.request,
            espera=self.state["espera"],
            escrito=_escrito(self.contato, por_sms=self.por_sms),
        )
        if not tentativas.contar(limites):
            self.abort()
            return Palpite.ACABOU
        if confere(self.state["code"], codigo):
            self.abort()
            return Palpite.CERTO
        return Palpite.ERRADO if self.record_invalid_attempt() else Palpite.ACABOU

    @property
    @override
    def code(self) -> str:
        return aberto(self.state["code"])

    @override
    def send(self) -> None:
        self.state["code"] = mandar(self.contato, por_sms=self.por_sms)

    @override
    def persist(self) -> None:
        self.request.session[self.onde] = self.state

    @override
    def abort(self) -> None:
        self.request.session.pop(self.onde, None)
