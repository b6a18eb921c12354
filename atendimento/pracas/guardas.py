"""De que casos se dá o protocolo à pessoa, em papel ou por mensagem, num atendimento."""

from __future__ import annotations

from django.http import Http404

from assistente.comprovante import exigir_recente
from atendimento.casos import e_dela
from atendimento.mesa.views.passos import do_atendimento
from atendimento.models import Atendimento
from atendimento.situacoes import Providencia
from ouvidoria.models import Manifestacao
from portal.consultas import Achado, localizar
from solicitacoes.models import Solicitacao

REGISTRARAM = (Providencia.REGISTROU, Providencia.OUVIDORIA, Providencia.ESIC)
NAO_E_DAQUI = "Este protocolo não é deste atendimento."


def caso_do_atendimento(este: Atendimento, protocolo: str) -> tuple[Achado, bool]:
    """O caso que se registrou neste atendimento, ou o lido da pessoa reconhecida; 404 os outros.

    Diz também se o ato não guarda o número: o sigiloso e o anônimo estão só no rascunho, que some quando o
    atendimento acaba. Da denúncia o papel é o recibo da Ouvidoria.
    """
    caso = localizar(protocolo) if este.aberto else None
    if caso is None or (isinstance(caso, Manifestacao) and caso.denuncia):
        raise Http404(NAO_E_DAQUI)
    reservado = do_atendimento(este).filter(protocolo=protocolo).exists() and not _nos_atos(este, protocolo)
    if not (reservado or registrado(este, protocolo) or (_nos_atos(este, protocolo) and e_dela(este, caso))):
        raise Http404(NAO_E_DAQUI)
    if isinstance(caso, Solicitacao) and caso.sigilosa:
        exigir_recente(caso.aberta_em)
    return caso, reservado


def _nos_atos(este: Atendimento, protocolo: str) -> bool:
    return este.atos.filter(protocolo=protocolo).exists()


def registrado(este: Atendimento, protocolo: str) -> bool:
    return este.atos.filter(protocolo=protocolo, tipo__in=REGISTRARAM).exists()
