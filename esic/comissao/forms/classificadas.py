"""Os formulários das informações classificadas."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from esic.classificadas import maior_termo
from esic.models import InformacaoClassificada
from referencia.tabelas import estado

DIA = {"type": "date", "class": "govuk-input--width-10"}
FUTURO = "A data não pode estar no futuro."


class InformacaoForm(forms.ModelForm[InformacaoClassificada]):
    """Nunca o conteúdo da informação; o termo não passa do máximo do grau (LAI, art. 24, §1º)."""

    use_required_attribute = False
    estado = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    class Meta:
        model = InformacaoClassificada
        fields = (
            "codigo",
            "orgao",
            "assunto",
            "grau",
            "fundamento",
            "produzida_em",
            "classificada_em",
            "ate",
        )
        widgets = {
            campo: forms.DateInput(DIA, format="%Y-%m-%d")
            for campo in ("produzida_em", "classificada_em", "ate")
        }
        help_texts = {
            "assunto": "Do que se trata, sem dizer o que é segredo.",
            "ate": "No máximo 5 anos se reservada, 15 se secreta, 25 se ultrassecreta, contados da produção.",
        }

    def __init__(self, dados: Any = None, *, informacao: InformacaoClassificada | None = None) -> None:
        inicial = {"estado": estado(informacao)} if informacao else {}
        super().__init__(dados, instance=copy(informacao), initial=inicial)

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        for campo in ("produzida_em", "classificada_em"):
            if (dia := limpos.get(campo)) and dia > timezone.localdate():
                self.add_error(campo, FUTURO)
        produzida, classificada = limpos.get("produzida_em"), limpos.get("classificada_em")
        if produzida and classificada and classificada < produzida:
            self.add_error("classificada_em", "A informação se classifica depois de produzida.")
        self._conferir_o_termo(limpos)
        return limpos

    def _conferir_o_termo(self, limpos: dict[str, Any]) -> None:
        grau, produzida, ate = (limpos.get(campo) for campo in ("grau", "produzida_em", "ate"))
        if not (grau and produzida and ate):
            return
        maximo = maior_termo(grau, produzida)
        if ate <= produzida:
            self.add_error("ate", "O segredo acaba depois de a informação ser produzida.")
        elif ate > maximo:
            self.add_error("ate", f"Neste grau, o segredo vai no máximo até {maximo:%d/%m/%Y}.")

    @property
    def dados(self) -> dict[str, Any]:
        return {campo: valor for campo, valor in self.cleaned_data.items() if campo != "estado"}

    @property
    def argumentos(self) -> dict[str, Any]:
        return {"estado": self.cleaned_data["estado"], "dados": self.dados}


class DesclassificarForm(forms.Form):
    use_required_attribute = False
    estado = forms.CharField(max_length=20, widget=forms.HiddenInput)
    em = forms.DateField(
        label="Desclassificada em",
        widget=forms.DateInput(DIA, format="%Y-%m-%d"),
        error_messages={"required": "Diga o dia em que a informação deixou de estar em segredo."},
    )
    motivo = forms.CharField(
        label="Por que se desclassifica?",
        help_text="É público: aparece na lista das desclassificadas.",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": "Escreva por que a informação se desclassifica."},
    )

    def __init__(self, dados: Any = None, *, informacao: InformacaoClassificada) -> None:
        super().__init__(dados, initial={"estado": estado(informacao), "em": timezone.localdate()})
        self.informacao = informacao

    @property
    def argumentos(self) -> dict[str, Any]:
        return self.cleaned_data

    def clean_em(self) -> date:
        dia: date = self.cleaned_data["em"]
        if dia > timezone.localdate():
            raise forms.ValidationError(FUTURO)
        if dia < self.informacao.classificada_em:
            raise forms.ValidationError(
                f"A informação foi classificada em {self.informacao.classificada_em:%d/%m/%Y}: "
                "a desclassificação vem depois."
            )
        return dia
