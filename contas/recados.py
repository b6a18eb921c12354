"""O que se diz a alguém da sua própria conta: só ao seu contato, pela caixa de saída, nunca numa tela."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.module_loading import import_string

from contas.models import Usuario

registro = logging.getLogger(__name__)

ASSUNTO_DA_TROCA = "SP156: o e-mail da sua conta mudou"
TEXTO_DA_TROCA = """O e-mail da conta de {nome} no SP156 foi trocado pela administração.

Este endereço não recebe mais as mensagens da conta nem serve para escolher a senha.

Se você não esperava isto, fale já com quem administra o SP156 ou ligue para a Ouvidoria.
"""


def avisar(pessoa: Usuario, modelo: str, chave: str, valores: Mapping[str, str] | None = None) -> None:
    """Põe um aviso na caixa de saída, na transação de quem chama; sem e-mail não há o que mandar."""
    if pessoa.email:
        import_string(settings.AVISO_A_QUEM_TEM_CONTA)(pessoa, modelo, chave, valores or {})


def mandar_link(pessoa: Usuario) -> bool:
    """Manda ao e-mail da própria pessoa o link para escolher a senha; diz se havia para onde.

    O link se faz na entrega: não fica no banco nem passa por quem pediu.
    """
    avisar(pessoa, "escolher_senha", f"senha/{uuid4().hex}")
    return bool(pessoa.email)


def dizer_ao_endereco_antigo(pessoa: Usuario, antigo: str | None) -> None:
    """Avisa o endereço que deixou de valer, depois da gravação: a caixa de saída só conhece o de agora."""
    if antigo and antigo != pessoa.email:
        transaction.on_commit(partial(_ao_endereco, antigo, TEXTO_DA_TROCA.format(nome=pessoa.nome)))


def _ao_endereco(email: str, texto: str) -> None:
    try:
        send_mail(ASSUNTO_DA_TROCA, texto, None, [email])
    except (OSError, smtplib.SMTPException) as erro:
        # Só o tipo: a recusa do servidor repete o endereço da pessoa.
        registro.error("o endereço antigo de uma conta não foi avisado: %s", type(erro).__name__)  # noqa: TRY400


def endereco(caminho: str) -> str:
    return f"{settings.ENDERECO_PUBLICO}{caminho}"
