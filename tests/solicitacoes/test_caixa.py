"""As caixas e a lista: quem vê, o que vê, quanto custa."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from protocolo.prazos.contagem import Contagem
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes import acoes, consultas
from solicitacoes.caixa.views import lista as caixa_views
from solicitacoes.models import Anexo, Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    """Um servidor da caixa, já dentro."""
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def _pagina(client: Client, endereco: str = CAIXA, **cabecalhos: str) -> BeautifulSoup:
    resposta = client.get(endereco, headers=cabecalhos)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "html.parser")


# --- /caixa/ ---------------------------------------------------------------------


def test_quem_serve_numa_so_unidade_vai_direto_a_ela(client: Client, servidor: Usuario) -> None:
    resposta = client.get("/caixa/")
    assert resposta.status_code == 302
    assert resposta["Location"].startswith("/caixa/SMPR-CPO-STM-S")


def test_quem_serve_em_duas_escolhe_e_ve_os_contadores(client: Client, caixa: Unidade) -> None:
    outra = elenco.unidade("ILUME", "Iluminação", subprefeitura=None)
    client.force_login(elenco.servidor(caixa, outra))
    elenco.solicitacao(caixa)
    elenco.solicitacao(caixa, ha_dias=90)
    elenco.na_situacao(Situacao.FINALIZADA, caixa)
    linhas = _pagina(client, "/caixa/").select("tbody tr")
    assert [linha.th.a.text for linha in linhas if linha.th and linha.th.a] == ["ILUME", caixa.sigla]
    assert [celula.text.strip() for celula in linhas[1].select("td")] == ["2", "1"]
    assert client.get("/caixa/?unidade=ILUME")["Location"] == "/caixa/ILUME/"
    assert client.get("/caixa/?unidade=OUTRA").status_code == 200


def test_quem_nao_serve_em_nenhuma_sabe_o_que_fazer(client: Client, caixa: Unidade) -> None:
    quem = elenco.pessoa()
    hoje = timezone.localdate()
    Lotacao.objects.create(
        usuario=quem, unidade=caixa, papel=Papel.SERVIDOR, de=elenco.DESDE, ate=hoje - timedelta(days=1)
    )
    Lotacao.objects.create(usuario=quem, unidade=caixa, papel=Papel.ATENDENTE, de=hoje)
    client.force_login(quem)
    assert "peça à chefia" in _pagina(client, "/caixa/").select_one("main").text  # type: ignore[union-attr]


def test_contagem_para_no_teto(client: Client, caixa: Unidade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consultas, "TETO", 2)
    monkeypatch.setattr(caixa_views, "TETO", 2)
    for _ in range(4):
        elenco.solicitacao(caixa)
    client.force_login(elenco.servidor(caixa))
    assert consultas.caixas([caixa.pk], timezone.now())[0]["abertas"] == 3
    assert "mais de 2" in _pagina(client).select_one(".sp-contadores").text  # type: ignore[union-attr]


def test_conta_o_mesmo_que_a_lista_mostra(
    caixa: Unidade, servidor: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As contagens são SQL à mão: cada palavra de `SolicitacaoQuerySet` que repetem se confere aqui."""
    principal = elenco.solicitacao(caixa, ha_dias=90)
    elenco.solicitacao(caixa, ha_dias=90, principal=principal)
    encerrado = elenco.na_situacao(Situacao.FINALIZADA, caixa, ha_dias=90)
    elenco.solicitacao(caixa, ha_dias=90, principal=encerrado)
    de_fora = elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None), ha_dias=90)
    elenco.solicitacao(caixa, ha_dias=90, principal=de_fora)
    elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa, ha_dias=90)
    sem_prazo = elenco.solicitacao(caixa, ha_dias=90)
    Solicitacao.objects.filter(pk=sem_prazo.pk).update(contagem=Contagem.SEM_PRAZO)
    elenco.solicitacao(caixa)
    agora = timezone.now()
    da_caixa = Solicitacao.objects.filter(unidade=caixa).principais()
    (contada,) = consultas.caixas([caixa.pk], agora)
    assert (contada["abertas"], contada["atrasadas"]) == (6, 3)
    assert contada["abertas"] == da_caixa.abertas().count()
    assert contada["atrasadas"] == da_caixa.vencidas(agora).count()
    monkeypatch.setattr(consultas, "TETO", 2)
    (contada,) = consultas.caixas([caixa.pk], agora)
    assert (contada["abertas"], contada["atrasadas"]) == (3, 3)


# --- quem entra --------------------------------------------------------------------


def test_sem_entrar_vai_a_entrada(client: Client, caixa: Unidade) -> None:
    for endereco in ("/caixa/", CAIXA):
        resposta = client.get(endereco)
        assert resposta.status_code == 302
        assert resposta["Location"].startswith("/conta/")


def test_de_outra_unidade_nao_entra(client: Client, caixa: Unidade) -> None:
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    assert client.get(CAIXA).status_code == 403
    client.force_login(elenco.servidor(caixa, papel=Papel.ATENDENTE))
    assert client.get(CAIXA).status_code == 403


def test_unidade_que_nao_existe_e_404(client: Client, servidor: Usuario) -> None:
    assert client.get("/caixa/NENHUMA/").status_code == 404


def test_metodo_errado(client: Client, servidor: Usuario) -> None:
    for endereco in ("/caixa/", CAIXA):
        assert client.post(endereco).status_code == 405


# --- a lista -------------------------------------------------------------------------


def test_lista_pelo_prazo_com_tudo_o_que_a_linha_diz(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    depois = elenco.solicitacao(caixa, ha_dias=5, responsavel=servidor, com_foto=True)
    antes = elenco.solicitacao(caixa, ha_dias=90)
    elenco.na_situacao(Situacao.FINALIZADA, caixa)
    elenco.solicitacao(elenco.unidade("ILUME", subprefeitura=None))
    linhas = _pagina(client).select("tr[data-linha]")
    textos = [" ".join(linha.get_text(" ").split()) for linha in linhas]
    assert [linha.a["href"] for linha in linhas if linha.a] == [f"{antes.protocolo}/", f"{depois.protocolo}/"]
    for dito in ("Tapa-buraco", "Rua Líbero Badaró, 425", "Sé", "atrasado há", "ninguém"):
        assert dito in textos[0]
    for dito in (depois.protocolo_escrito, "Tem foto", "há 5 dias", "Aberta", "Sérgio Souza"):
        assert dito in textos[1]
    assert "Tem foto" not in textos[0]


def test_prazo_parado_e_sem_prazo_se_dizem(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa, ha_dias=90)
    sem = elenco.servico(
        "antigo", "Antigo", prazo_quantidade=None, prazo_contagem="sem_prazo", solicitavel=False
    )
    elenco.solicitacao(caixa, ha_dias=90, servico=sem)
    prazos = {celula.text.strip() for celula in _pagina(client).select("tr[data-linha] [data-rotulo=Prazo]")}
    assert prazos == {"parado", "sem prazo"}
    assert not _pagina(client, f"{CAIXA}?atrasadas=sim").select("tr[data-linha]")


def test_caixa_vazia_e_filtro_vazio_dizem_coisas_diferentes(client: Client, servidor: Usuario) -> None:
    assert "Nenhum pedido aberto" in _pagina(client).text
    assert "Nenhum pedido com estes filtros" in _pagina(client, f"{CAIXA}?servico=nenhum").text


def test_fragmento_e_a_mesma_regiao_da_pagina(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    for dias in range(3):
        elenco.solicitacao(caixa, ha_dias=dias)
    for consulta in ("", "?situacao=encerradas", "?busca=libero&responsavel=ninguem"):
        inteira = _pagina(client, CAIXA + consulta)
        fragmento = _pagina(client, CAIXA + consulta, **{"HX-Request": "true"})
        for pagina in (inteira, fragmento):  # o segredo do formulário e a hora mudam a cada página
            for campo in pagina.select("#lista input[type=hidden], #lista [data-novos]"):
                campo.decompose()
        assert str(fragmento).strip() == str(inteira.select_one("#lista"))
    assert "HX-Request" in client.get(CAIXA)["Vary"]


@pytest.mark.parametrize("cabecalhos", [{}, {"HX-Request": "true"}])
def test_as_mesmas_consultas_com_uma_linha_e_com_cinquenta(
    client: Client, caixa: Unidade, servidor: Usuario, cabecalhos: dict[str, str]
) -> None:
    elenco.solicitacao(caixa, turma=elenco.turma(caixa))
    client.get(CAIXA, headers=cabecalhos)
    with CaptureQueriesContext(connection) as uma:
        client.get(CAIXA, headers=cabecalhos)
    for dias in range(60):
        elenco.solicitacao(
            caixa, ha_dias=dias, responsavel=servidor, turma=elenco.turma(caixa, f"Turma {dias}")
        )
    with CaptureQueriesContext(connection) as cinquenta:
        resposta = client.get(CAIXA, headers=cabecalhos)
    assert resposta.content.count(b"data-linha") == 50
    assert len(uma) == len(cinquenta) == (5 if cabecalhos else 12)
    assert all(c["sql"].startswith("SELECT") for c in cinquenta.captured_queries)


def test_do_relato_so_o_comeco_e_a_primeira_foto_e_do_sigiloso_nada(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    """É sigiloso o pedido cujo serviço o era quando se pediu, ou passou a ser."""
    virou = elenco.servico("abrigo", "Abrigo")
    servicos = [elenco.servico(), elenco.servico("violencia", "Violência", sigilosa=True), virou]
    fotos = []
    for servico in servicos:
        relato = "Buraco fundo. " * 20
        caso = elenco.solicitacao(caixa, servico=servico, com_foto=True, descricao=relato)
        for qual in ("primeira", "segunda"):
            foto = Anexo(caso=caso, ordem=1, miniatura=f"{qual}.jpg", sha256=qual, papel=Papel.INTERESSADO)
            foto.save()
            fotos.append(foto.pk)
    elenco.publicar_outra(virou, sigilosa=True)
    with CaptureQueriesContext(connection) as feitas:
        pagina = _pagina(client)
    assert [img["src"] for img in pagina.select("[data-linha] img")] == [
        f"/solicitar/anexo/{fotos[0]}/pequena/"
    ]
    assert [trecho.text for trecho in pagina.select(".sp-caixa__trecho")] == [("Buraco fundo. " * 20)[:200]]
    assert len(pagina.select(".sp-com-foto")) == 2
    sql = "".join(c["sql"] for c in feitas.captured_queries).replace("left(pedido.descricao, 200)", "")
    for coluna in ("descricao", "respostas", "rota", "o_que_e", "arquivo"):  # nem o texto, nem o JSON
        assert not re.search(rf"\b{coluna}\b", sql)


def test_a_previa_diz_o_relato_e_nao_marca_lido_nem_mostra_contato(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, descricao="Buraco fundo", complemento="fundos")
    acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto="Aumentou.")
    elo = _pagina(client).select_one("[data-previa]")
    assert elo
    assert elo["href"] == f"{caso.protocolo}/"  # sem JavaScript, a página
    endereco = f"{CAIXA}{caso.protocolo}/?previa=sim"
    with CaptureQueriesContext(connection) as feitas:
        previa = _pagina(client, endereco, **{"HX-Request": "true"})
    assert all(c["sql"].startswith("SELECT") for c in feitas.captured_queries)
    for dito in ("Tapa-buraco", caso.protocolo_escrito, "Rua Líbero Badaró, 425, fundos", "Buraco fundo"):
        assert dito in " ".join(previa.get_text().split())
    assert not previa.select("main, form")
    assert "maria@exemplo.invalid" not in str(previa)
    assert _pagina(client, endereco).select("main h1")
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    assert client.get(endereco, headers={"HX-Request": "true"}).status_code == 403


def test_a_triagem_e_uma_caixa_como_as_outras(client: Client, caixa: Unidade) -> None:
    triagem = elenco.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)
    caso = elenco.solicitacao(triagem, rota={"motivo": "Nenhuma regra deu destino.", "sem_rota": True})
    client.force_login(elenco.servidor(caixa))
    assert client.get(f"/caixa/{TRIAGEM}/").status_code == 403
    client.force_login(elenco.servidor(triagem, nome="Tiago Triagem"))
    assert client.get("/caixa/")["Location"] == f"/caixa/{TRIAGEM}/"
    assert _pagina(client, f"/caixa/{TRIAGEM}/").select(f'a[href="{caso.protocolo}/"]')
    endereco = f"/caixa/{TRIAGEM}/{caso.protocolo}/"
    assert "Nenhuma regra deu destino." in _pagina(client, endereco).text
    dados = {"versao": "1", "unidade": caixa.sigla, "motivo": elenco.FRASE, "confirmar": "sim"}
    resposta = client.post(f"{endereco}transferir/", dados, follow=True)
    assert "Pedido transferido." in resposta.content.decode()
    caso.refresh_from_db()
    assert caso.unidade == caixa


def test_troca_de_caixa_so_para_quem_tem_mais_de_uma(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    assert not _pagina(client).select("#trocar-unidade")
    outra = elenco.unidade("ILUME", subprefeitura=None)
    Lotacao.objects.create(usuario=servidor, unidade=outra, papel=Papel.SERVIDOR, de=elenco.DESDE)
    opcoes = _pagina(client).select("#trocar-unidade option")
    assert [opcao.text for opcao in opcoes] == ["ILUME", caixa.sigla]
    assert opcoes[1].has_attr("selected")
