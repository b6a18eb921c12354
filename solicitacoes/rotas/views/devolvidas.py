"""A coordenação: os pedidos que as unidades devolveram mais de uma vez e a decisão sobre cada um."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from assistente.escritos import retoma
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from mesas.atos import Onde, PaginasDoAto, Passo, conduzir, quando
from mesas.historia import andamentos, historia
from mesas.paginacao import paginar
from mesas.repetidos import reconhece_repetido
from protocolo.calendario import carregar_calendario
from protocolo.prazos import relogio
from solicitacoes import acoes, consultas
from solicitacoes.caixa import devolvidas, percurso
from solicitacoes.caixa.atos import AtoDaCaixa
from solicitacoes.guardas import com_relacoes, coordenacao
from solicitacoes.models import Solicitacao
from solicitacoes.rotas.forms.devolvidas import DecidirForm

DECIDIR = AtoDaCaixa(
    nome="decidir",
    verbo="Decidir",
    explicacao="A unidade escolhida fica com o pedido. O prazo não muda.",
    feito="Decisão registrada.",
    acao=acoes.decidir,
    form=DecidirForm,
    aviso="transferido",
    impede=quando((lambda caso: not caso.aguarda_decisao_desde, "Este pedido não espera decisão.")),
    so_este=True,
)


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Os pedidos à espera de decisão, o que espera há mais tempo primeiro."""
    coordenacao(request)
    pagina = paginar(devolvidas.a_decidir(), devolvidas.ORDEM, request.GET, devolvidas.linhas)
    caminhos = percurso.caminhos(linha.id for linha in pagina.linhas)
    contexto = {
        "aba": "devolvidas",
        "agora": timezone.now(),
        "pagina": pagina,
        "linhas": [(linha, caminhos.get(linha.id, [linha.sigla])) for linha in pagina.linhas],
        **pagina.enderecos(),
    }
    return render(request, "solicitacoes/rotas/devolvidas.html", contexto)


@de_trabalho(*LER_E_MANDAR)
@retoma
@reconhece_repetido
def decidir(request: HttpRequest, protocolo: str) -> HttpResponse:
    """Escolher a unidade, ver o aviso como o munícipe o lerá, e confirmar."""
    por = coordenacao(request)
    caso = get_object_or_404(com_relacoes(), protocolo=protocolo)
    return conduzir(request, COORDENACAO, DECIDIR, caso, por)


def _em_volta(passo: Passo[Solicitacao, AtoDaCaixa]) -> dict[str, Any]:
    """O pedido inteiro, com o caminho dele; na conferência, para onde vai: quem fica não recebe aviso."""
    caso, conferir = passo.caso, passo.onde == Onde.PREVIA
    passados, destino = andamentos(caso), passo.form.cleaned_data["unidade"] if conferir else None
    return {
        "aba": "devolvidas",
        "conferir": conferir,
        "conflito": passo.onde == Onde.CONFLITO,
        "destino": destino,
        "muda": destino is not None and destino.pk != caso.unidade_id,
        "historia": historia(passados),
        "respostas": consultas.respostas_em_linhas(caso.respostas),
        "percurso": percurso.do_caso(caso, passados),
        "como": relogio.como(caso, carregar_calendario()),
    }


def _dizer(passo: Passo[Solicitacao, AtoDaCaixa]) -> str:
    destino, numero = passo.caso.unidade, passo.caso.protocolo_escrito
    return f"{DECIDIR.feito} O pedido {numero} é de {destino.nome} ({destino.sigla})."


COORDENACAO = PaginasDoAto[Solicitacao, AtoDaCaixa](
    modelos=dict.fromkeys(Onde, "solicitacoes/rotas/decidir.html"),
    em_volta=_em_volta,
    reler=lambda _request, caso: com_relacoes().get(pk=caso.pk),
    para_onde=lambda _passo: reverse("rotas:devolvidas"),
    dizer=_dizer,
    sigilosa=lambda caso: caso.sigilosa,
)
