"""A lista da mesa: o que mostra, o que os filtros escolhem, quanto custa e quem entra."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from mesas import paginacao
from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Falha, Situacao, TipoDeManifestacao
from roteamento.models import Designacao
from tests.ouvidoria import elenco, mesa

pytestmark = pytest.mark.django_db

S, T = Situacao, TipoDeManifestacao
HTMX = {"HX-Request": "true"}


@pytest.fixture
def por(client: Client) -> Autor:
    return mesa.entrar(client)


def _linhas(client: Client, consulta: str = "") -> list[str]:
    resposta = client.get(f"/mesa/{consulta}")
    assert resposta.status_code == 200
    return [" ".join(tr.get_text(" ").split()) for tr in mesa.sopa(resposta).select("tr[data-linha]")]


def _achados(client: Client, consulta: str) -> set[str]:
    resposta = client.get(f"/mesa/?{consulta}")
    assert resposta.status_code == 200
    return {a.text for a in mesa.sopa(resposta).select("tr[data-linha] th .sp-numero")}


def test_por_dias_que_faltam_com_tudo_o_que_a_linha_diz(client: Client, por: Autor) -> None:
    pedido = elenco.pedido_vencido()
    depois = elenco.registrada(T.SUGESTAO, ha_dias=2)
    antes = elenco.registrada(T.RECLAMACAO, ha_dias=40, solicitacao=pedido, falha=Falha.PRAZO_VENCIDO)
    acoes.assumir(caso=antes, versao=1, por=por)
    elenco.na_situacao(S.CONCLUIDA)
    linhas = _linhas(client)
    assert len(linhas) == 2
    recebida = f"{timezone.localdate() - timedelta(days=40):%d/%m/%Y}, Portal"
    for dito in (
        antes.protocolo_escrito,
        "Reclamação",
        "SMSUB",
        "Demorou demais e ninguém atendeu",
        "Tapa-buraco",
        pedido.protocolo_escrito,
        recebida,
        "atrasada há",
        "Em análise",
        "Olga Ouvidora",
    ):
        assert dito in linhas[0]
    for dito in (depois.protocolo_escrito, "Sugestão", "faltam", "Recebida", "ninguém"):
        assert dito in linhas[1]


def test_diz_com_que_orgaos_esta_e_o_prazo_de_cada_um(client: Client, por: Autor) -> None:
    caso, envio = elenco.encaminhada()
    outro = acoes.Envio(orgao=elenco.orgao("SMT", "Mobilidade"), texto=elenco.TEXTO)
    acoes.encaminhar(caso=caso, versao=caso.versao, por=por, envios=[outro])
    ha_tres = timezone.now() - timedelta(days=3)
    Encaminhamento.objects.filter(pk=envio.pk).update(vence_em=ha_tres, devolucoes=1)
    linha = _linhas(client)[0]
    assert "SMSUB , atrasado há 3 dias 1 devolução" in linha
    assert "SMT , faltam" in linha


def test_parada_e_em_apuracao_nao_tem_dias(client: Client, por: Autor) -> None:
    elenco.na_situacao(S.AGUARDANDO_MUNICIPE)
    elenco.em_apuracao()
    assert "parado: a pessoa responde até" in _linhas(client)[0]
    assert len(_linhas(client)) == 1
    assert "sem prazo: em apuração" in _linhas(client, "?situacao=em_apuracao")[0]


def test_de_denuncia_a_lista_nao_diz_quem(client: Client, por: Autor) -> None:
    caso = elenco.registrada(T.DENUNCIA)
    pagina = client.get("/mesa/").content.decode()
    assert caso.protocolo in pagina
    for pessoal in ("Maria Silva", "maria@exemplo", "52998224725", "11987654321"):
        assert pessoal not in pagina


FILTROS: list[tuple[str, set[str]]] = [
    ("tipo=elogio", {"elogio"}),
    ("situacao=em_analise", {"minha"}),
    ("situacao=encerradas", {"concluida"}),
    ("situacao=concluida", {"concluida"}),
    ("responsavel=eu", {"minha"}),
    ("responsavel=ninguem", {"elogio", "atrasada"}),
    ("atrasadas=sim", {"atrasada"}),
    ("orgao=SMT", {"elogio"}),
    ("orgao=SMSUB", {"minha", "atrasada"}),
    ("busca=motorista", {"elogio"}),
    ("busca=MOTORISTA+otimo", {"elogio"}),
    ("busca=motorista+pessimo", set()),
    ("busca=mobilidade", {"elogio"}),
    ("busca=aconteceu", set()),
    ("busca=Maria", set()),
    ("tipo=x&situacao=y&responsavel=z&orgao=%00&busca=%25_'", set()),
]


def test_filtros(client: Client, por: Autor, subtests: pytest.Subtests) -> None:
    resposta = [{"chave": "o_que", "rotulo": "O que aconteceu", "valor": "O motorista foi ótimo."}]
    casos = {
        "elogio": elenco.registrada(T.ELOGIO, orgao=elenco.orgao("SMT", "Mobilidade"), respostas=resposta),
        "atrasada": elenco.registrada(ha_dias=40),
        "minha": elenco.registrada(),
        "concluida": elenco.na_situacao(S.CONCLUIDA),
    }
    acoes.assumir(caso=casos["minha"], versao=1, por=por)
    for consulta, quais in FILTROS:
        with subtests.test(consulta):
            assert _achados(client, consulta) == {casos[nome].protocolo_escrito for nome in quais}


def test_o_orgao_consultado_tambem_se_filtra(client: Client, por: Autor) -> None:
    caso, _ = elenco.encaminhada(orgao=None)
    assert _achados(client, "orgao=SMSUB") == {caso.protocolo_escrito}


def test_o_protocolo_acha_encerrada_juntada_e_a_do_pedido(client: Client, por: Autor) -> None:
    pedido = elenco.pedido_vencido()
    reclamada = elenco.registrada(solicitacao=pedido, falha=Falha.PRAZO_VENCIDO)
    concluida = elenco.na_situacao(S.CONCLUIDA)
    caso, segue = elenco.em_analise(), elenco.em_analise()
    acoes.juntar(principal=caso, versao=caso.versao, por=por, outras=[segue])
    assert _achados(client, f"busca={concluida.protocolo_escrito}") == {concluida.protocolo_escrito}
    assert _achados(client, f"busca={segue.protocolo[:9]}") == {segue.protocolo_escrito}
    assert _achados(client, f"busca={pedido.protocolo}") == {reclamada.protocolo_escrito}
    assert "+1 igual" in " ".join(_linhas(client))


def test_estados_vazios(client: Client, por: Autor) -> None:
    assert "Nenhuma manifestação à espera" in mesa.texto(client.get("/mesa/"))
    assert "com estes filtros" in mesa.texto(client.get("/mesa/?tipo=elogio"))


def test_pagina_por_chave_e_guarda_os_filtros(
    client: Client, por: Autor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    for dias in range(5):
        elenco.registrada(ha_dias=dias)
    vistas: list[str] = []
    consulta = "?tipo=reclamacao"
    while consulta:
        pagina = mesa.sopa(client.get(f"/mesa/{consulta}"))
        vistas += [a.text for a in pagina.select("tr[data-linha] th .sp-numero")]
        proxima = pagina.select_one("a[rel=next]")
        consulta = str(proxima["href"]) if proxima else ""
        assert not consulta or "tipo=reclamacao" in consulta
    na_ordem = Manifestacao.objects.na_ordem_da_mesa()
    assert vistas == [caso.protocolo_escrito for caso in na_ordem]
    assert _linhas(client, "?apos=estragada") == _linhas(client)


@pytest.mark.parametrize("consulta", ["", "?tipo=reclamacao", "?busca=buraco", "?situacao=encerradas"])
def test_o_fragmento_e_a_mesma_lista_da_pagina(client: Client, por: Autor, consulta: str) -> None:
    elenco.encaminhada()
    fragmento = client.get(f"/mesa/{consulta}", headers=HTMX)
    inteira = client.get(f"/mesa/{consulta}")
    lidas = [BeautifulSoup(pagina.content, "html.parser") for pagina in (fragmento, inteira)]
    for segredo in [campo for lida in lidas for campo in lida.select("input[name=csrfmiddlewaretoken]")]:
        del segredo["value"]  # outro a cada resposta
    assert str(lidas[0]).strip() == str(lidas[1].select_one("#lista"))
    assert fragmento["HX-Push-Url"] == f"/mesa/{consulta or '?'}"
    assert "HX-Request" in fragmento["Vary"]


@pytest.mark.parametrize(("cabecalhos", "quantas"), [({}, 11), (HTMX, 5)])
def test_as_mesmas_consultas_com_uma_linha_e_com_cinco(
    client: Client, por: Autor, cabecalhos: dict[str, str], quantas: int
) -> None:
    elenco.encaminhada()
    with CaptureQueriesContext(connection) as uma:
        client.get("/mesa/", headers=cabecalhos)
    for _ in range(4):
        caso, _ = elenco.encaminhada(solicitacao=elenco.pedido_vencido(), falha=Falha.PRAZO_VENCIDO)
        outro = acoes.Envio(orgao=elenco.orgao("SMT", "Mobilidade"), texto=elenco.TEXTO)
        acoes.encaminhar(caso=caso, versao=caso.versao, por=por, envios=[outro])
    with CaptureQueriesContext(connection) as cinco:
        resposta = client.get("/mesa/", headers=cabecalhos)
    assert resposta.content.count(b"data-linha") == 5
    assert len(uma) == len(cinco) == quantas, "\n".join(c["sql"][:150] for c in cinco.captured_queries)
    sql = "".join(c["sql"] for c in cinco.captured_queries)
    assert all(c["sql"].startswith("SELECT") for c in cinco.captured_queries)
    for coluna in ('"respostas"', '"conclusao"', '"texto"', '"descricao"', "contas_interessado"):
        assert coluna not in sql.replace('"avisos_notificacao"."texto"', "")


def test_contadores_sao_links_para_o_que_contam(client: Client, por: Autor) -> None:
    acoes.assumir(caso=elenco.registrada(ha_dias=40), versao=1, por=por)
    elenco.registrada()
    elenco.respondida()
    elenco.em_apuracao()
    links = {
        str(a["href"]): " ".join(a.text.split())
        for a in mesa.sopa(client.get("/mesa/")).select(".sp-contadores a")
        if str(a["href"]).startswith("?")
    }
    assert links == {
        "?": "3 a responder",
        "?atrasadas=sim": "1 atrasada",
        "?responsavel=eu": "1 minha",
        "?responsavel=ninguem": "1 sem responsável",
        "?situacao=resposta_recebida": "1 com resposta do órgão",
        "?situacao=em_apuracao": "1 em apuração",
    }
    for endereco, dito in links.items():
        assert len(_linhas(client, endereco)) == int(dito.split()[0]), endereco


def test_orgao_sem_interlocutor_com_pergunta_a_espera_e_alerta_com_link(client: Client, por: Autor) -> None:
    elenco.encaminhada()
    elenco.orgao("SMT", "Mobilidade")
    elenco.registrada(T.ELOGIO, orgao=elenco.orgao("SMC", "Cultura"))
    pagina = mesa.texto(client.get("/mesa/"))
    assert "2 órgãos sem ninguém que responda à Ouvidoria" in pagina
    assert "SMSUB (1 pergunta à espera); SMC (1 manifestação aberta)" in pagina
    todos = mesa.texto(client.get("/mesa/orgaos/"))
    assert todos.index("SMSUB") < todos.index("SMC") < todos.index("SMT")
    elenco.interlocutor("SMSUB")
    elenco.interlocutor("SMC")
    assert "sem ninguém" not in mesa.texto(client.get("/mesa/"))


def test_designacao_que_acabou_nao_abre_a_mesa(client: Client, por: Autor) -> None:
    ontem = timezone.localdate() - timedelta(days=1)
    Designacao.objects.filter(usuario=por.usuario).update(ate=ontem)
    for endereco in ("/mesa/", "/mesa/orgaos/", mesa.endereco(elenco.registrada())):
        assert client.get(endereco).status_code == 403


@pytest.mark.parametrize("papel", [Papel.INTERLOCUTOR, Papel.CORREGEDORIA])
def test_orgao_e_corregedoria_nao_abrem_a_mesa(client: Client, por: Autor, papel: Papel) -> None:
    client.force_login(elenco.designar(papel, "SMSUB", nome="De Fora"))
    assert client.get("/mesa/").status_code == 403


def test_metodo_errado(client: Client, por: Autor) -> None:
    caso = elenco.registrada()
    for endereco in ("/mesa/", "/mesa/orgaos/", mesa.endereco(caso), mesa.endereco(caso, "imprimir")):
        assert client.post(endereco).status_code == 405
    for ato in ("contato", "anotar"):
        assert client.get(mesa.endereco(caso, ato)).status_code == 405
