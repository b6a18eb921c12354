"""De quem cuida dos seus dados: a cópia que a pessoa pediu, e quem os leu (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from contas.models import CopiaDosDados
from documentos.acoes import apagar_arquivos
from portal import leituras

GUARDA = (
    Guarda(
        "A cópia dos seus dados que você pediu",
        "Você a baixar.",
        "Sete dias depois de pronta.",
        {"contas.CopiaDosDados": "usuario arquivo"},
    ),
)
SEM_PESSOA: dict[str, str] = {}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    lidas = leituras.em_palavras(leituras.quais(pessoa))
    yield em_json(
        "quem-leu-os-meus-dados.json",
        [
            {
                "Quando": lida.em,
                "Quem": lida.quem,
                "Onde trabalha": lida.onde,
                "O que leu": lida.o_que,
                "No protocolo": lida.protocolo,
            }
            for lida in lidas
        ],
    )


def anonimizar(pessoa: Pessoa) -> None:
    if pessoa.usuario is None:
        return
    copias = CopiaDosDados.objects.filter(usuario=pessoa.usuario)
    apagar_arquivos(list(copias.values_list("arquivo", flat=True)))
    copias.delete()
