"""A coordenação: os pedidos que as unidades devolveram mais de uma vez e a decisão sobre cada um."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mesas.atos import com_versao_nova, versao_vista
from mesas.historia import andamentos, historia
from mesas.paginacao import paginar
from protocolo import relogio
from protocolo.calendario import carregar_calendario
from protocolo.erros import RecusaDeAcao
from solicitacoes import acoes, consultas, devolvidas, percurso
from solicitacoes.forms.coordenacao import DecidirForm
from solicitacoes.guardas import com_relacoes, coordenacao
from solicitacoes.views.ato import Ato
from solicitacoes.views.atos import extras_da_transferencia

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from solicitacoes.models import Solicitacao

DECIDIR = Ato(
    nome="decidir",
    verbo="Decidir",
    explicacao="A unidade escolhida fica com o pedido. O prazo não muda.",
    feito="Decisão registrada.",
    acao=acoes.decidir,
    form=DecidirForm,
    aviso="transferido",
    extras=extras_da_transferencia,
    impede=lambda caso, _por: "" if caso.aguarda_decisao_desde else "Este pedido não espera decisão.",
    so_este=True,
)


@require_safe
@never_cache
def lista(request: HttpRequest) -> HttpResponse:
    """Os pedidos à espera de decisão, o que espera há mais tempo primeiro."""
    coordenacao(request)
    pagina = paginar(devolvidas.linhas(), devolvidas.ORDEM, request.GET)
    linhas = [devolvidas.Devolvida(*linha) for linha in pagina.linhas]
    caminhos = percurso.caminhos(linha.id for linha in linhas)
    contexto = {
        "aba": "devolvidas",
        "agora": timezone.now(),
        "pagina": pagina,
        "linhas": [(linha, caminhos.get(linha.id, [linha.sigla])) for linha in linhas],
        **pagina.enderecos(),
    }
    return render(request, "solicitacoes/rotas/devolvidas.html", contexto)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def decidir(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Escolher a unidade, ver o aviso como o munícipe o lerá, e confirmar."""
    por = coordenacao(request)
    caso = get_object_or_404(com_relacoes(), protocolo=protocolo)
    enviado = request.POST if request.method == "POST" else None
    form = _formulario(caso, enviado, initial={"versao": caso.versao})
    mudou = form.is_bound and form["versao"].value() != str(caso.versao)
    if mudou or not DECIDIR.possivel(caso, por):
        return _conflito(request, caso)
    if enviado is None or "corrigir" in enviado:
        return _mostrar(request, caso, form)
    if not form.is_valid():
        return _mostrar(request, caso, form, status=422)
    if "confirmar" not in enviado:
        return _mostrar(request, caso, form, conferir=True, **_previa(caso, form))
    try:
        acoes.decidir(caso=caso, versao=form.cleaned_data["versao"], por=por, **form.argumentos)
    except RecusaDeAcao:
        return _conflito(request, com_relacoes().get(pk=caso.pk))
    destino = form.cleaned_data["unidade"]
    messages.success(
        request, f"{DECIDIR.feito} O pedido {caso.protocolo_escrito} é de {destino.nome} ({destino.sigla})."
    )
    return redirect("rotas:devolvidas")


def _formulario(caso: Solicitacao, dados: Any, **opcoes: Any) -> DecidirForm:
    caminho = percurso.caminhos([caso.pk]).get(caso.pk, [])
    return DecidirForm(dados, caso=caso, caminho=caminho, **opcoes)


def _previa(caso: Solicitacao, form: DecidirForm) -> dict[str, Any]:
    """O aviso da mudança; quem fica onde está não recebe nenhum."""
    destino = form.cleaned_data["unidade"]
    muda = destino.pk != caso.unidade_id
    return {
        "destino": destino,
        "muda": muda,
        "previa": DECIDIR.previa(caso, form.cleaned_data) if muda else None,
    }


def _mostrar(
    request: HttpRequest, caso: Solicitacao, form: DecidirForm, *, status: int = 200, **extras: Any
) -> HttpResponse:
    passados = andamentos(caso)
    contexto = {
        "aba": "devolvidas",
        "caso": caso,
        "form": form,
        "ato": DECIDIR,
        "historia": historia(passados),
        "respostas": consultas.respostas_em_linhas(caso.respostas),
        "percurso": percurso.do_caso(caso, passados),
        "como": relogio.como(caso, carregar_calendario()),
        "possivel": True,
        **extras,
    }
    return render(request, "solicitacoes/rotas/decidir.html", contexto, status=status)


def _conflito(request: HttpRequest, caso: Solicitacao) -> HttpResponse:
    """O pedido mudou, ou já não espera decisão: diz o que houve e guarda o que a pessoa escreveu."""
    vista = versao_vista(request)
    return _mostrar(
        request,
        caso,
        _formulario(caso, com_versao_nova(request, caso)),
        mudancas=historia(andamentos(caso, depois_de=vista)) if vista is not None else [],
        conflito=True,
        possivel=caso.aguarda_decisao_desde is not None,
        status=409,
    )
