"""O painel da chefia: as contas, o que nunca conta como feito, o período e quanto custa."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
from solicitacoes import acoes
from solicitacoes.agregados.contar import contar
from solicitacoes.chefia import painel, semanas
from solicitacoes.chefia.ambito import da_unidade
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao, Tipo
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

PAINEL = "/caixa/SMPR-CPO-STM-Sé/painel/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def chefe(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


def _periodo(dias: int = 30) -> painel.Periodo:
    hoje = timezone.localdate()
    return painel.Periodo(hoje - timedelta(days=dias - 1), hoje)


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _encerrada(
    caixa: Unidade, ha_dias: int, desfecho: str = Desfecho.REALIZADO, **campos: Any
) -> Solicitacao:
    quando = timezone.now() - timedelta(days=ha_dias)
    return elenco.na_situacao(
        Situacao.FINALIZADA,
        caixa,
        desfecho=desfecho,
        encerrada_em=quando,
        **{"ha_dias": ha_dias + 5, **campos},
    )


def test_os_abertos_por_pessoa_e_por_idade(caixa: Unidade) -> None:
    agora = timezone.now()
    ana, beto = elenco.servidor(caixa, nome="Ana"), elenco.servidor(caixa, nome="Beto")
    saiu = elenco.pessoa("Saulo Saiu")
    ontem = agora - timedelta(days=1)
    principal = elenco.solicitacao(caixa, responsavel=ana, ha_dias=3)
    elenco.solicitacao(caixa, responsavel=ana, ha_dias=40, vence_em=ontem)
    elenco.solicitacao(caixa, responsavel=saiu, ha_dias=100, vence_em=ontem)
    elenco.solicitacao(caixa, ha_dias=7)
    elenco.solicitacao(caixa, ha_dias=8, devolucoes=1)
    elenco.solicitacao(caixa, ha_dias=8, principal=principal, vence_em=ontem)
    elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa, ha_dias=20, vence_em=ontem)
    elenco.solicitacao(elenco.unidade("OUTRA", subprefeitura=None))
    _encerrada(caixa, 1)
    feito = painel.abertos(da_unidade(caixa), agora)
    assert (feito.total, feito.atrasados, feito.parados, feito.voltaram, feito.juntados) == (6, 2, 1, 1, 1)
    assert feito.sem_responsavel == 3
    assert [(p.nome, p.total, p.atrasados, p.fora) for p in feito.por_pessoa] == [
        ("Ana", 2, 1, False),
        ("Saulo Saiu", 1, 1, True),
        ("Beto", 0, 0, False),
        ("Ninguém", 3, 0, False),
    ]
    assert feito.por_pessoa[2].consulta == f"responsavel={beto.pk}"
    assert [p.total for p in feito.por_idade] == [2, 1, 1, 1, 0, 1]
    assert sum(p.atrasados for p in feito.por_idade) == 2


def test_so_o_cumprido_conta_como_feito(caixa: Unidade) -> None:
    for desfecho in Desfecho.values:
        _encerrada(caixa, 2, desfecho)
    elenco.na_situacao(Situacao.INDEFERIDA, caixa, motivo_de_recusa="repetido")
    elenco.na_situacao(Situacao.CANCELADA, caixa)
    _encerrada(caixa, 40)
    _encerrada(caixa, 2, vence_em=timezone.now() - timedelta(days=3), devolucoes=1, transferencias=2)
    contar()
    feito = painel.encerrados(da_unidade(caixa), _periodo())
    assert (feito.total, feito.feitos, feito.feitos_no_prazo, feito.nao_feitos) == (9, 3, 2, 6)
    assert (feito.voltaram, feito.mudaram) == (1, 1)
    contam = {parte.nome for parte, cumprido in feito.desfechos if cumprido}
    assert contam == {"Realizado", "Já estava resolvido"}
    nomes = {parte.nome for parte, _ in feito.desfechos}
    assert {
        "Indeferido: já existe um pedido seu para o mesmo problema",
        "Problema não encontrado no local",
    } <= nomes


def test_o_periodo_inclui_as_pontas_no_relogio_da_cidade(caixa: Unidade) -> None:
    hoje = timezone.localdate()
    meia_noite = timezone.make_aware(
        timezone.datetime.combine(hoje - timedelta(days=2), timezone.datetime.min.time())  # type: ignore[attr-defined]
    )
    for quando in (meia_noite, meia_noite - timedelta(seconds=1)):
        elenco.na_situacao(Situacao.FINALIZADA, caixa, encerrada_em=quando, ha_dias=9)
    dia = hoje - timedelta(days=2)
    contar()
    assert painel.encerrados(da_unidade(caixa), painel.Periodo(dia, dia)).total == 1
    assert painel.encerrados(da_unidade(caixa), painel.Periodo(dia - timedelta(days=1), dia)).total == 2


def test_tempo_por_etapa_vem_da_historia(caixa: Unidade) -> None:
    por = elenco.autor(elenco.servidor(caixa), caixa)
    caso = elenco.solicitacao(caixa, ha_dias=10)
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=por)
    caso.andamentos.filter(tipo="assuncao").update(em=caso.aberta_em + timedelta(days=4))
    caso = acoes.iniciar(caso=caso, versao=caso.versao, por=por)
    caso.andamentos.filter(tipo="inicio").update(em=caso.aberta_em + timedelta(days=4, hours=5))
    acoes.finalizar(caso=caso, versao=caso.versao, por=por, desfecho="realizado", resposta=elenco.FRASE)
    _encerrada(caixa, 1, aberta_em=timezone.now() - timedelta(days=25))
    contar()
    etapas = painel.etapas(da_unidade(caixa), _periodo())
    assert [e.nove_em_dez for e in etapas] == ["4 dias", "5 horas", "6 dias", "23 dias"]
    assert [(e.medidos, e.em_palavras) for e in etapas] == [
        (1, "4 dias"),
        (1, "5 horas"),
        (1, "6 dias"),
        (2, "17 dias"),
    ]


@pytest.mark.parametrize(
    ("tempo", "palavras"),
    [
        (timedelta(minutes=59), "menos de 1 hora"),
        (timedelta(hours=1), "1 hora"),
        (timedelta(hours=30), "30 horas"),
        (timedelta(days=3), "3 dias"),
    ],
)
def test_duracao_em_palavras(tempo: timedelta, palavras: str) -> None:
    assert painel.duracao(tempo) == palavras


def test_a_pagina_mostra_tabelas_barras_e_os_que_voltaram(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    voltou = elenco.solicitacao(caixa, devolucoes=1, responsavel=chefe, ha_dias=0)
    _encerrada(caixa, 2, Desfecho.NAO_ENCONTRADO)
    contar()
    resposta = client.get(PAINEL)
    texto, pagina = _texto(resposta), BeautifulSoup(resposta.content, "lxml")
    assert "1 que voltou de outra unidade" in texto
    assert "0 feitos" in texto
    assert "Problema não encontrado no local 1 : Problema não encontrado no local não" in texto
    assert pagina.select_one(f"a[href$='/{voltou.protocolo}/']")
    assert pagina.select_one(f"a[href$='?responsavel={chefe.pk}']")
    barras = pagina.select("svg.sp-barra rect")
    assert barras
    assert {b["width"] for b in barras} <= {"0%", "100%"}
    assert not pagina.select("[style]")


def test_a_lista_oferece_com_quem_estao(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    """A equipe, mesmo sem pedido, e quem saiu dela e ainda tem algum aberto; o escolhido continua marcado."""
    saiu, outro = elenco.pessoa("Saulo Saiu"), elenco.pessoa("Nada Aberto")
    elenco.solicitacao(caixa, responsavel=saiu)
    _encerrada(caixa, 2, responsavel=outro)
    pagina = BeautifulSoup(client.get(PAINEL).content, "lxml")
    elo = pagina.select_one(f"main a[href$='?responsavel={saiu.pk}']")
    assert elo
    lista = BeautifulSoup(client.get(str(elo["href"])).content, "lxml")
    opcoes = {o.text: o.has_attr("selected") for o in lista.select("select[name=responsavel] option")}
    assert opcoes == {
        "Qualquer pessoa": False,
        "Eu": False,
        "Ninguém": False,
        "Célia Chefe": False,
        "Saulo Saiu": True,
    }


def test_o_periodo_vem_da_url(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    _encerrada(caixa, 40)
    contar()
    assert "0 feitos" in _texto(client.get(PAINEL))
    de = (timezone.localdate() - timedelta(days=60)).isoformat()
    resposta = client.get(f"{PAINEL}?de={de}")
    assert "1 feito " in _texto(resposta)
    assert f'value="{de}"' in resposta.content.decode()


@pytest.mark.parametrize(
    ("consulta", "frase"),
    [
        ("de=2026-05-02&ate=2026-05-01", "não pode ser antes do primeiro"),
        ("de=ontem", "Escreva o dia assim"),
        ("de=2020-01-01&ate=2026-01-01", "até um ano"),
        ("de=9999-12-30&ate=9999-12-31", "entre 01/01/1900 e 31/12/2099"),
        ("ate=0001-01-10&de=", "entre 01/01/1900 e 31/12/2099"),
    ],
)
def test_periodo_invalido_e_422_e_a_pagina_continua(
    client: Client, caixa: Unidade, chefe: Usuario, consulta: str, frase: str
) -> None:
    resposta = client.get(f"{PAINEL}?{consulta}")
    assert resposta.status_code == 422
    assert frase in _texto(resposta)
    assert "Com quem estão" in _texto(resposta)


def test_a_chefia_de_cima_le_o_painel_sem_links_da_caixa_e_as_outras_nao(
    client: Client, caixa: Unidade
) -> None:
    cima = elenco.unidade("GABINETE", subprefeitura=None)
    Unidade.objects.filter(pk=caixa.pk).update(superior=cima)
    elenco.solicitacao(caixa, responsavel=elenco.servidor(caixa, nome="Ana"), devolucoes=1)
    client.force_login(elenco.servidor(cima, papel=Papel.CHEFIA))
    resposta = client.get(PAINEL)
    assert resposta.status_code == 200
    assert not BeautifulSoup(resposta.content, "lxml").select("main a[href^='/caixa/SMPR']")
    assert client.get("/caixa/SMPR-CPO-STM-Sé/").status_code == 403
    ao_lado = elenco.unidade("AO-LADO", superior=cima, subprefeitura=None)
    for quem in (elenco.servidor(cima), elenco.servidor(ao_lado, papel=Papel.CHEFIA), elenco.servidor(caixa)):
        client.force_login(quem)
        assert client.get(PAINEL).status_code == 403


def test_o_painel_custa_o_mesmo_com_um_e_com_muitos_e_so_le(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    elenco.solicitacao(caixa, responsavel=chefe, devolucoes=1, turma=elenco.turma(caixa))
    _encerrada(caixa, 1)
    client.get(PAINEL)
    contar()
    with CaptureQueriesContext(connection) as um:
        client.get(PAINEL)
    for numero in range(1, 6):
        pessoa, turma = elenco.servidor(caixa, nome=f"P{numero}"), elenco.turma(caixa, f"Turma {numero}")
        elenco.solicitacao(caixa, devolucoes=1, responsavel=pessoa, turma=turma)
        _encerrada(caixa, numero)
    contar()
    with CaptureQueriesContext(connection) as muitos:
        client.get(PAINEL)
    with CaptureQueriesContext(connection) as guardado:
        client.get(PAINEL)
    # três são as dos números por turma, que a unidade sem turmas não faz; oito, as que só fazem quem primeiro
    # o abre depois de cada contagem
    assert len(um) == len(muitos) <= 30
    assert len(guardado) <= 22
    assert all(c["sql"].lstrip().startswith(("SELECT", "WITH")) for c in muitos.captured_queries)
    assert client.post(PAINEL).status_code == 405
    assert Lotacao.objects.count() == 6


def test_entraram_conta_todos_e_diz_quantos_estao_juntos(
    client: Client, caixa: Unidade, chefe: Usuario
) -> None:
    principal = elenco.solicitacao(caixa, ha_dias=3)
    elenco.solicitacao(caixa, ha_dias=2, principal=principal)
    _encerrada(caixa, 1)
    elenco.solicitacao(caixa, ha_dias=50)
    contar()
    texto = _texto(client.get(PAINEL))
    assert "3 entraram" in texto
    assert "1 dos que entraram está junto com outro pedido" in texto
    assert "também os juntos com outro pedido" in texto


def test_as_doze_semanas_contam_o_que_entrou_e_o_que_saiu(caixa: Unidade) -> None:
    hoje = timezone.localdate()
    elenco.solicitacao(caixa, principal=elenco.solicitacao(caixa, ha_dias=0), ha_dias=0)
    _encerrada(caixa, 7, aberta_em=timezone.now() - timedelta(days=14))
    _encerrada(caixa, 7, aberta_em=timezone.now() - timedelta(days=200))
    elenco.solicitacao(caixa, ha_dias=100)
    contar()
    contadas = semanas.ultimas(da_unidade(caixa), hoje)
    assert len(contadas) == 12
    assert [(s.entraram, s.sairam) for s in contadas[-3:]] == [(1, 0), (0, 2), (2, 0)]
    assert sum(s.entraram + s.sairam for s in contadas[:-3]) == 0
    assert (contadas[-1].ate, contadas[-1].de.weekday()) == (hoje, 0)
    assert contadas[0].ate + timedelta(days=1) == contadas[1].de


def test_os_numeros_saem_em_csv(client: Client, caixa: Unidade, chefe: Usuario) -> None:
    reaberto = elenco.solicitacao(caixa)
    Andamento.objects.filter(caso=reaberto).update(tipo=Tipo.REABERTURA)
    for dias in (2, 12):
        _encerrada(caixa, 1, aberta_em=timezone.now() - timedelta(days=1 + dias))
    contar()
    resposta = client.get(f"{PAINEL}?formato=csv")
    assert resposta["Content-Type"].startswith("text/csv")
    escrito = b"".join(resposta.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    linhas = list(csv.DictReader(io.StringIO(escrito), delimiter=";"))
    servico = linhas[0]
    assert (servico["Por"], servico["Nome"]) == ("Serviço", "Tapa-buraco")
    nomes = ("Abertos", "Entraram", "Saíram", "Reaberturas", "Metade finalizada em até (dias)")
    assert [servico[nome] for nome in nomes] == ["1", "3", "2", "1", "2"]
    assert servico["Nove em dez finalizados em até (dias)"] == "12"
    assert [linha["Por"] for linha in linhas[1:]] == ["Semana"] * 12
    invalida = client.get(f"{PAINEL}?formato=csv&de=ontem")
    assert (invalida.status_code, invalida["Content-Type"][:9]) == (422, "text/html")
