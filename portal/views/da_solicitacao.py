"""O pedido de serviço em `/acompanhar/`."""

from __future__ import annotations

from django.utils import timezone

from ouvidoria import instancia
from portal import consultas
from portal.views.processo import Conversa, Processo
from protocolo import complemento
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao


def _publico(caso: Solicitacao) -> dict[str, object]:
    reservado = caso.sigilosa
    return {
        "reservado": reservado,
        "cor": "reservada" if reservado else caso.situacao,
        "situacao": consultas.situacao_reservada(caso) if reservado else consultas.resultado(caso),
        "passos": [] if reservado else consultas.linha_do_tempo(caso, por_inteiro=False),
        "como": () if caso.parada_em else consultas.como_calculamos(caso),
        "instancia": _instancia(caso),
    }


def _instancia(caso: Solicitacao) -> str:
    """Se já cabe reclamação na Ouvidoria, ou por que ainda não."""
    return instancia.caminho(caso, "", timezone.now())


def _completo(caso: Solicitacao) -> dict[str, object]:
    espera = caso.situacao == Situacao.AGUARDANDO_MUNICIPE
    return {
        "situacao": "Aguardando a sua resposta" if espera else consultas.resultado(caso),
        "passos": consultas.linha_do_tempo(caso, por_inteiro=True),
        "como": () if caso.parada_em else consultas.como_calculamos(caso),
        "anexos": list(caso.anexos.order_by("pk")),
        "espera_resposta": espera,
        "pergunta": complemento.pergunta_em_aberto(caso),
        "instancia": _instancia(caso),
    }


PROCESSO = Processo[Solicitacao](
    pagina_publica="portal/acompanhar/publico.html",
    contexto_publico=_publico,
    pagina_completa="portal/acompanhar/completo.html",
    contexto_completo=_completo,
    conversa=Conversa[Solicitacao](
        quem_atende="equipe",
        pergunta=complemento.pergunta_em_aberto,
        mandar=acoes.acrescentar,
        pagina_encerrada="portal/acompanhar/encerrado.html",
    ),
    pagina_da_desistencia="portal/acompanhar/cancelar.html",
    cancelar=acoes.cancelar,
    desistiu="O seu pedido foi cancelado.",
)
