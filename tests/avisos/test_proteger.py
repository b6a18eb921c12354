"""Um aviso ruim não para os outros, e o endereço de quem o recebe não sai do interessado."""

from __future__ import annotations

import logging

import pytest

from avisos.entrega import Entregues, entregar_pendentes
from avisos.models import Aviso
from contas.acoes import selar
from tests.avisos.factories import AvisoFactory
from tests.correio import Correio

pytestmark = pytest.mark.django_db
IMPOSSIVEL = "ana@xn--ä.com"
"""O formulário aceita, mas nenhum servidor tem este nome: escrever o envelope falha."""


def test_endereco_que_nao_se_escreve_nao_para_a_fila(correio: Correio) -> None:
    ruim = AvisoFactory.create(interessado__email=IMPOSSIVEL)
    bom = AvisoFactory.create(interessado__email="bia@exemplo.invalid", proxima_em=ruim.proxima_em)
    assert entregar_pendentes() == Entregues(enviados=1, adiados=1)
    for aviso, situacao in ((ruim, Aviso.Situacao.FALHOU), (bom, Aviso.Situacao.ENVIADO)):
        aviso.refresh_from_db()
        assert aviso.situacao == situacao


def test_selo_que_nao_abre_espera_e_nao_para_a_fila(correio: Correio) -> None:
    fechado = AvisoFactory.create()
    assert fechado.interessado is not None
    selo = selar(interessado=fechado.interessado)
    selo.cifrado = b"de uma chave que se perdeu"
    selo.save()
    AvisoFactory.create(interessado__email="bia@exemplo.invalid")
    assert entregar_pendentes() == Entregues(enviados=1, adiados=1)
    fechado.refresh_from_db()
    assert fechado.situacao == Aviso.Situacao.PENDENTE


@pytest.mark.parametrize("codigo", ["550", "450"])
def test_a_recusa_nao_guarda_nem_registra_o_endereco(
    correio: Correio, caplog: pytest.LogCaptureFixture, codigo: str
) -> None:
    aviso = AvisoFactory.create(interessado__email="ana.souza@exemplo.invalid")
    correio.recusas["RCPT"] = f"{codigo} 5.1.1 <ana.souza@exemplo.invalid>: caixa inexistente"
    with caplog.at_level(logging.INFO):
        entregar_pendentes()
    aviso.refresh_from_db()
    assert "caixa inexistente" in aviso.erro
    registrado = [
        r.getMessage() for r in caplog.records if r.name.startswith("avisos")
    ]  # o SMTP do teste fala
    assert "ana.souza" not in aviso.erro + "".join(registrado)
