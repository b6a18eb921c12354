"""Os modelos da sala, um arquivo por área."""

from transparencia.models.avaliacao import (
    Avaliacao,
    Convite,
    LinhaDaAvaliacao,
    LinhaQuerySet,
    MedidasAdotadas,
    RecusaDeConvite,
)
from transparencia.models.boletim import AssinaturaDoBoletim
from transparencia.models.dados_abertos import ArquivoPublicado

__all__ = [
    "ArquivoPublicado",
    "AssinaturaDoBoletim",
    "Avaliacao",
    "Convite",
    "LinhaDaAvaliacao",
    "LinhaQuerySet",
    "MedidasAdotadas",
    "RecusaDeConvite",
]
