"""As perguntas de um serviço, como o munícipe as vê; o lugar: `solicitacoes/forms/local.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.html import escape, format_html

from assistente.rascunhos import cortado
from contas.cpf_e_cnpj import validar_cnpj
from documentos.forms import MAIS_MB, EntradaDeFotos, FotosField
from documentos.recebidos import MAXIMO_DE_FOTOS
from guia import perguntas
from guia.consultas import lugares_chamados, numeros_de_cada
from guia.models import Caminho
from guia.perguntas import CIENTE, COM_ARQUIVO, Opcao, Pergunta, Tipo
from protocolo.campo_de_dia import CampoDeDia
from protocolo.models import ArquivoDeRascunho
from referencia.placa import validar_placa

PREFIXO = "r_"
MAIOR_RESPOSTA = 300
MAIOR_DESCRICAO = 2000
MAIOR_NUMERO = 1_000_000
MAIOR_CONTA = 999
MAIOR_IDADE = 130
PRIMEIRO_ANO = 1900
MAIS_LONGE = timedelta(days=3650)
DIAS_ESCRITOS = ("%Y-%m-%d", "%d/%m/%Y")
ANO = re.compile(r"\bque ano\b", re.IGNORECASE)
IDADE = re.compile(r"\bidade\b|quantos anos", re.IGNORECASE)
CONTA = re.compile(r"\bquant[oa]s\b", re.IGNORECASE)
PASSADO = re.compile(
    r"^desde\b|\b(foi|foram|era|houve|aconteceu|começou|esteve|ficou|pediu|fez|viu|comprou|recebeu|sumiu)\b",
    re.IGNORECASE,
)
"""O que a pergunta conta, pelo que diz: o Guia escreve-as em palavras, e nenhuma data é campo à parte."""
ESCOLHA = "Escolha entre as opções da lista."
SEM_RESPOSTA = "Responda: {rotulo}"


@dataclass(frozen=True, slots=True)
class Conselho:
    """A orientação de uma resposta, como a página a mostra assim que se escolhe."""

    opcao: Opcao
    urgentes: list[Caminho]
    escolhida: bool
    lida: bool


class PerguntaNaPagina(BoundField):
    """O campo de uma pergunta, com os conselhos das suas respostas."""

    @property
    def conselhos(self) -> list[Conselho]:
        """Os das respostas que os têm; o da já escolhida se vê também sem JavaScript."""
        opcoes = self.form.com_conselho.get(self.name, [])  # type: ignore[attr-defined]
        valor = self.value() if opcoes else None
        dadas = valor if isinstance(valor, list) else [valor]
        return [
            Conselho(
                opcao,
                urgentes=self.form.numeros[opcao.orientacao],  # type: ignore[attr-defined]
                escolhida=opcao.valor in dadas,
                lida=opcao.orientacao in self.form.lidas,  # type: ignore[attr-defined]
            )
            for opcao in opcoes
        ]


class DetalhesForm(forms.Form):
    """Perguntas do serviço, descrição livre e fotos.

    Só as perguntas que se mostram, conforme as respostas dadas, são cobradas; o que se respondeu
    numa pergunta escondida é deixado de lado, com os erros dela.
    """

    use_required_attribute = False
    bound_field_class = PerguntaNaPagina
    de_perguntas = True
    """Distingue os seus campos na página que também tem os do lugar."""

    def __init__(
        self,
        *args: Any,
        lista: Sequence[Pergunta],
        guardadas: int = 0,
        arquivos: Mapping[str, ArquivoDeRascunho] | None = None,
        lidas: Sequence[str] = (),
        maior_descricao: int = MAIOR_DESCRICAO,
        **kwargs: Any,
    ) -> None:
        """`lista`: as perguntas da versão; `guardadas`: quantas fotos o rascunho já tem.

        `arquivos`: o arquivo já guardado que responde a cada pergunta de arquivo; `lidas`: as orientações;
        `maior_descricao`: em letras, se não é a das páginas.
        """
        super().__init__(*args, **kwargs)
        self.lista = lista
        self.arquivos = arquivos or {}
        self.lidas = {*lidas, *(self.data.getlist(CIENTE) if isinstance(self.data, MultiValueDict) else ())}
        for pergunta in lista:
            self.fields[PREFIXO + pergunta.chave] = self._campo(pergunta)
        dadas = {p.chave: self[PREFIXO + p.chave].value() for p in lista}
        for pergunta in perguntas.visiveis(lista, dadas):
            if pergunta.mostrar_se:
                self.fields[PREFIXO + pergunta.chave].widget.attrs["data-a-vista"] = True
        self.fields["descricao"] = _descricao(
            obrigatoria=not any(p.obrigatoria for p in lista), maior=maior_descricao
        )
        self.fields["fotos"] = fotos(guardadas)

    @cached_property
    def com_conselho(self) -> dict[str, list[Opcao]]:
        """As respostas de cada campo que têm orientação."""
        return {PREFIXO + p.chave: [opcao for opcao in p.opcoes if opcao.orientacao] for p in self.lista}

    @cached_property
    def numeros(self) -> dict[str, list[Caminho]]:
        """Os números de emergência que cada orientação cita, lidos de uma vez, e só se a página os mostra."""
        opcoes = chain.from_iterable(self.com_conselho.values())
        return numeros_de_cada({opcao.orientacao for opcao in opcoes})

    def _campo(self, pergunta: Pergunta) -> forms.Field:
        campo = CAMPOS[Tipo(pergunta.tipo)](pergunta)
        campo.label = pergunta.rotulo
        # o texto é do Guia; o modelo do campo não o escapa
        campo.help_text = escape(pergunta.ajuda or campo.help_text)
        campo.required = pergunta.obrigatoria and pergunta.chave not in self.arquivos
        campo.error_messages["required"] = SEM_RESPOSTA.format(rotulo=pergunta.rotulo)
        if condicao := pergunta.mostrar_se:
            self._condicionar(campo, condicao)
        if foto := self.arquivos.get(pergunta.chave):
            campo.help_text = format_html(
                "{} Já recebemos “{}”. Para trocar, escolha de novo.", campo.help_text, foto.nome
            )
        return campo

    def _condicionar(self, campo: forms.Field, condicao: Mapping[str, str]) -> None:
        """Sem JavaScript a pergunta fica à vista e diz quando responder; com ele, só se a resposta a pede."""
        anterior = next(p for p in self.lista if p.chave == condicao["pergunta"])
        opcao = dict(anterior.escolhas).get(condicao["valor"], condicao["valor"])
        quando = "{} <span data-quando>Responda só se escolheu “{}” em “{}”.</span>"
        campo.help_text = format_html(quando, campo.help_text, opcao, anterior.rotulo)
        campo.widget.attrs["data-mostrar-se"] = f"{PREFIXO}{condicao['pergunta']}={condicao['valor']}"

    def clean(self) -> dict[str, Any]:
        """`respostas` (só as das perguntas visíveis) e `descricao`, como se guardam no rascunho."""
        limpos = super().clean() or {}
        respostas = {
            p.chave: list(resposta) if isinstance(resposta, list) else str(resposta)
            for p in self.lista
            if (resposta := self._resposta(p, limpos.get(PREFIXO + p.chave))) not in (None, "", [])
        }
        visiveis = {p.chave for p in perguntas.visiveis(self.lista, respostas)}
        for escondida in {p.chave for p in self.lista} - visiveis:
            self.errors.pop(PREFIXO + escondida, None)
            respostas.pop(escondida, None)
        return {
            "respostas": respostas,
            "descricao": limpos.get("descricao", ""),
            "arquivos": self._guardadas(),
        }

    def _resposta(self, pergunta: Pergunta, dada: Any) -> Any:
        """A resposta a uma pergunta; a de arquivo é o nome do que se guardou: o recusado não responde."""
        if pergunta.tipo not in COM_ARQUIVO:
            return dada
        return self.arquivos[pergunta.chave].nome if pergunta.chave in self.arquivos else None

    def _guardadas(self) -> dict[str, int]:
        return {chave: foto.pk for chave, foto in self.arquivos.items()}

    def digitadas(self) -> dict[str, Any]:
        """O que está na tela, certo ou errado: para não perder nada ao pôr ou tirar uma foto."""
        respostas = {
            p.chave: cortado(self._resposta(p, self[PREFIXO + p.chave].value()), MAIOR_RESPOSTA)
            for p in self.lista
        }
        return {
            "respostas": respostas,
            "descricao": cortado(self["descricao"].value() or "", MAIOR_DESCRICAO),
            "arquivos": self._guardadas(),
        }


def iniciais(detalhes: dict[str, Any]) -> dict[str, Any]:
    """Os valores guardados de um rascunho, como o formulário os mostra."""
    respostas = detalhes.get("respostas", {})
    return {PREFIXO + chave: valor for chave, valor in respostas.items()} | {
        "descricao": detalhes.get("descricao", "")
    }


def _uma(pergunta: Pergunta) -> forms.Field:
    return forms.ChoiceField(
        choices=pergunta.escolhas,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": ESCOLHA},
    )


def _varias(pergunta: Pergunta) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=pergunta.escolhas,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": ESCOLHA, "invalid_list": ESCOLHA},
    )


def _texto(_: Pergunta) -> forms.Field:
    return forms.CharField(max_length=MAIOR_RESPOSTA, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _numero(pergunta: Pergunta) -> forms.Field:
    menor, maior = _limites(pergunta.rotulo)
    return forms.IntegerField(
        min_value=menor,
        max_value=maior,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-5"}
        ),
        error_messages={
            "invalid": "Escreva só o número, com algarismos.",
            "min_value": "Confira o número: ele é pequeno demais."
            if menor
            else "O número não pode ser menor que zero.",
            "max_value": "Confira o número: ele é grande demais.",
        },
    )


def _limites(rotulo: str) -> tuple[int, int]:
    """O menor e o maior número que respondem à pergunta, pelo que ela conta."""
    if ANO.search(rotulo):
        return PRIMEIRO_ANO, timezone.localdate().year + 1
    if IDADE.search(rotulo):
        return 0, MAIOR_IDADE
    return 0, MAIOR_CONTA if CONTA.search(rotulo) else MAIOR_NUMERO


def _data(pergunta: Pergunta) -> forms.Field:
    """Um dia do nosso tempo; do que já aconteceu, nenhum depois de hoje."""
    hoje = timezone.localdate()
    ate = hoje if PASSADO.search(pergunta.rotulo) else hoje + MAIS_LONGE
    depois = "Este dia ainda não chegou. Confira a data." if ate == hoje else "Confira o ano da data."
    return CampoDeDia(
        validators=[
            MinValueValidator(date(PRIMEIRO_ANO, 1, 1), "Confira o ano: é antigo demais."),
            MaxValueValidator(ate, depois),
        ],
        input_formats=DIAS_ESCRITOS,
        error_messages={"invalid": "Escreva a data como dia/mês/ano, por exemplo 05/11/2026."},
    )


def _nascimento(_: Pergunta) -> forms.Field:
    """O dia em que alguém nasceu: já passou, e não há mais anos do que se vive."""
    hoje = timezone.localdate()
    return CampoDeDia(
        validators=[
            MinValueValidator(
                date(hoje.year - MAIOR_IDADE, 1, 1), "Confira o ano de nascimento: é antigo demais."
            ),
            MaxValueValidator(hoje, "A data de nascimento ainda não chegou. Confira o ano."),
        ],
        input_formats=DIAS_ESCRITOS,
        error_messages={"invalid": "Escreva a data como dia/mês/ano, por exemplo 05/11/1990."},
    )


class ConferidoField(forms.CharField):
    """Um texto com forma certa: `conferir` o devolve como se guarda, ou diz o que está errado."""

    def __init__(self, conferir: Callable[[str], str], **opcoes: Any) -> None:
        super().__init__(max_length=MAIOR_RESPOSTA, **opcoes)
        self.conferir = conferir

    def clean(self, value: Any) -> str:
        escrito = super().clean(value)
        return self.conferir(escrito) if escrito else ""


def _em_maiusculas(largura: int) -> forms.TextInput:
    return forms.TextInput(
        attrs={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": f"govuk-input--width-{largura}",
        }
    )


def _placa(_: Pergunta) -> forms.Field:
    return ConferidoField(
        validar_placa, help_text="Como ABC-1234 ou ABC1D23.", widget=_em_maiusculas(largura=10)
    )


def _cnpj(_: Pergunta) -> forms.Field:
    return ConferidoField(
        validar_cnpj,
        help_text="São 14 números ou letras, como 11.222.333/0001-81.",
        widget=_em_maiusculas(largura=20),
    )


def _email(_: Pergunta) -> forms.Field:
    return forms.EmailField(
        max_length=MAIOR_RESPOSTA,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": "Confira o e-mail: ele é escrito assim, nome@exemplo.com.br."},
    )


def _lugar(pergunta: Pergunta) -> forms.Field:
    """Uma lista de lugares, pelo nome; é o nome que fica na resposta, ainda que o lugar mude."""
    nomes = [lugar.nome for lugar in lugares_chamados(pergunta.lugares)]
    return forms.ChoiceField(
        choices=[("", "Escolha o lugar"), *((nome, nome) for nome in nomes)],
        error_messages={"invalid_choice": ESCOLHA},
    )


def _arquivo(pergunta: Pergunta) -> forms.Field:
    """Um arquivo; quem o trata e o recusa, com a razão, é o rascunho."""
    aceita = "image/*,application/pdf" if pergunta.tipo == Tipo.DOCUMENTO else "image/*"
    return forms.FileField(allow_empty_file=True, widget=forms.FileInput(attrs={"accept": aceita}))


CAMPOS = {
    Tipo.UMA: _uma,
    Tipo.VARIAS: _varias,
    Tipo.TEXTO: _texto,
    Tipo.NUMERO: _numero,
    Tipo.DATA: _data,
    Tipo.NASCIMENTO: _nascimento,
    Tipo.PLACA: _placa,
    Tipo.CNPJ: _cnpj,
    Tipo.EMAIL: _email,
    Tipo.LUGAR: _lugar,
    Tipo.ARQUIVO: _arquivo,
    Tipo.DOCUMENTO: _arquivo,
}
"""Um campo por tipo de pergunta: um tipo novo entra aqui e em `guia.perguntas.Tipo`."""


def _descricao(*, obrigatoria: bool, maior: int) -> forms.Field:
    return forms.CharField(
        label="Conte com as suas palavras",
        required=obrigatoria,
        max_length=maior,
        help_text="Não escreva aqui o seu nome, telefone ou documento.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Conte em poucas palavras.",
            "max_length": f"O texto passou de {maior} letras. Deixe só o mais importante.",
        },
    )


def fotos(guardadas: int) -> forms.Field:
    """O campo das fotos, quando o rascunho já tem `guardadas`."""
    cabem = MAXIMO_DE_FOTOS - guardadas
    dica = (
        f"Até {MAXIMO_DE_FOTOS} fotos, de até {MAIS_MB} MB cada uma. "
        "Mostre o problema e o que há em volta. Evite o rosto das pessoas."
    )
    if not cabem:
        dica = f"Você já enviou {MAXIMO_DE_FOTOS} fotos, que é o máximo. Para pôr outra, remova uma."
    return FotosField(
        label="Fotos",
        required=False,
        help_text=dica,
        allow_empty_file=True,  # quem recusa, com a razão, é o tratamento das fotos
        widget=EntradaDeFotos({"data-fotos": "", "data-maximo": str(cabem)}),
    )
