"""O que um ato da caixa tem além do de todo caso: o grupo, o lote e os modelos de resposta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from contas.papeis import Papel
from mesas import atos
from protocolo.acoes import NAO_CABE
from protocolo.situacoes import permitida
from solicitacoes import acoes
from solicitacoes.forms.trabalho import AtoForm
from solicitacoes.models import Solicitacao
from solicitacoes.vizinhos import segue_o_principal

if TYPE_CHECKING:
    from collections.abc import Callable

    from contas.autor import Autor

ENCERRADO = "Este pedido já foi encerrado."
SO_A_CHEFIA = "Este pedido já foi encerrado. Só a chefia da unidade o reabre."
SEGUE_OUTRO = "Este pedido está junto do {protocolo}: o que se faz lá vale aqui. Para tratá-lo só, separe-o."


def _nenhum(_membro: Solicitacao, _por: Autor, _argumentos: dict[str, Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ato(atos.Ato[Solicitacao]):
    """Um ato sobre um pedido de serviço."""

    espaco: ClassVar[str] = "caixa"

    form: type[AtoForm] = AtoForm
    principal: bool = False
    tecla: str = ""
    """A letra que abre a página do ato; o que se faz na hora não tem, para não se fazer sem querer."""
    texto: str = ""
    """O campo que um modelo de resposta preenche."""
    resultado: str = ""
    """O campo que diz o resultado a que o modelo serve."""
    so_este: bool = False
    """Nunca vale para o grupo: cabe também num pedido que segue outro."""
    pular: Callable[[Solicitacao, Autor, dict[str, Any]], bool] = _nenhum
    """Os que seguem o pedido e de que o ato não precisa: já estão como ele os deixaria."""
    no_grupo: Callable[..., Solicitacao] = acoes.agir_no_grupo
    """Como o ato se faz no pedido e nos que o seguem."""
    em_lote: int = 0
    """O lugar do botão na barra dos marcados; 0: só se faz em um pedido de cada vez."""

    def por_que_nao(self, caso: Solicitacao, por: Autor) -> str:
        para = self.para or caso.situacao
        if self.para == caso.situacao or not permitida(caso.TRANSICOES, caso.situacao, para, por.papel):
            return self._fora_da_tabela(caso, por)
        if caso.principal and segue_o_principal(caso) and not self.so_este:
            return SEGUE_OUTRO.format(protocolo=caso.principal.protocolo_escrito)
        return self.impede(caso, por)

    def _fora_da_tabela(self, caso: Solicitacao, por: Autor) -> str:
        if caso.aberta:
            return NAO_CABE
        return ENCERRADO if por.papel == Papel.CHEFIA else SO_A_CHEFIA

    def agir(self, *, caso: Solicitacao, versao: int, por: Autor, **argumentos: Any) -> Solicitacao:
        """Faz o ato no pedido e em todos os que o seguem, completo ou nada."""
        if self.so_este:
            return self.acao(caso=caso, versao=versao, por=por, **argumentos)

        def pular(membro: Solicitacao) -> bool:
            return self.pular(membro, por, argumentos)

        return self.no_grupo(self.acao, caso=caso, versao=versao, por=por, pular=pular, **argumentos)

    def alcancados(
        self, grupo: list[Solicitacao], por: Autor, argumentos: dict[str, Any]
    ) -> list[Solicitacao]:
        """Os que seguem o pedido e que o ato também muda."""
        return [] if self.so_este else [m for m in grupo if not self.pular(m, por, argumentos)]
