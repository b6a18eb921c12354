"""O que cada página do assistente custa ao banco: só lê, e não mais com mais fotos."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.solicitacoes.pedindo import PEQUENO, Pedinte, foto, territorio

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("territorio_do_arquivo")]

TETOS = {
    # Uma é a dos números de emergência das respostas que dizem perigo.
    "detalhes/": 6,
    # Três são do mapa (se há contornos, os nomes dos distritos e os das ruas), e uma, de quanto tem levado.
    "conferir/": 10,
    # Três são da chave de acesso: a série do protocolo, se alguma da sessão foi trocada (ADR 0036), e se este
    # aparelho pode lembrar o pedido (ADR 0043).
    "confirmacao/": 9,
    "recibo/": 9,
}


@pytest.fixture
def quem(client: Client) -> Pedinte:
    territorio()
    return Pedinte(client)


def consultas(quem: Pedinte, pagina: str) -> list[str]:
    with CaptureQueriesContext(connection) as vistas:
        assert quem.ver(pagina).status_code == 200
    return [vista["sql"] for vista in vistas.captured_queries]


def com_fotos(quem: Pedinte, quantas: int) -> None:
    cores = ["red", "blue", "green", "black", "white"][:quantas]
    quem.mandar("detalhes/", {**PEQUENO, "fotos": [foto(f"{cor}.jpg", cor) for cor in cores]})


@pytest.mark.parametrize("pagina", TETOS)
def test_so_le_e_dentro_do_teto(quem: Pedinte, pagina: str) -> None:
    quem.ate("conferir")
    if pagina in {"confirmacao/", "recibo/"}:
        quem.mandar("conferir/")
    feitas = consultas(quem, pagina)
    assert [sql for sql in feitas if not sql.startswith("SELECT")] == []
    assert len(feitas) <= TETOS[pagina], "\n".join(feitas)


def test_o_comeco_le_o_servico_uma_vez(quem: Pedinte) -> None:
    with CaptureQueriesContext(connection) as vistas:
        quem.comecar()
    assert len([vista for vista in vistas if 'FROM "guia_servico"' in vista["sql"]]) == 1


@pytest.mark.parametrize(("procurado", "teto"), [({"logradouro": "libero"}, 3), ({"cep": "01009-000"}, 2)])
def test_uma_sugestao_custa_pouco(quem: Pedinte, procurado: dict[str, str], teto: int) -> None:
    with CaptureQueriesContext(connection) as vistas:
        assert quem.client.get("/solicitar/tapa-buraco/ruas/", procurado).status_code == 200
    assert len(vistas) <= teto


@pytest.mark.parametrize("pagina", ["detalhes/", "conferir/"])
def test_mais_fotos_nao_custam_mais_consultas(quem: Pedinte, pagina: str) -> None:
    quem.ate("conferir")
    com_fotos(quem, 1)
    uma = len(consultas(quem, pagina))
    com_fotos(quem, 5)
    assert quem.rascunho.arquivos.count() == 5
    assert len(consultas(quem, pagina)) == uma
