"""Administração de pessoas, grupos, registros de leitura e de quem se exige o segundo fator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, override

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import ManyToManyField, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate, localtime
from import_export.admin import ImportMixin

from contas import cpf_e_cnpj, registro
from contas.administracao.leituras import AbreContas, ProcuraDePessoas
from contas.administracao.planilhas import ComPrevia
from contas.guardas import usuario_da_sessao
from contas.models import (
    ExigenciaDeSegundoFator,
    LeituraDePessoal,
    PropostaDeAcesso,
    Usuario,
)
from contas.quem_trabalha import com_o_trabalho, trabalhos
from contas.segredos.link_da_senha import esquecer_outros_enderecos
from entrada.acesso import Proposto, cadastrar, recados, trocas
from entrada.acesso.cadastro import mandar_link
from entrada.acesso.guarda_sigilo import GUARDADAS, grupos_guardados, so_com_duas_pessoas
from entrada.admin.juncoes import juntar
from entrada.administracao.de_si_e_de_outra import ComQuemAge, confirme, provou_agora
from entrada.administracao.mediante_proposta import MedianteProposta, perguntar_por_que
from entrada.planilha import COLUNAS, PessoasResource
from referencia.administracao import AcoesDaLista, ReferenciaAdmin, SoLeituraAdmin
from referencia.administracao.antes_de_gravar import PrecisaPerguntar
from referencia.administracao.listas import Escolha

CADASTRE_ANTES = "Cadastre a pessoa primeiro, e depois proponha: este grupo só vale se outra pessoa aceitar."
A_SI_MESMO = "Ninguém dá um grupo a si mesmo: peça a outra pessoa que administra tudo."
VERBOS = {"add": "criar", "change": "alterar", "delete": "apagar", "view": "ver"}


class UsuarioForm(forms.ModelForm[Usuario]):
    """Sem senha: quem entra escolhe a sua pelo link. O contato de outra pessoa pede uma prova de agora."""

    request: ClassVar[HttpRequest]

    class Meta:
        model = Usuario
        fields = ("nome", "email", "cpf", "is_active", "is_staff", "groups")

    def clean_cpf(self) -> str | None:
        """CPF só com números, conferido."""
        cpf = self.cleaned_data.get("cpf")
        return cpf_e_cnpj.validar_cpf(cpf) if cpf else None

    def clean(self) -> dict[str, Any]:
        """Sem e-mail e sem CPF ninguém teria como entrar."""
        dados = super().clean() or {}
        if not dados.get("email") and not dados.get("cpf") and not self.errors:
            raise forms.ValidationError("Escreva o e-mail ou o CPF: é com um deles que a pessoa entra.")
        if "groups" in dados and not self.instance.pk and self.grupos_a_propor():
            self.add_error("groups", CADASTRE_ANTES)
        self._conferir_quem_age(dados)
        return dados

    def _conferir_quem_age(self, dados: dict[str, Any]) -> None:
        """Ninguém se dá um grupo; o contato de outra pessoa muda quem acaba de provar quem é."""
        de_si = self.instance == usuario_da_sessao(self.request)
        if de_si and self.grupos_novos(dados.get("groups")).exists():
            self.add_error("groups", A_SI_MESMO)
        de_outra = self.instance.pk and not de_si and registro.CONTATOS.keys() & set(self.changed_data)
        if de_outra and not provou_agora(self.request):
            self.add_error(None, confirme(self.request))

    def grupos_novos(self, escolhidos: Iterable[Group] | None) -> QuerySet[Group]:
        """Os que se deram agora."""
        dados = Group.objects.filter(pk__in=[grupo.pk for grupo in escolhidos or ()])
        return dados.exclude(user=self.instance.pk) if self.instance.pk else dados

    def grupos_a_propor(self) -> list[Group]:
        """Os que se deram agora e que ninguém dá sozinho."""
        return list(grupos_guardados().filter(pk__in=self.grupos_novos(self.cleaned_data.get("groups"))))


@admin.register(Usuario)
class UsuarioAdmin(AbreContas, ProcuraDePessoas, ComPrevia, ImportMixin, MedianteProposta, ComQuemAge):
    """Cadastra quem trabalha; ninguém digita nem vê a senha, ou o link da senha, de ninguém.

    Quem administra sem administrar tudo (grupo "Administração") cuida de quem trabalha nas
    caixas e no balcão. Quem entra na administração só é mudado por quem administra tudo. O e-mail, o CPF,
    o segundo fator e a conta ativa de quem guarda sigilo, ou de quem está numa proposta à espera, só mudam
    com duas pessoas (ADR 0035).
    """

    form = UsuarioForm
    list_display = ("nome", "onde_trabalha", "o_que_administra", "conta", "ultima_entrada")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("nome__unaccent", "email", "cpf")
    search_help_text = "O nome, o e-mail ou o CPF, com ou sem os pontos."
    ordering = ("nome", "pk")
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    readonly_fields = ("ultima_entrada",)
    actions = ("mandar_link_de_senha", "desligar_segundo_fator", "juntar_contas")
    resource_classes = (PessoasResource,)
    import_template_name = "admin/contas/usuario/importar.html"
    chave_da_linha = "email"
    o_que_faz: ClassVar = {"new": "Cria a conta e manda o link", "skip": "Já tem conta: nada muda"}
    se_apaga = False
    """Quem agiu fica na história: desativa-se, não se apaga."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def do_recurso(self, pessoa: Any) -> dict[str, Any]:
        return {"por": pessoa}

    def rotulo_da_coluna(self, coluna: str) -> str:
        return COLUNAS.get(coluna, coluna)

    def frase_do_que_gravou(self, resultado: Any) -> str:
        novas, iguais = resultado.totals["new"], resultado.totals["skip"]
        frase = f"Contas criadas: {novas}; pessoas que já tinham conta: {iguais}."
        return f"{frase} Cada pessoa nova recebe por e-mail o link para escolher a senha."

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Usuario]:
        pessoas: QuerySet[Usuario] = super().get_queryset(request)
        return com_o_trabalho(pessoas.prefetch_related("groups"), localdate())

    @admin.display(description="trabalha como")
    def onde_trabalha(self, obj: Usuario) -> str:
        """O papel de hoje em cada unidade ou órgão, com a sigla."""
        return "; ".join(trabalhos(obj)) or "–"

    @admin.display(description="administra", ordering="-is_staff")
    def o_que_administra(self, obj: Usuario) -> str:
        """Os grupos que tem na administração; quem administra tudo se diz."""
        if obj.is_superuser:
            return "tudo"
        return ", ".join(grupo.name for grupo in obj.groups.all()) or "–"

    @admin.display(description="conta", ordering="is_active")
    def conta(self, obj: Usuario) -> str:
        return "ativa" if obj.is_active else "desativada"

    @admin.display(description="última entrada", ordering="last_login")
    def ultima_entrada(self, obj: Usuario) -> str:
        return f"{localtime(obj.last_login):%d/%m/%Y %H:%M}" if obj.last_login else "ainda não entrou"

    @override
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        antigo = Usuario.objects.select_for_update(no_key=True).get(pk=obj.pk) if change else None
        if antigo and (proposto := _a_propor(antigo, obj, form)):
            raise PrecisaPerguntar(proposto)
        if antigo is None:
            mandado = cadastrar(pessoa=obj, por=request.user, campos=form.changed_data)
            esquecer_outros_enderecos(obj)
            self._dizer_do_link(request, obj, mandado=mandado)
            return
        super().save_model(request, obj, form, change)
        registro.registrar_ficha(pessoa=obj, por=request.user, nova=False, mudados=form.changed_data)
        esquecer_outros_enderecos(obj)
        if "email" in form.changed_data:
            trocas.esquecer(obj, "email")
        recados.dizer_ao_endereco_antigo(obj, antigo.email)

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with registro.ao_mudar_grupos(form.instance, por=request.user):
            super().save_related(request, form, formsets, change)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        permitido: bool = super().has_change_permission(request, obj)
        return permitido and (obj is None or not obj.is_staff or administra_tudo(request))

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Só quem administra tudo dá acesso à administração."""
        fixos = () if administra_tudo(request) else ("is_staff", "groups")
        return (*self.readonly_fields, *fixos)

    @admin.action(description="Mandar o link para escolher a senha (uma pessoa)", permissions=["change"])
    def mandar_link_de_senha(self, request: HttpRequest, queryset: QuerySet[Usuario]) -> None:
        """Manda o link ao e-mail da própria pessoa; quem pede não o vê."""
        if usuario := self._a_pessoa(request, queryset):
            mandado = mandar_link(pessoa=usuario, por=request.user)
            self._dizer_do_link(request, usuario, mandado=mandado)

    @admin.action(
        description="Desligar a verificação em duas etapas (uma pessoa, que perdeu o celular)",
        permissions=["change"],
    )
    def desligar_segundo_fator(
        self, request: HttpRequest, queryset: QuerySet[Usuario]
    ) -> HttpResponse | None:
        """Quem perdeu o celular e os códigos volta a entrar só com a senha, e é avisado."""
        usuario = self._a_pessoa(request, queryset)
        if usuario is None:
            return None
        fatores = Authenticator.objects.filter(user=usuario)
        if fatores.exists() and not provou_agora(request):
            messages.error(request, confirme(request))
            return None
        if fatores.exists() and so_com_duas_pessoas(usuario):
            resumo = f"Desligar a verificação em duas etapas de {usuario}."
            proposto = Proposto(PropostaDeAcesso.Tipo.SEGUNDO_FATOR, usuario, resumo)
            return perguntar_por_que(request, self.admin_site, proposto)
        if not fatores.delete()[0]:
            messages.warning(request, f"{usuario} não usa a verificação em duas etapas.")
            return None
        self.log_change(request, usuario, "Desligou a verificação em duas etapas.")
        get_adapter(request).send_notification_mail("mfa/email/totp_deactivated", usuario)
        messages.success(request, f"{usuario} agora entra só com a senha.")
        return None

    @admin.action(description="Juntar duas contas da mesma pessoa", permissions=["change"])
    def juntar_contas(self, request: HttpRequest, queryset: QuerySet[Usuario]) -> HttpResponse | None:
        """A que sai passa tudo à que fica, e dá para desfazer."""
        return juntar(self, request, queryset)

    def _a_pessoa(self, request: HttpRequest, queryset: QuerySet[Usuario]) -> Usuario | None:
        """A única escolhida, se quem está na página pode mudá-la; senão diz por que não."""
        pessoas = list(queryset[:2])
        if len(pessoas) != 1:
            messages.error(request, "Escolha uma pessoa só.")
        elif not self.has_change_permission(request, pessoas[0]):
            messages.error(
                request, "Só quem administra tudo pode mexer na conta de quem entra na administração."
            )
        elif not pessoas[0].is_active:
            messages.error(request, "Esta conta está desativada. Ative-a antes.")
        else:
            return pessoas[0]
        return None

    def _dizer_do_link(self, request: HttpRequest, usuario: Usuario, *, mandado: bool) -> None:
        if not mandado:
            messages.warning(
                request, f"{usuario} não tem e-mail: cadastre um, que é por onde vai o link da senha."
            )
            return
        self.log_change(request, usuario, "Mandou o link para escolher a senha.")
        messages.success(
            request,
            f"O link para {usuario} escolher a senha vai ao e-mail da própria pessoa. Ninguém mais o vê.",
        )


def _a_propor(antigo: Usuario, novo: Usuario, form: UsuarioForm) -> Proposto | None:
    """O que, do que se ia gravar, só outra pessoa pode aceitar; None se nada."""
    if grupos := form.grupos_a_propor():
        nomes = ", ".join(f"“{grupo.name}”" for grupo in grupos)
        return Proposto(
            PropostaDeAcesso.Tipo.GRUPOS,
            antigo,
            f"Dar a {antigo} o que guarda sigilo: {nomes}.",
            {"grupos": sorted(grupo.pk for grupo in grupos)},
        )
    mudados = [c for c in (*registro.CONTATOS, "is_active") if getattr(antigo, c) != getattr(novo, c)]
    if not mudados or not so_com_duas_pessoas(antigo):
        return None
    contatos = [campo for campo in registro.CONTATOS if campo in mudados]
    partes = []
    if contatos:
        trocas_ditas = " e ".join(_troca(antigo, novo, campo) for campo in contatos)
        partes.append(f"Trocar, na conta de {antigo}, {trocas_ditas}.")
    if novo.email and "email" in mudados:
        partes.append("O novo e-mail recebe o link para escolher a senha.")
    if "is_active" in mudados:
        partes.append(f"{'Ativar de novo' if novo.is_active else 'Desativar'} a conta de {antigo}.")
    tipo = PropostaDeAcesso.Tipo.CONTATO if contatos else PropostaDeAcesso.Tipo.CONTA
    return Proposto(tipo, antigo, " ".join(partes), {campo: getattr(novo, campo) for campo in mudados})


def _troca(antigo: Usuario, novo: Usuario, campo: str) -> str:
    de, para = (getattr(conta, campo) or "nenhum" for conta in (antigo, novo))
    return f"o {registro.CONTATOS[campo]} de {de} para {para}"


def administra_tudo(request: HttpRequest) -> bool:
    """Quem pode dar e tirar acesso à administração."""
    return bool(getattr(request.user, "is_superuser", False))


class PermissaoField(forms.ModelMultipleChoiceField):
    """As permissões em português, como as telas a que dão acesso."""

    @override
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.content_type.name}: {registro.verbo_de(obj)}"


class GrupoForm(forms.ModelForm[Group]):
    """Só as permissões de telas que existem."""

    permissions = PermissaoField(
        label="Telas e o que se pode fazer nelas",
        required=False,
        queryset=Permission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Group
        fields = ("name", "permissions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        telas = {(m._meta.app_label, m._meta.model_name) for m in admin.site._registry}  # noqa: SLF001
        todas = Permission.objects.select_related("content_type").order_by("content_type__app_label", "pk")
        chaves = [
            p.pk
            for p in todas
            if (p.content_type.app_label, p.content_type.model) in telas and p.codename not in GUARDADAS
        ]
        campo = self.fields["permissions"]
        campo.queryset = todas.filter(pk__in=chaves)  # type: ignore[attr-defined]

    def clean_permissions(self) -> QuerySet[Permission]:
        """As que guardam sigilo vêm com o grupo: a tela não as dá nem as tira."""
        escolhidas = self.cleaned_data["permissions"].values("pk")
        do_grupo = Q(group=self.instance.pk, codename__in=GUARDADAS) if self.instance.pk else Q(pk=None)
        return Permission.objects.filter(Q(pk__in=escolhidas) | do_grupo).distinct()


admin.site.unregister(Group)


@admin.register(Group)
class GrupoAdmin(AcoesDaLista, GroupAdmin):
    """Que telas da administração cada grupo vê. Quem serve onde é a lotação."""

    form = GrupoForm
    filter_horizontal = ()

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with registro.ao_mudar_permissoes(form.instance, por=request.user):
            super().save_related(request, form, formsets, change)


class DeQuantos(Escolha):
    """Filtro das leituras: as de uma pessoa, e as de muita gente de uma vez."""

    title = "quantidade"
    parameter_name = "quantos"
    opcoes = [("muitos", "Planilhas e procuras"), ("um", "De uma pessoa")]

    @override
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        valor = self.value()
        return queryset if valor is None else queryset.filter(quantos__isnull=valor != "muitos")


@admin.register(LeituraDePessoal)
class LeituraDePessoalAdmin(ProcuraDePessoas, SoLeituraAdmin):
    """Quem leu dados de quem, e as planilhas e as procuras, com o que se escolheu e quantos vieram."""

    list_display = ("em", "usuario", "papel", "o_que", "de_quem", "motivo")
    list_filter = (DeQuantos, "papel")
    search_fields = ("protocolo__exact", "usuario__nome__unaccent", "usuario__email", "conta__nome__unaccent")
    search_help_text = "O protocolo, ou o nome ou o e-mail de quem leu, ou o nome da conta que se leu."
    date_hierarchy = "em"
    list_select_related = ("usuario", "conta")

    @admin.display(description="de quem, ou de quantos")
    def de_quem(self, leitura: LeituraDePessoal) -> str:
        """O caso ou a conta; nas planilhas e nas procuras, quantos vieram e o que se escolheu."""
        if leitura.quantos is None:
            return leitura.protocolo or str(leitura.conta or "–")
        ditos = "1 pessoa" if leitura.quantos == 1 else f"{leitura.quantos} pessoas"
        return f"{ditos} ({leitura.filtro})" if leitura.filtro else ditos


@admin.register(ExigenciaDeSegundoFator)
class ExigenciaDeSegundoFatorAdmin(ReferenciaAdmin):
    """De que papel se exige o segundo fator; só quem administra tudo muda, e nada se cria nem some."""

    list_display = ("papel", "desde", "prazo_em_dias")
    readonly_fields = ("papel",)
    ordering = ("pk",)
    se_cria = se_apaga = False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return administra_tudo(request) and bool(super().has_change_permission(request, obj))
