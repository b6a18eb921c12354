"""Assistente: os passos de quem pede, do rascunho ao envio."""
