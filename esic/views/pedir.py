"""Pedir informação: o que se quer saber, o que há antes de seguir, quem é, a conferência e o envio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assistente.guardas import em_aberto, lembrar_rascunho
from assistente.paginas import DEZ_MINUTOS, arquivos_recebidos, enviado, mudar_arquivos
from assistente.rascunhos import guardar_passo
from contas.guardas import abrir_na_sessao
from contas.identificacao import valores_iniciais
from contas.limites import dentro_do_limite, quem_pede
from documentos.imagens import servir
from esic.acoes import enviar
from esic.assistente import BALCAO, CONFERIR, IDENTIFICACAO, INFORMACAO, TIPO, VISTO
from esic.conferencia import secoes
from esic.conselho import conselho
from esic.em_curso import EmCurso, comecado, novo
from esic.forms.pedir import IdentificacaoForm, InformacaoForm
from esic.guardas import do_balcao
from esic.views.passos import ao_que_falta, ir_para, mostrar, passo, protegida, publica, seguir

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

COMECOS_POR_LUGAR = 120
MUITOS = (
    "Foram muitos pedidos deste lugar em pouco tempo. Espere alguns minutos e continue: o que você escreveu "
    "está abaixo."
)


@publica
def pedir(request: HttpRequest) -> HttpResponse:
    """O primeiro passo antes de haver rascunho; o primeiro envio o cria, certo ou errado."""
    escrito = novo(request)
    if request.method != "POST":
        pela_metade = em_aberto(request, TIPO, TIPO).exclude(dados__has_key=BALCAO).first()
        extras = {"em_aberto": pela_metade, "do_sic": do_balcao(request)}
        return _mostrar_informacao(request, escrito, _form(request, escrito), **extras)
    if not dentro_do_limite(
        "pedidos_de_informacao", quem_pede(request), vezes=COMECOS_POR_LUGAR, segundos=DEZ_MINUTOS
    ):
        form = _form(request, escrito)
        form.esquecer_erros()
        form.add_error(None, MUITOS)
        return _mostrar_informacao(request, escrito, form)
    escrito = comecado(request, escrito)
    if escrito.rascunho.protocolo:
        return ir_para(escrito, "comprovante")
    resposta = _responder(request, escrito)
    lembrar_rascunho(request, resposta, escrito.rascunho)
    return resposta


@protegida
@require_safe
def retomar(_request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """Ao primeiro passo que falta ou, depois do envio, ao comprovante."""
    return ao_que_falta(escrito)


# --- o que se quer saber --------------------------------------------------------------------


@passo(INFORMACAO)
def informacao(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """O órgão, o texto e os arquivos. Pôr ou tirar arquivo não perde o que já foi escrito."""
    if request.method == "POST":
        return _responder(request, escrito)
    return _mostrar_informacao(request, escrito, _form(request, escrito))


def _responder(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    recusas = mudar_arquivos(request, escrito.rascunho, sem_limite=escrito.no_balcao)
    form = _form(request, escrito)
    so_arquivos = "remover_foto" in request.POST or "adicionar" in request.POST
    if so_arquivos or not form.is_valid():
        guardar_passo(rascunho=escrito.rascunho, passo=INFORMACAO, respostas=form.digitadas())
    if so_arquivos:
        form.esquecer_erros()
    for recusa in recusas:
        form.add_error("fotos", recusa)
    if form.errors:
        return _mostrar_informacao(request, escrito, form)
    if so_arquivos:
        return ir_para(escrito, INFORMACAO, consulta=request.GET.urlencode(), ancora="fotos")
    respostas = form.cleaned_data | {"conferido": True}
    guardar_passo(rascunho=escrito.rascunho, passo=INFORMACAO, respostas=respostas)
    return seguir(request, escrito, INFORMACAO)


def _form(request: HttpRequest, escrito: EmCurso) -> InformacaoForm:
    return InformacaoForm(
        enviado(request),
        request.FILES or None,
        guardados=len(_arquivos(escrito)),
        em_nome_de_outro=escrito.no_balcao,
        initial=escrito.roteiro.informacao,
    )


def _mostrar_informacao(
    request: HttpRequest, escrito: EmCurso, form: InformacaoForm, **extras: Any
) -> HttpResponse:
    """Antes do primeiro envio a página manda a si mesma; depois, ao rascunho."""
    acao = reverse("esic:informacao", args=[escrito.rascunho.pk]) if escrito.gravada else request.path
    consulta = request.GET.urlencode()
    extras |= {"acao": f"{acao}?{consulta}" if consulta else acao, "fotos": _arquivos(escrito)}
    return mostrar(request, escrito, INFORMACAO, form, **extras)


def _arquivos(escrito: EmCurso, *, remover: bool = True) -> list[dict[str, Any]]:
    return arquivos_recebidos(escrito.rascunho, "esic:foto", remover=remover) if escrito.gravada else []


@protegida
@require_safe
def foto(_request: HttpRequest, escrito: EmCurso, pk: int) -> FileResponse:
    """A miniatura de um arquivo ainda não enviado, só para quem escreve."""
    return servir(get_object_or_404(escrito.rascunho.arquivos, pk=pk), "pequena", guardar=False)


@passo(IDENTIFICACAO)
def antes(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """Outro caminho, se o texto não parece informação, e respostas parecidas. Continuar é sempre possível."""
    texto = escrito.roteiro.texto
    if request.method == "POST":
        guardar_passo(rascunho=escrito.rascunho, passo=VISTO, respostas={"texto": texto})
        return seguir(request, escrito, INFORMACAO)
    achado = conselho(texto)
    if achado.vazio:
        return seguir(request, escrito, INFORMACAO)
    voltar = reverse("esic:informacao", args=[escrito.rascunho.pk])
    return mostrar(request, escrito, INFORMACAO, modelo="antes", conselho=achado, voltar=voltar)


# --- identificação, conferência e envio -----------------------------------------------------


@passo(IDENTIFICACAO)
def identificacao(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """Quem pede; a conta de quem entrou já preenche, a de quem atende, não."""
    da_conta = None if escrito.no_balcao else escrito.autor.usuario
    form = IdentificacaoForm(
        enviado(request),
        initial=valores_iniciais(escrito.rascunho.dados.get(IDENTIFICACAO, {}), da_conta),
        pelo_correio=escrito.roteiro.pelo_correio,
        em_nome_de_outro=escrito.no_balcao,
    )
    if not form.is_valid():
        return mostrar(request, escrito, IDENTIFICACAO, form)
    guardar_passo(rascunho=escrito.rascunho, passo=IDENTIFICACAO, respostas=form.cleaned_data)
    return seguir(request, escrito, IDENTIFICACAO)


@passo(CONFERIR)
def conferir(request: HttpRequest, escrito: EmCurso) -> HttpResponse:
    """Tudo o que foi respondido; “Enviar” registra, uma vez só. A sessão do SIC não é da pessoa."""
    if request.method != "POST":
        arquivos = _arquivos(escrito, remover=False)
        return mostrar(request, escrito, CONFERIR, secoes=secoes(escrito), fotos=arquivos)
    caso = enviar(rascunho=escrito.rascunho, por=escrito.autor, em=timezone.now())
    if not escrito.no_balcao:
        abrir_na_sessao(request, caso.protocolo)
    return ir_para(escrito, "comprovante")
