"""Os avisos a quem abriu um caso: cada processo dá os valores das suas variáveis; o resto é de todos."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils import timezone

from avisos.acoes import escrever
from avisos.models import Aviso
from avisos.textos import Palavras
from contas.autor import Autor
from contas.papeis import Papel
from protocolo.models import CasoComPrazo
from protocolo.prazos import promessa
from protocolo.prazos.em_palavras import dia_e_hora

DE_QUEM_ATENDEU = "alguém que se identificou como você, {}, em {}"
DA_ADMINISTRACAO = "quem administra o portal da Prefeitura, em {}"
DE_QUEM_ABRIU = "quem abriu {}, em {}"
NADA: Mapping[str, str] = MappingProxyType({})


def quem_pediu(por: Autor, por_onde: str = "") -> str:
    """Quem pediu o que se fez em nome da pessoa, por onde e quando; vazio se foi ela, na página do caso.

    `por_onde`: o canal de quem atendeu ou, se não foi ninguém, o link que a pessoa abriu.
    """
    quando = dia_e_hora(timezone.now())
    if por.papel == Papel.ATENDENTE:
        return DE_QUEM_ATENDEU.format(por_onde or "num atendimento", quando)
    if por.papel == Papel.SISTEMA:
        return DA_ADMINISTRACAO.format(quando)
    return DE_QUEM_ABRIU.format(por_onde, quando) if por_onde else ""


@dataclass(frozen=True, slots=True)
class Avisos[C: CasoComPrazo]:
    """`dizer` dá, de um caso, os valores que os modelos do processo usam.

    `so_na_pagina`, o que se diz de um caso que se protege (sigiloso, denúncia) no lugar do que alguém
    escreveu: do que não tem frase, nada. None: o caso não se protege. `palavras` dá as que, neste caso, vão
    no lugar das do modelo; None: as do modelo.
    """

    dizer: Callable[[C], dict[str, str]]
    so_na_pagina: Callable[[C], Mapping[str, str] | None] = lambda _caso: None
    palavras: Callable[[C, str], Palavras | None] = lambda _caso, _modelo: None

    def valores(self, caso: C) -> dict[str, str]:
        """O que se diz do caso em qualquer aviso dele."""
        agora = timezone.now()
        comuns = {
            "protocolo": caso.protocolo_escrito,
            "prazo": promessa.prazo_escrito(caso, agora),
            "sobre_o_prazo": promessa.em_frase(caso, agora),
            "prazo_curto": promessa.curto(caso, agora),
        }
        return comuns | self.dizer(caso)

    def avisar(
        self, caso: C, modelo: str, prontos: Mapping[str, str] = NADA, /, **escritos: str
    ) -> list[Aviso]:
        """O aviso do andamento que vem a seguir; nenhum quando não há a quem avisar.

        `prontos` é o que se contou ou se tirou de uma lista: datas, resultado, atraso. Todo o resto conta
        como escrito por alguém.
        """
        if caso.interessado is None or not caso.ha_a_quem_avisar:
            return []
        if (frases := self.so_na_pagina(caso)) is not None:
            escritos = {nome: frases.get(nome, "") if valor else "" for nome, valor in escritos.items()}
        aviso = escrever(
            modelo=modelo,
            contexto={**self.valores(caso), **prontos, **escritos},
            interessado=caso.interessado,
            protocolo=caso.protocolo,
            ordem=caso.versao + 1,
            proprias=self.palavras(caso, modelo),
        )
        return [aviso]
