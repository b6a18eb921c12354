"""O formulário que encerra o pedido: o desfecho, a resposta e a prova do que se fez."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from documentos.forms import EntradaDeFotos, FotosField
from documentos.recebidos import MAXIMO_DE_FOTOS
from guia.models import VersaoDoServico
from mesas.forms import TextoAoMunicipe
from protocolo.campo_de_dia import CampoDeDia
from solicitacoes.acoes.encerrar import PROVAS, ProvaQueFalta, provas_que_faltam
from solicitacoes.caixa.forms.atos import EncerrarForm
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import CUMPRIDOS, ESCOLHIVEIS

SE_REALIZADO = "Este serviço pede, quando o pedido foi realizado."
UM_LUGAR = "Uma foto mostra um lugar, e você marcou pedidos de {lugares} lugares. "
SO_COM_UM = "Para mandar fotos, deixe marcados só os de um."
TIRE = UM_LUGAR + "Deixe marcados só os de um, ou remova a foto: cada lugar se finaliza com a sua."
UM_A_UM = UM_LUGAR + "Este serviço pede uma foto: deixe marcados só os de um lugar e mande a dele."
FALTAM = {
    "fotos": "Este serviço pede uma foto do que foi feito. Escolha ao menos uma.",
    "executada_em": "Este serviço pede o dia em que foi feito. Escolha o dia.",
    "ordem_de_servico": "Este serviço pede o número da ordem de serviço. Escreva o número.",
}


class FinalizarForm(EncerrarForm):
    sem_opcional = True
    """Cada rótulo diz se a prova é opcional: depende do serviço e do que aconteceu.

    No lote a foto só prova se os pedidos são de um lugar (`lugares`).
    """

    desfecho = forms.ChoiceField(
        label="O que aconteceu?",
        choices=[(d.value, d.label) for d in ESCOLHIVEIS],
        widget=forms.RadioSelect({"class": "govuk-radios--small"}),
        error_messages={"required": "Escolha o que aconteceu."},
    )
    resposta = TextoAoMunicipe(
        label="Resposta ao munícipe",
        help_text="O que foi feito, quando e o que acontece agora. Sem siglas.",
        error_messages={"required": "Escreva a resposta ao munícipe."},
    )
    fotos = FotosField(
        label="Fotos de como ficou",
        required=False,
        widget=EntradaDeFotos({"data-fotos": True, "data-maximo": MAXIMO_DE_FOTOS}),
        help_text=f"Até {MAXIMO_DE_FOTOS}. No celular dá para tirar na hora. "
        "O munícipe também as vê; tiramos delas a localização.",
    )
    executada_em = CampoDeDia(label="Dia em que foi feito", required=False)
    ordem_de_servico = forms.CharField(
        label="Número da ordem de serviço",
        required=False,
        max_length=40,
        widget=forms.TextInput({"class": "govuk-input--width-20", "autocomplete": "off"}),
    )
    envio = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, provas: Sequence[str] | None = None, lugares: int = 1, **opcoes: Any
    ) -> None:
        super().__init__(*args, **opcoes)
        self.lugares = lugares
        self.provas = self.caso.versao_servico.prova if provas is None else provas
        for campo, prova in PROVAS.items():
            if prova in self.provas:
                dica = self.fields[campo].help_text
                self.fields[campo].help_text = f"{SE_REALIZADO} {dica}".strip()
            else:
                self.fields[campo].label = f"{self.fields[campo].label} (opcional)"
        if self.lugares > 1:
            fotos = self.fields["fotos"]
            fotos.help_text = f"{UM_LUGAR.format(lugares=self.lugares)}{SO_COM_UM} {fotos.help_text}"
        if VersaoDoServico.Prova.DATA in self.provas:
            self.fields["executada_em"].initial = timezone.localdate()

    @property
    def argumentos(self) -> dict[str, Any]:
        sem = {"versao", "envio", "fotos"}
        dados = {nome: valor for nome, valor in self.cleaned_data.items() if nome not in sem}
        return dados | {"fotos": list(self.guardadas)}

    def clean_executada_em(self) -> date | None:
        dia: date | None = self.cleaned_data["executada_em"]
        if dia and dia > timezone.localdate():
            raise ValidationError("O dia em que foi feito ainda não chegou.")
        if dia and not self.em_lote and dia < timezone.localdate(self.caso.aberta_em):
            raise ValidationError("Este dia é anterior ao pedido. Confira o ano.")
        return dia

    def clean(self) -> dict[str, Any]:
        limpos = super().clean()
        if limpos.get("desfecho") not in CUMPRIDOS:
            limpos["executada_em"] = None
        for campo in self.faltas(self.caso):
            if PROVAS[campo] in self.provas and campo not in self.errors:
                varios = campo == "fotos" and self.lugares > 1
                self.add_error(campo, UM_A_UM.format(lugares=self.lugares) if varios else FALTAM[campo])
        if self.guardadas and self.lugares > 1:
            self.add_error("fotos", TIRE.format(lugares=self.lugares))
        return limpos

    def recusa_de(self, caso: Solicitacao) -> str:
        faltas = self.faltas(caso)
        return str(ProvaQueFalta(faltas)) if faltas else ""

    def faltas(self, caso: Solicitacao) -> list[str]:
        """O que este pedido exige e o formulário não traz. No lote, cada um tem as suas."""
        return provas_que_faltam(
            caso,
            self.cleaned_data.get("desfecho", ""),
            executada_em=self.cleaned_data.get("executada_em"),
            ordem_de_servico=self.cleaned_data.get("ordem_de_servico", ""),
            tem_foto=bool(self.guardadas),
        )
