"""O registro forense de um caso."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, override

from django.db import models
from simple_history.models import HistoricalRecords


class HistoricoForense(HistoricalRecords):  # type: ignore[misc]
    """Guarda só as colunas de `FORENSES` do modelo: nenhum texto, nenhum endereço, ninguém que pede."""

    def __init__(self, *, no_db_index: Sequence[str]) -> None:
        super().__init__(
            history_id_field=models.BigAutoField(), no_db_index=no_db_index, verbose_name="histórico"
        )

    @override
    def create_history_model(self, model: Any, inherited: bool) -> Any:
        guardadas = {model._meta.pk.name, *model.FORENSES}
        self.excluded_fields = [campo.name for campo in model._meta.fields if campo.name not in guardadas]
        return super().create_history_model(model, inherited)
