"""O que se passou com uma solicitação: andamentos, fotos e as que deixaram de ser prova."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from protocolo import models as protocolo
from solicitacoes.models.solicitacoes import Solicitacao
from solicitacoes.situacoes import Tipo


class Andamento(protocolo.Andamento):
    """Um passo da solicitação."""

    TIPOS = Tipo

    caso = models.ForeignKey(Solicitacao, on_delete=models.PROTECT, related_name="andamentos", db_index=False)

    class Meta(protocolo.Andamento.Meta):
        abstract = False
        verbose_name = "andamento"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "ordem"],
                name="andamento_ordem_unica",
                violation_error_message="Este passo já existe.",
            )
        ]
        # os passos gravam-se na ordem do tempo: bastam umas páginas do índice para achar os mais novos
        indexes = [BrinIndex(fields=["em"], name="andamento_no_tempo", autosummarize=True)]


class Anexo(protocolo.Anexo):
    """Foto da solicitação."""

    caso = models.ForeignKey(Solicitacao, on_delete=models.PROTECT, related_name="anexos", db_index=False)

    class Meta(protocolo.Anexo.Meta):
        abstract = False
        verbose_name = "anexo"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "sha256"],
                name="anexo_sem_repeticao",
                violation_error_message="Esta foto já está no pedido.",
            )
        ]


class FotoTirada(protocolo.Anexo):
    """A foto da equipe que deixou de ser prova: só a equipe a vê; quem a tirou e por quê diz o andamento."""

    caso = models.ForeignKey(Solicitacao, on_delete=models.PROTECT, related_name="fotos_tiradas")
    tirada_na = models.PositiveIntegerField("saiu no andamento", help_text="A ordem do andamento.")

    class Meta(protocolo.Anexo.Meta):
        abstract = False
        verbose_name = "foto tirada da prova"
        verbose_name_plural = "fotos tiradas da prova"

    @classmethod
    def de(cls, foto: Anexo, *, tirada_na: int) -> Self:
        """A mesma foto, tirada no andamento desta ordem; por gravar."""
        da_foto = {campo.attname: getattr(foto, campo.attname) for campo in Anexo._meta.concrete_fields}
        return cls(**{nome: valor for nome, valor in da_foto.items() if nome != "id"}, tirada_na=tirada_na)
