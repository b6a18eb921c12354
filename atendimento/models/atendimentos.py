"""O atendimento, do começo ao fim, e o que se fez nele."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import models
from django.db.models.functions import Coalesce, Left, Length
from django.db.models.lookups import LessThan
from django.utils import timezone

from atendimento.models.conversas import Mensagem
from atendimento.situacoes import DeQuem, Providencia, Resultado
from contas.models import Interessado, Usuario
from guia.models import Servico
from protocolo.models import Canal
from roteamento.models import Unidade

if TYPE_CHECKING:
    from datetime import timedelta


NAS_ABAS = (
    *("codigo", "comecado_em", "atendente", "servico__slug", "servico__publicada__nome"),
    *("conversa__codigo", "conversa__situacao", "conversa__atendente", "conversa__responder_ate"),
    *("conversa__ultima", "conversa__ultima_em", "conversa__lida_pela_pessoa"),
    *("conversa__assunto__nome", "conversa__interessado__nome"),
)
"""O que se lê de cada atendimento aberto: pede-se a cada coisa nova nas conversas de quem atende."""
PALAVRAS, DIZ_POUCO = 80, 12
"""Letras que se leem da primeira mensagem da pessoa; a mais curta, como “oi”, não diz qual é a conversa."""
POR_ONDE = {
    Canal.CENTRAL: "por telefone, na Central 156",
    Canal.PRACA: "numa Praça de Atendimento",
    Canal.CHAT: "na conversa do portal",
}


class AtendimentoQuerySet(models.QuerySet["Atendimento"]):
    """Vocabulário dos atendimentos."""

    def abertos(self) -> AtendimentoQuerySet:
        return self.filter(terminado_em=None)

    def terminados(self) -> AtendimentoQuerySet:
        return self.filter(terminado_em__isnull=False)

    def de(self, usuario: Usuario | int) -> AtendimentoQuerySet:
        return self.filter(atendente=usuario)

    def sem_resultado(self) -> AtendimentoQuerySet:
        """Os que acabaram sem ninguém dizer como: a rotina dos esquecidos os acabou."""
        return self.terminados().filter(resultado="")

    def abas_de(self, usuario: Usuario | int) -> AtendimentoQuerySet:
        """Os abertos de quem atende, na ordem em que começaram; `reservado`, se se consultou um sigiloso.

        Da conversa do portal, `palavras` são as primeiras que a pessoa escreveu, e `falou_em` a hora das
        últimas; `por_ler`, as mensagens dela que ele não viu, e `desde` a primeira.
        """
        sem_dizer_qual = AtoDoAtendimento.objects.filter(
            atendimento=models.OuterRef("pk"), tipo=Providencia.CONSULTOU, servico=None
        )
        da_pessoa = Mensagem.objects.filter(conversa=models.OuterRef("conversa"), de=DeQuem.PESSOA)
        curta = LessThan(Length("texto"), DIZ_POUCO)
        escritas = da_pessoa.exclude(texto="").annotate(curta=curta).order_by("curta", "ordem")
        vistas = models.OuterRef("conversa__lida_por_quem_atende")
        nao_vistas = da_pessoa.filter(ordem__gt=vistas).order_by("ordem")
        quantas = nao_vistas.order_by().values("conversa").values(quantas=models.Count("pk"))
        abertos = self.abertos().de(usuario)
        contados = abertos.annotate(
            reservado=models.Exists(sem_dizer_qual),
            por_ler=Coalesce(models.Subquery(quantas), 0),
            desde=models.Subquery(nao_vistas.values("em")[:1]),
            palavras=models.Subquery(escritas.values(inicio=Left("texto", PALAVRAS))[:1]),
            falou_em=Coalesce(models.Subquery(da_pessoa.order_by("-ordem").values("em")[:1]), "comecado_em"),
        )
        ao_lado = ("servico__publicada", "conversa__assunto", "conversa__interessado")
        return contados.select_related(*ao_lado).only(*NAS_ABAS).order_by("comecado_em")

    def desde(self, comeco: datetime) -> AtendimentoQuerySet:
        return self.filter(comecado_em__gte=comeco)


class Atendimento(models.Model):
    """Uma pessoa atendida uma vez: por quem, onde, por que canal, o que levou.

    `codigo` vai no endereço: vários correm ao mesmo tempo, e nada depende da janela nem da sessão.
    `reconhecido` é a parte de um caso em que a pessoa foi reconhecida, pelos fatos que disse ou pelo
    documento que mostrou; `identidade` diz como. `telefone` é o de onde liga, que não prova quem é.
    """

    ESCRITO = "atendimento nº "
    """Como se escreve no motivo de uma leitura, com o número."""

    codigo = models.UUIDField("código", default=uuid4, editable=False)
    atendente = models.ForeignKey(
        Usuario, models.PROTECT, related_name="+", verbose_name="atendente", db_index=False
    )
    unidade = models.ForeignKey(
        Unidade, models.PROTECT, related_name="+", verbose_name="onde", db_index=False
    )
    canal = models.CharField("canal", max_length=14, choices=Canal)
    comecado_em = models.DateTimeField("começado em", default=timezone.now)
    terminado_em = models.DateTimeField("terminado em", null=True, blank=True)
    resultado = models.CharField("resultado", max_length=12, choices=Resultado, blank=True)
    identidade = models.CharField(
        "identidade",
        max_length=10,
        choices=Interessado.Identidade,
        blank=True,
        help_text="Vazia: não se disse.",
    )
    reconhecido = models.ForeignKey(
        Interessado,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="quem foi reconhecido",
    )
    telefone = models.CharField("telefone de onde liga", max_length=20, blank=True)
    servico = models.ForeignKey(
        Servico,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="último serviço consultado",
        db_index=False,
    )
    conversa = models.ForeignKey(
        "Conversa",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="atendimentos",
        verbose_name="conversa",
        help_text="A do portal, se foi por ela.",
    )
    fora_do_turno = models.BooleanField("fora do turno", default=False, db_default=False)

    objects = models.Manager.from_queryset(AtendimentoQuerySet)()

    class Meta:
        verbose_name = "atendimento"
        constraints = [
            models.UniqueConstraint(
                fields=["codigo"], name="atendimento_codigo_unico", violation_error_message="Código já usado."
            ),
            models.CheckConstraint(
                condition=models.Q(terminado_em__isnull=False) | models.Q(resultado=""),
                name="atendimento_aberto_sem_resultado",
                violation_error_message="Só o atendimento que acabou tem resultado.",
            ),
            models.UniqueConstraint(
                fields=["conversa"],
                condition=models.Q(terminado_em=None, conversa__isnull=False),
                name="atendimento_um_por_conversa",
                violation_error_message="Alguém já atende esta conversa.",
            ),
        ]
        indexes = [
            models.Index(fields=["atendente", "comecado_em"], name="atendimento_do_atendente"),
            models.Index(fields=["unidade", "comecado_em"], name="atendimento_da_unidade"),
            models.Index(fields=["comecado_em", "id"], name="atendimento_por_hora"),
            models.Index(fields=["servico", "comecado_em"], name="atendimento_do_servico"),
            models.Index(
                fields=["comecado_em", "id"],
                condition=models.Q(terminado_em__isnull=False, resultado=""),
                name="atendimento_sem_resultado",
            ),
            models.Index(
                fields=["comecado_em"],
                condition=models.Q(terminado_em=None),
                name="atendimento_aberto",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ESCRITO}{self.pk}"

    @property
    def por_onde(self) -> str:
        """Por onde a pessoa falou, para se dizer num aviso: “por telefone, na Central 156”."""
        return POR_ONDE.get(Canal(self.canal), "num atendimento")

    @property
    def aberto(self) -> bool:
        """Verdadeiro enquanto não acabou."""
        return self.terminado_em is None

    @property
    def duracao(self) -> timedelta | None:
        """Do começo ao fim; None enquanto não acabou."""
        return self.terminado_em - self.comecado_em if self.terminado_em else None


class AtoDoAtendimento(models.Model):
    """Uma coisa que o atendente fez, com o protocolo ou o serviço de que se tratava."""

    atendimento = models.ForeignKey(
        Atendimento, models.PROTECT, related_name="atos", verbose_name="atendimento"
    )
    tipo = models.CharField("tipo", max_length=16, choices=Providencia)
    protocolo = models.CharField("protocolo", max_length=15, blank=True)
    servico = models.ForeignKey(
        Servico,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="serviço",
        db_index=False,
    )
    em = models.DateTimeField("em", default=timezone.now)

    class Meta:
        verbose_name = "ato do atendimento"
        verbose_name_plural = "atos dos atendimentos"
        ordering = ["em", "pk"]
        indexes = [
            models.Index(
                fields=["em", "servico"], name="ato_que_consultou", condition=models.Q(tipo="consultou")
            )
        ]

    def __str__(self) -> str:
        return self.get_tipo_display()
