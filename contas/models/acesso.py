"""O acesso de quem entra: o que se propõe, de que papel se exige o segundo fator e o que mudou."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from contas.models.pessoas import Usuario
from contas.papeis import ADMINISTRACAO, Papel
from referencia.tabelas import Referencia


class PropostaDeAcessoQuerySet(models.QuerySet["PropostaDeAcesso"]):
    def a_espera(self) -> PropostaDeAcessoQuerySet:
        """As que ainda se podem aceitar ou recusar."""
        return self.filter(aceita=None, vale_ate__gte=timezone.now())


class PropostaDeAcesso(models.Model):
    """Um acesso que uma pessoa propõe e só vale quando outra o aceita (ADR 0035).

    É o caminho único para mudar por onde entra quem guarda sigilo, designar quem lê denúncias e calar um
    alerta de segurança, de que `pessoa` é quem o pede. `dados`
    é o que se fará, `resumo`, o mesmo em palavras, como quem aceita o leu; `retrato`, por onde a pessoa
    entrava ao propor (`entrada/acesso/por_onde_entra.py`): se mudou, não se aceita. Sem `proposta_por`, e
    aceita sem `decidida_por`, foi o comando do console, que só age enquanto não há duas pessoas.
    """

    class Tipo(models.TextChoices):
        CONTATO = "contato", "Trocar o e-mail, ou o CPF, com que a pessoa entra"
        CONTA = "conta", "Desativar a conta, ou ativá-la de novo"
        SEGUNDO_FATOR = "segundo_fator", "Desligar a verificação em duas etapas"
        GRUPOS = "grupos", "Dar um grupo que guarda sigilo"
        DESIGNACAO = "designacao", "Designar a um papel que lê denúncias"
        ALERTA = "alerta", "Aceitar até um dia um alerta de segurança"

    tipo = models.CharField("o que se propõe", max_length=13, choices=Tipo)
    pessoa = models.ForeignKey(
        Usuario, models.PROTECT, related_name="propostas_de_acesso", verbose_name="pessoa"
    )
    dados: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("dados", default=dict)
    retrato: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "por onde a pessoa entrava", default=dict, db_default=models.Value({}, models.JSONField())
    )
    resumo = models.CharField("em palavras", max_length=400)
    motivo = models.CharField("por quê", max_length=300)
    proposta_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, related_name="+", verbose_name="quem propôs", db_index=False
    )
    proposta_em = models.DateTimeField("proposta em", default=timezone.now)
    vale_ate = models.DateTimeField("vale até")
    decidida_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, related_name="+", verbose_name="quem decidiu", db_index=False
    )
    decidida_em = models.DateTimeField("decidida em", null=True)
    aceita = models.BooleanField("aceita", null=True)
    pelo_console = models.BooleanField("pelo console", default=False)

    objects = PropostaDeAcessoQuerySet.as_manager()

    class Meta:
        verbose_name = "proposta de acesso"
        verbose_name_plural = "propostas de acesso"
        permissions = [("aceitar_proposta", "Pode aceitar o acesso que outra pessoa propôs")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(aceita=None, decidida_em=None, decidida_por=None)
                | models.Q(aceita__isnull=False, decidida_em__isnull=False),
                name="proposta_decidida_por_inteiro",
                violation_error_message="A decisão tem quem, quando e qual.",
            ),
            models.CheckConstraint(
                condition=~models.Q(aceita=True)
                | models.Q(pelo_console=True, decidida_por=None)
                | (
                    models.Q(pelo_console=False, proposta_por__isnull=False, decidida_por__isnull=False)
                    & ~models.Q(decidida_por=models.F("proposta_por"))
                    & ~models.Q(decidida_por=models.F("pessoa"))
                ),
                name="proposta_aceita_por_outra_pessoa",
                violation_error_message="Quem propõe, ou a própria pessoa, não aceita.",
            ),
            models.UniqueConstraint(
                fields=["tipo", "pessoa", "dados"],
                condition=models.Q(aceita=None),
                name="proposta_em_aberto_unica",
                violation_error_message="Já há uma proposta igual à espera.",
            ),
        ]
        indexes = [models.Index(fields=["-proposta_em"], name="proposta_por_dia")]

    def __str__(self) -> str:
        return f"proposta nº {self.pk}"


class ExigenciaDeSegundoFatorQuerySet(models.QuerySet["ExigenciaDeSegundoFator"]):
    def em_vigor(self, em: date) -> ExigenciaDeSegundoFatorQuerySet:
        """As que já se exigem no dia, com ou sem prazo ainda a correr."""
        return self.filter(desde__lte=em)


class ExigenciaDeSegundoFator(Referencia):
    """De que papel se exige a verificação em duas etapas, desde quando e com quantos dias para ligá-la."""

    papel = models.CharField(
        "papel",
        max_length=13,
        choices=[
            (ADMINISTRACAO, "Quem entra na administração"),
            *((p.value, p.label) for p in Papel if p.value not in {"interessado", "integracao", "sistema"}),
        ],
    )
    desde = models.DateField("exigida desde", null=True, blank=True, help_text="Vazio: não se exige.")
    prazo_em_dias = models.PositiveSmallIntegerField(
        "dias para ligar",
        default=30,
        help_text="Contados desse dia, ou do cadastro da pessoa, se for depois. Em todas as páginas aparece o"
        " aviso; passado o prazo, quem entra sem ela só tem o que é de munícipe.",
    )

    objects = models.Manager.from_queryset(ExigenciaDeSegundoFatorQuerySet)()

    class Meta:
        verbose_name = "exigência de segundo fator"
        verbose_name_plural = "exigências de segundo fator"
        constraints = [
            models.UniqueConstraint(
                fields=["papel"],
                name="exigencia_de_segundo_fator_unica",
                violation_error_message="Este papel já tem a sua exigência.",
            )
        ]

    def __str__(self) -> str:
        return self.get_papel_display()

    def ultimo_dia(self, cadastro: date) -> date:
        """O último dia em que o papel vale sem segundo fator para quem foi cadastrado neste dia."""
        comeco = max(self.desde or date.max, cadastro)
        return comeco + timedelta(days=self.prazo_em_dias) if self.desde else date.max


class RegistroDeAcesso(models.Model):
    """O que se deu, tirou ou mudou no acesso de alguém, por quem e quando. Nunca se apaga.

    A lotação, a designação e o ponto focal têm o seu próprio histórico; a página de acessos junta tudo.
    `pessoa` é nula no que muda para um grupo inteiro.
    """

    class Mudanca(models.TextChoices):
        CONTA_CRIADA = "conta_criada", "Conta criada"
        CONTA_DESATIVADA = "conta_desativada", "Conta desativada"
        CONTA_ATIVADA = "conta_ativada", "Conta ativada de novo"
        CONTATO = "contato", "E-mail ou CPF trocado"
        ADMINISTRACAO_DADA = "admin_dada", "Entra na administração"
        ADMINISTRACAO_TIRADA = "admin_tirada", "Não entra mais na administração"
        GRUPO_DADO = "grupo_dado", "Grupo dado"
        GRUPO_TIRADO = "grupo_tirado", "Grupo tirado"
        PERMISSAO_DADA = "perm_dada", "Permissão dada ao grupo"
        PERMISSAO_TIRADA = "perm_tirada", "Permissão tirada do grupo"
        SENHA = "senha", "Senha trocada"
        FATOR_LIGADO = "fator_ligado", "Verificação em duas etapas ligada"
        FATOR_DESLIGADO = "fator_desligado", "Verificação em duas etapas desligada"
        CHAVE_POSTA = "chave_posta", "Chave do aparelho cadastrada"
        CHAVE_TIRADA = "chave_tirada", "Chave do aparelho retirada"
        CODIGOS = "codigos", "Códigos de reserva novos"
        GOVBR_LIGADO = "govbr_ligado", "gov.br ligado à conta"
        GOVBR_TIRADO = "govbr_tirado", "gov.br desligado da conta"
        SESSAO = "sessao", "Sessão encerrada em outro aparelho"
        LINK = "link", "Link para escolher a senha gerado"
        ALERTA_ACEITO = "alerta_aceito", "Alerta aceito até um dia"
        ALERTA_DE_VOLTA = "alerta_de_volta", "Alerta que volta a contar"

    pessoa = models.ForeignKey(Usuario, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    por = models.ForeignKey(Usuario, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    ato = models.CharField("o que mudou", max_length=16, choices=Mudanca)
    detalhe = models.CharField("detalhe", max_length=300, blank=True)
    em = models.DateTimeField("em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "registro de acesso"
        verbose_name_plural = "registros de acesso"
        permissions = [("ler_acessos", "Pode ler quem ganhou, perdeu ou mudou acesso")]
        indexes = [
            models.Index(fields=["pessoa", "-em"], name="acesso_da_pessoa"),
            models.Index(fields=["-em"], name="acesso_por_dia"),
        ]

    def __str__(self) -> str:
        return self.get_ato_display()
