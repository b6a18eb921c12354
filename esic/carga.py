"""Carga do que o acesso à informação encontra pronto: os lembretes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from esic.models import Lembrete
from protocolo.carga import carregar_lembretes

carregar = partial(carregar_lembretes, Lembrete, Path(__file__).parent / "dados" / "lembretes.yaml")
