"""A manifestação à Ouvidoria em `/acompanhar/`, e o que só se faz nela: autorizar, avaliar, pedir revisão."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from assistente.paginas import com_formulario
from contas.guardas import LER_E_MANDAR, aberta_a_todos
from documentos.servir import servir
from ouvidoria import acoes
from ouvidoria.acoes.encerrar import NAO_SE_AVALIA
from ouvidoria.guardas import autores
from ouvidoria.models import Anexo, Manifestacao
from portal import manifestacao as ver
from portal.forms import AvaliacaoForm, ConsentimentoForm, RevisaoForm
from portal.guardas import so_de
from portal.views.processo import MensagensDoCaso, Processo
from protocolo import complemento
from protocolo.erros import TransicaoProibida


def _publico(caso: Manifestacao) -> dict[str, object]:
    """Só pelo número: aberta ou encerrada, e o prazo. Nada diz que uma manifestação é denúncia."""
    return {"situacao": "Em aberto" if caso.aberta else "Encerrada"}


def _completo(achado: Manifestacao) -> dict[str, object]:
    caso = ver.por_inteiro(achado)
    return {
        "caso": caso,
        "situacao": ver.situacao(caso),
        "pergunta": complemento.pergunta_em_aberto(caso),
        "consentimento": ver.consentimento_pedido(caso),
        "sigilo": ver.sigilo(caso),
        "avaliacao": ver.avaliacao(caso),
        "revisao_ate": acoes.revisao_ate(caso),
        "passos": ver.linha_do_tempo(caso),
        "como": ver.como_calculamos(caso),
        "envios": ver.envios(caso),
        "novo": ver.caminho_novo(caso),
        "anexos": list(caso.anexos.da_pessoa()),
    }


PROCESSO = Processo[Manifestacao](
    pagina_publica="portal/acompanhar/manifestacao/publica.html",
    contexto_publico=_publico,
    pagina_completa="portal/acompanhar/manifestacao/completa.html",
    contexto_completo=_completo,
    mensagens=MensagensDoCaso[Manifestacao](
        quem_atende="Ouvidoria",
        pergunta=complemento.pergunta_em_aberto,
        mandar=acoes.mandar,
        pagina_encerrada="portal/acompanhar/manifestacao/encerrada.html",
    ),
    pagina_da_desistencia="portal/acompanhar/manifestacao/cancelar.html",
    cancelar=acoes.cancelar,
    desistiu="A sua manifestação foi cancelada.",
)


@aberta_a_todos(*LER_E_MANDAR)
def consentir(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Quem denunciou diz se a Ouvidoria pode dizer quem é (Lei 13.608/2018, art. 4º-B)."""
    caso, autor = so_de(Manifestacao, request, protocolo)
    pergunta = ver.consentimento_pedido(caso)
    if pergunta is None:
        raise TransicaoProibida("Não há pergunta da Ouvidoria à espera da sua resposta.")
    form = ConsentimentoForm(request.POST or None)
    if form.is_valid():
        consentiu = form.cleaned_data["resposta"] == "sim"
        acoes.responder_consentimento(caso=caso, por=autor, consentiu=consentiu)
        messages.success(request, "Você autorizou." if consentiu else "Ninguém vai saber quem você é.")
        return redirect("portal:caso", protocolo)
    return com_formulario(
        request, "portal/acompanhar/manifestacao/consentir.html", form, caso=caso, pergunta=pergunta
    )


@aberta_a_todos(*LER_E_MANDAR)
def avaliar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """A nota do atendimento, depois da resposta; avaliar de novo troca a nota (Lei 13.460/2017, art. 23)."""
    caso, autor = so_de(Manifestacao, request, protocolo)
    if not caso.resposta:
        raise TransicaoProibida(NAO_SE_AVALIA)
    dada = ver.avaliacao(caso)
    campos = ("nota", "resolveu", "comentario")
    inicial = {campo: getattr(dada, campo) for campo in campos} if dada else None
    form = AvaliacaoForm(request.POST or None, initial=inicial)
    if form.is_valid():
        acoes.avaliar(caso=caso, por=autor, **form.cleaned_data)
        messages.success(request, "Obrigado. A sua avaliação foi guardada.")
        return redirect("portal:caso", protocolo)
    return com_formulario(request, "portal/acompanhar/manifestacao/avaliar.html", form, caso=caso)


@aberta_a_todos(*LER_E_MANDAR)
def revisar(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Quem não concorda com a resposta pede, uma vez, que a Ouvidoria olhe de novo."""
    caso, autor = so_de(Manifestacao, request, protocolo)
    ate = acoes.revisao_ate(caso)
    if ate is None:
        raise TransicaoProibida("A revisão só se pede de uma resposta já dada, no prazo, e uma vez.")
    form = RevisaoForm(request.POST or None)
    if form.is_valid():
        acoes.pedir_revisao(caso=caso, por=autor, texto=form.cleaned_data["texto"])
        messages.success(request, "A Ouvidoria vai olhar de novo a sua manifestação.")
        return redirect("portal:caso", protocolo)
    return com_formulario(request, "portal/acompanhar/manifestacao/revisar.html", form, caso=caso, ate=ate)


@login_not_required
@require_safe
def anexo(request: HttpRequest, protocolo: str, pk: int, tamanho: str) -> FileResponse:
    """Uma foto da manifestação: 404 se não existe, 403 a quem não pode abri-la.

    Vale a regra da manifestação: a parte (chave ou conta), a Ouvidoria e quem a digitou, se não é denúncia.
    O que o órgão respondeu à Ouvidoria só ela abre aqui.
    """
    foto = get_object_or_404(Anexo.objects.select_related("caso"), pk=pk, caso__protocolo=protocolo)
    if not any(Anexo.objects.visiveis_para(autor).filter(pk=pk).exists() for autor in autores(request)):
        raise PermissionDenied("Esta foto é de uma manifestação que você não pode abrir.")
    return servir(foto, tamanho, guardar=not foto.caso.denuncia)
