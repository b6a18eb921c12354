"""O que se pergunta a quem pede informação: o quê, a quem, como responder e quem é. O motivo, nunca.

A lei proíbe exigir a razão do pedido (LAI, art. 10, §3º) e identificação que o impeça (art. 10, §1º).
"""

from __future__ import annotations

from typing import Any

from django import forms

from assistente.rascunhos import cortado
from contas import identificacao
from documentos.forms import campo_de_arquivos
from esic.models.perfil_de_quem_pede import Escolaridade, FaixaEtaria, Genero, Ocupacao
from esic.pedir.destino import orgao_de_quem_nao_sabe
from esic.pedir.roteiro import NAO_SEI
from esic.situacoes import FormaDeResposta
from guia.models import Orgao
from protocolo.campo_de_dia import DiaDeRecebimento
from protocolo.models import Canal

MAIOR_PEDIDO = 4000
MENOS_LETRAS = 8
SIM, NAO = "sim", "nao"
ESCOLHA = "Escolha entre as opções da lista."
FORMAS = [
    (FormaDeResposta.PAGINA, "Pela página do pedido, neste portal, com aviso por e-mail"),
    (FormaDeResposta.CORREIO, FormaDeResposta.CORREIO.label),
    (FormaDeResposta.BALCAO, FormaDeResposta.BALCAO.label),
]
CANAIS = [
    (Canal.BALCAO, "Visita ao balcão"),
    (Canal.CARTA, "Carta"),
    (Canal.CENTRAL, "Telefone"),
    (Canal.PRACA, "Praça de Atendimento"),
]
"""Por onde chega ao SIC o que a pessoa não enviou sozinha."""
UM_SO = "Um pedido vai a um órgão só, que tem o prazo para responder. Para outro órgão, faça outro pedido."
SE_NAO_SABE = " Se não sabe, escolha “Não sei qual é”: a {} recebe o pedido e o passa ao órgão certo."
FALTA_CONTATO = "Escreva um e-mail ou um endereço postal, para a resposta chegar. Um dos dois basta."
FALTA_ENDERECO = "Escreva o endereço postal: a resposta vai pelo correio."


class InformacaoForm(forms.Form):
    """O órgão, o texto, a forma da resposta e se a pergunta pode ser divulgada; e os arquivos."""

    use_required_attribute = False

    orgao = forms.ChoiceField(
        label="Que órgão tem a informação?",
        error_messages={
            "required": "Escolha o órgão. Se não sabe, escolha “Não sei qual é”.",
            "invalid_choice": "Escolha um órgão da lista, ou “Não sei qual é”.",
        },
    )
    texto = forms.CharField(
        label="Que informação você quer?",
        help_text="Diga o assunto, o lugar e o período. Por exemplo: quantas árvores a Prefeitura podou em "
        "cada distrito em 2025. Não precisa dizer por que quer saber. O seu nome e o seu contato vêm no "
        "próximo passo.",
        max_length=MAIOR_PEDIDO,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Escreva que informação você quer.",
            "max_length": f"O texto passou de {MAIOR_PEDIDO} letras. Deixe só o mais importante.",
        },
    )
    forma_de_resposta = forms.ChoiceField(
        label="Como você quer receber a resposta?",
        help_text="Pela página, avisamos por e-mail; sem e-mail, você acompanha com o protocolo e a chave. "
        "Pelo correio, precisamos do seu endereço postal.",
        choices=FORMAS,
        initial=FormaDeResposta.PAGINA,
        widget=forms.RadioSelect,
        error_messages={"required": "Escolha como quer receber a resposta.", "invalid_choice": ESCOLHA},
    )
    autoriza_divulgar = forms.ChoiceField(
        label="Podemos publicar a sua pergunta com a resposta?",
        help_text="Ajuda quem tiver a mesma dúvida. Antes de publicar, uma pessoa confere e tira os seus "
        "dados pessoais. A sua escolha não muda a resposta.",
        choices=[(SIM, "Sim, podem publicar"), (NAO, "Não")],
        widget=forms.RadioSelect,
        error_messages={"required": "Diga se podemos publicar a sua pergunta.", "invalid_choice": ESCOLHA},
    )

    def __init__(self, *args: Any, guardados: int = 0, em_nome_de_outro: bool = False, **kwargs: Any) -> None:
        """`guardados`: quantos arquivos o rascunho já tem."""
        super().__init__(*args, **kwargs)
        nao_sabe = orgao_de_quem_nao_sabe()
        campo: Any = self.fields["orgao"]
        campo.choices = [
            ("", "Escolha o órgão"),
            *([(NAO_SEI, "Não sei qual é")] if nao_sabe else []),
            *((str(o.pk), f"{o.nome} ({o.sigla})") for o in Orgao.objects.order_by("nome")),
        ]
        campo.help_text = UM_SO
        if nao_sabe:
            campo.help_text += SE_NAO_SABE.format(nao_sabe.nome)
        self.fields["fotos"] = campo_de_arquivos(guardados)
        if em_nome_de_outro:
            self._de_outra_pessoa()

    def _de_outra_pessoa(self) -> None:
        self.fields["texto"].label = "Que informação a pessoa quer?"
        self.fields["texto"].help_text = (
            "Escreva com as palavras dela: o assunto, o lugar e o período. Não pergunte por que quer saber, "
            "e deixe o nome e o contato para o próximo passo."
        )
        self.fields["forma_de_resposta"].label = "Como a pessoa quer receber a resposta?"
        self.fields["forma_de_resposta"].help_text = (
            "Pela página, ela recebe avisos por e-mail; sem e-mail, acompanha com o protocolo e a chave. "
            "Pelo correio, é preciso o endereço postal."
        )
        self.fields["autoriza_divulgar"].label = "A pessoa deixa publicar a pergunta com a resposta?"
        self.fields[
            "autoriza_divulgar"
        ].help_text = (
            "Antes de publicar, alguém confere e tira os dados pessoais. A escolha não muda a resposta."
        )

    def clean_texto(self) -> str:
        """O texto sem espaços nas pontas; o que não dá para entender volta com um conselho."""
        texto: str = self.cleaned_data["texto"]
        if sum(letra.isalpha() for letra in texto) < MENOS_LETRAS:
            raise forms.ValidationError("Escreva com mais palavras que informação você quer.")
        return texto

    def clean(self) -> dict[str, Any]:
        """As respostas como se guardam no rascunho."""
        limpos = super().clean() or {}
        return {nome: valor for nome, valor in limpos.items() if nome != "fotos"}

    def digitadas(self) -> dict[str, Any]:
        """O que está na tela, certo ou errado: para não perder nada ao pôr ou tirar um arquivo."""
        return {
            nome: cortado(self[nome].value() or "", MAIOR_PEDIDO) for nome in self.fields if nome != "fotos"
        }


class IdentificacaoForm(identificacao.IdentificacaoForm):
    """Nome, documento e um endereço, físico ou eletrônico; pelo correio, o físico."""

    endereco = forms.CharField(
        label="Endereço postal",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    field_order = ("nome", "cpf", "tipo_documento", "documento", "email", "endereco", "telefone")

    def __init__(self, *args: Any, pelo_correio: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pelo_correio = pelo_correio
        do_pedido = "o pedido" if self.em_nome_de_outro else "o seu pedido"
        self.fields["email"].label = "E-mail (opcional)" if pelo_correio else "E-mail"
        self.fields["email"].help_text = f"Para avisar do que acontece com {do_pedido}." + (
            "" if pelo_correio else " Se não tem, escreva o endereço postal."
        )
        self.fields["endereco"].label = (
            "Endereço postal" if pelo_correio else "Endereço postal (opcional, se há e-mail)"
        )
        self.fields["endereco"].help_text = "Rua, número, complemento, bairro, cidade e CEP." + (
            " É para onde vai a resposta." if pelo_correio else ""
        )
        self.fields["telefone"].help_text = identificacao.ajuda_do_telefone("o órgão")
        if self.em_nome_de_outro:
            self.fields["endereco"].widget.attrs["autocomplete"] = "off"

    @property
    def ja_sabido(self) -> list[str]:
        """O endereço para onde vai a resposta a conta não tem."""
        return [] if self.pelo_correio and not self["endereco"].value() else super().ja_sabido

    def clean(self) -> dict[str, Any]:
        endereco = (self.cleaned_data or {}).get("endereco", "")
        limpos = super().clean() | {"endereco": endereco}
        if "endereco" in self.errors or "email" in self.errors:
            return limpos
        if self.pelo_correio and not endereco:
            self.add_error("endereco", FALTA_ENDERECO)
        elif not endereco and not limpos["email"]:
            self.add_error("email", FALTA_CONTATO)
        return limpos


class RegistrarForm(forms.Form):
    """Por onde o pedido chegou ao SIC, e em que dia."""

    use_required_attribute = False

    canal = forms.ChoiceField(
        label="Por onde chegou?",
        choices=CANAIS,
        initial=Canal.BALCAO,
        widget=forms.RadioSelect,
        error_messages={"required": "Diga por onde o pedido chegou.", "invalid_choice": ESCOLHA},
    )
    recebida_em = DiaDeRecebimento(error_messages={"required": "Diga em que dia o pedido chegou."})


def _em_geral(rotulo: str, escolhas: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=rotulo,
        choices=[("", "Prefiro não dizer"), *escolhas],
        required=False,
        error_messages={"invalid_choice": ESCOLHA},
    )


class PerfilForm(forms.Form):
    """Quatro perguntas que ninguém precisa responder."""

    use_required_attribute = False
    sem_opcional = True

    genero = _em_geral("Gênero", Genero.choices)
    faixa_etaria = _em_geral("Idade", FaixaEtaria.choices)
    escolaridade = _em_geral("Escolaridade", Escolaridade.choices)
    ocupacao = _em_geral("O que você faz", Ocupacao.choices)

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        if not self.errors and not any(limpos.values()):
            self.add_error("genero", "Responda pelo menos a uma pergunta, ou deixe como está.")
        return limpos
