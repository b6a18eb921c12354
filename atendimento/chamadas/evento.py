"""O que a central telefônica manda, lido: o que não se entende diz por quê."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from atendimento.models import Chamada
from referencia.corpo_json import NaoSeEntende, objeto

PASSOS: Final = {
    "newCall": Chamada.Passo.TOCOU,
    "answer": Chamada.Passo.ATENDIDA,
    "hangup": Chamada.Passo.ACABOU,
}
MAIOR_CODIGO, MAIOR_TELEFONE, MAIOR_QUEM = 120, 20, 254


@dataclass(frozen=True, slots=True)
class Evento:
    """Um passo de uma chamada que entra."""

    codigo: str
    passo: Chamada.Passo
    telefone: str
    quem: str

    @property
    def linha(self) -> str:
        """De quem é a ligação, para o limite: quem a atende ou, enquanto toca, de onde ligam."""
        return self.quem or self.telefone


def ler(corpo: bytes) -> Evento | None:
    """O evento; nenhum, se é de uma ligação que sai. Levanta NaoSeEntende."""
    dito = objeto(corpo)
    passo = PASSOS.get(_texto(dito, "event", MAIOR_CODIGO))
    if passo is None:
        raise NaoSeEntende(f"event: é um destes: {', '.join(PASSOS)}")
    codigo = _texto(dito, "callId", MAIOR_CODIGO)
    if not codigo:
        raise NaoSeEntende("callId: falta")
    direcao = _texto(dito, "direction", MAIOR_CODIGO)
    if direcao not in {"", "in", "out"}:
        raise NaoSeEntende("direction: é in ou out")
    telefone = re.sub(r"\D", "", _texto(dito, "from", MAIOR_CODIGO))
    if len(telefone) > MAIOR_TELEFONE:
        raise NaoSeEntende(f"from: tem mais de {MAIOR_TELEFONE} algarismos")
    quem = _texto(dito, "user", MAIOR_QUEM)
    return None if direcao == "out" else Evento(codigo, passo, telefone, quem)


def _texto(dito: dict[str, Any], campo: str, maior: int) -> str:
    """O campo, sem espaços em volta; vazio, se falta ou é nulo."""
    valor = dito.get(campo)
    valor = "" if valor is None else valor
    if not isinstance(valor, str):
        raise NaoSeEntende(f"{campo}: é um texto")
    if len(valor) > maior:
        raise NaoSeEntende(f"{campo}: tem mais de {maior} letras")
    return valor.strip()
