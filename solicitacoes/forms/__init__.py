"""Formulários das solicitações: leem e conferem o que foi digitado; quem grava são as ações."""
