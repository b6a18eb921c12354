"""Os passos de escrever um serviço, como dados: que formulário, que campos e em que página."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.urls import reverse
from django.utils.module_loading import import_string

from guia.forms.linhas import LISTAS
from guia.forms.passos import OndeForm, PassoForm, PrazoForm, QuemPedeForm, TextoForm
from guia.models import VersaoDoServico
from guia.publicacao import por_extenso
from guia.publicacao.exigencias import DESTINO, Falta


@dataclass(frozen=True)
class Passo:
    """Uma página do serviço. Sem `form`, a página tem a sua própria view."""

    nome: str
    titulo: str
    explicacao: str = ""
    form: type[PassoForm] | None = None
    listas: tuple[str, ...] = ()
    outros: tuple[str, ...] = ()
    so_se_pede: bool = False
    """Só cabe no serviço que se pede por este portal."""

    @property
    def campos(self) -> tuple[str, ...]:
        """Os campos da versão que a página escreve."""
        do_form = tuple(self.form.base_fields) if self.form else ()
        return (*do_form, *self.listas, *self.outros)

    def endereco(self, versao: VersaoDoServico) -> str:
        return reverse(ENDERECOS.get(self.nome, f"escrever:{self.nome}"), args=[versao.pk])

    def endereco_do_campo(self, versao: VersaoDoServico, campo: str) -> str:
        """A página, no lugar em que o campo se preenche; nas perguntas, que são uma lista, o começo."""
        no_form = self.form.base_fields.get(campo) if self.form else None
        if no_form is None:
            return self.endereco(versao) + (f"#{campo}" if campo in self.listas else "")
        de_marcar = isinstance(no_form.widget, (RadioSelect, CheckboxSelectMultiple))
        return f"{self.endereco(versao)}#id_{campo}{'_0' if de_marcar else ''}"


PASSOS = (
    Passo("texto", "O serviço", "Escreva como se explicasse a um vizinho: frases curtas.", TextoForm),
    Passo("prazo", "Pedido e prazo", form=PrazoForm),
    Passo("perguntas", "Perguntas", outros=("perguntas",), so_se_pede=True),
    Passo("quem_pede", "Quem pede", form=QuemPedeForm, so_se_pede=True),
    Passo("destino", "Para onde vai", outros=(DESTINO,), so_se_pede=True),
    Passo("onde", "Como agir e fontes", form=OndeForm, listas=tuple(LISTAS)),
)
ENDERECOS = {"destino": "roteamento:destino"}
"""A página que é de um aplicativo de cima."""
POR_NOME = {passo.nome: passo for passo in PASSOS}
CONFERIR = "escrever:conferir"


def que_cabem(versao: VersaoDoServico) -> list[Passo]:
    return [passo for passo in PASSOS if versao.solicitavel or not passo.so_se_pede]


def depois_de(versao: VersaoDoServico, nome: str) -> str:
    """O endereço da página seguinte; depois da última, a conferência."""
    nomes = [passo.nome for passo in que_cabem(versao)]
    seguintes = nomes[nomes.index(nome) + 1 :] if nome in nomes else []
    return POR_NOME[seguintes[0]].endereco(versao) if seguintes else reverse(CONFERIR, args=[versao.pk])


def marcha(versao: VersaoDoServico, aqui: str) -> list[dict[str, Any]]:
    """Os passos, para a lista no alto da página."""
    passos = [
        {"titulo": passo.titulo, "endereco": passo.endereco(versao), "aqui": passo.nome == aqui}
        for passo in que_cabem(versao)
    ]
    conferir = {"titulo": "Conferir", "endereco": reverse(CONFERIR, args=[versao.pk])}
    return [*passos, conferir | {"aqui": aqui == "conferir"}]


@dataclass(frozen=True, slots=True)
class ParteDaConferencia:
    """Um passo na conferência: o que se disse nele e o que falta."""

    passo: Passo
    endereco: str
    linhas: list[tuple[str, str]]
    faltas: list[tuple[Falta, str]]
    """O que falta nele, e o endereço do campo."""


def conferencia(versao: VersaoDoServico, faltas: Sequence[Falta]) -> Iterator[ParteDaConferencia]:
    """O serviço inteiro, passo a passo, como se lê antes de mandar."""
    for passo in que_cabem(versao):
        if passo.nome == DESTINO:
            linhas = import_string(settings.DESTINOS_DE_UM_SERVICO)(versao.servico)
        else:
            ditos = ((por_extenso.rotulo(c), por_extenso.texto(versao, c)) for c in passo.campos)
            linhas = [(rotulo, dito) for rotulo, dito in ditos if dito]
        suas = [(f, passo.endereco_do_campo(versao, f.campo)) for f in faltas if f.campo in passo.campos]
        yield ParteDaConferencia(passo, passo.endereco(versao), linhas, suas)


def sem_passo(versao: VersaoDoServico, faltas: Sequence[Falta]) -> list[Falta]:
    """As faltas que nenhum passo desta versão resolve: são do serviço, e não do texto."""
    campos = {campo for passo in que_cabem(versao) for campo in passo.campos}
    return [falta for falta in faltas if falta.campo not in campos]
