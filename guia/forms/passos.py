"""O que se diz de um serviço, passo a passo, em palavras de quem escreve e não programa."""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_urlsafe
from typing import Any, ClassVar, override

from django import forms
from django.utils.safestring import mark_safe

from guia.forms.campos import LinhasField
from guia.models import Assunto, Lugar, Orgao, VersaoDoServico
from guia.models.versoes import COM_QUANTIDADE
from guia.publicacao import por_extenso
from guia.publicacao.exigencias import obrigatorios
from protocolo.campo_de_dia import CampoDeDia
from protocolo.prazos.contagem import Contagem

SO_SE_ANONIMA = mark_safe("<span data-quando>Só se aceita pedido sem identificação.</span>")
ANONIMA = f"identificacao={VersaoDoServico.Identificacao.ANONIMA}"
MAIOR_ENVIO = 80
CONFIRMAVEIS = ("prazo", "orgao", "assunto", "codigo", "regra")
"""O que o órgão confirma e não é um campo da versão."""


def marcas(opcoes: Any, dica: str = "", rotulo: str | None = None) -> forms.MultipleChoiceField:
    """Várias escolhas, uma embaixo da outra."""
    return forms.MultipleChoiceField(
        label=rotulo,
        choices=opcoes,
        required=False,
        help_text=dica,
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
    )


def texto(dica: str = "", linhas: int = 3) -> forms.CharField:
    return forms.CharField(required=False, help_text=dica, widget=forms.Textarea({"rows": linhas}))


def lugares() -> list[tuple[str, str]]:
    """Os lugares que um serviço pode citar, pelo nome."""
    return [(lugar.slug, lugar.nome) for lugar in Lugar.objects.order_by("nome")]


def confirmaveis() -> list[tuple[str, str]]:
    """O que o órgão pode ainda não ter confirmado, em palavras."""
    campos = [campo for campo in VersaoDoServico.CONTEUDO if campo != "a_confirmar"]
    return [(campo, por_extenso.rotulo(campo)) for campo in (*campos, *CONFIRMAVEIS)]


class PassoForm(forms.ModelForm[VersaoDoServico]):
    """Uma parte do texto. Vazio se grava: o que falta só se cobra para publicar.

    Menos o nome, o prazo pela metade e o anônimo que o órgão não aceitou: isto o passo já recusa.
    """

    use_required_attribute = False
    sem_opcional = True
    recolhidos: ClassVar[tuple[str, ...]] = ()
    """Os campos de lista comprida, que só se abrem se há algo neles ou se a pessoa quer."""

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        for nome, campo in self.fields.items():
            campo.label = por_extenso.rotulo(nome)

    @property
    def obrigatorios(self) -> tuple[str, ...]:
        """Os campos sem os quais o texto não vai ao ar: a página os marca."""
        return obrigatorios(self.instance)

    @override
    def clean(self) -> dict[str, Any] | None:
        """O navegador manda \\r\\n, que faria parecer mudado o que não mudou."""
        for campo, valor in self.cleaned_data.items():
            if isinstance(valor, str):
                self.cleaned_data[campo] = valor.replace("\r\n", "\n")
        return super().clean()


class TextoForm(PassoForm):
    """O nome e o que o serviço é."""

    o_que_e = texto("O que a Prefeitura faz, em duas ou três frases curtas.")
    quando_solicitar = texto()
    publico_alvo = texto(linhas=2)
    requisitos = texto("Documentos e informações, um por linha.")
    etapas = LinhasField(
        help_text="Uma etapa por linha, na ordem em que acontecem.",
        widget=forms.Textarea({"rows": 3}),
    )
    observacoes = texto(linhas=2)
    roteiro_perguntar = texto(
        "Na Central e nas Praças. Uma pergunta por linha, o perigo primeiro. A pessoa não lê isto no Guia.",
    )
    roteiro_dizer = texto(
        "Uma frase curta por linha, para ler em voz alta. A pessoa não lê isto no Guia.",
    )
    palavras = LinhasField(
        help_text="As palavras delas e os nomes antigos, um por linha. Servem à busca.",
        widget=forms.Textarea({"rows": 3}),
    )
    relatos = LinhasField(
        help_text="Uma frase inteira por linha, de quem não sabe o nome do serviço. Servem à busca.",
        widget=forms.Textarea({"rows": 8}),
    )

    class Meta:
        model = VersaoDoServico
        fields = (
            *("nome", "titulo", "o_que_e", "quando_solicitar", "publico_alvo", "requisitos", "etapas"),
            *("observacoes", "roteiro_perguntar", "roteiro_dizer", "palavras", "relatos", "motivo"),
        )
        error_messages: ClassVar = {"nome": {"required": "Escreva o nome do serviço."}}

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        if self.instance.numero in (None, 1):
            del self.fields["motivo"]


class NovoForm(TextoForm):
    """O primeiro passo de um serviço que ainda não há: também de quem é e em que assunto fica."""

    orgao = forms.ModelChoiceField(
        Orgao.objects.all(),
        empty_label="Escolha o órgão",
        error_messages={"required": "Escolha o órgão."},
    )
    assunto = forms.ModelChoiceField(
        Assunto.objects.all(),
        empty_label="Escolha o assunto",
        error_messages={"required": "Escolha o assunto."},
    )
    envio = forms.CharField(
        required=False, max_length=MAIOR_ENVIO, widget=forms.HiddenInput, initial=token_urlsafe
    )
    """Um por página aberta: o duplo clique manda o mesmo, e outro serviço de mesmo nome, não."""
    field_order = ("nome", "titulo", "orgao", "assunto")

    def __init__(self, *args: Any, orgaos: Any, **opcoes: Any) -> None:
        """`orgaos`: os em que a pessoa escreve; se é um só, já vem escolhido."""
        super().__init__(*args, **opcoes)
        orgao: Any = self.fields["orgao"]
        orgao.queryset = orgaos
        if len(orgaos) == 1:
            orgao.initial = orgaos[0]
        assunto: Any = self.fields["assunto"]
        assunto.choices = [("", assunto.empty_label), *_por_tema()]


def _por_tema() -> Iterable[tuple[str, list[tuple[int, str]]]]:
    grupos: dict[str, list[tuple[int, str]]] = {}
    for assunto in Assunto.objects.select_related("tema").order_by("tema__ordem", "tema__nome", "nome"):
        grupos.setdefault(assunto.tema.nome, []).append((assunto.pk, assunto.nome))
    return grupos.items()


class PrazoForm(PassoForm):
    """Se dá para pedir aqui, em quanto tempo e quanto custa."""

    solicitavel = forms.BooleanField(required=False)
    canais = marcas(VersaoDoServico.CanalDoGuia.choices)
    prazo_contagem = forms.ChoiceField(choices=Contagem.choices)
    taxas = texto(linhas=2)

    class Meta:
        model = VersaoDoServico
        fields = (
            *("solicitavel", "canais", "prazo_quantidade", "prazo_contagem", "prazo_provisorio", "custo"),
            "taxas",
        )
        help_texts: ClassVar = {
            "prazo_quantidade": "Só o número. Na hora e sem prazo: deixe vazio.",
            "prazo_provisorio": "",
            "custo": "",
        }
        widgets: ClassVar = {
            "prazo_quantidade": forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"})
        }

    @override
    def clean(self) -> dict[str, Any] | None:
        limpos = super().clean() or self.cleaned_data
        contagem, quantidade = limpos.get("prazo_contagem"), limpos.get("prazo_quantidade")
        if contagem in COM_QUANTIDADE and not quantidade and "prazo_quantidade" not in self.errors:
            self.add_error("prazo_quantidade", "Diga em quanto tempo: um número maior que zero.")
        if contagem not in COM_QUANTIDADE and quantidade:
            self.add_error("prazo_quantidade", "Apague o número, ou escolha como ele se conta.")
        if limpos.get("solicitavel") and contagem == Contagem.SEM_PRAZO:
            self.add_error("prazo_contagem", "O que se pede por aqui tem prazo: escolha como se conta.")
        return limpos


class QuemPedeForm(PassoForm):
    """Quem pede, o que se vê do pedido e o que a equipe tem de provar."""

    identificacao = forms.ChoiceField(
        choices=VersaoDoServico.Identificacao.choices,
        widget=forms.RadioSelect,
    )
    anonima_desde = CampoDeDia(required=False, help_text=SO_SE_ANONIMA)
    complemento_vencido = forms.ChoiceField(
        choices=VersaoDoServico.SemComplemento.choices,
        widget=forms.RadioSelect,
    )
    prova = marcas(VersaoDoServico.Prova.choices)

    class Meta:
        model = VersaoDoServico
        fields = (
            *("precisa_de_endereco", "identificacao", "anonima_desde", "anonima_por", "sigilosa", "publica"),
            *("complemento_vencido", "prova"),
        )
        help_texts: ClassVar = {"anonima_por": SO_SE_ANONIMA, "sigilosa": "", "publica": ""}

    def __init__(self, *args: Any, **opcoes: Any) -> None:
        super().__init__(*args, **opcoes)
        for campo in ("anonima_desde", "anonima_por"):
            self.fields[campo].widget.attrs["data-mostrar-se"] = ANONIMA

    @override
    def clean(self) -> dict[str, Any] | None:
        """O serviço pede CPF, a não ser que o órgão tenha dito que não: desde quando, e quem o disse."""
        limpos = super().clean() or self.cleaned_data
        if limpos.get("identificacao") == VersaoDoServico.Identificacao.ANONIMA:
            if not limpos.get("anonima_desde") and "anonima_desde" not in self.errors:
                self.add_error("anonima_desde", "Diga desde quando o órgão aceita pedidos sem identificação.")
            if not limpos.get("anonima_por"):
                self.add_error("anonima_por", "Diga quem, no órgão, aceitou pedidos sem identificação.")
        if limpos.get("sigilosa") and limpos.get("publica"):
            self.add_error("publica", "O sigiloso não pode estar à vista de todos: tire uma das marcas.")
        return limpos


class OndeForm(PassoForm):
    """Os lugares em que se atende e o que o órgão ainda não confirmou; o resto da página são listas."""

    recolhidos = ("lugares", "a_confirmar")
    lugares = marcas(
        lugares,
        "Endereço, telefone e horário ficam em Lugares, na administração, escritos uma vez só.",
    )
    a_confirmar = marcas(confirmaveis)

    class Meta:
        model = VersaoDoServico
        fields = ("lugares", "a_confirmar")
