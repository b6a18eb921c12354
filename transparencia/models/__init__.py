"""Os modelos da sala, um arquivo por área."""

from transparencia.models.avaliacao import (
    Avaliacao,
    Convite,
    LinhaDaAvaliacao,
    LinhaQuerySet,
    MedidasAdotadas,
    RecusaDeConvite,
)
from transparencia.models.paineis import (
    ContagemDosPaineis,
    Numeros,
    NumerosQuerySet,
    Retrato,
    SeguidorDoBairro,
)

__all__ = [
    "Avaliacao",
    "ContagemDosPaineis",
    "Convite",
    "LinhaDaAvaliacao",
    "LinhaQuerySet",
    "MedidasAdotadas",
    "Numeros",
    "NumerosQuerySet",
    "RecusaDeConvite",
    "Retrato",
    "SeguidorDoBairro",
]
