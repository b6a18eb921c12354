"""Os atos da caixa, como dado: acrescentar um é acrescentar uma linha em `ATOS`.

Cada ato tem o seu endereço, o seu formulário, o aviso que o munícipe vai ler e a ação que o faz.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from avisos.textos import LINK, Texto
from protocolo.situacoes import permitida
from solicitacoes import acoes
from solicitacoes.acoes.corrigir import aplicar_endereco, aplicar_servico
from solicitacoes.forms import correcao
from solicitacoes.forms import trabalho as forms
from solicitacoes.notificacao import ha_a_quem_avisar, previa
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao
from solicitacoes.sucessao import anterior_de

if TYPE_CHECKING:
    from collections.abc import Callable

    from contas.autor import Autor
    from solicitacoes.models import Solicitacao

LINK_NA_PREVIA = "(aqui vai o endereço da página do pedido)"


def _nada(_caso: Solicitacao, _dados: dict[str, Any]) -> dict[str, str]:
    return {}


def _sempre(_caso: Solicitacao, _por: Autor) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Ato:
    """Um ato: `para` é a situação a que leva (None: não muda); `aviso`, o modelo que o munícipe recebe."""

    nome: str
    verbo: str
    """Como se chama no botão e no título da página."""
    explicacao: str
    """O que vai acontecer, dito antes de confirmar."""
    feito: str
    agir: Callable[..., Solicitacao]
    para: Situacao | None = None
    form: type[forms.AtoForm] = forms.AtoForm
    aviso: str = ""
    extras: Callable[[Solicitacao, dict[str, Any]], dict[str, str]] = _nada
    cabe: Callable[[Solicitacao, Autor], bool] = _sempre
    principal: bool = False

    @property
    def rota(self) -> str:
        """O nome do endereço."""
        return f"caixa:{self.nome}"

    @property
    def confirmar(self) -> str:
        """O texto do botão que faz, depois da prévia."""
        return f"{self.verbo} e avisar" if self.aviso else self.verbo

    def possivel(self, caso: Solicitacao, por: Autor) -> bool:
        """A tabela de transições deixa, o ato muda alguma coisa e cabe neste pedido."""
        para = self.para or caso.situacao
        muda = self.para != caso.situacao
        return muda and permitida(caso.TRANSICOES, caso.situacao, para, por.papel) and self.cabe(caso, por)

    def previa(self, caso: Solicitacao, dados: dict[str, Any]) -> Texto | None:
        """O aviso como o munícipe vai lê-lo; None se este ato não avisa ou não há a quem avisar."""
        if not self.aviso or not ha_a_quem_avisar(caso):
            return None
        fica = copy(caso)  # os extras de uma correção a aplicam: o aviso diz como o pedido fica
        extras = self.extras(fica, dados)
        texto = previa(fica, self.aviso, **extras)
        return Texto(texto.assunto, texto.corpo.replace(LINK, LINK_NA_PREVIA))


def _pode_mudar_de_unidade(caso: Solicitacao, _por: Autor) -> bool:
    return caso.aguarda_decisao_desde is None


def _veio_de_outra(caso: Solicitacao, por: Autor) -> bool:
    return _pode_mudar_de_unidade(caso, por) and anterior_de(caso, timezone.localdate()) is not None


def _nao_eh_meu(caso: Solicitacao, por: Autor) -> bool:
    return por.usuario is not None and caso.responsavel_id != por.usuario.pk


def _tem_a_quem_perguntar(caso: Solicitacao, _por: Autor) -> bool:
    return ha_a_quem_avisar(caso)


def extras_da_transferencia(_caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"unidade": dados["unidade"].nome, "motivo": dados["motivo"]}


def _extras_da_devolucao(caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    anterior = anterior_de(caso, timezone.localdate())
    return {"unidade": anterior.nome if anterior else "", "motivo": dados["motivo"]}


def _extras_do_fim(_caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"resultado": Desfecho(dados["desfecho"]).label, "resposta": dados["resposta"]}


def _extras_da_recusa(_caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"motivo": MotivoDeRecusa(dados["motivo"]).label, "resposta": dados["resposta"]}


def _extras_da_pergunta(caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return acoes.dizer_complemento(caso, dados["pergunta"])


def _extras_do_endereco(caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return aplicar_endereco(caso, dados["local"], dados["motivo"]).extras


def _extras_do_servico(caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return aplicar_servico(caso, dados["servico"], dados["motivo"]).extras


ATOS: dict[str, Ato] = {
    ato.nome: ato
    for ato in (
        Ato(
            nome="assumir",
            verbo="Assumir",
            explicacao="Você passa a ser responsável por este pedido. O munícipe não é avisado.",
            feito="Agora você é responsável por este pedido.",
            agir=acoes.assumir,
            cabe=_nao_eh_meu,
        ),
        Ato(
            nome="iniciar",
            verbo="Iniciar",
            explicacao="O pedido passa a “Em andamento” e o munícipe é avisado.",
            feito="O pedido está em andamento.",
            agir=acoes.iniciar,
            para=Situacao.EM_ANDAMENTO,
            aviso="em_andamento",
        ),
        Ato(
            nome="finalizar",
            verbo="Finalizar",
            explicacao="O pedido se encerra com o desfecho e a resposta, que o munícipe recebe.",
            feito="Pedido finalizado.",
            agir=acoes.finalizar,
            para=Situacao.FINALIZADA,
            form=forms.FinalizarForm,
            aviso="finalizado",
            extras=_extras_do_fim,
            principal=True,
        ),
        Ato(
            nome="pedir-complemento",
            verbo="Pedir complemento",
            explicacao="O munícipe recebe a pergunta e o prazo da Prefeitura para até ele responder.",
            feito="A pergunta foi enviada e o prazo está parado.",
            agir=acoes.pedir_complemento,
            para=Situacao.AGUARDANDO_MUNICIPE,
            form=forms.ComplementoForm,
            aviso="complemento_pedido",
            extras=_extras_da_pergunta,
            cabe=_tem_a_quem_perguntar,
        ),
        Ato(
            nome="transferir",
            verbo="Transferir",
            explicacao="O pedido vai na hora para a outra unidade, que pode devolvê-lo. O prazo não muda.",
            feito="Pedido transferido.",
            agir=acoes.transferir,
            form=forms.TransferirForm,
            aviso="transferido",
            extras=extras_da_transferencia,
            cabe=_pode_mudar_de_unidade,
        ),
        Ato(
            nome="devolver",
            verbo="Devolver",
            explicacao="O pedido volta para a unidade que o transferiu. O prazo não muda.",
            feito="Pedido devolvido.",
            agir=acoes.devolver,
            form=forms.DevolverForm,
            aviso="transferido",
            extras=_extras_da_devolucao,
            cabe=_veio_de_outra,
        ),
        Ato(
            nome="corrigir-endereco",
            verbo="Corrigir endereço",
            explicacao="O pedido fica com o endereço certo e vai à unidade que cuida dele. O prazo não muda.",
            feito="Endereço corrigido.",
            agir=acoes.corrigir_endereco,
            form=correcao.CorrigirEnderecoForm,
            aviso="endereco_corrigido",
            extras=_extras_do_endereco,
        ),
        Ato(
            nome="reclassificar",
            verbo="Corrigir serviço",
            explicacao="O pedido passa ao serviço certo, com o mesmo protocolo e a mesma data, e vai à "
            "unidade que cuida dele. O prazo conta da data do pedido e nunca fica menor que o já dito.",
            feito="Serviço corrigido.",
            agir=acoes.reclassificar,
            form=correcao.ReclassificarForm,
            aviso="servico_corrigido",
            extras=_extras_do_servico,
        ),
        Ato(
            nome="indeferir",
            verbo="Indeferir",
            explicacao="O pedido se encerra sem ser atendido. O munícipe recebe o motivo e a explicação.",
            feito="Pedido indeferido.",
            agir=acoes.indeferir,
            para=Situacao.INDEFERIDA,
            form=forms.IndeferirForm,
            aviso="indeferido",
            extras=_extras_da_recusa,
        ),
    )
}


def possiveis(caso: Solicitacao, por: Autor) -> list[Ato]:
    """Os atos que cabem agora, na ordem em que se mostram."""
    return [ato for ato in ATOS.values() if ato.possivel(caso, por)]
