"""Pedir um serviço: o roteiro, os passos, o envio e o comprovante."""
