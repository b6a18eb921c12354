"""Os atos da caixa, como dado: acrescentar um é acrescentar uma linha em `ATOS`.

Cada ato tem o seu endereço, o seu formulário, o aviso que o munícipe vai ler e a ação que o faz.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from mesas.atos import Ato, Atos, quando
from protocolo.acoes import NAO_CABE
from protocolo.situacoes import permitida
from solicitacoes import acoes
from solicitacoes.acoes.agrupar import NAO_ESTA_JUNTO
from solicitacoes.acoes.complemento import SEM_QUEM_PERGUNTAR
from solicitacoes.acoes.corrigir import ja_tem_o_endereco
from solicitacoes.acoes.organizar import ABERTO, por_que_nao_prorroga
from solicitacoes.acoes.prova import por_que_nao_se_corrige
from solicitacoes.acoes.resolvido import NADA_POR_DECIDIR
from solicitacoes.acoes.resolvido import SO_A_CHEFIA as SO_A_CHEFIA_DECIDE
from solicitacoes.acoes.trabalhar import JA_EM_ANDAMENTO, SEM_DE_ONDE
from solicitacoes.acoes.turmas import por_que_nao_muda
from solicitacoes.caixa.forms import atos as forms
from solicitacoes.caixa.forms import correcao
from solicitacoes.caixa.forms.atos import AtoForm
from solicitacoes.caixa.forms.finalizar import FinalizarForm
from solicitacoes.caixa.forms.prova import CorrigirProvaForm
from solicitacoes.consultas import reabertura_por_decidir
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from solicitacoes.unidade_sucessora import anterior_de

ENCERRADO = "Este pedido já foi encerrado."
SO_A_CHEFIA = "Este pedido já foi encerrado. Só a chefia da unidade o reabre."
SEGUE_OUTRO = "Este pedido está junto do {protocolo}: o que se faz lá vale aqui. Para tratá-lo só, separe-o."
MANDAR_A_TURMA = "mandar-a-turma"
AGUARDA = "Aguarda decisão da coordenação: até lá, o pedido não se transfere nem se devolve."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtoDaCaixa(Ato[Solicitacao]):
    """O que um ato da caixa tem além do de todo caso: o grupo, o lote e os modelos de resposta."""

    espaco: ClassVar[str] = "caixa"

    form: type[AtoForm] = AtoForm
    tecla: str = ""
    """A letra que abre a página do ato ou, se nada se pergunta, o faz."""
    texto: str = ""
    """O campo que um modelo de resposta preenche."""
    resultado: str = ""
    """O campo que diz o resultado a que o modelo serve."""
    ja_esta: str = ""
    """O que se diz do pedido que já está na situação a que o ato leva."""
    do_encerrado: bool = False
    """Cabe só depois do fim, e não muda a situação: quem diz quando é `impede`."""
    fica: bool = False
    """Depois de feito volta-se ao pedido, ainda que encerrado."""
    so_este: bool = False
    """Nunca vale para o grupo: cabe também num pedido que segue outro."""
    pular: Callable[[Solicitacao, Autor, dict[str, Any]], bool] = lambda *_: False
    """Os que seguem o pedido e de que o ato não precisa: já estão como ele os deixaria."""
    no_grupo: Callable[..., Solicitacao] = acoes.agir_no_grupo
    """Como o ato se faz no pedido e nos que o seguem."""
    em_lote: int = 0
    """O lugar do botão na barra dos marcados; 0: só se faz em um pedido de cada vez."""

    def por_que_nao(self, caso: Solicitacao, por: Autor) -> str:
        if self.do_encerrado:
            return self.impede(caso, por)
        para = self.para or caso.situacao
        if self.ja_esta and self.para == caso.situacao:
            return self.ja_esta
        if self.para == caso.situacao or not permitida(caso.TRANSICOES, caso.situacao, para, por.papel):
            return self._fora_da_tabela(caso, por)
        if caso.segue_o_principal and not self.so_este:
            return SEGUE_OUTRO.format(protocolo=caso.onde_se_trata.protocolo_escrito)
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


# --- quando não cabe ----------------------------------------------------------------------


A_DECIDIR: tuple[Callable[[Solicitacao], object], str] = (lambda caso: caso.aguarda_decisao_desde, AGUARDA)


JA_EH_MEU = "Você já é responsável por este pedido."


def _ja_eh_meu(caso: Solicitacao, por: Autor) -> str:
    minha = por.usuario is None or caso.responsavel_id == por.usuario.pk
    return JA_EH_MEU if minha else ""


def _sem_turmas(caso: Solicitacao, _por: Autor) -> str:
    tem = caso.turma_id or getattr(caso, "tem_turmas", True)  # `com_relacoes` o sabe
    return "" if tem else "Esta unidade não tem turmas."


# --- de que pedidos de um grupo o ato não precisa -----------------------------------------


def _ja_com_o_colega(membro: Solicitacao, _por: Autor, argumentos: dict[str, Any]) -> bool:
    colega = argumentos.get("responsavel")
    return colega is not None and membro.responsavel_id == colega.pk


def _ja_na_turma(membro: Solicitacao, _por: Autor, argumentos: dict[str, Any]) -> bool:
    return bool(por_que_nao_muda(membro, argumentos.get("turma")))


def _nada_a_recusar(caso: Solicitacao, por: Autor) -> str:
    if caso.aberta:
        return ABERTO
    if por.papel != Papel.CHEFIA:
        return SO_A_CHEFIA_DECIDE
    return "" if reabertura_por_decidir(caso) else NADA_POR_DECIDIR


ATOS = Atos(
    AtoDaCaixa(
        nome="finalizar",
        tecla="f",
        verbo="Finalizar",
        explicacao="O pedido se encerra com o desfecho e a resposta, que o munícipe recebe.",
        feito="Pedido finalizado.",
        acao=acoes.finalizar,
        para=Situacao.FINALIZADA,
        form=FinalizarForm,
        aviso="finalizado",
        texto="resposta",
        resultado="desfecho",
        em_lote=2,
    ),
    AtoDaCaixa(
        nome="iniciar",
        tecla="i",
        verbo="Iniciar",
        explicacao="O pedido passa a “Em andamento” e o munícipe é avisado.",
        feito="O pedido está em andamento.",
        acao=acoes.iniciar,
        pular=lambda membro, _por, _dados: membro.situacao != Situacao.ABERTA,
        para=Situacao.EM_ANDAMENTO,
        aviso="em_andamento",
        na_hora=True,
        impede=quando((lambda caso: not caso.aberta, ENCERRADO)),
        ja_esta=JA_EM_ANDAMENTO,
        em_lote=5,
    ),
    AtoDaCaixa(
        nome="assumir",
        verbo="Assumir",
        explicacao="Você passa a ser responsável por este pedido. O munícipe não é avisado.",
        feito="Agora você é responsável por este pedido.",
        acao=acoes.assumir,
        pular=lambda membro, por, _dados: bool(_ja_eh_meu(membro, por)),
        impede=_ja_eh_meu,
        em_lote=1,
    ),
    AtoDaCaixa(
        nome="agendar",
        tecla="d",
        verbo="Marcar o dia",
        explicacao="O munícipe recebe o dia em que a equipe vai ao local. Marcar de novo troca o dia.",
        feito="O dia está marcado.",
        acao=acoes.agendar,
        form=forms.AgendarForm,
        aviso="agendado",
        em_lote=3,
    ),
    AtoDaCaixa(
        nome="pedir-complemento",
        tecla="p",
        verbo="Pedir complemento",
        explicacao="O munícipe recebe a pergunta. O prazo da Prefeitura fica parado até a resposta. "
        "Vale só para este pedido, mesmo que outros estejam juntos.",
        feito="A pergunta foi enviada e o prazo está parado.",
        acao=acoes.pedir_complemento,
        para=Situacao.AGUARDANDO_MUNICIPE,
        form=forms.ComplementoForm,
        aviso="complemento_pedido",
        impede=quando((lambda caso: not caso.ha_a_quem_avisar, SEM_QUEM_PERGUNTAR)),
        texto="pergunta",
        so_este=True,
    ),
    AtoDaCaixa(
        nome="transferir",
        tecla="t",
        verbo="Transferir",
        explicacao="O pedido vai na hora para a outra unidade, que pode devolvê-lo. O prazo não muda.",
        feito="Pedido transferido.",
        acao=acoes.transferir,
        form=forms.TransferirForm,
        aviso="transferido",
        impede=quando(A_DECIDIR),
        em_lote=7,
    ),
    AtoDaCaixa(
        nome="atribuir",
        verbo="Atribuir",
        explicacao="O colega passa a ser responsável e é avisado. O munícipe não é avisado.",
        feito="O pedido tem novo responsável.",
        acao=acoes.atribuir,
        pular=_ja_com_o_colega,
        form=forms.AtribuirForm,
        em_lote=4,
    ),
    AtoDaCaixa(
        nome=MANDAR_A_TURMA,
        verbo="Mandar à turma",
        explicacao="A turma é quem executa, da unidade ou contratada. O responsável não muda. O munícipe "
        "não é avisado, e nunca vê a turma.",
        feito="A turma do pedido mudou.",
        acao=acoes.mandar_a_turma,
        pular=_ja_na_turma,
        impede=_sem_turmas,
        form=forms.TurmaForm,
        em_lote=11,
    ),
    AtoDaCaixa(
        nome="prorrogar",
        verbo="Prorrogar",
        explicacao="O prazo cresce uma vez só, antes de vencer, e o munícipe recebe o novo e o motivo.",
        feito="O prazo foi prorrogado.",
        acao=acoes.prorrogar,
        pular=lambda membro, _por, _dados: bool(por_que_nao_prorroga(membro)),
        form=forms.ProrrogarForm,
        aviso="prorrogado",
        impede=lambda caso, _por: por_que_nao_prorroga(caso),
        texto="motivo",
        em_lote=6,
    ),
    AtoDaCaixa(
        nome="devolver",
        tecla="v",
        verbo="Devolver",
        explicacao="O pedido volta para a unidade que o transferiu. O prazo não muda.",
        feito="Pedido devolvido.",
        acao=acoes.devolver,
        form=forms.DevolverForm,
        aviso="transferido",
        impede=quando(A_DECIDIR, (lambda caso: not anterior_de(caso, timezone.localdate()), SEM_DE_ONDE)),
        em_lote=8,
    ),
    AtoDaCaixa(
        nome="indeferir",
        verbo="Indeferir",
        explicacao="O pedido se encerra sem ser atendido. O munícipe recebe o motivo e a explicação.",
        feito="Pedido indeferido.",
        acao=acoes.indeferir,
        para=Situacao.INDEFERIDA,
        form=forms.IndeferirForm,
        aviso="indeferido",
        texto="resposta",
        resultado="motivo",
        em_lote=9,
    ),
    AtoDaCaixa(
        nome="corrigir-endereco",
        verbo="Corrigir endereço",
        explicacao="O pedido fica com o endereço certo e vai à unidade que cuida dele. O prazo não muda.",
        feito="Endereço corrigido.",
        acao=acoes.corrigir_endereco,
        no_grupo=acoes.corrigir_no_grupo,
        pular=lambda membro, _por, dados: "local" in dados and ja_tem_o_endereco(membro, dados["local"]),
        form=correcao.CorrigirEnderecoForm,
        aviso="endereco_corrigido",
    ),
    AtoDaCaixa(
        nome="reclassificar",
        verbo="Corrigir serviço",
        explicacao="O pedido passa ao serviço certo, com o mesmo protocolo e a mesma data, e vai à "
        "unidade que cuida dele. O prazo conta da data do pedido e nunca fica menor que o já dito.",
        feito="Serviço corrigido.",
        acao=acoes.reclassificar,
        no_grupo=acoes.corrigir_no_grupo,
        form=correcao.ReclassificarForm,
        aviso="servico_corrigido",
    ),
    AtoDaCaixa(
        nome="separar",
        verbo="Separar do grupo",
        explicacao="O pedido sai do grupo, volta à lista da caixa e passa a ter resposta só dele. "
        "O munícipe lê na página dele: “O pedido voltou a ser tratado sozinho”. Não recebe mensagem.",
        feito="O pedido voltou a ser tratado sozinho.",
        acao=acoes.desagrupar,
        impede=quando((lambda caso: not caso.principal_id, NAO_ESTA_JUNTO)),
        so_este=True,
    ),
    AtoDaCaixa(
        nome="reabrir",
        verbo="Reabrir",
        explicacao="O pedido, encerrado por engano, volta a “Em andamento” com o prazo que já tinha.",
        feito="O pedido foi reaberto.",
        acao=acoes.reabrir,
        para=Situacao.EM_ANDAMENTO,
        form=forms.ReabrirForm,
        aviso="reaberto",
        impede=quando((lambda caso: caso.aberta, ABERTO)),
        so_este=True,
    ),
    AtoDaCaixa(
        nome="recusar-reabertura",
        verbo="Não reabrir",
        explicacao="Quem pediu disse que não foi resolvido. O pedido continua encerrado, e a pessoa recebe o "
        "motivo e o caminho da Ouvidoria.",
        feito="O pedido continua encerrado, e a pessoa foi avisada.",
        acao=acoes.recusar_reabertura,
        form=forms.RecusarReaberturaForm,
        aviso="reabertura_recusada",
        impede=_nada_a_recusar,
        do_encerrado=True,
        so_este=True,
    ),
    AtoDaCaixa(
        nome="corrigir-prova",
        verbo="Corrigir as fotos",
        explicacao="A foto que não é deste lugar sai, e a certa entra. A que sai fica guardada, só para a "
        "equipe. O munícipe lê o motivo na página dele e não recebe mensagem. Vale também nos pedidos que "
        "estão juntos deste e têm a mesma foto.",
        feito="As fotos do que foi feito estão corrigidas.",
        acao=acoes.corrigir_prova,
        form=CorrigirProvaForm,
        impede=lambda caso, _por: por_que_nao_se_corrige(caso),
        do_encerrado=True,
        fica=True,
        so_este=True,
    ),
)
"""Na ordem do uso: os três primeiros que cabem ficam à vista na página do pedido, o primeiro em destaque."""


JUNTAR = AtoDaCaixa(
    nome="juntar",
    verbo="Juntar",
    explicacao="Os pedidos passam a ser tratados como um só, o mais antigo deles; cada um continua com o seu "
    "protocolo, o seu prazo e os seus avisos. Só se juntam os do mesmo serviço. Dá para separar depois.",
    feito="Pedidos juntados.",
    acao=acoes.juntar_ao,
    so_este=True,
    em_lote=10,
)
"""Só em lote: um pedido não se junta a nada sozinho."""

DO_LOTE = Atos(*sorted((ato for ato in (*ATOS.values(), JUNTAR) if ato.em_lote), key=lambda ato: ato.em_lote))
