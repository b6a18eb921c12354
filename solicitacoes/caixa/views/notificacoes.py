"""O sino: as notificações de quem trabalha, abrir uma (que a marca lida) e que resumos quer por e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from avisos import acoes
from avisos.models import Notificacao
from contas.guardas import LER, LER_E_MANDAR, de_trabalho, quem_trabalha
from mesas.paginacao import Ordem, paginar
from solicitacoes.caixa.forms.preferencias import PreferenciasForm

ORDEM = Ordem("em", decrescente=True)


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Os seus, do mais novo ao mais antigo; `por_ler=sim` mostra só os que faltam ler."""
    meus = Notificacao.objects.filter(usuario=quem_trabalha(request))
    so_por_ler = request.GET.get("por_ler") == "sim"
    pagina = paginar(meus.filter(lida_em=None) if so_por_ler else meus, ORDEM, request.GET)
    contexto = {
        "secao": "avisos",
        "so_por_ler": so_por_ler,
        "pagina": pagina,
        **pagina.enderecos({"por_ler": "sim"} if so_por_ler else {}),
        "agora": timezone.now(),
    }
    return render(request, "solicitacoes/caixa/notificacoes/lista.html", contexto)


@require_POST
def abrir(request: HttpRequest, aviso: int) -> HttpResponse:
    """Marca lido e vai à página de que ele fala; o de outra pessoa não existe."""
    achado = get_object_or_404(Notificacao, pk=aviso, usuario=quem_trabalha(request))
    acoes.marcar_lidas(usuario=achado.usuario, quais=[achado.pk])
    return redirect(achado.endereco)


@require_POST
def marcar_todas(request: HttpRequest) -> HttpResponse:
    """Tudo lido."""
    acoes.marcar_lidas(usuario=quem_trabalha(request))
    messages.success(request, "Todos os avisos estão marcados como lidos.")
    return redirect("caixa:avisos")


@de_trabalho(*LER_E_MANDAR)
def preferencias(request: HttpRequest) -> HttpResponse:
    """Que resumos por e-mail a pessoa quer."""
    quem = quem_trabalha(request)
    if request.method == "POST":
        form = PreferenciasForm(request.POST)
        form.is_valid()  # caixas de marcar: qualquer combinação vale
        acoes.preferir(usuario=quem, **form.cleaned_data)
        messages.success(request, "Preferências guardadas.")
        return redirect("caixa:preferencias")
    form = PreferenciasForm(initial=acoes.preferencias_de(quem))
    return render(
        request, "solicitacoes/caixa/notificacoes/preferencias.html", {"secao": "avisos", "form": form}
    )
