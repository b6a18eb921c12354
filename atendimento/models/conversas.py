"""A conversa do portal: quem conversa, o que se disse, com que foto, e quem pode conversar agora."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from atendimento.situacoes import DeQuem, Fim, SituacaoDaConversa
from contas.models import Interessado, Usuario
from guia.models import Servico
from protocolo.models.casos import ComArquivo
from roteamento.models import Unidade

if TYPE_CHECKING:
    from datetime import timedelta


MAIOR_MENSAGEM = 2000
"""Letras de uma mensagem."""


class ConversaQuerySet(models.QuerySet["Conversa"]):
    """Vocabulário das conversas."""

    def abertas(self) -> ConversaQuerySet:
        return self.exclude(situacao=SituacaoDaConversa.ENCERRADA)

    def na_fila(self) -> ConversaQuerySet:
        """As que esperam alguém, na ordem em que chegaram."""
        return self.filter(situacao=SituacaoDaConversa.NA_FILA).order_by("na_fila_desde", "pk")

    def presentes(self) -> ConversaQuerySet:
        """Das que esperam, as de quem ainda dá sinal: a outra guarda o lugar, e ninguém a atende."""
        return self.filter(sumiu_em=None)

    def pendentes(self) -> ConversaQuerySet:
        """As que alguém responde depois, as de prazo mais perto primeiro."""
        return self.filter(situacao=SituacaoDaConversa.PENDENTE).order_by("responder_ate", "pk")

    def de(self, atendente: Usuario | int | models.OuterRef) -> ConversaQuerySet:
        """As que a pessoa atende agora."""
        return self.filter(situacao=SituacaoDaConversa.COM_ATENDENTE, atendente=atendente)


class Conversa(models.Model):
    """Uma conversa, do primeiro clique ao fim. `codigo` vai no endereço; o cookie do navegador é que a abre.

    `versao` sobe a cada coisa que um dos dois lados veria: é só ela que se lê para dizer que nada mudou.
    `lida_*` guardam a ordem da última mensagem que cada lado viu, e não a sobem: vão em toda resposta. Os
    atendimentos dela apontam para cá.
    """

    codigo = models.UUIDField("código", default=uuid4, editable=False, unique=True)
    situacao = models.CharField(
        "situação", max_length=14, choices=SituacaoDaConversa, default=SituacaoDaConversa.COMECO
    )
    assunto = models.ForeignKey(
        "AssuntoDaConversa", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="assunto"
    )
    interessado = models.ForeignKey(
        Interessado,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quem conversa",
        help_text="Vazio: ninguém se identificou.",
    )
    conta = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="conta de quem conversa",
    )
    atendente = models.ForeignKey(
        Usuario,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="conversas_que_atende",
        verbose_name="quem atende",
        db_index=False,
    )
    servico = models.ForeignKey(
        Servico,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="serviço de que se começou",
        db_index=False,
    )
    lugar = models.ForeignKey(
        Unidade,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="passada ao lugar",
        db_index=False,
        help_text="Espera por quem atende lá. Vazio: por qualquer um.",
    )
    versao = models.PositiveBigIntegerField("versão", default=0)
    ultima = models.PositiveIntegerField("ordem da última mensagem", default=0)
    lida_pela_pessoa = models.PositiveIntegerField("lida pela pessoa até", default=0)
    lida_por_quem_atende = models.PositiveIntegerField("lida por quem atende até", default=0)
    rede = models.CharField(
        "rede",
        max_length=64,
        blank=True,
        help_text="Um resumo, para o limite por rede; apaga-se um dia depois do fim.",
    )
    comecada_em = models.DateTimeField("começada em", default=timezone.now)
    na_fila_desde = models.DateTimeField("na fila desde", null=True, blank=True)
    voltou_em = models.DateTimeField(
        "voltou à fila em", null=True, blank=True, help_text="A última vez; o lugar é o de antes."
    )
    sinal_em = models.DateTimeField(
        "último sinal na fila em",
        null=True,
        blank=True,
        help_text="A pergunta da página dela.",
    )
    sumiu_em = models.DateTimeField(
        "deixou de dar sinal na fila em", null=True, blank=True, help_text="Quem volta a dar retoma o lugar."
    )
    atendida_em = models.DateTimeField("atendida em", null=True, blank=True, help_text="A primeira vez.")
    ultima_em = models.DateTimeField("última mensagem em", default=timezone.now)
    sem_resposta_desde = models.DateTimeField(
        "sem resposta desde",
        null=True,
        blank=True,
        help_text="Quando passou a quem atende, ou a primeira mensagem a que ele não respondeu.",
    )
    avisada_em = models.DateTimeField("avisada de que está parada em", null=True, blank=True)
    responder_ate = models.DateTimeField("responder até", null=True, blank=True)
    prova = models.BinaryField("código mandado ao contato, cifrado", null=True, blank=True, editable=False)
    prova_em = models.DateTimeField("código mandado em", null=True, blank=True)
    provas_erradas = models.PositiveSmallIntegerField("códigos errados", default=0)
    contato_provado_em = models.DateTimeField(
        "contato provado em", null=True, blank=True, help_text="Quando acertou o código que foi a ele."
    )
    encerrada_em = models.DateTimeField("encerrada em", null=True, blank=True)
    fim = models.CharField("como acabou", max_length=12, choices=Fim, blank=True)
    nota = models.PositiveSmallIntegerField(
        "nota", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comentario = models.TextField("comentário da nota", max_length=1000, blank=True)

    objects = models.Manager.from_queryset(ConversaQuerySet)()

    class Meta:
        verbose_name = "conversa"
        constraints = [
            models.CheckConstraint(
                condition=Q(situacao=SituacaoDaConversa.ENCERRADA, encerrada_em__isnull=False)
                | (~Q(situacao=SituacaoDaConversa.ENCERRADA) & Q(encerrada_em=None)),
                name="conversa_encerrada_tem_fim",
                violation_error_message="A conversa encerrada tem a hora em que acabou.",
            ),
            models.CheckConstraint(
                condition=~Q(situacao=SituacaoDaConversa.COM_ATENDENTE) | Q(atendente__isnull=False),
                name="conversa_atendida_tem_atendente",
                violation_error_message="A conversa que se atende tem quem a atende.",
            ),
            models.CheckConstraint(
                condition=Q(nota=None) | Q(nota__range=(1, 5)),
                name="conversa_nota_de_1_a_5",
                violation_error_message="A nota vai de 1 a 5.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["na_fila_desde", "id"],
                condition=Q(situacao=SituacaoDaConversa.NA_FILA),
                name="conversa_na_fila",
            ),
            models.Index(
                fields=["responder_ate", "id"],
                condition=Q(situacao=SituacaoDaConversa.PENDENTE),
                name="conversa_pendente",
            ),
            models.Index(
                fields=["atendente", "id"],
                condition=Q(situacao=SituacaoDaConversa.COM_ATENDENTE),
                name="conversa_do_atendente",
            ),
            models.Index(
                fields=["ultima_em"],
                condition=~Q(situacao=SituacaoDaConversa.ENCERRADA),
                name="conversa_parada",
            ),
            models.Index(fields=["comecada_em", "id"], name="conversa_por_hora"),
            models.Index(fields=["rede", "comecada_em"], condition=~Q(rede=""), name="conversa_da_rede"),
        ]

    def __str__(self) -> str:
        return f"conversa nº {self.pk}"

    @property
    def aberta(self) -> bool:
        """Verdadeiro enquanto não acabou."""
        return self.encerrada_em is None

    def viu(self, lado: DeQuem, ate: int) -> str:
        """Este lado viu até esta ordem: nunca anda para trás, nem passa da última.

        Diz o campo que mudou; vazio, se nenhum. Em memória.
        """
        campo = "lida_pela_pessoa" if lado == DeQuem.PESSOA else "lida_por_quem_atende"
        ate = min(ate, self.ultima)
        if ate <= getattr(self, campo):
            return ""
        setattr(self, campo, ate)
        return campo

    @property
    def espera(self) -> timedelta | None:
        """Da fila a alguém; None a quem ainda não foi atendido."""
        if self.atendida_em is None or self.na_fila_desde is None:
            return None
        return self.atendida_em - self.na_fila_desde


class Mensagem(models.Model):
    """Uma mensagem. `ordem` é a da conversa, sem buracos; `chave` é de quem manda: repetida, é a mesma.

    A `nota` só quem atende lê. A expurgada perdeu o texto: era de uma denúncia.
    """

    conversa = models.ForeignKey(
        Conversa, models.CASCADE, related_name="mensagens", verbose_name="conversa", db_index=False
    )
    ordem = models.PositiveIntegerField("ordem")
    chave = models.UUIDField("chave")
    de = models.CharField("de quem", max_length=10, choices=DeQuem)
    autor = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quem escreveu"
    )
    texto = models.TextField("texto", max_length=MAIOR_MENSAGEM, blank=True)
    em = models.DateTimeField("em", default=timezone.now)
    expurgada = models.BooleanField("expurgada", default=False, db_default=False)

    class Meta:
        verbose_name = "mensagem da conversa"
        verbose_name_plural = "mensagens das conversas"
        ordering = ["conversa", "ordem"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversa", "ordem"],
                name="mensagem_ordem_unica",
                violation_error_message="Já há uma mensagem nesta ordem.",
            ),
            models.UniqueConstraint(
                fields=["conversa", "chave"],
                name="mensagem_chave_unica",
                violation_error_message="Esta mensagem já chegou.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_de_display()}: {self.texto[:40]}"


class ArquivoDaMensagem(ComArquivo):
    """Uma foto mandada numa mensagem: refeita, privada; a que se leva para um pedido copia-se."""

    mensagem = models.ForeignKey(Mensagem, models.CASCADE, related_name="arquivos", verbose_name="mensagem")
    arquivo = models.FileField("arquivo", upload_to="anexos/%Y/%m", max_length=200)
    miniatura = models.FileField("miniatura", upload_to="anexos/%Y/%m", max_length=200, blank=True)
    nome = models.CharField("nome", max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "foto da conversa"
        verbose_name_plural = "fotos das conversas"

    def __str__(self) -> str:
        return self.nome
