"""O que se diz a alguém da sua própria conta: só ao seu contato, pela caixa de saída, nunca numa tela."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.utils.timezone import localtime

from avisos.a_quem_trabalha import avisar_da_conta
from avisos.acoes import escrever_da_conta, escrever_sms_da_conta
from contas.models import Usuario
from contas.nome_de_gente import de_gente

ASSUNTO_DA_TROCA = "SP156: o e-mail da sua conta mudou"
TEXTO_DA_TROCA = """O e-mail d{a_conta} no SP156 foi trocado pela administração.

Este endereço não recebe mais as mensagens da conta nem serve para escolher a senha.

Se você não esperava isto, fale já com quem administra o SP156 ou ligue para a Ouvidoria.
"""
TEXTO_DO_CELULAR = """O celular que estava n{a_conta} no SP156 foi provado noutra conta.

Por isso ele saiu da sua, e os avisos deixam de ir a ele. Os seus pedidos continuam como estavam.

Se o número é seu, entre na conta e ponha-o de novo em “Como você quer ser avisado”.
"""

TEXTO_DA_TROCA_PEDIDA = """Alguém que entrou n{a_conta} no SP156 trocou o {qual} dela.

Se foi você, não faça nada: em {ate} o novo passa a ser o da conta. Os avisos dos seus pedidos já vão a ele.

Se não foi você, recuse até lá, sem precisar entrar: {link}
"""
SMS_DA_TROCA = "SP156: trocaram o {qual} da sua conta. Se não foi você, recuse até {ate}: {link}"

SMS_DO_CODIGO = "SP156: {codigo} é o seu código. Ele vale por 10 minutos. Não o diga a ninguém."


def avisar(pessoa: Usuario, modelo: str, chave: str, valores: Mapping[str, str] | None = None) -> None:
    """Põe um aviso na caixa de saída, na transação de quem chama; sem e-mail não há o que mandar."""
    if pessoa.email:
        avisar_da_conta(pessoa, modelo, chave, valores or {})


def mandar_link(pessoa: Usuario) -> bool:
    """Manda ao e-mail da própria pessoa o link para escolher a senha; diz se havia para onde.

    O link se faz na entrega: não fica no banco nem passa por quem pediu.
    """
    avisar(pessoa, "escolher_senha", f"senha/{uuid4().hex}")
    return bool(pessoa.email)


def dizer_ao_endereco_antigo(pessoa: Usuario, antigo: str | None) -> None:
    """Avisa o endereço que deixou de valer, depois de gravado o novo: fica cifrado até a mensagem sair."""
    if antigo and antigo != pessoa.email:
        escrever_da_conta(
            qual="endereco_antigo",
            email=antigo,
            assunto=ASSUNTO_DA_TROCA,
            corpo=TEXTO_DA_TROCA.format(a_conta=_a_conta_de(pessoa)),
        )


def dizer_que_o_celular_saiu(pessoa: Usuario) -> None:
    """Diz ao e-mail da conta, se há, que outra pessoa provou ser seu o celular dela, sem dizer quem."""
    if pessoa.email:
        escrever_da_conta(
            qual="celular_saiu",
            email=pessoa.email,
            assunto="SP156: o celular saiu da sua conta",
            corpo=TEXTO_DO_CELULAR.format(a_conta=_a_conta_de(pessoa)),
        )


def dizer_da_troca(pessoa: Usuario, qual: str, link: str, *, ate: datetime | None) -> None:
    """A cada contato que a conta já tinha: quem o tem percebe se não foi a pessoa, e recusa."""
    valores = {"a_conta": _a_conta_de(pessoa), "qual": qual, "link": link}
    valores["ate"] = f"{localtime(ate):%d/%m às %Hh%M}" if ate else ""
    if pessoa.email:
        escrever_da_conta(
            qual="troca_de_contato",
            email=pessoa.email,
            assunto=f"SP156: o {qual} da sua conta está mudando",
            corpo=TEXTO_DA_TROCA_PEDIDA.format(**valores),
        )
    if pessoa.celular and "sms" in settings.CANAIS:
        escrever_sms_da_conta(celular=pessoa.celular, texto=SMS_DA_TROCA.format(**valores))


def mandar_codigo_por_sms(*, celular: str, codigo: str) -> None:
    """O código a este celular; sem ele não vai a ninguém, e custa o mesmo."""
    escrever_sms_da_conta(celular=celular, texto=SMS_DO_CODIGO.format(codigo=codigo))


def _a_conta_de(pessoa: Usuario) -> str:
    """“a conta de Ana Souza”; o nome que não é só de letras não se repete numa mensagem: “a sua conta”."""
    return f"a conta de {pessoa.nome}" if de_gente(pessoa.nome) else "a sua conta"
