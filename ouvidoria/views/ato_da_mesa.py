"""O que um ato da mesa da Ouvidoria tem além do de todo caso."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from avisos.textos import Texto
from mesas import atos
from ouvidoria.acoes.analisar import ENCERRADA
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao
from protocolo.models import Vinculo
from protocolo.numero import formatar
from protocolo.situacoes import permitida

if TYPE_CHECKING:
    from avisos.models import Aviso
    from contas.autor import Autor

NAO_CABE = "Na situação em que está, esta manifestação não aceita esta ação."
ASSUMA_ANTES = "Esta manifestação ainda não está em análise: assuma-a antes."
NUMERO_POR_DAR = "(o número vem ao confirmar)"
SEGUE_OUTRA = "Esta manifestação está junto da {protocolo}: responda lá, ou separe esta para tratá-la só."


@dataclass(frozen=True, slots=True, kw_only=True)
class Ato(atos.Ato[Manifestacao]):
    """Um ato sobre uma manifestação."""

    espaco: ClassVar[str] = "mesa"
    link_na_previa: ClassVar[str] = "(aqui vai o endereço da página da manifestação)"

    grupo: str = ""
    """Sob que título o botão fica."""
    na_juntada: bool = False
    """Cabe também na que segue outra."""
    abre_outro: bool = False
    """O ato abre outro caso, de que o aviso diz o número."""

    def por_que_nao(self, caso: Manifestacao, por: Autor) -> str:
        if not caso.aberta:
            return ENCERRADA
        if self.para and not permitida(caso.TRANSICOES, caso.situacao, self.para, por.papel):
            return ASSUMA_ANTES if caso.situacao == Situacao.REGISTRADA else NAO_CABE
        if caso.principal and not self.na_juntada:
            return SEGUE_OUTRA.format(protocolo=caso.principal.protocolo_escrito)
        return self.impede(caso, por)

    def ler(self, aviso: Aviso) -> Texto:
        """O número do caso que o ato abre só se sabe ao confirmar."""
        texto = atos.Ato.ler(self, aviso)
        if not self.abre_outro:
            return texto
        aberto = Vinculo.objects.filter(de_protocolo=aviso.protocolo).latest("pk").para_protocolo
        return Texto(texto.assunto, texto.corpo.replace(formatar(aberto), NUMERO_POR_DAR))
