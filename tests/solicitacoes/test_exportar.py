"""A lista em planilha: o que sai, o que nunca sai, quem pode e quanta memória usa."""

from __future__ import annotations

import csv
import tracemalloc
from io import BytesIO, StringIO
from itertools import repeat
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from documentos import planilha as planilhas
from mesas import exportacao as em_planilha
from referencia.celula import texto
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.caixa import exportacao
from solicitacoes.caixa.views import exportar
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _csv(client: Client, consulta: str = "") -> list[dict[str, str]]:
    resposta = client.post(f"{CAIXA}exportar.csv?{consulta}")
    assert resposta.status_code == 200
    texto = resposta.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(texto), delimiter=";"))


def _xlsx(client: Client, consulta: str = "") -> list[tuple[object, ...]]:
    resposta = client.post(f"{CAIXA}exportar.xlsx?{consulta}")
    assert resposta.status_code == 200
    folha = load_workbook(BytesIO(resposta.getvalue())).active
    return list(folha.iter_rows(values_only=True))


def test_sai_o_que_o_filtro_escolhe_na_ordem_da_lista(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    depois = elenco.solicitacao(caixa, ha_dias=2, com_foto=True, lat=-23.5, lon=-46.6, cep="01009000")
    antes = elenco.solicitacao(caixa, ha_dias=90, responsavel=servidor)
    feita = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None))
    assert [linha["Protocolo"] for linha in _csv(client)] == [antes.protocolo, depois.protocolo]
    assert [linha["Protocolo"] for linha in _csv(client, "foto=sim")] == [depois.protocolo]
    assert [linha["Protocolo"] for linha in _csv(client, "situacao=encerradas")] == [feita.protocolo]
    assert [linha[0] for linha in _xlsx(client)] == ["Protocolo", antes.protocolo, depois.protocolo]
    velha, nova = _csv(client)
    assert (velha["Prazo"], nova["Prazo"]) == ("atrasado", "no prazo")
    assert (velha["Responsável"], velha["Serviço"], velha["Distrito"]) == (
        "Sérgio Souza",
        "Tapa-buraco",
        "Sé",
    )
    assert (nova["Latitude"], nova["CEP"], nova["Tem foto"]) == ("-23,5", "01009000", "sim")
    assert nova["Aberto em"] == timezone.localtime(depois.aberta_em).strftime("%d/%m/%Y %H:%M")


def test_parado_sem_prazo_encerrado_e_juntos(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa, ha_dias=90)
    sem = elenco.servico(
        "antigo", "Antigo", prazo_quantidade=None, prazo_contagem="sem_prazo", solicitavel=False
    )
    elenco.solicitacao(caixa, servico=sem)
    principal, outra = elenco.solicitacao(caixa), elenco.solicitacao(caixa)
    acoes.agrupar(principal=principal, versao=1, por=elenco.autor(servidor, caixa), outras=[outra])
    elenco.na_situacao(Situacao.FINALIZADA, caixa)
    linhas = {linha["Prazo"]: linha for linha in _csv(client)}
    assert set(linhas) == {"parado", "sem prazo", "no prazo"}
    assert linhas["parado"]["Vence em"] == linhas["sem prazo"]["Vence em"] == ""
    assert (linhas["no prazo"]["Protocolo"], linhas["no prazo"]["Iguais juntos"]) == (
        principal.protocolo,
        "1",
    )
    (feita,) = _csv(client, "situacao=encerradas")
    assert (feita["Prazo"], feita["Resultado"]) == ("", "Realizado")


def test_nada_de_quem_pediu_nem_do_que_escreveu(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    elenco.solicitacao(
        caixa,
        descricao="DESCRIÇÃO-LIVRE",
        referencia="REFERÊNCIA-LIVRE",
        complemento="COMPLEMENTO-LIVRE",
        ordem_de_servico="OS-LIVRE",
        respostas=[{"chave": "a", "rotulo": "b", "valor": "RESPOSTA-LIVRE"}],
    )
    (linha,) = _csv(client)
    (_, celulas) = _xlsx(client)
    with CaptureQueriesContext(connection) as feitas:
        _csv(client)
    da_lista = feitas.captured_queries[-1]["sql"]
    for fora in ("LIVRE", "Maria", "maria@", "529982", "98765"):
        assert fora not in "".join(linha.values())
        assert fora not in "".join(map(str, celulas))
    for coluna in ("descricao", "referencia", "complemento", "respostas", "interessado"):
        assert f'"{coluna}"' not in da_lista.split(" FROM ", 1)[0]


def test_o_que_se_escreveu_sai_a_pedido_menos_do_sigiloso(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    respostas = [
        {"chave": "a", "rotulo": "Qual é o tamanho?", "valor": "Grande"},
        {"chave": "b", "rotulo": "O que há em volta?", "valor": ["Escola", "Ponto"]},
        {"chave": "c", "rotulo": "Mais alguma coisa?", "valor": ""},
    ]
    escrito: dict[str, Any] = {"descricao": "=BURACO", "respostas": respostas}
    elenco.solicitacao(caixa, ha_dias=9, **escrito)
    sigiloso = elenco.servico("violencia", "Violência", sigilosa=True)
    elenco.solicitacao(caixa, servico=sigiloso, ha_dias=2, **escrito)
    titulos, aberto, reservado = _xlsx(client, "textos=sim")
    assert titulos[-2:] == ("Descrição", "Respostas")
    assert aberto[-2:] == ("'=BURACO", "Qual é o tamanho? Grande; O que há em volta? Escola, Ponto")
    assert reservado[-2:] == (exportacao.RESERVADO, exportacao.RESERVADO)
    assert "Descrição" not in _xlsx(client)[0]
    pagina = client.get(f"{CAIXA}?foto=sim").content.decode()
    assert "textos=sim" not in pagina  # nada a baixar
    assert (
        'exportar.xlsx?textos=sim&amp;canal=portal"' in client.get(f"{CAIXA}?canal=portal").content.decode()
    )


@pytest.mark.parametrize("perigo", ["=1+1", "+55", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_formula_nao_se_executa(client: Client, caixa: Unidade, servidor: Usuario, perigo: str) -> None:
    elenco.solicitacao(caixa, logradouro=perigo, numero=perigo)
    (linha,) = _csv(client)
    assert (linha["Rua"], linha["Número"]) == (f"'{perigo}", f"'{perigo}")
    assert texto("Rua = 1") == "Rua = 1"
    if perigo.isprintable():
        livro = load_workbook(BytesIO(client.post(f"{CAIXA}exportar.xlsx").getvalue()))
        celula = livro.active["J2"]
        assert (celula.value, celula.data_type) == (f"'{perigo}", "s")


def test_o_teto_corta_e_diz(
    client: Client, caixa: Unidade, servidor: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        elenco.solicitacao(caixa)
    monkeypatch.setattr(em_planilha, "TETO", 4)
    monkeypatch.setattr(planilhas, "TETO", 4)
    assert len(_csv(client)) == 4
    assert "até 4 pedidos" in client.get(CAIXA).content.decode()
    monkeypatch.setattr(em_planilha, "TETO", 3)
    assert len(_csv(client)) == 4
    assert _csv(client)[-1]["Protocolo"].startswith("Só os primeiros")
    assert str(_xlsx(client)[-1][0]).startswith("Só os primeiros")


def test_baixar_fica_escrito_com_o_que_se_escolheu_e_quantos(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    """Uma linha por planilha, e do que se digitou nos filtros só o jeito."""
    for _ in range(3):
        elenco.solicitacao(caixa, logradouro="Rua da Quintanilha")
    assert client.get(f"{CAIXA}exportar.csv").status_code == 405
    assert not LeituraDePessoal.objects.exists()
    _csv(client)
    _xlsx(client, "textos=sim&canal=portal&rua=Quintanilha")
    simples, com_textos = LeituraDePessoal.objects.order_by("pk")
    assert (simples.usuario, simples.papel, simples.quantos) == (servidor, Papel.SERVIDOR, 3)
    assert (simples.o_que, simples.filtro) == (exportar.SEM_TEXTOS, f"Caixa {caixa.sigla}: sem filtro")
    assert (com_textos.o_que, com_textos.quantos) == (exportar.COM_TEXTOS, 3)
    assert "canal Portal" in com_textos.filtro
    assert "rua “uma palavra (marca" in com_textos.filtro
    assert "uintanilha" not in com_textos.filtro


def test_de_fora_nao_baixa_nem_fica_escrito(client: Client, caixa: Unidade) -> None:
    client.force_login(elenco.pessoa("estranho"))
    assert client.post(f"{CAIXA}exportar.xlsx?textos=sim").status_code == 403
    assert not LeituraDePessoal.objects.exists()


def test_as_mesmas_consultas_com_uma_linha_e_com_muitas(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    custos = []
    for quantas in (1, 9):
        for _ in range(quantas):
            elenco.solicitacao(caixa)
        for formato in (_csv, _xlsx):
            with CaptureQueriesContext(connection) as feitas:
                formato(client)
            custos.append(len(feitas))
    assert len(set(custos)) == 1


def test_a_memoria_nao_cresce_com_as_linhas() -> None:
    """Vinte vezes mais linhas, o mesmo pico: nada se guarda do que já saiu."""

    def pico(quantas: int) -> int:
        tracemalloc.start()
        for _ in planilhas.em_csv(repeat(tuple(coluna.titulo for coluna in exportacao.COLUNAS), quantas)):
            pass
        _, maior = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return maior

    pico(1000)
    assert pico(40_000) < 1.5 * pico(2_000)


def test_nome_do_arquivo_e_tipo(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    hoje = f"{timezone.localdate():%Y-%m-%d}"
    for fim, tipo in (("csv", "text/csv; charset=utf-8"), ("xlsx", "application/vnd.openxmlformats")):
        resposta = client.post(f"{CAIXA}exportar.{fim}")
        assert f'filename="caixa-smpr-cpo-stm-se-{hoje}.{fim}"' in resposta["Content-Disposition"]
        assert resposta["Content-Type"].startswith(tipo)
        assert resposta.streaming
        assert resposta.getvalue()


@pytest.mark.parametrize("fim", ["csv", "xlsx"])
def test_so_a_equipe_exporta(client: Client, caixa: Unidade, fim: str) -> None:
    endereco = f"{CAIXA}exportar.{fim}"
    assert client.post(endereco)["Location"].startswith("/conta/")
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    assert client.post(endereco).status_code == 403
    client.force_login(elenco.servidor(caixa))
    assert client.get(endereco).status_code == 405
    assert client.post(f"/caixa/NENHUMA/exportar.{fim}").status_code == 404
