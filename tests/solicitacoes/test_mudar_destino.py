"""A página que muda um destino: o que mostra antes, o que grava, o que recusa."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from guia.busca import indice
from guia.models import Servico
from roteamento.acoes import Alcance, DeixariaLacuna, MudancaInvalida
from roteamento.acoes.regras import aplicar, planejar
from roteamento.models import Distrito, Regra, Unidade
from roteamento.rotas import Tabelas
from solicitacoes.acoes import mudar_levando
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_atingidos import Impacto, medir, prever
from solicitacoes.situacoes import Tipo
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
HOJE = timezone.localdate()
AMANHA = HOJE + timedelta(days=1)
MUDAR = "/rotas/mudar/"


@pytest.fixture(autouse=True)
def cidade() -> None:
    elenco.unidade("TRIAGEM", subprefeitura=None)


@pytest.fixture
def se() -> Distrito:
    return elenco.distrito()


@pytest.fixture
def lapa() -> Distrito:
    lapa = elenco.distrito(40, "Lapa")
    lapa.subprefeitura = elenco.subprefeitura(8, "Lapa")
    lapa.save()
    return lapa


@pytest.fixture
def servico(se: Distrito, lapa: Distrito) -> Servico:
    servico = elenco.servico()
    regra(servico, elenco.unidade("GERAL", subprefeitura=None))
    return servico


@pytest.fixture
def nova() -> Unidade:
    return elenco.unidade("NOVA", nome="Unidade Nova", subprefeitura=None)


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = elenco.pessoa("Alice", is_staff=True)
    quem.groups.add(Group.objects.get(name="Administração"))
    client.force_login(quem)
    return quem


def regra(servico: Servico, unidade: Unidade, de: date = elenco.DESDE, **onde: Any) -> Regra:
    return Regra.objects.create(servico=servico, unidade=unidade, vigencia=DateRange(de, None), **onde)


def dados(**trocados: Any) -> dict[str, Any]:
    padrao = {
        "servico": "Tapa-buraco",
        "onde": "distrito:78",
        "destino": "NOVA",
        "a_partir_de": AMANHA.isoformat(),
        "norma": "",
        "lado": "ambos",
    }
    return {**padrao, **trocados}


def texto(resposta: Any) -> str:
    pagina = BeautifulSoup(resposta.content, "lxml")
    return " ".join(pagina.select_one("main").get_text(" ").split())  # type: ignore[union-attr]


# --- o que se conta ---------------------------------------------------------------------------


def impacto(servico: Servico, onde: Alcance, nova: Unidade) -> Impacto:
    antes = Tabelas.carregar(servico)
    plano = planejar(servico=servico, onde=onde, destino=nova, a_partir_de=AMANHA)
    depois = aplicar(antes, plano, servico)
    return medir(servico, onde, antes=antes, depois=depois, dia=AMANHA, agora=timezone.now())


@pytest.fixture
def pedidos(servico: Servico, lapa: Distrito) -> None:
    for distrito, ha_dias, situacao in [
        (elenco.distrito(), 1, "aberta"),
        (elenco.distrito(), 30, "finalizada"),
        (elenco.distrito(), 200, "em_andamento"),
        (lapa, 2, "aberta"),
        (None, 3, "aberta"),
    ]:
        elenco.na_situacao(situacao, distrito=distrito, ha_dias=ha_dias, servico=servico)
    outro = elenco.servico("poda", "Poda de árvore")
    elenco.solicitacao(servico=outro)


def test_conta_por_distrito_subprefeitura_e_cidade(
    pedidos: None, servico: Servico, nova: Unidade, se: Distrito, lapa: Distrito
) -> None:
    assert impacto(servico, Alcance(distrito=se), nova) == Impacto(abertos=2, recentes=2, mudariam=2)
    assert impacto(servico, Alcance(subprefeitura=lapa.subprefeitura), nova) == Impacto(1, 1, 1)
    assert impacto(servico, Alcance(), nova) == Impacto(abertos=4, recentes=4, mudariam=4)


def test_quem_tem_regra_menor_nao_mudaria(
    pedidos: None, servico: Servico, nova: Unidade, se: Distrito, lapa: Distrito
) -> None:
    regra(servico, elenco.unidade("PROPRIA", subprefeitura=None), distrito=se)
    assert impacto(servico, Alcance(), nova) == Impacto(abertos=4, recentes=4, mudariam=1)
    rua: dict[str, Any] = {"distrito": lapa, "logradouro": "Rua Líbero Badaró", "numero_de": 400}
    regra(servico, elenco.unidade("DA-RUA", subprefeitura=None), **rua)
    assert impacto(servico, Alcance(distrito=lapa), nova) == Impacto(1, 1, 0)


def test_conta_o_trecho_da_rua(pedidos: None, servico: Servico, nova: Unidade, se: Distrito) -> None:
    elenco.solicitacao(servico=servico, numero="10")
    elenco.solicitacao(servico=servico, numero="s/n")
    elenco.solicitacao(servico=servico, logradouro="Rua Direita")
    rua = "Rua Líbero Badaró"
    assert impacto(servico, Alcance(distrito=se, logradouro=rua), nova) == Impacto(4, 4, 4)
    trecho = Alcance(distrito=se, logradouro=rua, numero_de=400, lado="impar")
    assert impacto(servico, trecho, nova) == Impacto(abertos=2, recentes=2, mudariam=2)


def test_a_conta_usa_os_indices_e_poucas_consultas(
    pedidos: None, servico: Servico, nova: Unidade, se: Distrito
) -> None:
    outro = elenco.servico("poda", "Poda de árvore")
    elenco.iguais(1500, nova, servico=outro)
    with CaptureQueriesContext(connection) as consultas:
        impacto(servico, Alcance(distrito=se), nova)
    contas = [c["sql"] for c in consultas if "solicitacoes_solicitacao" in c["sql"]]
    assert len(contas) == 2
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE solicitacoes_solicitacao")
        for sql in contas:
            cursor.execute(f"EXPLAIN {sql}")
            plano = " ".join(linha for (linha,) in cursor.fetchall())
            assert "solicitacao_do_servico" in plano or "solicitacao_abertas_do_servico" in plano


def test_a_previa_diz_antes_e_depois_em_palavras(servico: Servico, nova: Unidade, se: Distrito) -> None:
    rua = Alcance(distrito=se, logradouro="Rua Direita", numero_ate=99, lado="par")
    plano = planejar(servico=servico, onde=rua, destino=nova, a_partir_de=AMANHA)
    (troca,) = prever(servico, rua, plano, timezone.now()).trocas
    assert troca.de == "GERAL (Unidade GERAL), pela regra de toda a cidade"
    assert troca.para.startswith("NOVA (Unidade Nova), pela regra de Rua Direita até o 99 (lado par)")
    assert troca.muda


# --- levar os abertos ---------------------------------------------------------------------------


def levar(servico: Servico, onde: Alcance, nova: Unidade) -> int:
    por = elenco.autor(elenco.pessoa("Alice"))
    return mudar_levando(servico=servico, onde=onde, destino=nova, a_partir_de=AMANHA, norma="", por=por)


def test_leva_so_o_que_ainda_esta_onde_a_regra_pos(servico: Servico, nova: Unidade, se: Distrito) -> None:
    geral = Unidade.objects.get(sigla="GERAL")
    vai = elenco.solicitacao(geral, servico=servico, responsavel=elenco.servidor(geral))
    transferido = elenco.solicitacao(elenco.unidade("OUTRA", subprefeitura=None), servico=servico)
    a_decidir = elenco.solicitacao(geral, servico=servico, aguarda_decisao_desde=timezone.now())
    encerrado = elenco.na_situacao("cancelada", geral, servico=servico)
    da_rua = elenco.solicitacao(geral, servico=servico, logradouro="Rua Direita")
    regra(servico, geral, distrito=se, logradouro="Rua Direita")
    antes = Aviso.objects.count()
    assert levar(servico, Alcance(distrito=se), nova) == 1
    for caso in (transferido, a_decidir, encerrado, da_rua):
        unidade = caso.unidade
        caso.refresh_from_db()
        assert caso.unidade == unidade
    prazo = vai.vence_em
    vai.refresh_from_db()
    assert (vai.unidade, vai.responsavel, vai.vence_em) == (nova, None, prazo)
    assert vai.rota["regra"] == "distrito Sé → NOVA"
    passo = vai.andamentos.get(ordem=vai.versao)
    assert (passo.tipo, passo.unidade) == (Tipo.MUDANCA_DE_UNIDADE, "GERAL")
    assert passo.mudancas == {"unidade": ["GERAL", "NOVA"]}
    assert Aviso.objects.count() == antes


def test_leva_so_o_trecho_da_rua(servico: Servico, nova: Unidade, se: Distrito) -> None:
    geral = Unidade.objects.get(sigla="GERAL")
    dentro, fora = (elenco.solicitacao(geral, servico=servico, numero=n) for n in ("425", "10"))
    rua = Alcance(distrito=se, logradouro="Rua Líbero Badaró", numero_de=400)
    assert levar(servico, rua, nova) == 1
    dentro.refresh_from_db()
    fora.refresh_from_db()
    assert (dentro.unidade, fora.unidade) == (nova, geral)


def test_a_unidade_que_so_existe_amanha_nao_recebe_hoje(servico: Servico, se: Distrito) -> None:
    elenco.solicitacao(Unidade.objects.get(sigla="GERAL"), servico=servico)
    futura = elenco.unidade("FUTURA", subprefeitura=None, vigente_de=AMANHA)
    assert levar(servico, Alcance(distrito=se), futura) == 0


def test_o_que_deixaria_lacuna_nao_leva_nada(servico: Servico, se: Distrito) -> None:
    caso = elenco.solicitacao(Unidade.objects.get(sigla="GERAL"), servico=servico)
    acaba = elenco.unidade("ACABA", subprefeitura=None, vigente_ate=AMANHA)
    with pytest.raises(DeixariaLacuna):
        levar(servico, Alcance(distrito=se), acaba)
    assert Solicitacao.objects.get(pk=caso.pk).unidade.sigla == "GERAL"


def test_pedidos_demais_nao_se_levam(
    servico: Servico, nova: Unidade, se: Distrito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("solicitacoes.acoes.mudar_destino.MAIS_LEVADOS", 1)
    for _ in range(2):
        elenco.solicitacao(Unidade.objects.get(sigla="GERAL"), servico=servico)
    with pytest.raises(MudancaInvalida, match="mais de 1 pedidos"):
        levar(servico, Alcance(distrito=se), nova)
    assert Regra.objects.count() == 1


def test_levar_pela_pagina(client: Client, alice: Usuario, servico: Servico, nova: Unidade) -> None:
    caso = elenco.solicitacao(Unidade.objects.get(sigla="GERAL"), servico=servico)
    assert "Levar também, agora, o 1 pedido aberto" in texto(client.post(MUDAR, dados()))
    feito = client.post(MUDAR, dados(confirmar="sim", levar="sim"), follow=True)
    assert "Pedidos abertos levados: 1." in texto(feito)
    caso.refresh_from_db()
    assert caso.unidade == nova
    assert caso.andamentos.get(ordem=2).usuario == alice


# --- a página --------------------------------------------------------------------------------


def test_ver_antes_e_confirmar(
    client: Client, alice: Usuario, pedidos: None, servico: Servico, nova: Unidade, se: Distrito
) -> None:
    previa = client.post(MUDAR, dados(norma="Decreto 1"))
    assert previa.status_code == 200
    dito = texto(previa)
    for frase in (
        "GERAL (Unidade GERAL), pela regra de toda a cidade",
        "NOVA (Unidade Nova), pela regra do distrito Sé",
        "Hoje há 2 pedidos abertos deste serviço neste lugar",
        "Dos 2 pedidos dos últimos 90 dias, 2 teriam ido para outra unidade",
        "Decreto 1",
    ):
        assert frase in dito
    assert Regra.objects.count() == 1
    feito = client.post(MUDAR, dados(norma="Decreto 1", confirmar="sim"))
    assert feito.headers["Location"] == "/rotas/servico/tapa-buraco/"
    gravada = Regra.objects.get(distrito=se)
    assert (gravada.unidade, gravada.vigencia.lower, gravada.norma) == (nova, AMANHA, "Decreto 1")
    assert gravada.history.get().history_user == alice


def test_a_previa_explica_o_que_cessa_e_o_que_continua(
    client: Client, alice: Usuario, servico: Servico, nova: Unidade, se: Distrito
) -> None:
    outra = elenco.unidade("OUTRA", subprefeitura=None)
    regra(servico, outra, de=HOJE + timedelta(days=30), distrito=se)
    regra(servico, outra, distrito=se, logradouro="Rua Direita")
    dito = texto(client.post(MUDAR, dados()))
    assert "de distrito Sé para OUTRA, deixa de existir" in dito
    assert "Continua valendo a regra de Rua Direita, distrito Sé, que manda para OUTRA" in dito
    assert "A regra de toda a cidade, que manda para GERAL, acaba na véspera." in texto(
        client.post(MUDAR, dados(onde="cidade"))
    )


def test_o_que_deixaria_lacuna_se_recusa_com_a_lista(
    client: Client, alice: Usuario, servico: Servico, se: Distrito
) -> None:
    elenco.unidade("STM-Sé", atribuicao="STM")
    for extra in ({}, {"confirmar": "sim"}):
        resposta = client.post(MUDAR, dados(onde="cidade", destino="stm", **extra))
        assert resposta.status_code == 422
        assert "Assim 1 lugar ficaria sem destino" in texto(resposta)
        assert "Lapa, a partir de" in texto(resposta)
    assert Regra.objects.count() == 1


@pytest.mark.parametrize(
    ("campos", "frase"),
    [
        ({"servico": ""}, "Diga que serviço muda de destino."),
        ({"servico": "buraco na rua"}, "Nenhum serviço tem exatamente este nome"),
        ({"servico": "xyzxyz"}, "Não há serviço com este nome"),
        ({"onde": "distrito:999"}, "Escolha um lugar da lista."),
        ({"destino": "NADA"}, "Escolha uma unidade da lista, pelo nome."),
        ({"destino": "TRIAGEM"}, "Escolha uma unidade da lista, pelo nome."),
        ({"destino": "\0"}, "Caracteres nulos"),
        ({"a_partir_de": "2020-01-01"}, "escolha hoje ou um dia depois"),
        ({"a_partir_de": "amanhã"}, "Escreva uma data que exista"),
        ({"onde": "cidade", "logradouro": "Rua Direita"}, "escolha o distrito dela"),
        ({"logradouro": "R. Direita"}, "Escreva por extenso"),
        ({"numero_de": "10"}, "Diga de que rua são os números."),
        ({"logradouro": "Rua Direita", "numero_de": "9", "numero_ate": "1"}, "não pode ser menor"),
        ({"onde": "cidade", "destino": "GERAL"}, "já manda este serviço para GERAL"),
    ],
)
def test_erro_guarda_o_que_se_escreveu(
    client: Client, alice: Usuario, servico: Servico, nova: Unidade, campos: dict[str, str], frase: str
) -> None:
    indice.atualizar([servico.pk])
    resposta = client.post(MUDAR, {**dados(norma="Decreto guardado"), **campos})
    assert resposta.status_code == 422
    assert frase in texto(resposta)
    pagina = BeautifulSoup(resposta.content, "lxml")
    assert pagina.select_one("input[name=norma]")["value"] == "Decreto guardado"  # type: ignore[index]
    assert Regra.objects.count() == 1


def test_corrigir_volta_ao_formulario_preenchido(
    client: Client, alice: Usuario, servico: Servico, nova: Unidade
) -> None:
    resposta = client.post(MUDAR, dados(corrigir="sim"))
    assert resposta.status_code == 200
    assert resposta.context["form"]["destino"].value() == "NOVA"


def test_o_link_de_outra_pagina_ja_diz_o_servico(client: Client, alice: Usuario, servico: Servico) -> None:
    form = client.get(MUDAR, {"servico": "tapa-buraco", "onde": "distrito:78"}).context["form"]
    assert (form["servico"].value(), form["onde"].value()) == ("Tapa-buraco", "distrito:78")
    assert client.get(MUDAR, {"servico": "nada\0"}).status_code == 200


def test_voltar_a_regra_geral(
    client: Client, alice: Usuario, servico: Servico, nova: Unidade, se: Distrito
) -> None:
    propria = regra(servico, nova, distrito=se)
    caminho = f"/rotas/regras/{propria.pk}/encerrar/"
    dito = texto(client.get(caminho))
    assert "NOVA (Unidade Nova), pela regra do distrito Sé" in dito
    assert "GERAL (Unidade GERAL), pela regra de toda a cidade" in dito
    assert client.post(caminho, {"a_partir_de": "2020-01-01"}).status_code == 422
    assert client.post(caminho, {"a_partir_de": AMANHA.isoformat()}).status_code == 302
    propria.refresh_from_db()
    assert propria.vigencia.upper == AMANHA
    assert propria.history.first().history_user == alice
    da_cidade = Regra.objects.get(alcance="cidade")
    recusa = client.post(f"/rotas/regras/{da_cidade.pk}/encerrar/", {"a_partir_de": AMANHA.isoformat()})
    assert recusa.status_code == 422
    assert client.post(caminho, {"a_partir_de": (AMANHA + timedelta(days=9)).isoformat()}).status_code == 409


def test_as_paginas_so_leem(client: Client, alice: Usuario, servico: Servico, nova: Unidade) -> None:
    propria = regra(servico, nova, distrito=elenco.distrito())
    for caminho in (MUDAR, f"/rotas/regras/{propria.pk}/encerrar/"):
        with CaptureQueriesContext(connection) as consultas:
            assert client.get(caminho).status_code == 200
        assert all(c["sql"].startswith("SELECT") for c in consultas), caminho


def test_quem_nao_cuida_das_rotas_nao_muda(client: Client, servico: Servico, nova: Unidade) -> None:
    assert client.get(MUDAR).status_code == 302
    client.force_login(elenco.servidor(elenco.unidade()))
    assert client.get(MUDAR).status_code == 403
    assert client.post(MUDAR, dados(confirmar="sim")).status_code == 403
    assert Regra.objects.count() == 1
