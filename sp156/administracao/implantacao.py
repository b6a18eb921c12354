"""A página “Implantação”: o que se vigia, conferido agora, com o conserto e o que se aceita até um dia."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from avisos.acoes import escrever_da_conta
from avisos.alertas.conferir import Conferido, aceitar, conferir, deixar_de_aceitar
from contas.guardas import usuario_da_sessao
from contas.models import PropostaDeAcesso
from entrada.acesso import Proposto, RecusaDeProposta, propor
from protocolo.campo_de_dia import CampoDeDia
from referencia.limite_de_tentativas import quem_pede
from referencia.vigias import todos

PERMISSAO, MUDAR = "avisos.view_aviso", "avisos.change_aviso"
MAIS_LONGE = timedelta(days=30)
PROVA = (
    "Esta mensagem prova que o portal manda e-mail: passou pela agenda, pela fila e pelo correio da cidade."
)


class AceitarForm(forms.Form):
    """Até quando se aceita o que um vigia diz, e por quê."""

    codigo = forms.CharField(widget=forms.HiddenInput)
    ate = CampoDeDia(label="Aceitar até", error_messages={"required": "Diga até que dia se aceita."})
    porque = forms.CharField(
        label="Por quê", max_length=200, error_messages={"required": "Diga por que se aceita."}
    )

    def clean_codigo(self) -> str:
        codigo: str = self.cleaned_data["codigo"]
        if codigo not in {vigia.codigo for vigia in todos()}:
            raise ValidationError("Esta conferência já não existe. Abra a página outra vez.")
        return codigo

    def clean_ate(self) -> date:
        ate: date = self.cleaned_data["ate"]
        hoje = timezone.localdate()
        if not hoje <= ate <= hoje + MAIS_LONGE:
            raise ValidationError("Escolha um dia de hoje até daqui a trinta dias.")
        return ate


def implantacao(request: HttpRequest) -> HttpResponse:
    """Ver, aceitar até um dia, deixar de aceitar, mandar a si a mensagem de prova."""
    if not usuario_da_sessao(request).has_perm(PERMISSAO):
        raise PermissionDenied("Só quem cuida do portal vê esta página.")
    if request.method != "POST":
        return _pagina(request)
    if "provar" in request.POST:
        return _provar(request)
    if not usuario_da_sessao(request).has_perm(MUDAR):
        raise PermissionDenied("Só quem pode alterar os avisos aceita o que um vigia diz.")
    if "deixar" in request.POST:
        deixar_de_aceitar(codigo=request.POST["deixar"].replace("\0", ""), por=usuario_da_sessao(request))
        messages.success(request, "Volta a contar como errado.")
        return redirect("admin:implantacao")
    form = AceitarForm(request.POST)
    if not form.is_valid():
        return _pagina(request, form)
    return _aceitar(request, form)


def _aceitar(request: HttpRequest, form: AceitarForm) -> HttpResponse:
    """O de segurança só se propõe: vale quando outra pessoa o aceitar."""
    codigo, ate, porque = (form.cleaned_data[campo] for campo in ("codigo", "ate", "porque"))
    eu, vigia = usuario_da_sessao(request), next(um for um in todos() if um.codigo == codigo)
    if not vigia.seguranca:
        aceitar(codigo=codigo, ate=ate, porque=porque, de=eu, por=eu)
        messages.success(request, f"Aceito até {ate:%d/%m/%Y}.")
        return redirect("admin:implantacao")
    resumo = f"Aceitar, até {ate:%d/%m/%Y}, que não se cumpra: “{vigia.nome}”."
    dados = {"codigo": codigo, "ate": ate.isoformat()}
    try:
        nova = propor(
            proposto=Proposto(PropostaDeAcesso.Tipo.ALERTA, eu, resumo, dados), por=eu, motivo=porque
        )
    except RecusaDeProposta as recusa:
        form.add_error(None, str(recusa))
        return _pagina(request, form)
    messages.success(request, "Proposto. Continua a contar como errado até outra pessoa aceitar.")
    return redirect("admin:contas_propostadeacesso_change", nova.pk)


def _provar(request: HttpRequest) -> HttpResponse:
    """Pela caixa de saída, e não daqui: é o caminho inteiro que se prova."""
    email = usuario_da_sessao(request).email
    if not email:
        messages.error(request, "A sua conta não tem e-mail: ponha um em Sua conta.")
    else:
        escrever_da_conta(qual="prova", email=email, assunto="Mensagem de prova do SP156", corpo=PROVA)
        messages.success(
            request,
            f"A mensagem de prova vai a {email}. Se não chegar em dois minutos, veja a caixa de saída.",
        )
    return redirect("admin:implantacao")


def _pagina(request: HttpRequest, form: AceitarForm | None = None) -> HttpResponse:
    conferidos = conferir()
    errados = [um for um in conferidos if um.errado]
    contexto: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Implantação",
        "errados": _por_grupo(errados),
        "quantos": len(errados),
        "aceitos": [um for um in conferidos if um.aceito],
        "certos": _por_grupo([um for um in conferidos if not um.frase]),
        "form": form,
        "endereco": quem_pede(request),
        "pode_mudar": usuario_da_sessao(request).has_perm(MUDAR),
        "hoje": timezone.localdate(),
        "ultimo_dia": timezone.localdate() + MAIS_LONGE,
    }
    return render(request, "admin/implantacao.html", contexto, status=422 if form else 200)


def _por_grupo(conferidos: list[Conferido]) -> list[tuple[str, list[Conferido]]]:
    return [(grupo, list(seus)) for grupo, seus in groupby(conferidos, key=lambda um: um.grupo)]
