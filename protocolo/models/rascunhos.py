"""O que ainda não foi enviado: as respostas e os arquivos de um pedido, ou o que se escrevia numa página."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from contas.models import Usuario
from protocolo.models.casos import ComArquivo


class Rascunho(models.Model):
    """Respostas e arquivos de um pedido ainda não enviado; a `uuid` é a chave de envio.

    Pertence ao usuário que o criou ou, sem conta, ao navegador que guarda o cookie assinado, ou ao aparelho
    que o começou: `posse` é o resumo do segredo que ele sorteou. No sigiloso, quem é a pessoa só se guarda
    cifrado, e os arquivos perdem o nome que tinham (`assistente.rascunhos`).
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
    posse = models.CharField("posse", max_length=64, blank=True, db_default="")
    sigiloso = models.BooleanField("de uma denúncia", default=False, db_default=False)
    criado_em = models.DateTimeField("criado em", default=timezone.now)
    expira_em = models.DateTimeField("expira em")

    class Meta:
        verbose_name = "rascunho"
        indexes = [models.Index(fields=["expira_em"], name="rascunho_expira")]

    def __str__(self) -> str:
        return f"{self.tipo} {self.uuid}"


class ArquivoDeRascunho(ComArquivo):
    """Foto já tratada que espera o envio do rascunho; depois passa a ser um anexo do caso."""

    rascunho = models.ForeignKey(Rascunho, on_delete=models.CASCADE, related_name="arquivos")
    arquivo = models.FileField("arquivo", upload_to="anexos/%Y/%m", max_length=200)
    miniatura = models.FileField("miniatura", upload_to="anexos/%Y/%m", max_length=200)
    nome = models.CharField("nome", max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)
    do_original = models.CharField("SHA-256 do que se mandou", max_length=64, blank=True)
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
