"""Manifestar-se: as perguntas, quem é, a conferência e o envio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assistente.guardas import lembrar_rascunho
from assistente.paginas import arquivos_recebidos, enviado, mudar_arquivos
from assistente.rascunhos import guardar_passo
from contas.guardas import abrir_na_sessao, interessado
from contas.identificacao import valores_iniciais
from contas.limites import dentro_do_limite, quem_pede
from documentos.imagens import servir
from ouvidoria.acoes.enviar import enviar
from ouvidoria.assistente import CIENTE, CONFERIR, IDENTIFICACAO, RESPOSTAS
from ouvidoria.conferencia import secoes
from ouvidoria.em_curso import EmCurso, achar_pedido, comecada, nova
from ouvidoria.forms.manifestar import IdentificacaoForm
from ouvidoria.forms.perguntas import PerguntasForm
from ouvidoria.guardas import balcao
from ouvidoria.instancia import Caminho, caminho
from ouvidoria.models import Manifestacao
from ouvidoria.perguntas import FALHA, PROTOCOLO
from ouvidoria.situacoes import Falha, TipoDeManifestacao
from ouvidoria.views.passos import ao_que_falta, ir_para, mostrar, passo, protegida, publica, seguir
from protocolo import numero
from solicitacoes.guardas import adivinhando

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from solicitacoes.models import Solicitacao

DEZ_MINUTOS = 600
COMECOS_POR_LUGAR = 120
MUITAS = (
    "Foram muitas manifestações deste lugar em pouco tempo. Espere alguns minutos e continue: o que você "
    "escreveu está abaixo."
)
MUITOS_NUMEROS = (
    "Foram muitos números de protocolo seguidos. Espere uma hora, ou deixe o número em branco e continue."
)
JA_RECLAMOU = "Você já reclamou deste pedido. Esta é a sua manifestação."


# --- começo -----------------------------------------------------------------------------


@publica
def comecar(request: HttpRequest, tipo: str) -> HttpResponse:
    """As perguntas de um tipo. Quem atende no balcão registra pela página dele."""
    escrita = nova(request, tipo)
    if balcao(request):
        return redirect(f"{reverse('ouvidoria:balcao')}?tipo={tipo}")
    return _primeira_pagina(request, escrita)


@publica
def reclamar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Reclamar de um pedido, com o que ele já diz preenchido; o que ainda não cabe, explica-se."""
    pedido = achar_pedido(numero.normalizar(protocolo))
    if adivinhando(request, pedido):
        return render(request, "429.html", {"mensagem": MUITOS_NUMEROS}, status=429)
    if pedido is None:
        raise Http404("Não há pedido com este protocolo.")
    if balcao(request):
        return redirect(f"{reverse('ouvidoria:balcao')}?tipo=reclamacao&protocolo={pedido.protocolo}")
    if ja := _ja_reclamou(request, pedido):
        messages.info(request, JA_RECLAMOU)
        return redirect("portal:caso", ja.protocolo)
    falha = Falha.MAU_ATENDIMENTO if request.GET.get(FALHA) == Falha.MAU_ATENDIMENTO else ""
    ciente = {CIENTE: {"lido": True}} if "registrar" in request.GET else {}
    por_que = caminho(pedido, falha, timezone.now())
    if por_que != Caminho.CABE and not ciente:
        contexto = {"pedido": pedido, "caminho": por_que, "secao": "ouvidoria"}
        return render(request, "ouvidoria/manifestar/ainda_nao.html", contexto)
    escrita = nova(request, TipoDeManifestacao.RECLAMACAO, pedido, falha=falha, dados=ciente)
    return _primeira_pagina(request, escrita)


def _ja_reclamou(request: HttpRequest, pedido: Solicitacao) -> Manifestacao | None:
    """A reclamação em aberto do mesmo pedido que esta sessão, ou esta conta, fez."""
    minhas = Manifestacao.objects.abertas().sem_denuncias().visiveis_para(interessado(request))
    return minhas.filter(solicitacao=pedido).order_by("-aberta_em").first()


def _primeira_pagina(request: HttpRequest, escrita: EmCurso) -> HttpResponse:
    """As perguntas antes de haver rascunho; o primeiro envio o cria, certo ou errado."""
    if request.method != "POST":
        return _mostrar_perguntas(request, escrita, _form(request, escrita))
    if not dentro_do_limite(
        "manifestacoes", quem_pede(request), vezes=COMECOS_POR_LUGAR, segundos=DEZ_MINUTOS
    ):
        form = _form(request, escrita)
        form.esquecer_erros()
        form.add_error(None, MUITAS)
        return _mostrar_perguntas(request, escrita, form)
    escrita = comecada(request, escrita)
    if escrita.rascunho.protocolo:
        return ir_para(escrita, "comprovante")
    resposta = _responder(request, escrita)
    lembrar_rascunho(request, resposta, escrita.rascunho)
    return resposta


@protegida
@require_safe
def retomar(_request: HttpRequest, escrita: EmCurso) -> HttpResponse:
    """Ao primeiro passo que falta ou, depois do envio, ao comprovante."""
    return ir_para(escrita, "comprovante") if escrita.rascunho.protocolo else ao_que_falta(escrita)


# --- perguntas e arquivos ------------------------------------------------------------------


@passo(RESPOSTAS)
def perguntas(request: HttpRequest, escrita: EmCurso) -> HttpResponse:
    """As perguntas e as fotos. Pôr ou tirar foto não perde o que já foi escrito."""
    if request.method == "POST":
        return _responder(request, escrita)
    return _mostrar_perguntas(request, escrita, _form(request, escrita))


def _responder(request: HttpRequest, escrita: EmCurso) -> HttpResponse:
    recusas = mudar_arquivos(request, escrita.rascunho, sem_limite=escrita.no_balcao)
    form = _form(request, escrita)
    so_fotos = "remover_foto" in request.POST or "adicionar" in request.POST
    if so_fotos:
        guardar_passo(rascunho=escrita.rascunho, passo=RESPOSTAS, respostas=form.digitadas())
        form.esquecer_erros()
    else:
        _conferir_protocolo(request, escrita, form)
    for recusa in recusas:
        form.add_error("fotos", recusa)
    if form.errors:
        return _mostrar_perguntas(request, escrita, form)
    if so_fotos:
        return ir_para(escrita, RESPOSTAS, consulta=request.GET.urlencode(), ancora="fotos")
    guardar_passo(
        rascunho=escrita.rascunho, passo=RESPOSTAS, respostas=form.cleaned_data | {"conferido": True}
    )
    return seguir(request, escrita, RESPOSTAS)


def _conferir_protocolo(request: HttpRequest, escrita: EmCurso, form: PerguntasForm) -> None:
    """Conta os números que não existem, como em “Acompanhar”; o balcão pode errar à vontade."""
    form.is_valid()
    procurou = form.pedido is not None or form.has_error(PROTOCOLO, "nao_ha")
    if procurou and not escrita.no_balcao and adivinhando(request, form.pedido):
        form.errors.pop(PROTOCOLO, None)
        form.add_error(PROTOCOLO, MUITOS_NUMEROS)


def _form(request: HttpRequest, escrita: EmCurso) -> PerguntasForm:
    return PerguntasForm(
        enviado(request),
        request.FILES or None,
        tipo=escrita.tipo,
        procurar=achar_pedido,
        guardadas=len(_fotos(escrita)),
        initial=escrita.roteiro.respostas,
    )


def _mostrar_perguntas(request: HttpRequest, escrita: EmCurso, form: PerguntasForm) -> HttpResponse:
    """Antes do primeiro envio a página manda a si mesma; depois, ao rascunho."""
    acao = reverse("ouvidoria:perguntas", args=[escrita.rascunho.pk]) if escrita.gravada else request.path
    consulta = request.GET.urlencode()
    return mostrar(
        request,
        escrita,
        RESPOSTAS,
        form,
        acao=f"{acao}?{consulta}" if consulta else acao,
        fotos=_fotos(escrita),
        pedido=escrita.roteiro.solicitacao,
        ainda_nao=escrita.roteiro.dados.get(CIENTE) and escrita.roteiro.caminho != Caminho.CABE,
    )


def _fotos(escrita: EmCurso, *, remover: bool = True) -> list[dict[str, Any]]:
    """As fotos já recebidas, como componentes/fotos.html as mostra, com ou sem o botão de remover."""
    return arquivos_recebidos(escrita.rascunho, "ouvidoria:foto", remover=remover) if escrita.gravada else []


@protegida
@require_safe
def foto(_request: HttpRequest, escrita: EmCurso, pk: int) -> FileResponse:
    """A miniatura de uma foto ainda não enviada, só para quem escreve."""
    return servir(get_object_or_404(escrita.rascunho.arquivos, pk=pk), "pequena", guardar=False)


@passo(RESPOSTAS)
def ainda_nao(request: HttpRequest, escrita: EmCurso) -> HttpResponse:
    """A reclamação ainda não é segunda instância: o que fazer, ou registrar assim mesmo (art. 11)."""
    if not escrita.roteiro.respostas.get("conferido") or escrita.roteiro.caminho == Caminho.CABE:
        return ao_que_falta(escrita)
    if request.method == "POST":
        guardar_passo(rascunho=escrita.rascunho, passo=CIENTE, respostas={"lido": True})
        return seguir(request, escrita, RESPOSTAS)
    pedido, por_que = escrita.roteiro.solicitacao, escrita.roteiro.caminho
    return mostrar(request, escrita, RESPOSTAS, modelo="ainda_nao", pedido=pedido, caminho=por_que)


# --- identificação, conferência e envio ---------------------------------------------------


@passo(IDENTIFICACAO)
def identificacao(request: HttpRequest, escrita: EmCurso) -> HttpResponse:
    """Quem se manifesta, ou ninguém. De quem denuncia nem os dados da conta se oferecem."""
    da_conta = None if escrita.no_balcao or escrita.denuncia else escrita.autor.usuario
    form = IdentificacaoForm(
        enviado(request),
        initial=valores_iniciais(escrita.rascunho.dados.get(IDENTIFICACAO, {}), da_conta),
        denuncia=escrita.denuncia,
        em_nome_de_outro=escrita.no_balcao,
    )
    if not form.is_valid():
        return mostrar(request, escrita, IDENTIFICACAO, form)
    guardar_passo(rascunho=escrita.rascunho, passo=IDENTIFICACAO, respostas=form.cleaned_data)
    return seguir(request, escrita, IDENTIFICACAO)


@passo(CONFERIR)
def conferir(request: HttpRequest, escrita: EmCurso) -> HttpResponse:
    """Tudo o que foi respondido; “Enviar” registra, uma vez só."""
    if request.method != "POST":
        contexto: dict[str, Any] = {
            "secoes": secoes(escrita),
            "fotos": _fotos(escrita, remover=False),
            "entra_como": TipoDeManifestacao(escrita.roteiro.tipo_que_entra),
        }
        return mostrar(request, escrita, CONFERIR, **contexto)
    caso = enviar(rascunho=escrita.rascunho, por=escrita.autor, em=timezone.now())
    if _fica_na_sessao(escrita, caso):
        abrir_na_sessao(request, caso.protocolo)
    return ir_para(escrita, "comprovante")


def _fica_na_sessao(escrita: EmCurso, caso: Manifestacao) -> bool:
    """Nunca a denúncia, nem o que o balcão digitou, nem a anônima de quem entrou com a sua conta."""
    return not (caso.denuncia or escrita.no_balcao or (caso.anonima and escrita.autor.usuario))
