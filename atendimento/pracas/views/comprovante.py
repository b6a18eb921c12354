"""O comprovante em papel, numa folha A4 ou numa bobina de 80 mm."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assistente.comprovante import comprovante_de, exigir_recente, link_de
from atendimento import acoes
from atendimento.casos import e_dela, viu_se_o_documento_de
from atendimento.guardas import meu_atendimento
from atendimento.mesa.views.passos import do_atendimento
from atendimento.mesa.views.tela import comum
from atendimento.models import Atendimento
from atendimento.pracas.papel import papel_de
from atendimento.situacoes import Ato
from contas.guardas import LER_E_MANDAR, de_trabalho
from ouvidoria.models import Manifestacao
from portal.consultas import Achado, localizar
from protocolo import numero
from protocolo.models import Canal
from solicitacoes.models import Solicitacao

PAPEIS = {"a4": "Folha A4", "80": "Bobina de 80 mm"}
REGISTRARAM = (Ato.REGISTROU, Ato.OUVIDORIA, Ato.ESIC)
NAO_E_DAQUI = "Este protocolo não é deste atendimento."


@de_trabalho(*LER_E_MANDAR)
def comprovante(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """O comprovante; a chave só sai no que se mandou imprimir, que fica escrito no atendimento."""
    este, mesa = meu_atendimento(request, codigo)
    protocolo = numero.normalizar(protocolo)
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
    """O caso que se registrou neste atendimento, ou o lido da pessoa reconhecida; 404 os outros.

    Diz também se o ato não guarda o número: o sigiloso e o anônimo estão só no rascunho, que some quando o
    atendimento acaba. Da denúncia o papel é o recibo da Ouvidoria.
    """
    caso = localizar(protocolo) if este.aberto else None
    if caso is None or (isinstance(caso, Manifestacao) and caso.denuncia):
        raise Http404(NAO_E_DAQUI)
    reservado = do_atendimento(este).filter(protocolo=protocolo).exists() and not _nos_atos(este, protocolo)
    if not (reservado or _registrado(este, protocolo) or (_nos_atos(este, protocolo) and e_dela(este, caso))):
        raise Http404(NAO_E_DAQUI)
    if isinstance(caso, Solicitacao) and caso.sigilosa:
        exigir_recente(caso.aberta_em)
    return caso, reservado


def _nos_atos(este: Atendimento, protocolo: str) -> bool:
    return este.atos.filter(protocolo=protocolo).exists()


def _registrado(este: Atendimento, protocolo: str) -> bool:
    return este.atos.filter(protocolo=protocolo, tipo__in=REGISTRARAM).exists()


def _pode_levar_a_chave(este: Atendimento, caso: Achado, *, reservado: bool) -> bool:
    """O que se registrou agora; ou o de quem mostrou o documento numa Praça."""
    if reservado or _registrado(este, caso.protocolo):
        return True
    return este.canal == Canal.PRACA and viu_se_o_documento_de(este, caso) and e_dela(este, caso)
