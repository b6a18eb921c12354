"""O lote: o mesmo ato em muitos pedidos, uma confirmação só e uma resposta por pedido."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes import acoes
from solicitacoes.models import ModeloDeResposta, Solicitacao
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
LOTE = f"{CAIXA}lote/"
FIM = {"desfecho": "realizado", "resposta": elenco.FRASE}


@pytest.fixture
def caixa() -> Unidade:
    elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def casos(caixa: Unidade) -> list[Solicitacao]:
    return [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _texto(resposta: Any) -> str:
    return " ".join(_sopa(resposta).get_text(" ").split())


def _marcar(client: Client, ato: str, casos: list[Solicitacao], **dados: str) -> Any:
    return client.post(LOTE, {"ato": ato, "p": [caso.protocolo for caso in casos], **dados})


def _campos(resposta: Any) -> dict[str, Any]:
    """O que o formulário da página levaria adiante, sem os botões."""
    formulario = _sopa(resposta).select_one("main form:not(.sp-retomado *)")
    assert formulario is not None, _texto(resposta)
    dados: dict[str, Any] = {}
    for campo in formulario.select("input[name], textarea[name], select[name]"):
        if campo.get("type") in {"checkbox", "radio"} and not campo.has_attr("checked"):
            continue
        valor = campo.text.strip() if campo.name == "textarea" else str(campo.get("value", ""))
        dados.setdefault(str(campo["name"]), []).append(valor)
    return dados


def _ate_confirmar(client: Client, ato: str, casos: list[Solicitacao], **escrito: str) -> Any:
    """Marca, preenche, confere e confirma; devolve a página da resposta."""
    pagina = _marcar(client, ato, casos)
    if escrito:
        pagina = client.post(LOTE, {**_campos(pagina), **escrito, "ver": "sim"})
    assert pagina.status_code == 200, _texto(pagina)
    return client.post(LOTE, {**_campos(pagina), "confirmar": "sim"}, follow=True)


# --- cada ato -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ato", "escrito", "mudou"),
    [
        ("assumir", {}, {"responsavel__nome": "Sérgio Souza"}),
        ("iniciar", {}, {"situacao": Situacao.EM_ANDAMENTO}),
        ("agendar", {"dia": f"{timezone.localdate()}"}, {"agendada_para": timezone.localdate()}),
        ("prorrogar", {"mais": "5", "motivo": elenco.FRASE}, {"quantidade": 35}),
        ("transferir", {"unidade": "ILUME", "motivo": elenco.FRASE}, {"unidade__sigla": "ILUME"}),
        ("finalizar", FIM, {"situacao": Situacao.FINALIZADA}),
        ("indeferir", {"motivo": "outro", "resposta": elenco.FRASE}, {"situacao": Situacao.INDEFERIDA}),
    ],
)
def test_faz_em_todos_e_responde_por_pedido(
    client: Client,
    servidor: Usuario,
    casos: list[Solicitacao],
    ato: str,
    escrito: dict[str, str],
    mudou: dict[str, Any],
) -> None:
    resposta = _ate_confirmar(client, ato, casos, **escrito)
    assert "3 pedidos feitos" in _texto(resposta)
    for caso in casos:
        assert caso.protocolo_escrito in _texto(resposta)
    assert Solicitacao.objects.filter(**mudou).count() == 3


def test_atribuir_em_lote(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    celia = elenco.servidor(caixa, nome="Célia Costa")
    _ate_confirmar(client, "atribuir", casos, responsavel=str(celia.pk))
    assert Solicitacao.objects.filter(responsavel=celia).count() == 3


def test_devolver_em_lote_recusa_so_quem_nao_veio_de_outra(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    vindo = elenco.solicitacao(caixa, unidade_anterior=Unidade.objects.get(sigla="ILUME"))
    pagina = _marcar(client, "devolver", [*casos, vindo])
    assert "Em 1 de 4" in _texto(pagina)
    resposta = _ate_confirmar(client, "devolver", [*casos, vindo], motivo=elenco.FRASE)
    vindo.refresh_from_db()
    assert vindo.unidade.sigla == "ILUME"
    assert "1 pedido feito" in _texto(resposta)


def test_o_principal_leva_os_que_o_seguem(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    acoes.agrupar(principal=casos[0], versao=1, por=elenco.autor(servidor, caixa), outras=[casos[1]])
    pagina = _marcar(client, "iniciar", casos)
    assert "vale para 3 protocolos" in _texto(pagina)
    assert f"Este pedido está junto do {casos[0].protocolo_escrito}" in _texto(pagina)
    _ate_confirmar(client, "iniciar", casos)
    assert Solicitacao.objects.filter(situacao=Situacao.EM_ANDAMENTO).count() == 3


# --- a confirmação ------------------------------------------------------------------------


def test_a_confirmacao_diz_quais_e_mostra_o_aviso_de_exemplo_sem_gravar(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    pagina = _marcar(client, "finalizar", casos)
    previa = client.post(LOTE, {**_campos(pagina), **FIM, "ver": "sim"})
    texto = _texto(previa)
    assert "Confira: finalizar 3 pedidos" in texto
    assert elenco.FRASE in _sopa(previa).select_one(".sp-previa").get_text()  # type: ignore[union-attr]
    assert not Aviso.objects.exists()
    assert not Solicitacao.objects.encerradas().exists()
    volta = client.post(LOTE, {**_campos(previa), "corrigir": "sim"})
    assert elenco.FRASE in _texto(volta)


def test_o_que_a_acao_recusa_se_diz_na_conferencia(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    """A prévia é a própria ação: o aviso de exemplo é o do primeiro que ela aceita, e nada fica gravado."""
    curto, seguinte, _ = sorted(casos, key=lambda caso: caso.vence_em)
    Solicitacao.objects.filter(pk=curto.pk).update(quantidade=3)
    campos = _campos(_marcar(client, "prorrogar", casos))
    previa = client.post(LOTE, {**campos, "mais": "10", "motivo": elenco.FRASE, "ver": "sim"})
    assert "O prazo pode crescer de 1 a 3." in _texto(previa)
    assert f"O exemplo é o do pedido {seguinte.protocolo_escrito}" in _texto(previa)
    assert not Aviso.objects.filter(modelo="prorrogado").exists()
    feito = client.post(LOTE, {**_campos(previa), "confirmar": "sim"}, follow=True)
    assert "2 pedidos feitos" in _texto(feito)
    assert Aviso.objects.filter(modelo="prorrogado").count() == 2


def test_erro_422_guarda_o_texto_e_as_marcas(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    campos = _campos(_marcar(client, "finalizar", casos))
    resposta = client.post(LOTE, {**campos, "resposta": elenco.FRASE, "ver": "sim"})
    assert resposta.status_code == 422
    assert "Escolha o que aconteceu." in _texto(resposta)
    assert _campos(resposta)["resposta"] == [elenco.FRASE]
    assert sorted(_campos(resposta)["p"]) == sorted(f"{caso.protocolo}.1" for caso in casos)


def test_modelo_em_lote_e_escrito_com_os_dados_de_cada_um(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    elenco.rua()
    modelo = ModeloDeResposta.objects.create(
        ato="finalizar",
        resultado="realizado",
        nome="Feito",
        texto="A equipe foi a {{ endereco }} e tapou o buraco da rua.",
    )
    pagina = _marcar(client, "finalizar", casos)
    escrito = f"A equipe foi a {casos[0].endereco} e tapou o buraco da rua."
    assert _sopa(pagina).select_one(".sp-modelo")["data-exemplo"] == escrito  # type: ignore[index]
    assert _sopa(pagina).select("[data-no-exemplo][hidden]")
    com_modelo = client.post(LOTE, {**_campos(pagina), "modelo": str(modelo.pk)})
    assert com_modelo.status_code == 200
    assert _campos(com_modelo)["desfecho"] == ["realizado"]
    a_mostra = _sopa(com_modelo).select_one("[data-no-exemplo]:not([hidden])")
    assert a_mostra
    assert f"No pedido {casos[0].protocolo_escrito}, o primeiro da lista" in a_mostra.get_text()
    assert a_mostra.select("blockquote")[0].get_text() == escrito
    previa = client.post(LOTE, {**_campos(com_modelo), "ver": "sim"})
    client.post(LOTE, {**_campos(previa), "confirmar": "sim"})
    for caso in casos:
        aviso = Aviso.objects.get(protocolo=caso.protocolo)
        assert f"A equipe foi a {caso.endereco} e tapou" in aviso.corpo


# --- recusas ------------------------------------------------------------------------------


def test_quem_mudou_no_meio_e_recusado_e_os_outros_andam(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    previa = client.post(LOTE, {**_campos(_marcar(client, "finalizar", casos)), **FIM, "ver": "sim"})
    celia = elenco.servidor(caixa, nome="Célia Costa")
    acoes.assumir(caso=casos[1], versao=1, por=elenco.autor(celia, caixa))
    resposta = client.post(LOTE, {**_campos(previa), "confirmar": "sim"}, follow=True)
    texto = _texto(resposta)
    assert "2 pedidos feitos, 1 pedido recusado" in texto
    assert "Um servidor assumiu o pedido (Célia Costa" in texto
    de_novo = client.post(LOTE, _campos(resposta))
    assert _campos(de_novo)["resposta"] == [elenco.FRASE]
    assert _campos(de_novo)["p"] == [f"{casos[1].protocolo}.2"]
    previa = client.post(LOTE, {**_campos(de_novo), "ver": "sim"})
    client.post(LOTE, {**_campos(previa), "confirmar": "sim"})
    assert Solicitacao.objects.encerradas().count() == 3


def test_se_todos_mudaram_nada_se_faz_e_se_confirma_de_novo(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    previa = client.post(LOTE, {**_campos(_marcar(client, "finalizar", casos)), **FIM, "ver": "sim"})
    celia = elenco.autor(elenco.servidor(caixa, nome="Célia Costa"), caixa)
    for caso in casos:
        acoes.assumir(caso=caso, versao=1, por=celia)
    resposta = client.post(LOTE, {**_campos(previa), "confirmar": "sim"})
    assert resposta.status_code == 409
    assert "Nada foi feito: todos os pedidos mudaram" in _texto(resposta)
    assert _texto(resposta).count("Um servidor assumiu o pedido (Célia Costa") == 3
    assert not Solicitacao.objects.encerradas().exists()
    de_novo = client.post(LOTE, {**_campos(resposta), "confirmar": "sim"}, follow=True)
    assert "3 pedidos feitos" in _texto(de_novo)


def test_o_que_mudou_desde_a_lista_e_dito_antes(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    visto = timezone.now().isoformat()
    acoes.assumir(caso=casos[0], versao=1, por=elenco.autor(elenco.servidor(caixa, nome="Célia"), caixa))
    texto = _texto(_marcar(client, "finalizar", casos, visto=visto))
    assert texto.count("Mudou depois que você o viu") == 1
    assert _marcar(client, "finalizar", casos, visto="ontem").status_code == 200


def test_pedido_de_outra_unidade_ou_inventado_e_recusado_por_item(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    alheio = elenco.solicitacao(Unidade.objects.get(sigla="ILUME"), logradouro="Rua Secreta")
    marcados = [casos[0].protocolo, alheio.protocolo, "nada", "\0", "1.x"]
    pagina = client.post(LOTE, {"ato": "assumir", "p": marcados})
    assert "Rua Secreta" not in _texto(pagina)
    resposta = client.post(LOTE, {**_campos(pagina), "confirmar": "sim"}, follow=True)
    assert resposta.status_code == 200
    assert "1 pedido feito, 4 pedidos recusados" in _texto(resposta)
    assert "Rua Secreta" not in _texto(resposta)
    alheio.refresh_from_db()
    assert alheio.responsavel is None


def test_mais_de_200_e_recusa_clara(client: Client, servidor: Usuario, casos: list[Solicitacao]) -> None:
    marcados = [str(numero) for numero in range(230)]
    resposta = client.post(LOTE, {"ato": "assumir", "p": marcados})
    assert resposta.status_code == 422
    assert "Cabem 200 pedidos por vez." in _texto(resposta)
    assert "desmarque 30" in _texto(resposta)


@pytest.mark.parametrize("dados", [{}, {"ato": "assumir"}, {"ato": "reabrir", "p": "1"}, {"p": "1"}])
def test_sem_marca_ou_sem_ato_volta_a_lista_com_um_recado(
    client: Client, servidor: Usuario, casos: list[Solicitacao], dados: dict[str, str]
) -> None:
    resposta = client.post(f"{LOTE}?volta=situacao%3Daberta", dados, follow=True)
    assert unquote(resposta.redirect_chain[0][0]) == f"{CAIXA}?situacao=aberta"
    assert "Marque ao menos um pedido" in _texto(resposta)


def test_todos_os_do_filtro_ate_200(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    for numero in range(3):
        elenco.solicitacao(caixa, logradouro="Rua Direita", numero=str(numero))
    elenco.solicitacao(caixa, logradouro="Outra")
    pagina = client.post(LOTE, {"ato": "assumir", "todos": "busca=direita"})
    assert len(_campos(pagina)["p"]) == 3


# --- repetir e acesso ---------------------------------------------------------------------


def test_repetir_o_envio_nao_faz_duas_vezes(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    campos = {**_campos(_marcar(client, "iniciar", casos)), "confirmar": "sim"}
    primeira, segunda = client.post(LOTE, campos, follow=True), client.post(LOTE, campos, follow=True)
    assert primeira.redirect_chain == segunda.redirect_chain
    assert "3 pedidos feitos" in _texto(segunda)
    assert Aviso.objects.count() == 3
    for caso in casos:
        caso.refresh_from_db()
        assert caso.versao == 2


def test_lote_ainda_em_curso_diz_que_espere(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    campos = _campos(_marcar(client, "iniciar", casos))
    itens = [[caso.protocolo, None if caso != casos[0] else ""] for caso in casos]
    dados = {"ato": "iniciar", "itens": itens, "escrito": {}, "versoes": {}, "fotos": False, "principal": ""}
    acoes.comecar_lote(envio=campos["envio"][0], assunto="SMPR-CPO-STM-Sé", dono=servidor, dados=dados)
    resposta = client.post(LOTE, {**campos, "confirmar": "sim"}, follow=True)
    assert "1 de 3 já têm resposta." in _texto(resposta)
    assert "Tentar de novo" not in _texto(resposta)
    assert not Aviso.objects.exists()


def test_a_resposta_so_a_ve_quem_fez(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    endereco = _ate_confirmar(client, "assumir", casos).redirect_chain[-1][0]
    assert client.post(endereco).status_code == 405
    client.force_login(elenco.servidor(caixa, nome="Célia Costa"))
    assert client.get(endereco).status_code == 404
    client.force_login(elenco.servidor(Unidade.objects.get(sigla="ILUME")))
    assert client.get(endereco).status_code == 403
    assert _marcar(client, "assumir", casos).status_code == 403
    assert client.get(LOTE).status_code == 403
    assert client.post("/caixa/NENHUMA/lote/").status_code == 404


def test_envio_de_outra_pessoa_e_conflito(
    client: Client, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    alheio = Rascunho.objects.create(
        tipo="prova", assunto="SMPR-CPO-STM-Sé", dono=elenco.pessoa(), expira_em=timezone.now()
    )
    resposta = _marcar(client, "assumir", casos, envio=str(alheio.pk), confirmar="sim")
    assert resposta.status_code == 409
    assert not Solicitacao.objects.filter(responsavel=servidor).exists()


# --- quanto custa -------------------------------------------------------------------------


def test_as_mesmas_consultas_para_conferir_1_e_20(
    client: Client, caixa: Unidade, servidor: Usuario, casos: list[Solicitacao]
) -> None:
    muitos = casos + [elenco.solicitacao(caixa) for _ in range(17)]
    visto = timezone.now().isoformat()
    _marcar(client, "finalizar", casos[:1], visto=visto)
    with CaptureQueriesContext(connection) as um:
        _marcar(client, "finalizar", casos[:1], visto=visto)
    with CaptureQueriesContext(connection) as vinte:
        _marcar(client, "finalizar", muitos, visto=visto)
    assert len(um) == len(vinte)


@pytest.mark.parametrize("quantos", [20, pytest.param(200, marks=pytest.mark.noturno)])
def test_muitos_em_lote(client: Client, caixa: Unidade, servidor: Usuario, quantos: int) -> None:
    """O tempo é só escrito na saída (pytest -s): o que se afirma é que todos se fazem de uma vez."""
    casos = elenco.iguais(quantos, caixa, identificacao=elenco.MARIA)
    previa = client.post(LOTE, {**_campos(_marcar(client, "finalizar", casos)), **FIM, "ver": "sim"})
    campos = {**_campos(previa), "confirmar": "sim"}
    inicio, cpu = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as consultas:
        resposta = client.post(LOTE, campos, follow=True)
    decorrido, gasto = time.perf_counter() - inicio, time.process_time() - cpu
    print(f"\n{quantos} finalizados em {decorrido:.1f} s ({gasto:.1f} s de CPU), {len(consultas)} consultas")  # noqa: T201
    assert f"{quantos} pedidos feitos" in _texto(resposta)
    assert Solicitacao.objects.encerradas().count() == Aviso.objects.count() == quantos
