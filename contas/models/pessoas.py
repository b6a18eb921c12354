"""Pessoas: quem entra, quem é parte de um caso, a identidade selada e quem leu dados de quem."""

from __future__ import annotations

from datetime import date
from typing import Any, override

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from contas.cpf_e_cnpj import mascarar_cpf


class UsuarioManager(BaseUserManager["Usuario"]):
    """Cria usuários sem nome de usuário: entra-se com e-mail ou CPF."""

    def create_user(
        self,
        *,
        nome: str,
        email: str | None = None,
        password: str | None = None,
        **campos: Any,
    ) -> Usuario:
        """Cria um usuário; sem senha, ele só entra depois de escolher uma pelo link."""
        usuario = self.model(nome=nome, email=(email or "").strip().lower() or None, **campos)
        usuario.set_password(password)
        usuario.save(using=self._db)
        return usuario

    def create_superuser(
        self, *, nome: str, email: str, password: str | None = None, **campos: Any
    ) -> Usuario:
        """Cria quem administra a cidade."""
        return self.create_user(
            nome=nome,
            email=email,
            password=password,
            is_staff=True,
            is_superuser=True,
            **campos,
        )

    def get_by_natural_key(self, username: str | None) -> Usuario:
        """Acha pelo e-mail, sem diferenciar maiúsculas."""
        return self.get(email=(username or "").strip().lower())


class Usuario(AbstractBaseUser, PermissionsMixin):
    """Quem entra com senha ou pelo provedor de identidade. O e-mail é opcional."""

    nome = models.CharField("nome", max_length=150)
    email = models.EmailField("e-mail", null=True, blank=True)
    cpf = models.CharField("CPF", max_length=11, null=True, blank=True, help_text="Só números.")
    celular = models.CharField(
        "celular", max_length=11, null=True, blank=True, editable=False, help_text="Só números, com o DDD."
    )
    """Só depois de digitado o código que foi a ele; é de uma conta só, a de quem o provou por último."""
    email_novo = models.EmailField("e-mail novo", null=True, blank=True, editable=False)
    email_novo_em = models.DateTimeField("e-mail novo desde", null=True, editable=False)
    celular_novo = models.CharField("celular novo", max_length=11, null=True, blank=True, editable=False)
    celular_novo_em = models.DateTimeField("celular novo desde", null=True, editable=False)
    """O contato provado que substitui o de cima: já recebe avisos, e só prova quem é a pessoa quando passa a
    ser o da conta (`entrada/acesso/trocas.py`)."""
    cpf_novo = models.CharField("CPF a valer", max_length=11, null=True, blank=True, editable=False)
    cpf_novo_em = models.DateTimeField("CPF a valer desde", null=True, editable=False)
    cpf_novo_por = models.ForeignKey(
        "self",
        verbose_name="quem viu o documento",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    """O CPF provado na Praça que outro contato dele ainda pode recusar (`entrada/acesso/cpf.py`)."""
    is_active = models.BooleanField("ativo", default=True)
    is_staff = models.BooleanField("entra na administração", default=False)
    criado_em = models.DateTimeField("criado em", default=timezone.now, editable=False)

    history = HistoricalRecords(
        excluded_fields=[
            "password",
            "last_login",
            "email_novo",
            "email_novo_em",
            "celular_novo",
            "celular_novo_em",
            "cpf_novo",
            "cpf_novo_em",
            "cpf_novo_por",
        ],
        history_id_field=models.BigAutoField(),
        verbose_name="histórico",
    )
    objects = UsuarioManager()

    papeis_valem = True
    """Falso só em quem está na sessão sem o segundo fator exigido (`entrada.exigencia_do_segundo_fator`).

    Por aqui passam a lotação, a designação, a permissão e a administração: sem isto, é um munícipe.
    """
    segundo_fator_ate: date | None = None
    """O último dia em que os papéis valem sem o segundo fator; nulo se nada se exige desta sessão."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["nome"]

    class Meta:
        verbose_name = "usuário"
        verbose_name_plural = "usuários"
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="usuario_email_unico",
                violation_error_message="Já existe um usuário com este e-mail.",
            ),
            models.UniqueConstraint(
                fields=["cpf"],
                name="usuario_cpf_unico",
                violation_error_message="Já existe um usuário com este CPF.",
            ),
            models.UniqueConstraint(
                fields=["celular"],
                name="usuario_celular_unico",
                violation_error_message="Já existe um usuário com este celular.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cpf_novo"], condition=models.Q(cpf_novo__isnull=False), name="usuario_cpf_a_valer"
            )
        ]

    def __str__(self) -> str:
        return self.nome or self.email or f"usuário {self.pk}"

    @property
    def email_dos_avisos(self) -> str:
        """Para onde vão os avisos: o novo, mesmo antes de ser o da conta."""
        return self.email_novo or self.email or ""

    @property
    def celular_dos_avisos(self) -> str:
        return self.celular_novo or self.celular or ""

    def clean(self) -> None:
        """E-mail sempre em minúsculas, vazio vira nulo: é assim que ele é único."""
        self.email = (self.email or "").strip().lower() or None
        self.cpf = self.cpf or None

    @override
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.papeis_valem and super().has_perm(perm, obj)

    @override
    def has_module_perms(self, app_label: str) -> bool:
        return self.papeis_valem and super().has_module_perms(app_label)

    def segundos_fatores(self) -> list[str]:
        """Os jeitos de segundo fator que a pessoa ligou: `totp` e `webauthn`."""
        todos = self.authenticator_set  # type: ignore[attr-defined]  # do allauth, que não tem tipos
        ligados = todos.exclude(type="recovery_codes").order_by("type")
        return list(dict.fromkeys(ligados.values_list("type", flat=True)))

    def get_full_name(self) -> str:
        return self.nome

    def get_short_name(self) -> str:
        return self.nome.split(" ")[0]


class Municipe(models.Model):
    """Uma pessoa da cidade, uma por CPF. Só muda pelo dono que provou ser ele (`entrada/municipes.py`)."""

    class Prova(models.TextChoices):
        PRATA = "prata", "pelo gov.br, nível prata"
        OURO = "ouro", "pelo gov.br, nível ouro"
        DOCUMENTO = "documento", "com um documento, numa Praça"

    cpf = models.CharField("CPF", max_length=11)
    usuario = models.OneToOneField(
        Usuario,
        verbose_name="conta comprovada",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    provado_como = models.CharField("como se provou", max_length=9, choices=Prova, blank=True)
    provado_em = models.DateTimeField("provado em", null=True, editable=False)
    criado_em = models.DateTimeField("criado em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "munícipe"
        constraints = [
            models.UniqueConstraint(
                fields=["cpf"],
                name="municipe_cpf_unico",
                violation_error_message="Já existe um munícipe com este CPF.",
            )
        ]

    def __str__(self) -> str:
        return mascarar_cpf(self.cpf)


class InteressadoQuerySet(models.QuerySet["Interessado"]):
    def da_conta(self, usuario: Usuario) -> InteressadoQuerySet:
        """Os interessados que pediram com a conta, e os que disseram o CPF que ela provou; selado, nenhum.

        O CPF vai como um número só, lido antes: assim cada metade usa o seu índice.
        """
        provado = models.Subquery(Municipe.objects.filter(usuario=usuario).values("pk")[:1])
        return self.filter(models.Q(usuario=usuario) | models.Q(municipe=provado), selado_em=None)

    def com_o_cpf(self, cpf: str) -> InteressadoQuerySet:
        """Os que disseram este CPF; o munícipe dele lê-se já, numa consulta à parte.

        Numa só, o banco não sabe de quantos é o CPF: onde um outro tem muitos casos, espera achar logo os
        mais novos e lê as pessoas todas, da última à primeira, à procura do que não há.
        """
        return self.filter(municipe__in=list(Municipe.objects.filter(cpf=cpf).values_list("pk", flat=True)))


class Interessado(models.Model):
    """A parte de um caso, um por caso: o único lugar dos dados pessoais de contato.

    Caso, aviso e registro de leitura apontam para cá e não copiam nada.
    """

    class Identidade(models.TextChoices):
        ANONIMA = "anonima", "Sem identificação"
        DECLARADA = "declarada", "Declarada"
        COMPROVADA = "comprovada", "Comprovada"

    class Documento(models.TextChoices):
        CPF = "cpf", "CPF"
        CNPJ = "cnpj", "CNPJ"
        CRNM = "crnm", "Registro de migrante (CRNM ou RNE)"
        PASSAPORTE = "passaporte", "Passaporte"
        RG = "rg", "RG"
        OUTRO = "outro", "Outro documento"

    PESSOAIS = ("nome", "documento", "email", "telefone", "endereco")

    usuario = models.ForeignKey(
        Usuario,
        verbose_name="conta de quem pediu",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    municipe = models.ForeignKey(
        Municipe,
        verbose_name="munícipe declarado",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    identidade = models.CharField("identidade", max_length=10, choices=Identidade)
    nome = models.CharField("nome", max_length=150, blank=True)
    tipo_documento = models.CharField("tipo de documento", max_length=10, choices=Documento, blank=True)
    documento = models.CharField("número do documento", max_length=30, blank=True)
    email = models.EmailField("e-mail", blank=True)
    telefone = models.CharField("telefone", max_length=20, blank=True)
    endereco = models.CharField("endereço postal", max_length=300, blank=True)
    criado_em = models.DateTimeField("criado em", default=timezone.now, editable=False)
    guardado_em = models.DateTimeField(
        "guardado na conta em",
        null=True,
        blank=True,
        editable=False,
        help_text="Quando a conta o guardou, com o protocolo e a chave; vazio, pediu-se com a conta.",
    )
    selado_em = models.DateTimeField("selado em", null=True, blank=True, editable=False)
    anonimizado_em = models.DateTimeField("anonimizado em", null=True, blank=True, editable=False)
    apagado_em = models.DateTimeField(
        "caso apagado em",
        null=True,
        blank=True,
        editable=False,
        help_text="Quando o caso perdeu também os textos e os arquivos: acabou o tempo de o guardar.",
    )

    objects = InteressadoQuerySet.as_manager()

    class Meta:
        verbose_name = "interessado"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(identidade="anonima")
                | models.Q(
                    nome="",
                    documento="",
                    email="",
                    telefone="",
                    endereco="",
                    usuario=None,
                    municipe=None,
                ),
                name="interessado_anonimo_sem_dados",
                violation_error_message="Pedido sem identificação não guarda nenhum dado pessoal.",
            ),
            models.CheckConstraint(
                condition=models.Q(selado_em=None)
                | models.Q(nome="", documento="", email="", telefone="", endereco=""),
                name="interessado_selado_em_branco",
                violation_error_message="Os dados de quem está selado ficam só no selo.",
            ),
        ]
        indexes = [
            models.Index(fields=["email"], condition=~models.Q(email=""), name="interessado_email"),
            models.Index(fields=["telefone"], condition=~models.Q(telefone=""), name="interessado_telefone"),
        ]

    def __str__(self) -> str:
        return f"interessado {self.pk}"

    @property
    def anonimo(self) -> bool:
        """Verdadeiro para quem pediu sem se identificar."""
        return self.identidade == self.Identidade.ANONIMA

    @property
    def recebe_mensagem(self) -> bool:
        """Há para onde lhe escrever, à vista ou dentro do selo."""
        return bool(self.email or self.selado_em)

    @property
    def documento_mascarado(self) -> str:
        """O documento como o servidor o vê sem precisar dele: CPF mascarado, os outros pela metade."""
        if self.tipo_documento == self.Documento.CPF:
            return mascarar_cpf(self.documento)
        return f"{'*' * max(len(self.documento) - 3, 0)}{self.documento[-3:]}"


class Selo(models.Model):
    """Identidade selada de um interessado, cifrada pela aplicação com as CHAVES_DE_SELO."""

    interessado = models.OneToOneField(Interessado, on_delete=models.PROTECT, related_name="selo")
    cifrado = models.BinaryField("valores cifrados")
    criado_em = models.DateTimeField("criado em", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "selo"
        permissions = [("abrir_selo", "Pode abrir a identidade selada")]

    def __str__(self) -> str:
        return f"selo do interessado {self.interessado_id}"
