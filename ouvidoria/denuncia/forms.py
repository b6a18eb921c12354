"""Os formulários do que só a denúncia tem. Todo ato leva a `versao` que a pessoa via."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from documentos.copias import limpo_de
from mesas.forms import AtoForm, TextoAoMunicipe
from ouvidoria.denuncia.o_que_falta import originais
from ouvidoria.situacoes import Destino
from protocolo.resposta_suficiente import MOTIVO

MINIMOS = [
    ("quem", "De que órgão ou de quem se fala"),
    ("o_que", "O que aconteceu"),
    ("quando", "Quando, ainda que mais ou menos"),
    ("onde", "Onde, ainda que mais ou menos"),
]


class AdmitirForm(AtoForm):
    minimos = forms.MultipleChoiceField(
        label="O que a denúncia diz",
        help_text="Para admitir, é preciso o mínimo para se começar a apurar (Portaria CGM 01/2022).",
        choices=MINIMOS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Marque o que a denúncia diz."},
    )
    razao = TextoAoMunicipe(
        label="Por que a denúncia é admitida?",
        help_text="Só a Ouvidoria lê.",
    )

    def clean_minimos(self) -> list[str]:
        marcados: list[str] = self.cleaned_data["minimos"]
        faltam = [rotulo.lower() for chave, rotulo in MINIMOS if chave not in marcados]
        if faltam:
            raise ValidationError(
                f"Falta dizer: {'; '.join(faltam)}. Peça mais informações, ou não admita a denúncia."
            )
        return marcados

    @property
    def argumentos(self) -> dict[str, Any]:
        return {"razao": self.cleaned_data["razao"]}


class NaoAdmitirForm(AtoForm):
    faltam = forms.MultipleChoiceField(
        label="O que falta",
        required=False,
        help_text="A pessoa lê esta lista na página da chave, e pode registrar de novo.",
        choices=MINIMOS,
        widget=forms.CheckboxSelectMultiple,
    )
    razao = TextoAoMunicipe(
        label="Por que a denúncia não é admitida?",
        help_text="A pessoa lê este texto na página que se abre com a chave. Sem siglas.",
    )

    @property
    def argumentos(self) -> dict[str, Any]:
        """A razão e o que falta, como a pessoa os lê."""
        ditos = dict(MINIMOS)
        faltam = "; ".join(ditos[chave].lower() for chave in self.cleaned_data["faltam"])
        razao: str = self.cleaned_data["razao"]
        return {"razao": f"{razao}\n\nFaltou dizer: {faltam}." if faltam else razao}


class ApurarForm(AtoForm):
    destino = forms.ChoiceField(
        label="A quem enviar?",
        choices=[
            (Destino.CORREGEDORIA, "À Corregedoria Geral do Município"),
            (Destino.EXTERNO, "A quem apura fora da Prefeitura"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Diga a quem a denúncia vai."},
    )
    externo = forms.CharField(
        label="Que órgão de fora?",
        help_text="Por exemplo: Ministério Público do Estado de São Paulo.",
        required=False,
        max_length=150,
    )
    sem_copia = forms.BooleanField(
        label="Sei que os anexos sem cópia conferida não vão",
        error_messages={"required": "Confira as cópias dos anexos, ou diga que estes não vão."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if all(limpo_de(anexo) for anexo in originais(self.caso)):
            del self.fields["sem_copia"]

    def clean(self) -> dict[str, Any]:
        dados = super().clean() or {}
        if dados.get("destino") == Destino.EXTERNO and not dados.get("externo"):
            self.add_error("externo", "Escreva o nome do órgão de fora.")
        return dados

    @property
    def argumentos(self) -> dict[str, Any]:
        return {nome: self.cleaned_data[nome] for nome in ("destino", "externo")}


class ComplementarForm(AtoForm):
    """Nada a escrever: confirma-se o que vai."""


class ConcluirForm(AtoForm):
    conclusao = TextoAoMunicipe(
        label="Resposta a quem denunciou",
        help_text="A quem foi e, se não é segredo, em que deu. Sem siglas e sem nomes.",
        error_messages={"required": "Escreva a resposta a quem denunciou."},
    )


class ConsentimentoForm(AtoForm):
    a_quem = forms.CharField(
        label="A quem se diria quem é a pessoa?",
        max_length=150,
        error_messages={"required": "Escreva a quem se diria."},
    )
    finalidade = TextoAoMunicipe(
        label="Para quê?",
        escrito=MOTIVO,
        help_text="A pessoa lê este texto, e pode dizer que não. Sem resposta, vale o não.",
        error_messages={"required": "Escreva para que é preciso dizer quem é."},
    )


class IdentidadeForm(forms.Form):
    use_required_attribute = False
    motivo = forms.CharField(
        label="Por que é preciso saber quem é?",
        help_text="Fica escrito, com o seu nome e a hora, e não se apaga.",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Escreva o motivo: sem ele a identidade não se abre."},
    )
