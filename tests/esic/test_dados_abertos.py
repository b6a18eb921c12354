"""A base aberta por semestre: o que diz cada coluna, e que ninguém se acha nela."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contas.autor import SISTEMA
from esic import acoes
from esic.models import Andamento, Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Decisao, MotivoDeRecurso, Resultado, ResultadoDaReclamacao
from esic.transparencia import base_aberta
from protocolo.models import Canal
from tests import bancos
from tests.esic import elenco

pytestmark = pytest.mark.django_db
SEMESTRE = (2025, 1)
CANARIO = "Canária Identificada da Silva"
SEGREDO = "segredo que só eu escrevi"
QUEM = replace(
    elenco.MARIA,
    nome=CANARIO,
    email="canaria@exemplo.invalid",
    telefone="11987650000",
    endereco="Rua da Canária, 156",
)


def recebido(em: datetime | None = None, **campos: Any) -> Pedido:
    em = em or datetime(2025, 3, 10, 12, tzinfo=timezone.get_default_timezone())
    novo = elenco.novo(**{"identificacao": QUEM, "texto": f"Quero saber: {SEGREDO} um?", **campos})
    return acoes.abrir(novo, por=elenco.municipe(), em=em)


def com_tudo() -> Pedido:
    """Negado, com três recursos, o primeiro de ofício; e uma reclamação."""
    caso = recebido()
    caso = acoes.responder(
        caso=caso,
        versao=caso.versao,
        por=elenco.sic(),
        resposta=acoes.Resposta(
            decisao=Decisao.NEGADO,
            texto=f"Não entregamos, porque {SEGREDO} dois.",
            fundamento="pessoal",
            base_legal=f"Lei do {SEGREDO}",
        ),
    )
    for resultado in (Resultado.INDEFERIDO, Resultado.PARCIAL):
        recurso = acoes.recorrer(
            caso=caso,
            por=elenco.municipe(caso.protocolo),
            motivo=MotivoDeRecurso.NEGADO,
            texto=f"{SEGREDO} três",
        )
        caso = acoes.decidir(
            recurso=recurso,
            versao=Pedido.objects.get(pk=caso.pk).versao,
            por=elenco.julgador(recurso.instancia),
            resultado=resultado,
            fundamentacao=f"A decisão é esta: {SEGREDO} quatro.",
        )
    acoes.recorrer(caso=caso, por=elenco.municipe(caso.protocolo), motivo=MotivoDeRecurso.NEGADO)
    Recurso.objects.filter(instancia=1).update(de_oficio=True)
    agora = timezone.now()
    ReclamacaoPorOmissao.objects.create(
        pedido=caso,
        aberta_em=agora,
        resultado=ResultadoDaReclamacao.PERDA_DE_OBJETO,
        decidida_em=agora,
        conta_desde=agora,
        quantidade=5,
        contagem="corridos",
        base_legal="teste",
        vence_em=agora,
        calculada_em=agora,
        fundamentacao=f"{SEGREDO} cinco",
    )
    return caso


def corpo(client: Client, formato: str, ano: int = 2025, semestre: int = 1) -> str:
    """O arquivo, como se os dez minutos do anterior já tivessem passado."""
    bancos.esquecer()
    resposta = client.get(reverse(f"esic:dados_{formato}", args=[ano, semestre]))
    assert resposta.status_code == 200
    assert not resposta.cookies
    return resposta.content.decode("utf-8-sig")


def em_json(client: Client, **qual: int) -> list[dict[str, Any]]:
    pedidos: list[dict[str, Any]] = json.loads(corpo(client, "json", **qual))["pedidos"]
    return pedidos


def test_cada_coluna_diz_o_que_o_dicionario_promete(client: Client) -> None:
    com_tudo()
    Pedido.objects.update(respondido_em=datetime(2025, 3, 20, 12, tzinfo=UTC), reencaminhamentos=2)
    (pedido,) = em_json(client)
    assert pedido == {
        "orgao_sigla": "SMSUB",
        "orgao": "Secretaria das Subprefeituras",
        "recebido_em": "2025-03-10",
        "canal": "não se abre",
        "pessoa": "não se abre",
        "forma_de_resposta": "Pela página do pedido e por e-mail",
        "situacao": "Em recurso",
        "prazo": "2025-03-31",
        "prorrogado": "não",
        "reencaminhamentos": 2,
        "respondido_em": "2025-03-20",
        "dias_ate_a_resposta": 10,
        "respondido_no_prazo": "sim",
        "decisao": "Acesso negado",
        "fundamento_da_negativa": "Informação pessoal (LAI, art. 31)",
        "reclamacoes": 1,
        "recurso_de_oficio": "sim",
        "recurso_1": "Indeferido",
        "recurso_2": "Deferido em parte",
        "recurso_3": "Por decidir",
    }
    (linha,) = csv.DictReader(StringIO(corpo(client, "csv")), delimiter=";")
    assert linha == {nome: str(valor) for nome, valor in pedido.items()}
    assert list(linha) == [coluna.titulo for coluna in base_aberta.COLUNAS]


def test_sem_resposta_as_colunas_dela_ficam_vazias(client: Client) -> None:
    recebido()
    (pedido,) = em_json(client)
    vazias = ("respondido_em", "dias_ate_a_resposta", "respondido_no_prazo", "decisao", "recurso_1")
    assert [pedido[coluna] for coluna in vazias] == [None, None, "", "", ""]
    assert (pedido["reclamacoes"], pedido["recurso_de_oficio"]) == (0, "não")


def test_ninguem_se_acha_na_base(client: Client) -> None:
    """Nome, documento, contato, protocolo e todo texto escrito por alguém."""
    caso = com_tudo()
    escritos = [texto for texto in Andamento.objects.values_list("texto", flat=True) if texto]
    assert sum(SEGREDO in texto for texto in escritos) >= 3
    de_quem = [QUEM.nome, QUEM.documento, QUEM.email, QUEM.telefone, QUEM.endereco, "529.982.247-25"]
    for formato in ("csv", "json"):
        base = corpo(client, formato)
        for segredo in [
            *de_quem,
            *escritos,
            SEGREDO,
            caso.protocolo,
            caso.protocolo_escrito,
            caso.base_da_negativa,
        ]:
            assert segredo
            assert segredo.lower() not in base.lower(), segredo
    indice = client.get(reverse("esic:dados")).text
    assert not [segredo for segredo in (*de_quem, SEGREDO, caso.protocolo) if segredo in indice]


def test_o_que_nao_se_le_nao_sai_do_banco(client: Client) -> None:
    recebido()
    with CaptureQueriesContext(connection) as feitas:
        corpo(client, "csv")
    for coluna in ("texto", "resposta", "nome", "documento", "email", "protocolo", "fundamentacao"):
        for consulta in feitas.captured_queries:
            pedidas = consulta["sql"].split(" FROM ", 1)[0]
            assert f'"esic_pedido"."{coluna}"' not in pedidas
            assert f'"contas_interessado"."{coluna}"' not in pedidas


def test_a_base_se_faz_de_dez_em_dez_minutos(client: Client) -> None:
    recebido()
    with time_machine.travel(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), tick=False) as relogio:
        antes = corpo(client, "csv")
        recebido()
        assert client.get(reverse("esic:dados_csv", args=[2025, 1])).content.decode("utf-8-sig") == antes
        relogio.shift(600)
        assert corpo(client, "csv").count("\n") == antes.count("\n") + 1


def test_o_que_e_pouco_nao_se_abre_nem_por_subtracao(client: Client) -> None:
    empresa = replace(QUEM, tipo_documento="cnpj", documento="11222333000181")
    for _ in range(6):
        recebido()
        recebido(canal=Canal.BALCAO)
    recebido(canal=Canal.CARTA, identificacao=empresa)
    pedidos = em_json(client)
    assert {p["pessoa"] for p in pedidos} == {"não se abre"}
    assert sorted({p["canal"] for p in pedidos}) == ["Portal", "não se abre"]
    assert sum(p["canal"] == "não se abre" for p in pedidos) == 7
    for _ in range(4):
        recebido(canal=Canal.CARTA, identificacao=empresa)
    pedidos = em_json(client)
    assert sum(p["pessoa"] == "Pessoa jurídica" for p in pedidos) == 5
    assert {p["canal"] for p in pedidos} == {"Portal", "Carta", "Balcão do órgão"}


def test_o_semestre_e_o_do_relogio_da_cidade(client: Client) -> None:
    for momento in ((2025, 1, 1, 3, 0), (2025, 7, 1, 2, 59), (2025, 7, 1, 3, 0)):
        recebido(datetime(*momento, tzinfo=UTC))
    assert [p["recebido_em"] for p in em_json(client)] == ["2025-01-01", "2025-06-30"]
    assert [p["recebido_em"] for p in em_json(client, semestre=2)] == ["2025-07-01"]


@pytest.mark.parametrize(
    ("ano", "semestre", "hoje", "ha"),
    [
        (2025, 1, date(2025, 6, 30), False),
        (2025, 1, date(2025, 7, 1), True),
        (2025, 2, date(2025, 12, 31), False),
        (2025, 2, date(2026, 1, 1), True),
        (2025, 3, date(2026, 1, 1), False),
        (2025, 0, date(2026, 1, 1), False),
        (2011, 2, date(2026, 1, 1), False),
        (2027, 1, date(2026, 1, 1), False),
        (10**30, 1, date(2026, 1, 1), False),
    ],
)
def test_so_sai_o_semestre_que_acabou(ano: int, semestre: int, hoje: date, ha: bool) -> None:
    assert base_aberta.existe(ano, semestre, hoje) == ha


def test_indice_com_os_semestres_e_o_dicionario(client: Client) -> None:
    vazio = client.get(reverse("esic:dados")).text
    assert "Nenhuma base publicada ainda" in vazio
    assert ".csv" not in vazio
    recebido(datetime(2024, 8, 1, 12, tzinfo=UTC))
    pagina = client.get(reverse("esic:dados")).text
    for nome in ("2024-2.csv", "2025-1.csv", "2025-1.json", "2025-2.csv"):
        assert nome in pagina
    assert "2024-1.csv" not in pagina
    for coluna in base_aberta.COLUNAS:
        assert f">{coluna.titulo}<" in pagina


def test_semestre_sem_pedido_e_vazio_e_o_que_nao_ha_da_404(client: Client) -> None:
    assert em_json(client, ano=2013) == []
    assert corpo(client, "csv", 2013).strip().count("\n") == 0
    ano = timezone.localdate().year
    for ruim in ((ano + 1, 1), (2025, 3), (2011, 1)):
        for formato in ("csv", "json"):
            assert client.get(reverse(f"esic:dados_{formato}", args=ruim)).status_code == 404
    assert client.post(reverse("esic:dados_csv", args=SEMESTRE)).status_code == 405


def test_formula_nao_se_executa_na_planilha(client: Client) -> None:
    recebido(orgao=elenco.orgao("=1+1", "@SUM(A1)"))
    (linha,) = csv.DictReader(StringIO(corpo(client, "csv")), delimiter=";")
    assert (linha["orgao_sigla"], linha["orgao"]) == ("'=1+1", "'@SUM(A1)")


def test_consultas_constantes(client: Client) -> None:
    custos = []
    for quantos in (1, 5):
        for _ in range(quantos):
            com_tudo()
            acoes.recorrer(
                caso=elenco.vencido(), por=SISTEMA, motivo=MotivoDeRecurso.SEM_RESPOSTA, de_oficio=True
            )
        with CaptureQueriesContext(connection) as feitas:
            corpo(client, "csv")
        custos.append(len(feitas))
    assert custos == [2, 2]
