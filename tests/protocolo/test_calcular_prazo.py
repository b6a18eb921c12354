"""O comando calcular_prazo: resposta e recusas, sempre em JSON quando se pede JSON."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from protocolo import carga


@pytest.fixture
def calendario(db: None) -> None:
    carga.carregar()


def rodar(*argumentos: str) -> tuple[dict[str, Any], int]:
    """A resposta em JSON e o código de saída."""
    saida, codigo = StringIO(), 0
    try:
        call_command("calcular_prazo", *argumentos, "--json", stdout=saida)
    except SystemExit as fim:
        codigo = int(fim.code or 0)
    resposta: dict[str, Any] = json.loads(saida.getvalue())
    return resposta, codigo


@pytest.mark.usefixtures("calendario")
@pytest.mark.parametrize(
    ("inicio", "dias", "tipo", "regra", "prazo"),
    [
        ("2026-01-22", "30", "corridos", "A", "2026-02-23"),
        ("2026-02-13", "60", "corridos", "A", "2026-04-22"),
        ("2026-02-13", "60", "corridos", "B", "2026-04-14"),
        ("2026-06-03", "10", "corridos", "A", "2026-06-17"),
        ("2026-12-04", "20", "corridos", "B", "2026-12-28"),
        ("2026-02-13", "3", "uteis", "A", "2026-02-20"),
    ],
)
def test_calcula(inicio: str, dias: str, tipo: str, regra: str, prazo: str) -> None:
    resposta, codigo = rodar("--inicio", inicio, "--dias", dias, "--tipo", tipo, "--regra", regra)
    assert codigo == 0
    assert set(resposta) == {"prazo", "como"}
    assert resposta["prazo"] == prazo
    assert len(resposta["como"]) >= 4


@pytest.mark.usefixtures("calendario")
def test_sem_regra_vale_a_da_configuracao(settings: Any) -> None:
    argumentos = ("--inicio", "2026-01-23", "--dias", "5", "--tipo", "corridos")
    assert rodar(*argumentos)[0]["prazo"] == "2026-01-30"
    settings.REGRA_DE_CONTAGEM = "B"
    assert rodar(*argumentos)[0]["prazo"] == "2026-01-28"


@pytest.mark.usefixtures("calendario")
def test_sem_json_escreve_as_frases() -> None:
    saida = StringIO()
    call_command("calcular_prazo", "--inicio", "2026-01-22", "--dias", "5", "--tipo", "uteis", stdout=saida)
    assert saida.getvalue().startswith("Você pediu em quinta-feira, 22/01/2026.\n")


CERTO = {"--inicio": "2026-01-22", "--dias": "5", "--tipo": "corridos"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("troca", "erro"),
    [
        ({"--inicio": ""}, "AAAA-MM-DD"),
        ({"--inicio": "22/01/2026"}, "AAAA-MM-DD"),
        ({"--inicio": "2026-1-22"}, "AAAA-MM-DD"),
        ({"--inicio": "2026-02-30"}, "não existe"),
        ({"--inicio": "0001-01-01"}, "ano"),
        ({"--inicio": "9999-12-31"}, "ano"),
        ({"--dias": ""}, "número inteiro"),
        ({"--dias": "dez"}, "número inteiro"),
        ({"--dias": "1.5"}, "número inteiro"),
        ({"--dias": "-3"}, "de 1 a"),
        ({"--dias": "0"}, "de 1 a"),
        ({"--dias": "999999999"}, "de 1 a"),
        ({"--tipo": ""}, "corridos ou uteis"),
        ({"--tipo": "horas"}, "corridos ou uteis"),
        ({"--regra": "C"}, "Regra desconhecida"),
    ],
)
def test_recusa_com_erro_e_saida_1(troca: dict[str, str], erro: str) -> None:
    resposta, codigo = rodar(*(f"{nome}={valor}" for nome, valor in {**CERTO, **troca}.items()))
    assert codigo == 1
    assert set(resposta) == {"erro"}
    assert erro in resposta["erro"]


@pytest.mark.django_db
def test_sem_nenhum_argumento_recusa_em_vez_de_quebrar() -> None:
    resposta, codigo = rodar()
    assert (set(resposta), codigo) == ({"erro"}, 1)


@pytest.mark.django_db
def test_sem_json_o_erro_vai_para_a_saida_de_erro() -> None:
    erro = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("calcular_prazo", stderr=erro)
    assert "AAAA-MM-DD" in erro.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "preparo", ["ALTER TABLE protocolo_dianaoutil RENAME TO sumida", "DELETE FROM protocolo_dianaoutil"]
)
def test_banco_sem_tabelas_ou_sem_carga_usa_os_dias_do_projeto(preparo: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(preparo)
    resposta, codigo = rodar("--inicio=2026-02-13", "--dias=5", "--tipo=corridos")
    assert (resposta["prazo"], codigo) == ("2026-02-23", 0)
    assert "O banco ainda não foi preparado" in resposta["como"][-1]


@pytest.mark.django_db
def test_banco_que_nao_deixa_ler_e_erro() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE sem_leitura")
        cursor.execute("SET LOCAL ROLE sem_leitura")
    resposta, codigo = rodar(*(f"{nome}={valor}" for nome, valor in CERTO.items()))
    assert codigo == 1
    assert "não pôde ser lido" in resposta["erro"]


def test_opcao_sem_valor_tambem_responde_em_json(db: None) -> None:
    resposta, codigo = rodar("--inicio=2026-02-13", "--dias=5", "--tipo")
    assert codigo == 1
    assert "corridos ou uteis" in resposta["erro"]
