"""Os modelos da sala, um arquivo por área."""

from transparencia.models.chaves import Chave, Parceiro, PedidoDoParceiro, UsoDoParceiro

__all__ = ["Chave", "Parceiro", "PedidoDoParceiro", "UsoDoParceiro"]
