"""Manifestar-se, pelo portal ou no balcão: o roteiro, as perguntas, o envio e o comprovante."""
