"""Importar os dados abertos: cada linha contada, nada duas vezes, nenhum aviso, lote inteiro ou nada."""

from __future__ import annotations

import json
import threading
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from guia.models import Servico
from protocolo.models import Canal, DiaNaoUtil
from roteamento.models import Regra
from roteamento.models.unidades import TRIAGEM
from solicitacoes import tasks
from solicitacoes.importacao import importador, leitura
from solicitacoes.importacao.importador import importar
from solicitacoes.importacao.leitura import ArquivoInvalido
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Situacao, Tipo
from tests.solicitacoes import elenco
from tests.solicitacoes.dados_abertos import gravar, linha

if TYPE_CHECKING:
    from roteamento.models import Unidade

AMOSTRA = Path(settings.BASE_DIR) / "../shared/dados/sp156/amostra_2015_2018.csv"
CHAVES = {"lidas", "importadas", "repetidas", "sem_rota", "recusadas", "segundos"}
ABERTA = {"Status_da_solicitação": "AGUARDANDO ATENDIMENTO", "Data_do_parecer": ""}


@pytest.fixture
def caixa(db: None) -> Unidade:
    """O tapa-buraco da Sé vai para a CPO-STM; a triagem recebe o resto."""
    elenco.unidade(TRIAGEM, subprefeitura=None)
    onde = elenco.unidade(atribuicao="CPO-STM")
    elenco.distrito()
    Regra.objects.create(servico=elenco.servico(), atribuicao="CPO-STM", vigencia=(elenco.DESDE, None))
    return onde


def rodar(*argumentos: Any) -> dict[str, Any]:
    saida = StringIO()
    call_command("importar_sp156", *map(str, argumentos), "--json", stdout=saida, stderr=StringIO())
    lido: dict[str, Any] = json.loads(saida.getvalue())
    assert lido.keys() == CHAVES
    assert lido["lidas"] == lido["importadas"] + lido["repetidas"] + sum(lido["recusadas"].values())
    return lido


def test_linha_vira_pedido_historico(caixa: Unidade, tmp_path: Path) -> None:
    contas = rodar(gravar(tmp_path / "a.csv", linha()))
    assert contas | {"segundos": 0} == {
        "lidas": 1,
        "importadas": 1,
        "repetidas": 0,
        "sem_rota": 0,
        "recusadas": {},
        "segundos": 0,
    }
    caso = Solicitacao.objects.get()
    assert caso.unidade == caixa
    assert caso.procedencia == Solicitacao.Procedencia.IMPORTADA
    assert (caso.canal, caso.situacao, caso.versao) == (Canal.CENTRAL, Situacao.FINALIZADA, 2)
    assert timezone.localtime(caso.aberta_em).isoformat() == "2018-07-06T08:42:00-03:00"
    assert timezone.localtime(caso.vence_em).date().isoformat() == "2018-08-08"
    assert caso.endereco == "R LÍBERO BADARÓ, 425"
    assert caso.logradouro_busca == "rua libero badaro"
    assert caso.interessado is None
    passos = caso.andamentos.values_list("ordem", "tipo", "unidade", "em")
    assert list(passos) == [
        (1, Tipo.IMPORTACAO, caixa.sigla, caso.aberta_em),
        (2, Tipo.FINALIZACAO, caixa.sigla, caso.encerrada_em),
    ]


def test_aberta_fica_na_caixa_com_um_so_passo(caixa: Unidade, tmp_path: Path) -> None:
    rodar(gravar(tmp_path / "a.csv", linha(**ABERTA)))
    caso = Solicitacao.objects.abertas().get()
    assert (caso.unidade, caso.versao, caso.andamentos.count()) == (caixa, 1, 1)


def test_duas_vezes_nao_importa_nada_duas_vezes(caixa: Unidade, tmp_path: Path) -> None:
    caminho = gravar(tmp_path / "a.csv", linha(), linha(Número="1"), linha(Canal="POMBO"))
    primeira, segunda = rodar(caminho), rodar(caminho)
    assert (primeira["importadas"], primeira["repetidas"]) == (2, 0)
    assert (segunda["importadas"], segunda["repetidas"]) == (0, 2)
    assert primeira["recusadas"] == segunda["recusadas"] == {"canal desconhecido: POMBO": 1}
    assert Solicitacao.objects.count() == 2


def test_o_mesmo_conteudo_noutra_forma_e_repetido(caixa: Unidade, tmp_path: Path) -> None:
    rodar(gravar(tmp_path / "a.csv", linha(), linha(Número="1")))
    outro = gravar(
        tmp_path / "b.xz", linha(Número="1"), linha(Número="2"), separador=",", codificacao="cp1252"
    )
    assert (rodar(outro)["importadas"], Solicitacao.objects.count()) == (1, 3)


def test_linhas_iguais_sao_pedidos_diferentes(caixa: Unidade, tmp_path: Path) -> None:
    caminho = gravar(tmp_path / "a.csv", linha(), linha())
    assert rodar(caminho)["importadas"] == 2
    assert rodar(caminho)["repetidas"] == 2
    assert rodar(gravar(tmp_path / "b.csv", linha(), linha(), linha()))["importadas"] == 1


def test_limite_le_so_o_comeco(caixa: Unidade, tmp_path: Path) -> None:
    caminho = gravar(tmp_path / "a.csv", *(linha(Número=str(n)) for n in range(1, 8)))
    assert rodar(caminho, "--limite", 3)["lidas"] == 3
    depois = rodar(caminho)
    assert (depois["importadas"], depois["repetidas"]) == (4, 3)


@pytest.mark.parametrize("limite", ["0", "-1", "muitas"])
def test_limite_tem_de_ser_positivo(caixa: Unidade, tmp_path: Path, limite: str) -> None:
    with pytest.raises(CommandError, match="escreva um número maior que zero"):
        rodar(gravar(tmp_path / "a.csv", linha()), f"--limite={limite}")


def test_sem_rota_vai_para_a_triagem_e_conta_entre_as_importadas(caixa: Unidade, tmp_path: Path) -> None:
    caminho = gravar(
        tmp_path / "a.csv",
        linha(),
        linha(Distrito="", Logradouro="R QUE NINGUÉM CONHECE", CEP=""),
        linha(Serviço="Queda de aeronave", Tema="Urgência"),
    )
    contas = rodar(caminho)
    assert (contas["importadas"], contas["sem_rota"]) == (3, 2)
    triadas = Solicitacao.objects.filter(unidade__sigla=TRIAGEM)
    assert all(caso.rota["motivo"] for caso in triadas)
    assert triadas.count() == 2


def test_recusadas_por_motivo(caixa: Unidade, tmp_path: Path) -> None:
    caminho = gravar(
        tmp_path / "a.csv",
        linha(),
        linha(Data_do_parecer="2018-07-01"),
        linha(Data_do_parecer="2018-07-02"),
        linha(Serviço=""),
        depois="so;duas\r\n",
    )
    assert rodar(caminho)["recusadas"] == {
        "encerrada antes de aberta": 2,
        "não diz o serviço": 1,
        "número de colunas errado": 1,
    }


def test_em_palavras_diz_as_mesmas_contas(caixa: Unidade, tmp_path: Path) -> None:
    saida = StringIO()
    caminho = gravar(tmp_path / "a.csv", linha(), linha(Serviço=""))
    call_command("importar_sp156", str(caminho), stdout=saida)
    assert "2 linhas lidas" in saida.getvalue()
    assert "1 importadas (0 sem rota, na triagem), 0 já importadas, 1 recusadas" in saida.getvalue()
    assert "1 não diz o serviço" in saida.getvalue()


def test_arquivo_que_nao_existe(caixa: Unidade) -> None:
    with pytest.raises(CommandError, match=r"Não achei o arquivo nada\.csv\."):
        rodar("nada.csv")


def test_so_o_cabecalho_nao_importa_nada(caixa: Unidade, tmp_path: Path) -> None:
    assert rodar(gravar(tmp_path / "a.csv"))["lidas"] == 0


def test_progresso_a_cada_lote(caixa: Unidade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importador, "LOTE", 2)
    vistas: list[int] = []
    caminho = gravar(tmp_path / "a.csv", *(linha(Número=str(n)) for n in range(1, 6)))
    importar(caminho, progresso=lambda resultado: vistas.append(resultado.lidas))
    assert vistas == [2, 4, 5]


def test_arquivo_cortado_guarda_o_que_leu_e_o_inteiro_continua_dali(
    caixa: Unidade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importador, "LOTE", 100)
    monkeypatch.setattr(leitura, "AMOSTRA", 4096)
    linhas = [linha(Número=str(n), CEP=f"{n * 7919 % 10**8:08}") for n in range(1, 2001)]
    inteiro = gravar(tmp_path / "inteiro.gz", *linhas)
    cortado = tmp_path / "cortado.gz"
    cortado.write_bytes(inteiro.read_bytes()[: inteiro.stat().st_size * 3 // 4])
    with pytest.raises(CommandError, match=r"incompleto.* Antes disso, \d+00 pedidos foram importados\."):
        rodar(cortado)
    ja = Solicitacao.objects.count()
    assert 0 < ja < 2000
    assert rodar(inteiro)["importadas"] == 2000 - ja


def test_lote_que_falha_nao_deixa_nada(
    caixa: Unidade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O segundo lote quebra no banco: o primeiro fica, do segundo nem o serviço criado fica."""
    monkeypatch.setattr(importador, "LOTE", 2)
    caminho = gravar(
        tmp_path / "a.csv", linha(), linha(Número="1"), linha(Serviço="Queda de aeronave"), linha(Número="2")
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE solicitacoes_solicitacao ADD CONSTRAINT sem_o_2 CHECK (numero <> '2')")
    with pytest.raises(Exception, match="sem_o_2"):
        importar(caminho)
    assert Solicitacao.objects.count() == 2
    assert Andamento.objects.count() == 4
    assert not Servico.objects.filter(slug__startswith="antigo-").exists()


def test_consultas_por_lote_nao_dependem_das_linhas(caixa: Unidade, tmp_path: Path) -> None:
    def consultas(nome: str, quantas: int) -> int:
        caminho = gravar(tmp_path / nome, *(linha(Número=str(n), Quadra=nome) for n in range(1, quantas + 1)))
        with CaptureQueriesContext(
            connection,
        ) as feitas:
            assert importar(caminho).importadas == quantas
        return len(feitas)

    consultas("a primeira contagem", 1)
    assert consultas("pequeno", 2) == consultas("grande", 400)


def test_nenhum_aviso_e_nenhuma_rotina_toca_nas_importadas(caixa: Unidade, tmp_path: Path) -> None:
    rodar(gravar(tmp_path / "a.csv", linha(), linha(**ABERTA)))
    antes = list(Solicitacao.objects.order_by("pk").values())
    DiaNaoUtil.objects.create(
        data="2018-08-07", nome="Dia de teste", tipo="suspenso", ato="teste", registrado_em=timezone.now()
    )
    tasks.avisar_vencidas()
    tasks.cuidar_complementos()
    tasks.recalcular_relogios()
    assert list(Solicitacao.objects.order_by("pk").values()) == antes
    assert Andamento.objects.count() == 3
    assert not Aviso.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_duas_importacoes_ao_mesmo_tempo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elenco.unidade(TRIAGEM, subprefeitura=None)
    monkeypatch.setattr(importador, "LOTE", 20)
    caminho = gravar(tmp_path / "a.csv", *(linha(Número=str(n)) for n in range(1, 201)))
    importar(caminho, limite=1)  # cria o serviço arquivado
    resultados: list[importador.Resultado] = []

    def em_paralelo() -> None:
        try:
            resultados.append(importar(caminho))
        finally:
            connection.close()

    linhas_de_execucao = [threading.Thread(target=em_paralelo) for _ in range(2)]
    for uma in linhas_de_execucao:
        uma.start()
    for uma in linhas_de_execucao:
        uma.join()
    assert sum(resultado.importadas for resultado in resultados) == 199
    assert Solicitacao.objects.count() == 200


def test_arquivo_invalido_antes_de_importar_nao_fala_de_importados(tmp_path: Path, caixa: Unidade) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(ArquivoInvalido, match=r"^O arquivo está vazio\.$"):
        importar(tmp_path / "a.csv")


@pytest.mark.usefixtures("conteudo_do_projeto")
@pytest.mark.skipif(not AMOSTRA.is_file(), reason="sem os dados reais em ../shared/dados")
def test_a_amostra_real_inteira() -> None:
    """As 3.429 linhas, com a carga de referência de verdade."""
    servicos = Servico.objects.count()
    contas = rodar(AMOSTRA)
    assert contas["lidas"] == 3429
    assert contas["importadas"] == 3429
    assert contas["sem_rota"] < 2600
    assert contas["recusadas"] == {}
    assert rodar(AMOSTRA)["repetidas"] == 3429
    assert not Aviso.objects.exists()
    assert Solicitacao.objects.filter(distrito=None).count() <= 4
    assert Servico.objects.count() == servicos, "todo nome da cidade já tem destino no Guia"
    assert Solicitacao.objects.filter(servico__slug__startswith="antigo-").exists()
