"""O que se escreve para achar, reconhecer e provar quem é a pessoa atendida."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from atendimento import fatos
from atendimento.acoes.reconhecer import DEIXAR, PASSAR
from atendimento.models import BuscaDePessoa, RegraDoAtendimento
from atendimento.pessoa.busca import Termo
from avisos.canais.destinos import celular
from contas.cpf_e_cnpj import validar_cpf
from contas.identificacao import validar_telefone
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo import numero
from protocolo.erros import RecusaNoCampo

CAMPO = {"class": "govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
CURTO = {**CAMPO, "class": "govuk-input--width-5"}
ESCREVA = "Escreva o CPF, o telefone, o e-mail ou o protocolo; ou o nome e a rua."
EMAIL_ERRADO = "Confira o e-mail: ele é escrito assim, nome@exemplo.com.br."
COM_A_RUA = "Para procurar pelo nome, escreva o nome e a rua do pedido."
SO_COM_O_DOCUMENTO = "Na conta só se comprova com o documento original visto: marque que o viu."
DO_DOCUMENTO = ("viu_documento", "conta", "outra_conta")
PASSA_PARA_ESTA = (
    "Passa para esta. A outra é avisada e deixa de ver o que se pediu com o CPF; o que se pediu dentro dela "
    "continua lá"
)
MENOR_PARTE, CPF, FIXO = 5, 11, 10
Por = BuscaDePessoa.Por


def _campo(rotulo: str, **opcoes: Any) -> forms.CharField:
    opcoes.setdefault("widget", forms.TextInput(CAMPO))
    return forms.CharField(label=rotulo, required=False, max_length=opcoes.pop("max_length", 150), **opcoes)


class _EmQuemE(forms.Form):
    """Da região “Quem é”: na mesma página o pedido tem um campo com o mesmo nome."""

    use_required_attribute = False
    sem_opcional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "quem-%s", **kwargs})


class BuscarForm(_EmQuemE):
    """Um dado que se reconhece sozinho pela forma, ou o nome com a rua; `termos` diz o que se procura."""

    dado = _campo(
        "CPF, telefone, e-mail ou protocolo",
        help_text="Do protocolo, basta uma parte de 5 algarismos, se o pedido está em aberto.",
    )
    nome = _campo("Nome e sobrenome")
    rua = _campo("Rua do pedido")
    termos: list[Termo]

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        dado, nome, rua = (limpos.get(campo, "") for campo in ("dado", "nome", "rua"))
        if dado:
            self._do_dado(dado)
        elif nome and rua:
            self._do_nome(nome, rua)
        elif nome or rua:
            self.add_error("rua" if nome else "nome", COM_A_RUA)
        else:
            self.add_error("dado", ESCREVA)
        return limpos

    def _do_dado(self, dado: str) -> None:
        try:
            self.termos = termos_do_dado(dado)
        except ValidationError as erro:
            self.add_error("dado", erro)

    def _do_nome(self, nome: str, rua: str) -> None:
        palavras = fatos.nomes(nome)
        if len(palavras) < fatos.MENOS_NOMES:
            self.add_error("nome", "Escreva o nome e o sobrenome, inteiros.")
            return
        self.termos = [Termo(Por.NOME, " ".join(palavras), rua)]


def termos_do_dado(dado: str) -> list[Termo]:
    """O que pode ser, pela forma: o celular que também é CPF procura-se dos dois jeitos.

    Levanta ValidationError com o que há de errado nele.
    """
    termo = _termo_do_dado(dado)
    if termo.por == Por.CPF and celular(termo.valor):
        return [termo, Termo(Por.TELEFONE, termo.valor)]
    return [termo]


def _termo_do_dado(dado: str) -> Termo:
    if "@" in dado:
        try:
            validate_email(dado)
        except ValidationError as erro:
            raise ValidationError(EMAIL_ERRADO) from erro
        return Termo(Por.EMAIL, dado.lower())
    algarismos = re.sub(r"\D", "", dado)
    if len(algarismos) == numero.TAMANHO:
        try:
            return Termo(Por.PROTOCOLO, numero.validar(dado))
        except numero.NumeroInvalido as erro:
            raise ValidationError(str(erro)) from erro
    if len(algarismos) == CPF and _e_cpf(algarismos):
        return Termo(Por.CPF, algarismos)
    if len(algarismos) in {FIXO, CPF} or dado.strip().startswith("+"):
        return Termo(Por.TELEFONE, validar_telefone(dado))
    if MENOR_PARTE <= len(algarismos) < numero.TAMANHO:
        return Termo(Por.PARTE, algarismos)
    raise ValidationError(ESCREVA)


def _e_cpf(algarismos: str) -> bool:
    try:
        validar_cpf(algarismos)
    except ValidationError:
        return False
    return True


class ComContaForm(_EmQuemE):
    """O documento visto, que também comprova o CPF na conta; só se outra já o tinha se pergunta por ela."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "outra_conta" not in self.data:
            del self.fields["outra_conta"]

    def recusar(self, recusa: RecusaNoCampo) -> None:
        """A recusa, no campo onde se conserta, que pode ainda não se ter mostrado."""
        if recusa.campo == "outra_conta":
            self.fields["outra_conta"] = deepcopy(OUTRA_CONTA)
        self.add_error(recusa.campo, str(recusa))


CONTA = forms.EmailField(
    label="E-mail da conta, se a pessoa tem uma",
    required=False,
    help_text="Quem o diz é a pessoa. A conta passa a ver tudo o que se pediu com este CPF. Se dele temos"
    " outro contato, só em 72 horas, ou quando outro atendente também conferir o documento.",
    error_messages={"invalid": EMAIL_ERRADO},
    widget=forms.EmailInput(CAMPO),
)
OUTRA_CONTA = forms.ChoiceField(
    label="O que se faz do CPF, que está noutra conta?",
    required=False,
    choices=[
        (PASSAR, PASSA_PARA_ESTA),
        (DEIXAR, "Fica onde está. A pessoa fica reconhecida, e as contas como estão"),
    ],
    widget=forms.RadioSelect,
    error_messages={"invalid_choice": "Escolha o que se faz do CPF."},
)


class ReconhecerForm(ComContaForm):
    """Os fatos que a pessoa diz, menos os que serviram para a achar; na Praça, também o documento visto."""

    nome = _campo("Nome completo")
    documento = _campo("CPF ou outro documento", max_length=30)
    email = _campo("E-mail", max_length=254)
    telefone = _campo("Telefone com DDD", max_length=25)
    rua = _campo("Rua do pedido")
    mes = _campo(
        "Mês e ano do pedido",
        max_length=20,
        help_text="Como 03/2026.",
        widget=forms.TextInput(CURTO),
    )
    viu_documento = forms.BooleanField(
        label="Vi o documento original, com foto: bastam o nome e o número dele",
        required=False,
    )
    conta, outra_conta = CONTA, OUTRA_CONTA

    def __init__(self, *args: Any, da_busca: Sequence[str], na_praca: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regra = RegraDoAtendimento.atual()
        perguntados = fatos.perguntaveis(self.regra, da_busca)
        if na_praca:
            perguntados = [*dict.fromkeys([fatos.NOME, fatos.DOCUMENTO, *perguntados]), *DO_DOCUMENTO]
        self.fields = {nome: campo for nome, campo in self.fields.items() if nome in perguntados}

    @property
    def ditos(self) -> dict[str, str]:
        """Os fatos que se escreveram."""
        limpos = {fato: valor for fato, valor in self.cleaned_data.items() if fato not in DO_DOCUMENTO}
        return {fato: valor for fato, valor in limpos.items() if valor}

    @property
    def da_conta(self) -> dict[str, str]:
        """A conta que a pessoa disse, e o que se faz da outra."""
        return {campo: self.cleaned_data.get(campo, "") for campo in ("conta", "outra_conta")}

    @property
    def viu(self) -> bool:
        return bool(self.cleaned_data.get("viu_documento"))

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        ditos = [valor for campo, valor in limpos.items() if campo not in DO_DOCUMENTO and valor]
        if limpos.get("conta") and not limpos.get("viu_documento"):
            self.add_error("viu_documento", SO_COM_O_DOCUMENTO)
        elif not limpos.get("viu_documento") and len(ditos) < self.regra.fatos_que_bastam:
            self.add_error(None, f"Pergunte e escreva pelo menos {self.regra.fatos_que_bastam} destes dados.")
        return limpos


class DocumentoForm(ComContaForm):
    """O documento que se viu na Praça e, se a pessoa tem conta, o e-mail dela."""

    viu_documento = forms.BooleanField(
        label="Vi o documento original, com foto, e é da pessoa que está aqui",
        error_messages={"required": "Só comprove depois de ver o documento original, com foto."},
    )
    nome = forms.CharField(
        label="Nome que está no documento",
        max_length=150,
        error_messages={"required": "Escreva o nome que está no documento."},
        widget=forms.TextInput(CAMPO),
    )
    cpf = forms.CharField(
        label="CPF",
        max_length=20,
        error_messages={"required": "Escreva o CPF que está no documento."},
        widget=forms.TextInput({**CURTO, "class": "govuk-input--width-10", "inputmode": "numeric"}),
    )
    conta, outra_conta = CONTA, OUTRA_CONTA

    def clean_cpf(self) -> str:
        return validar_cpf(self.cleaned_data["cpf"])

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or {}
        limpos.pop("viu_documento", None)
        return limpos


class ManifestarForm(forms.Form):
    """O que a pessoa quer dizer à Ouvidoria."""

    use_required_attribute = False

    tipo = forms.ChoiceField(
        label="O que a pessoa quer registrar?",
        choices=TipoDeManifestacao.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Escolha o tipo da manifestação.",
            "invalid_choice": "Escolha um da lista.",
        },
    )
