"""Quantas vezes se pode errar a senha, e de onde: quem ataca uma conta não fecha a porta a quem é dela."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from avisos.canais.destinos import sem_etiqueta
from contas import aparelhos
from contas.models import Usuario
from entrada.entrar.email_ou_cpf import DE_CELULAR, conta_de
from referencia import limite_de_tentativas

CINCO_MINUTOS, DEZ_MINUTOS, UMA_HORA, UM_DIA = 300, 600, 3600, 86_400
POR_HORA, POR_DIA = 5, 10
"""Quantos códigos, links e números que alguém pediu vão a um contato, somados todos os fins."""


@dataclass(frozen=True, slots=True)
class Limite:
    """Um contador: o nome, de quem é, quantas vezes em quantos segundos."""

    nome: str
    quem: str
    vezes: int
    segundos: int


def limites_de(request: HttpRequest, escrito: str) -> list[Limite]:
    """Os contadores desta tentativa.

    Do aparelho em que a conta já entrou conta só ele: nem o que outros erram na mesma rede, nem o que erram
    na mesma conta de fora o alcança. De um lugar novo contam a conta vista dali, a conta vista de qualquer
    lugar novo e a rede, que quem tenta muitas contas gasta.
    """
    usuario = conta_de(escrito)
    if usuario and (aparelho := aparelhos.conhecido(request, usuario.pk)):
        return [Limite("entrar-conhecido", f"{usuario.pk}:{aparelho}", 10, CINCO_MINUTOS)]
    conta = _conta(usuario, escrito)
    rede = limite_de_tentativas.quem_pede(request)
    return [
        Limite("entrar-rede", rede, 10, 60),
        Limite("entrar-dali", f"{conta}:{rede}", 5, CINCO_MINUTOS),
        Limite("entrar-de-fora", conta, 20, UMA_HORA),
    ]


def limites_do_codigo(request: HttpRequest, escrito: str) -> list[Limite]:
    """Os contadores de quem pede um código, que se dizem a quem os gasta: só dependem do que ele pediu.

    O aparelho em que a conta já entrou tem a sua quota, e cada rede também. A de uma rede é menor do que o
    contato recebe (`limites_do_contato`): quem pede de um lugar só não tranca quem pede de outro. A quota da
    rede, para quaisquer endereços, é a de uma Praça cheia.
    """
    usuario = conta_de(escrito)
    if usuario and (aparelho := aparelhos.conhecido(request, usuario.pk)):
        return [Limite("codigo-conhecido", f"{usuario.pk}:{aparelho}", POR_HORA, UMA_HORA)]
    da_rede = Limite("codigo-rede", limite_de_tentativas.quem_pede(request), 60, CINCO_MINUTOS)
    return [da_rede, *_dali(request, "codigo", _conta(usuario, escrito))]


def limites_do_contato(request: HttpRequest | None, contato: str) -> list[Limite]:
    """Os contadores do que estranhos fazem chegar a um e-mail ou celular, para o que for, de onde for.

    Quem conta não diz que se acabaram: a mensagem não vai, e a página é a mesma (ADR 0091). O aparelho em que
    só esta conta já entrou tem a sua quota à parte: o que os outros pedem não a tranca.
    """
    dali: list[Limite] = []
    dito = sem_etiqueta(contato.removeprefix(DE_CELULAR))
    quem = salted_hmac("entrada.contato", dito, algorithm="sha256").hexdigest()
    de_uma = aparelhos.ultima_conta(request) if request and not aparelhos.de_muitos(request) else None
    if de_uma and (usuario := conta_de(contato)) and usuario.pk == de_uma:
        quem = f"{quem}:conhecido"
    elif request:
        dali = _dali(request, "contato", quem)
    return [
        *dali,
        Limite("contato", quem, POR_HORA, UMA_HORA),
        Limite("contato-no-dia", quem, POR_DIA, UM_DIA),
    ]


def _dali(request: HttpRequest, nome: str, quem: str) -> list[Limite]:
    """De um lugar só, menos do que o contato recebe: o resto fica para quem pede de outro."""
    daqui = f"{quem}:{limite_de_tentativas.quem_pede(request)}"
    return [
        Limite(f"{nome}-dali", daqui, POR_HORA - 1, UMA_HORA),
        Limite(f"{nome}-dali-no-dia", daqui, POR_DIA - 2, UM_DIA),
    ]


def limites_do_palpite(request: HttpRequest, *, espera: str, escrito: str) -> list[Limite]:
    """Os contadores de um código escrito, somados antes de o comparar: envios ao mesmo tempo não os furam.

    `espera` é o código que se espera: três vezes cada um. Do aparelho em que a conta já entrou só ele conta;
    do que é de muitos, também o aparelho e a conta: quem o usa não adivinha o código de quem lá entrou.
    """
    do_codigo = Limite("palpite", espera, 3, DEZ_MINUTOS)
    usuario = conta_de(escrito)
    da_conta = Limite("palpite-conta", _conta(usuario, escrito), 30, DEZ_MINUTOS)
    if usuario and (aparelho := aparelhos.conhecido(request, usuario.pk)):
        daqui = Limite("palpite-aparelho", aparelho, 30, DEZ_MINUTOS)
        return [do_codigo, daqui, da_conta] if aparelhos.de_muitos(request) else [do_codigo]
    rede = limite_de_tentativas.quem_pede(request)
    return [do_codigo, Limite("palpite-rede", rede, 30, DEZ_MINUTOS), da_conta]


def _conta(usuario: Usuario | None, escrito: str) -> str:
    """De quem é o contador: da conta, escreva-se o e-mail ou o CPF dela; sem conta, do que se escreveu."""
    return str(usuario.pk) if usuario else sha256(escrito.lower().encode()).hexdigest()


def contar(contadores: Sequence[Limite]) -> bool:
    """Conta a tentativa e diz se cabe; para no primeiro que se esgotou, para não gastar os outros."""
    return all(
        limite_de_tentativas.dentro_do_limite(c.nome, c.quem, vezes=c.vezes, segundos=c.segundos)
        for c in contadores
    )


def devolver(contadores: Sequence[Limite]) -> None:
    """A tentativa deu certo: não foi erro de ninguém."""
    for contador in contadores:
        limite_de_tentativas.devolver(contador.nome, contador.quem)
