"""As páginas de `/area/meus-dados/`: o que guardamos, a cópia, quem leu, corrigir e apagar a conta."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from assistente.paginas import Pagina, com_formulario, enviado
from contas import aparelhos
from contas.acoes import corrigir_nome
from contas.dados_pessoais import contatos, ficha
from contas.dados_pessoais.pessoa import da_conta, modulos
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from contas.models import CopiaDosDados
from portal import leituras
from portal.meus_dados import apagar as encerrar
from portal.meus_dados import copias
from portal.meus_dados.forms import ApagarForm, NomeForm

com_a_senha: Callable[[Pagina], Pagina] = reauthentication_required
"""Quem achou a conta aberta num computador não leva os dados nem a apaga: o allauth pergunta de novo."""
POR_PAGINA = 50
CONTATOS = 20


@de_trabalho(*LER)
def inicio(request: HttpRequest) -> HttpResponse:
    """O que guardamos da pessoa, campo a campo, e por quê."""
    usuario = usuario_da_sessao(request)
    pessoa = da_conta(usuario)
    linhas: list[dict[str, Any]] = [
        {"rotulo": nome, "valor": valor} for nome, valor in ficha(usuario).items()
    ]
    linhas[0]["alterar"] = reverse("portal:meus_dados_corrigir")
    contexto = {
        "linhas": linhas,
        "guardas": [guarda for modulo in modulos() for guarda in modulo.GUARDA],
        "contatos": contatos(pessoa, CONTATOS),
        "casos": len(pessoa.interessados),
    }
    return render(request, "portal/meus_dados/inicio.html", contexto)


@de_trabalho(*LER)
def quem_leu(request: HttpRequest) -> HttpResponse:
    """Quem leu os dados da pessoa, e quando: o papel e a unidade."""
    pessoa = da_conta(usuario_da_sessao(request))
    pagina = Paginator(leituras.quais(pessoa), POR_PAGINA).get_page(request.GET.get("pagina"))
    contexto = {
        "lidas": leituras.em_palavras(pagina.object_list),
        "anterior": f"?pagina={pagina.previous_page_number()}" if pagina.has_previous() else "",
        "proxima": f"?pagina={pagina.next_page_number()}" if pagina.has_next() else "",
    }
    return render(request, "portal/meus_dados/quem_leu.html", contexto)


@de_trabalho(*LER_E_MANDAR)
def corrigir(request: HttpRequest) -> HttpResponse:
    """O nome corrige-se aqui; o contato, na conta; o resto se pede."""
    usuario = usuario_da_sessao(request)
    form = NomeForm(enviado(request), initial={"nome": usuario.nome})
    trabalha = encerrar.trabalha(usuario)
    if not trabalha and form.is_valid():
        corrigir_nome(usuario=usuario, nome=form.cleaned_data["nome"])
        messages.success(request, "O seu nome foi corrigido.")
        return redirect("portal:meus_dados")
    return com_formulario(request, "portal/meus_dados/corrigir.html", form, trabalha=trabalha)


@de_trabalho(*LER_E_MANDAR)
@com_a_senha
def copia(request: HttpRequest) -> HttpResponse:
    """Pedir a cópia, e baixá-la quando fica pronta."""
    usuario = usuario_da_sessao(request)
    if request.method == "POST":
        copias.pedir(usuario=usuario)
        messages.success(request, "Pedido feito. A cópia fica pronta em um ou dois minutos.")
        return redirect("portal:meus_dados_copia")
    ultima, pode_em = copias.ultima(usuario), copias.pode_pedir_em(usuario)
    agora = timezone.now()  # depois: a quem nunca pediu, pode-se desde a hora em que se perguntou
    if ultima is not None and ultima.vence_em is not None and ultima.vence_em < agora:
        ultima = None
    contexto = {"copia": ultima, "pode_em": pode_em, "pode": pode_em <= agora}
    return render(request, "portal/meus_dados/copia.html", contexto)


@de_trabalho(*LER)
@com_a_senha
def baixar(request: HttpRequest, uuid: str) -> FileResponse:
    """O pacote, só a quem o pediu, e enquanto não vence; de outro, ou vencido, 404."""
    prontas = CopiaDosDados.objects.filter(usuario=usuario_da_sessao(request), vence_em__gt=timezone.now())
    pacote = get_object_or_404(prontas, pk=uuid)
    try:
        aberto = pacote.arquivo.open("rb")
    except FileNotFoundError as falta:
        raise Http404("O arquivo não foi encontrado.") from falta
    nome = f"meus-dados-{timezone.localdate(pacote.pronta_em):%Y-%m-%d}.zip"
    return FileResponse(aberto, as_attachment=True, filename=nome, content_type="application/zip")


@de_trabalho(*LER_E_MANDAR)
@com_a_senha
def apagar(request: HttpRequest) -> HttpResponse:
    """Diz o que fica, e por quê; confirmado, apaga a conta e sai."""
    usuario = usuario_da_sessao(request)
    form = ApagarForm(enviado(request))
    if form.is_valid():
        encerrar.apagar_conta(usuario=usuario)
        logout(request)
        resposta = render(request, "portal/meus_dados/apagada.html")
        aparelhos.sem_o_que_se_viu(resposta)
        return resposta
    ficam, apagam = encerrar.o_que_fica(usuario, timezone.now())
    contexto: dict[str, Any] = {
        "trabalha": encerrar.trabalha(usuario),
        "abertos": [um for um in ficam if um.caso.aberta],
        "guardados": [um for um in ficam if not um.caso.aberta],
        "apagam": apagam,
    }
    return com_formulario(request, "portal/meus_dados/apagar.html", form, **contexto)
