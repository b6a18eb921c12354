"""Um ato da Ouvidoria em dois tempos: ver o aviso como a pessoa o lerá, e confirmar."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assistente.escritos import retoma
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.atos import Onde, PaginasDoAto, Passo, conduzir
from ouvidoria.acoes.encaminhamento import montar_envio
from ouvidoria.guardas import caso_da_ouvidoria, com_relacoes
from ouvidoria.mesa.atos import ATOS, AtoDaMesa
from ouvidoria.mesa.views.caso import enderecos
from ouvidoria.models import Manifestacao
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio
from solicitacoes import lugar


@de_trabalho(*LER_E_MANDAR)
@retoma
def agir(request: HttpRequest, protocolo: str, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o aviso, e só então faz."""
    caso, por = caso_da_ouvidoria(request, protocolo)
    return conduzir(request, MESA, ATOS[ato], caso, por)


def _em_volta(passo: Passo[Manifestacao, AtoDaMesa]) -> dict[str, Any]:
    """O que cada página de ato tem ao lado do formulário: as respostas dos órgãos e as que seguem esta."""
    caso, ato = passo.caso, passo.ato.nome
    envios = caso.encaminhamentos.filter(respondido_em__isnull=False).select_related("orgao").order_by("pk")
    return {
        "endereco": enderecos(passo.request, caso),
        "respostas_dos_orgaos": list(envios) if ato in {"concluir", "devolver"} else [],
        "juntadas": list(caso.juntadas.abertas().order_by("protocolo")) if ato == "concluir" else [],
        "abre_os_anexos": ato == "encaminhar",
        **(_o_que_o_orgao_ve(passo) if passo.ato.ao_orgao and passo.onde == Onde.PREVIA else {}),
    }


def _o_que_o_orgao_ve(passo: Passo[Manifestacao, AtoDaMesa]) -> dict[str, Any]:
    """Os envios que se farão, um por órgão; ou, do que já está com um, o que se escreve a ele."""
    argumentos, calendario = passo.form.argumentos, carregar_calendario()
    if existente := argumentos.get("envio"):
        return {"recado": argumentos["motivo"], "de_quem": existente.quem}
    envios = [
        {
            "envio": (montado := montar_envio(passo.caso, envio, passo.por)),
            "como": relogio.como(montado, calendario, evento="A Ouvidoria enviou"),
            "anexos": envio.anexos,
        }
        for envio in argumentos["envios"]
    ]
    return {"envios": envios, "pedido": passo.caso.solicitacao, "agora": timezone.now()}


MESA = PaginasDoAto[Manifestacao, AtoDaMesa](
    modelos={
        Onde.FORMULARIO: "ouvidoria/mesa/ato.html",
        Onde.PREVIA: "ouvidoria/mesa/previa.html",
        Onde.CONFLITO: "ouvidoria/mesa/conflito.html",
    },
    em_volta=_em_volta,
    reler=lambda _request, caso: com_relacoes().get(pk=caso.pk),
    para_onde=lambda passo: enderecos(passo.request, passo.caso)["pedido"],
    sigilosa=lambda caso: caso.denuncia,
)


@de_trabalho(*LER)
def ruas(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Sugestões de rua para quem abre o pedido de serviço."""
    caso_da_ouvidoria(request, protocolo)
    return render(request, "solicitacoes/pedir/detalhes.html#sugestoes", lugar.ao_escrever(request.GET))
