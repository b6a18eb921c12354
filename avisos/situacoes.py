"""Por onde um aviso vai, de que tipo ele é e em que pé está cada envio: só palavras."""

from __future__ import annotations

from django.db import models


class Canal(models.TextChoices):
    """Por onde se avisa. A ordem é a da cidade: a pessoa diz por qual começa."""

    EMAIL = "email", "E-mail"
    WHATSAPP = "whatsapp", "WhatsApp"
    SMS = "sms", "SMS"
    PUSH = "push", "Aviso no aparelho"


COM_RECIBO = (Canal.SMS, Canal.WHATSAPP)
"""Os canais que dizem depois se a mensagem chegou; dos outros só se sabe o que voltou."""
QUE_TOCAM = (Canal.SMS, Canal.WHATSAPP, Canal.PUSH)
"""Os canais que fazem barulho no aparelho: esperam as horas de silêncio."""


class TipoDeAviso(models.TextChoices):
    """Os assuntos por que a pessoa escolhe os canais."""

    ANDAMENTO = "andamento", "Novidades do que você pediu"
    PERGUNTA = "pergunta", "Perguntas que esperam a sua resposta"
    RESPOSTA = "resposta", "Respostas e decisões"
    PRAZO = "prazo", "Prazos que mudaram ou venceram"


BASTA_O_APARELHO = (TipoDeAviso.ANDAMENTO,)
"""Os assuntos a que basta o aparelho, que não diz se a pessoa os viu; os outros pedem algo ou têm prazo."""


class SituacaoDoEnvio(models.TextChoices):
    """Em que pé está a mensagem naquele canal; as três falhas e a entrega são finais."""

    CRIADO = "criado", "Na fila"
    ENVIANDO = "enviando", "Enviado, sem confirmação"
    ENTREGUE = "entregue", "Entregue"
    FALHA_TEMPORARIA = "falha_temporaria", "Não chegou agora"
    FALHA_PERMANENTE = "falha_permanente", "Não existe ou recusa"
    FALHA_TECNICA = "falha_tecnica", "Falha nossa ou de quem envia"


ABERTOS = (SituacaoDoEnvio.CRIADO, SituacaoDoEnvio.ENVIANDO)
"""Ainda não se sabe se chegou."""
FALHAS = (
    SituacaoDoEnvio.FALHA_TEMPORARIA,
    SituacaoDoEnvio.FALHA_PERMANENTE,
    SituacaoDoEnvio.FALHA_TECNICA,
)
