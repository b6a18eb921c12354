"""Acompanhar um caso pelo protocolo; com a chave, ver tudo e agir. O que muda com o processo: `PROCESSOS`."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assistente import aparelho
from assistente.paginas import com_formulario, enviado
from contas.guardas import LER, LER_E_MANDAR, aberta_a_todos, abrir_na_sessao, interessado
from contas.segredos import chaves
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal import consultas
from portal.consultas import Achado
from portal.forms import ChaveForm, MensagemForm, ProtocoloForm
from portal.guardas import NAO_HA, caso_da_parte, eh_a_parte, se_guarda, se_tira
from portal.mensagens import enviar_mensagem, fotos_ja_enviadas
from portal.views import da_manifestacao, da_solicitacao, do_pedido_de_informacao
from portal.views.processo import Processo
from protocolo import numero
from referencia.limite_de_tentativas import dentro_do_limite, quem_pede
from solicitacoes.guardas import HORA, adivinhando
from solicitacoes.models import Solicitacao

TENTATIVAS_DE_CHAVE = 10
MUITAS = "Foram muitas tentativas seguidas. Espere uma hora ou ligue 156."
NAO_ACHADO = "Não encontramos pedido nem manifestação com este número. Confira cada algarismo."
SEM_CONVERSA = "O pedido de informação não recebe mensagens: se mudou a pergunta, faça outro pedido."
PROCESSOS: Final[dict[type[Achado], Processo[Any]]] = {
    Solicitacao: da_solicitacao.PROCESSO,
    Manifestacao: da_manifestacao.PROCESSO,
    Pedido: do_pedido_de_informacao.PROCESSO,
}
"""O único lugar que escolhe o processo."""


@aberta_a_todos(*LER_E_MANDAR)
def procurar(request: HttpRequest) -> HttpResponse:
    """Pede o número e leva à página do caso; com a chave certa, já por inteiro."""
    form = ProtocoloForm(enviado(request))
    if form.is_valid():
        protocolo, chave = form.cleaned_data["protocolo"], form.cleaned_data["chave"]
        achado = consultas.localizar(protocolo)
        if adivinhando(request, achado):
            return _muitas(request)
        if achado is None:
            form.add_error("protocolo", NAO_ACHADO)
        elif chave and not _abrir_com_chave(request, protocolo, chave):
            form.add_error("chave", "Esta chave não abre este protocolo. Confira as 8 letras e números.")
        else:
            return redirect("portal:caso", protocolo)
    lembrados = aparelho.lembrados(request)
    return com_formulario(request, "portal/acompanhar/procurar.html", form, lembrados=lembrados)


def _muitas(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", {"mensagem": MUITAS}, status=429)


def _pode_tentar(request: HttpRequest, protocolo: str) -> bool:
    quem = f"{protocolo}:{quem_pede(request)}"
    return dentro_do_limite("chave", quem, vezes=TENTATIVAS_DE_CHAVE, segundos=HORA)


def _abrir_com_chave(request: HttpRequest, protocolo: str, chave: str) -> bool:
    """Confere a chave, com limite por protocolo, e abre o caso nesta sessão."""
    if not _pode_tentar(request, protocolo) or not chaves.confere(protocolo, chave):
        return False
    abrir_na_sessao(request, protocolo)
    return True


@aberta_a_todos("GET")
def entrar_com_chave(request: HttpRequest, protocolo: str, chave: str) -> HttpResponse:
    """O link dos avisos: prova a chave, guarda na sessão e vai ao endereço limpo."""
    achado = consultas.localizar(protocolo)
    if achado and _abrir_com_chave(request, protocolo, chave):
        return redirect("portal:caso", protocolo)
    if adivinhando(request, achado):
        return _muitas(request)
    if achado is None:
        raise Http404(NAO_HA)
    messages.error(request, "O link não trouxe uma chave válida. Escreva a chave de acesso abaixo.")
    return redirect("portal:caso", protocolo)


@aberta_a_todos(*LER)
def caso(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A página do caso: o que é público ou, para a parte, tudo."""
    achado = consultas.localizar(numero.normalizar(protocolo))
    autor = interessado(request)
    if achado and eh_a_parte(autor, achado):
        processo = PROCESSOS[type(achado)]
        comum = {
            "caso": achado,
            "chave": chaves.chave_escrita(achado.protocolo),
            "se_guarda": se_guarda(autor, achado),
            "se_tira": se_tira(autor, achado),
        }
        return render(request, processo.pagina_completa, comum | processo.contexto_completo(achado))
    if adivinhando(request, achado):
        return _muitas(request)
    if achado is None:
        raise Http404(NAO_HA)
    return _publica(request, achado, ChaveForm(protocolo=achado.protocolo))


def _publica(request: HttpRequest, achado: Achado, form: ChaveForm) -> HttpResponse:
    processo = PROCESSOS[type(achado)]
    contexto = processo.contexto_publico(achado)
    contexto["lembrado"] = achado.protocolo in aparelho.lembrados(request)
    return com_formulario(request, processo.pagina_publica, form, caso=achado, **contexto)


@aberta_a_todos("POST")
def abrir(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A chave escrita na página pública do caso."""
    achado = consultas.localizar(protocolo)
    if adivinhando(request, achado):
        return _muitas(request)
    if achado is None:
        raise Http404(NAO_HA)
    form = ChaveForm(request.POST, protocolo=protocolo)
    if not _pode_tentar(request, protocolo):
        return _muitas(request)
    if not form.is_valid():
        return _publica(request, achado, form)
    abrir_na_sessao(request, protocolo)
    return redirect("portal:caso", protocolo)


@aberta_a_todos(*LER_E_MANDAR)
def mandar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Responder ao complemento ou mandar mais informações, com fotos."""
    achado, autor = caso_da_parte(request, protocolo)
    mensagens = PROCESSOS[type(achado)].mensagens
    if mensagens is None:
        raise Http404(SEM_CONVERSA)
    if not achado.aberta:
        return render(request, mensagens.pagina_encerrada, {"caso": achado})
    form = MensagemForm(request.POST or None, request.FILES or None, initial={"envio": uuid4()})
    if enviar_mensagem(form, caso=achado, por=autor, mandar=mensagens.mandar, rede=quem_pede(request)):
        messages.success(request, f"Recebemos a sua mensagem. A {mensagens.quem_atende} já pode vê-la.")
        return redirect("portal:caso", protocolo)
    return com_formulario(
        request,
        "portal/acompanhar/mandar.html",
        form,
        caso=achado,
        fotos=fotos_ja_enviadas(form, caso=achado),
        pergunta=mensagens.pergunta(achado),
        quem_atende=mensagens.quem_atende,
    )


@aberta_a_todos(*LER_E_MANDAR)
def cancelar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A desistência, com uma página que diz o que ela faz antes de confirmar."""
    achado, autor = caso_da_parte(request, protocolo)
    processo = PROCESSOS[type(achado)]
    contexto = {"caso": achado, "motivos": processo.motivos}
    if request.method != "POST":
        return render(request, processo.pagina_da_desistencia, contexto)
    dito = request.POST.get("motivo", "")
    motivo = {"motivo": dito} if dito in processo.motivos else {}
    processo.cancelar(caso=achado, por=autor, **motivo)
    messages.success(request, processo.desistiu)
    return redirect("portal:caso", protocolo)
