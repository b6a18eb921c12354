"""O ensaio: a cópia restaurada num lugar vazio e comparada com o manifesto, linha a linha e byte a byte."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone
from pyrage.x25519 import Identity

from sp156.copia import arquivos, banco
from sp156.copia.destinos import Destino
from sp156.copia.erros import CopiaFalhou
from sp156.copia.manifesto import Manifesto
from sp156.copia.models import Copia
from sp156.copia.restaurar import banco_restaurado, diferencas, exigir, exigir_espaco

ENSAIO = "_ensaio"
"""No fim do nome do banco que se faz e se apaga."""


@dataclass
class Ensaio:
    """O que se comparou, e o que não confere."""

    tabelas: int = 0
    linhas: int = 0
    arquivos: int = 0
    segundos: float = 0
    diferencas: list[str] = field(default_factory=list)


def ensaiar(
    destino: Destino,
    dito: Manifesto,
    *,
    com: Sequence[Identity],
    dizer: Callable[[str], object] = lambda _: None,
) -> Ensaio:
    """Restaura a cópia num banco que se apaga, lê cada arquivo, compara tudo e anota o resultado na cópia.

    O arquivo truncado, ou que falta, é uma diferença; a cópia que não se pode abrir é CopiaFalhou.
    """
    comecou, feito = time.monotonic(), Ensaio(arquivos=len(dito.arquivos))
    exigir(dito, sem_as_chaves=True)
    exigir_espaco(dito, dos_arquivos=0)
    with banco.um_de_cada_vez():
        _o_banco(destino, dito, com, feito)
        for nome, guardado in dito.arquivos.items():
            onde = arquivos.no_destino(nome, cifrado=bool(dito.cifra))
            try:
                with arquivos.aberto(destino, onde, guardado, cifrado=bool(dito.cifra), com=com):
                    pass
            except CopiaFalhou as erro:
                feito.diferencas.append(str(erro))
    feito.diferencas += [f"{nome}: faltava já quando se fez a cópia" for nome in dito.faltam]
    feito.segundos = round(time.monotonic() - comecou, 1)
    for diferenca in feito.diferencas:
        dizer(diferenca)
    Copia.objects.filter(nome=dito.nome, onde=destino.onde).update(
        ensaiada_em=timezone.now(), diferencas=len(feito.diferencas), ensaio_segundos=round(feito.segundos)
    )
    return feito


def _o_banco(destino: Destino, dito: Manifesto, com: Sequence[Identity], feito: Ensaio) -> None:
    """As tabelas, e os arquivos de que as linhas restauradas falam."""
    nome = f"{connection.settings_dict['NAME']}{ENSAIO}"
    try:
        with banco_restaurado(destino, dito, nome, com) as somadas:
            feito.tabelas, feito.linhas = len(somadas), sum(tabela.linhas for tabela in somadas.values())
            feito.diferencas += diferencas(dito, somadas)
    except CopiaFalhou as erro:
        if not com and dito.cifra:
            raise
        feito.diferencas.append(str(erro))
    finally:
        banco.apagar(nome)
