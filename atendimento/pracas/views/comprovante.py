"""O comprovante em papel, numa folha A4 ou numa bobina de 80 mm."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assistente.comprovante import comprovante_de, link_de
from atendimento import acoes
from atendimento.casos import e_dela, viu_se_o_documento_de
from atendimento.guardas import meu_atendimento
from atendimento.mesa.views.tela import comum
from atendimento.models import Atendimento
from atendimento.pracas.guardas import caso_do_atendimento, registrado
from atendimento.pracas.papel import papel_de
from atendimento.situacoes import Providencia
from contas.guardas import LER_E_MANDAR, de_trabalho
from portal.consultas import Achado
from protocolo import numero
from protocolo.models import Canal

PAPEIS = {"a4": "Folha A4", "80": "Bobina de 80 mm"}


@de_trabalho(*LER_E_MANDAR)
def comprovante(request: HttpRequest, codigo: UUID, protocolo: str) -> HttpResponse:
    """O comprovante; a chave só sai no que se mandou imprimir, que fica escrito no atendimento."""
    este, mesa = meu_atendimento(request, codigo)
    protocolo = numero.normalizar(protocolo)
    caso, reservado = caso_do_atendimento(este, protocolo)
    no_ato = "" if reservado else protocolo
    if request.method == "POST":
        papel = request.POST.get("papel") if request.POST.get("papel") in PAPEIS else "a4"
        acoes.anotar(atendimento=este, tipo=Providencia.IMPRIMIU, protocolo=no_ato)
        endereco = reverse("central:pracas_comprovante", args=[codigo, protocolo])
        return redirect(f"{endereco}?papel={papel}")
    impresso = este.atos.filter(tipo=Providencia.IMPRIMIU, protocolo=no_ato).exists()
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


def _pode_levar_a_chave(este: Atendimento, caso: Achado, *, reservado: bool) -> bool:
    """O que se registrou agora; ou o de quem mostrou o documento numa Praça."""
    if reservado or registrado(este, caso.protocolo):
        return True
    return este.canal == Canal.PRACA and viu_se_o_documento_de(este, caso) and e_dela(este, caso)
