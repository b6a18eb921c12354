"""Formulários de quem acompanha um caso."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from contas.cpf_e_cnpj import validar_cpf
from contas.identificacao import validar_contato
from contas.segredos import chaves
from documentos.forms import MAIS_MB, FotosField
from esic.situacoes import MotivoDeRecurso
from ouvidoria.models import Satisfacao as SatisfacaoDaOuvidoria
from protocolo import numero
from solicitacoes.models import Satisfacao


class ProtocoloForm(forms.Form):
    """Número do protocolo e, se a pessoa tiver, a chave de acesso."""

    protocolo = forms.CharField(
        label="Número do protocolo",
        max_length=40,
        help_text="São 15 algarismos, como 12345-67890-12345. Está no comprovante e nas mensagens recebidas.",
        error_messages={"required": "Escreva o número do protocolo."},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    )
    chave = forms.CharField(
        label="Chave de acesso",
        required=False,
        max_length=20,
        help_text="Com ela você vê tudo, responde e pode desistir. São 8 letras e números, como K7TF-3HXA.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "class": "govuk-input--width-10",
                "autocapitalize": "characters",
            }
        ),
    )

    def clean_protocolo(self) -> str:
        return _protocolo(self.cleaned_data["protocolo"])

    def clean_chave(self) -> str:
        return chaves.normalizar(self.cleaned_data["chave"])


def _protocolo(escrito: str) -> str:
    """O número compacto, ou o que há de errado com ele."""
    try:
        return numero.validar(escrito)
    except numero.NumeroInvalido as erro:
        raise forms.ValidationError(str(erro)) from erro


class ChaveForm(forms.Form):
    """Só a chave, de um protocolo já na tela."""

    chave = ProtocoloForm.base_fields["chave"]

    def __init__(self, *args: object, protocolo: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.protocolo = protocolo
        self.fields["chave"].required = True
        self.fields["chave"].error_messages["required"] = "Escreva a chave de acesso."

    def clean_chave(self) -> str:
        if not chaves.confere(self.protocolo, self.cleaned_data["chave"]):
            raise forms.ValidationError("Esta chave não abre este protocolo. Confira as 8 letras e números.")
        return chaves.normalizar(self.cleaned_data["chave"])


class MensagemForm(forms.Form):
    """O que o munícipe manda à equipe: um texto, fotos ou os dois (`mensagens.enviar_mensagem`)."""

    sem_opcional = True
    texto = forms.CharField(
        label="Sua mensagem", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 6})
    )
    fotos = FotosField(
        label="Fotos (opcional)",
        required=False,
        help_text=f"Até 5 fotos, de até {MAIS_MB} MB cada uma. Tiramos delas a localização e outros dados.",
        allow_empty_file=True,  # quem recusa, com a razão, é o tratamento dos arquivos
    )
    envio = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def arquivos(self) -> list[UploadedFile[Any]]:
        """As fotos que vieram, ainda que o resto não sirva."""
        return list(self.cleaned_data.get("fotos", ()))


class ConsentimentoForm(forms.Form):
    """Pode-se dizer quem é? Nada vem marcado: o silêncio vale não."""

    resposta = forms.ChoiceField(
        label="A Ouvidoria pode dizer quem você é?",
        choices=[("sim", "Sim, pode dizer"), ("nao", "Não, continue sem dizer")],
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha sim ou não."},
    )


class AvaliacaoForm(forms.Form):
    """A satisfação com a resposta da Ouvidoria."""

    resolveu = forms.ChoiceField(
        label="A resposta resolveu o seu problema?",
        choices=SatisfacaoDaOuvidoria.Resolveu.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Diga se a resposta resolveu."},
    )
    nota = forms.TypedChoiceField(
        label="Como foi o atendimento?",
        choices=SatisfacaoDaOuvidoria.NOTAS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha uma nota."},
    )
    comentario = forms.CharField(
        label="Quer contar mais?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Não escreva dados pessoais, como documento ou telefone.",
    )


class RecuperarForm(forms.Form):
    """O CPF e o e-mail, ou o telefone, que se deram no pedido."""

    cpf = forms.CharField(
        label="CPF",
        max_length=20,
        error_messages={"required": "Escreva o CPF."},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
        ),
    )
    contato = forms.CharField(
        label="E-mail, ou telefone com DDD",
        max_length=254,
        help_text="O que você deu no pedido, como nome@exemplo.com.br ou 11 91234-5678.",
        error_messages={"required": "Escreva o e-mail ou o telefone."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_cpf(self) -> str:
        return validar_cpf(self.cleaned_data["cpf"])

    def clean_contato(self) -> str:
        return validar_contato(self.cleaned_data["contato"])


class ChavePerdidaForm(forms.Form):
    """O protocolo, e o e-mail que se deu nele."""

    protocolo = ProtocoloForm.base_fields["protocolo"]
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="O que você deu no pedido.",
        error_messages={
            "required": "Escreva o e-mail que você deu no pedido.",
            "invalid": "Confira o e-mail: é escrito assim, nome@exemplo.com.br.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean_protocolo(self) -> str:
        return _protocolo(self.cleaned_data["protocolo"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


SIM_OU_NAO = Satisfacao.SimOuNao.choices


class ResolvidoForm(forms.Form):
    """Se foi resolvido, e três perguntas curtas, que se podem pular."""

    resolveu = forms.ChoiceField(
        label="O problema foi resolvido?",
        choices=SIM_OU_NAO,
        widget=forms.RadioSelect,
        error_messages={"required": "Diga se o problema foi resolvido."},
    )
    nota = forms.TypedChoiceField(
        label="Como foi o atendimento?",
        choices=Satisfacao.NOTAS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    no_prazo = forms.ChoiceField(
        label="Foi no tempo que disseram?", choices=SIM_OU_NAO, required=False, widget=forms.RadioSelect
    )
    clareza = forms.ChoiceField(
        label="A resposta foi fácil de entender?",
        choices=SIM_OU_NAO,
        required=False,
        widget=forms.RadioSelect,
    )


FOTO_PARA_DECIDIR = f"Até 5 fotos, de até {MAIS_MB} MB cada uma. Sem foto a unidade não tem como decidir."


class ReabrirForm(MensagemForm):
    """O que falta fazer, com uma foto de como está agora; `exige_foto` onde ela mostra o que falta."""

    texto = forms.CharField(
        label="O que falta fazer?",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Conte o que falta fazer."},
    )

    def __init__(self, *args: object, exige_foto: bool, **kwargs: object) -> None:
        """Quem exige a foto é `enviar_mensagem`: a que já veio neste envio vale."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if exige_foto:
            self.fields["fotos"].label = "Foto de como está agora"
            self.fields["fotos"].help_text = FOTO_PARA_DECIDIR


class RevisaoForm(forms.Form):
    """O que a resposta não resolveu."""

    texto = forms.CharField(
        label="O que a Ouvidoria precisa olhar de novo?",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Conte o que a resposta não resolveu."},
    )


class RecursoForm(forms.Form):
    """Por que se recorre. A lei não pede razões: só o motivo fora da lista se explica."""

    motivo = forms.ChoiceField(
        label="Por que você recorre?",
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha por que você recorre."},
    )
    texto = forms.CharField(
        label="O que quem vai decidir precisa saber?",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Por exemplo, o que faltou na resposta. Só é obrigatório em “Outro motivo”.",
    )

    def __init__(self, *args: object, motivos: list[MotivoDeRecurso], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        opcoes = [(motivo.value, motivo.label) for motivo in motivos]
        self.fields["motivo"].choices = opcoes  # type: ignore[attr-defined]
        if len(motivos) == 1:
            self.fields["motivo"].initial = motivos[0].value

    def clean(self) -> dict[str, object]:
        dados = self.cleaned_data
        if dados.get("motivo") == MotivoDeRecurso.OUTRO and not dados.get("texto"):
            self.add_error("texto", "Conte o motivo do recurso.")
        return dados
