"""O que uma requisição recusada não pode ter mudado no banco.

Vigiar cada instrução é barato, e diz quando vale a pena olhar; quem decide é a impressão das tabelas antes e
depois: quantas linhas, e a soma das transações que as escreveram (`xmin` muda a cada escrita).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

ESCREVE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
PODE_MUDAR = {
    "django_session": "a sessão de quem errou a senha, ou abriu uma chave",
    "protocolo_rascunho": "o que se digitou errado num assistente fica guardado, para se corrigir",
    "protocolo_arquivoderascunho": "a foto boa de um envio recusado fica guardada",
    "account_emailaddress": "o allauth confirma a conta de quem erra a senha",
}
"""As tabelas que um envio recusado pode mudar, e por quê."""

type Impressao = dict[str, tuple[int, int]]


def tabelas() -> list[str]:
    """As do projeto e as do Django, menos as que se podem mudar."""
    todas = {modelo._meta.db_table for modelo in apps.get_models(include_auto_created=True)}
    return sorted((todas & set(connection.introspection.table_names())) - PODE_MUDAR.keys())


def impressao(quais: list[str]) -> Impressao:
    """Quantas linhas cada tabela tem, e a soma dos `xmin` delas."""
    partes = [
        f"SELECT '{nome}', count(*), coalesce(sum(xmin::text::bigint), 0)::bigint FROM \"{nome}\""  # noqa: S608
        for nome in quais
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(partes))
        return {nome: (linhas, escritas) for nome, linhas, escritas in cursor.fetchall()}


class Vigia:
    """As tabelas em que se escreveu enquanto olhava, ainda que depois se desfizesse."""

    def __init__(self) -> None:
        self.escritas: set[str] = set()

    def __call__(self, executar: Callable[..., Any], sql: str, *resto: Any) -> Any:
        if achada := ESCREVE.match(sql):
            self.escritas.add(achada[1])
        return executar(sql, *resto)


@contextmanager
def desfazendo() -> Iterator[Callable[[], list[str]]]:
    """Desfaz no fim o que se gravou; dentro, diz que tabelas mudaram e não podiam.

    Perguntar acaba a tentativa: a impressão de antes se tira depois de desfazer.
    """
    vigia, ponto = Vigia(), transaction.savepoint_create()

    def mudaram() -> list[str]:
        suspeitas = sorted(vigia.escritas & set(tabelas()))
        if not suspeitas:
            return []
        depois = impressao(suspeitas)
        transaction.savepoint_rollback(ponto)
        antes = impressao(suspeitas)
        return [nome for nome in suspeitas if antes[nome] != depois[nome]]

    with connection.execute_wrapper(vigia):
        try:
            yield mudaram
        finally:
            if connection.needs_rollback:
                connection.set_rollback(False)
            transaction.savepoint_rollback(ponto)
            transaction.savepoint_commit(ponto)
