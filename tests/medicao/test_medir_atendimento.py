"""A carga da mesa: poucos atendentes por segundos, contra o servidor de verdade, sem nenhum erro."""

from __future__ import annotations

import pytest

from tests.instalacao import instalar
from tests.medicao.carga_da_mesa import carregar
from tests.medicao.servidor import cpu_de

pytestmark = [pytest.mark.processo, pytest.mark.timeout(300)]

ENCHER = "from tests.medicao.carga_da_mesa import encher; print(*encher(5))"
LIGADOS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
CHAVES = {"atendentes", "pedidos_por_segundo", "segundos", "p50_ms", "p95_ms", "erros", "cpu_por_cento"}


def test_a_mesa_aguenta_e_a_medida_conta_o_que_fez() -> None:
    with instalar() as no_ar:
        web = no_ar.subir("web").processo.pid
        sessoes = no_ar.python(ENCHER).split()[-5:]

        def cpu() -> float:
            return cpu_de([web, *no_ar.ler(LIGADOS)])

        resumo, erros = carregar(no_ar.porta, sessoes, por_segundo=8, segundos=3, cpu=cpu)
        assert not erros, no_ar.registros()
        assert set(resumo) == CHAVES
        assert resumo["atendentes"] == len(sessoes)
        assert resumo["cpu_por_cento"] > 0
        feitos = no_ar.ler("SELECT resultado FROM atendimento_atendimento")
        assert feitos == ["pedido"] * 3
        assert no_ar.ler("SELECT count(*) FROM solicitacoes_solicitacao") == [3]
        assert resumo["p50_ms"] <= resumo["p95_ms"]
