"""Os painéis acima da unidade: quem lê qual, e cada número com a sua lista, do mesmo tamanho."""

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
from roteamento.models import Unidade
from roteamento.models.unidades import GABINETE, TRIAGEM
from solicitacoes import acoes
from solicitacoes.agregados.contar import contar
from solicitacoes.chefia import painel
from solicitacoes.chefia.views import painel as paginas
from solicitacoes.models import Satisfacao, Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao, Tipo
from tests.ouvidoria import elenco as ouvidoria
from tests.referencia import gravar_linha
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

DA_UNIDADE = "/caixa/SMPR-CPO-STM-Sé/painel/"
DA_SUB = "/painel/subprefeitura/S9/"
DO_ORGAO = "/painel/orgao/SMSUB/"
DA_CIDADE = "/painel/cidade/"
LINHA = re.compile(rb"<tr[^>]* data-linha[ >]")
HTMX = {"HX-Request": "true"}
TODOS = (DA_UNIDADE, DA_SUB, DO_ORGAO, DA_CIDADE)


@pytest.fixture
def gabinete() -> Unidade:
    caixa = elenco.unidade()
    quem = {"nome": "Gabinete", "orgao": caixa.orgao, "vigente_de": elenco.DESDE}
    campos = {**quem, "atribuicao": GABINETE, "subprefeitura": caixa.subprefeitura}
    return gravar_linha(Unidade(sigla="SMPR-GAB-Sé", **campos))


@pytest.fixture
def coordenacao(client: Client) -> Usuario:
    quem = elenco.servidor(elenco.unidade(TRIAGEM, subprefeitura=None))
    client.force_login(quem)
    return quem


def _mundo() -> None:
    """De tudo um pouco, em duas unidades da Sé e uma de fora, do mesmo órgão."""
    agora = timezone.now()
    caixa, outra = elenco.unidade(), elenco.unidade("SMPR-CPO-STLP-Sé")
    fora = elenco.unidade("ILUME", subprefeitura=None)
    ana, ontem = elenco.servidor(caixa, nome="Ana"), agora - timedelta(days=1)
    sigiloso = elenco.servico("violencia", "Violência", sigilosa=True)
    principal = elenco.solicitacao(caixa, responsavel=ana, ha_dias=3)
    elenco.solicitacao(caixa, ha_dias=7)
    elenco.solicitacao(caixa, ha_dias=8, devolucoes=1, responsavel=ana)
    elenco.solicitacao(caixa, ha_dias=9, principal=principal)
    elenco.solicitacao(caixa, ha_dias=100, vence_em=ontem, servico=sigiloso)
    elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa, ha_dias=20, vence_em=ontem)
    elenco.solicitacao(outra, ha_dias=40, vence_em=ontem, servico=elenco.servico("poda", "Poda"))
    elenco.solicitacao(fora, ha_dias=2)
    for onde, desfecho in (
        (caixa, Desfecho.REALIZADO),
        (outra, Desfecho.IMPROCEDENTE),
        (fora, Desfecho.REALIZADO),
    ):
        _encerrada(onde, 2, desfecho, transferencias=1)
    tarde = _encerrada(caixa, 3, vence_em=agora - timedelta(days=6), devolucoes=1)
    _encerrada(caixa, 3, principal=tarde)
    por, feito = elenco.autor(ana, caixa), elenco.solicitacao(caixa, ha_dias=4)
    for ato in (acoes.assumir, acoes.iniciar):
        feito = ato(caso=feito, versao=feito.versao, por=por)
    acoes.finalizar(
        caso=feito, versao=feito.versao, por=por, desfecho=Desfecho.REALIZADO, resposta=elenco.FRASE
    )
    feito.refresh_from_db()
    _dizer(feito, "nao", "sim")
    _dizer(tarde, "nao")
    _encerrada(caixa, 60)
    for reaberto in (
        elenco.solicitacao(caixa, ha_dias=50, reaberta_em=agora - timedelta(days=1)),
        _encerrada(caixa, 1, reaberta_em=agora - timedelta(days=2)),
    ):
        reaberto.andamentos.update(tipo=Tipo.REABERTURA, em=reaberto.reaberta_em)
    elenco.na_situacao(Situacao.INDEFERIDA, caixa, motivo_de_recusa="repetido")
    elenco.na_situacao(Situacao.CANCELADA, caixa, servico=sigiloso)


def _dizer(caso: Solicitacao, *ditas: str) -> None:
    """O que quem pediu disse, de cada vez que o pedido se encerrou."""
    for vez, resolveu in enumerate(ditas):
        em = timezone.now() - timedelta(hours=vez)
        campos = {"nota": 4, "no_prazo": "sim", "clareza": "nao"} if resolveu == "sim" else {}
        gravar_linha(Satisfacao(caso=caso, em=em, do_fim_em=em, resolveu=resolveu, **campos))


def _encerrada(
    onde: Unidade, ha_dias: int, desfecho: str = Desfecho.REALIZADO, **campos: object
) -> Solicitacao:
    quando = timezone.now() - timedelta(days=ha_dias)
    campos = {"encerrada_em": quando, "ha_dias": ha_dias + 5, **campos}
    return elenco.na_situacao(Situacao.FINALIZADA, onde, desfecho=desfecho, **campos)


def _numeros(client: Client, endereco: str, *, contando: bool = True) -> dict[str, int]:
    """O que cada número do painel diz, pelo endereço da sua lista; contado antes, ou não."""
    if contando:
        contar()
    pagina = BeautifulSoup(client.get(endereco).content, "lxml")
    numeros = {}
    for elo in pagina.select("main a[href*='/pedidos/']"):
        dito = elo.select_one("strong") or elo
        numeros[str(elo["href"])] = int(str(next(dito.stripped_strings)).replace(".", ""))
    return numeros


def test_cada_numero_leva_a_uma_lista_do_mesmo_tamanho(client: Client, coordenacao: Usuario) -> None:
    _mundo()
    total = {}
    for endereco in TODOS:
        numeros = _numeros(client, endereco)
        total[endereco] = numeros[f"{endereco}pedidos/" if endereco != DA_UNIDADE else next(iter(numeros))]
        if endereco in (DA_SUB, DO_ORGAO):
            continue  # são as mesmas contas e listas, de outras unidades
        assert len(numeros) >= 30
        inteira = client.get(next(iter(numeros)))
        assert len(LINHA.findall(inteira.content)) == next(iter(numeros.values()))
        for lista, numero in numeros.items():  # só a lista, sem o resto da página
            outra_resposta = "disse=disseram" in lista  # um deles se reabriu, e quem pediu disse outra vez
            quantos = len(LINHA.findall(client.get(lista, headers=HTMX).content))
            assert quantos == numero - outra_resposta, lista
        assert {"disse=resolvidos", "disse=disseram", "medidos=comecar", "medidos=inteiro"} <= {
            par for lista in numeros for par in lista.partition("?")[2].split("&")
        }
    assert total == {DA_UNIDADE: 6, DA_SUB: 7, DO_ORGAO: 8, DA_CIDADE: 8}
    elenco.solicitacao()
    novos = {endereco: next(iter(_numeros(client, endereco, contando=False).values())) for endereco in TODOS}
    assert novos == total | {DA_UNIDADE: 7}, "só os de uma unidade são de agora"
    texto = BeautifulSoup(client.get(DA_CIDADE).content, "lxml").get_text(" ", strip=True)
    assert f"contam até {timezone.localtime():%d/%m/%Y}, às" in " ".join(texto.split())


def test_cada_um_le_o_seu_e_os_de_baixo(client: Client, gabinete: Unidade) -> None:
    caixa = elenco.unidade()
    do_orgao = elenco.unidade("SMSUB", subprefeitura=None)
    quem_le = {
        "chefia da unidade": (elenco.servidor(caixa, papel=Papel.CHEFIA), {DA_UNIDADE}),
        "chefe da subprefeitura": (elenco.servidor(gabinete, papel=Papel.CHEFIA), {DA_UNIDADE, DA_SUB}),
        "chefia do órgão": (elenco.servidor(do_orgao, papel=Papel.CHEFIA), {DA_UNIDADE, DA_SUB, DO_ORGAO}),
        "autoridade": (ouvidoria.designar(Papel.AUTORIDADE, "SMSUB"), {DA_UNIDADE, DA_SUB, DO_ORGAO}),
        "autoridade de outro": (ouvidoria.designar(Papel.AUTORIDADE, "SMT"), set()),
        "coordenação": (elenco.servidor(elenco.unidade(TRIAGEM, subprefeitura=None)), set(TODOS)),
        "administração": (elenco.pessoa(is_staff=True, is_superuser=True), set(TODOS)),
        "servidor do gabinete": (elenco.servidor(gabinete), set()),
        "interlocutor": (ouvidoria.designar(Papel.INTERLOCUTOR, "SMSUB"), set()),
    }
    for papel, (quem, esperado) in quem_le.items():
        client.force_login(quem)
        abertos = {endereco for endereco in TODOS if client.get(endereco).status_code == 200}
        assert abertos == esperado, papel
        listas = {f"{e}pedidos/" for e in esperado - {DA_UNIDADE}}
        assert {f"{e}pedidos/" for e in TODOS[1:] if client.get(f"{e}pedidos/").status_code == 200} == listas
        inicio = client.get("/painel/")
        de_cima = esperado - {DA_UNIDADE} or papel == "autoridade de outro"  # o do seu
        assert inicio.status_code == (200 if de_cima else 403), papel
        pagina = BeautifulSoup(inicio.content, "lxml")
        elos = {str(a["href"]) for a in pagina.select("main a")}
        assert set(TODOS[1:]) & elos == esperado - {DA_UNIDADE}, papel
        assert inicio.status_code != 200 or "Prefeitura" in str(pagina.select_one(".sp-faixa__dono")), papel


def test_o_que_nao_existe_e_404_e_so_se_le(client: Client, coordenacao: Usuario) -> None:
    for endereco in ("orgao/NADA/", "subprefeitura/NADA/", "unidade/NADA/pedidos/", "orgao/NADA/pedidos/"):
        assert client.get(f"/painel/{endereco}").status_code == 404
    assert client.post(DA_CIDADE).status_code == client.post(f"{DA_CIDADE}pedidos/").status_code == 405


def test_a_lista_nao_diz_endereco_pessoa_nem_o_servico_sigiloso(client: Client, coordenacao: Usuario) -> None:
    sigiloso = elenco.servico("violencia", "Violência", sigilosa=True)
    caso = elenco.solicitacao(servico=sigiloso, logradouro="Rua Direita", descricao="DESCRIÇÃO-LIVRE")
    lista = f"{DA_CIDADE}pedidos/"
    corpo = client.get(lista).content.decode()
    assert "Serviço sigiloso" in corpo
    assert caso.protocolo_escrito in corpo
    for fora in ("Violência", "Rua Direita", "LIVRE", "Maria", f"/{caso.protocolo}/"):
        assert fora not in corpo
    assert caso.protocolo_escrito not in client.get(f"{lista}?servico=violencia").content.decode()
    assert caso.protocolo_escrito not in client.get(f"{lista}?busca=Direita").content.decode()
    assert caso.protocolo_escrito in client.get(f"{lista}?busca={caso.protocolo}").content.decode()
    assert "Violência" not in client.get(DA_CIDADE).content.decode()


def test_o_pedido_de_quando_o_servico_era_sigiloso_nao_se_acha_por_ele(
    client: Client, coordenacao: Usuario
) -> None:
    """O serviço deixou de ser sigiloso; o que se pediu antes não se diz dele, nem na lista nem no quadro."""
    apoio, lista = elenco.servico("apoio", "Apoio", sigilosa=True), f"{DA_CIDADE}pedidos/"
    antes = elenco.solicitacao(servico=apoio)
    elenco.publicar_outra(apoio, sigilosa=False)
    assert "Apoio" not in client.get(lista).content.decode(), "nem entre as opções, se só há o sigiloso"
    _encerrada(elenco.unidade(), 2, servico=apoio, versao_servico=antes.versao_servico)
    agora = elenco.solicitacao(servico=apoio)
    for consulta, acha, esconde in (("apoio", agora, antes), ("sigilosos", antes, agora)):
        corpo = client.get(f"{lista}?servico={consulta}").content.decode()
        assert acha.protocolo_escrito in corpo
        assert esconde.protocolo_escrito not in corpo
    for endereco, numero in _numeros(client, DA_CIDADE).items():
        if "servico=" in endereco:
            pagina = BeautifulSoup(client.get(endereco).content, "lxml")
            assert len(pagina.select("tr[data-linha]")) == numero, endereco


def test_abre_o_pedido_quem_trabalha_na_caixa_dele(client: Client) -> None:
    caixa = elenco.unidade()
    caso, alheio = elenco.solicitacao(caixa), elenco.solicitacao(elenco.unidade("OUTRA", subprefeitura=None))
    client.force_login(elenco.servidor(caixa, papel=Papel.CHEFIA))
    corpo = client.get(f"/painel/unidade/{caixa.sigla}/pedidos/").content.decode()
    assert f"/{caso.protocolo}/" in corpo
    assert alheio.protocolo_escrito not in corpo


def test_o_tempo_e_a_mediana_e_o_periodo_de_cima_e_menor(client: Client, coordenacao: Usuario) -> None:
    caixa = elenco.unidade()
    for dias in (2, 4, 9):
        fim = timezone.now() - timedelta(days=1)
        _encerrada(caixa, 1, encerrada_em=fim, aberta_em=fim - timedelta(days=dias))
    contar()
    texto = BeautifulSoup(client.get(DA_CIDADE).content, "lxml").get_text(" ", strip=True)
    assert "4 dias" in texto
    assert painel.duracao(timedelta(days=4)) == "4 dias"
    assert client.get(f"{DA_CIDADE}?de=2026-01-01&ate=2026-06-01").status_code == 422
    assert client.get(f"{DA_UNIDADE}?de=2026-01-01&ate=2026-06-01").status_code == 200


def test_as_mesmas_consultas_com_uma_unidade_e_com_muitas(client: Client, coordenacao: Usuario) -> None:
    def consultas(endereco: str) -> int:
        contar()  # o que se guardou já não vale
        with CaptureQueriesContext(connection) as feitas:
            assert client.get(endereco).status_code == 200
        return len(feitas)

    enderecos = (DA_CIDADE, DA_SUB, f"{DA_CIDADE}pedidos/", f"{DA_CIDADE}pedidos/?situacao=todos")
    elenco.solicitacao()
    _encerrada(elenco.unidade(), 2)
    poucas = [consultas(endereco) for endereco in enderecos]
    for n in range(4):
        onde = elenco.unidade(f"OUTRA-{n}")
        elenco.solicitacao(onde, servico=elenco.servico(f"s{n}", f"Serviço {n}"))
        _encerrada(onde, 2)
    assert [consultas(endereco) for endereco in enderecos] == poucas
    assert max(poucas) <= 25


def test_o_quadro_comprido_se_corta_e_se_pede_inteiro(
    client: Client, coordenacao: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paginas, "MOSTRADAS", 1)
    for sigla in ("A", "B"):
        elenco.solicitacao(elenco.unidade(sigla, subprefeitura=None))
    contar()
    pagina = BeautifulSoup(client.get(DA_CIDADE).content, "lxml")
    assert len(pagina.select("#unidades tbody tr")) == 1
    todas = next(str(a["href"]) for a in pagina.select("main a") if "Ver todas" in a.get_text())
    assert "tudo=sim" in todas
    inteira = BeautifulSoup(client.get(DA_CIDADE + todas).content, "lxml")
    assert len(inteira.select("#unidades tbody tr")) == 2
    assert "Ver todas" not in inteira.get_text()
