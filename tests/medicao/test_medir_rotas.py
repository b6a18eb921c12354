"""`manage.py medir_rotas`: endereços contra o distrito que declaram, com as contas que o comando promete."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from roteamento.models import Distrito
from tests.roteamento.factories import DistritoFactory, LogradouroFactory
from tests.solicitacoes.dados_abertos import gravar, linha

pytestmark = pytest.mark.django_db


@pytest.fixture
def se() -> Distrito:
    """A Sé e a República, cada uma com a sua subprefeitura, e uma rua que passa pelas duas."""
    linha_da_se: Distrito = DistritoFactory(nome="Sé", subprefeitura__nome="Sé")
    republica = DistritoFactory(nome="República", subprefeitura__nome="Outra")
    LogradouroFactory(nome="Rua Líbero Badaró", distrito=linha_da_se, cep="01009000")
    for distrito in (linha_da_se, republica):
        LogradouroFactory(nome="Avenida São João", distrito=distrito)
    return linha_da_se


def medir(tmp_path: Path, *linhas: dict[str, str], opcoes: tuple[str, ...] = ()) -> dict[str, Any]:
    arquivo = gravar(tmp_path / "dados.csv.xz", *linhas)
    saida = StringIO()
    call_command("medir_rotas", str(arquivo), "--json", *opcoes, stdout=saida, stderr=StringIO())
    resposta: dict[str, Any] = json.loads(saida.getvalue())
    return resposta


def test_conta_certas_perguntas_erros_e_linhas_sem_resposta(se: Distrito, tmp_path: Path) -> None:
    medida = medir(
        tmp_path,
        linha(),
        linha(Distrito="REPUBLICA", Subprefeitura="OUTRA"),
        linha(Logradouro="AV SAO JOAO", CEP="", Número=""),
        linha(Logradouro="R DESCONHECIDA", CEP="", Latitude="", Longitude=""),
        linha(Distrito=""),
    )
    assert medida["linhas"] == 4
    assert medida["sem_distrito_declarado"] == 1
    endereco = medida["por_endereco"]
    assert endereco["sem_resposta"] == 2, "a que se pergunta e a que não se conhece"
    assert (endereco["distrito"], endereco["subprefeitura"]) == (0.5, 0.5)
    assert endereco["melhor_palpite"] == {"linhas": 3, "distrito": 0.6667, "subprefeitura": 0.6667}
    assert endereco["perguntas"] == {
        "linhas": 1,
        "distrito": 1.0,
        "subprefeitura": 1.0,
        "opcoes_com_o_declarado": 1.0,
    }
    assert {nome: conta["linhas"] for nome, conta in endereco["por_confianca"].items()} == {
        "media": 2,
        "baixa": 1,
    }
    assert medida["por_ponto"]["linhas"] == 3, "a linha sem ponto não conta"


def test_exemplo_de_erro_diz_o_que_se_leu_o_que_se_achou_e_por_que(se: Distrito, tmp_path: Path) -> None:
    medida = medir(tmp_path, linha(Distrito="REPUBLICA", Subprefeitura="OUTRA", Latitude=""))
    (exemplo,) = medida["exemplos_errados"]
    assert exemplo["por"] == "endereco"
    assert (exemplo["distrito"], exemplo["achado"], exemplo["logradouro"]) == (
        "REPUBLICA",
        "Sé",
        "R LÍBERO BADARÓ",
    )
    assert exemplo["motivo"].startswith("Rua Líbero Badaró fica no distrito Sé.")


def test_so_o_ano_pedido(se: Distrito, tmp_path: Path) -> None:
    antiga = linha(Data_de_abertura="06/07/2017 08:42")
    assert medir(tmp_path, linha(), antiga, opcoes=("--ano", "2018"))["linhas"] == 1
    assert medir(tmp_path, linha(), antiga)["linhas"] == 2


def test_subprefeitura_escrita_de_outro_jeito_vale_a_do_distrito(se: Distrito, tmp_path: Path) -> None:
    medida = medir(tmp_path, linha(Subprefeitura="SE (CENTRO)"))
    assert medida["por_endereco"]["subprefeitura"] == 1.0


def test_nada_a_medir_nao_divide_por_zero(se: Distrito, tmp_path: Path) -> None:
    medida = medir(tmp_path, linha(Distrito="ATLANTIDA"))
    assert (medida["linhas"], medida["por_ponto"]["distrito"]) == (0, 0.0)


def test_em_palavras_e_arquivo_que_nao_serve(se: Distrito, tmp_path: Path) -> None:
    saida = StringIO()
    call_command("medir_rotas", str(gravar(tmp_path / "a.csv", linha())), stdout=saida, stderr=StringIO())
    assert "Pelo endereço, sem perguntar: distrito 100.00%" in saida.getvalue()
    with pytest.raises(CommandError, match="Não achei"):
        call_command("medir_rotas", str(tmp_path / "nenhum.csv"))
    (tmp_path / "ruim.csv").write_text("a;b\n1;2\n")
    with pytest.raises(CommandError, match="Faltam colunas"):
        call_command("medir_rotas", str(tmp_path / "ruim.csv"))
