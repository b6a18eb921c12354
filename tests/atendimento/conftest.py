"""O que todo teste do atendimento encontra: os mundos das solicitações."""

from tests.solicitacoes.conftest import caixa_do_arquivo, limites_zerados, territorio_do_arquivo

__all__ = ["caixa_do_arquivo", "limites_zerados", "territorio_do_arquivo"]
