"""Guia de Serviços: serviços, versões, publicação e busca."""
