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
from transparencia.models.chaves import Chave, Parceiro, PedidoDoParceiro, UsoDoParceiro
from transparencia.models.dados_abertos import ArquivoPublicado
from transparencia.models.paineis import Edicao, Numeros, NumerosQuerySet

__all__ = [
    "ArquivoPublicado",
    "AssinaturaDoBoletim",
    "Avaliacao",
    "Chave",
    "Convite",
    "Edicao",
    "LinhaDaAvaliacao",
    "LinhaQuerySet",
    "MedidasAdotadas",
    "Numeros",
    "NumerosQuerySet",
    "Parceiro",
    "PedidoDoParceiro",
    "RecusaDeConvite",
    "UsoDoParceiro",
]
