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
from mesas import atos
from ouvidoria import acoes, versoes
from ouvidoria.acoes.denuncia import PERGUNTA_SEM_RESPOSTA
from ouvidoria.forms.denuncia import (
    AdmitirForm,
    ApurarForm,
    ComplementarForm,
    ConcluirForm,
    ConsentimentoForm,
    NaoAdmitirForm,
)
from ouvidoria.guardas import caso_da_ouvidoria, com_relacoes
from ouvidoria.models import Manifestacao
from ouvidoria.quadro import apuracao, copias, originais
from ouvidoria.situacoes import Destino, Situacao
from protocolo.erros import TransicaoProibida

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from contas.autor import Autor
    from mesas.forms import AtoForm

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
class Ato(atos.Ato[Manifestacao]):
    """Um ato que só a denúncia tem: nenhum aviso se lê antes, porque nenhum diz o que se escreveu."""

    def por_que_nao(self, caso: Manifestacao, por: Autor) -> str:
        return self.impede(caso, por)

    def avisa(self, caso: Manifestacao) -> bool:  # noqa: ARG002  a assinatura é a de todo ato
        return False


def _em(situacao: Situacao, porque: str) -> Callable[[Manifestacao, Autor], str]:
    return lambda caso, _por: "" if caso.situacao == situacao else porque


def _impede_apurar(caso: Manifestacao, _por: Autor) -> str:
    if caso.situacao != Situacao.ADMITIDA:
        return "Só se envia a quem apura uma denúncia admitida."
    return "" if versoes.em_dia(caso) else SEM_VERSAO


def _apurar(*, caso: Manifestacao, versao: int, por: Autor, destino: str, externo: str) -> Manifestacao:
    a_quem: dict[str, Any] = {"externo": externo}
    if destino == Destino.CORREGEDORIA:
        cgm = Orgao.objects.filter(sigla="CGM").first()
        if cgm is None:
            raise TransicaoProibida(SEM_CGM)
        a_quem = {"orgao": cgm}
    acoes.enviar_a_apuracao(caso=caso, versao=versao, por=por, anexos=copias(caso), **a_quem)
    return caso


def _impede_complementar(caso: Manifestacao, _por: Autor) -> str:
    if caso.situacao != Situacao.EM_APURACAO or apuracao(caso) is None:
        return "Só se completa uma apuração que ainda não acabou."
    return "" if versoes.em_dia(caso) else SEM_VERSAO


def _complementar(*, caso: Manifestacao, versao: int, por: Autor) -> Manifestacao:
    envio = apuracao(caso)
    if envio is None:
        raise TransicaoProibida("A apuração já acabou.")
    acoes.complementar_apuracao(envio=envio, versao=versao, por=por, anexos=copias(caso))
    return caso


def _impede_consentimento(caso: Manifestacao, _por: Autor) -> str:
    if not caso.aberta:
        return "Esta denúncia já foi encerrada."
    if caso.anonima:
        return "Quem denunciou não se identificou: não há a quem perguntar."
    aberta = caso.consentimentos.filter(respondido_em=None).exists()
    return PERGUNTA_SEM_RESPOSTA if aberta else ""


_LISTA = [
    Ato(
        nome="admitir",
        verbo="Admitir a denúncia",
        explicacao="A denúncia passa a poder ser enviada a quem apura. "
        "A pessoa vê só que ela continua em tratamento.",
        feito="Denúncia admitida.",
        acao=acoes.admitir,
        form=AdmitirForm,
        impede=_em(Situacao.EM_ANALISE, SO_NA_ANALISE),
    ),
    Ato(
        nome="nao_admitir",
        verbo="Não admitir a denúncia",
        explicacao="A denúncia é arquivada, e a pessoa lê a razão na página que se abre com a chave.",
        feito="Denúncia não admitida.",
        acao=acoes.nao_admitir,
        form=NaoAdmitirForm,
        impede=_em(Situacao.EM_ANALISE, SO_NA_ANALISE),
    ),
    Ato(
        nome="apurar",
        verbo="Enviar a quem apura",
        explicacao="Vão só a versão sem nomes e as cópias limpas dos anexos. "
        "Quem denunciou só aparece se consentiu.",
        feito="Denúncia enviada a quem apura.",
        acao=_apurar,
        form=ApurarForm,
        impede=_impede_apurar,
    ),
    Ato(
        nome="complementar_apuracao",
        verbo="Mandar a quem apura o que chegou depois",
        explicacao="Quem apura passa a ler a versão sem nomes de agora e as cópias limpas que faltavam.",
        feito="O que chegou depois foi enviado a quem apura.",
        acao=_complementar,
        form=ComplementarForm,
        impede=_impede_complementar,
    ),
    Ato(
        nome="concluir_denuncia",
        verbo="Concluir a denúncia",
        explicacao="A pessoa é avisada de que há resposta, e a lê na página que se abre com a chave.",
        feito="Denúncia concluída.",
        acao=acoes.concluir_denuncia,
        form=ConcluirForm,
        impede=_em(Situacao.EM_APURACAO, "Só se conclui uma denúncia que foi enviada a quem apura."),
    ),
    Ato(
        nome="pedir_consentimento",
        verbo="Perguntar se pode dizer quem é",
        explicacao="A pessoa responde na página que se abre com a chave (Lei 13.608/2018, art. 4º-B).",
        feito="Pergunta enviada.",
        acao=acoes.pedir_consentimento,
        form=ConsentimentoForm,
        impede=_impede_consentimento,
    ),
]
ATOS = {ato.nome: ato for ato in _LISTA}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@da_denuncia
def agir(request: HttpRequest, caso: Manifestacao, por: Autor, ato: str) -> HttpResponse:
    """O formulário do ato e, conferido, o ato. O que se escreveu volta em toda recusa."""
    este = ATOS[ato]

    def conflito(agora: Manifestacao, _form: AtoForm, recusa: str) -> HttpResponse:
        form = _formulario(este, agora, request, agora.versao)
        dita = este.por_que_nao(agora, por) or recusa or MUDOU
        return _mostrar(request, este, agora, por, form, recusa=dita, status=409)

    def depois(_caso: Manifestacao) -> HttpResponse:
        messages.success(request, este.feito)
        return redirect("mesa:caso", caso.protocolo)

    telas = atos.Telas(
        formulario=lambda form, status: _mostrar(request, este, caso, por, form, status=status),
        conflito=conflito,
        reler=lambda: com_relacoes().get(pk=caso.pk),
        depois=depois,
    )
    return atos.conduzir(request, este, caso, por, _formulario(este, caso, request), telas)


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


def _mostrar(  # noqa: PLR0913  cada argumento é um dado da página
    request: HttpRequest,
    ato: Ato,
    caso: Manifestacao,
    por: Autor,
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
        "impede": ato.por_que_nao(caso, por),
        "versao": versoes.atual(caso) if envia else None,
        "anexos": originais(caso) if envia else [],
    }
    return render(request, "ouvidoria/denuncia/ato.html", contexto, status=status)
