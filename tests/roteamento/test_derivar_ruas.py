"""Dos pedidos às ruas: só o que se viu duas vezes, as grafias juntas, os distritos por faixa de números."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from roteamento.importacao import base_de_ruas
from roteamento.importacao.derivacao import Pedido, Trecho, derivar
from roteamento.models import Importacao, Logradouro, OrigemDaRua
from roteamento.ruas.no_banco import localizar
from tests.roteamento.factories import DistritoFactory, LogradouroFactory
from tests.solicitacoes.dados_abertos import gravar, linha

SE, MOOCA = (-23.55, -46.63), (-23.56, -46.60)


def pedido(
    rua: str, distrito: str = "SE", numero: str = "", cep: str = "", onde: tuple[float, float] = SE
) -> Pedido:
    return Pedido(rua, numero, cep, distrito, *onde)


def test_so_fica_o_que_se_viu_duas_vezes_e_as_grafias_se_juntam() -> None:
    trechos = derivar(
        [
            pedido("AVENIDA LIBERO BADARO", cep="01009000"),
            pedido("Avenida Líbero Badaró", cep="01009-000"),
            pedido("BADARO LIBERO, AV"),
            pedido("RUA VISTA UMA VEZ"),
        ]
    )
    assert trechos == [Trecho("SE", "Avenida Líbero Badaró", "01009000", None, None, "", *SE)]


def test_o_titulo_que_alguns_omitem_e_o_acento_que_outros_nao_escrevem() -> None:
    nomes = ["RUA DR FALCAO", "R FALCAO", "R FALCAO", "Rua Doutor Falcão", "Largo do Falcão"]
    assert [trecho.nome for trecho in derivar(map(pedido, nomes))] == ["Rua Doutor Falcão"]


def test_o_ponto_de_um_so_pedido_nao_se_publica() -> None:
    sem_ponto = Pedido("Rua Direita", "", "", "SE", None, None)
    (trecho,) = derivar([pedido("Rua Direita", cep="01002000"), sem_ponto])
    assert (trecho.cep, trecho.lat, trecho.lon) == ("01002000", None, None)


def test_o_pedido_de_outro_distrito_que_o_das_quadras_em_volta_nao_conta() -> None:
    daqui = [pedido(f"Rua {nome}") for nome in ("Direita", "Direita", *"ABCDEFGHIJKLMNOPQRSTUV")]
    assert {trecho.distrito for trecho in derivar([*daqui, pedido("Rua Direita", "IPIRANGA")] * 2)} == {"SE"}


def test_os_numeros_dividem_a_rua_de_dois_distritos() -> None:
    rua = "Avenida do Meio"
    perto = (SE[0], SE[1] + 0.01)
    pedidos = [pedido(rua, "SE", str(n)) for n in (10, 25, 40, 95)]
    pedidos += [pedido(rua, "MOOCA", str(n), onde=perto) for n in (120, 300, 455, 800)]
    faixas = {(t.distrito, t.numero_de, t.numero_ate) for t in derivar(pedidos)}
    assert faixas == {("SE", None, 107), ("MOOCA", 108, None)}


def test_os_lados_dividem_a_rua_que_e_a_divisa() -> None:
    rua, perto = "Rua da Divisa", (SE[0], SE[1] + 0.002)
    pedidos = [pedido(rua, "SE", str(n)) for n in range(10, 200, 20)]
    pedidos += [pedido(rua, "MOOCA", str(n), onde=perto) for n in range(11, 200, 20)]
    assert {(t.distrito, t.lado) for t in derivar(pedidos)} == {("SE", "par"), ("MOOCA", "impar")}


def test_homonimas_longe_uma_da_outra_nao_se_dividem_por_numero() -> None:
    pedidos = [pedido("Rua São Bento", "SE", str(n)) for n in (10, 20)]
    pedidos += [pedido("Rua São Bento", "MOOCA", str(n), onde=MOOCA) for n in (90, 80)]
    assert {(t.distrito, t.numero_de, t.numero_ate) for t in derivar(pedidos)} == {
        ("SE", None, None),
        ("MOOCA", None, None),
    }


def test_o_cep_de_quem_registrou_nao_e_da_rua() -> None:
    """Um CEP que aparece em muitas ruas não é de nenhuma delas em particular."""
    ruas = [f"Rua {letra * 3}" for letra in "ABCDEFGH"]
    trechos = derivar([pedido(rua, cep="03178200") for rua in ruas for _ in (1, 2)])
    assert len(trechos) == len(ruas)
    assert {trecho.cep for trecho in trechos} == {""}


# --- o comando e a carga ----------------------------------------------------------------


@pytest.fixture
def lugares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Só os lugares do teste: os do projeto citam os 96 distritos."""
    arquivo = tmp_path / "lugares.csv"
    arquivo.write_text(
        "nome;tipo;distrito;lat;lon\nParque da Luz;parque;Sé;-23.5340;-46.6335\n", encoding="utf-8"
    )
    monkeypatch.setattr(base_de_ruas, "LUGARES", arquivo)
    conferidas = tmp_path / "conferidas.csv"
    conferidas.write_text("distrito,nome,cep,numero_de,numero_ate,lado,lat,lon\n", encoding="utf-8")
    monkeypatch.setattr(base_de_ruas, "CONFERIDAS", conferidas)


@pytest.fixture
def base(lugares: None, tmp_path: Path, db: None) -> Path:
    """Uma base de duas ruas, feita pelo comando."""
    DistritoFactory(nome="Sé", codigo=78)
    antiga = {"Data de abertura": "2017-05-02 10:00:00"}
    direita = [linha(Logradouro="RUA DIREITA", CEP="01002000", **antiga) for _ in (1, 2)]
    de_2018 = [linha(Logradouro="RUA QUINZE DE NOVEMBRO", CEP="01013001") for _ in (1, 2)]
    arquivo = gravar(tmp_path / "dados.csv.xz", *direita, *de_2018)
    saida = tmp_path / "ruas.csv.xz"
    call_command("derivar_ruas", str(arquivo), "--saida", str(saida))
    return saida


def nomes() -> set[str]:
    return set(Logradouro.objects.values_list("nome", flat=True))


def test_a_base_carrega_acha_e_nao_se_repete(base: Path) -> None:
    assert base_de_ruas.carregar(agora=timezone.now(), ruas=base) == {"ruas: criado": 3}
    assert nomes() == {"Rua Direita", "Rua Quinze de Novembro", "Parque da Luz"}
    assert localizar(logradouro="r. 15 de novembro").certo is not None
    assert localizar(logradouro="parque da luz").certo is not None
    assert base_de_ruas.carregar(agora=timezone.now(), ruas=base) == {"ruas: igual": 3}
    assert Importacao.objects.get().tipo == Importacao.Tipo.PROJETO
    assert not Logradouro.history.exists()


def test_a_base_cede_a_pessoa_e_a_base_importada(base: Path) -> None:
    base_de_ruas.carregar(agora=timezone.now(), ruas=base)
    Logradouro.objects.get(nome="Parque da Luz").delete()
    distrito = DistritoFactory()
    LogradouroFactory(nome="Rua Direita", distrito=distrito, origem=OrigemDaRua.IMPORTACAO)
    Importacao.objects.all().update(sha256="de uma versão anterior")
    base_de_ruas.carregar(agora=timezone.now(), ruas=base)
    assert set(Logradouro.objects.values_list("nome", "origem")) == {
        ("Rua Direita", "importacao"),
        ("Rua Quinze de Novembro", "carga"),
    }


def test_o_ano_escolhe_os_pedidos_e_o_arquivo_errado_se_diz(base: Path, tmp_path: Path) -> None:
    call_command("derivar_ruas", str(tmp_path / "dados.csv.xz"), "--ano", "2018", "--saida", str(base))
    base_de_ruas.carregar(agora=timezone.now(), ruas=base)
    assert nomes() == {"Rua Quinze de Novembro", "Parque da Luz"}
    errado = tmp_path / "errado.csv"
    errado.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Faltam colunas"):
        call_command("derivar_ruas", str(errado), "--saida", str(base))


def test_medir_com_outra_base_nao_muda_a_do_banco(base: Path, tmp_path: Path) -> None:
    saida = StringIO()
    dados = str(tmp_path / "dados.csv.xz")
    call_command("medir_rotas", dados, "--ano", "2018", "--ruas", str(base), "--json", stdout=saida)
    assert json.loads(saida.getvalue())["por_endereco"]["subprefeitura"] == 1.0
    assert not Logradouro.objects.exists()
