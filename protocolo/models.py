"""O que todo caso numerado tem em comum."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from contas.models import Interessado, Usuario
from contas.papeis import Papel
from contas.referencia import Referencia, VigenciaQuerySet
from protocolo import numero
from protocolo.prazos import Contagem

if TYPE_CHECKING:
    from datetime import datetime

    from protocolo.situacoes import Transicao


class Canal(models.TextChoices):
    """Por onde o pedido entrou. Nenhum canal tem prioridade na fila."""

    PORTAL = "portal", "Portal"
    APLICATIVO = "aplicativo", "Aplicativo"
    CENTRAL = "central", "Central 156"
    PRACA = "praca", "Praça de Atendimento"
    CHAT = "chat", "Chat"
    CARTA = "carta", "Carta"
    BALCAO = "balcao", "Balcão do órgão"
    INTEGRACAO = "integracao", "Integração"
    NAO_INFORMADO = "nao_informado", "Não informado"


class Caso(models.Model):
    """Base abstrata de tudo o que tem protocolo.

    Aberto quer dizer `encerrada_em` nulo; a classe concreta prende isso à situação com uma
    restrição do banco. `versao` sobe a cada andamento e é o que detecta o conflito.
    """

    class Procedencia(models.TextChoices):
        NATIVA = "nativa", "Aberto aqui"
        IMPORTADA = "importada", "Importado"

    TRANSICOES: ClassVar[tuple[Transicao, ...]] = ()

    protocolo = models.CharField("protocolo", max_length=15, editable=False)
    chave_de_envio = models.CharField("chave de envio", max_length=64, editable=False)
    canal = models.CharField("canal", max_length=14, choices=Canal)
    procedencia = models.CharField(
        "procedência",
        max_length=9,
        choices=Procedencia,
        default=Procedencia.NATIVA,
        editable=False,
    )
    interessado = models.OneToOneField(
        Interessado,
        verbose_name="interessado",
        null=True,
        on_delete=models.PROTECT,
        related_name="%(class)s",
    )
    situacao = models.CharField("situação", max_length=20)
    versao = models.PositiveIntegerField("versão", default=0)
    aberta_em = models.DateTimeField("aberta em")
    encerrada_em = models.DateTimeField("encerrada em", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.protocolo_escrito

    @property
    def protocolo_escrito(self) -> str:
        """O protocolo em grupos, como se lê em voz alta."""
        return numero.formatar(self.protocolo)

    @property
    def aberta(self) -> bool:
        """Verdadeiro enquanto o caso não se encerra."""
        return self.encerrada_em is None


class ComPrazoQuerySet[M: models.Model](models.QuerySet[M]):
    """O que se pergunta a qualquer linha com relógio; aberto quer dizer `encerrada_em` nulo."""

    def calculadas_antes(self, mudanca: datetime) -> Self:
        """Abertas com o relógio de antes da última mudança no calendário."""
        return self.filter(encerrada_em=None, calculada_em__lt=mudanca)


class ComComplementoQuerySet[M: models.Model](ComPrazoQuerySet[M]):
    def com_complemento_vencido(self, em: datetime) -> Self:
        """À espera do munícipe depois da data de resposta."""
        return self.filter(encerrada_em=None, responder_ate__lt=em)

    def com_complemento_a_lembrar(self, em: datetime) -> Self:
        """À espera do munícipe, ainda no tempo dele, e já passou da metade sem lembrete."""
        return self.filter(encerrada_em=None, responder_ate__gte=em, lembrar_em__lte=em)


class ComPrazo(models.Model):
    """Base abstrata de uma linha com um relógio, e um só; dois relógios são duas linhas.

    `quantidade` e `parado` estão na unidade de `contagem` (dias corridos, dias úteis ou horas).
    Os valores são copiados da lei ou do Guia quando o relógio parte: mudança posterior na fonte
    não move prazo antigo.
    """

    conta_desde = models.DateTimeField("conta desde")
    quantidade = models.PositiveIntegerField("prazo")
    contagem = models.CharField("contagem", max_length=9, choices=Contagem)
    base_legal = models.CharField("de onde vem o prazo", max_length=200)
    parada_em = models.DateTimeField("parada em", null=True, blank=True)
    parado = models.PositiveIntegerField("tempo parado", default=0)
    prorrogada_em = models.DateTimeField("prorrogada em", null=True, blank=True)
    vence_em = models.DateTimeField("vence em")
    calculada_em = models.DateTimeField("prazo calculado em")

    class Meta:
        abstract = True


class ComComplemento(Caso, ComPrazo):
    """Base abstrata do caso em que se pode perguntar a quem o abriu, com o relógio parado até a resposta."""

    PRAZO_DO_COMPLEMENTO: ClassVar[str]
    """A chave do prazo legal que a pessoa tem para responder."""

    responder_ate = models.DateTimeField("o munícipe responde até", null=True, blank=True)
    lembrar_em = models.DateTimeField("lembrar o munícipe em", null=True, blank=True)

    class Meta:
        abstract = True


class Andamento(models.Model):
    """Base abstrata de um passo do caso. A classe concreta define `caso` e os tipos."""

    class Alcance(models.TextChoices):
        PUBLICO = "publico", "Público"
        INTERESSADO = "interessado", "Interessado"
        INTERNO = "interno", "Interno"

    ordem = models.PositiveIntegerField("ordem")
    tipo = models.CharField("tipo", max_length=24)
    texto = models.TextField("texto", blank=True)
    alcance = models.CharField("alcance", max_length=11, choices=Alcance)
    papel = models.CharField("papel", max_length=12, choices=Papel)
    usuario = models.ForeignKey(
        Usuario, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unidade = models.CharField("unidade", max_length=60, blank=True)
    em = models.DateTimeField("em")
    mudancas: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("mudanças", default=dict)

    class Meta:
        abstract = True
        ordering = ["ordem"]

    def __str__(self) -> str:
        return f"{self.tipo} nº {self.ordem}"


class ComArquivo:
    """O que se diz de um arquivo guardado: foto (JPEG) ou PDF, e nada mais."""

    arquivo: models.FileField

    @property
    def pdf(self) -> bool:
        """Verdadeiro para um PDF, que não tem miniatura."""
        return bool(self.arquivo.name and self.arquivo.name.endswith(".pdf"))


class Anexo(ComArquivo, models.Model):
    """Base abstrata de um arquivo do caso, já validado e recodificado, sempre privado."""

    arquivo = models.FileField("arquivo", upload_to="anexos/%Y/%m", max_length=200)
    miniatura = models.FileField("miniatura", upload_to="anexos/%Y/%m", max_length=200, blank=True)
    nome = models.CharField("nome", max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)
    papel = models.CharField("enviado por", max_length=12, choices=Papel)
    enviado_em = models.DateTimeField("enviado em", default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nome


class Vinculo(models.Model):
    """Ligação entre dois protocolos, em texto: a página de baixo mostra que há algo acima.

    O reservado é de denúncia: só a Ouvidoria sabe que existe.
    """

    SEGUNDA_INSTANCIA = "segunda_instancia"
    """De uma manifestação ao pedido de serviço de que ela fala."""

    de_protocolo = models.CharField("do protocolo", max_length=15)
    para_protocolo = models.CharField("para o protocolo", max_length=15)
    tipo = models.SlugField("tipo", max_length=30, db_index=False)
    reservado = models.BooleanField("reservado", default=False)
    criado_em = models.DateTimeField("criado em", default=timezone.now)

    class Meta:
        verbose_name = "vínculo"
        constraints = [
            models.UniqueConstraint(
                fields=["de_protocolo", "para_protocolo", "tipo"],
                name="vinculo_unico",
                violation_error_message="Estes protocolos já estão ligados.",
            )
        ]
        indexes = [models.Index(fields=["para_protocolo"], name="vinculo_inverso")]

    def __str__(self) -> str:
        return f"{self.de_protocolo} → {self.para_protocolo}"


class Rascunho(models.Model):
    """Respostas e arquivos de um pedido ainda não enviado; a `uuid` é a chave de envio.

    Pertence ao usuário que o criou ou, sem conta, ao navegador que guarda o cookie assinado.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tipo = models.SlugField("tipo", max_length=30, db_index=False)
    assunto = models.CharField("sobre o que é", max_length=120, help_text="O slug do serviço, por exemplo.")
    dados: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("respostas", default=dict)
    dono = models.ForeignKey(
        Usuario,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rascunhos",
    )
    protocolo = models.CharField("protocolo gerado", max_length=15, blank=True)
    criado_em = models.DateTimeField("criado em", default=timezone.now)
    expira_em = models.DateTimeField("expira em")

    class Meta:
        verbose_name = "rascunho"
        indexes = [models.Index(fields=["expira_em"], name="rascunho_expira")]

    def __str__(self) -> str:
        return f"{self.tipo} {self.uuid}"


class ArquivoDeRascunho(ComArquivo, models.Model):
    """Foto já tratada que espera o envio do rascunho; depois passa a ser um anexo do caso."""

    rascunho = models.ForeignKey(Rascunho, on_delete=models.CASCADE, related_name="arquivos")
    arquivo = models.FileField("arquivo", upload_to="anexos/%Y/%m", max_length=200)
    miniatura = models.FileField("miniatura", upload_to="anexos/%Y/%m", max_length=200)
    nome = models.CharField("nome", max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)
    enviado_em = models.DateTimeField("enviado em", default=timezone.now)

    class Meta:
        verbose_name = "arquivo de rascunho"
        verbose_name_plural = "arquivos de rascunho"
        constraints = [
            models.UniqueConstraint(
                fields=["rascunho", "sha256"],
                name="arquivo_de_rascunho_unico",
                violation_error_message="Esta foto já foi enviada.",
            )
        ]

    def __str__(self) -> str:
        return self.nome


class DiaNaoUtil(Referencia):
    """Dia em que a cidade não trabalha, além dos feriados do calendário. Nunca se apaga: revoga-se."""

    class Tipo(models.TextChoices):
        FERIADO = "feriado", "Feriado"
        FACULTATIVO = "facultativo", "Ponto facultativo"
        SUSPENSO = "suspenso", "Expediente suspenso"

    data = models.DateField("data")
    nome = models.CharField("nome", max_length=80)
    tipo = models.CharField("tipo", max_length=11, choices=Tipo)
    meio_expediente = models.BooleanField("meio expediente", default=False, help_text="Conta como dia útil.")
    ato = models.CharField("ato que o criou", max_length=120)
    registrado_em = models.DateTimeField("registrado em", default=timezone.now, editable=False)
    revogado_em = models.DateTimeField("revogado em", null=True, blank=True)

    class Meta:
        verbose_name = "dia não útil"
        verbose_name_plural = "dias não úteis"
        ordering = ["data"]
        constraints = [
            models.UniqueConstraint(
                fields=["data"],
                condition=models.Q(revogado_em=None),
                name="dia_nao_util_unico",
                violation_error_message="Este dia já está no calendário.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.data:%d/%m/%Y} – {self.nome}"


class PrazoLegalQuerySet(VigenciaQuerySet["PrazoLegal"]):
    de, ate = "vigente_de", "vigente_ate"


class PrazoLegal(Referencia):
    """Um prazo de lei ou decreto, como dado: muda aqui, não no código."""

    chave = models.SlugField("chave", max_length=40, db_index=False)
    quantidade = models.PositiveIntegerField(
        "quantidade", null=True, blank=True, help_text="Vazio: sem prazo em dias."
    )
    contagem = models.CharField("contagem", max_length=9, choices=Contagem, default=Contagem.CORRIDOS)
    base_legal = models.CharField("base legal", max_length=200)
    vigente_de = models.DateField("vale de")
    vigente_ate = models.DateField("vale até", null=True, blank=True)

    objects = PrazoLegalQuerySet.as_manager()

    class Meta:
        verbose_name = "prazo legal"
        verbose_name_plural = "prazos legais"
        constraints = [
            models.UniqueConstraint(
                fields=["chave", "vigente_de"],
                name="prazo_legal_unico",
                violation_error_message="Já existe este prazo com a mesma data de início.",
            )
        ]

    def __str__(self) -> str:
        return self.chave
