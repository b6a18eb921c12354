"""Apelidos entre aspas: o "Baiano", conhecido como “Nego Bala”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documentos.pessoais.lexico import lexico
from documentos.pessoais.marcas import Marca, Tipo
from documentos.pessoais.palavras import PALAVRA

MAIOR_APELIDO = 3
"""Em palavras: mais que isto é uma fala."""
ENTRE_ASPAS = re.compile(r"[\"“'‘]([^\W\d_][^\"”'’\n]{1,28})[\"”'’]")
ANTES_DO_APELIDO = re.compile(
    r"(?:\b(?:vulgo|apelid\w+|conhecid\w+|cham\w+|alcunha|codinome"
    r"|tal)\b[^\n.;]{0,20}|\b[oa]s?|\bd[oa]|\bp?el[oa]|\bcom)\s*$",
    re.IGNORECASE,
)
DIZ_APELIDO = re.compile(r"vulgo|apelid|conhecid|cham|alcunha", re.IGNORECASE)


def apelidos(texto: str) -> Iterator[Marca]:
    """ "o 'Baiano'", "conhecido como “Nego Bala”"."""
    conhecidas = lexico()
    for achado in ENTRE_ASPAS.finditer(texto):
        dentro = PALAVRA.findall(achado[1])
        if len(dentro) > MAIOR_APELIDO or any(conhecidas.orgao(p) for p in dentro):
            continue
        antes = texto[max(0, achado.start() - 40) : achado.start()]
        if ANTES_DO_APELIDO.search(antes) and (dentro[0][0].isupper() or DIZ_APELIDO.search(antes)):
            yield Marca(achado.start(1), achado.end(1), Tipo.NOME)
