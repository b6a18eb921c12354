"""A mesa de quem a Ouvidoria consulta, para o navegador: cada página em cada estado."""

from __future__ import annotations

from django.urls import reverse

from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Falha, TipoDeManifestacao
from tests.ouvidoria import elenco

DO_INTERLOCUTOR = (
    "envio devolvido",
    "envio respondido",
    "envio retirado",
    "responder elogio",
    "responder sugestão",
)
DA_CORREGEDORIA = ("envio a apurar", "apuração encerrada")


def do_orgao() -> dict[str, str]:
    """Onde está cada página, pelo nome dela."""
    simples = elenco.encaminhada()[1]
    elogio = elenco.encaminhada(tipo=TipoDeManifestacao.ELOGIO)[1]
    sugestao = elenco.encaminhada(tipo=TipoDeManifestacao.SUGESTAO)[1]
    apuracao = elenco.em_apuracao()[1]
    return {
        "orgao:envio": _em("envio", simples),
        "orgao:responder": _em("responder", simples),
        "orgao:prorrogar": _em("prorrogar", simples),
        "orgao:informar": _em("informar", apuracao),
        "orgao:informar-fim": _em("informar-fim", apuracao),
        "responder elogio": _em("responder", elogio),
        "responder sugestão": _em("responder", sugestao),
        "envio a apurar": _em("envio", apuracao),
        "apuração encerrada": _em("envio", _apurado()),
        "envio devolvido": _em("envio", _devolvido()),
        "envio respondido": _em("envio", elenco.respondida(permite_identificar=True)[1]),
        "envio retirado": _em("envio", _retirado()),
    }


def _em(pagina: str, envio: Encaminhamento) -> str:
    return reverse(f"orgao:{pagina}", args=[envio.pk])


def _devolvido() -> Encaminhamento:
    """Com tudo: pedido reclamado, fotos dos dois lados, quem deixou dizer quem é, prorrogado e devolvido."""
    pedido = elenco.pedido_vencido()
    caso, envio = elenco.encaminhada(falha=Falha.PRAZO_VENCIDO, solicitacao=pedido, permite_identificar=True)
    elenco.anexo(envio)
    quem = elenco.interlocutor()
    envio = acoes.prorrogar_do_orgao(envio=envio, versao=caso.versao, por=quem, motivo=elenco.FRASE)
    envio = acoes.responder_como_orgao(
        envio=envio, versao=_versao(envio), por=quem, resposta=f"{elenco.FRASE} {'x' * 80}"
    )
    elenco.anexo(envio, enviado=False, encaminhamento=envio, papel="interlocutor")
    motivo = "Falta dizer em que dia a equipe foi ao local e quem conferiu o serviço."
    return acoes.devolver_ao_orgao(envio=envio, versao=_versao(envio), por=elenco.ogm(), motivo=motivo)


def _retirado() -> Encaminhamento:
    caso, envio = elenco.encaminhada()
    acoes.recolher(envio=envio, versao=caso.versao, por=elenco.ogm(), motivo="O serviço é de outro órgão.")
    return envio


def _apurado() -> Encaminhamento:
    caso, envio = elenco.em_apuracao()
    quem = elenco.corregedoria()
    return acoes.informar_apuracao(envio=envio, versao=caso.versao, por=quem, texto=elenco.FRASE, fim=True)


def _versao(envio: Encaminhamento) -> int:
    return Manifestacao.objects.get(pk=envio.manifestacao_id).versao
