"""O ato que a equipe fez na rua sem rede: chega depois, uma vez só; o que já não cabe volta a quem o fez."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from assistente.aparelho import marca_da_conta
from assistente.escritos import TIPO as ESCRITO
from contas.models import Usuario
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes import acoes, carga
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.solicitacoes import elenco
from tests.solicitacoes.test_campo import CAIXA, foto

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]


@pytest.fixture
def caixa(db: None) -> Unidade:
    carga.carregar()
    return elenco.unidade()


@pytest.fixture
def servidor(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def concluir(
    client: Client,
    caso: Solicitacao,
    envio: str,
    *,
    guardado: bool = True,
    conta: Usuario | None = None,
    **mais: Any,
) -> Resposta:
    dados = {
        "versao": 1,
        "resposta": elenco.FRASE,
        "envio": envio,
        "confirmar": "sim",
        "fotos": [foto()],
        **mais,
    }
    cabecalhos = {"Guardado": envio} if guardado else {}
    if conta:
        cabecalhos["Conta"] = marca_da_conta(conta)
    return client.post(f"{CAIXA}{caso.protocolo}/concluir/", dados, headers=cabecalhos)


def test_o_concluido_na_rua_chega_uma_vez_ainda_que_repetido(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso, envio = elenco.solicitacao(caixa), str(uuid4())
    for _ in range(3):
        resposta = concluir(client, caso, envio)
        assert (resposta.status_code, resposta.json()["estado"]) == (200, "feito")
    caso.refresh_from_db()
    assert (caso.situacao, caso.desfecho) == (Situacao.FINALIZADA, Desfecho.REALIZADO)
    assert caso.anexos.count() == 1
    assert caso.versao == 2


def test_o_que_outra_pessoa_encerrou_antes_volta_a_quem_guardou(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    por = elenco.autor(elenco.servidor(caixa, nome="Rita Rua"), caixa)
    acoes.indeferir(caso=caso, versao=1, por=por, motivo="repetido", resposta=elenco.FRASE)
    resposta = concluir(client, caso, str(uuid4()))
    assert (resposta.status_code, resposta.json()["estado"]) == (409, "falta")
    assert f"O que mudou: Pedido indeferido (Rita Rua, {caixa.sigla})." in resposta.json()["recado"]
    caso.refresh_from_db()
    assert caso.situacao == Situacao.INDEFERIDA


def test_o_que_mudou_antes_volta_com_o_texto_no_campo(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    acoes.agendar(caso=caso, versao=1, por=elenco.autor(servidor, caixa), data=timezone.localdate())
    resposta = concluir(client, caso, str(uuid4()), resposta="Tapamos o buraco, e a rua já está aberta.")
    assert (resposta.status_code, resposta.json()["estado"]) == (409, "falta")
    assert resposta.json()["recado"].startswith("O pedido mudou depois que você guardou isto.")
    assert "O que mudou" not in resposta.json()["recado"], "o que a própria pessoa fez não se lhe conta"
    pagina = client.get(resposta.json()["endereco"])
    assert "Tapamos o buraco, e a rua já está aberta." in pagina.text
    assert Rascunho.objects.get(tipo=ESCRITO).sigiloso
    caso.refresh_from_db()
    assert caso.aberta


def test_o_que_falta_volta_e_nada_se_faz(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    resposta = concluir(client, caso, str(uuid4()), resposta="")
    assert (resposta.status_code, resposta.json()["estado"]) == (409, "falta")
    caso.refresh_from_db()
    assert caso.aberta


def test_nao_deu_tambem_chega_uma_vez(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    envio = str(uuid4())
    dados = {"versao": 1, "motivo": "outro", "texto": "Portão fechado com cadeado.", "envio": envio}
    for _ in range(2):
        feito = client.post(
            f"{CAIXA}{caso.protocolo}/nao-deu/", {**dados, "fotos": [foto()]}, headers={"Guardado": envio}
        )
        assert (feito.status_code, feito.json()["estado"]) == (200, "feito")
    caso.refresh_from_db()
    assert (caso.aberta, caso.versao, caso.anexos.count()) == (True, 2, 1)


def passou(client: Client, caso: Solicitacao, ato: str, versao: str = "1") -> Any:
    """O que a fila pergunta do ato que lhe voltou."""
    endereco = f"{CAIXA}{caso.protocolo}/{ato}/"
    resposta = client.get(endereco, {"versao": versao}, headers={"Guardado": str(uuid4())})
    return resposta.json()["estado"] if resposta.status_code == 200 else resposta.status_code


def test_o_que_ja_se_fez_na_pagina_sai_da_fila(
    client: Client, caixa: Unidade, servidor: Usuario, subtests: pytest.Subtests
) -> None:
    caso, encerrado = (elenco.solicitacao(caixa, numero=str(n)) for n in (1, 2))
    por, outra = elenco.autor(servidor, caixa), elenco.autor(elenco.servidor(caixa, nome="Rita Rua"), caixa)
    for ato in ("concluir", "nao-deu"):
        assert passou(client, caso, ato) == "falta"
    acoes.indeferir(caso=encerrado, versao=1, por=outra, motivo="repetido", resposta=elenco.FRASE)
    for ato in ("concluir", "nao-deu"):
        with subtests.test("o pedido acabou", ato=ato):
            assert passou(client, encerrado, ato) == "passou"
    acoes.voltar_sem_fazer(caso=caso, versao=1, por=outra, motivo="sem_acesso")
    with subtests.test("a volta de outra pessoa não é a sua"):
        assert passou(client, caso, "nao-deu") == "falta"
    acoes.voltar_sem_fazer(caso=caso, versao=2, por=por, motivo="sem_acesso")
    with subtests.test("a sua, depois do que o aparelho viu"):
        assert passou(client, caso, "nao-deu") == "passou"
        assert passou(client, caso, "nao-deu", "3") == passou(client, caso, "nao-deu", "x") == "falta"
        assert passou(client, caso, "concluir") == "falta"
    de_fora = Client()
    de_fora.force_login(elenco.pessoa("Rita de Fora"))
    with subtests.test("só a quem pode ver"):
        assert passou(de_fora, encerrado, "concluir") == 403
        assert passou(Client(), encerrado, "concluir") in {302, 303}


def test_quem_saiu_da_conta_vai_entrar_e_quem_e_de_fora_nao_faz(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    assert concluir(Client(), caso, str(uuid4())).status_code in {302, 303}
    de_fora = Client()
    de_fora.force_login(elenco.pessoa("Rita de Fora"))
    assert concluir(de_fora, caso, str(uuid4())).status_code == 403
    caso.refresh_from_db()
    assert caso.aberta


def test_o_que_um_guardou_nao_se_faz_em_nome_de_quem_entrou_depois(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    """No mesmo aparelho, entre a fila perguntar quem entrou e mandar."""
    caso, envio, colega = elenco.solicitacao(caixa), str(uuid4()), Client()
    colega.force_login(elenco.servidor(caixa, nome="Rita Rua"))
    cabecalhos = {"Guardado": envio, "Conta": marca_da_conta(servidor)}
    for ato in ("concluir", "nao-deu"):
        feito = colega.post(f"{CAIXA}{caso.protocolo}/{ato}/", {"resposta": "Tapado."}, headers=cabecalhos)
        assert (feito.status_code, feito.json()["estado"]) == (403, "outra_conta")
    assert concluir(colega, caso, envio, conta=servidor).status_code == 403
    caso.refresh_from_db()
    assert caso.aberta
    assert not Rascunho.objects.exists(), "nem o texto lhe fica"
    assert concluir(client, caso, envio, conta=servidor).json()["estado"] == "feito"


def test_sem_a_fila_a_pagina_responde_como_sempre(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    caso = elenco.solicitacao(caixa)
    resposta = concluir(client, caso, str(uuid4()), guardado=False)
    assert resposta.status_code == 302
    assert "application/json" not in resposta["Content-Type"]
