"""Os modelos da sala, um arquivo por área."""

from transparencia.models.avaliacao import (
    Avaliacao,
    Convite,
    LinhaDaAvaliacao,
    LinhaQuerySet,
    MedidasAdotadas,
    RecusaDeConvite,
)

__all__ = ["Avaliacao", "Convite", "LinhaDaAvaliacao", "LinhaQuerySet", "MedidasAdotadas", "RecusaDeConvite"]
