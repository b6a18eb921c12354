"""As unidades: o que cada uma faz e quem serve nela; mudar o nome, juntar e dividir."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from assistente.paginas import com_formulario, enviado
from contas.autor import Autor
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, usuario_da_sessao
from contas.papeis import Papel
from mesas.contagem import TETO
from mesas.repetidos import reconhece_repetido
from protocolo.erros import RecusaDeAcao
from roteamento.acoes import DeixariaLacuna, criar
from roteamento.models import Unidade
from solicitacoes import acoes, consultas
from solicitacoes.acoes.unidade_que_mudou import ensaiar
from solicitacoes.rotas import unidades as leituras
from solicitacoes.rotas.forms.unidades import (
    MAIS_PARTES,
    DividirForm,
    JuntarForm,
    NovaUnidadeForm,
    RenomearForm,
    SucederForm,
)

quem_cuida_das_unidades = permission_required("roteamento.change_unidade", raise_exception=True)


@dataclass(frozen=True, slots=True)
class Mudanca:
    """Uma das três mudanças: o formulário dela, e o que a página diz."""

    nome: str
    titulo: str
    explicacao: str
    form: type[SucederForm]

    @property
    def rota(self) -> str:
        return f"rotas:{self.nome}"


MUDANCAS = {
    mudanca.nome: mudanca
    for mudanca in (
        Mudanca(
            "renomear",
            "Mudar de nome",
            "A unidade passa a ter outra sigla e outro nome. As regras, as pessoas, as subordinadas e os "
            "pedidos abertos vão com ela; os encerrados guardam a sigla antiga.",
            RenomearForm,
        ),
        Mudanca(
            "juntar",
            "Juntar com outra",
            "Tudo o que esta unidade fazia passa à outra, ou a uma unidade nova que fica no lugar das duas.",
            JuntarForm,
        ),
        Mudanca(
            "dividir",
            "Dividir",
            "A primeira unidade nova fica com o que não for dito; cada uma das outras, com os distritos ou "
            "os serviços que você escolher. Se escolher os dois, só estes serviços nestes distritos. Cada "
            "pedido aberto vai pelo seu endereço. Quem serve hoje passa a servir em todas, até você mudar as "
            "lotações.",
            DividirForm,
        ),
    )
}


@de_trabalho(*LER)
@quem_cuida_das_unidades
def lista(request: HttpRequest) -> HttpResponse:
    """As unidades da cidade, com busca."""
    hoje = timezone.localdate()
    filtros = leituras.Unidades.ler(request.GET)
    pagina = Paginator(leituras.escolhidas(filtros, hoje), leituras.MOSTRADAS).get_page(
        request.GET.get("pagina")
    )

    def endereco(numero: int) -> str:
        return "?" + urlencode({**filtros.usados, "pagina": numero})

    contexto = {
        "aba": "unidades",
        "filtros": filtros,
        "formulario": filtros.formulario({}),
        "unidades": list(pagina),
        "pagina": pagina,
        "anterior": endereco(pagina.previous_page_number()) if pagina.has_previous() else "",
        "proxima": endereco(pagina.next_page_number()) if pagina.has_next() else "",
        "hoje": hoje,
    }
    return render(request, "solicitacoes/rotas/unidades.html", contexto)


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
@permission_required("roteamento.add_unidade", raise_exception=True)
@transaction.atomic
def nova(request: HttpRequest) -> HttpResponse:
    """Uma unidade que não vem de outra; criada, a página dela diz o que falta para receber pedidos."""
    form = NovaUnidadeForm(enviado(request), initial={"vigente_de": timezone.localdate()})
    if form.is_valid():
        criada = criar(unidade=form.save(commit=False), por=_quem(request))
        messages.success(request, f"A unidade {criada.sigla} foi criada. Falta a equipe, e o que vai a ela.")
        return redirect("rotas:unidade", criada.sigla)
    return com_formulario(request, "solicitacoes/rotas/unidade_nova.html", form, aba="unidades")


@de_trabalho(*LER)
@quem_cuida_das_unidades
def unidade(request: HttpRequest, sigla: str) -> HttpResponse:
    """O que a unidade faz, quem serve nela, de quem depende, o que chega a ela."""
    hoje = timezone.localdate()
    achada = _achar(sigla)
    contexto = {
        "aba": "unidades",
        "unidade": achada,
        "retrato": leituras.retratar(achada, hoje),
        "teto": TETO,
        "mudancas": MUDANCAS.values() if achada.vigente_ate is None else [],
        "hoje": hoje,
    }
    return render(request, "solicitacoes/rotas/unidade.html", contexto)


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
@quem_cuida_das_unidades
def mudar(request: HttpRequest, sigla: str, como: str) -> HttpResponse:
    """Em dois tempos: ver o que muda, e confirmar. Nada do que se escreveu se perde num erro."""
    antiga, mudanca = _achar(sigla), MUDANCAS[como]
    opcoes = {"quantas": _dito(request.GET.get("partes", ""))} if como == "dividir" else {}
    form = mudanca.form(enviado(request), antiga=antiga, **opcoes)
    if "dividir_em" in request.POST and isinstance(form, DividirForm):
        return _mostrar(request, antiga, mudanca, form.em(_dito(request.POST["dividir_em"])))
    if not form.is_bound or "corrigir" in request.POST:
        return _mostrar(request, antiga, mudanca, form)
    if not form.is_valid():
        return _mostrar(request, antiga, mudanca, form, status=422)
    try:
        if "confirmar" not in request.POST:
            return _previa(request, antiga, mudanca, form)
        feita = acoes.reorganizar(**form.argumentos(), por=_quem(request))
    except DeixariaLacuna as recusa:
        form.add_error(None, ValidationError(recusa.frases))
    except (RecusaDeAcao, ValidationError) as recusa:
        form.add_error(None, recusa.messages if isinstance(recusa, ValidationError) else str(recusa))
    else:
        return _depois(request, antiga, form, feita)
    return _mostrar(request, antiga, mudanca, form, status=422)


def _achar(sigla: str) -> Unidade:
    return get_object_or_404(
        Unidade.objects.select_related("orgao", "subprefeitura", "superior"), sigla=sigla
    )


def _quem(request: HttpRequest) -> Autor:
    return Autor(papel=Papel.SISTEMA, usuario=usuario_da_sessao(request))


def _dito(dito: str) -> int:
    """Em quantas se divide; valor estranho vira duas."""
    return int(dito) if dito.isdecimal() and len(dito) == 1 and 2 <= int(dito) <= MAIS_PARTES else 2  # noqa: PLR2004


def _mostrar(
    request: HttpRequest, antiga: Unidade, mudanca: Mudanca, form: SucederForm, status: int = 200
) -> HttpResponse:
    quantas = getattr(form, "quantas", 0)
    contexto = {
        "aba": "unidades",
        "unidade": antiga,
        "mudanca": mudanca,
        "form": form,
        "com_erro": status != 200,  # noqa: PLR2004
        "mais_uma": quantas + 1 if 0 < quantas < MAIS_PARTES else 0,
        "menos_uma": quantas - 1 if quantas > 2 else 0,  # noqa: PLR2004
    }
    return render(request, "solicitacoes/rotas/unidade_mudar.html", contexto, status=status)


def _previa(request: HttpRequest, antiga: Unidade, mudanca: Mudanca, form: SucederForm) -> HttpResponse:
    """O que muda, medido por um ensaio que se desfaz."""
    argumentos = form.argumentos()
    contexto = {
        "aba": "unidades",
        "unidade": antiga,
        "mudanca": mudanca,
        "form": form,
        "antigas": argumentos["antigas"],
        "fica": [nova for nova in argumentos["novas"] if nova.pk],
        "feitas": ensaiar(**argumentos, por=_quem(request)),
        "em": argumentos["em"],
        "hoje": timezone.localdate(),
        "abertas": consultas.abertas_em([velha.pk for velha in argumentos["antigas"]]),
        "teto": TETO,
    }
    return render(request, "solicitacoes/rotas/unidade_previa.html", contexto)


def _depois(request: HttpRequest, antiga: Unidade, form: SucederForm, feita: Any) -> HttpResponse:
    em = form.cleaned_data["em"]
    quando = f"em {em:%d/%m/%Y}" if em > timezone.localdate() else "hoje"
    movidos = f" Pedidos que mudaram de caixa: {feita.movidos}." if feita.movidos else ""
    novas = " e ".join(nova.sigla for nova in feita.sucedidas.novas)
    messages.success(request, f"{antiga.sigla} dá lugar a {novas} {quando}.{movidos}")
    return redirect("rotas:unidade", feita.sucedidas.novas[0].sigla)
