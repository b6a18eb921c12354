"""O ensaio: a cópia restaurada num lugar vazio e comparada com o manifesto, linha a linha e byte a byte."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.utils import timezone

from sp156.copia import CopiaFalhou, banco
from sp156.copia.cifra import NaoAbre
from sp156.copia.models import Copia
from sp156.copia.restaurar import Aberta, banco_restaurado, diferencas, exigir, exigir_espaco

ENSAIO = "_ensaio"
"""No fim do nome do banco que se faz e se apaga."""


@dataclass
class Ensaio:
    """O que se comparou, e cada coisa que não confere, por extenso."""

    tabelas: int = 0
    linhas: int = 0
    arquivos: int = 0
    segundos: float = 0
    diferencas: list[str] = field(default_factory=list)


def ensaiar(copia: Aberta) -> Ensaio:
    """Restaura a cópia num banco que se apaga, lê cada arquivo, compara tudo e anota o resultado na cópia.

    O arquivo truncado, ou que falta, é uma diferença; a cópia que não se pode abrir é CopiaFalhou.
    """
    comecou, dito = time.monotonic(), copia.dito
    feito = Ensaio(arquivos=len(dito.arquivos))
    exigir(dito, sem_as_chaves=True)
    exigir_espaco(copia, dos_arquivos=0)
    with banco.um_de_cada_vez():
        _o_banco(copia, feito)
        _os_arquivos(copia, feito)
        feito.diferencas += [f"{nome}: faltava já quando se fez a cópia" for nome in dito.faltam]
        feito.segundos = round(time.monotonic() - comecou, 1)
        Copia.objects.filter(pasta=dito.nome).update(
            ensaiada_em=timezone.now(),
            diferencas=len(feito.diferencas),
            ensaio_segundos=round(feito.segundos),
        )
    return feito


def _o_banco(copia: Aberta, feito: Ensaio) -> None:
    nome = f"{connection.settings_dict['NAME']}{ENSAIO}"
    try:
        with banco_restaurado(copia, nome) as somadas:
            feito.tabelas, feito.linhas = len(somadas), sum(tabela.linhas for tabela in somadas.values())
            feito.diferencas += diferencas(copia.dito, somadas)
    except NaoAbre:
        raise
    except CopiaFalhou as erro:
        feito.diferencas.append(str(erro))
    finally:
        banco.apagar(nome)


def _os_arquivos(copia: Aberta, feito: Ensaio) -> None:
    with Path(os.devnull).open("wb") as nada:
        for nome in copia.dito.arquivos:
            try:
                copia.trazer(nome, nada)
            except CopiaFalhou as erro:
                feito.diferencas.append(str(erro))
