"""O que faz quem a Ouvidoria consulta: responder, prorrogar, dar notícia da apuração.

Tudo em dois tempos: escrever, ler o que a Ouvidoria vai ler, confirmar.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mesas import atos
from mesas.historia import andamentos
from ouvidoria import acoes, recebidos
from ouvidoria.forms import orgao as forms
from ouvidoria.guardas import envio_recebido
from ouvidoria.models import Encaminhamento
from ouvidoria.situacoes import Situacao
from ouvidoria.views.orgao_arquivos import receber_anexos
from protocolo.prazo_em_palavras import dia
from protocolo.situacoes import permitida

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from contas.autor import Autor
    from mesas.forms import AtoForm

ATO = "ouvidoria/orgao/ato.html"
PREVIA = "ouvidoria/orgao/previa.html"
CONFLITO = "ouvidoria/orgao/conflito.html"
RETIRADO = "A Ouvidoria retirou este envio: não é mais preciso responder."
RESPONDIDO = "Este envio já foi respondido. Se a resposta não bastar, a Ouvidoria o devolve."
NAO_CABE = "Este envio não aceita esta ação."


@dataclass(frozen=True, slots=True)
class AtoDoEnvio(atos.Ato[Any]):
    """Um ato sobre um encaminhamento, que faz as vezes do caso: tem a versão e a história que são dele."""

    espaco: ClassVar[str] = "orgao"

    da_apuracao: bool = False
    destaque: bool = False

    @property
    def tem_previa(self) -> bool:
        return True

    @property
    def confirmar(self) -> str:
        return f"{self.verbo} à Ouvidoria" if self.destaque else self.verbo

    def por_que_nao(self, caso: Encaminhamento, por: Autor) -> str:
        if not caso.pendente:
            return RETIRADO if caso.recolhido_em else RESPONDIDO
        manifestacao = caso.manifestacao
        situacao = manifestacao.situacao
        para = self.para or situacao
        if caso.apuracao != self.da_apuracao or not permitida(
            manifestacao.TRANSICOES, situacao, para, por.papel
        ):
            return NAO_CABE
        return self.impede(caso, por)

    def agir(self, *, caso: Encaminhamento, versao: int, por: Autor, **argumentos: Any) -> Encaminhamento:
        feito: Encaminhamento = self.acao(envio=caso, versao=versao, por=por, **argumentos)
        return feito


def _nao_prorroga(envio: Encaminhamento, _por: Autor) -> str:
    return acoes.por_que_nao_prorroga_do_orgao(envio, timezone.now())


ATOS: dict[str, AtoDoEnvio] = {
    ato.nome: ato
    for ato in (
        AtoDoEnvio(
            nome="responder",
            verbo="Responder",
            explicacao="A resposta vai à Ouvidoria, que a confere e responde à pessoa.",
            feito="A resposta foi à Ouvidoria.",
            acao=acoes.responder_como_orgao,
            para=Situacao.ENCAMINHADA,
            form=forms.ResponderForm,
            destaque=True,
        ),
        AtoDoEnvio(
            nome="prorrogar",
            verbo="Prorrogar",
            explicacao="O prazo do seu órgão cresce uma vez só, antes de vencer. O da pessoa não muda.",
            feito="O prazo foi prorrogado.",
            acao=acoes.prorrogar_do_orgao,
            para=Situacao.ENCAMINHADA,
            form=forms.ProrrogarForm,
            impede=_nao_prorroga,
        ),
        AtoDoEnvio(
            nome="informar",
            verbo="Dar notícia",
            explicacao="A Ouvidoria fica sabendo como está a apuração, que continua.",
            feito="A Ouvidoria recebeu a notícia.",
            acao=acoes.informar_apuracao,
            form=forms.InformarForm,
            da_apuracao=True,
        ),
        AtoDoEnvio(
            nome="informar-fim",
            verbo="Informar o fim",
            explicacao="A apuração acabou: a Ouvidoria recebe o resultado e responde a quem denunciou.",
            feito="A Ouvidoria recebeu o resultado da apuração.",
            acao=acoes.informar_apuracao,
            form=forms.InformarFimForm,
            da_apuracao=True,
            destaque=True,
        ),
    )
}


def possiveis(envio: Encaminhamento, por: Autor) -> list[AtoDoEnvio]:
    """Os atos que cabem agora."""
    return [ato for ato in ATOS.values() if ato.possivel(envio, por)]


def endereco_da_lista(request: HttpRequest) -> str:
    """A lista de onde se veio, com os filtros que ela tinha (`volta`)."""
    return recebidos.Recebidos.de_onde_veio(request).endereco(reverse("orgao:lista"))


def consulta_de_volta(request: HttpRequest) -> str:
    """O que leva a lista adiante nos endereços da página: `?volta=…`, ou vazio."""
    return recebidos.Recebidos.de_onde_veio(request).volta


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def agir(request: HttpRequest, chave: int, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o que a Ouvidoria vai ler, e só então faz."""
    envio, por = envio_recebido(request, chave)
    este = ATOS[ato]

    def mostrar(modelo: str, form: AtoForm, status: int = 200, **extras: Any) -> HttpResponse:
        contexto = _do_ato(request, este, envio, form) | extras
        return render(request, modelo, contexto, status=status)

    def conflito(atual: Any, enviado: Any, recusa: str) -> HttpResponse:
        form = este.form(atos.com_versao_nova(request, atual), caso=atual, por=por)
        _com_as_fotos_de(form, enviado)
        extras = atos.do_conflito(request, este, atual, por, recusa)
        return mostrar(CONFLITO, form, 409, envio=atual, **extras)

    def depois(_envio: Encaminhamento) -> HttpResponse:
        messages.success(request, f"{este.feito} {envio.numero}.")
        return redirect(endereco_da_lista(request))

    telas = atos.Telas[Any](
        formulario=lambda form, status: mostrar(ATO, form, status),
        previa=lambda form: mostrar(PREVIA, form, muda=_o_que_muda(este, envio)),
        conflito=conflito,
        reler=lambda: envio_recebido(request, chave)[0],
        depois=depois,
        so_reescrever=frozenset({"corrigir", "remover_foto"}),
    )
    return atos.conduzir(request, este, envio, por, _formulario(request, este, envio, por), telas)


def _formulario(request: HttpRequest, ato: AtoDoEnvio, envio: Any, por: Autor) -> AtoForm:
    """O que se enviou. O que mudou na manifestação fora deste envio não é conflito para quem responde."""
    if request.method != "POST":
        return ato.form(None, caso=envio, por=por, initial={"versao": envio.versao, "envio": uuid4()})
    vista = atos.versao_vista(request)
    nada_mudou = vista is not None and vista <= envio.versao and not andamentos(envio, depois_de=vista)
    dados = atos.com_versao_nova(request, envio) if nada_mudou else request.POST
    form = ato.form(dados, caso=envio, por=por)
    receber_anexos(request, form, envio, por)
    return form


def _com_as_fotos_de(form: Any, enviado: Any) -> None:
    if "fotos" in form.fields:
        form.guardadas = enviado.guardadas


def _o_que_muda(ato: AtoDoEnvio, envio: Encaminhamento) -> Sequence[tuple[str, str, str]]:
    """O prazo de antes e o de depois, de quem prorroga."""
    if ato.nome != "prorrogar":
        return ()
    fica = copy(envio)
    acoes.aplicar_prorrogacao_do_orgao(fica, timezone.now())
    return [("Prazo do órgão", dia(envio.vence_em), dia(fica.vence_em))]


def _do_ato(request: HttpRequest, ato: AtoDoEnvio, envio: Encaminhamento, form: AtoForm) -> dict[str, Any]:
    cor, situacao = recebidos.ESTADOS[envio.estado]
    consulta = consulta_de_volta(request)
    return {
        "ato": ato,
        "envio": envio,
        "form": form,
        "cor": cor,
        "situacao": situacao,
        "endereco": f"{request.path}{consulta}",
        "pagina_do_envio": reverse("orgao:envio", args=[envio.pk]) + consulta,
    }
