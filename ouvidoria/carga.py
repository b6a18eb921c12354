"""Carga do que a Ouvidoria encontra pronto: os lembretes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ouvidoria.models import Lembrete
from protocolo.carga import carregar_lembretes

carregar = partial(carregar_lembretes, Lembrete, Path(__file__).parent / "dados" / "lembretes.yaml")
