"""O pedido de serviço em `/acompanhar/`."""

from __future__ import annotations

from django.utils import timezone

from ouvidoria import instancia
from portal import consultas
from portal.views.processo import Conversa, Processo
from protocolo import complemento
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio
from solicitacoes import acoes
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao


def _publico(caso: Solicitacao) -> dict[str, object]:
    """De um pedido sigiloso o número sozinho só diz se está aberto."""
    reservado = caso.sigilosa
    return {
        "reservado": reservado,
        "cor": "reservada" if reservado else caso.situacao,
        "situacao": ("Em aberto" if caso.aberta else "Encerrado") if reservado else consultas.resultado(caso),
        "passos": [] if reservado else consultas.linha_do_tempo(caso, por_inteiro=False),
        **_do_prazo(caso),
    }


def _do_prazo(caso: Solicitacao) -> dict[str, object]:
    """Como o prazo se conta, e se já cabe reclamação na Ouvidoria ou por que ainda não."""
    return {
        "como": () if caso.parada_em else relogio.como(caso, carregar_calendario()),
        "instancia": instancia.caminho(caso, "", timezone.now()),
    }


def _completo(caso: Solicitacao) -> dict[str, object]:
    espera = caso.situacao == Situacao.AGUARDANDO_MUNICIPE
    return {
        "situacao": "Aguardando a sua resposta" if espera else consultas.resultado(caso),
        "passos": consultas.linha_do_tempo(caso, por_inteiro=True),
        "anexos": list(caso.anexos.order_by("pk")),
        "espera_resposta": espera,
        "pergunta": complemento.pergunta_em_aberto(caso),
        **_do_prazo(caso),
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
