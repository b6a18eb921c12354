"""Formulários da administração do território."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, override

from django import forms
from django.contrib.postgres.forms import RangeWidget
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from psycopg.types.range import DateRange

from guia.models import Servico
from referencia.administracao.restricoes import RestricoesForm
from roteamento.acoes.regras import DeixariaLacuna, ensaiar
from roteamento.consultas import nomes_das_atribuicoes
from roteamento.models import Distrito, Logradouro, OrigemDaRua, Regra, Unidade
from roteamento.rotas import SemTriagem


class LogradouroForm(RestricoesForm[Logradouro]):
    """O que uma pessoa grava passa a ser dela: só da base importada podem faltar o distrito e o ponto."""

    de_fora = frozenset({"origem"})

    @override
    def clean(self) -> dict[str, Any] | None:
        self.instance.origem = OrigemDaRua.EDICAO
        return super().clean()


class SemLacunaForm[M: Model](RestricoesForm[M]):
    """Recusa, com a lista, a mudança que deixaria um serviço aberto sem destino em algum lugar.

    A mudança é ensaiada e desfeita; a trava fica até o fim da transação da página, que a grava.
    """

    decisivos: frozenset[str] = frozenset()
    """Os campos de que depende algum destino."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # os stubs não o conhecem
        novo = self.instance._state.adding  # noqa: SLF001  API pública apesar do nome
        if self.errors or not (novo or self.decisivos & set(self.changed_data)):
            return
        try:
            furos = ensaiar(copy(self.instance).save, *self.servicos())
        except SemTriagem:
            return  # sem a triagem nada se roteia: não há o que conferir
        if furos:
            self.add_error(None, ValidationError(DeixariaLacuna(furos).frases))

    def servicos(self) -> Iterable[Servico]:
        """Os serviços que a mudança atinge; nenhum quer dizer todos."""
        return ()


class PeriodoWidget(RangeWidget):
    """Dois dias; o Django só dá nome ao par."""

    nomes = ("Desde que dia vale", "O primeiro dia em que já não vale")

    @override
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        contexto = super().get_context(name, value, attrs)
        for campo, nome in zip(contexto["widget"]["subwidgets"], self.nomes, strict=True):
            campo["attrs"]["aria-label"] = nome
        return contexto


class RegraForm(SemLacunaForm[Regra]):
    decisivos = frozenset(
        {"servico", "atribuicao", "unidade", "vigencia"}
        | {"subprefeitura", "distrito", "logradouro", "numero_de", "numero_ate", "lado"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("vigencia", DateRange(timezone.localdate(), None))
        campo = self.fields.get("atribuicao")
        if campo is not None:  # o que não se pode mudar não está no formulário
            propria = self.instance.atribuicao
            nomes = ({propria: propria} if propria else {}) | nomes_das_atribuicoes()
            opcoes = [("", "Nenhuma: vai a uma unidade só"), *nomes.items()]
            self.fields["atribuicao"] = forms.ChoiceField(
                label=campo.label,
                choices=opcoes,
                required=False,
                help_text="O pedido vai à unidade que faz isto no lugar dele.",
            )

    def servicos(self) -> Iterable[Servico]:
        """O serviço da regra e, se mudou, o de que ela era."""
        atingidos = [self.instance.servico_id, self.initial.get("servico") or 0]
        return Servico.objects.filter(pk__in=atingidos)


class UnidadeForm(SemLacunaForm[Unidade]):
    decisivos = frozenset(["vigente_de", "vigente_ate", "atribuicao", "subprefeitura"])


class DistritoForm(SemLacunaForm[Distrito]):
    decisivos = frozenset(["subprefeitura"])
