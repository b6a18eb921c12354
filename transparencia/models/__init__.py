"""Os modelos da sala, um arquivo por área."""

from transparencia.models.avaliacao import (
    Avaliacao,
    Convite,
    LinhaDaAvaliacao,
    LinhaQuerySet,
    MedidasAdotadas,
    RecusaDeConvite,
)
from transparencia.models.dados_abertos import ArquivoPublicado
from transparencia.models.paineis import Numeros, Publicacao

__all__ = [
    "ArquivoPublicado",
    "Avaliacao",
    "Convite",
    "LinhaDaAvaliacao",
    "LinhaQuerySet",
    "MedidasAdotadas",
    "Numeros",
    "Publicacao",
    "RecusaDeConvite",
]
