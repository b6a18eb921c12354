"""Os atos da caixa, como dado: acrescentar um é acrescentar uma linha em `ATOS`.

Cada ato tem o seu endereço, o seu formulário, o aviso que o munícipe vai ler e a ação que o faz.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from protocolo.prazo_em_palavras import dia
from solicitacoes import acoes
from solicitacoes.acoes.agrupar import NAO_ESTA_JUNTO
from solicitacoes.acoes.complemento import SEM_QUEM_PERGUNTAR
from solicitacoes.acoes.corrigir import aplicar_endereco, aplicar_servico, ja_tem_o_endereco
from solicitacoes.acoes.organizar import aplicar_prorrogacao, por_que_nao_prorroga
from solicitacoes.acoes.trabalhar import SEM_DE_ONDE
from solicitacoes.forms import correcao
from solicitacoes.forms import trabalho as forms
from solicitacoes.forms.finalizar import FinalizarForm
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao
from solicitacoes.sucessao import anterior_de
from solicitacoes.views.ato import ENCERRADO, Ato

if TYPE_CHECKING:
    from contas.autor import Autor
    from solicitacoes.models import Solicitacao

AGUARDA = "Aguarda decisão da coordenação: até lá, o pedido não se transfere nem se devolve."

# --- quando não cabe ----------------------------------------------------------------------


def _aguarda_decisao(caso: Solicitacao, _por: Autor) -> str:
    return AGUARDA if caso.aguarda_decisao_desde else ""


def _nao_veio_de_outra(caso: Solicitacao, por: Autor) -> str:
    if recusa := _aguarda_decisao(caso, por):
        return recusa
    anterior = anterior_de(caso, timezone.localdate())
    return "" if anterior else SEM_DE_ONDE


def _ja_eh_meu(caso: Solicitacao, por: Autor) -> str:
    minha = por.usuario is None or caso.responsavel_id == por.usuario.pk
    return "Você já é responsável por este pedido." if minha else ""


def _encerrado(caso: Solicitacao, _por: Autor) -> str:
    return "" if caso.aberta else ENCERRADO


def _aberto(caso: Solicitacao, _por: Autor) -> str:
    return "Este pedido está aberto." if caso.aberta else ""


def _nao_prorroga(caso: Solicitacao, _por: Autor) -> str:
    return por_que_nao_prorroga(caso)


def _sem_grupo(caso: Solicitacao, _por: Autor) -> str:
    return "" if caso.principal_id else NAO_ESTA_JUNTO


def _sem_quem_perguntar(caso: Solicitacao, _por: Autor) -> str:
    return "" if caso.ha_a_quem_avisar else SEM_QUEM_PERGUNTAR


def _ja_iniciado(membro: Solicitacao, _por: Autor, _argumentos: dict[str, Any]) -> bool:
    return membro.situacao != Situacao.ABERTA


def _ja_com_o_endereco(membro: Solicitacao, _por: Autor, argumentos: dict[str, Any]) -> bool:
    return "local" in argumentos and ja_tem_o_endereco(membro, argumentos["local"])


def _ja_com_quem_assume(membro: Solicitacao, por: Autor, _argumentos: dict[str, Any]) -> bool:
    return bool(_ja_eh_meu(membro, por))


def _ja_com_o_colega(membro: Solicitacao, _por: Autor, argumentos: dict[str, Any]) -> bool:
    colega = argumentos.get("responsavel")
    return colega is not None and membro.responsavel_id == colega.pk


def _nao_se_prorroga(membro: Solicitacao, _por: Autor, _argumentos: dict[str, Any]) -> bool:
    return bool(por_que_nao_prorroga(membro))


# --- o que o aviso diz --------------------------------------------------------------------


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


def _extras_do_dia(_caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"data": f"{dados['dia']:%d/%m/%Y}", "recado": dados["texto"]}


def _extras_do_prazo(caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    antes = dia(caso.vence_em)
    aplicar_prorrogacao(caso, dados["mais"])
    return {"antes": antes, "motivo": dados["motivo"]}


def _extras_da_reabertura(_caso: Solicitacao, dados: dict[str, Any]) -> dict[str, str]:
    return {"motivo": dados["motivo"]}


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
            acao=acoes.assumir,
            pular=_ja_com_quem_assume,
            impede=_ja_eh_meu,
            em_lote=True,
        ),
        Ato(
            nome="atribuir",
            verbo="Atribuir",
            explicacao="O colega passa a ser responsável e é avisado. O munícipe não é avisado.",
            feito="O pedido tem novo responsável.",
            acao=acoes.atribuir,
            pular=_ja_com_o_colega,
            form=forms.AtribuirForm,
            em_lote=True,
        ),
        Ato(
            nome="iniciar",
            tecla="i",
            verbo="Iniciar",
            explicacao="O pedido passa a “Em andamento” e o munícipe é avisado.",
            feito="O pedido está em andamento.",
            acao=acoes.iniciar,
            pular=_ja_iniciado,
            para=Situacao.EM_ANDAMENTO,
            aviso="em_andamento",
            impede=_encerrado,
            em_lote=True,
        ),
        Ato(
            nome="agendar",
            tecla="d",
            verbo="Marcar o dia",
            explicacao="O munícipe recebe o dia em que a equipe vai ao local. Marcar de novo troca o dia.",
            feito="O dia está marcado.",
            acao=acoes.agendar,
            form=forms.AgendarForm,
            aviso="agendado",
            extras=_extras_do_dia,
            em_lote=True,
        ),
        Ato(
            nome="finalizar",
            tecla="f",
            verbo="Finalizar",
            explicacao="O pedido se encerra com o desfecho e a resposta, que o munícipe recebe.",
            feito="Pedido finalizado.",
            acao=acoes.finalizar,
            para=Situacao.FINALIZADA,
            form=FinalizarForm,
            aviso="finalizado",
            extras=_extras_do_fim,
            principal=True,
            texto="resposta",
            resultado="desfecho",
            em_lote=True,
        ),
        Ato(
            nome="pedir-complemento",
            tecla="p",
            verbo="Pedir complemento",
            explicacao="O munícipe recebe a pergunta e o prazo da Prefeitura para até ele responder. "
            "Vale só para este pedido, mesmo que outros estejam juntos.",
            feito="A pergunta foi enviada e o prazo está parado.",
            acao=acoes.pedir_complemento,
            para=Situacao.AGUARDANDO_MUNICIPE,
            form=forms.ComplementoForm,
            aviso="complemento_pedido",
            extras=_extras_da_pergunta,
            impede=_sem_quem_perguntar,
            texto="pergunta",
            so_este=True,
        ),
        Ato(
            nome="prorrogar",
            verbo="Prorrogar",
            explicacao="O prazo cresce uma vez só, antes de vencer, e o munícipe recebe o novo e o motivo.",
            feito="O prazo foi prorrogado.",
            acao=acoes.prorrogar,
            pular=_nao_se_prorroga,
            form=forms.ProrrogarForm,
            aviso="prorrogado",
            extras=_extras_do_prazo,
            impede=_nao_prorroga,
            texto="motivo",
            em_lote=True,
        ),
        Ato(
            nome="transferir",
            tecla="t",
            verbo="Transferir",
            explicacao="O pedido vai na hora para a outra unidade, que pode devolvê-lo. O prazo não muda.",
            feito="Pedido transferido.",
            acao=acoes.transferir,
            form=forms.TransferirForm,
            aviso="transferido",
            extras=extras_da_transferencia,
            impede=_aguarda_decisao,
            em_lote=True,
        ),
        Ato(
            nome="devolver",
            tecla="v",
            verbo="Devolver",
            explicacao="O pedido volta para a unidade que o transferiu. O prazo não muda.",
            feito="Pedido devolvido.",
            acao=acoes.devolver,
            form=forms.DevolverForm,
            aviso="transferido",
            extras=_extras_da_devolucao,
            impede=_nao_veio_de_outra,
            em_lote=True,
        ),
        Ato(
            nome="corrigir-endereco",
            verbo="Corrigir endereço",
            explicacao="O pedido fica com o endereço certo e vai à unidade que cuida dele. O prazo não muda.",
            feito="Endereço corrigido.",
            acao=acoes.corrigir_endereco,
            no_grupo=acoes.corrigir_no_grupo,
            pular=_ja_com_o_endereco,
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
            acao=acoes.reclassificar,
            no_grupo=acoes.corrigir_no_grupo,
            form=correcao.ReclassificarForm,
            aviso="servico_corrigido",
            extras=_extras_do_servico,
        ),
        Ato(
            nome="indeferir",
            verbo="Indeferir",
            explicacao="O pedido se encerra sem ser atendido. O munícipe recebe o motivo e a explicação.",
            feito="Pedido indeferido.",
            acao=acoes.indeferir,
            para=Situacao.INDEFERIDA,
            form=forms.IndeferirForm,
            aviso="indeferido",
            extras=_extras_da_recusa,
            texto="resposta",
            resultado="motivo",
            em_lote=True,
        ),
        Ato(
            nome="separar",
            verbo="Separar do grupo",
            explicacao="O pedido sai do grupo, volta à lista da caixa e passa a ter resposta só dele. "
            "O munícipe lê na página dele: “O pedido voltou a ser tratado sozinho”. Não recebe mensagem.",
            feito="O pedido voltou a ser tratado sozinho.",
            acao=acoes.desagrupar,
            impede=_sem_grupo,
            so_este=True,
        ),
        Ato(
            nome="reabrir",
            verbo="Reabrir",
            explicacao="O pedido, encerrado por engano, volta a “Em andamento” com o prazo que já tinha.",
            feito="O pedido foi reaberto.",
            acao=acoes.reabrir,
            para=Situacao.EM_ANDAMENTO,
            form=forms.ReabrirForm,
            aviso="reaberto",
            extras=_extras_da_reabertura,
            impede=_aberto,
            so_este=True,
        ),
    )
}


def possiveis(caso: Solicitacao, por: Autor) -> list[Ato]:
    """Os atos que cabem agora, na ordem em que se mostram."""
    return [ato for ato in ATOS.values() if ato.possivel(caso, por)]


JUNTAR = Ato(
    nome="juntar",
    verbo="Juntar",
    explicacao="Os pedidos passam a ser tratados como um só, o mais antigo deles; cada um continua com o seu "
    "protocolo, o seu prazo e os seus avisos. Só se juntam os do mesmo serviço. Dá para separar depois.",
    feito="Pedidos juntados.",
    acao=acoes.juntar_ao,
    so_este=True,
    em_lote=True,
)
"""Só em lote: um pedido não se junta a nada sozinho."""

DO_LOTE = {ato.nome: ato for ato in (*ATOS.values(), JUNTAR) if ato.em_lote}
