"""Quem chefia uma unidade: a equipe, os modelos de resposta, o painel e o resumo da semana."""
