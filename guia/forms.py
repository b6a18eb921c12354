"""Formulários da administração do Guia, que entregam o que as ações gravam, e o da opinião de quem lê."""

from __future__ import annotations

import json
from typing import Any, ClassVar, override

from django import forms
from django.core.exceptions import ValidationError

from contas.models import Usuario
from guia import consultas, perguntas
from guia.models import Lugar, PontoFocal, RespostaDeBusca, Servico, SlugAntigo, VersaoDoServico


class LinhasField(forms.CharField):
    """Uma lista de frases, uma por linha."""

    widget = forms.Textarea

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("help_text", "Uma por linha.")
        super().__init__(required=False, **opcoes)

    @override
    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    @override
    def to_python(self, value: Any) -> Any:
        return [linha.strip() for linha in (value or "").splitlines() if linha.strip()]

    @override
    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != list(initial or []))


class LegislacaoField(LinhasField):
    """As normas, uma por linha: o nome dela e, depois de uma barra, onde se lê."""

    @override
    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{lei['norma']} | {lei['fonte']}" for lei in value)

    @override
    def to_python(self, value: Any) -> Any:
        pares = (linha.rpartition("|") for linha in super().to_python(value))
        normas = [{"norma": norma.strip(), "fonte": fonte.strip()} for norma, _, fonte in pares]
        if any(not lei["norma"] or not lei["fonte"] for lei in normas):
            raise ValidationError("Escreva em cada linha a norma, uma barra (|) e onde ela se lê.")
        return normas


class TelefonesField(LinhasField):
    """Os telefones, um por linha: o número e, depois de uma barra, quem atende."""

    @override
    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{telefone['numero']} | {telefone['quem']}" for telefone in value)

    @override
    def to_python(self, value: Any) -> Any:
        pares = (linha.partition("|") for linha in super().to_python(value))
        telefones = [{"numero": numero.strip(), "quem": quem.strip()} for numero, _, quem in pares]
        if any(not t["quem"] or not any(letra.isdigit() for letra in t["numero"]) for t in telefones):
            raise ValidationError("Escreva em cada linha o número, uma barra (|) e quem atende.")
        return telefones


class PerguntasField(forms.JSONField):
    """As perguntas do pedido, como dados, arrumadas para se ler."""

    @override
    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return json.dumps(value, indent=2, ensure_ascii=False)
        return super().prepare_value(value)


class CaminhosField(LinhasField):
    """As chaves dos caminhos, uma por linha, na ordem em que se mostram."""

    def __init__(self, **opcoes: Any) -> None:
        opcoes.setdefault("label", "Como agir")
        opcoes.setdefault(
            "help_text",
            "As chaves dos caminhos oficiais (Guia › Caminhos), uma por linha, o primeiro a tentar em cima.",
        )
        super().__init__(**opcoes)

    @override
    def to_python(self, value: Any) -> Any:
        citados = list(dict.fromkeys(super().to_python(value)))
        if estranhos := consultas.que_nao_ha(citados):
            raise ValidationError(f"Não há caminho com esta chave: {', '.join(estranhos)}.")
        return citados


def lugares() -> list[tuple[str, str]]:
    """Os lugares que um serviço pode citar, pelo nome."""
    return [(lugar.slug, lugar.nome) for lugar in Lugar.objects.order_by("nome")]


class ServicoForm(forms.ModelForm[Servico]):
    """O que não muda com o texto."""

    class Meta:
        model = Servico
        fields = ("codigo", "slug", "orgao", "assunto", "no_aplicativo")
        help_texts: ClassVar = {
            "slug": "O fim do endereço da página: letras minúsculas sem acento e hifens, como tapa-buraco."
        }

    def clean_slug(self) -> str:
        """O endereço que outro serviço já teve continua sendo dele: há links que o usam."""
        slug: str = self.cleaned_data["slug"]
        if SlugAntigo.objects.filter(slug=slug).exclude(servico=self.instance.pk).exists():
            raise ValidationError("Outro serviço já teve este endereço, e há links que ainda o usam.")
        return slug


class VersaoForm(forms.ModelForm[VersaoDoServico]):
    """O texto de uma versão em elaboração."""

    etapas = LinhasField(label="Etapas", help_text="Uma por linha, na ordem em que acontecem.")
    legislacao = LegislacaoField(
        label="Legislação", help_text="Uma norma por linha: Lei 16.642/2017 | https://… ou onde ela se lê."
    )
    palavras = LinhasField(
        label="Palavras do cidadão",
        help_text="Como as pessoas chamam o serviço, e os nomes antigos dele, uma por linha. Servem à busca.",
    )
    perguntas = PerguntasField(
        label="Perguntas a mais",
        required=False,
        initial=list,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text='O que o pedido pergunta além do que pergunta a todos. Um exemplo: [{"chave": "tamanho", '
        '"rotulo": "Qual é o tamanho?", "tipo": "uma", "opcoes": [{"valor": "p", "rotulo": "Pequeno"}, '
        '{"valor": "g", "rotulo": "Grande"}]}]. Os tipos: uma, varias, texto, numero, data, lugar, arquivo.',
    )
    a_confirmar = LinhasField(
        label="A confirmar",
        help_text="O que o órgão ainda não confirmou, um por linha: etapas, legislacao, taxas, prazo…",
    )
    canais = forms.MultipleChoiceField(
        label="Onde se pede",
        choices=VersaoDoServico.CanalDoGuia.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    caminhos = CaminhosField()
    lugares = forms.MultipleChoiceField(
        label="Lugares onde se atende",
        choices=lugares,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Endereço, telefone e horário ficam em Lugares, escritos uma vez só.",
    )

    prova = forms.MultipleChoiceField(
        label="prova do serviço feito",
        choices=VersaoDoServico.Prova.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="O que a equipe apresenta para finalizar como realizado.",
    )

    class Meta:
        model = VersaoDoServico
        fields = ("servico", *VersaoDoServico.CONTEUDO, "motivo")

    def clean_perguntas(self) -> list[dict[str, Any]]:
        """As perguntas têm de servir ao formulário do pedido."""
        dados: list[dict[str, Any]] = self.cleaned_data["perguntas"] or []
        if achados := perguntas.erros(dados):
            raise ValidationError(achados)
        return dados

    def clean_a_confirmar(self) -> list[str]:
        campos: list[str] = self.cleaned_data["a_confirmar"]
        if estranhos := sorted(
            set(campos) - {*VersaoDoServico.CONTEUDO, "prazo", "orgao", "assunto", "codigo", "regra"}
        ):
            raise ValidationError(f"Não são campos do Guia: {', '.join(estranhos)}.")
        return campos

    @override
    def clean(self) -> dict[str, Any] | None:
        """Um rascunho por serviço: a segunda pessoa continua o da primeira.

        O serviço pede CPF, a não ser que o órgão tenha dito que não: desde quando, e quem o disse.
        """
        for campo, valor in self.cleaned_data.items():
            if isinstance(valor, str):  # o navegador manda \r\n, que faria parecer mudado o que não mudou
                self.cleaned_data[campo] = valor.replace("\r\n", "\n")
        if self.cleaned_data.get("identificacao") == VersaoDoServico.Identificacao.ANONIMA:
            if not self.cleaned_data.get("anonima_desde") and "anonima_desde" not in self.errors:
                self.add_error("anonima_desde", "Diga desde quando o órgão aceita pedidos sem identificação.")
            if not self.cleaned_data.get("anonima_por"):
                self.add_error("anonima_por", "Diga quem, no órgão, aceitou pedidos sem identificação.")
        servico = self.cleaned_data.get("servico")
        if servico and "servico" in self.changed_data and servico.versoes.em_elaboracao().exists():
            self.add_error("servico", "Este serviço já tem uma versão em elaboração: continue nela.")
        return super().clean()


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

    class Meta:
        model = RespostaDeBusca
        fields = (
            *("slug", "urgente", "ordem", "capa", "titulo", "frase", "telefones", "link", "rotulo_do_link"),
            *("quando", "so_isto", "a_nao_ser", "fonte"),
        )


class OpiniaoForm(forms.Form):
    """Foi útil? E, se a pessoa quiser, por quê."""

    use_required_attribute = False

    util = forms.TypedChoiceField(
        label="Esta informação foi útil?",
        choices=[("sim", "Sim"), ("nao", "Não")],
        coerce=lambda valor: valor == "sim",
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha sim ou não.", "invalid_choice": "Escolha sim ou não."},
    )
    comentario = forms.CharField(
        label="O que faltou ou confundiu?",
        required=False,
        max_length=1000,
        help_text="Não escreva dados pessoais. Esta mensagem não é um pedido e não tem resposta.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Escreva no máximo 1.000 letras."},
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


class PontoFocalForm(forms.ModelForm[PontoFocal]):
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
