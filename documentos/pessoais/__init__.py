"""Dados pessoais num texto: achar os trechos e trocá-los por rótulos. Funções puras, em tempo linear.

O sistema marca, e é uma pessoa que decide cada marca: aqui erra-se para o lado de marcar demais.
"""

from __future__ import annotations

from documentos.pessoais.contatos import emails, redes
from documentos.pessoais.enderecos import enderecos
from documentos.pessoais.marcas import Marca, Tipo, sem_sobreposicao
from documentos.pessoais.nomes import nomes
from documentos.pessoais.numeros import ceps, cpfs, documentos, placas, telefones
from documentos.pessoais.troca import rotulos, trocar

DETECTORES = (emails, enderecos, documentos, cpfs, telefones, placas, ceps, redes)
"""Na ordem em que valem quando dois querem o mesmo trecho."""


def marcar(texto: str) -> list[Marca]:
    """Os trechos que parecem dados pessoais, na ordem do texto e sem sobreposição."""
    achadas = [marca for detector in DETECTORES for marca in detector(texto)]
    certas = sem_sobreposicao(achadas, len(texto))
    ocupado = bytearray(len(texto))
    for marca in certas:
        ocupado[marca.inicio : marca.fim] = b"\1" * (marca.fim - marca.inicio)
    return sem_sobreposicao([*certas, *nomes(texto, ocupado)], len(texto))
