"""Os modelos da sala, um arquivo por área."""

from transparencia.models.avaliacao import (
    Avaliacao,
    Convite,
    LinhaDaAvaliacao,
    LinhaQuerySet,
    MedidasAdotadas,
    RecusaDeConvite,
)
from transparencia.models.chaves import Chave, Parceiro, PedidoDoParceiro, UsoDoParceiro
from transparencia.models.dados_abertos import ArquivoPublicado

__all__ = [
    "ArquivoPublicado",
    "Avaliacao",
    "Chave",
    "Convite",
    "LinhaDaAvaliacao",
    "LinhaQuerySet",
    "MedidasAdotadas",
    "Parceiro",
    "PedidoDoParceiro",
    "RecusaDeConvite",
    "UsoDoParceiro",
]
