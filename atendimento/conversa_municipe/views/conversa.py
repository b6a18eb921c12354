"""A conversa: lê-la, escrever nela, perguntar o que há de novo, ver uma foto."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento import conversa as leituras
from atendimento import novidades as pergunta
from atendimento.conversa_municipe import por_mandar
from atendimento.conversa_municipe.forms import MensagemForm
from atendimento.conversa_municipe.guardas import da_conversa, minha_conversa
from atendimento.conversa_municipe.views.tela import LADO, a_pagina, mostrar, ou_pedaco, pedaco, ver
from atendimento.eventos import FAZ
from atendimento.models import ArquivoDaMensagem, Conversa
from atendimento.situacoes import SituacaoDaConversa
from contas.guardas import LER, LER_E_MANDAR
from documentos.servir import servir


@da_conversa(*LER_E_MANDAR)
def conversa(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A página: o que se disse, em que pé está, e onde se escreve."""
    esta = minha_conversa(request, codigo)
    if request.method == "POST":
        return _receber(request, esta)
    return mostrar(request, esta, form=por_mandar.ler(request, esta))


def _receber(request: HttpRequest, esta: Conversa) -> HttpResponse:
    form = MensagemForm(request.POST, request.FILES)
    form.is_valid()
    vista = form.cleaned_data.get("ultima") or 0
    if "atualizar" in request.POST or "pessoa" in request.POST:
        acoes.ver_ate(conversa=esta, ate=vista, lado=LADO)
        return _sem_perder_o_escrito(request, esta)
    try:
        dita, recusa = pergunta.dizer_o_do_form(request, form, conversa=esta, de=LADO)
    except acoes.MuitasMensagens as muitas:
        return _esperar(request, esta, form, muitas)
    if form.errors:
        return _recusar(request, esta, form)
    if dita:
        acoes.responder(conversa=esta, pergunta=dita)
    ir = _a_uma_pessoa(esta, form)
    resposta = ou_pedaco(request, esta, depois=vista, recusa=recusa, ir=ir)
    por_mandar.esquecer(resposta, esta)
    return resposta


def _a_uma_pessoa(esta: Conversa, form: MensagemForm) -> str:
    """Aonde vai quem, no começo, escreve que quer falar com alguém; vazio aos outros."""
    chama = esta.situacao == SituacaoDaConversa.COMECO and acoes.pede_uma_pessoa(form.cleaned_data["texto"])
    return reverse("conversa:pessoa", args=[esta.codigo]) if chama else ""


def _esperar(
    request: HttpRequest, esta: Conversa, form: MensagemForm, muitas: acoes.MuitasMensagens
) -> HttpResponse:
    """Ao módulo, 429 e quanto espera: ele manda outra vez sozinho. Aos outros, a página com o escrito."""
    if not pergunta.pelo_modulo(request):
        form.add_error(None, str(muitas))
        return _recusar(request, esta, form)
    cabecalhos = {"Retry-After": str(muitas.espera)}
    return HttpResponse(str(muitas), status=429, content_type=pergunta.SO_TEXTO, headers=cabecalhos)


def _recusar(request: HttpRequest, esta: Conversa, form: MensagemForm) -> HttpResponse:
    """Ao módulo, só a frase; aos outros, a página com o que se escreveu e a razão."""
    if not pergunta.pelo_modulo(request):
        esta.refresh_from_db()
        return mostrar(request, esta, form=form)
    return pergunta.recusa_ao_modulo(form)


def _sem_perder_o_escrito(request: HttpRequest, esta: Conversa) -> HttpResponse:
    """Atualizar, ou ir pedir alguém: o que está escrito volta ao campo, ou à própria resposta."""
    vai, texto = "pessoa" in request.POST, request.POST.get("texto", "")
    resposta: HttpResponse = redirect("conversa:pessoa", esta.codigo) if vai else ver(esta)
    if por_mandar.guardar(resposta, esta, texto):
        return resposta
    return mostrar(request, esta, form=por_mandar.com_o_escrito(texto))


# --- o que há de novo ----------------------------------------------------------------------


@da_conversa(*LER)
def novidades(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O que há depois da mensagem `d`, se a página (`v`) não o tem."""
    esta = minha_conversa(request, codigo)
    if not pergunta.mudou(request, leituras.versao_de(esta, timezone.now())):
        return a_pagina(request, esta)
    return pedaco(request, esta, depois=pergunta.numero(request.GET.get("d", "")))


@da_conversa("POST")
def sinal(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O que a página aberta diz sozinha: que está ali, o que se viu, que se escreve, que se fecha."""
    esta, dito, agora = minha_conversa(request, codigo), request.POST, timezone.now()
    if "fecha" in dito:
        acoes.fechar_a_conversa(conversa=esta, em=agora)
    else:
        acoes.dar_sinal_na_fila(conversa=esta, em=agora)
        vista = pergunta.numero(dito.get("vista", ""))
        acoes.conviver(conversa=esta, lado=LADO, vista=vista, fez=FAZ & dito.keys())
    return HttpResponse(status=204)


@da_conversa(*LER)
def foto(request: HttpRequest, codigo: UUID, pk: int, tamanho: str) -> FileResponse:
    """Uma foto da conversa, a quem é dela."""
    esta = minha_conversa(request, codigo)
    fotos = ArquivoDaMensagem.objects.filter(mensagem__conversa=esta)
    return servir(get_object_or_404(fotos, pk=pk), tamanho)
