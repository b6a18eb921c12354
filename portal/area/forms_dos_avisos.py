"""Os canais por assunto, por qual se começa, as horas de silêncio; o celular e o código que o prova."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from django import forms

from avisos.canais.destinos import CALADA, celular
from avisos.models import PreferenciaDeAvisos
from avisos.situacoes import QUE_TOCAM, Canal, TipoDeAviso
from contas.identificacao import CodigoField, TelefoneField

QUALQUER_HORA = ""
DESDE = [
    (QUALQUER_HORA, "Pode tocar a qualquer hora"),
    *((f"{hora}:00", f"das {hora}h") for hora in (20, 21, 22, 23)),
]
ATE = [(f"{hora:02}:00", f"até as {hora}h") for hora in (6, 7, 8, 9, 10)]


class AvisosForm(forms.Form):
    """Um grupo de caixas por assunto; em cada um fica ao menos um canal."""

    use_required_attribute = False
    sem_opcional = True

    def __init__(
        self,
        *args: Any,
        contatos: Mapping[Canal, str],
        guardada: PreferenciaDeAvisos | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        nomes = [(canal.value, f"{canal.label}{_a_quem(para)}") for canal, para in contatos.items()]
        escolhas = guardada.canais if guardada else {}
        for tipo in TipoDeAviso:
            self.fields[tipo.value] = forms.MultipleChoiceField(
                label=tipo.label,
                choices=nomes,
                initial=escolhas.get(tipo.value) or [nomes[0][0]],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": f"Escolha ao menos um jeito de receber: {tipo.label.lower()}."},
            )
        self.fields["comeca_por"] = forms.ChoiceField(
            label="Por qual começar?",
            choices=nomes,
            initial=(guardada and guardada.comeca_por) or nomes[0][0],
            widget=forms.RadioSelect,
            help_text="Se não chegar por ele, mandamos pelo seguinte que você marcou.",
            error_messages={"required": "Diga por qual começar."},
        )
        if set(contatos) & set(QUE_TOCAM):
            self._silencio(guardada)

    def _silencio(self, guardada: PreferenciaDeAvisos | None) -> None:
        de, ate = (guardada.silencio_de, guardada.silencio_ate) if guardada else CALADA
        self.fields["silencio_de"] = forms.ChoiceField(
            label="Silêncio no aparelho, todo dia",
            choices=DESDE,
            required=False,
            initial=f"{de:%H:%M}" if de else QUALQUER_HORA,
            help_text="SMS, WhatsApp e avisos no aparelho esperam. Só os urgentes, como um código que você "
            "pediu, chegam na hora. O e-mail não espera.",
        )
        self.fields["silencio_ate"] = forms.ChoiceField(
            label="Até quando", choices=ATE, initial=f"{ate:%H:%M}" if ate else "07:00"
        )

    def clean(self) -> None:
        """Só se começa por um jeito que se marcou."""
        super().clean()
        primeiro = self.cleaned_data.get("comeca_por")
        marcados = {canal for tipo in TipoDeAviso for canal in self.cleaned_data.get(tipo.value, [])}
        if primeiro and marcados and primeiro not in marcados:
            self.add_error("comeca_por", "Comece por um jeito que você marcou acima.")

    def escolha(self) -> dict[str, Any]:
        """Como `avisos.acoes.escolher_canais` a recebe."""
        limpos = self.cleaned_data
        de = limpos.get("silencio_de", "22:00")
        calado = de != QUALQUER_HORA
        return {
            "canais": {tipo.value: limpos[tipo.value] for tipo in TipoDeAviso},
            "comeca_por": limpos["comeca_por"],
            "silencio_de": time.fromisoformat(de) if calado else None,
            "silencio_ate": time.fromisoformat(limpos.get("silencio_ate", "07:00")) if calado else None,
        }


class CelularForm(forms.Form):
    """Um celular brasileiro, com DDD."""

    use_required_attribute = False
    sem_opcional = True

    celular = TelefoneField(
        label="Celular com DDD",
        help_text="Como 11 91234-5678. Mandamos um código para ele agora, por SMS.",
        error_messages={"required": "Escreva o número do celular."},
        autocomplete="tel-national",
    )

    def clean_celular(self) -> str:
        numero = str(self.cleaned_data["celular"])
        if not celular(numero):
            raise forms.ValidationError("Este número não é de celular. Escreva um com o DDD e o 9 na frente.")
        return numero


class CodigoDoCelularForm(forms.Form):
    """Os números que chegaram por SMS."""

    use_required_attribute = False
    sem_opcional = True

    codigo = CodigoField(error_messages={"required": "Escreva o código que chegou por SMS."})


def _a_quem(para: str) -> str:
    return f" ({para})" if para else ""
