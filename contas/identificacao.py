"""Quem pede ou se manifesta: nome, um documento e, se quiser, contato. Ou ninguém, onde se deixa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from contas.acoes import Identificacao
from contas.cpf_e_cnpj import limpar, mascarar_cpf, validar_cnpj, validar_cpf
from contas.models import Interessado, Usuario

Documento = Interessado.Documento

IDENTIFICADO, ANONIMO = "identificado", "anonimo"
COMO = [
    (IDENTIFICADO, "Quero me identificar"),
    (ANONIMO, "Não quero me identificar"),
]
OUTROS_DOCUMENTOS = [
    ("", "Escolha o documento"),
    (Documento.CNPJ, "CNPJ (empresa, condomínio, associação)"),
    (Documento.CRNM, Documento.CRNM.label),
    (Documento.PASSAPORTE, Documento.PASSAPORTE.label),
    (Documento.RG, Documento.RG.label),
    (Documento.OUTRO, Documento.OUTRO.label),
]
CONHECIDOS = ("nome", "cpf", "documento", "email", "telefone")
MENOS_LETRAS = 2
COM_SOBRENOME = ("", Documento.CPF, Documento.RG)
"""Quem tem documento brasileiro tem sobrenome; a empresa e quem veio de fora podem ter um nome só."""
MENOR_DOCUMENTO = 4
TELEFONE_COM_DDD = (10, 11)
TELEFONE_DE_FORA = range(8, 16)


def validar_telefone(texto: str) -> str:
    """Só os algarismos, com o DDD; de outro país, com o + na frente. Levanta ValidationError."""
    digitos = re.sub(r"\D", "", texto)
    if texto.strip().startswith("+") and not digitos.startswith("55"):
        if len(digitos) not in TELEFONE_DE_FORA:
            raise ValidationError("Confira o telefone: faltam ou sobram números.")
        return f"+{digitos}"
    digitos = digitos.removeprefix("55") if len(digitos) > TELEFONE_COM_DDD[1] else digitos.lstrip("0")
    if len(digitos) not in TELEFONE_COM_DDD:
        raise ValidationError("Escreva o telefone com o DDD, como 11 91234-5678.")
    return digitos


def validar_contato(texto: str) -> str:
    """O e-mail em minúsculas, ou os algarismos do telefone, como se guardam. Levanta ValidationError."""
    if "@" not in texto:
        return validar_telefone(texto)
    try:
        validate_email(texto)
    except ValidationError as erro:
        raise ValidationError("Confira o e-mail: é escrito assim, nome@exemplo.com.br.") from erro
    return texto.lower()


class TelefoneField(forms.CharField):
    """Sai como se guarda; vazio, se não se exige."""

    def __init__(self, *, autocomplete: str = "tel", **opcoes: Any) -> None:
        do_celular = {"type": "tel", "inputmode": "tel", "autocomplete": autocomplete}
        campo = forms.TextInput({**do_celular, "class": "govuk-input--width-20"})
        super().__init__(max_length=25, widget=campo, **opcoes)

    def clean(self, value: Any) -> str:
        escrito = super().clean(value)
        return validar_telefone(escrito) if escrito else ""


class CodigoField(forms.CharField):
    """O código que se mandou; sai sem os espaços e os sinais com que se escreveu."""

    def __init__(self, **opcoes: Any) -> None:
        do_celular = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}
        campo = forms.TextInput({**do_celular, "class": "govuk-input--width-10"})
        super().__init__(label="Código", max_length=20, help_text="São 6 números.", widget=campo, **opcoes)

    def clean(self, value: Any) -> str:
        return "".join(letra for letra in super().clean(value) if letra.isalnum())


def ajuda_do_telefone(quem: str) -> str:
    """O que se diz do telefone: que leva avisos, só onde a cidade ligou o SMS."""
    if "sms" not in settings.CANAIS:
        return f"Só para {quem} tirar uma dúvida."
    return f"Para {quem} tirar uma dúvida. Sem e-mail, os avisos vão por SMS a este número, se for celular."


def exigir_nome_completo(nome: str, *, com_sobrenome: bool = True) -> str:
    """O nome, se é um; levanta ValidationError se falta o sobrenome a quem o tem."""
    if sum(letra.isalpha() for letra in nome) < MENOS_LETRAS:
        raise ValidationError("Escreva o nome completo.")
    if com_sobrenome and len(nome.split()) == 1:
        raise ValidationError("Escreva o nome completo, com o sobrenome.")
    return nome


class IdentificacaoForm(forms.Form):
    """`cleaned_data` sai como se guarda: só `{"anonima": True}` ou os campos de `Identificacao`."""

    use_required_attribute = False
    sem_opcional = True

    como = forms.ChoiceField(
        label="Você quer se identificar?",
        choices=COMO,
        widget=forms.RadioSelect,
        error_messages={"required": "Diga se você quer se identificar."},
    )
    nome = forms.CharField(
        label="Nome completo",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    cpf = forms.CharField(
        label="CPF",
        max_length=20,
        required=False,
        help_text="São 11 números, como 123.456.789-09.",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
        ),
    )
    tipo_documento = forms.ChoiceField(
        label="Qual documento você tem?",
        choices=OUTROS_DOCUMENTOS,
        required=False,
    )
    documento = forms.CharField(
        label="Número do documento",
        max_length=30,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}
        ),
    )
    email = forms.EmailField(
        label="E-mail (opcional)",
        required=False,
        help_text="Para receber as novidades do pedido. Sem ele, acompanhe pelo protocolo e pela chave.",
        error_messages={"invalid": "Confira o e-mail: ele é escrito assim, nome@exemplo.com.br."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    telefone = TelefoneField(label="Telefone com DDD (opcional)", required=False)

    def __init__(
        self,
        *args: Any,
        anonima: bool = False,
        em_nome_de_outro: bool = False,
        da_conta: bool = False,
        **kwargs: Any,
    ) -> None:
        """`anonima`: aceita-se sem identificação. `em_nome_de_outro`: digita o atendente.

        `da_conta`: os dados vêm de quem entrou.
        """
        super().__init__(*args, **kwargs)
        self.em_nome_de_outro = em_nome_de_outro
        self.da_conta = da_conta
        sem_ele = "Sem telefone, a equipe não tem como ligar."
        self.fields["telefone"].help_text = f"{ajuda_do_telefone('a equipe')} {sem_ele}"
        if em_nome_de_outro:
            self._de_outra_pessoa()
        if not anonima:
            del self.fields["como"]
        elif self.is_bound and self["como"].data == ANONIMO:
            # Nada pessoal passa daqui, nem é lido, mesmo que tenha sido digitado.
            self.data = {self.add_prefix("como"): ANONIMO}
            for um in self.fields.values():
                um.required = False

    def _de_outra_pessoa(self) -> None:
        """O navegador do atendente não deve sugerir os dados dele nem os do munícipe anterior."""
        for campo in ("nome", "email", "telefone"):
            self.fields[campo].widget.attrs["autocomplete"] = "off"
        self.fields["nome"].label = "Nome completo do munícipe"
        self.fields[
            "email"
        ].help_text = "Para o munícipe receber as novidades. Sem ele, acompanha pelo protocolo e pela chave."
        self.fields["tipo_documento"].label = "Qual documento o munícipe tem?"
        if "como" in self.fields:
            self.fields["como"].label = "O munícipe quer se identificar?"
            self.fields["como"].widget.choices = self.fields["como"].choices = [  # type: ignore[attr-defined]
                (IDENTIFICADO, "Quer se identificar"),
                (ANONIMO, "Não quer se identificar"),
            ]

    @property
    def aberto_outro_documento(self) -> bool:
        """Se a parte "não tenho CPF" deve aparecer aberta: há algo escrito nela ou erro."""
        return any(self[campo].value() or self[campo].errors for campo in ("tipo_documento", "documento"))

    @property
    def ja_sabido(self) -> list[str]:
        """Os dados da conta, para se lerem em vez de se digitarem; nenhum, se falta algum."""
        valores = {nome: str(self[nome].value() or "") for nome in CONHECIDOS if nome in self.fields}
        documento = valores.get("cpf") or valores.get("documento")
        if not (self.da_conta and valores.get("nome") and documento) or self.errors:
            return []
        if not (valores["email"] or valores["telefone"]):
            return []
        lido = f"CPF {mascarar_cpf(valores['cpf'])}" if valores["cpf"] else f"documento {documento}"
        return [valores["nome"], lido, *filter(None, (valores["email"], valores["telefone"]))]

    @property
    def da_conta_por_inteiro(self) -> dict[str, str]:
        """O que responde a página toda, sem nada a escolher; vazio se ainda há o que perguntar."""
        so_os_dados = {"nome", "cpf", "tipo_documento", "documento", "email", "telefone", "endereco"}
        so_os_dados |= {"para_quem", "relacao"}
        if not self.ja_sabido or not set(self.fields) <= so_os_dados:
            return {}
        return {nome: str(self[nome].value() or "") for nome in self.fields}

    def clean(self) -> dict[str, Any]:
        """As respostas como se guardam; o que falta a quem se identifica vira erro do campo."""
        limpos = super().clean() or {}
        if limpos.get("como") == ANONIMO:
            return {"anonima": True}
        if "como" in self.fields and not limpos.get("como"):
            return limpos
        tipo, numero = self._documento(limpos)
        try:
            exigir_nome_completo(limpos.get("nome", ""), com_sobrenome=tipo in COM_SOBRENOME)
        except ValidationError as erro:
            if not self.has_error("nome"):
                self.add_error("nome", erro)
        return {
            "nome": limpos.get("nome", ""),
            "tipo_documento": tipo,
            "documento": numero,
            "email": limpos.get("email", "").lower(),
            "telefone": limpos.get("telefone", ""),
        }

    def _documento(self, limpos: dict[str, Any]) -> tuple[str, str]:
        """Um documento, e só um, conferido pelo seu tipo."""
        cpf, tipo, numero = (limpos.get(campo, "") for campo in ("cpf", "tipo_documento", "documento"))
        if cpf and numero:
            self.add_error("documento", "Você escreveu o CPF e outro documento. Deixe só um dos dois.")
        elif cpf:
            return Documento.CPF, self._conferido("cpf", validar_cpf, cpf)
        elif numero and not tipo:
            self.add_error("tipo_documento", "Escolha de qual documento é este número.")
        elif numero:
            return tipo, self._numero_de(tipo, numero)
        elif tipo:
            self.add_error("documento", "Escreva o número do documento.")
        else:
            self.add_error(
                "cpf", "Escreva o CPF. Se não tiver, abra “Não tenho CPF” e escreva outro documento."
            )
        return "", ""

    def _numero_de(self, tipo: str, numero: str) -> str:
        if tipo == Documento.CNPJ:
            return self._conferido("documento", validar_cnpj, numero)
        limpo = limpar(numero)
        if len(limpo) < MENOR_DOCUMENTO or not limpo.isalnum() or not any(c.isdigit() for c in limpo):
            self.add_error("documento", "Confira o número do documento: parece incompleto.")
        return limpo

    def _conferido(self, campo: str, conferir: Any, numero: str) -> str:
        try:
            limpo: str = conferir(numero)
        except ValidationError as erro:
            self.add_error(campo, erro)
            return ""
        return limpo


def valores_iniciais(guardado: Mapping[str, Any], usuario: Usuario | None) -> dict[str, Any]:
    """O que a página mostra ao abrir: o já respondido ou, para quem entrou com a sua conta, os seus dados."""
    if guardado.get("anonima"):
        return {"como": ANONIMO}
    if guardado:
        if guardado["tipo_documento"] == Documento.CPF:
            cpf = {"cpf": guardado["documento"], "tipo_documento": "", "documento": ""}
            return {**guardado, "como": IDENTIFICADO, **cpf}
        return {**guardado, "como": IDENTIFICADO}
    if usuario is None:
        return {}
    return _da_conta(usuario)


def _da_conta(usuario: Usuario) -> dict[str, Any]:
    """Os dados da conta e, do último pedido que ela fez em seu próprio nome, o que a conta não tem.

    Só do pedido que traz o CPF, o e-mail ou o celular que a conta provou: o que se guardou com o protocolo e
    a chave pode ser de outra pessoa, e o nome é o que cada um escreve.
    """
    da_conta = {
        "nome": usuario.nome,
        "cpf": usuario.cpf or "",
        "email": usuario.email or "",
        "telefone": usuario.celular or "",
    }
    provado = Q(municipe__usuario=usuario) | Q(email=usuario.email or None) | Q(telefone=usuario.celular)
    ultimo = (
        Interessado.objects.filter(provado, usuario=usuario, nome__iexact=usuario.nome)
        .exclude(documento="")
        .order_by("-pk")
        .first()
    )
    if ultimo is None:
        return da_conta
    if not da_conta["cpf"] and ultimo.tipo_documento == Documento.CPF:
        da_conta["cpf"] = ultimo.documento
    elif not da_conta["cpf"]:
        da_conta |= {"tipo_documento": ultimo.tipo_documento, "documento": ultimo.documento}
    return da_conta | {
        "email": da_conta["email"] or ultimo.email,
        "telefone": ultimo.telefone or da_conta["telefone"],
    }


def identificacao(respostas: Mapping[str, Any], usuario: Usuario | None) -> Identificacao:
    """Quem pede, pelo que declarou; vazia para quem não quis se identificar."""
    if respostas.get("anonima"):
        return Identificacao()
    campos = ("nome", "tipo_documento", "documento", "email", "telefone", "endereco")
    return Identificacao(**{campo: respostas.get(campo, "") for campo in campos}, usuario=usuario)
