"""Vinte bombas, 64 dados abertos, 200 que não leem e 200 que não acabam: a página inicial não espera.

As versões de segundos: `tests/sp156/test_perder_threads.py` e `test_receber_envios.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.instalacao import Instalacao, esperar, instalar
from tests.lacos import rodar
from tests.medicao.lentos import Alvo
from tests.medicao.tudo_de_uma_vez import BOMBAS, atacar
from tests.navegante import Navegante
from tests.sp156.test_proxy import diante_de

pytestmark = [pytest.mark.processo, pytest.mark.timeout(900)]

VEZES, PISO, SEM_PROXY = 3, 0.25, 0.5
"""Quanto o p95 da página inicial pode crescer; e os segundos que, na máquina rápida, sempre se dão. Sem o
nginx, que limita os dados abertos, dá-se o dobro: quem ataca divide os dois núcleos com quem atende."""
PERGUNTAS = 16
"""Seguidas, cada uma numa ligação: nenhum dos dois processos fica por perguntar."""
ENTRAR = """
from django.test import Client
from contas.models import Usuario
cliente = Client()
cliente.force_login(Usuario.objects.create_superuser(nome="Ana", email="ana@exemplo.invalid"))
print(cliente.cookies["sessionid"].value)
"""


def todos_vivos(no_ar: Instalacao) -> bool:
    return all(Navegante(no_ar.porta).get("/saude/viva/").status_code == 200 for _ in range(PERGUNTAS))


@pytest.mark.noturno
def test_tudo_de_uma_vez_nao_faz_esperar_a_pagina_inicial(tmp_path: Path, subtests: pytest.Subtests) -> None:
    with instalar(processos_da_web=2) as no_ar:
        for nome in ("arquivos", "web"):
            no_ar.subir(nome)
        sessao = no_ar.python(ENTRAR).strip()
        with diante_de(no_ar.porta, tmp_path) as proxy:
            cenas = (("sozinho", no_ar.porta, SEM_PROXY), ("atrás do nginx", proxy.porta, PISO))
            for nome, porta, piso in cenas:
                with subtests.test(nome):
                    medida = rodar(atacar(Alvo(porta), sessao, enderecos=8))
                    print(nome, medida)  # noqa: T201
                    assert medida.bombas.total() - medida.bombas[0] == BOMBAS, no_ar.registros()
                    esperar(lambda: todos_vivos(no_ar), 150, falta="um processo voltar")
                    assert no_ar.filhos["web"].vivo
                    assert set(medida.pagina) == {200}
                    assert medida.atacado <= max(VEZES * medida.calmo, piso)
