"""O que todo teste do aplicativo encontra."""

from tests.solicitacoes.conftest import limites_zerados, territorio_do_arquivo

__all__ = ["limites_zerados", "territorio_do_arquivo"]
