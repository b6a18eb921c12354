"""Atender: começar, consultar o Guia, registrar o pedido, terminar, e o que já se fez hoje."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters

from assistente import escritos
from atendimento import acoes
from atendimento.acoes.atender import JA_ACABOU, acabou_a_meio
from atendimento.guardas import NaMesa, meu_atendimento, quem_atende
from atendimento.mesa import lista
from atendimento.mesa.forms import TerminarForm
from atendimento.mesa.views.passos import (
    NA_MESA,
    abandonar,
    do_atendimento,
    em_curso,
    esquecer,
    por_registrar,
)
from atendimento.mesa.views.tela import comum, conta_de, mostrar, procura, so_os_achados
from atendimento.models import Atendimento
from atendimento.novidades import numero
from atendimento.situacoes import Fim, Providencia, Resultado
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from documentos.servir import servir
from guia.models import Servico
from mesas.forms import aceito
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.models import ArquivoDeRascunho, Rascunho
from roteamento.guardas import ONDE_ATENDE
from solicitacoes.pedidos_iguais import o_publico
from solicitacoes.pedir.preenchimento import Preenchimento
from solicitacoes.pedir.views.passos import servico_do_guia

SEM_CONTA = (
    "Aqui só acompanha junto quem tem conta no portal, e ninguém com conta foi reconhecido neste atendimento."
)
NOUTRA_ABA = "Noutra aba também se escreveu neste pedido, e está tudo aqui: confira e registre."
DA_CONVERSA = "da_conversa"
"""O valor do botão que traz as fotos da conversa."""
SEM_O_PEDIDO = "sem_o_pedido"
FICA = "O pedido começado espera por quem recebeu a ligação, no começo da mesa dessa pessoa."
POR_REGISTRAR = "Há um pedido por registrar. Registre-o, ou termine sem ele: o que se escreveu se apaga."
ACOMPANHA = "A pessoa acompanha o pedido que já existe: os avisos vão à conta dela."
TUDO = {"HX-Retarget": "#conteudo", "HX-Reselect": "#conteudo", "HX-Reswap": "outerHTML"}
"""Depois de registrar, o htmx troca a página toda: quem a pessoa é e como acaba também mudam."""


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """A busca que começa um atendimento, e os de hoje."""
    mesa = quem_atende(request)
    if fragmento := so_os_achados(request):
        return fragmento
    antes = request.GET.get("antes", "")
    pagina = lista.de_hoje(mesa.usuario, antes_de=int(antes) if antes.isdecimal() else None)
    contexto = {"hoje": pagina, "antes": antes, **comum(mesa), **procura(request)}
    contexto["transferidas"] = acoes.com_pedido_por_registrar(mesa.unidade, timezone.now())
    return render(request, "atendimento/mesa/inicio.html", contexto)


@de_trabalho("POST")
def onde(request: HttpRequest) -> HttpResponse:
    """Quem atende em mais de um lugar diz em qual está; vale até sair, ou até dizer outro."""
    mesa, pedida = quem_atende(request), request.POST.get("unidade", "")
    if escolhida := next((um for um in mesa.lugares if str(um.pk) == pedida), None):
        request.session[ONDE_ATENDE] = escolhida.pk
    return redirect("central:inicio")


@de_trabalho("POST")
def comecar(request: HttpRequest) -> HttpResponse:
    """Começa um, já com a ligação ou o serviço que se escolheu, ou as palavras escritas, e vai a ele."""
    mesa, servico = quem_atende(request), _escolhido(request)
    chamada = numero(request.POST.get("chamada", ""))
    novo = acoes.comecar_de_quem_chega(atendente=mesa.usuario, unidade=mesa.unidade, chamada=chamada)
    return _consultar(request, novo, mesa, servico)


@de_trabalho("POST")
def consultar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """O serviço que a pessoa quer, para ler e, se se pede, para pedir."""
    este, mesa = meu_atendimento(request, codigo)
    _exigir_aberto(este)
    return _consultar(request, este, mesa, _escolhido(request))


def _escolhido(request: HttpRequest) -> Servico | None:
    """O serviço que se escolheu na lista; 404 se o Guia não o conhece."""
    slug = request.POST.get("servico", "").replace("\0", "")
    return servico_do_guia(slug) if slug else None


def _consultar(
    request: HttpRequest, este: Atendimento, mesa: NaMesa, servico: Servico | None
) -> HttpResponse:
    texto = request.POST.get("q", "").replace("\0", "").strip()
    if servico:
        acoes.anotar(atendimento=este, tipo=Providencia.CONSULTOU, servico=servico)
        NA_MESA.comecar_pedido(este, mesa, servico)
        acoes.mostrar_contato(atendimento=este, por=mesa.autor)
        sigilosa = servico.publicada is not None and servico.publicada.sigilosa
        return _ver(este, {"servico": servico.slug} if sigilosa else {})
    return _ver(este, {"q": texto[:120]} if texto else {})


@escritos.retoma
@de_trabalho(*LER_E_MANDAR)
@sensitive_post_parameters()
def atendimento(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """A tela: quem é, o que quer, o pedido numa página só, e como acabou."""
    este, mesa = meu_atendimento(request, codigo)
    if request.method == "POST":
        return _receber(request, este, mesa)
    return so_os_achados(request) or mostrar(request, este, mesa)


def _receber(request: HttpRequest, este: Atendimento, mesa: NaMesa) -> HttpResponse:
    """O que se escreveu no pedido: guardá-lo, ou registrar."""
    este, rascunho = _por_enviar(request, este, request.POST.get("rascunho", ""))
    if rascunho.protocolo:
        return _ver(este)
    _trazer_fotos(request, este, rascunho)
    preenchimento = em_curso(request, rascunho, {})
    if "guardar" in request.POST:
        return _guardar(request, este, preenchimento)
    noutra_aba = NA_MESA.escreveu_se_noutra_aba(request, preenchimento)
    recusados, caso = NA_MESA.receber(request, preenchimento, registra=not noutra_aba)
    if noutra_aba:
        return mostrar(request, este, mesa, aviso=NOUTRA_ABA)
    if recusados:
        return mostrar(request, este, mesa, recusados=recusados)
    if caso is None or "HX-Request" not in request.headers:
        return _ver(este)
    resposta = mostrar(request, *meu_atendimento(request, este.codigo))
    for nome, valor in TUDO.items():
        resposta.headers[nome] = valor
    return resposta


def _trazer_fotos(request: HttpRequest, este: Atendimento, rascunho: Rascunho) -> None:
    if request.POST.get("adicionar") == DA_CONVERSA and este.conversa:
        for recusa in acoes.levar_fotos(conversa=este.conversa, rascunho=rascunho):
            messages.error(request, recusa)


def _guardar(request: HttpRequest, este: Atendimento, preenchimento: Preenchimento) -> HttpResponse:
    """O que se escreveu até agora; ao htmx, o que se sabe do lugar."""
    guardado_em = NA_MESA.guardar_o_escrito(request, preenchimento.rascunho)
    onde = NA_MESA.onde_fica(NA_MESA.por_o_lugar(request, preenchimento))
    if "HX-Request" not in request.headers:
        return _ver(este)
    contexto = {**onde, "guardado_em": guardado_em, "conta": conta_de(este), "atendimento": este}
    return render(request, "atendimento/mesa/_onde.html", contexto)


def _por_enviar(request: HttpRequest, este: Atendimento, uuid: str) -> tuple[Atendimento, Rascunho]:
    """O atendimento e o pedido; o que acabou sem sinal, ou porque a conversa acabou, volta a estar aberto."""
    try:
        este = acoes.voltar(atendimento=este)
    except TransicaoProibida:
        NA_MESA.guardar_para_quem_continua(request, este, uuid)
        raise
    if not acabou_a_meio(este, timezone.now()):
        _exigir_aberto(este)
    rascunho = NA_MESA.o_que_veio(este, uuid)
    if not este.aberto and not rascunho.protocolo:
        este = acoes.retomar(atendimento=este, rascunho=rascunho)
    return este, rascunho


@de_trabalho("POST")
def junto(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Em vez de outro pedido, a pessoa acompanha o que já existe."""
    este, _ = meu_atendimento(request, codigo)
    _exigir_aberto(este)
    conta, caso = conta_de(este), o_publico(request.POST.get("chave", ""))
    if caso is None:
        raise Http404("Este pedido não se acompanha.")
    if conta is None:
        raise Conflito(SEM_CONTA)
    acoes.acompanhar_junto(atendimento=este, caso=caso, conta=conta)
    abandonar(este)
    messages.success(request, ACOMPANHA)
    return _ver(este)


@de_trabalho(*LER)
def foto(request: HttpRequest, codigo: UUID, pk: int) -> FileResponse:
    """A miniatura de uma foto do pedido que se preenche."""
    este, _ = meu_atendimento(request, codigo)
    fotos = ArquivoDeRascunho.objects.filter(rascunho__in=do_atendimento(este).order_by().values("pk"))
    return servir(get_object_or_404(fotos, pk=pk), "pequena")


@de_trabalho("POST")
def retomar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Continua o que acabou esquecido, com o pedido que ficou por enviar."""
    este, _ = meu_atendimento(request, codigo)
    rascunho = do_atendimento(este).filter(protocolo="").first()
    if rascunho and not este.aberto:
        acoes.retomar(atendimento=este, rascunho=rascunho)
    return _ver(este)


@de_trabalho("POST")
def continuar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Quem recebe uma ligação transferida continua o pedido que já se tinha começado."""
    mesa = quem_atende(request)
    de = get_object_or_404(Atendimento, codigo=codigo)
    return _ver(acoes.continuar_ligacao(de=de, atendente=mesa.usuario, unidade=mesa.unidade))


@de_trabalho("POST")
def terminar(request: HttpRequest, codigo: UUID) -> HttpResponse:
    """Acaba, com o que a pessoa levou; do que não se registrou nada fica."""
    este, mesa = meu_atendimento(request, codigo)
    form = TerminarForm(request.POST, conversa=este.conversa)
    if not form.is_valid():
        return mostrar(request, este, mesa, terminar=form)
    rascunhos = list(do_atendimento(este))
    fica = form.cleaned_data["resultado"] == Resultado.TRANSFERIDO
    if este.aberto and not fica and SEM_O_PEDIDO not in request.POST and por_registrar(este, rascunhos):
        form.add_error(None, POR_REGISTRAR)
        return mostrar(request, este, mesa, terminar=form)
    if not aceito(form, lambda: _acabar(este, mesa, **form.cleaned_data), "resultado"):
        return mostrar(request, este, mesa, terminar=form)
    if fica and por_registrar(este, rascunhos):
        acoes.deixar_a_quem_continua(atendimento=este)
        messages.success(request, FICA)
    else:
        esquecer(este, rascunhos)
    acoes.esquecer_rascunhos(atendimento=este)
    return redirect("central:conversas" if este.conversa_id else "central:inicio")


def _acabar(este: Atendimento, mesa: NaMesa, resultado: Resultado, nota: str = "") -> bool:
    """O atendimento e, se é conversa, ela, com a nota; a que ficou por responder vai ao contato da pessoa."""
    if este.conversa and este.conversa.aberta and este.aberto:
        fim = Fim.RESPONDIDA if este.conversa.responder_ate else Fim.ATENDENTE
        acoes.acabar(conversa=este.conversa, fim=fim, por=mesa.usuario, resultado=resultado, nota=nota)
    else:
        acoes.terminar(atendimento=este, resultado=resultado)
    return True


def _exigir_aberto(este: Atendimento) -> None:
    if not este.aberto:
        raise TransicaoProibida(JA_ACABOU)


def _ver(este: Atendimento, consulta: dict[str, str] | None = None) -> HttpResponse:
    """A página do atendimento, depois de um envio (303)."""
    endereco = reverse("central:atendimento", args=[este.codigo])
    return HttpResponseRedirect(f"{endereco}?{urlencode(consulta)}" if consulta else endereco, status=303)
