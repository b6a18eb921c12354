"""O relatório anual do acesso à informação: o que conta em quê, o que não se abre, e quanto custa."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contas.autor import SISTEMA
from documentos.relatorios.quadros import Numeros, Quadro
from esic import acoes
from esic.models import InformacaoClassificada, Pedido, Perfil, Recurso
from esic.situacoes import Decisao, MotivoDeRecurso, Resultado
from esic.transparencia import relatorio, relatorio_do_perfil, relatorio_dos_recursos
from protocolo.models import Canal
from tests.esic import elenco

pytestmark = pytest.mark.django_db
ANO = 2025
CONSULTAS = 16


def quando(ano: int = ANO, mes: int = 3, dia: int = 10) -> datetime:
    return datetime(ano, mes, dia, 12, tzinfo=timezone.get_default_timezone())


def recebido(em: datetime | None = None, **campos: Any) -> Pedido:
    return acoes.abrir(elenco.novo(**campos), por=elenco.municipe(), em=em or quando())


def respondido(depois: int, *, decisao: str = Decisao.CONCEDIDO, **campos: Any) -> Pedido:
    """Recebido em março e respondido tantos dias depois."""
    caso = elenco.respondido(decisao, recebido(**campos))
    Pedido.objects.filter(pk=caso.pk).update(respondido_em=caso.aberta_em + timedelta(days=depois))
    return Pedido.objects.get(pk=caso.pk)


def calcular(ano: int = ANO) -> Numeros[Any]:
    return relatorio.calcular(ano, timezone.now())


def quadro(numeros: Numeros[Any], titulo: str) -> Quadro:
    return next(q for parte in numeros.partes for q in parte.quadros if q.titulo == titulo)


def linha(numeros: Numeros[Any], titulo: str, nome: str) -> dict[str, Any]:
    achado = quadro(numeros, titulo)
    valores = next(celulas for celulas in achado.linhas if celulas[0] == nome)
    return dict(zip(achado.colunas[1:], valores[1:], strict=True))


def test_o_ano_e_o_do_relogio_da_cidade() -> None:
    """Meia-noite em São Paulo são 3 horas em UTC."""
    for momento in ((2025, 1, 1, 2, 59), (2025, 1, 1, 3, 0), (2026, 1, 1, 2, 59)):
        recebido(datetime(*momento, tzinfo=UTC))
    numeros = calcular()
    assert numeros.resumo.recebidos == 2
    assert linha(numeros, "Pedidos, por mês", "Janeiro")["Recebidos"] == 1
    por_orgao = linha(numeros, "Pedidos recebidos, por órgão e mês", "Secretaria das Subprefeituras")
    assert (por_orgao["Jan"], por_orgao["Dez"], por_orgao["Total"]) == (1, 1, 2)
    assert relatorio.anos(timezone.now())[-1] == 2024


def test_tempos_e_decisoes_de_cada_orgao() -> None:
    """Vencem em 31 de março (20 dias, do dia útil seguinte)."""
    smt = elenco.orgao("SMT", "Secretaria de Mobilidade")
    for depois in (2, 10, 60):
        respondido(depois)
    respondido(4, decisao=Decisao.NEGADO, orgao=smt)
    recebido(orgao=smt)
    resumo = calcular().resumo
    assert (resumo.recebidos, resumo.respondidos, resumo.no_prazo, resumo.atrasados) == (5, 4, 3, 1)
    assert (resumo.parte_no_prazo, resumo.dias) == ("75%", 7)
    assert resumo.media == timedelta(days=19)
    numeros = calcular()
    da_smsub = linha(numeros, "Como cada órgão respondeu", "Secretaria das Subprefeituras")
    assert (da_smsub["Respondidos"], da_smsub["Prazo cumprido"]) == (3, "67%")
    demora = linha(numeros, "Quanto cada órgão demorou", "Secretaria das Subprefeituras")
    assert (demora["Média em dias"], demora["Mediana em dias"]) == (24.0, 10.0)
    da_smt = linha(numeros, "Como cada órgão respondeu", "Secretaria de Mobilidade")
    assert (da_smt["Por responder agora"], da_smt["Atrasados agora"], da_smt["Prazo cumprido"]) == (
        1,
        1,
        "50%",
    )
    assert linha(numeros, "Decisões, por órgão", "Secretaria de Mobilidade")["Acesso negado"] == 1
    assert linha(numeros, "Respostas, por decisão", "Acesso concedido") == {
        "Quantas": 3,
        "Parte do total": "75%",
    }
    assert linha(numeros, "Pedidos, por mês", "Março")["Mediana em dias"] == 7.0
    (negou,) = quadro(numeros, "Por que se negou, no todo ou em parte").linhas
    assert negou[1:] == (1, "100%")


def test_prorrogado_reencaminhado_e_desistente() -> None:
    ano = timezone.localdate().year
    caso = elenco.em_tramitacao()
    caso = acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.sic(), motivo=elenco.FRASE)
    outro = elenco.orgao("SMT", "Secretaria de Mobilidade")
    acoes.reencaminhar(caso=caso, versao=caso.versao, por=elenco.ogm(), orgao=outro, motivo=elenco.FRASE)
    elenco.na_situacao("desistencia")
    numeros = calcular(ano)
    resumo = numeros.resumo
    assert (resumo.prorrogados, resumo.reencaminhados, resumo.por_responder) == (1, 1, 1)
    da_smt = linha(numeros, "Quanto cada órgão demorou", "Secretaria de Mobilidade")
    assert da_smt["Vindos de outro órgão"] == 1
    assert linha(numeros, "Onde os pedidos do ano estão agora", "Desistência")["Quantos"] == 1


def test_recursos_por_instancia_e_resultado_e_reclamacoes() -> None:
    caso = elenco.decidido()
    elenco.decidido(Resultado.PARCIAL, caso)
    vencido = elenco.vencido()
    acoes.recorrer(caso=vencido, por=SISTEMA, motivo=MotivoDeRecurso.SEM_RESPOSTA, de_oficio=True)
    reclamado = elenco.vencido()
    acoes.reclamar(caso=reclamado, por=elenco.municipe(reclamado.protocolo))
    Pedido.objects.update(aberta_em=quando())
    numeros = calcular()
    titulo = "Recursos, por instância e resultado"
    primeira = linha(numeros, titulo, "1ª instância: autoridade máxima do órgão")
    assert (primeira["Recursos"], primeira["Indeferido"], primeira["Por decidir"], primeira["De ofício"]) == (
        2,
        1,
        1,
        1,
    )
    segunda = linha(numeros, titulo, "2ª instância: Controladoria Geral do Município")
    assert (segunda["Recursos"], segunda["Deferido em parte"], segunda["De ofício"]) == (1, 1, 0)
    tempos = linha(
        numeros,
        "Quanto demorou a decisão dos recursos",
        "3ª instância: Comissão Municipal de Acesso à Informação",
    )
    assert tempos == {"Decididos": 0, "No prazo": "–", "Mediana em dias": "–"}
    assert linha(numeros, "Recursos, por órgão e instância", "Secretaria das Subprefeituras")["Total"] == 3
    assert linha(numeros, "Reclamações por falta de resposta", "Por decidir")["Quantas"] == 1


def test_numero_pequeno_do_perfil_nao_se_abre_nem_por_subtracao() -> None:
    pares = [("A", 20), ("B", 7), ("C", 2), ("D", 0)]
    fechado = relatorio_do_perfil.sem_pequenas("Teste", "Letra", pares)
    assert fechado.linhas == (("A", 20, "69%"), ("Outras, juntas", 9, "31%"))
    assert "não se abre" in fechado.nota
    poucos = relatorio_do_perfil.sem_pequenas("Teste", "Letra", [("A", 3), ("B", 1)])
    assert poucos.linhas == (("Outras, juntas", 4, "100%"),)
    inteiro = relatorio_do_perfil.sem_pequenas("Teste", "Letra", [("A", 5), ("B", 6)])
    assert (len(inteiro.linhas), inteiro.nota) == (2, "")
    assert relatorio_do_perfil.sem_pequenas("Teste", "Letra", []).linhas == ()


def test_quem_pediu_pelo_documento_canal_e_perfil() -> None:
    empresa = replace(elenco.MARIA, tipo_documento="cnpj", documento="11222333000181")
    for n in range(5):
        recebido()
        recebido(identificacao=empresa, canal=Canal.BALCAO)
        Perfil.objects.create(mes=date(ANO, 1 + n, 1), genero="feminino")
    Perfil.objects.create(mes=date(ANO, 12, 1), genero="outro", ocupacao="imprensa")
    Perfil.objects.create(mes=date(ANO + 1, 1, 1), genero="masculino")
    numeros = calcular()
    documento = "Quem pediu, pelo documento"
    assert linha(numeros, documento, "Pessoa física")["Quantos"] == 5
    assert linha(numeros, documento, "Pessoa jurídica")["Quantos"] == 5
    assert linha(numeros, "Por onde se pediu", "Balcão do órgão")["Quantos"] == 5
    assert quadro(numeros, "De quem quis dizer: gênero").linhas == (("Outras, juntas", 6, "100%"),)
    assert "Imprensa" not in str(numeros)
    assert "Masculino" not in str(numeros)


def test_informacoes_classificadas_em_numeros() -> None:
    campos = {"orgao": elenco.orgao(), "assunto": "Plano", "grau": "reservada", "fundamento": "LAI, art. 23"}
    datas: list[dict[str, Any]] = [
        {"classificada_em": date(2025, 2, 1), "ate": date(2030, 1, 1)},
        {"classificada_em": date(2024, 2, 1), "ate": date(2025, 6, 30)},
        {
            "classificada_em": date(2025, 2, 1),
            "ate": date(2030, 1, 1),
            "desclassificada_em": date(2025, 9, 1),
            "motivo": "Acabou a obra.",
        },
        {"classificada_em": date(2026, 1, 10), "ate": date(2030, 1, 1)},
    ]
    for n, quais in enumerate(datas):
        InformacaoClassificada.objects.create(codigo=str(n), produzida_em=date(2024, 1, 1), **campos, **quais)
    feito = relatorio_dos_recursos.classificadas(ANO, date(2026, 6, 1))
    assert feito.colunas[-1] == "Em segredo em 31/12/2025"
    assert feito.linhas[0] == ("Reservada", 2, 1, 1, 1)
    assert feito.linhas[1] == ("Secreta", 0, 0, 0, 0)
    antes = relatorio_dos_recursos.classificadas(ANO, date(2025, 6, 30))
    assert antes.linhas[0] == ("Reservada", 2, 0, 0, 3)


def test_consultas_constantes() -> None:
    custos = []
    for quantos in (1, 5):
        for n in range(quantos):
            caso = elenco.decidido()
            orgao = elenco.orgao(f"ORG{quantos}{n}", f"Órgão {quantos}{n}")
            Pedido.objects.filter(pk=caso.pk).update(orgao=orgao, aberta_em=quando())
            assert Recurso.objects.filter(pedido=caso).exists()
        with CaptureQueriesContext(connection) as feitas:
            calcular()
        custos.append(len(feitas))
    assert custos == [CONSULTAS, CONSULTAS]


# --- as páginas -------------------------------------------------------------------------


def test_pagina_e_planilha_do_ano(client: Client) -> None:
    respondido(3)
    pagina = client.get(reverse("esic:relatorio", args=[ANO]))
    assert pagina.status_code == 200
    assert not pagina.cookies
    assert "Relatório de 2025" in pagina.text
    assert "Como cada órgão respondeu" in pagina.text
    planilha = client.get(reverse("esic:relatorio_csv", args=[ANO]))
    assert planilha["Content-Disposition"] == 'attachment; filename="relatorio-acesso-a-informacao-2025.csv"'
    texto = planilha.content.decode("utf-8-sig")
    linhas = list(csv.reader(StringIO(texto), delimiter=";"))
    assert linhas[0] == ["Quadro", "Linha", "Coluna", "Valor"]
    assert ["Respostas, por decisão", "Acesso concedido", "Quantas", "1"] in linhas
    assert {len(celulas) for celulas in linhas} == {4}
    for segredo in (elenco.MARIA.nome, elenco.MARIA.documento, elenco.MARIA.email, elenco.PERGUNTA):
        assert segredo not in pagina.text + texto


def test_ano_sem_pedido_diz_que_nao_ha_e_o_anterior_a_lei_nao_existe(client: Client) -> None:
    corrente = timezone.localdate().year
    for ano in (2012, corrente):
        vazio = client.get(reverse("esic:relatorio", args=[ano]))
        assert vazio.status_code == 200
        assert "Nenhum pedido de informação recebido por aqui neste ano" in vazio.text
    assert "até agora" in vazio.text
    for ano in (0, 2011, corrente + 1, 10**30):
        for nome in ("relatorio", "relatorio_csv"):
            assert client.get(reverse(f"esic:{nome}", args=[ano])).status_code == 404
    assert client.post(reverse("esic:relatorio", args=[corrente])).status_code == 405


def test_lista_dos_anos(client: Client) -> None:
    recebido(quando(2024))
    pagina = client.get(reverse("esic:relatorios"))
    assert "Relatório de 2024" in pagina.text
    assert reverse("esic:dados") in pagina.text
    assert "Relatório de 2023" not in pagina.text


def test_quem_insiste_nao_conta_tudo_de_novo(client: Client) -> None:
    recebido()
    primeira = client.get(reverse("esic:relatorio", args=[ANO])).context["numeros"]
    recebido()
    assert client.get(reverse("esic:relatorio", args=[ANO])).context["numeros"] == primeira
    cache.clear()
    assert client.get(reverse("esic:relatorio", args=[ANO])).context["numeros"].resumo.recebidos == 2
