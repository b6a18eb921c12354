"""O registro forense de um caso guarda só as colunas que o modelo diz."""

from __future__ import annotations

import pytest

from esic.models import Pedido
from ouvidoria.models import Manifestacao
from protocolo.models import CasoComPrazo
from solicitacoes.models import Solicitacao


@pytest.mark.parametrize("modelo", [Pedido, Manifestacao, Solicitacao])
def test_so_as_colunas_forenses(modelo: type[CasoComPrazo]) -> None:
    historico = modelo.history.model  # type: ignore[attr-defined]
    assert {campo.name for campo in historico.tracked_fields} == {"id", *modelo.FORENSES}  # type: ignore[attr-defined]
    assert not {"texto", "descricao", "conclusao", "interessado"} & {c.name for c in historico._meta.fields}
