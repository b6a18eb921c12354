"""O que se escreve para procurar uma pessoa ou um protocolo."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from contas.cpf_e_cnpj import limpar, validar_cpf
from protocolo import numero
from solicitacoes.caixa.procura import DeQuem

MENOR_PALAVRA = 3
CAMPO = {"class": "govuk-input--width-20", "autocomplete": "off"}
ESCREVA = "Escreva o CPF, ou ao menos um nome com três letras."


class PessoaForm(forms.Form):
    pessoa = forms.CharField(
        label="Nome ou CPF de quem pediu",
        max_length=120,
        help_text="O CPF inteiro procura em todas as suas caixas; o nome, entre os abertos desta.",
        widget=forms.TextInput({**CAMPO, "spellcheck": "false"}),
        error_messages={"required": ESCREVA},
    )

    def clean_pessoa(self) -> DeQuem:
        """Com algum algarismo é um CPF; senão, as palavras do nome que têm letras bastantes."""
        escrito: str = self.cleaned_data["pessoa"]
        if any(letra.isdigit() for letra in limpar(escrito)):
            return DeQuem(cpf=validar_cpf(escrito))
        palavras = tuple(palavra for palavra in escrito.split() if len(palavra) >= MENOR_PALAVRA)
        if not palavras:
            raise ValidationError(ESCREVA)
        return DeQuem(palavras=palavras)


class OndeForm(forms.Form):
    protocolo = forms.CharField(
        label="Número do protocolo",
        max_length=40,
        widget=forms.TextInput({**CAMPO, "inputmode": "numeric"}),
        error_messages={"required": "Escreva o número do protocolo."},
    )

    def clean_protocolo(self) -> str:
        """O número, conferido; só os de pedidos de serviço estão nas caixas."""
        try:
            lido = numero.validar(self.cleaned_data["protocolo"])
        except numero.NumeroInvalido as erro:
            raise ValidationError(str(erro)) from erro
        if numero.processo_de(lido) != numero.Processo.SOLICITACAO:
            raise ValidationError("Este número não é de um pedido de serviço: procure-o em Acompanhar.")
        return lido
