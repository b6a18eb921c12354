"""Cadastrar quem trabalha: a conta sem senha, o que fica escrito dela e o link, só ao e-mail da pessoa."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from contas import registro
from contas.models import RegistroDeAcesso, Usuario
from entrada.acesso import recados
from referencia.tabelas import assinar


@transaction.atomic
def cadastrar(*, pessoa: Usuario, por: Any, campos: Collection[str]) -> bool:
    """Grava a conta nova e manda o link da senha pela caixa de saída; diz se havia para onde."""
    pessoa.set_unusable_password()
    assinar(pessoa, por)
    pessoa.save()
    registro.registrar_ficha(pessoa=pessoa, por=por, nova=True, mudados=campos)
    return mandar_link(pessoa=pessoa, por=por)


def mandar_link(*, pessoa: Usuario, por: Any) -> bool:
    """O link para escolher a senha, e quem o mandou; nada, a quem não tem e-mail."""
    if not recados.mandar_link(pessoa):
        return False
    registro.registrar(ato=RegistroDeAcesso.Mudanca.LINK, pessoa=pessoa, por=por)
    return True
