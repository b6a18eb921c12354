"""As telas da administração em que um acesso só muda com duas pessoas: perguntar por quê e propor."""

from __future__ import annotations

from typing import Final, override

from django import forms
from django.contrib import messages
from django.contrib.admin.sites import AdminSite
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from contas.guardas import usuario_da_sessao
from contas.models import Usuario
from entrada.acesso import Proposto, RecusaDeProposta, propor
from entrada.acesso.guarda_sigilo import quem_aceita
from referencia.administracao.antes_de_gravar import PerguntaAntes

_SAL = "entrada.acesso"
UMA_HORA: Final = 3600
NINGUEM = (
    "Hoje ninguém além de você pode aceitar. Deixe a proposta e peça a quem cuida do servidor que rode "
    "“manage.py aceitar_proposta”, que fica no registro."
)


class MotivoForm(forms.Form):
    """Por que se propõe."""

    motivo = forms.CharField(
        label="Por quê",
        max_length=300,
        widget=AdminTextareaWidget(attrs={"rows": 3, "cols": 60}),
        help_text="Quem vai decidir lê isto: diga o ato, o pedido ou o chamado.",
        error_messages={"required": "Diga por quê: quem vai decidir precisa saber."},
    )


class MedianteProposta(PerguntaAntes):
    """O que se ia gravar só vale se outra pessoa o aceitar: no lugar de gravar, pergunta-se por quê."""

    @override
    def perguntar(self, request: HttpRequest, sobre: Proposto) -> HttpResponse:
        """O motivo que já se escreveu, ao voltar a uma versão, não se escreve outra vez."""
        form = MotivoForm(initial={"motivo": request.POST.get("motivo", "")})
        return perguntar_por_que(request, self.admin_site, sobre, form)


def perguntar_por_que(
    request: HttpRequest,
    onde: AdminSite,
    proposto: Proposto,
    form: MotivoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """A página que diz o que se vai propor, a quem, e pede o motivo."""
    quem = usuario_da_sessao(request)
    dados = {
        "tipo": proposto.tipo,
        "pessoa": proposto.pessoa.pk,
        "resumo": proposto.resumo,
        "dados": proposto.dados,
        "por": quem.pk,
    }
    contexto = {
        **onde.each_context(request),
        "title": "Isto precisa de outra pessoa",
        "proposto": proposto,
        "pedido": signing.dumps(dados, salt=_SAL),
        "form": form or MotivoForm(),
        "quem_aceita": quem_aceita(menos=[quem, proposto.pessoa]),
        "ninguem": NINGUEM,
    }
    return render(request, "admin/contas/propostadeacesso/propor.html", contexto, status=status)


def propor_com_motivo(request: HttpRequest, onde: AdminSite) -> HttpResponse:
    """Recebe a página de `perguntar_por_que`: o pedido vem assinado, e só serve a quem o fez."""
    quem, proposto = usuario_da_sessao(request), _lido(request)
    form = MotivoForm(request.POST)
    if not form.is_valid():
        return perguntar_por_que(request, onde, proposto, form, status=422)
    try:
        nova = propor(proposto=proposto, por=quem, motivo=form.cleaned_data["motivo"])
    except RecusaDeProposta as recusa:
        form.add_error(None, str(recusa))
        return perguntar_por_que(request, onde, proposto, form, status=422)
    messages.success(request, "Proposto. Nada mudou ainda: vale quando outra pessoa aceitar.")
    return redirect("admin:contas_propostadeacesso_change", nova.pk)


def _lido(request: HttpRequest) -> Proposto:
    try:
        dados = signing.loads(request.POST.get("pedido", ""), salt=_SAL, max_age=UMA_HORA)
    except signing.BadSignature as erro:
        raise BadRequest("Este pedido venceu ou não é seu: comece de novo.") from erro
    if dados.pop("por") != request.user.pk:
        raise BadRequest("Este pedido não é seu: comece de novo.")
    return Proposto(**dados | {"pessoa": Usuario.objects.get(pk=dados["pessoa"])})
