"""Os modelos da sala, um arquivo por área."""

from transparencia.models.dados_abertos import ArquivoPublicado

__all__ = ["ArquivoPublicado"]
