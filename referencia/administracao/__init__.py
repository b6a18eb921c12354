"""Base do Django admin do projeto: dados de referência e casos só para leitura."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, cast, override

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.timezone import localdate, localtime
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay

from referencia.administracao.chaves import NAO_HA, ChavesDoEndereco, serve_de_chave
from referencia.administracao.concordancia import concordar
from referencia.tabelas import Origem, assinar

DE_ENDERECO = "O fim do endereço, que não muda: letras minúsculas sem acento e hifens, como tapa-buraco."
TETO = 10_000
"""Até onde se folheia uma lista só de leitura; além, procura-se ou filtra-se."""
MAXIMO = 1000
"""Para recusar uma exclusão basta saber que são muitos."""


class DiferencaEmPortugues(ObjDiffDisplay):
    """O pedaço igual de dois textos compridos fica de fora; o nosso diz quanto, em português."""

    def shortened_str(self, prefix: str, num_skipped_chars: int, suffix: str) -> str:
        return f"{prefix}[mais {num_skipped_chars} letras]{suffix}"


class NoHistorico(HistoricalRecordContextHelper):
    """O que mudou de uma linha do histórico para a outra, como se mostra."""

    def get_obj_diff_display(self) -> DiferencaEmPortugues:
        return DiferencaEmPortugues(max_length=self.max_displayed_delta_change_chars)


class Escolha(admin.SimpleListFilter):
    """Um filtro da lista com as opções ditas em `opcoes`: valor e nome."""

    opcoes: ClassVar[Sequence[tuple[str, str]]] = ()

    @override
    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
        return self.opcoes


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
        return {**super().build_attrs(base_attrs, extra_attrs), **por_post}

    @override
    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [um for um in value if not um or self._pode_ser(um)], attr)

    def _pode_ser(self, escrito: str) -> bool:
        return serve_de_chave(self.field.remote_field.model, escrito)


class AcoesDaLista(ChavesDoEndereco):
    """A base de todas: o título da lista é o nome dela, e as mensagens concordam com o que dizem."""

    @override
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        nome = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": nome, **(extra_context or {})})

    @override
    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        super().message_user(request, concordar(message), *args, **kwargs)


class HistoricoAdmin(AcoesDaLista, SimpleHistoryAdmin):
    """Admin com histórico: cada mudança leva o nome de quem a fez, e a versão antiga só se lê.

    A página de versão do simple_history aceita POST de quem só pode ver: por isso é outra aqui.
    """

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
    def history_view_title(self, request: HttpRequest, obj: Any) -> str:
        return f"Histórico de {obj}"

    @override
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tabela sem histórico próprio mostra o que a administração registrou dela."""
        self.exigir_chave(request, unquote(object_id))
        com_historico = hasattr(self.model, "history")
        ver = super().history_view if com_historico else super(SimpleHistoryAdmin, self).history_view
        pagina: HttpResponse = ver(request, object_id, extra_context)
        return pagina

    @override
    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Any
    ) -> NoHistorico:
        return NoHistorico(self.model, historical_record)

    @override
    def get_history_queryset(
        self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any
    ) -> QuerySet[Any]:
        """As versões, já com quem as fez e com o que as chaves apontam."""
        chaves = [c.name for c in history_manager.model.tracked_fields if isinstance(c, models.ForeignKey)]
        versoes: QuerySet[Any] = history_manager.filter(**{pk_name: object_id})
        return versoes.select_related("history_user", *chaves)

    @override
    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A linha como era naquela versão."""
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        self.exigir_chave(request, unquote(object_id))
        versoes = self.model.history.model._default_manager  # noqa: SLF001
        if not serve_de_chave(versoes.model, version_id):
            raise Http404(NAO_HA)
        versao = get_object_or_404(
            versoes, history_id=version_id, **{self.opts.pk.attname: unquote(object_id)}
        )
        obj = versao.instance
        if not self.has_view_history_or_change_history_permission(request, obj):
            raise PermissionDenied
        contexto = {
            **self.admin_site.each_context(request),
            "title": f"{obj}: versão de {localtime(versao.history_date):%d/%m/%Y %H:%M}",
            "opts": self.opts,
            "object": obj,
            "versao": versao,
            "valores": valores_de(versao),
            **(extra_context or {}),
        }
        return render(request, self.object_history_form_template, contexto)

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


class AteOTeto(Paginator[Any]):
    """Conta só até o teto: a tabela que cresce todo dia não se lê inteira por causa de um número."""

    @cached_property
    def count(self) -> int:
        return cast("QuerySet[Any]", self.object_list).order_by()[: TETO + 1].count()


class SoLeituraAdmin(AcoesDaLista):
    """Casos e registros: a administração vê e não mexe; quem muda é a ação."""

    paginator = AteOTeto

    def _nunca(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002  a do Django
        return False

    has_add_permission = has_change_permission = has_delete_permission = _nunca


def valores_de(versao: Any) -> list[tuple[str, Any]]:
    """Rótulo e valor de cada campo guardado na versão."""
    campos = [campo for campo in versao._meta.fields if not campo.name.startswith("history_")]  # noqa: SLF001
    return [(str(campo.verbose_name), _escrito(versao, campo)) for campo in campos]


def _escrito(versao: Any, campo: Any) -> Any:
    if campo.choices:
        return getattr(versao, f"get_{campo.name}_display")()
    if not campo.is_relation:
        return _em_palavras(getattr(versao, campo.name))
    try:
        return getattr(versao, campo.name)
    except ObjectDoesNotExist:
        return f"{getattr(versao, campo.attname)} (já não existe)"


def _em_palavras(valor: Any) -> Any:
    """Sim ou não, e o período em datas; o resto como é."""
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, Range):
        desde = f"desde {valor.lower:%d/%m/%Y}" if valor.lower else "desde sempre"
        return f"{desde}, antes de {valor.upper:%d/%m/%Y}" if valor.upper else desde
    return valor


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
