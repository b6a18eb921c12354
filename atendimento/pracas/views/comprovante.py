"""O comprovante em papel, numa folha A4 ou numa bobina de 80 mm."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assistente.comprovante import comprovante_de, exigir_recente, link_de
from atendimento import acoes
from atendimento.guardas import meu_atendimento
from atendimento.mesa.views.passos import do_atendimento
from atendimento.mesa.views.tela import comum
from atendimento.models import Atendimento
from atendimento.pracas.papel import papel_de
from atendimento.situacoes import Ato
from contas.guardas import LER_E_MANDAR, de_trabalho
from contas.models import Interessado
from ouvidoria.models import Manifestacao
from portal.consultas import Achado, localizar
from protocolo.models import Canal
from solicitacoes.models import Solicitacao

PAPEIS = {"a4": "Folha A4", "80": "Bobina de 80 mm"}
REGISTRARAM = (Ato.REGISTROU, Ato.OUVIDORIA, Ato.ESIC)
NAO_E_DAQUI = "Este protocolo não é deste atendimento."


@de_trabalho(*LER_E_MANDAR)
def comprovante(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """O comprovante; a chave só sai no que se mandou imprimir, que fica escrito no atendimento."""
    este, mesa = meu_atendimento(request, codigo)
    caso, reservado = _do_atendimento(este, protocolo)
    no_ato = "" if reservado else protocolo
    if request.method == "POST":
        acoes.anotar(atendimento=este, tipo=Ato.IMPRIMIU, protocolo=no_ato)
        papel = request.POST.get("papel") if request.POST.get("papel") in PAPEIS else "a4"
        endereco = reverse("central:pracas_comprovante", args=[codigo, protocolo])
        return redirect(f"{endereco}?papel={papel}")
    impresso = este.atos.filter(tipo=Ato.IMPRIMIU, protocolo=no_ato).exists()
    papel = request.GET.get("papel", "")
    ditos = comprovante_de(caso)
    com_chave = papel in PAPEIS and impresso and _pode_levar_a_chave(este, caso, reservado=reservado)
    contexto = {
        **comum(mesa),
        **link_de(request, caso, no_balcao=True),
        "atendimento": este,
        "caso": caso,
        "papeis": PAPEIS,
        "papel": papel if papel in PAPEIS and impresso else "",
        "dito": papel_de(caso),
        "chave": ditos["chave"] if com_chave else "",
        "email": ditos["email"],
    }
    return render(request, "atendimento/pracas/comprovante.html", contexto)


def _do_atendimento(este: Atendimento, protocolo: str) -> tuple[Achado, bool]:
    """O caso que se registrou ou se leu neste atendimento, e se o ato não lhe diz o número; 404 os outros.

    O sigiloso e o anônimo não estão nos atos: só no rascunho, que some quando o atendimento acaba. Da
    denúncia o papel é o recibo da Ouvidoria.
    """
    nos_atos = este.atos.filter(protocolo=protocolo).exists()
    daqui = este.aberto and (nos_atos or do_atendimento(este).filter(protocolo=protocolo).exists())
    caso = localizar(protocolo) if daqui and protocolo else None
    if caso is None or (isinstance(caso, Manifestacao) and caso.denuncia):
        raise Http404(NAO_E_DAQUI)
    if isinstance(caso, Solicitacao) and caso.sigilosa:
        exigir_recente(caso.aberta_em)
    return caso, not nos_atos


def _pode_levar_a_chave(este: Atendimento, caso: Achado, *, reservado: bool) -> bool:
    """O que se registrou agora; ou o de quem mostrou o documento numa Praça."""
    if reservado or este.atos.filter(protocolo=caso.protocolo, tipo__in=REGISTRARAM).exists():
        return True
    comprovada = este.identidade == Interessado.Identidade.COMPROVADA and este.canal == Canal.PRACA
    return comprovada and caso.interessado_id is not None and caso.interessado_id == este.reconhecido_id
