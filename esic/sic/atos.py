"""Os atos do SIC sobre um pedido, como dado: acrescentar um é acrescentar uma linha em `ATOS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from esic import acoes
from esic.acoes.julgamento import NADA_A_ESCLARECER
from esic.acoes.sic import NADA_A_CUMPRIR, RESPONDIDO
from esic.atos import ENCERRADO, AtoDoPedido
from esic.models import Pedido
from esic.sic import forms
from esic.situacoes import Situacao
from mesas.atos import Atos, quando
from protocolo.acoes import NAO_CABE
from protocolo.situacoes import permitida

SO_O_SIC = "Só o SIC do órgão faz isto."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtoDoSic(AtoDoPedido):
    """Um ato do SIC."""

    espaco: ClassVar[str] = "sic"

    antes_da_resposta: bool = True

    def por_que_nao(self, caso: Pedido, por: Autor) -> str:
        if not caso.aberta:
            return ENCERRADO
        if caso.respondido_em and self.antes_da_resposta:
            return RESPONDIDO
        if self.para and not permitida(caso.TRANSICOES, caso.situacao, self.para, por.papel):
            return NAO_CABE if por.papel == Papel.SIC else SO_O_SIC
        return self.impede(caso, por)


def _nao_esclarece(caso: Pedido, por: Autor) -> str:
    if por.papel != Papel.SIC:
        return SO_O_SIC
    return "" if acoes.pergunta_em_aberto(caso) else NADA_A_ESCLARECER


def _ja_cuida(caso: Pedido, por: Autor) -> str:
    if por.papel != Papel.SIC:
        return SO_O_SIC
    minha = por.usuario is not None and caso.responsavel_id == por.usuario.pk
    return "Você já cuida deste pedido." if minha else ""


ATOS = Atos(
    AtoDoSic(
        nome="responder",
        verbo="Responder",
        explicacao="A pessoa recebe a decisão, a resposta e até quando, e a quem, pode recorrer.",
        feito="O pedido foi respondido.",
        acao=acoes.responder,
        para=Situacao.RESPONDIDO,
        form=forms.ResponderForm,
        aviso="esic_respondido",
        destaque=True,
    ),
    AtoDoSic(
        nome="cumprir",
        verbo="Cumprir a decisão",
        explicacao="A pessoa recebe o que a decisão do recurso mandou entregar.",
        feito="A decisão foi cumprida.",
        acao=acoes.cumprir,
        para=Situacao.DECIDIDO,
        form=forms.CumprirForm,
        aviso="esic_cumprido",
        impede=quando((lambda caso: not acoes.a_cumprir(caso), NADA_A_CUMPRIR)),
        destaque=True,
        antes_da_resposta=False,
    ),
    AtoDoSic(
        nome="esclarecer",
        verbo="Esclarecer a quem decide",
        explicacao="Quem decide o recurso lê a resposta; a pessoa que pediu, não.",
        feito="Quem decide já pode ler a resposta.",
        acao=acoes.esclarecer,
        form=forms.EsclarecerForm,
        impede=_nao_esclarece,
        destaque=True,
        antes_da_resposta=False,
    ),
    AtoDoSic(
        nome="prorrogar",
        verbo="Prorrogar",
        explicacao="A pessoa fica sabendo do novo prazo e do motivo.",
        feito="O prazo foi prorrogado.",
        acao=acoes.prorrogar,
        para=Situacao.EM_TRAMITACAO,
        form=forms.ProrrogarForm,
        aviso="esic_prorrogado",
        impede=lambda caso, por: acoes.por_que_nao_prorroga(caso, por, timezone.now()),
    ),
    AtoDoSic(
        nome="reencaminhar",
        verbo="Passar a outro órgão",
        explicacao="O pedido passa ao órgão que tem a informação, e a pessoa fica sabendo por quê.",
        feito="O pedido passou a outro órgão.",
        acao=acoes.reencaminhar,
        para=Situacao.EM_TRAMITACAO,
        form=forms.ReencaminharForm,
        aviso="esic_reencaminhado",
    ),
    AtoDoSic(
        nome="assumir",
        verbo="Assumir",
        explicacao="Você passa a cuidar deste pedido. A pessoa não é avisada.",
        feito="Agora você cuida deste pedido.",
        acao=acoes.dar_a,
        impede=_ja_cuida,
        antes_da_resposta=False,
    ),
    AtoDoSic(
        nome="atribuir",
        verbo="Dar a um colega",
        explicacao="O colega passa a cuidar deste pedido. A pessoa não é avisada.",
        feito="O pedido tem novo responsável.",
        acao=acoes.dar_a,
        form=forms.AtribuirForm,
        impede=lambda _caso, por: "" if por.papel == Papel.SIC else SO_O_SIC,
        antes_da_resposta=False,
    ),
)
