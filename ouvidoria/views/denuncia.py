"""Os atos que só a denúncia tem: admitir, não admitir, enviar a quem apura, concluir, pedir consentimento."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guia.models import Orgao
from ouvidoria import acoes, versoes
from ouvidoria.acoes.denuncia import PERGUNTA_SEM_RESPOSTA
from ouvidoria.forms.denuncia import (
    AdmitirForm,
    ApurarForm,
    AtoForm,
    ComplementarForm,
    ConcluirForm,
    ConsentimentoForm,
    NaoAdmitirForm,
)
from ouvidoria.guardas import caso_da_ouvidoria, com_relacoes
from ouvidoria.quadro import apuracao, copias, originais
from ouvidoria.situacoes import Destino, Situacao
from protocolo.erros import RecusaDeAcao, TransicaoProibida

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from contas.autor import Autor
    from ouvidoria.models import Manifestacao

MUDOU = "A denúncia mudou enquanto você escrevia. O que você escreveu está aqui: confira e confirme de novo."
SEM_VERSAO = "Antes de enviar, confira a versão sem nomes do texto."
SEM_CGM = "O órgão CGM não está no Guia: cadastre-o antes de enviar à Corregedoria."
SO_NA_ANALISE = "A denúncia só se admite, ou não, enquanto está em análise na Ouvidoria."


def da_denuncia[R: HttpResponseBase](view: Callable[..., R]) -> Callable[..., R]:
    """A guarda destas páginas: da Ouvidoria (403), e só de uma denúncia (404)."""

    @wraps(view)
    def guardada(request: HttpRequest, protocolo: str, **partes: Any) -> R:
        caso, por = caso_da_ouvidoria(request, protocolo)
        if not caso.denuncia:
            raise Http404("Só uma denúncia tem esta página.")
        return view(request, caso, por, **partes)

    return guardada


@dataclass(frozen=True, slots=True)
class Ato:
    """`impede` diz por que o ato não cabe agora; vazio se cabe."""

    verbo: str
    explicacao: str
    feito: str
    form: type[AtoForm]
    impede: Callable[[Manifestacao], str]
    agir: Callable[[Manifestacao, Autor, Any], object]


def _em(situacao: Situacao, porque: str) -> Callable[[Manifestacao], str]:
    return lambda caso: "" if caso.situacao == situacao else porque


def _admitir(caso: Manifestacao, por: Autor, form: AdmitirForm) -> None:
    dados = form.cleaned_data
    acoes.admitir(caso=caso, versao=dados["versao"], por=por, razao=dados["razao"])


def _nao_admitir(caso: Manifestacao, por: Autor, form: NaoAdmitirForm) -> None:
    acoes.nao_admitir(caso=caso, versao=form.cleaned_data["versao"], por=por, razao=form.razao_inteira)


def _impede_apurar(caso: Manifestacao) -> str:
    if caso.situacao != Situacao.ADMITIDA:
        return "Só se envia a quem apura uma denúncia admitida."
    return "" if versoes.em_dia(caso) else SEM_VERSAO


def _apurar(caso: Manifestacao, por: Autor, form: ApurarForm) -> None:
    dados = form.cleaned_data
    destino: dict[str, Any] = {"externo": dados["externo"]}
    if dados["destino"] == Destino.CORREGEDORIA:
        cgm = Orgao.objects.filter(sigla="CGM").first()
        if cgm is None:
            raise TransicaoProibida(SEM_CGM)
        destino = {"orgao": cgm}
    acoes.enviar_a_apuracao(caso=caso, versao=dados["versao"], por=por, anexos=copias(caso), **destino)


def _impede_complementar(caso: Manifestacao) -> str:
    if caso.situacao != Situacao.EM_APURACAO or apuracao(caso) is None:
        return "Só se completa uma apuração que ainda não acabou."
    return "" if versoes.em_dia(caso) else SEM_VERSAO


def _complementar(caso: Manifestacao, por: Autor, form: ComplementarForm) -> None:
    envio = apuracao(caso)
    if envio is None:
        raise TransicaoProibida("A apuração já acabou.")
    acoes.complementar_apuracao(envio=envio, versao=form.cleaned_data["versao"], por=por, anexos=copias(caso))


def _concluir(caso: Manifestacao, por: Autor, form: ConcluirForm) -> None:
    dados = form.cleaned_data
    acoes.concluir_denuncia(caso=caso, versao=dados["versao"], por=por, conclusao=dados["conclusao"])


def _impede_consentimento(caso: Manifestacao) -> str:
    if not caso.aberta:
        return "Esta denúncia já foi encerrada."
    if caso.anonima:
        return "Quem denunciou não se identificou: não há a quem perguntar."
    aberta = caso.consentimentos.filter(respondido_em=None).exists()
    return PERGUNTA_SEM_RESPOSTA if aberta else ""


def _consentimento(caso: Manifestacao, por: Autor, form: ConsentimentoForm) -> None:
    dados = form.cleaned_data
    acoes.pedir_consentimento(
        caso=caso, versao=dados["versao"], por=por, a_quem=dados["a_quem"], finalidade=dados["finalidade"]
    )


ATOS = {
    "admitir": Ato(
        "Admitir a denúncia",
        "A denúncia passa a poder ser enviada a quem apura. A pessoa vê só que ela continua em tratamento.",
        "Denúncia admitida.",
        AdmitirForm,
        _em(Situacao.EM_ANALISE, SO_NA_ANALISE),
        _admitir,
    ),
    "nao_admitir": Ato(
        "Não admitir a denúncia",
        "A denúncia é arquivada, e a pessoa lê a razão na página que se abre com a chave.",
        "Denúncia não admitida.",
        NaoAdmitirForm,
        _em(Situacao.EM_ANALISE, SO_NA_ANALISE),
        _nao_admitir,
    ),
    "apurar": Ato(
        "Enviar a quem apura",
        "Vão só a versão sem nomes e as cópias limpas dos anexos. Quem denunciou só aparece se consentiu.",
        "Denúncia enviada a quem apura.",
        ApurarForm,
        _impede_apurar,
        _apurar,
    ),
    "complementar_apuracao": Ato(
        "Mandar a quem apura o que chegou depois",
        "Quem apura passa a ler a versão sem nomes de agora e as cópias limpas que faltavam.",
        "O que chegou depois foi enviado a quem apura.",
        ComplementarForm,
        _impede_complementar,
        _complementar,
    ),
    "concluir_denuncia": Ato(
        "Concluir a denúncia",
        "A pessoa é avisada de que há resposta, e a lê na página que se abre com a chave.",
        "Denúncia concluída.",
        ConcluirForm,
        _em(Situacao.EM_APURACAO, "Só se conclui uma denúncia que foi enviada a quem apura."),
        _concluir,
    ),
    "pedir_consentimento": Ato(
        "Perguntar se pode dizer quem é",
        "A pessoa responde na página que se abre com a chave (Lei 13.608/2018, art. 4º-B).",
        "Pergunta enviada.",
        ConsentimentoForm,
        _impede_consentimento,
        _consentimento,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@da_denuncia
def agir(request: HttpRequest, caso: Manifestacao, por: Autor, ato: str) -> HttpResponse:
    """O formulário do ato e, conferido, o ato. O que se escreveu volta em toda recusa."""
    este = ATOS[ato]
    if porque := este.impede(caso):
        return _mostrar(request, este, caso, _formulario(este, caso, request), recusa=porque, status=409)
    form = _formulario(este, caso, request)
    if not form.is_bound:
        return _mostrar(request, este, caso, form)
    if request.POST.get("versao") != str(caso.versao):
        return _conflito(request, este, caso, MUDOU)
    if not form.is_valid():
        return _mostrar(request, este, caso, form, status=422)
    try:
        este.agir(caso, por, form)
    except RecusaDeAcao as recusa:
        return _conflito(request, este, com_relacoes().get(pk=caso.pk), str(recusa))
    messages.success(request, este.feito)
    return redirect("mesa:caso", caso.protocolo)


def _formulario(ato: Ato, caso: Manifestacao, request: HttpRequest, versao: int | None = None) -> AtoForm:
    """Com o que se enviou; `versao` troca a enviada pela de agora, para confirmar de novo."""
    opcoes: dict[str, Any] = {"caso": caso, "initial": {"versao": caso.versao}}
    if ato.form is ApurarForm:
        opcoes["faltam_copias"] = len(copias(caso)) < len(originais(caso))
    if request.method != "POST":
        return ato.form(**opcoes)
    dados = request.POST.copy()
    if versao is not None:
        dados["versao"] = str(versao)
    return ato.form(dados, **opcoes)


def _conflito(request: HttpRequest, ato: Ato, caso: Manifestacao, recusa: str) -> HttpResponse:
    form = _formulario(ato, caso, request, caso.versao)
    return _mostrar(request, ato, caso, form, recusa=ato.impede(caso) or recusa, status=409)


def _mostrar(
    request: HttpRequest,
    ato: Ato,
    caso: Manifestacao,
    form: AtoForm,
    *,
    recusa: str = "",
    status: int = 200,
) -> HttpResponse:
    envia = ato.form in {ApurarForm, ComplementarForm}
    contexto = {
        "ato": ato,
        "caso": caso,
        "form": form,
        "recusa": recusa,
        "impede": ato.impede(caso),
        "versao": versoes.atual(caso) if envia else None,
        "anexos": originais(caso) if envia else [],
    }
    return render(request, "ouvidoria/denuncia/ato.html", contexto, status=status)
