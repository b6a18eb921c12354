"""Base do Django admin do projeto: dados de referência e casos só para leitura."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, override

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.text import capfirst
from django.utils.timezone import localdate

from referencia.administracao.chaves import ChavesDoEndereco, serve_de_chave
from referencia.administracao.concordancia import concordar
from referencia.administracao.listas import AteOTeto, como_se_guarda, em_palavras
from referencia.administracao.volta import ComVolta
from referencia.tabelas import Origem, assinar

DE_ENDERECO = "O fim do endereço, que não muda: letras minúsculas sem acento e hifens, como tapa-buraco."
LETRAS_DE_UMA_PESSOA = 3
"""Quantas se escrevem antes de se procurar alguém: procurar é ler."""
MAXIMO = 1000
"""Para recusar uma exclusão basta saber que são muitos."""


def por_extenso(obj: Any) -> str:
    """O nome de uma linha onde se escolhe: com as palavras da sigla, se a tabela as diz."""
    return str(getattr(obj, "por_extenso", obj))


class PorExtensoField(ModelChoiceField):
    """Cada opção com as suas palavras."""

    @override
    def label_from_instance(self, obj: Any) -> str:
        return por_extenso(obj)


class EscolhaPorBusca(AutocompleteSelect):
    """Escolha por busca que mostra de novo o que se escolheu; o que não pode ser chave não derruba a página.

    O que se procura vai num POST, com a prova da página (`prova`): nenhum endereço leva o nome de alguém.
    """

    def __init__(self, *args: Any, prova: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prova = prova

    @override
    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        por_post = {"data-ajax--type": "POST", "data-ajax--headers": json.dumps({"X-CSRFToken": self.prova})}
        if self.field.remote_field.model is get_user_model():
            por_post["data-minimum-input-length"] = str(LETRAS_DE_UMA_PESSOA)
        return {**super().build_attrs(base_attrs, extra_attrs), **por_post}

    @override
    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [um for um in value if not um or self._pode_ser(um)], attr)

    def _pode_ser(self, escrito: str) -> bool:
        return serve_de_chave(self.field.remote_field.model, escrito)


class AcoesDaLista(ChavesDoEndereco):
    """A base de todas: o título da lista é o nome dela, e as mensagens concordam com o que dizem.

    A lista conta até o teto, e não conta cada opção de cada filtro: há tabelas muito grandes.
    """

    paginator = AteOTeto
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = "–"

    @override
    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return em_palavras(self.model, super().get_list_display(request))

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        termo = como_se_guarda(search_term, self.get_search_fields(request))
        achados: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, termo)
        return achados

    @override
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        nome = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": nome, **(extra_context or {})})

    @override
    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        super().message_user(request, concordar(message), *args, **kwargs)


class HistoricoAdmin(AcoesDaLista, ComVolta):
    """Admin com histórico: cada mudança leva o nome de quem a fez, e volta-se a uma versão."""

    se_cria = se_apaga = True
    """Falso onde a tela não cria ou não apaga, seja de quem for a permissão."""

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.se_cria and bool(super().has_add_permission(request))

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.se_apaga and bool(super().has_delete_permission(request, obj))

    @override
    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **opcoes: Any) -> Any:
        opcoes.setdefault("form_class", PorExtensoField)
        if db_field.name in self.get_autocomplete_fields(request):
            escolha = EscolhaPorBusca(
                db_field, self.admin_site, using=opcoes.get("using"), prova=get_token(request)
            )
            opcoes.setdefault("widget", escolha)
        return super().formfield_for_foreignkey(db_field, request, **opcoes)

    @override
    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **opcoes: Any) -> Any:
        """O que se escreve para o endereço, e não para se ler, diz como se escreve."""
        if isinstance(db_field, models.SlugField) and not db_field.choices and not db_field.help_text:
            opcoes.setdefault("help_text", DE_ENDERECO)
        return super().formfield_for_dbfield(db_field, request, **opcoes)

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        assinar(obj, request.user)
        super().save_model(request, obj, form, change)

    @override
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        assinar(obj, request.user)
        super().delete_model(request, obj)

    @override
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Uma a uma, para que o histórico saiba quem apagou."""
        for obj in queryset:
            self.delete_model(request, obj)

    @override
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        return super().delete_view(request, object_id, {"title": "Apagar", **(extra_context or {})})

    @override
    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> tuple[Any, ...]:
        """O que está em uso não se apaga: diz por quê, sem listar milhares de linhas."""
        objs = list(objs)
        usos = [uso for obj in objs for uso in em_uso(obj)]
        if usos:
            return [str(obj) for obj in objs], {}, set(), usos
        apagados: tuple[Any, ...] = super().get_deleted_objects(objs, request)
        return apagados


class ReferenciaAdmin(HistoricoAdmin):
    """Admin das tabelas de referência: quem grava aqui vira o dono da linha."""

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        obj.origem = Origem.EDICAO
        super().save_model(request, obj, form, change)


class DeHojeAdmin(ReferenciaAdmin):
    """O que vale de um dia a outro: um novo começa hoje, se nada disser o contrário."""

    @override
    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"de": localdate(), **super().get_changeform_initial_data(request)}


class SoLeituraAdmin(AcoesDaLista):
    """Casos e registros: a administração vê e não mexe; quem muda é a ação."""

    def _nunca(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  a do Django
        return False

    has_add_permission = has_change_permission = has_delete_permission = _nunca


def em_uso(obj: models.Model) -> Iterator[str]:
    """Uma frase por tabela que aponta para a linha e proíbe apagá-la."""
    for relacao in obj._meta.related_objects:  # noqa: SLF001 - a API pública do Django tem este nome
        if relacao.on_delete is not models.PROTECT:
            continue
        modelo = relacao.related_model
        campo = relacao.field.name
        quantos = modelo._base_manager.filter(**{campo: obj.pk})[: MAXIMO + 1].count()  # noqa: SLF001
        if quantos:
            opcoes = modelo._meta  # noqa: SLF001 - idem
            nomes = opcoes.verbose_name if quantos == 1 else opcoes.verbose_name_plural
            escrito = f"mais de {MAXIMO}" if quantos > MAXIMO else quantos
            yield f"{obj}: {escrito} {nomes} (em “{relacao.field.verbose_name}”)"
