"""Um formulário com um campo de cada tipo, para os testes da interface."""

from django import forms


class VariosArquivos(forms.FileInput):
    allow_multiple_selected = True


class Pedido(forms.Form):
    cep = forms.CharField(label="CEP", max_length=9, help_text="Por exemplo, 01007-040")
    senha = forms.CharField(label="Senha", widget=forms.PasswordInput)
    descricao = forms.CharField(
        label="O que está acontecendo?", max_length=1000, required=False, widget=forms.Textarea
    )
    tamanho = forms.ChoiceField(
        label="Qual é o tamanho?",
        help_text="Olhe de um lugar seguro.",
        choices=[("p", "Pequeno"), ("g", "Grande")],
        widget=forms.RadioSelect,
    )
    distrito = forms.ChoiceField(label="Distrito", choices=[("", "Escolha"), ("se", "Sé")])
    quando = forms.DateField(label="Quando viu?", widget=forms.DateInput(attrs={"type": "date"}))
    fotos = forms.FileField(
        label="Fotos",
        required=False,
        widget=VariosArquivos(attrs={"multiple": True, "accept": "image/*", "data-fotos": True}),
    )
    ciente = forms.BooleanField(label="Quero receber avisos", required=False)
