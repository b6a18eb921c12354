"""Órgãos, temas, assuntos e pontos focais."""

from __future__ import annotations

from typing import Any, override

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from entrada.administracao.de_si_e_de_outra import ComQuemAge
from guia import guardas
from guia.admin.escopo import DoOrgaoAdmin
from guia.busca import indice
from guia.forms.administracao import PessoaField, PontoFocalForm
from guia.models import Assunto, Orgao, PontoFocal, RegraDoGuia, Servico, Tema
from referencia.administracao import ReferenciaAdmin
from referencia.administracao.listas import pelo_nome


@admin.register(Orgao)
class OrgaoAdmin(ReferenciaAdmin):
    list_display = ("sigla", "nome")
    search_fields = ("sigla", "nome")
    ordering = ("sigla",)


@admin.register(RegraDoGuia)
class RegraDoGuiaAdmin(ReferenciaAdmin):
    """Uma linha só: não se cria nem se apaga."""

    list_display = ("__str__", "quem_publica")
    se_cria = se_apaga = False


class DivisaoAdmin(ReferenciaAdmin):
    """Tema e assunto: os nomes entram na busca de cada serviço."""

    caminho_ate_servicos = ""

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        super().save_model(request, obj, form, change)
        servicos = Servico.objects.filter(**{self.caminho_ate_servicos: obj})
        indice.atualizar(servicos.values_list("pk", flat=True))


@admin.register(Tema)
class TemaAdmin(DivisaoAdmin):
    caminho_ate_servicos = "assunto__tema"
    list_display = ("nome", "grupo", "ordem")
    exclude = ("icone",)
    ordering = ("ordem", "nome")
    prepopulated_fields = {"slug": ("nome",)}


@admin.register(Assunto)
class AssuntoAdmin(DivisaoAdmin):
    caminho_ate_servicos = "assunto"
    list_display = ("nome", "tema")
    ordering = (pelo_nome("nome"),)
    list_filter = ("tema",)
    list_select_related = ("tema",)
    search_fields = ("nome__unaccent", "tema__nome__unaccent")
    prepopulated_fields = {"slug": ("nome",)}


@admin.register(PontoFocal)
class PontoFocalAdmin(ComQuemAge, DoOrgaoAdmin):
    """A coordenação designa os titulares; cada titular pode juntar colegas. Ninguém se designa."""

    form = PontoFocalForm
    list_display = ("usuario", "orgao", "papel", "ato", "de", "ate")
    list_filter = ("papel", ("orgao", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("usuario", "orgao")
    autocomplete_fields = ("usuario",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **opcoes: Any) -> Any:
        """Só a coordenação procura no cadastro; o titular escreve o e-mail do colega."""
        if db_field.name == "usuario" and not guardas.coordena(request.user):
            return PessoaField(label="E-mail do colega")
        return super().formfield_for_foreignkey(db_field, request, **opcoes)

    @override
    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **opcoes: Any) -> Any:
        """O titular só designa colegas."""
        form = super().get_form(request, obj, change, **opcoes)
        if "papel" in form.base_fields and not guardas.coordena(request.user):
            colega = PontoFocal.Papel.COLABORADOR
            papel: Any = form.base_fields["papel"]
            papel.choices = [(colega.value, colega.label)]
        return form

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        pode: bool = super().has_change_permission(request, obj)
        if obj is None or guardas.coordena(request.user):
            return pode
        colega = obj.papel == PontoFocal.Papel.COLABORADOR
        return pode and colega and guardas.responde(request.user, obj.orgao_id)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        pode: bool = super().has_delete_permission(request, obj)
        return pode and guardas.coordena(request.user)
