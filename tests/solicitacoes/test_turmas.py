"""As turmas da unidade: a chefia cria-as, a equipe manda-lhes os pedidos, e o munícipe nunca as vê."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from contas.segredos import chaves
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.acoes import TurmaInvalida
from solicitacoes.models import Andamento, Solicitacao, Turma
from solicitacoes.situacoes import Desfecho, Situacao, Tipo
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
ENGANO = "A lista que a equipe usou era a de outra rua."


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def chefia(caixa: Unidade) -> Client:
    dela = Client()
    dela.force_login(elenco.servidor(caixa, nome="Célia Chefe", papel=Papel.CHEFIA))
    return dela


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _texto(resposta: Any) -> str:
    return " ".join(_sopa(resposta).get_text(" ").split())


def _na_lista(resposta: Any) -> set[str]:
    return {str(marca["value"]) for marca in _sopa(resposta).select("tr input[name=p]")}


def _campos(resposta: Any) -> dict[str, Any]:
    dados: dict[str, Any] = {}
    for campo in _sopa(resposta).select("form.sp-lote input[name]"):
        dados.setdefault(str(campo["name"]), []).append(str(campo["value"]))
    return dados


def _numeros(linha: Tag) -> list[str]:
    """De cada célula, o que se vê: depois dele vem, escondido, o que ele conta."""
    return [next(iter(celula.stripped_strings)) for celula in linha.select("td")]


def _em_lote(client: Client, casos: list[Solicitacao], turma: str) -> tuple[Any, Any]:
    """A conferência e a resposta."""
    marcados = {"ato": "mandar-a-turma", "p": [caso.protocolo for caso in casos]}
    previa = client.post(f"{CAIXA}lote/", {**marcados, "turma": turma, "ver": "sim"})
    return previa, client.post(f"{CAIXA}lote/", {**_campos(previa), "confirmar": "sim"}, follow=True)


# --- a história inteira -------------------------------------------------------------------


def test_da_turma_criada_pela_chefia_ao_pedido_feito_por_ela(
    client: Client, caixa: Unidade, servidor: Usuario, chefia: Client
) -> None:
    """Cria-se a turma, manda-se-lhe um pedido, e ela aparece no que a equipe lê; ao munícipe, nunca."""
    caso, outro = (elenco.solicitacao(caixa, lat=-23.545, lon=-46.635, numero=n) for n in ("425", "9"))
    assert "A unidade ainda não tem turmas" in _texto(chefia.get(f"{CAIXA}turmas/"))
    da_turma = {"nome": "Recape 2", "de_quem": "contratada", "empresa": "Asfalto Ltda.", "contrato": "12/26"}
    feita = chefia.post(f"{CAIXA}turmas/nova/", da_turma, follow=True)
    assert "Turma “Recape 2” guardada." in _texto(feita)
    turma = Turma.objects.get()
    assert turma.history.get().history_user.nome == "Célia Chefe"

    pedido = f"{CAIXA}{caso.protocolo}/"
    assert "Mandar à turma" in _texto(client.get(pedido))
    resposta = client.post(f"{pedido}mandar-a-turma/", {"versao": "1", "turma": str(turma.pk)}, follow=True)
    assert "A turma do pedido mudou." in _texto(resposta)
    assert "Recape 2 (contratada, Asfalto Ltda., contrato 12/26)" in _texto(resposta)
    assert "Turma: Recape 2" in _texto(resposta)

    lista = client.get(CAIXA)
    assert "turma Recape 2" in _texto(lista)
    oferecidas = [opcao.text for opcao in _sopa(lista).select("select[name=turma] option")]
    assert oferecidas == ["Todas", "Sem turma", "Recape 2"]
    assert _na_lista(client.get(f"{CAIXA}?turma={turma.pk}")) == {caso.protocolo}
    assert _na_lista(client.get(f"{CAIXA}?turma=nenhuma")) == {outro.protocolo}
    assert "1 pedido" in _texto(client.get(f"{CAIXA}mapa/?turma={turma.pk}"))
    assert "2 pedidos" in _texto(client.get(f"{CAIXA}mapa/"))
    planilha = client.post(f"{CAIXA}exportar.csv?turma={turma.pk}").getvalue().decode()
    assert "Recape 2" in planilha
    assert outro.protocolo_escrito not in planilha

    _na_rua(client, turma, [caso, outro])

    parte = Client()
    parte.get(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    assert "Recape" not in (visto := _texto(parte.get(f"/acompanhar/{caso.protocolo}/")))
    assert "turma" not in visto.lower()


def _na_rua(client: Client, turma: Turma, casos: list[Solicitacao]) -> None:
    """A lista do dia por turma, com rede e sem ela, e as ordens só dela."""
    client.post(f"{CAIXA}lote/", {"ato": "campo", "p": [caso.protocolo for caso in casos]})
    assert "turma Recape 2" in _texto(client.get(f"{CAIXA}campo/"))
    so_dela = client.get(f"{CAIXA}campo/?turma={turma.pk}")
    assert len(_sopa(so_dela).select(".sp-parada")) == 1
    ordens = _sopa(so_dela).select_one("a[href*='/ordens/']")
    assert ordens is not None
    folhas = _sopa(client.get(str(ordens["href"]))).select(".sp-ordem")
    assert ["Recape 2 (contratada" in folha.text for folha in folhas] == [True]

    levados = client.get(f"{CAIXA}campo/levar.json").json()["levar"]
    por_turma = [unquote(endereco).rpartition("campo/")[2] for endereco, _ in levados if "turma=" in endereco]
    assert por_turma == [f"?turma={turma.pk}", "?turma=nenhuma"]
    sem_rede = client.get(f"{CAIXA}campo/?turma={turma.pk}", headers={"Para-Levar": "sim"})
    assert "· turma Recape 2" in _texto(sem_rede)
    outra = client.get(f"{CAIXA}campo/?turma={turma.pk + 1}")
    assert "Não falta nada desta turma. Ver a lista inteira" in _texto(outra)


# --- as turmas da unidade -----------------------------------------------------------------


def test_o_que_nao_serve_volta_com_a_razao_e_com_o_que_se_escreveu(
    caixa: Unidade, chefia: Client, subtests: pytest.Subtests
) -> None:
    elenco.turma(caixa)
    casos = [
        ({}, "nome", "Dê um nome à turma."),
        ({"nome": "Capina"}, "de_quem_0", "Diga se a turma é própria ou contratada."),
        ({"nome": "TAPA-buraco 1", "de_quem": "propria"}, "nome", "já tem uma turma com este nome"),
        (
            {"nome": "Capina", "de_quem": "propria", "empresa": "Mato"},
            "empresa",
            "não tem empresa nem contrato",
        ),
    ]
    for dados, campo, frase in casos:
        with subtests.test(frase):
            resposta = chefia.post(f"{CAIXA}turmas/nova/", dados)
            assert resposta.status_code == 422
            assert frase in _sopa(resposta).select(f".govuk-error-summary a[href='#id_{campo}']")[0].text
            assert f'value="{dados["nome"]}"' in resposta.text if "nome" in dados else True
    assert Turma.objects.count() == 1


def test_renomear_muda_o_nome_em_todo_lado_e_arquivar_espera_que_a_turma_fique_vazia(
    client: Client, caixa: Unidade, servidor: Usuario, chefia: Client
) -> None:
    turma = elenco.turma(caixa)
    caso = elenco.solicitacao(caixa, turma=turma)
    chefia.post(f"{CAIXA}turmas/{turma.pk}/", {"nome": "Buracos do centro", "de_quem": "propria"})
    assert "turma Buracos do centro" in _texto(client.get(CAIXA))
    pagina = chefia.post(f"{CAIXA}turmas/{turma.pk}/uso/", {"usar": "nao"}, follow=True)
    assert "“Buracos do centro” ainda tem 1 pedido aberto" in _texto(pagina)
    atalho = _sopa(pagina).select_one("td[data-rotulo='Pedidos abertos'] a")
    assert atalho is not None
    assert _na_lista(chefia.get(str(atalho["href"]))) == {caso.protocolo}

    Solicitacao.objects.update(
        situacao=Situacao.FINALIZADA, desfecho=Desfecho.REALIZADO, encerrada_em=timezone.now()
    )
    chefia.post(f"{CAIXA}turmas/{turma.pk}/uso/", {"usar": "nao"})
    novo = elenco.solicitacao(caixa)
    assert "Mandar à turma" not in _texto(client.get(f"{CAIXA}{novo.protocolo}/"))
    assert "Mandar à turma" not in _texto(client.get(CAIXA))
    encerrados = client.get(f"{CAIXA}?situacao=encerradas&turma={turma.pk}")
    assert caso.protocolo_escrito in _texto(encerrados)
    assert "Buracos do centro (arquivada)" in _texto(encerrados)
    chefia.post(f"{CAIXA}turmas/{turma.pk}/uso/", {"usar": "sim"})
    assert Turma.objects.em_uso().get() == turma


def test_so_a_chefia_da_unidade_muda_as_turmas_dela(
    caixa: Unidade, servidor: Usuario, chefia: Client
) -> None:
    """A de outra unidade não existe para esta; a ação recusa-o por si."""
    de_fora = elenco.turma(elenco.unidade("SMPR-CPO-STM-PI"))
    for endereco in (f"{CAIXA}turmas/{de_fora.pk}/", f"{CAIXA}turmas/{de_fora.pk}/uso/"):
        assert chefia.post(endereco, {"nome": "Minha", "de_quem": "propria"}).status_code == 404
    for por in (elenco.autor(servidor, caixa), elenco.autor(servidor, caixa, papel=Papel.CHEFIA)):
        with pytest.raises(TurmaInvalida):
            acoes.arquivar_turma(unidade=caixa, por=por, turma=de_fora)


# --- mandar um pedido, ou muitos ----------------------------------------------------------


def test_em_lote_diz_a_turma_antes_soma_as_recusas_e_a_chefia_o_desfaz(
    client: Client, caixa: Unidade, servidor: Usuario, chefia: Client
) -> None:
    antes, turma = elenco.turma(caixa, "Antiga"), elenco.turma(caixa)
    casos = [elenco.solicitacao(caixa, numero=str(n), turma=antes) for n in range(2)]
    junto = elenco.solicitacao(caixa, principal=casos[0])
    ja_nela = [elenco.solicitacao(caixa, numero=str(n), turma=turma) for n in (7, 8)]
    previa, feito = _em_lote(client, [*casos, *ja_nela], str(turma.pk))
    assert "Turma: Tapa-buraco 1 (própria)." in _texto(previa)
    assert "2 já estão nessa turma" in _texto(previa)
    assert "2 pedidos feitos" in _texto(feito)
    assert "2 já estão nessa turma" in _texto(feito)
    assert Solicitacao.objects.filter(turma=turma).count() == 5
    passo = Andamento.objects.get(caso=junto, tipo=Tipo.TURMA)
    assert (passo.alcance, passo.mudancas) == ("interno", {"turma": ["", "Tapa-buraco 1"]})

    endereco = str(feito.redirect_chain[-1][0]).partition("?")[0]
    confere = chefia.post(f"{endereco}consertar/", {"motivo": ENGANO, "ver": "sim"})
    chefia.post(f"{endereco}consertar/", {**_campos(confere), "confirmar": "sim"})
    assert set(Solicitacao.objects.filter(turma=antes)) == set(casos)
    assert Solicitacao.objects.get(pk=junto.pk).turma is None

    previa, feito = _em_lote(client, casos, "nenhuma")
    assert "Os pedidos saem da turma em que estão." in _texto(previa)
    assert not Solicitacao.objects.filter(turma=antes).exists()


def test_quem_passa_a_outra_unidade_sai_da_turma_e_o_que_volta_por_engano_volta_a_ela(
    client: Client, caixa: Unidade, servidor: Usuario, chefia: Client
) -> None:
    elenco.unidade("ILUME")
    turma = elenco.turma(caixa)
    casos = [elenco.solicitacao(caixa, numero=str(n), turma=turma) for n in range(2)]
    escrito = {"unidade": "ILUME", "motivo": elenco.FRASE, "p": [caso.protocolo for caso in casos]}
    previa = client.post(f"{CAIXA}lote/", {"ato": "transferir", **escrito, "ver": "sim"})
    feito = client.post(f"{CAIXA}lote/", {**_campos(previa), "confirmar": "sim"}, follow=True)
    assert not Solicitacao.objects.exclude(turma=None).exists()
    passo = Andamento.objects.filter(tipo=Tipo.TRANSFERENCIA).first()
    assert passo
    assert passo.mudancas["turma"] == ["Tapa-buraco 1", "nenhuma"]
    endereco = str(feito.redirect_chain[-1][0]).partition("?")[0]
    confere = chefia.post(f"{endereco}consertar/", {"motivo": ENGANO, "ver": "sim"})
    chefia.post(f"{endereco}consertar/", {**_campos(confere), "confirmar": "sim"})
    assert Solicitacao.objects.filter(unidade=caixa, turma=turma).count() == 2


def test_so_vai_a_uma_turma_em_uso_da_unidade(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso, por = elenco.solicitacao(caixa), elenco.autor(servidor, caixa)
    endereco = f"{CAIXA}{caso.protocolo}/mandar-a-turma/"
    assert client.get(endereco).status_code == 409  # a unidade não tem turmas
    elenco.turma(caixa)
    de_fora = elenco.turma(elenco.unidade("SMPR-CPO-STM-PI"), "De Pinheiros")
    arquivada = elenco.turma(caixa, "Antiga", arquivada_em=timezone.now())
    for turma in (de_fora, arquivada):
        with pytest.raises(TransicaoProibida, match="já não é uma turma desta unidade"):
            acoes.mandar_a_turma(caso=caso, versao=1, por=por, turma=turma)
        resposta = client.post(endereco, {"versao": "1", "turma": str(turma.pk)})
        assert resposta.status_code == 422
        assert "Esta já não é uma turma da unidade" in _texto(resposta)
    with pytest.raises(TransicaoProibida, match="não está em turma nenhuma"):
        acoes.mandar_a_turma(caso=caso, versao=1, por=por, turma=None)


# --- o painel e o custo -------------------------------------------------------------------


def test_cada_numero_do_painel_por_turma_abre_uma_lista_do_mesmo_tamanho(
    caixa: Unidade, chefia: Client
) -> None:
    turma, agora = elenco.turma(caixa), timezone.now()
    elenco.solicitacao(caixa, turma=turma)
    elenco.solicitacao(caixa, turma=turma, vence_em=agora - timedelta(days=1))
    elenco.na_situacao(Situacao.FINALIZADA, caixa, turma=turma)
    elenco.na_situacao(Situacao.INDEFERIDA, caixa, turma=turma)
    elenco.solicitacao(caixa)
    quadro = _sopa(chefia.get(f"{CAIXA}painel/")).select_one("#turmas")
    assert quadro is not None
    linhas = {linha.th.text.strip(): _numeros(linha) for linha in quadro.select("tbody tr") if linha.th}
    assert linhas["Tapa-buraco 1"][:6] == ["2", "1", "0", "4", "2", "1"]
    assert linhas["Sem turma"][:2] == ["1", "0"]
    for numero in quadro.select("td a"):
        lista = _sopa(chefia.get(str(numero["href"])))
        (quantos, *_) = numero.stripped_strings
        assert len(lista.select("tr[data-linha]")) == int(quantos), numero["href"]


def test_as_turmas_custam_o_mesmo_com_uma_e_com_muitas(caixa: Unidade, chefia: Client) -> None:
    """As outras páginas, cada uma no seu teste: a caixa, a lista do dia, as ordens e o painel."""
    contas = []
    for numeros in (range(1), range(1, 6)):
        for n in numeros:
            elenco.solicitacao(caixa, turma=elenco.turma(caixa, f"Turma {n}"))
        with CaptureQueriesContext(connection) as consultas:
            assert chefia.get(f"{CAIXA}turmas/").status_code == 200
        contas.append(len(consultas))
    assert contas[0] == contas[1]
