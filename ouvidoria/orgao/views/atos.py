"""A página de um ato de quem a Ouvidoria consulta: escrever, ler o que a Ouvidoria vai ler, confirmar."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from assistente.escritos import retoma
from contas.guardas import LER_E_MANDAR, de_trabalho
from mesas.atos import Onde, PaginasDoAto, Passo, com_o_de_agora, conduzir, versao_vista
from mesas.historia import andamentos
from ouvidoria.acoes.encaminhamento import PRORROGACAO_DO_ORGAO
from ouvidoria.guardas import envio_recebido
from ouvidoria.orgao import lista
from ouvidoria.orgao.atos import ATOS, AtoDoEnvio
from ouvidoria.orgao.views.arquivos import receber_anexos
from protocolo import prazos_legais
from protocolo.prazos.em_palavras import dia


def endereco_da_lista(request: HttpRequest) -> str:
    """A lista de onde se veio, com os filtros que ela tinha (`volta`)."""
    return lista.Recebidos.de_onde_veio(request).endereco(reverse("orgao:lista"))


def consulta_de_volta(request: HttpRequest) -> str:
    """O que leva a lista adiante nos endereços da página: `?volta=…`, ou vazio."""
    return lista.Recebidos.de_onde_veio(request).volta


@de_trabalho(*LER_E_MANDAR)
@retoma
def agir(request: HttpRequest, chave: int, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o que a Ouvidoria vai ler, e só então faz."""
    envio, por = envio_recebido(request, chave)
    return conduzir(request, ORGAO, ATOS[ato], envio, por, _enviado(request, envio))


def _enviado(request: HttpRequest, envio: Any) -> QueryDict:
    """O que mudou na manifestação fora deste envio não é conflito para quem responde."""
    vista = versao_vista(request.POST)
    nada_mudou = vista is not None and vista <= envio.versao and not andamentos(envio, depois_de=vista)
    return com_o_de_agora(request, versao=envio.versao) if nada_mudou else request.POST


def _em_volta(passo: Passo[Any, AtoDoEnvio]) -> dict[str, Any]:
    envio, consulta = passo.caso, consulta_de_volta(passo.request)
    cor, situacao = lista.ESTADOS[envio.estado]
    previa = passo.onde == Onde.PREVIA
    novo = None
    if previa and passo.ato.nome == "prorrogar":
        novo = prazos_legais.prorrogado(envio, timezone.now(), chave=PRORROGACAO_DO_ORGAO)
    return {
        "envio": envio,
        "cor": cor,
        "situacao": situacao,
        "endereco": f"{passo.request.path}{consulta}",
        "pagina_do_envio": reverse("orgao:envio", args=[envio.pk]) + consulta,
        "lido": passo.form.argumentos[passo.ato.lido] if previa else "",
        "muda": [("Prazo do órgão", dia(envio.vence_em), dia(novo))] if novo else (),
    }


ORGAO = PaginasDoAto[Any, AtoDoEnvio](
    modelos={
        Onde.FORMULARIO: "ouvidoria/orgao/ato.html",
        Onde.PREVIA: "ouvidoria/orgao/previa.html",
        Onde.CONFLITO: "ouvidoria/orgao/conflito.html",
    },
    em_volta=_em_volta,
    reler=lambda request, envio: envio_recebido(request, envio.pk)[0],
    para_onde=lambda passo: endereco_da_lista(passo.request),
    dizer=lambda passo: f"{passo.ato.feito} {passo.caso.numero}.",
    receber=receber_anexos,
    protocolo=lambda envio: envio.manifestacao.protocolo,
    sigilosa=lambda envio: envio.manifestacao.denuncia,
)
