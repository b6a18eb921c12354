"""O que um ato da mesa da Ouvidoria tem além do de todo caso."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mesas import atos
from ouvidoria.acoes.analisar import ENCERRADA
from ouvidoria.models import Manifestacao
from ouvidoria.notificacao import previa
from ouvidoria.situacoes import Situacao
from protocolo.situacoes import permitida

if TYPE_CHECKING:
    from collections.abc import Callable

    from avisos.textos import Texto
    from contas.autor import Autor

NAO_CABE = "Na situação em que está, esta manifestação não aceita esta ação."
ASSUMA_ANTES = "Esta manifestação ainda não está em análise: assuma-a antes."
SEGUE_OUTRA = "Esta manifestação está junto da {protocolo}: responda lá, ou separe esta para tratá-la só."


def _sempre_avisa(_caso: Manifestacao) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Ato(atos.Ato[Manifestacao]):
    """Um ato sobre uma manifestação."""

    espaco: ClassVar[str] = "mesa"
    link_na_previa: ClassVar[str] = "(aqui vai o endereço da página da manifestação)"

    grupo: str = ""
    """Sob que título o botão fica."""
    na_juntada: bool = False
    """Cabe também na que segue outra."""
    avisa_agora: Callable[[Manifestacao], bool] = _sempre_avisa
    """Se, neste estado, o ato avisa a pessoa."""

    def por_que_nao(self, caso: Manifestacao, por: Autor) -> str:
        if not caso.aberta:
            return ENCERRADA
        if self.para and not permitida(caso.TRANSICOES, caso.situacao, self.para, por.papel):
            return ASSUMA_ANTES if caso.situacao == Situacao.REGISTRADA else NAO_CABE
        if caso.principal and not self.na_juntada:
            return SEGUE_OUTRA.format(protocolo=caso.principal.protocolo_escrito)
        return self.impede(caso, por)

    def avisa(self, caso: Manifestacao) -> bool:
        return caso.interessado_id is not None and self.avisa_agora(caso)

    def escrever(self, caso: Manifestacao, extras: dict[str, str]) -> Texto:
        return previa(caso, self.aviso, **extras)
