"""O sigilo é do pedido: os de antes da coluna, e os que a versão anterior grava enquanto se atualiza."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from solicitacoes import tasks
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco

MIGRACAO = import_module("solicitacoes.migrations.0030_sigilo_dos_pedidos")
LOTE = 2


@pytest.mark.django_db
def test_os_de_antes_ficam_com_o_sigilo_do_servico_de_hoje_ou_de_quando_se_pediu(
    monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """O nunca sigiloso não muda; os outros, todos, ainda que não caibam num lote."""
    monkeypatch.setattr(MIGRACAO, "LOTE", LOTE)
    monkeypatch.setattr("solicitacoes.acoes.sigilo.LOTE", LOTE)
    nunca = elenco.servico("nunca", "Nunca")
    depois = elenco.servico("depois", "Depois")
    ja_foi = elenco.servico("ja-foi", "Já foi", sigilosa=True)
    for servico in (nunca, depois, ja_foi):
        elenco.iguais(3, elenco.unidade(), servico=servico)
    elenco.publicar_outra(depois, sigilosa=True)
    elenco.publicar_outra(ja_foi, sigilosa=False)
    elenco.iguais(1, elenco.unidade(), servico=ja_foi)
    esperados = sorted(Solicitacao.objects.filter(sigilosa=True).values_list("pk", flat=True))
    assert len(esperados) == 6
    for nome, encher in (
        ("a migração", lambda: MIGRACAO.preencher(apps, None)),
        ("a rotina", tasks.proteger_os_de_antes),
    ):
        with subtests.test(nome):
            Solicitacao.objects.update(sigilosa=False)
            encher()
            assert sorted(Solicitacao.objects.filter(sigilosa=True).values_list("pk", flat=True)) == esperados
