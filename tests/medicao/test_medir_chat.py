"""A carga das conversas: poucas, por segundos, no servidor de verdade; toda mensagem chega ao outro lado."""

from __future__ import annotations

import pytest

from tests.instalacao import Instalacao, instalar
from tests.medicao.carga_do_chat import MARCA, Atendendo, Conversando, percorrer
from tests.medicao.servidor import cpu_de

pytestmark = [pytest.mark.processo, pytest.mark.timeout(300)]

ENCHER = "from tests.medicao.carga_do_chat import conversas_abertas; print(repr(conversas_abertas(6)))"
LIGADOS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
CHAVES = {"conversas", "mensagens", "perdidas", "dobradas", "p95_ms", "cpu_por_cento"}


def abertas(no_ar: Instalacao) -> list[Atendendo]:
    """As que se abriram no banco da instalação, lidas do que ela escreveu."""
    dito = no_ar.python(ENCHER).splitlines()[-1]
    feitas: list[Atendendo] = eval(dito, {"Atendendo": Atendendo, "Conversando": Conversando})  # noqa: S307
    return feitas


def test_as_mensagens_chegam_e_a_medida_conta_o_que_fez() -> None:
    with instalar() as no_ar:
        web = no_ar.subir("web").processo.pid

        def cpu() -> dict[str, float]:
            return {"web": cpu_de([web]), "banco": cpu_de(no_ar.ler(LIGADOS))}

        def gravadas() -> list[str]:
            return list(no_ar.ler("SELECT texto FROM atendimento_mensagem WHERE texto LIKE 'marca-%%'"))

        medidas, durou, gasta = percorrer(no_ar.porta, abertas(no_ar), segundos=6, cpu=cpu, entre=3)
        resumo = medidas.resumir(conversas=6, segundos=durou, cpu=gasta, gravadas=gravadas())
        assert not medidas.erros, no_ar.registros()
        assert set(resumo) >= CHAVES
        assert resumo["mensagens"] == len({m[0] for texto in gravadas() if (m := MARCA.search(texto))}) > 0
        assert (resumo["perdidas"], resumo["dobradas"]) == (0, 0)
