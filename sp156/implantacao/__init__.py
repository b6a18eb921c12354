"""Pôr uma versão no ar: migrar com prazos, recusar o salto grande."""
