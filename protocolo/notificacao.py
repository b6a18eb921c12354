"""Os avisos a quem abriu um caso: cada processo dá os valores das suas variáveis; o resto é de todos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from avisos.acoes import escrever
from avisos.models import Aviso
from protocolo.models import CasoComPrazo
from protocolo.prazos.em_palavras import dia


@dataclass(frozen=True, slots=True)
class Avisos[C: CasoComPrazo]:
    """`dizer` dá, do caso e dos extras de um aviso, os valores que os modelos do processo usam."""

    dizer: Callable[[C, dict[str, str]], dict[str, str]]

    def avisar(self, caso: C, modelo: str, **extras: str) -> list[Aviso]:
        """O aviso do andamento que vem a seguir; nenhum quando não há a quem avisar."""
        if caso.interessado is None or not caso.ha_a_quem_avisar:
            return []
        comuns = {"protocolo": caso.protocolo_escrito, "prazo": dia(caso.vence_em)}
        aviso = escrever(
            modelo=modelo,
            contexto=comuns | self.dizer(caso, extras),
            interessado=caso.interessado,
            protocolo=caso.protocolo,
            ordem=caso.versao + 1,
        )
        return [aviso]
