"""O pedido de serviço em `/acompanhar/`."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from guia.models import Servico
from ouvidoria import segunda_instancia
from portal import consultas
from portal.views.processo import MensagensDoCaso, Processo
from protocolo import complemento
from protocolo.calendario import carregar_calendario
from protocolo.models import Vinculo
from protocolo.prazos import relogio
from roteamento.models.unidades import TRIAGEM
from solicitacoes import acoes
from solicitacoes.acoes.resolvido import depois_do_fim
from solicitacoes.models import Anexo, Solicitacao
from solicitacoes.pedir.de_novo import DE_NOVO
from solicitacoes.situacoes import EQUIPE, Situacao

DO_PEDIDO = 1
"""A ordem do andamento com que o pedido se abre."""
MOTIVOS = ("Já foi resolvido", "Não preciso mais", "Pedi errado ou repetido", "Outro motivo")


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
        "instancia": segunda_instancia.caminho(caso, "", timezone.now()),
    }


def _completo(caso: Solicitacao) -> dict[str, object]:
    espera = caso.situacao == Situacao.AGUARDANDO_MUNICIPE
    return {
        "situacao": "Aguardando a sua resposta" if espera else consultas.resultado(caso),
        "passos": consultas.linha_do_tempo(caso, por_inteiro=True),
        **_fotos(caso),
        "equipe": "" if caso.sigilosa or caso.unidade.sigla == TRIAGEM else caso.unidade.nome,
        "na_ouvidoria": Vinculo.tem_segunda_instancia(caso.protocolo),
        "espera_resposta": espera,
        "pergunta": complemento.pergunta_em_aberto(caso),
        **_depois_do_fim(caso),
        "pedir_de_novo": _pedir_de_novo(caso),
        **_do_prazo(caso),
    }


def _pedir_de_novo(caso: Solicitacao) -> str:
    """O endereço do mesmo pedido, por começar; vazio se ainda está aberto ou o serviço já não se pede.

    Do sigiloso também: o endereço diria o nome do serviço no histórico do aparelho.
    """
    if caso.aberta or caso.sigilosa:
        return ""
    que_se_pede = Servico.objects.no_guia().filter(pk=caso.servico_id, publicada__solicitavel=True)
    slug = que_se_pede.values_list("slug", flat=True).first()
    return f"{reverse('solicitacoes:comecar', args=[slug])}?{DE_NOVO}={caso.protocolo}" if slug else ""


def _depois_do_fim(caso: Solicitacao) -> dict[str, object]:
    """Se já se disse que foi resolvido, e em que pé está o pedido de que a unidade reabra."""
    fim = depois_do_fim(caso)
    if fim is None:
        return {"se_pergunta": False}
    reabertura = fim.reabertura
    return {
        "se_pergunta": True,
        "dita": fim.dita,
        "troca_ate": fim.troca_ate,
        "reabertura": reabertura if reabertura and not reabertura.de_antes(caso) else None,
        "reabertura_atrasada": reabertura is not None and reabertura.atrasado(timezone.now()),
        "reabrir_ate": fim.reabrir_ate,
        "com_foto": fim.com_foto,
    }


def _fotos(caso: Solicitacao) -> dict[str, list[Anexo]]:
    """As fotos que vieram com o pedido, as que a pessoa mandou depois e as da equipe."""
    anexos = list(caso.anexos.order_by("pk"))
    da_pessoa = [anexo for anexo in anexos if anexo.papel not in EQUIPE]
    return {
        "anexos": [anexo for anexo in da_pessoa if anexo.ordem == DO_PEDIDO],
        "anexos_depois": [anexo for anexo in da_pessoa if anexo.ordem != DO_PEDIDO],
        "anexos_da_equipe": [anexo for anexo in anexos if anexo.papel in EQUIPE],
    }


PROCESSO = Processo[Solicitacao](
    pagina_publica="portal/acompanhar/publico.html",
    contexto_publico=_publico,
    pagina_completa="portal/acompanhar/completo.html",
    contexto_completo=_completo,
    mensagens=MensagensDoCaso[Solicitacao](
        quem_atende="equipe",
        pergunta=complemento.pergunta_em_aberto,
        mandar=acoes.acrescentar,
        pagina_encerrada="portal/acompanhar/encerrado.html",
    ),
    pagina_da_desistencia="portal/acompanhar/cancelar.html",
    cancelar=acoes.cancelar,
    desistiu="O seu pedido foi cancelado.",
    motivos=MOTIVOS,
)
