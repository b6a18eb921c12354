"""Que migrações o código da versão anterior não aguenta: acrescenta-se agora, tira-se na versão seguinte.

Enquanto se atualiza, o código de antes ainda atende no banco de agora. Ele não pode deixar de achar o que lê,
nem gravar uma linha sem o que agora se exige.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ManyToManyField
from django.db.models.fields import NOT_PROVIDED

RAZAO = "SEGURA"
"""A constante do módulo de uma migração que diz por que esta exceção não quebra o código de antes."""
TIRA = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)
EXIGE = (operations.AddConstraint, operations.AlterUniqueTogether, operations.RunSQL)


def inseguras(migracoes: Iterable[Migration], antes: ProjectState) -> Iterator[str]:
    """De cada migração depois da versão lançada, na ordem, o que o código de antes não aguenta.

    A tabela que nasceu depois dele, ele não a conhece: nela tudo se pode.
    """
    estado, novas = antes.clone(), set[tuple[str, str]]()
    for migracao in migracoes:
        for operacao in abertas(migracao.operations):
            modelo = (migracao.app_label, _modelo(operacao))
            porque = "" if modelo in novas else _porque(operacao, modelo, estado)
            if porque:
                yield f"{migracao.app_label}.{migracao.name}: {operacao.describe()} ({porque})"
            if isinstance(operacao, operations.CreateModel):
                novas.add(modelo)
            operacao.state_forwards(migracao.app_label, estado)


def _modelo(operacao: Operation) -> str:
    """A tabela em que a operação mexe; vazia, se não diz qual."""
    return str(getattr(operacao, "model_name", getattr(operacao, "name", ""))).lower()


def abertas(lista: Sequence[Operation]) -> Iterator[Operation]:
    """As que mexem no banco; de uma separada, as de dentro."""
    for operacao in lista:
        if isinstance(operacao, operations.SeparateDatabaseAndState):
            yield from operacao.database_operations
        else:
            yield operacao


def _porque(operacao: Operation, modelo: tuple[str, str], antes: ProjectState) -> str:
    if isinstance(operacao, TIRA):
        return "o código de antes ainda o usa"
    if isinstance(operacao, EXIGE):
        return "o código de antes pode não o cumprir"
    if isinstance(operacao, operations.AddField):
        return _a_mais(operacao.field)
    if isinstance(operacao, operations.AlterField):
        return _mais_estrito(antes.models[modelo].fields[operacao.name], operacao.field)
    return ""


def _a_mais(campo: Field) -> str:  # type: ignore[type-arg]
    """O INSERT de antes não diz o campo novo: o banco tem de o saber pôr."""
    sabe = campo.null or campo.db_default is not NOT_PROVIDED or campo.generated
    return "" if isinstance(campo, ManyToManyField) or sabe else "sem null nem db_default"


def _mais_estrito(velho: Field, novo: Field) -> str:  # type: ignore[type-arg]
    if (velho.null and not novo.null) or (novo.unique and not velho.unique):
        return "o código de antes ainda grava o que ele recusa"
    de, para = velho.db_type(connection), novo.db_type(connection)
    cabe = de == para or (_letras(de) and _letras(para) >= _letras(de)) or (_letras(de) and para == "text")
    return "" if cabe else f"muda de {de} para {para}"


def _letras(tipo: str | None) -> int:
    achado = re.fullmatch(r"varchar\((\d+)\)", tipo or "")
    return int(achado[1]) if achado else 0
