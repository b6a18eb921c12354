"""Pessoas em planilha: cada linha é uma conta nova, que recebe por e-mail o link para escolher a senha."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, override

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets

from contas.administracao.fila_das_planilhas import PlanilhaResource
from contas.cpf_e_cnpj import TAMANHO_CPF, validar_cpf
from contas.models import Usuario
from entrada.acesso import cadastrar

SEM_EMAIL = "Escreva o e-mail: é por ele que a pessoa recebe o link para escolher a senha."
SEM_A_COLUNA = (
    "Falta a coluna email (ou E-mail), na primeira linha: é por ela que se sabe de quem é cada linha."
)
COLUNAS = {"nome": "Nome", "email": "E-mail", "cpf": "CPF"}
DE_CADA_NOME = {nome.casefold(): coluna for coluna, rotulo in COLUNAS.items() for nome in (coluna, rotulo)}
"""A coluna pelo nome dela, ou por como se lê na prévia; maiúsculas e minúsculas dão no mesmo."""


@dataclass(frozen=True, slots=True)
class Entra:
    """O que a linha traz, como a prévia o mostra."""

    texto: str
    sorte: str = "entrou"


class OQueEntra(resources.Diff):
    """O que a linha muda: só o que entra, que ninguém se muda por planilha."""

    @override
    def as_html(self) -> list[list[Entra]]:
        return [
            [Entra(str(depois))] if depois and depois != antes else []
            for antes, depois in zip(self.left, self.right, strict=True)
        ]


class ColunaDeTexto(widgets.CharWidget):
    """O texto da célula; a vazia é nenhum."""

    @override
    def clean(self, value: Any, row: Any = None, **_: Any) -> str | None:
        return str(value if value is not None else "").strip() or None


class EmailDaColuna(ColunaDeTexto):
    """Em minúsculas, como a conta o guarda."""

    @override
    def clean(self, value: Any, row: Any = None, **opcoes: Any) -> str | None:
        escrito = super().clean(value, row, **opcoes)
        return escrito.lower() if escrito else None


class CpfDaColuna(ColunaDeTexto):
    """Só os números, conferidos. Numa célula que não se lê, ValueError: a biblioteca o prende ao campo."""

    @override
    def clean(self, value: Any, row: Any = None, **opcoes: Any) -> str | None:
        escrito = super().clean(value, row, **opcoes)
        try:
            return validar_cpf(escrito.zfill(TAMANHO_CPF)) if escrito else None
        except ValidationError as erro:
            raise ValueError(" ".join(erro.messages)) from erro


class PessoasResource(PlanilhaResource):
    """Uma linha por pessoa. Quem já tem conta fica como está; grupos e administração, só na ficha."""

    diferenca = OQueEntra
    linhas_na_hora = 1_000
    """Uns seis segundos."""

    def __init__(self, *, por: Any = None) -> None:
        super().__init__()
        self.por = por
        como = {"nome": ColunaDeTexto(), "email": EmailDaColuna(), "cpf": CpfDaColuna()}
        self.fields = {
            coluna: fields.Field(column_name=coluna, attribute=coluna, widget=como[coluna])
            for coluna in COLUNAS
        }

    class Meta:
        model = Usuario
        import_id_fields = ("email",)

    @override
    def before_import(self, dataset: Any, **_: Any) -> None:
        escritos = [str(nome or "").strip() for nome in dataset.headers or ()]
        dataset.headers = [DE_CADA_NOME.get(nome.casefold(), nome) for nome in escritos]
        if "email" not in dataset.headers:
            raise ValueError(SEM_A_COLUNA)

    @override
    def get_instance(self, instance_loader: Any, row: Any) -> Usuario | None:
        """A conta que já tem este e-mail, se há."""
        email = EmailDaColuna().clean(row.get("email"))
        return Usuario.objects.filter(email__iexact=email).first() if email else None

    @override
    def init_instance(self, row: Any = None) -> Usuario:
        """Sem senha, que a pessoa escolhe pelo link."""
        nova = Usuario()
        nova.set_unusable_password()
        return nova

    @override
    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return instance.pk is not None

    @override
    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        erros = dict(import_validation_errors or {})
        if instance.pk is not None and not erros:
            return  # já tem conta: nada se grava dela
        if not instance.email and "email" not in erros:
            erros["email"] = ValidationError(SEM_EMAIL)
        if not instance.nome and "nome" not in erros:
            erros["nome"] = ValidationError("Escreva o nome.")
        super().validate_instance(instance, erros, validate_unique)

    @override
    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        cadastrar(pessoa=instance, por=self.por, campos=list(COLUNAS))
