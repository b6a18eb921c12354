"""O que é um ato da caixa: como se chama, o que faz, quando cabe e o que o munícipe lê."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from avisos.textos import LINK, Texto
from contas.papeis import Papel
from protocolo.situacoes import permitida
from solicitacoes import acoes
from solicitacoes.forms.trabalho import AtoForm
from solicitacoes.notificacao import ha_a_quem_avisar, previa
from solicitacoes.vizinhos import segue_o_principal

if TYPE_CHECKING:
    from collections.abc import Callable

    from contas.autor import Autor
    from solicitacoes.models import Solicitacao
    from solicitacoes.situacoes import Situacao

LINK_NA_PREVIA = "(aqui vai o endereço da página do pedido)"


NAO_CABE = "Na situação em que está, este pedido não aceita esta ação."
ENCERRADO = "Este pedido já foi encerrado."
SO_A_CHEFIA = "Este pedido já foi encerrado. Só a chefia da unidade o reabre."
SEGUE_OUTRO = "Este pedido está junto do {protocolo}: o que se faz lá vale aqui. Para tratá-lo só, separe-o."


def _nada(_caso: Solicitacao, _dados: dict[str, Any]) -> dict[str, str]:
    return {}


def _sempre(_caso: Solicitacao, _por: Autor) -> str:
    return ""


def _nenhum(_membro: Solicitacao, _por: Autor, _argumentos: dict[str, Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Ato:
    """Um ato: `para` é a situação a que leva (None: não muda); `aviso`, o modelo que o munícipe recebe."""

    nome: str
    verbo: str
    """Como se chama no botão e no título da página."""
    explicacao: str
    """O que vai acontecer, dito antes de confirmar."""
    feito: str
    acao: Callable[..., Solicitacao]
    para: Situacao | None = None
    form: type[AtoForm] = AtoForm
    aviso: str = ""
    extras: Callable[[Solicitacao, dict[str, Any]], dict[str, str]] = _nada
    impede: Callable[[Solicitacao, Autor], str] = _sempre
    """Por que o ato não cabe neste pedido; vazio se cabe."""
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
    em_lote: bool = False

    @property
    def rota(self) -> str:
        """O nome do endereço."""
        return f"caixa:{self.nome}"

    @property
    def confirmar(self) -> str:
        """O texto do botão que faz, depois da prévia."""
        return f"{self.verbo} e avisar" if self.aviso else self.verbo

    @property
    def tem_campos(self) -> bool:
        """Há o que escrever antes de fazer."""
        return self.form is not AtoForm

    @property
    def tem_pagina(self) -> bool:
        """O botão leva a uma página, para escrever ou ler o aviso, em vez de fazer na hora."""
        return bool(self.aviso) or self.tem_campos

    def por_que_nao(self, caso: Solicitacao, por: Autor) -> str:
        """A razão por que o ato não cabe agora neste pedido, para quem age; vazio se cabe."""
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

    def possivel(self, caso: Solicitacao, por: Autor) -> bool:
        """A tabela de transições deixa, o ato muda alguma coisa e cabe neste pedido."""
        return not self.por_que_nao(caso, por)

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

    def previa(self, caso: Solicitacao, dados: dict[str, Any]) -> Texto | None:
        """O aviso como o munícipe vai lê-lo; None se este ato não avisa ou não há a quem avisar."""
        if not self.aviso or not ha_a_quem_avisar(caso):
            return None
        fica = copy(caso)  # os extras de uma correção a aplicam: o aviso diz como o pedido fica
        extras = self.extras(fica, dados)
        texto = previa(fica, self.aviso, **extras)
        return Texto(texto.assunto, texto.corpo.replace(LINK, LINK_NA_PREVIA))
