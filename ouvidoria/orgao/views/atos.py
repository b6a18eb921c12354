"""O que faz quem a Ouvidoria consulta: responder, prorrogar, dar notícia da apuração.

Tudo em dois tempos: escrever, ler o que a Ouvidoria vai ler, confirmar.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import LER_E_MANDAR, de_trabalho
from mesas.atos import Ato, Atos, Mesa, Onde, Passo, com_o_de_agora, conduzir, versao_vista
from mesas.historia import andamentos
from ouvidoria import acoes
from ouvidoria.acoes.encaminhamento import PRORROGACAO_DO_ORGAO
from ouvidoria.guardas import envio_recebido
from ouvidoria.models import Encaminhamento
from ouvidoria.orgao import forms, lista
from ouvidoria.orgao.views.arquivos import receber_anexos
from ouvidoria.situacoes import Situacao
from protocolo import legais
from protocolo.prazos.em_palavras import dia
from protocolo.situacoes import permitida

RETIRADO = "A Ouvidoria retirou este envio: não é mais preciso responder."
RESPONDIDO = "Este envio já foi respondido. Se a resposta não bastar, a Ouvidoria o devolve."
NAO_CABE = "Este envio não aceita esta ação."


@dataclass(frozen=True, slots=True, kw_only=True)
class AtoDoEnvio(Ato[Any]):
    """Um ato sobre um encaminhamento, que faz as vezes do caso: tem a versão e a história que são dele."""

    espaco: ClassVar[str] = "orgao"

    lido: str
    """O argumento da ação que a Ouvidoria vai ler, e que a prévia mostra."""
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


ATOS = Atos(
    AtoDoEnvio(
        nome="responder",
        verbo="Responder",
        explicacao="A resposta vai à Ouvidoria, que a confere e responde à pessoa.",
        feito="A resposta foi à Ouvidoria.",
        acao=acoes.responder_como_orgao,
        para=Situacao.ENCAMINHADA,
        form=forms.ResponderForm,
        lido="resposta",
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
        lido="motivo",
        impede=lambda envio, _por: legais.por_que_nao_prorroga(envio, timezone.now()),
    ),
    AtoDoEnvio(
        nome="informar",
        verbo="Dar notícia",
        explicacao="A Ouvidoria fica sabendo como está a apuração, que continua.",
        feito="A Ouvidoria recebeu a notícia.",
        acao=partial(acoes.informar_apuracao, fim=False),
        form=forms.InformarForm,
        lido="texto",
        da_apuracao=True,
    ),
    AtoDoEnvio(
        nome="informar-fim",
        verbo="Informar o fim",
        explicacao="A apuração acabou: a Ouvidoria recebe o resultado e responde a quem denunciou.",
        feito="A Ouvidoria recebeu o resultado da apuração.",
        acao=partial(acoes.informar_apuracao, fim=True),
        form=forms.InformarFimForm,
        lido="texto",
        da_apuracao=True,
        destaque=True,
    ),
)


def endereco_da_lista(request: HttpRequest) -> str:
    """A lista de onde se veio, com os filtros que ela tinha (`volta`)."""
    return lista.Recebidos.de_onde_veio(request).endereco(reverse("orgao:lista"))


def consulta_de_volta(request: HttpRequest) -> str:
    """O que leva a lista adiante nos endereços da página: `?volta=…`, ou vazio."""
    return lista.Recebidos.de_onde_veio(request).volta


@de_trabalho(*LER_E_MANDAR)
def agir(request: HttpRequest, chave: int, ato: str) -> HttpResponse:
    """Mostra o formulário, depois o que a Ouvidoria vai ler, e só então faz."""
    envio, por = envio_recebido(request, chave)
    return conduzir(request, ORGAO, ATOS[ato], envio, por, _enviado(request, envio))


def _enviado(request: HttpRequest, envio: Any) -> QueryDict:
    """O que mudou na manifestação fora deste envio não é conflito para quem responde."""
    vista = versao_vista(request)
    nada_mudou = vista is not None and vista <= envio.versao and not andamentos(envio, depois_de=vista)
    return com_o_de_agora(request, versao=envio.versao) if nada_mudou else request.POST


def _em_volta(passo: Passo[Any, AtoDoEnvio]) -> dict[str, Any]:
    envio, consulta = passo.caso, consulta_de_volta(passo.request)
    cor, situacao = lista.ESTADOS[envio.estado]
    previa = passo.onde == Onde.PREVIA
    novo = None
    if previa and passo.ato.nome == "prorrogar":
        novo = legais.prorrogado(envio, timezone.now(), chave=PRORROGACAO_DO_ORGAO)
    return {
        "envio": envio,
        "cor": cor,
        "situacao": situacao,
        "endereco": f"{passo.request.path}{consulta}",
        "pagina_do_envio": reverse("orgao:envio", args=[envio.pk]) + consulta,
        "lido": passo.form.argumentos[passo.ato.lido] if previa else "",
        "muda": [("Prazo do órgão", dia(envio.vence_em), dia(novo))] if novo else (),
    }


ORGAO = Mesa[Any, AtoDoEnvio](
    modelos={
        Onde.FORMULARIO: "ouvidoria/orgao/ato.html",
        Onde.PREVIA: "ouvidoria/orgao/previa.html",
        Onde.CONFLITO: "ouvidoria/orgao/conflito.html",
    },
    em_volta=_em_volta,
    reler=lambda request, envio: envio_recebido(request, envio.pk)[0],
    para_onde=lambda passo: endereco_da_lista(passo.request),
    dizer=lambda passo: f"{passo.ato.feito} {passo.caso.numero}.",
    receber=receber_anexos,
)
