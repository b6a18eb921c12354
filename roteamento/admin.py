"""Administração do território, das unidades, das regras de destino e das lotações."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any, override

from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.postgres.fields import DateRangeField
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from contas.administracao.leituras import ProcuraDePessoas
from entrada.administracao.de_si_e_de_outra import ComQuemAge, DeOutraForm
from entrada.administracao.mediante_proposta import MedianteProposta
from referencia.administracao import DeHojeAdmin, ReferenciaAdmin, SoLeituraAdmin
from referencia.administracao.antes_de_gravar import PrecisaPerguntar
from referencia.administracao.listas import Escolha, pelo_nome
from roteamento.acoes.designacoes import amplia, proposta_de
from roteamento.acoes.regras import DeixariaLacuna, ensaiar
from roteamento.consultas import nome_da_atribuicao, nomes_das_atribuicoes
from roteamento.forms.administracao import (
    DistritoForm,
    LogradouroForm,
    PeriodoWidget,
    RegraForm,
    UnidadeForm,
)
from roteamento.importacao import relatorio
from roteamento.localizacao.grafias import normalizar, simplificar
from roteamento.models import (
    Designacao,
    Distrito,
    Importacao,
    Logradouro,
    Lotacao,
    PrefixoDeCep,
    Regra,
    Subprefeitura,
    Unidade,
)
from roteamento.rotas import SemTriagem, vale


class VigenteHoje(Escolha):
    """Filtra o que vale hoje, pelo `vigentes(em)` de cada tabela."""

    title = "vigência"
    parameter_name = "vigencia"
    opcoes = [("hoje", "Vale hoje"), ("outras", "Ainda não vale ou já acabou")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        vigentes = queryset.model.objects.vigentes(timezone.localdate())
        if self.value() == "hoje":
            return queryset.filter(pk__in=vigentes.values("pk"))
        if self.value() == "outras":
            return queryset.exclude(pk__in=vigentes.values("pk"))
        return queryset


class PorAtribuicao(admin.AllValuesFieldListFilter):
    """As atribuições em uso, com o nome do que fazem."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        nomes = nomes_das_atribuicoes()
        for opcao in super().choices(changelist):
            dita = str(opcao["display"])
            yield {**opcao, "display": nomes.get(dita, dita) or "Sem atribuição"}


class SemLacunaAdmin(ReferenciaAdmin):
    """Não apaga, uma a uma nem em lote, o que deixaria um serviço aberto sem destino."""

    @override
    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> tuple[Any, ...]:
        objs = list(objs)
        apagados, contas, faltam, em_uso = super().get_deleted_objects(objs, request)
        if request.method == "POST" and not em_uso:
            em_uso = self._frases(objs)
        return apagados, contas, faltam, em_uso

    def _frases(self, objs: list[Any]) -> list[str]:
        """A recusa, se apagar abriria um furo; a trava fica até o fim da transação."""
        alvos = self.model._default_manager.filter(pk__in=[obj.pk for obj in objs])
        try:
            furos = ensaiar(alvos.delete)
        except SemTriagem:
            return []
        return DeixariaLacuna(furos).frases if furos else []

    @override
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """O Django não abre transação para as ações da lista: sem ela a trava não seguraria nada."""
        with transaction.atomic():
            return super().changelist_view(request, extra_context)


class DeNomeAdmin(ReferenciaAdmin):
    """O que se acha pelo nome simplificado, que o banco calcula: o procurado passa pela mesma conta."""

    como_se_procura: Callable[[str], str]

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        procurado = self.como_se_procura(search_term)
        achados: tuple[QuerySet[Any], bool] = super().get_search_results(request, queryset, procurado)
        return achados


@admin.register(Subprefeitura)
class SubprefeituraAdmin(ReferenciaAdmin):
    list_display = ["nome", "sigla", "codigo", "endereco", "telefone"]
    list_filter = ["origem"]
    search_fields = ["nome__unaccent", "sigla"]
    ordering = [pelo_nome("nome")]


@admin.register(Distrito)
class DistritoAdmin(DeNomeAdmin):
    form = DistritoForm
    list_display = ["nome", "sigla", "codigo", "subprefeitura"]
    list_filter = ["subprefeitura", "origem"]
    list_select_related = ["subprefeitura"]
    search_fields = ["nome_busca"]
    autocomplete_fields = ["subprefeitura"]
    como_se_procura = staticmethod(simplificar)
    """Acha "Sé" escrevendo "se"."""


@admin.register(PrefixoDeCep)
class PrefixoDeCepAdmin(ReferenciaAdmin):
    list_display = ["cep5", "distrito", "concordancia", "pedidos"]
    list_filter = ["distrito__subprefeitura", "origem"]
    list_select_related = ["distrito"]
    search_fields = ["^cep5", "distrito__nome_busca"]
    autocomplete_fields = ["distrito"]


@admin.register(Logradouro)
class LogradouroAdmin(DeNomeAdmin):
    form = LogradouroForm
    list_display = ["nome", "distrito", "cep", "numero_de", "numero_ate", "lado"]
    list_filter = ["distrito__subprefeitura", "lado", "origem"]
    list_select_related = ["distrito"]
    search_fields = ["nome_busca", "^cep"]
    autocomplete_fields = ["distrito"]
    como_se_procura = staticmethod(normalizar)
    """Acha "Avenida Doutor Gastão Vidigal" escrevendo "av dr gastao"."""


@admin.register(Unidade)
class UnidadeAdmin(SemLacunaAdmin):
    form = UnidadeForm
    list_display = ["nome", "sigla", "subprefeitura", "da_superior", "ate_quando", "trabalho"]
    list_filter = [VigenteHoje, "atende_publico", "subprefeitura", ("atribuicao", PorAtribuicao), "origem"]
    list_select_related = ["subprefeitura", "superior"]
    search_fields = ["sigla__unaccent", "nome__unaccent"]
    autocomplete_fields = ["subprefeitura", "superior"]
    ordering = [pelo_nome("nome")]
    fieldsets = [
        (None, {"fields": ["sigla", "nome", "orgao", "superior"]}),
        ("O que faz e onde", {"fields": ["atribuicao", "subprefeitura"]}),
        ("Quando existe", {"fields": ["vigente_de", "vigente_ate"]}),
        (
            "Atendimento ao público",
            {"fields": ["atende_publico", "endereco", "cep", "telefone", "horario", "o_que_faz"]},
        ),
    ]

    @admin.display(description="faz parte de", ordering="superior__sigla")
    def da_superior(self, unidade: Unidade) -> str:
        return unidade.superior.sigla if unidade.superior else "–"

    @admin.display(description="existe", ordering="vigente_ate")
    def ate_quando(self, unidade: Unidade) -> str:
        """Se existe hoje e até quando; a que atende o público se diz."""
        if not unidade.vigente_em(timezone.localdate()):
            return f"só até {unidade.vigente_ate:%d/%m/%Y}" if unidade.vigente_ate else "ainda não"
        ate = f"até {unidade.vigente_ate:%d/%m/%Y}" if unidade.vigente_ate else "hoje"
        return f"{ate}, atende o público" if unidade.atende_publico else ate

    @admin.display(description="onde se muda")
    def trabalho(self, unidade: Unidade) -> str:
        """A página em que ela se junta, se divide, muda de nome ou acaba."""
        return format_html(
            '<a href="{}" aria-label="Mudar a unidade {}">Mudar a unidade</a>',
            reverse("rotas:unidade", args=[unidade.sigla]),
            unidade.sigla,
        )


@admin.register(Regra)
class RegraAdmin(SemLacunaAdmin):
    form = RegraForm
    list_display = ["qual", "para_quem", "onde", "quando", "trabalho"]
    list_filter = [VigenteHoje, ("atribuicao", PorAtribuicao), "subprefeitura", "origem"]
    list_select_related = ["servico__publicada", "unidade", "subprefeitura", "distrito"]
    search_fields = [
        "servico__slug",
        "servico__publicada__nome__unaccent",
        "atribuicao",
        "unidade__nome__unaccent",
        "unidade__sigla__unaccent",
        "logradouro__unaccent",
        "distrito__nome__unaccent",
        "subprefeitura__nome__unaccent",
        "norma",
    ]
    ordering = [pelo_nome("servico__publicada__nome"), "alcance", "numero_de"]
    autocomplete_fields = ["servico", "unidade", "subprefeitura", "distrito"]
    formfield_overrides = {DateRangeField: {"widget": PeriodoWidget(AdminDateWidget())}}
    fieldsets = [
        ("Que serviço, para quem", {"fields": ["servico", "atribuicao", "unidade"]}),
        (
            "Onde vale",
            {
                "fields": ["subprefeitura", "distrito", "logradouro", ("numero_de", "numero_ate", "lado")],
                "description": "Tudo vazio: a cidade toda. A regra do lugar menor vence a do maior.",
            },
        ),
        ("Quando e por quê", {"fields": ["vigencia", "norma"]}),
    ]

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Regra]:
        de_uma = Unidade.objects.filter(atribuicao=OuterRef("atribuicao")).values("nome")[:1]
        regras: QuerySet[Regra] = super().get_queryset(request)
        return regras.annotate(de_uma_unidade=Subquery(de_uma))

    @admin.display(description="serviço", ordering=pelo_nome("servico__publicada__nome"))
    def qual(self, regra: Regra) -> str:
        return regra.servico.nome

    @admin.display(description="onde se muda")
    def trabalho(self, regra: Regra) -> str:
        """A página que mostra o que muda, e leva os pedidos abertos."""
        return format_html(
            '<a href="{}?servico={}" aria-label="Mudar o destino de {}">Mudar o destino</a>',
            reverse("rotas:mudar"),
            regra.servico.slug,
            regra.servico.nome,
        )

    @admin.display(description="para quem vai")
    def para_quem(self, regra: Any) -> str:
        """A unidade, ou o que a atribuição faz, com a sigla."""
        if regra.unidade:
            return str(regra.unidade.por_extenso)
        return f"{nome_da_atribuicao(regra.de_uma_unidade or '')} ({regra.atribuicao}) do lugar"

    @admin.display(description="onde")
    def onde(self, regra: Regra) -> str:
        return regra.lugar

    @admin.display(description="vale", ordering="vigencia")
    def quando(self, regra: Regra) -> str:
        """O último dia é o anterior ao fim, que já não vale; a que não vale hoje o diz primeiro."""
        de, fim = regra.vigencia.lower, regra.vigencia.upper
        desde = f"desde {de:%d/%m/%Y}" if de else "desde sempre"
        dito = f"{desde}, até {fim - timedelta(days=1):%d/%m/%Y}" if fim else desde
        return dito if vale(regra, timezone.localdate()) else f"não hoje: {dito}"


@admin.register(Lotacao)
class LotacaoAdmin(ProcuraDePessoas, ComQuemAge, DeHojeAdmin):
    """Quem serve em cada unidade; ninguém se lota."""

    form = DeOutraForm
    list_display = ["usuario", "onde", "papel", "de", "ate"]
    list_filter = [VigenteHoje, "papel", "unidade__subprefeitura"]
    list_select_related = ["usuario", "unidade"]
    search_fields = ["usuario__nome__unaccent", "usuario__email", "unidade__sigla__unaccent"]
    autocomplete_fields = ["usuario", "unidade", "substitui"]
    fields = ["usuario", "unidade", "papel", "de", "ate", "substitui"]

    @admin.display(description="unidade", ordering="unidade__nome")
    def onde(self, lotacao: Lotacao) -> str:
        return lotacao.unidade.por_extenso


@admin.register(Designacao)
class DesignacaoAdmin(ProcuraDePessoas, ComQuemAge, MedianteProposta, DeHojeAdmin):
    """Ninguém se designa. A um papel que lê denúncias uma propõe e outra aceita; encurtar, uma só faz."""

    form = DeOutraForm

    list_display = ["usuario", "orgao", "papel", "ato", "de", "ate"]
    list_filter = [VigenteHoje, "papel", "orgao"]
    list_select_related = ["usuario", "orgao"]
    search_fields = ["usuario__nome__unaccent", "usuario__email", "orgao__sigla", "ato__unaccent"]
    autocomplete_fields = ["usuario", "orgao"]
    fields = ["usuario", "orgao", "papel", "ato", "de", "ate"]

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if amplia(obj):
            raise PrecisaPerguntar(proposta_de(obj))
        super().save_model(request, obj, form, change)


@admin.register(Importacao)
class ImportacaoAdmin(SoLeituraAdmin):
    """O que a cidade importou e o que mudou; importa-se por comando (`importar_territorio`)."""

    list_display = ["em", "tipo", "resumo", "arquivo"]
    list_filter = ["tipo"]
    fields = ["em", "tipo", "arquivo", "sha256", "linhas", "o_que_mudou", "por_distrito"]

    @admin.display(description="o que mudou")
    def resumo(self, importacao: Importacao) -> str:
        return relatorio.em_resumo(importacao.relatorio)

    @admin.display(description="o que mudou")
    def o_que_mudou(self, importacao: Importacao) -> str:
        return linebreaksbr(relatorio.em_palavras(importacao.get_tipo_display(), importacao.relatorio))

    @admin.display(description="trechos por distrito")
    def por_distrito(self, importacao: Importacao) -> str:
        contas = importacao.relatorio.get("por_distrito", {})
        em_ordem = sorted(contas, key=simplificar)
        return ", ".join(f"{nome} {contas[nome]}" for nome in em_ordem) or "–"
