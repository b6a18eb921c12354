"""Os prazos que faltam: a lista, por órgão, e a página em que o órgão diz o de um serviço."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from guia import acoes, guardas, passos
from guia.forms.prazo import DarPrazoForm
from guia.models import Servico, VersaoDoServico
from guia.publicacao import prazos
from guia.publicacao.exigencias import exigencias
from guia.situacoes import Situacao
from protocolo.prazos.contagem import Contagem


@de_trabalho(*LER)
@guardas.escreve_o_guia
def lista(request: HttpRequest) -> HttpResponse:
    """O que falta, órgão por órgão: a coordenação vê todos; o ponto focal, os seus."""
    coordena = guardas.coordena(request.user)
    grupos = prazos.por_orgao(None if coordena else guardas.orgaos_de(request.user))
    contexto = {
        "grupos": grupos,
        "coordena": coordena,
        "sem_titular": prazos.sem_titular(grupos, timezone.localdate()) if coordena else (),
        "quantos": sum(len(grupo.servicos) for grupo in grupos),
    }
    return render(request, "guia/escrever/prazos.html", contexto)


@de_trabalho(*LER_E_MANDAR)
@guardas.escreve_o_guia
def dar(request: HttpRequest, pk: int) -> HttpResponse:
    """O órgão diz o prazo de um serviço, que segue o caminho de todo texto: rascunho, revisão, no ar."""
    servicos = guardas.so_do_orgao(Servico.objects.no_guia().completos(), request.user)
    servico = get_object_or_404(servicos, pk=pk, publicada__solicitavel=True)
    aberta = servico.versoes.em_elaboracao().first()
    form = DarPrazoForm(request.POST if request.method == "POST" else None, initial=_ja_dito(aberta))
    if form.is_valid():
        versao = acoes.dar_prazo(
            servico=servico,
            quantidade=form.cleaned_data["prazo_quantidade"],
            contagem=Contagem(form.cleaned_data["prazo_contagem"]),
            por=guardas.quem(request.user),
        )
        return _seguir(request, versao, novo=aberta is None)
    contexto = {"servico": servico, "versao": servico.publicada, "aberta": aberta, "form": form}
    return render(request, "guia/escrever/dar_prazo.html", contexto, status=422 if form.is_bound else 200)


def _ja_dito(aberta: VersaoDoServico | None) -> dict[str, object]:
    """O prazo que o texto por publicar já traz."""
    if aberta is None or aberta.prazo_provisorio:
        return {}
    return {"prazo_quantidade": aberta.prazo_quantidade, "prazo_contagem": aberta.prazo_contagem}


def _seguir(request: HttpRequest, versao: VersaoDoServico, *, novo: bool) -> HttpResponse:
    """O rascunho só do prazo vai à revisão; o que tem mais, ou a que falta algo, lê-se antes de mandar."""
    pessoa, dito = request.user, f"“{versao.chamado}”: {versao.prazo_escrito}."
    if versao.situacao == Situacao.RASCUNHO:
        if not (novo and guardas.responde(pessoa, versao.servico.orgao_id)) or exigencias(versao):
            messages.success(request, f"{dito} O prazo está no rascunho, que se lê aqui antes de ir adiante.")
            return redirect(passos.CONFERIR, versao.pk)
        acoes.enviar(versao=versao, por=guardas.quem(pessoa))
    messages.success(request, f"{dito} O prazo está com a coordenação do Guia, em revisão.")
    return redirect("escrever:prazos")
