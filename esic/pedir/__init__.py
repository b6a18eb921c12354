"""Pedir informação, pelo portal ou no balcão: o roteiro, o conselho, o envio e o comprovante."""
