"""Os formulários de quem a Ouvidoria consulta: responder, prorrogar, dar notícia."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices

from mesas.forms import AtoComArquivosForm, AtoForm, TextoAoMunicipe
from ouvidoria.models import Encaminhamento
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.resposta_suficiente import RECADO

MAIOR_RESPOSTA = 8000


class Ciencia(TextChoices):
    """A quem o elogio chegou: a resposta diz que o agente e a chefia souberam."""

    AMBOS = "ambos", "O agente e a chefia dele souberam do elogio"
    EQUIPE = "equipe", "O elogio é a uma equipe: ela e a chefia souberam"
    CHEFIA = "chefia", "Não foi possível saber quem é o agente: a chefia da unidade soube"


class Decisao(TextChoices):
    """O que o órgão fez de uma sugestão."""

    ADOTADA = "adotada", "A sugestão foi adotada"
    EM_PARTE = "em_parte", "A sugestão foi adotada em parte"
    EM_ESTUDO = "em_estudo", "A sugestão vai ser estudada"
    NAO_ADOTADA = "nao_adotada", "A sugestão não foi adotada"


LISTAS: dict[str, tuple[type[TextChoices], str, str]] = {
    TipoDeManifestacao.ELOGIO: (Ciencia, "Quem soube do elogio?", "Escolha quem soube do elogio."),
    TipoDeManifestacao.SUGESTAO: (Decisao, "O que o órgão decidiu?", "Escolha o que o órgão decidiu."),
}
"""A lista curta que vem antes do texto, conforme o tipo da manifestação."""
PERGUNTAS = {
    TipoDeManifestacao.ELOGIO: ("O que mais dizer a quem elogiou", "Como e quando souberam."),
    TipoDeManifestacao.SUGESTAO: ("Por quê", "O que vai mudar e quando, ou por que não é possível."),
}


class TextoDoEnvio(TextoAoMunicipe):
    """O que a Ouvidoria lê e pode repetir à pessoa: também aqui, frases completas e sem siglas."""

    def __init__(self, **opcoes: Any) -> None:
        super().__init__(maior=MAIOR_RESPOSTA, linhas=8, **opcoes)


class ResponderForm(AtoComArquivosForm):
    """A resposta à Ouvidoria, com fotos; a lista curta do elogio e da sugestão fica escrita no texto dela."""

    caso: Encaminhamento
    resposta = TextoDoEnvio(
        label="Resposta à Ouvidoria",
        help_text="O que aconteceu, o que foi feito, quando, e o que acontece agora. Sem siglas.",
        error_messages={"required": "Escreva a resposta."},
    )
    field_order = ("versao", "escolha", "resposta", "fotos")

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        self.fields["fotos"].help_text += " Só a Ouvidoria os vê."
        tipo = self.caso.manifestacao.tipo
        self.lista = LISTAS.get(tipo)
        if self.lista is None:
            return
        escolhas, rotulo, falta = self.lista
        self.fields["escolha"] = forms.ChoiceField(
            label=rotulo,
            choices=escolhas.choices,
            widget=forms.RadioSelect({"class": "govuk-radios--small"}),
            error_messages={"required": falta},
        )
        self.order_fields(["versao", "escolha"])
        self.fields["resposta"].label, self.fields["resposta"].help_text = PERGUNTAS[TipoDeManifestacao(tipo)]

    @property
    def argumentos(self) -> dict[str, Any]:
        """A resposta inteira, como a Ouvidoria a lê, e os arquivos."""
        resposta: str = self.cleaned_data["resposta"]
        if self.lista is not None:
            escolhas, _, _ = self.lista
            resposta = f"{escolhas(self.cleaned_data['escolha']).label}.\n\n{resposta}"
        return {"resposta": resposta, "arquivos": list(self.guardadas)}


class ProrrogarForm(AtoForm):
    """A razão de precisar de mais tempo."""

    motivo = TextoAoMunicipe(
        label="Por que é preciso mais tempo?",
        help_text="A Ouvidoria lê esta razão. O prazo do órgão só se prorroga uma vez.",
    )


class InformarForm(AtoForm):
    """Como está a apuração."""

    texto = TextoDoEnvio(
        label="O que há de novo",
        escrito=RECADO,
        help_text="O que já se apurou e o que falta. Não escreva o nome de quem denunciou, se o souber.",
    )


class InformarFimForm(InformarForm):
    """Em que deu a apuração."""

    texto = TextoDoEnvio(
        label="Em que deu a apuração",
        escrito=RECADO,
        help_text="O que se concluiu e o que se pode dizer a quem denunciou. O que é segredo, diga que é.",
    )


class MotivoDaLeituraForm(forms.Form):
    """Por que quem apura precisa saber quem é: fica escrito junto da leitura."""

    use_required_attribute = False
    motivo = forms.CharField(
        label="Por que você precisa saber quem é?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Escreva por que você precisa saber quem é."},
    )

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        del self.fields["motivo"].widget.attrs["maxlength"]
