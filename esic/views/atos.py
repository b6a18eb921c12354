"""Os atos do SIC sobre um pedido, como dado: acrescentar um é acrescentar uma linha em `ATOS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone

from contas.papeis import Papel
from esic import acoes
from esic.acoes.julgar import NADA_A_ESCLARECER
from esic.acoes.responder import RESPONDIDO
from esic.forms import sic as forms
from esic.models import Pedido
from esic.notificacao import direito_de_recorrer, previa, texto_da_resposta
from esic.situacoes import Decisao, Situacao
from mesas import atos
from protocolo import legais
from protocolo.acoes import NAO_CABE
from protocolo.prazo_em_palavras import dia
from protocolo.situacoes import permitida

if TYPE_CHECKING:
    from avisos.textos import Texto
    from contas.autor import Autor

ENCERRADO = "Este pedido já foi encerrado."
SO_O_SIC = "Só o SIC do órgão faz isto."
NADA_A_CUMPRIR = "Não há decisão por cumprir."


@dataclass(frozen=True, slots=True)
class AtoDoPedido(atos.Ato[Pedido]):
    """Um ato sobre um pedido de informação, de qualquer mesa."""

    destaque: bool = False

    def avisa(self, caso: Pedido) -> bool:
        return caso.interessado_id is not None

    def escrever(self, caso: Pedido, extras: dict[str, str]) -> Texto:
        return previa(caso, self.aviso, **extras)


@dataclass(frozen=True, slots=True)
class Ato(AtoDoPedido):
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


def _nao_prorroga(caso: Pedido, por: Autor) -> str:
    return acoes.por_que_nao_prorroga(caso, por, timezone.now())


def _nao_cumpre(caso: Pedido, _por: Autor) -> str:
    return "" if acoes.a_cumprir(caso) else NADA_A_CUMPRIR


def _nao_esclarece(caso: Pedido, por: Autor) -> str:
    if por.papel != Papel.SIC:
        return SO_O_SIC
    return "" if acoes.pergunta_em_aberto(caso) else NADA_A_ESCLARECER


def _extras_do_cumprimento(caso: Pedido, dados: dict[str, Any]) -> dict[str, str]:
    ate = legais.vencimento("ESIC_RECURSO_CIDADAO", inicio=timezone.now())
    return {
        "resposta": dados["texto"],
        "recurso": direito_de_recorrer(acoes.proxima_instancia(caso), ate),
    }


def _extras_da_resposta(caso: Pedido, dados: dict[str, Any]) -> dict[str, str]:
    caso.resposta, caso.fundamento = dados["texto"], dados["fundamento"]
    caso.base_da_negativa = dados["base_legal"]
    ate = legais.vencimento("ESIC_RECURSO_CIDADAO", inicio=timezone.now())
    return {
        "decisao": Decisao(dados["decisao"]).label,
        "resposta": texto_da_resposta(caso),
        "recurso": direito_de_recorrer(acoes.proxima_instancia(caso), ate),
    }


def _extras_do_prazo(caso: Pedido, dados: dict[str, Any]) -> dict[str, str]:
    antes = dia(caso.vence_em)
    acoes.aplicar_prorrogacao(caso, timezone.now())
    return {"antes": antes, "motivo": dados["motivo"]}


def _extras_do_orgao(caso: Pedido, dados: dict[str, Any]) -> dict[str, str]:
    caso.orgao = dados["orgao"]
    return {"motivo": dados["motivo"]}


ATOS: dict[str, Ato] = {
    ato.nome: ato
    for ato in (
        Ato(
            nome="responder",
            verbo="Responder",
            explicacao="A pessoa recebe a decisão, a resposta e até quando, e a quem, pode recorrer.",
            feito="O pedido foi respondido.",
            acao=acoes.responder,
            para=Situacao.RESPONDIDO,
            form=forms.ResponderForm,
            aviso="esic_respondido",
            extras=_extras_da_resposta,
            destaque=True,
        ),
        Ato(
            nome="cumprir",
            verbo="Cumprir a decisão",
            explicacao="A pessoa recebe o que a decisão do recurso mandou entregar.",
            feito="A decisão foi cumprida.",
            acao=acoes.cumprir,
            para=Situacao.DECIDIDO,
            form=forms.CumprirForm,
            aviso="esic_cumprido",
            extras=_extras_do_cumprimento,
            impede=_nao_cumpre,
            destaque=True,
            antes_da_resposta=False,
        ),
        Ato(
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
        Ato(
            nome="prorrogar",
            verbo="Prorrogar",
            explicacao="A pessoa fica sabendo do novo prazo e do motivo.",
            feito="O prazo foi prorrogado.",
            acao=acoes.prorrogar,
            para=Situacao.EM_TRAMITACAO,
            form=forms.ProrrogarForm,
            aviso="esic_prorrogado",
            extras=_extras_do_prazo,
            impede=_nao_prorroga,
        ),
        Ato(
            nome="reencaminhar",
            verbo="Passar a outro órgão",
            explicacao="O pedido passa ao órgão que tem a informação, e a pessoa fica sabendo por quê.",
            feito="O pedido passou a outro órgão.",
            acao=acoes.reencaminhar,
            para=Situacao.EM_TRAMITACAO,
            form=forms.ReencaminharForm,
            aviso="esic_reencaminhado",
            extras=_extras_do_orgao,
        ),
    )
}


def possiveis(caso: Pedido, por: Autor) -> list[Ato]:
    """Os atos que cabem agora."""
    return [ato for ato in ATOS.values() if ato.possivel(caso, por)]
