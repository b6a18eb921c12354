"""A carga da mesa e a das conversas: poucos, por segundos, no servidor de verdade, sem nenhum erro.

De dia, as mesmas sessões e conversas, abertas por estas cargas, servem a `test_cair.py` e à conversa ao vivo.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.instalacao import Instalacao, instalar
from tests.medicao.carga_da_mesa import carregar
from tests.medicao.carga_do_chat import MARCA, Atendendo, Conversando, percorrer
from tests.medicao.mundo import jornada
from tests.medicao.servidor import cpu_de

pytestmark = [pytest.mark.processo, pytest.mark.noturno, pytest.mark.timeout(300)]

ENCHER = """
from tests.medicao.carga_da_mesa import encher
from tests.medicao.carga_do_chat import conversas_abertas
print(*encher(5, de="mesa"))
print(repr(conversas_abertas(6)))
"""
LIGADOS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
DA_MESA = {"atendentes", "pedidos_por_segundo", "segundos", "p50_ms", "p95_ms", "erros", "cpu_por_cento"}
DO_CHAT = {
    "conversas",
    "mensagens",
    "perdidas",
    "dobradas",
    "p95_ms",
    "cpu_por_cento",
    "ligacoes",
    "reconexoes",
}


@dataclass(frozen=True)
class Cheia:
    """Uma instalação no ar, com quem atende já dentro e as conversas abertas."""

    no_ar: Instalacao
    sessoes: list[str]
    abertas: list[Atendendo]

    @property
    def web(self) -> int:
        return self.no_ar.filhos["web"].processo.pid


@pytest.fixture(scope="module")
def cheia() -> Iterator[Cheia]:
    with instalar() as no_ar:
        no_ar.subir("web")
        da_mesa, do_chat = no_ar.python(ENCHER).splitlines()[-2:]
        nomes = {"Atendendo": Atendendo, "Conversando": Conversando}
        yield Cheia(no_ar, da_mesa.split(), eval(do_chat, nomes))  # noqa: S307  o que este projeto escreveu


def test_a_mesa_aguenta_e_a_medida_conta_o_que_fez(cheia: Cheia) -> None:
    no_ar = cheia.no_ar

    def cpu() -> float:
        return cpu_de([cheia.web, *no_ar.ler(LIGADOS)])

    resumo, erros = carregar(no_ar.porta, cheia.sessoes, por_segundo=24, segundos=1, cpu=cpu, entre=0.2)
    assert not erros, no_ar.registros()
    assert set(resumo) == DA_MESA
    assert resumo["atendentes"] == len(cheia.sessoes)
    assert resumo["cpu_por_cento"] > 0
    feitos = no_ar.ler("SELECT resultado FROM atendimento_atendimento WHERE conversa_id IS NULL")
    assert feitos == ["pedido"] * 3
    assert no_ar.ler("SELECT count(*) FROM solicitacoes_solicitacao") == [3]
    assert resumo["p50_ms"] <= resumo["p95_ms"]


def test_as_mensagens_chegam_e_a_medida_conta_o_que_fez(cheia: Cheia) -> None:
    no_ar = cheia.no_ar

    def cpu() -> dict[str, float]:
        return {"web": cpu_de([cheia.web]), "banco": cpu_de(no_ar.ler(LIGADOS))}

    def gravadas() -> list[str]:
        return list(no_ar.ler("SELECT texto FROM atendimento_mensagem WHERE texto LIKE 'marca-%%'"))

    medidas, durou, gasta = percorrer(no_ar.porta, cheia.abertas, segundos=2.5, cpu=cpu, entre=1.5)
    resumo = medidas.resumir(conversas=6, segundos=durou, cpu=gasta, gravadas=gravadas())
    assert not medidas.erros, no_ar.registros()
    assert set(resumo) >= DO_CHAT
    assert resumo["mensagens"] == len({m[0] for texto in gravadas() if (m := MARCA.search(texto))}) > 0
    assert (resumo["perdidas"], resumo["dobradas"]) == (0, 0)


def test_a_jornada_faz_um_pedido_inteiro(cheia: Cheia) -> None:
    ja = cheia.no_ar.ler("SELECT count(*) FROM solicitacoes_solicitacao")[0]
    jornada(cheia.no_ar.porta)
    assert cheia.no_ar.ler("SELECT count(*) FROM solicitacoes_solicitacao") == [ja + 1]
