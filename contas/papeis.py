"""Em que qualidade alguém age."""

from __future__ import annotations

from django.db.models import TextChoices

ADMINISTRACAO = "administracao"
"""Quem entra na administração: não é papel em caso nenhum, mas lê dados, e exige-se dele o segundo fator."""


class Papel(TextChoices):
    """Em que qualidade alguém age num caso."""

    INTERESSADO = "interessado", "Munícipe"
    ATENDENTE = "atendente", "Atendente"
    SERVIDOR = "servidor", "Servidor"
    CHEFIA = "chefia", "Chefia da unidade"
    SIC = "sic", "Serviço de Informação ao Cidadão"
    AUTORIDADE = "autoridade", "Autoridade máxima do órgão"
    OUVIDORIA = "ouvidoria", "Ouvidoria Geral do Município"
    CORREGEDORIA = "corregedoria", "Corregedoria Geral do Município"
    INTERLOCUTOR = "interlocutor", "Interlocutor do órgão"
    CMAI = "cmai", "Comissão Municipal de Acesso à Informação"
    INTEGRACAO = "integracao", "Integração"
    SISTEMA = "sistema", "Sistema"
