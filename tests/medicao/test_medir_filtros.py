"""A medição dos filtros enche a cidade de pedidos que valem, e mede cada filtro e cada painel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from tests.medicao.massa_da_caixa import CAIXA
from tests.medicao.massa_da_cidade import encher
from tests.medicao.paginas_dos_filtros import DOS_ABERTOS, DOS_ENCERRADOS


@pytest.fixture(autouse=True)
def conexao_do_teste() -> Iterator[None]:
    """Um pedido não fecha a conexão, que leva a transação do teste."""
    sinais = (request_started, request_finished)
    for sinal in sinais:
        sinal.disconnect(close_old_connections)
    yield
    for sinal in sinais:
        sinal.connect(close_old_connections)


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_mede_cada_filtro_e_cada_painel() -> None:
    saida = StringIO()
    call_command("medir_filtros", "--encher=600", "--repeticoes=1", "--json", stdout=saida)
    paginas = json.loads(saida.getvalue())["paginas"]
    assert len(paginas) == len(DOS_ABERTOS) + len(DOS_ENCERRADOS) + 4 * 4
    assert {pagina["alvo_ms"] for nome, pagina in paginas.items() if "painel" not in nome} == {25.0}


@pytest.mark.usefixtures("conteudo_do_projeto")
def test_a_massa_se_completa_e_os_indices_voltam() -> None:
    def indices() -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'solicitacoes_solicitacao'")
            return {definicao for (definicao,) in cursor.fetchall()}

    antes, unidade = indices(), Unidade.objects.get(sigla=CAIXA)
    encher(unidade.pk, 300)
    encher(unidade.pk, 600)
    encher(unidade.pk, 600)
    assert indices() == antes
    assert Solicitacao.objects.count() == 600
    abertos = Solicitacao.objects.abertas()
    assert (abertos.count(), abertos.filter(unidade=unidade).count()) == (12, 2)
    encerrados = Solicitacao.objects.encerradas().filter(unidade=unidade)
    assert encerrados.count() > 250
    assert not encerrados.filter(com_foto=True).exists()
