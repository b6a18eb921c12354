"""Toda conferência e toda unicidade do banco que um formulário da administração pode ofender, ele confere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import BaseConstraint, CheckConstraint, F, Q, UniqueConstraint
from django.test import RequestFactory

from contas.models import Usuario

FORA_E_BEM = {
    "cidade_uma_so": "só há uma linha, e não se cria outra",
    "dia_nao_util_unico": "`clean_data` procura o dia",
    "exigencia_de_segundo_fator_unica": "o papel não se muda, e não se cria outra",
    "modelo_de_aviso_unico": "a chave não se muda, e não se cria outro",
    "regra_da_conversa_uma_so": "só há uma linha, e não se cria outra",
    "regra_do_atendimento_uma_so": "só há uma linha, e não se cria outra",
    "regra_do_guia_uma_so": "só há uma linha, e não se cria outra",
    "usuario_celular_unico": "o celular não se muda na administração",
}
"""As que citam uma coluna que o formulário não tem, e por que ele não as pode ofender."""


def colunas(restricao: BaseConstraint) -> set[str]:
    """As que a restrição cita."""
    condicao: Any = getattr(restricao, "condition", None)
    citadas = set(condicao.referenced_base_fields) if isinstance(condicao, Q) else set()
    if isinstance(restricao, UniqueConstraint):
        nomeadas: Any = [expressao for expressao in restricao.expressions if isinstance(expressao, F)]
        citadas |= {*restricao.fields, *(coluna.name for coluna in nomeadas)}
    return citadas


def por_conferir(modelo: Any, formulario: Any) -> Iterator[str]:
    conferidas = {*formulario.base_fields, *getattr(formulario, "de_fora", ())}
    if hasattr(formulario, "de_fora"):
        conferidas |= {campo.name for campo in modelo._meta.fields if campo.generated}
    for restricao in modelo._meta.constraints:
        if isinstance(restricao, CheckConstraint | UniqueConstraint) and colunas(restricao) - conferidas:
            yield restricao.name


@pytest.mark.django_db
def test_nenhuma_restricao_fica_so_para_o_banco(rf: RequestFactory) -> None:
    pedido = rf.get("/")
    pedido.user = Usuario(is_superuser=True, is_staff=True)
    achadas = {
        nome
        for modelo, tela in admin.site._registry.items()
        if tela.has_change_permission(pedido) and (formulario := tela.get_form(pedido)).base_fields
        for nome in por_conferir(modelo, formulario)
    }
    assert achadas == set(FORA_E_BEM)
