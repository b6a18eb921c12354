"""Formulários das telas do Guia na administração do Django; os do serviço estão em `passos.py`."""

from __future__ import annotations

from typing import Any, ClassVar, override

from django import forms
from django.core.exceptions import ValidationError

from contas.models import Usuario
from entrada.administracao.de_si_e_de_outra import DeOutraForm
from guia.forms.campos import LinhasField, TelefonesField
from guia.models import PontoFocal, RespostaDeBusca, Servico, SlugAntigo
from referencia.administracao.restricoes import RestricoesForm

AJUDA_DO_APLICATIVO = (
    "Aparece entre os principais do aplicativo, e o telefone o leva para pedir sem internet. São uns "
    "cinquenta: o que se vê na rua, com o celular na mão. Só vale para o que se pede por este portal."
)


class ServicoForm(RestricoesForm[Servico]):
    """O que não muda com o texto."""

    de_fora = frozenset({"arquivado_em"})

    class Meta:
        model = Servico
        fields = ("codigo", "slug", "orgao", "assunto", "no_aplicativo")
        help_texts: ClassVar = {
            "slug": "O fim do endereço da página: letras minúsculas sem acento e hifens, como tapa-buraco.",
            "no_aplicativo": AJUDA_DO_APLICATIVO,
        }

    def clean_slug(self) -> str:
        """O endereço que outro serviço já teve continua sendo dele: há links que o usam."""
        slug: str = self.cleaned_data["slug"]
        if SlugAntigo.objects.filter(slug=slug).exclude(servico=self.instance.pk).exists():
            raise ValidationError("Outro serviço já teve este endereço, e há links que ainda o usam.")
        return slug


class RespostaDeBuscaForm(forms.ModelForm[RespostaDeBusca]):
    """A resposta e as palavras que a chamam."""

    telefones = TelefonesField(label="Telefones", help_text="Um por linha: 193 | Corpo de Bombeiros.")
    quando = LinhasField(
        label="Palavras",
        help_text="O que a pessoa escreve, uma expressão por linha. Um * no fim de uma palavra vale por "
        "qualquer fim: vazan* gas.",
    )
    so_isto = LinhasField(
        label="Palavras sozinhas", help_text="Só valem quando são a busca inteira, uma por linha."
    )
    a_nao_ser = LinhasField(
        label="A não ser",
        help_text="Dentro destas expressões as de cima não contam, porque são de um serviço, uma por linha.",
    )
    relatos = LinhasField(
        label="Relatos",
        help_text="A situação contada por quem não usa as palavras de cima, uma frase por linha.",
    )

    class Meta:
        model = RespostaDeBusca
        fields = (
            *("slug", "urgente", "ordem", "capa", "titulo", "frase", "telefones", "link", "rotulo_do_link"),
            *("quando", "so_isto", "a_nao_ser", "relatos", "fonte"),
        )


class PessoaField(forms.EmailField):
    """A pessoa pelo e-mail exato: quem designa um colega não precisa ver o cadastro dos outros."""

    @override
    def clean(self, value: Any) -> Usuario:
        email = super().clean(value)
        pessoa = Usuario.objects.filter(email__iexact=email, is_active=True, is_staff=True).first()
        if pessoa is None:
            raise ValidationError("Não há conta da administração com este e-mail. Peça-a à coordenação.")
        return pessoa


class PontoFocalForm(DeOutraForm[PontoFocal]):
    """Um órgão tem dois titulares por vez; colegas que escrevem, quantos quiser."""

    class Meta:
        model = PontoFocal
        fields = ("usuario", "orgao", "papel", "ato", "de", "ate")

    @override
    def clean(self) -> dict[str, Any] | None:
        limpos = super().clean() or {}
        if limpos.get("papel") == PontoFocal.Papel.TITULAR and limpos.get("orgao") and limpos.get("de"):
            self._recusar_o_terceiro(limpos)
        return limpos

    def _recusar_o_terceiro(self, limpos: dict[str, Any]) -> None:
        ate = limpos.get("ate")
        outros = PontoFocal.objects.titulares().filter(orgao=limpos["orgao"]).exclude(pk=self.instance.pk)
        ao_mesmo_tempo = outros.exclude(ate__lt=limpos["de"])
        if ate:
            ao_mesmo_tempo = ao_mesmo_tempo.exclude(de__gt=ate)
        if len(ao_mesmo_tempo) >= PontoFocal.TITULARES:
            nomes = " e ".join(str(outro.usuario) for outro in ao_mesmo_tempo)
            self.add_error("orgao", f"Este órgão já tem dois pontos focais neste período: {nomes}.")
