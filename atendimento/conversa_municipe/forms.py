"""O que escreve quem conversa: a primeira frase, cada mensagem, o assunto e o contato, a nota."""

from __future__ import annotations

from typing import Any

from django import forms

from atendimento.models import MAIOR_MENSAGEM, AssuntoDaConversa, Conversa
from contas.identificacao import CodigoField, TelefoneField
from documentos.forms import MAIS_MB, FotosField
from protocolo.models import Satisfacao

NADA_ESCRITO = "Escreva a mensagem ou escolha uma foto."


class ComecarForm(forms.Form):
    """A primeira frase; quem quer logo uma pessoa não precisa dela."""

    texto = forms.CharField(
        label="Conte o que você precisa",
        max_length=MAIOR_MENSAGEM,
        help_text="Escreva como você fala. Por exemplo: tem um buraco na minha rua.",
        error_messages={"required": "Escreva do que você precisa, ou toque em “Falar com uma pessoa”."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    envio = forms.UUIDField(widget=forms.HiddenInput)


class MensagemForm(forms.Form):
    """Uma mensagem: texto, fotos ou os dois. `chave` é dela: mandar de novo não a repete."""

    sem_opcional = True
    use_required_attribute = False

    texto = forms.CharField(
        label="Sua mensagem",
        required=False,
        max_length=MAIOR_MENSAGEM,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "sentences"}),
    )
    fotos = FotosField(
        label="Fotos (opcional)",
        required=False,
        help_text=f"Até 5, de até {MAIS_MB} MB cada uma. Tiramos delas a localização.",
        allow_empty_file=True,  # quem recusa, com a razão, é o tratamento das fotos
    )
    chave = forms.UUIDField(widget=forms.HiddenInput)
    ultima = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def clean(self) -> None:
        """Uma mensagem tem alguma coisa."""
        super().clean()
        if not self.errors and not (self.cleaned_data["texto"].strip() or self.cleaned_data["fotos"]):
            self.add_error("texto", NADA_ESCRITO)


class ContatoForm(forms.Form):
    """O nome e o contato que a pessoa deixa na conversa; o que se deixa é só declarado."""

    use_required_attribute = False
    sem_opcional = True  # a página diz o que é preciso

    nome = forms.CharField(
        label="Como quer ser chamado",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        error_messages={"invalid": "Confira o e-mail: ele é escrito assim, nome@exemplo.com.br."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    telefone = TelefoneField(label="Telefone com DDD", required=False)

    @staticmethod
    def conhecidos(conversa: Conversa) -> dict[str, str]:
        """O que a pessoa já deixou; senão, o que está na conta dela."""
        quem = conversa.interessado
        if quem:
            return {"nome": quem.nome, "email": quem.email, "telefone": quem.telefone}
        conta = conversa.conta
        return {"nome": conta.nome, "email": conta.email or "", "telefone": ""} if conta else {}


class EmailForm(forms.Form):
    """O e-mail a que vai a cópia da conversa."""

    use_required_attribute = False

    email = forms.EmailField(
        label="E-mail",
        error_messages={
            "required": "Escreva o e-mail.",
            "invalid": "Confira o e-mail: ele é escrito assim, nome@exemplo.com.br.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class PedirForm(ContatoForm):
    """De que se quer falar, e o contato: opcional enquanto há quem converse, preciso fora de hora."""

    assunto = forms.ModelChoiceField(
        AssuntoDaConversa.objects.none(),
        label="Sobre o que é?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Diga sobre o que é. Se não souber, escolha “Outro assunto”."},
    )
    field_order = ("assunto", "nome", "email", "telefone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["assunto"]
        campo.queryset = AssuntoDaConversa.objects.filter(em_uso=True)


class CodigoForm(forms.Form):
    """O código que chegou ao contato da conversa."""

    codigo = CodigoField(error_messages={"required": "Escreva o código que chegou."})


class AvaliarForm(forms.Form):
    """A nota da conversa, de 1 a 5, e o que mais se quiser contar."""

    use_required_attribute = False

    nota = forms.TypedChoiceField(
        label="Como foi a conversa?",
        choices=Satisfacao.NOTAS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha uma nota."},
    )
    comentario = forms.CharField(
        label="Quer contar mais?",
        required=False,
        max_length=1000,
        help_text="Não escreva dados pessoais, como documento ou telefone.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
