"""O que houve com um aviso em cada canal, e os aparelhos que aceitam avisos."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from avisos.models.avisos import Aviso
from avisos.situacoes import ABERTOS, Canal, SituacaoDoEnvio
from contas.models import Usuario


class Envio(models.Model):
    """A passagem de um aviso por um canal: uma linha por aviso e canal, com as tentativas contadas.

    `proxima_em` é quando se deixa de esperar a confirmação. `partes` e `custo` (em reais) são os da tentativa
    aceita. O endereço nunca é copiado para cá.
    """

    Situacao = SituacaoDoEnvio

    aviso = models.ForeignKey(Aviso, on_delete=models.CASCADE, related_name="envios", db_index=False)
    canal = models.CharField("canal", max_length=8, choices=Canal)
    situacao = models.CharField(
        "situação", max_length=16, choices=SituacaoDoEnvio, default=SituacaoDoEnvio.CRIADO
    )
    id_no_provedor = models.CharField("número no provedor", max_length=200, blank=True)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    partes = models.PositiveSmallIntegerField("partes", default=0)
    custo = models.DecimalField("custo (R$)", max_digits=9, decimal_places=4, default=0)
    criado_em = models.DateTimeField("criado em", default=timezone.now)
    aceito_em = models.DateTimeField("aceito em", null=True, blank=True)
    proxima_em = models.DateTimeField("espera a confirmação até", null=True, blank=True)
    mudou_em = models.DateTimeField("última notícia em", null=True, blank=True)
    lido_em = models.DateTimeField("lido em", null=True, blank=True)
    queixa_em = models.DateTimeField("marcado como lixo em", null=True, blank=True)
    erro = models.CharField("o que houve", max_length=300, blank=True)

    class Meta:
        verbose_name = "envio"
        constraints = [
            models.UniqueConstraint(
                fields=["aviso", "canal"],
                name="envio_um_por_canal",
                violation_error_message="Este aviso já passou por este canal.",
            )
        ]
        indexes = [
            models.Index(
                fields=["id_no_provedor"],
                condition=~models.Q(id_no_provedor=""),
                name="envio_do_provedor",
            ),
            models.Index(
                fields=["proxima_em"],
                condition=models.Q(situacao="enviando"),
                name="envio_a_confirmar",
            ),
            models.Index(fields=["criado_em"], name="envio_por_dia"),
            models.Index(
                fields=["queixa_em"],
                condition=models.Q(queixa_em__isnull=False),
                name="envio_com_queixa",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_canal_display()} do aviso {self.aviso_id}"

    @property
    def final(self) -> bool:
        """Já não muda por nossa conta."""
        return self.situacao not in ABERTOS

    @property
    def o_que_houve(self) -> str:
        """Em palavras, sem prometer o que o canal não sabe dizer."""
        if self.queixa_em:
            return "A pessoa marcou como lixo"
        if self.lido_em:
            return "Lido"
        if self.situacao == SituacaoDoEnvio.ENTREGUE and self.canal == Canal.EMAIL:
            return "Aceito pelo correio, e não voltou"
        return self.get_situacao_display()


class AssinaturaPush(models.Model):
    """Um aparelho em que a pessoa aceitou avisos; some quando o serviço de push diz que acabou.

    `aparelho` é o do cookie (`contas.aparelhos`): por ele se acha a linha de quem sai ou entra ali.
    """

    usuario = models.ForeignKey(Usuario, on_delete=models.CASCADE, related_name="assinaturas_push")
    endpoint = models.URLField("endereço no serviço de push", max_length=500)
    p256dh = models.CharField("chave pública do aparelho", max_length=120)
    auth = models.CharField("segredo do aparelho", max_length=60)
    nome = models.CharField("nome", max_length=60, blank=True, db_default="")
    aparelho = models.CharField("o aparelho do cookie", max_length=12, blank=True, db_default="")
    ultimo_aviso_em = models.DateTimeField("último aviso em", null=True, blank=True)
    criada_em = models.DateTimeField("criada em", default=timezone.now)

    class Meta:
        verbose_name = "aparelho com avisos"
        verbose_name_plural = "aparelhos com avisos"
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"],
                name="assinatura_push_unica",
                violation_error_message="Este aparelho já recebe avisos.",
            )
        ]

    def __str__(self) -> str:
        return self.nome or f"aparelho {self.pk}"
