"""A mesa em planilha: o que o filtro escolhe, sem quem se manifesta, e da denúncia quase nada."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from contas.models import LeituraDePessoal
from contas.papeis import Papel
from mesas import exportacao
from ouvidoria.mesa.exportacao import CORTADA
from ouvidoria.mesa.exportacao import linhas as linhas_da_planilha
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao, TipoDeManifestacao
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db
T = TipoDeManifestacao


@pytest.fixture
def mesa() -> Client:
    cliente = Client()
    cliente.force_login(elenco.designar(Papel.OUVIDORIA, "OGM", nome="=Olga"))
    return cliente


def baixar(mesa: Client, consulta: str = "") -> tuple[str, list[dict[str, str]]]:
    resposta = mesa.post(reverse("mesa:exportar_csv") + consulta)
    assert resposta.status_code == 200
    corpo = b"".join(resposta.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return corpo, list(csv.DictReader(StringIO(corpo), delimiter=";"))


def test_sem_identidade_sem_texto_e_a_denuncia_sem_orgao_nem_pedido(mesa: Client) -> None:
    pedido = elenco.pedido_vencido()
    reclamacao = elenco.registrada(T.RECLAMACAO, solicitacao=pedido)
    denuncia = elenco.registrada(T.DENUNCIA, solicitacao=pedido)
    corpo, lidas = baixar(mesa)
    por_protocolo = {lida["Protocolo"]: lida for lida in lidas}
    assert por_protocolo[reclamacao.protocolo]["Órgão"] == "SMSUB"
    assert por_protocolo[reclamacao.protocolo]["Pedido de que se reclama"] == pedido.protocolo
    da_denuncia = por_protocolo[denuncia.protocolo]
    assert (da_denuncia["Órgão"], da_denuncia["Pedido de que se reclama"], da_denuncia["Motivo"]) == (
        "",
        "",
        "",
    )
    for segredo in (elenco.MARIA.nome, elenco.MARIA.documento, elenco.MARIA.email, elenco.TEXTO):
        assert segredo not in corpo
    folha = load_workbook(BytesIO(mesa.post(reverse("mesa:exportar_xlsx")).getvalue())).active
    titulos, *linhas = folha.iter_rows(values_only=True)
    assert list(titulos) == list(lidas[0])
    assert [linha[0] for linha in linhas] == [lida["Protocolo"] for lida in lidas]


def test_baixar_fica_escrito(mesa: Client) -> None:
    elenco.registrada(T.ELOGIO)
    assert mesa.get(reverse("mesa:exportar_csv")).status_code == 405
    baixar(mesa, "?busca=Quintanilha")
    baixar(mesa)
    vazia, inteira = LeituraDePessoal.objects.order_by("pk")
    assert (vazia.quantos, inteira.quantos) == (0, 1)
    assert (inteira.papel, inteira.filtro) == (Papel.OUVIDORIA, "Ouvidoria: sem filtro")
    assert vazia.filtro.startswith("Ouvidoria: busca “uma palavra (marca")


def test_filtros_e_atraso(mesa: Client) -> None:
    atrasada = elenco.em_analise(ha_dias=100)
    em_dia = elenco.registrada(T.ELOGIO)
    acabada = elenco.na_situacao(Situacao.CONCLUIDA)
    apurada = elenco.na_situacao(Situacao.EM_APURACAO)
    Manifestacao.objects.filter(pk=apurada.pk).update(vence_em=atrasada.vence_em)

    def protocolos(consulta: str) -> set[str]:
        return {lida["Protocolo"] for lida in baixar(mesa, consulta)[1]}

    assert protocolos("") == {atrasada.protocolo, em_dia.protocolo}
    assert protocolos("?situacao=em_apuracao") == {apurada.protocolo}
    assert protocolos("?atrasadas=sim") == {atrasada.protocolo}
    assert protocolos("?tipo=elogio") == {em_dia.protocolo}
    assert protocolos("?situacao=concluida") == protocolos("?situacao=encerradas") == {acabada.protocolo}
    assert protocolos("?orgao=SMT") == set()
    assert len(protocolos("?orgao=SMSUB&tipo=inventado&situacao=%00&orgao=%00")) == 2
    lidas = [*baixar(mesa)[1], *baixar(mesa, "?situacao=em_apuracao")[1]]
    atrasos = {lida["Protocolo"]: lida["Atraso"] for lida in lidas}
    assert atrasos[atrasada.protocolo].startswith("atrasada há ")
    assert atrasos[em_dia.protocolo] == atrasos[apurada.protocolo] == ""


def test_responsavel_nao_vira_formula(mesa: Client) -> None:
    caso = elenco.registrada()
    Manifestacao.objects.filter(pk=caso.pk).update(responsavel=elenco.pessoa("=Olga"))
    assert baixar(mesa)[1][0]["Responsável"] == "'=Olga"


def test_o_teto_corta_e_diz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exportacao, "TETO", 2)
    for _ in range(3):
        elenco.registrada(T.ELOGIO)
    linhas = list(linhas_da_planilha(Manifestacao.objects.all(), timezone.now()))
    assert len(linhas) == 4
    assert linhas[-1] == (CORTADA.format("2"),)


def test_uma_consulta_para_quantas_forem() -> None:
    for tipo in (T.ELOGIO, T.DENUNCIA, T.RECLAMACAO):
        elenco.em_analise(tipo)
    with CaptureQueriesContext(connection) as consultas:
        list(linhas_da_planilha(Manifestacao.objects.all(), timezone.now()))
    assert len([c for c in consultas if c["sql"].startswith(("SELECT", "DECLARE"))]) == 1
