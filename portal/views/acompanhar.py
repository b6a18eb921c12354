"""Acompanhar um caso pelo protocolo; com a chave, ver tudo e agir."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from contas import chaves
from contas.guardas import abrir_na_sessao, interessado
from contas.limites import dentro_do_limite, quem_pede
from portal import consultas
from portal.forms import ChaveForm, MensagemForm, ProtocoloForm
from portal.mensagens import enviar_mensagem, fotos_ja_enviadas
from protocolo import numero
from solicitacoes import acoes
from solicitacoes.guardas import HORA, adivinhando, caso_do_interessado
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TENTATIVAS_DE_CHAVE = 10
MENSAGENS_POR_PEDIDO = 30
MUITAS_MENSAGENS = "Foram muitas mensagens neste pedido. Guarde o seu texto, espere uma hora e envie de novo."
MUITAS = "Foram muitas tentativas seguidas. Espere uma hora ou ligue 156."


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def procurar(request: HttpRequest) -> HttpResponse:
    """Pede o número e leva à página do caso; com a chave certa, já por inteiro."""
    form = ProtocoloForm(request.POST or None)
    if request.method != "POST":
        return render(request, "portal/acompanhar/procurar.html", {"form": form})
    if form.is_valid():
        protocolo, chave = form.cleaned_data["protocolo"], form.cleaned_data["chave"]
        achado = consultas.localizar(protocolo)
        if adivinhando(request, achado):
            return _muitas(request)
        if achado is None:
            form.add_error("protocolo", "Não encontramos pedido com este número. Confira cada algarismo.")
        elif chave and not _abrir_com_chave(request, protocolo, chave):
            form.add_error("chave", "Esta chave não abre este protocolo. Confira as 8 letras e números.")
        else:
            return redirect("portal:caso", protocolo)
    return render(request, "portal/acompanhar/procurar.html", {"form": form}, status=422)


def _muitas(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", {"mensagem": MUITAS}, status=429)


def _abrir_com_chave(request: HttpRequest, protocolo: str, chave: str) -> bool:
    """Confere a chave, com limite por protocolo, e abre o caso nesta sessão."""
    if not dentro_do_limite(
        "chave", f"{protocolo}:{quem_pede(request)}", vezes=TENTATIVAS_DE_CHAVE, segundos=HORA
    ):
        return False
    if not chaves.confere(protocolo, chave):
        return False
    abrir_na_sessao(request, protocolo)
    return True


@login_not_required
@never_cache
@require_GET
def entrar_com_chave(request: HttpRequest, protocolo: str, chave: str) -> HttpResponse:
    """O link dos avisos: prova a chave, guarda na sessão e vai ao endereço limpo."""
    achado = consultas.localizar(protocolo)
    if achado and _abrir_com_chave(request, protocolo, chave):
        return redirect("portal:caso", protocolo)
    if adivinhando(request, achado):
        return _muitas(request)
    if achado is None:
        raise Http404("Não há pedido com este protocolo.")
    messages.error(request, "O link não trouxe uma chave válida. Escreva a chave de acesso abaixo.")
    return redirect("portal:caso", protocolo)


@login_not_required
@never_cache
@require_safe
def caso(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A página do caso: o que é público ou, para a parte, tudo."""
    achado = consultas.localizar(_compacto(protocolo))
    if achado and Solicitacao.objects.visiveis_para(interessado(request)).filter(pk=achado.pk).exists():
        return render(request, "portal/acompanhar/completo.html", _contexto_completo(achado))
    if adivinhando(request, achado):
        return _muitas(request)
    if achado is None:
        raise Http404("Não há pedido com este protocolo.")
    return render(
        request, "portal/acompanhar/publico.html", _contexto_publico(achado, ChaveForm(protocolo=protocolo))
    )


def _compacto(protocolo: str) -> str:
    return numero.normalizar(protocolo)


def _contexto_publico(caso: Solicitacao, form: ChaveForm) -> dict[str, object]:
    reservado = caso.sigilosa
    return {
        "caso": caso,
        "form": form,
        "reservado": reservado,
        "cor": "reservada" if reservado else caso.situacao,
        "situacao": consultas.situacao_reservada(caso) if reservado else consultas.resultado(caso),
        "passos": [] if reservado else consultas.linha_do_tempo(caso, por_inteiro=False),
        "como": () if caso.parada_em else consultas.como_calculamos(caso),
    }


def _contexto_completo(caso: Solicitacao) -> dict[str, object]:
    espera = caso.situacao == Situacao.AGUARDANDO_MUNICIPE
    return {
        "caso": caso,
        "situacao": "Aguardando a sua resposta" if espera else consultas.resultado(caso),
        "passos": consultas.linha_do_tempo(caso, por_inteiro=True),
        "como": () if caso.parada_em else consultas.como_calculamos(caso),
        "anexos": list(caso.anexos.order_by("pk")),
        "espera_resposta": espera,
        "pergunta": acoes.pergunta_em_aberto(caso),
        "chave": chaves.chave_escrita(caso.protocolo),
    }


@login_not_required
@never_cache
@require_http_methods(["POST"])
def abrir(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A chave escrita na página pública do caso."""
    achado = consultas.localizar(protocolo)
    if adivinhando(request, achado):
        return _muitas(request)
    if achado is None:
        raise Http404("Não há pedido com este protocolo.")
    form = ChaveForm(request.POST, protocolo=protocolo)
    if not dentro_do_limite(
        "chave", f"{protocolo}:{quem_pede(request)}", vezes=TENTATIVAS_DE_CHAVE, segundos=HORA
    ):
        return _muitas(request)
    if not form.is_valid():
        return render(request, "portal/acompanhar/publico.html", _contexto_publico(achado, form), status=422)
    abrir_na_sessao(request, protocolo)
    return redirect("portal:caso", protocolo)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mandar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Responder ao complemento ou mandar mais informações, com fotos."""
    achado, autor = caso_do_interessado(request, protocolo)
    if not achado.aberta:
        return render(request, "portal/acompanhar/encerrado.html", {"caso": achado})
    form = MensagemForm(request.POST or None, request.FILES or None, initial={"envio": uuid4()})
    if form.is_valid() and _cabe(form, achado) and enviar_mensagem(form, caso=achado, por=autor):
        messages.success(request, "Recebemos a sua mensagem. A equipe já pode vê-la.")
        return redirect("portal:caso", protocolo)
    contexto = {
        "caso": achado,
        "form": form,
        "fotos": fotos_ja_enviadas(form, caso=achado),
        "pergunta": acoes.pergunta_em_aberto(achado),
    }
    return render(request, "portal/acompanhar/mandar.html", contexto, status=422 if form.is_bound else 200)


def _cabe(form: MensagemForm, caso: Solicitacao) -> bool:
    """Um pedido não recebe mensagens sem fim: cada foto custa disco e processador."""
    if dentro_do_limite("mensagens", caso.protocolo, vezes=MENSAGENS_POR_PEDIDO, segundos=HORA):
        return True
    form.add_error(None, MUITAS_MENSAGENS)
    return False


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancelar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A desistência, com uma página que diz o que ela faz antes de confirmar."""
    achado, autor = caso_do_interessado(request, protocolo)
    if request.method != "POST":
        return render(request, "portal/acompanhar/cancelar.html", {"caso": achado})
    acoes.cancelar(caso=achado, por=autor)
    messages.success(request, "O seu pedido foi cancelado.")
    return redirect("portal:caso", protocolo)
