"""A recusa de um texto fala do que ele é: um motivo curto não é uma resposta curta."""

from __future__ import annotations

import pytest
from django import forms

from esic.recursos.atos import ATOS as DO_RECURSO
from esic.sic.atos import ATOS as DO_SIC
from mesas.forms import TextoAoMunicipe
from ouvidoria.denuncia.atos import ATOS as DA_DENUNCIA
from ouvidoria.mesa.atos import ATOS as DA_MESA
from ouvidoria.orgao.atos import ATOS as DO_ORGAO
from solicitacoes.caixa.atos import ATOS as DA_CAIXA

MESAS = (DA_CAIXA, DA_MESA, DA_DENUNCIA, DO_ORGAO, DO_SIC, DO_RECURSO)
QUEM_NAO_RESPONDE = {
    "motivo": ("Este motivo", "Este texto"),
    "razao": ("Este motivo",),
    "finalidade": ("Este motivo",),
    "pergunta": ("Esta pergunta",),
}


def test_o_que_nao_e_resposta_nao_recebe_o_erro_de_uma(subtests: pytest.Subtests) -> None:
    """Todo campo de texto dos atos de todas as mesas, com um texto curto demais."""
    conferidos = set()
    for ato in (ato for atos in MESAS for ato in atos.values()):
        for nome, campo in ato.form.base_fields.items():
            if not isinstance(campo, TextoAoMunicipe) or nome not in QUEM_NAO_RESPONDE:
                continue
            conferidos.add(nome)
            with subtests.test(f"{ato.nome}: {nome}"), pytest.raises(forms.ValidationError) as recusa:
                campo.clean("ok")
            assert recusa.value.messages[0].startswith(QUEM_NAO_RESPONDE[nome])
    assert conferidos == QUEM_NAO_RESPONDE.keys()
