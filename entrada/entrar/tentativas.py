"""Quantas vezes se pode errar a senha, e de onde: quem ataca uma conta não fecha a porta a quem é dela."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest

from contas import aparelhos
from contas.models import Usuario
from entrada.entrar.email_ou_cpf import conta_de
from referencia import limite_de_tentativas

CINCO_MINUTOS, DEZ_MINUTOS, UMA_HORA, UM_DIA = 300, 600, 3600, 86_400


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
    """Os contadores de um código pedido: ninguém enche o correio de outro, nem tenta códigos sem fim.

    O aparelho em que a conta já entrou tem a sua quota, e cada rede também: o que um estranho pede para o
    mesmo endereço não gasta a de quem é dona dele. O teto de todas juntas é alto, para que poucas redes não o
    alcancem; o computador de muitos também conta para ele. A quota da rede, para quaisquer endereços, é a de
    uma Praça cheia.
    """
    usuario = conta_de(escrito)
    quem = _conta(usuario, escrito)
    da_conta = [Limite("codigo-de-fora", quem, 30, UMA_HORA), Limite("codigo-no-dia", quem, 60, UM_DIA)]
    if usuario and (aparelho := aparelhos.conhecido(request, usuario.pk)):
        daqui = Limite("codigo-conhecido", f"{usuario.pk}:{aparelho}", 8, CINCO_MINUTOS)
        return [daqui, *da_conta] if aparelhos.de_muitos(request) else [daqui]
    rede = limite_de_tentativas.quem_pede(request)
    return [
        Limite("codigo-rede", rede, 60, CINCO_MINUTOS),
        Limite("codigo-dali", f"{quem}:{rede}", 5, CINCO_MINUTOS),
        Limite("codigo-dali-na-hora", f"{quem}:{rede}", 8, UMA_HORA),
        *da_conta,
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
