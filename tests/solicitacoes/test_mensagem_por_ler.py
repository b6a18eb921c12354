"""O munícipe escreveu: a marca, o contador, e ninguém encerra por cima do que não se leu."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from mesas.historia import andamentos
from roteamento.models import Unidade
from solicitacoes import acoes, consultas
from solicitacoes.caixa.mensagens import desde_o_ultimo_ato, so_deste
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho, MotivoDeRecusa, Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
RECADO = "O buraco aumentou e já furou dois pneus."
FINAL = {"desfecho": Desfecho.REALIZADO.value, "resposta": elenco.FRASE}


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(caixa)


def _escrever(caso: Solicitacao, texto: str = RECADO) -> None:
    acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto=texto)
    caso.refresh_from_db()


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _marcados(client: Client, consulta: str = "") -> list[str]:
    """Os protocolos da lista com a marca."""
    linhas = _sopa(client.get(f"{CAIXA}{consulta}")).select("tr[data-linha]")
    return [linha.a.get_text() for linha in linhas if linha.a and "Munícipe escreveu" in linha.get_text()]


def _endereco(caso: Solicitacao, fim: str = "") -> str:
    return f"{CAIXA}{caso.protocolo}/{fim}"


def _finalizar(client: Client, caso: Solicitacao, **dados: Any) -> Any:
    return client.post(_endereco(caso, "finalizar/"), {"versao": caso.versao, **FINAL, **dados})


# --- a marca ---------------------------------------------------------------------------------


def test_a_mensagem_marca_o_pedido_ate_alguem_da_unidade_o_abrir(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    outro = elenco.solicitacao(caso.unidade)
    assert _marcados(client) == []
    _escrever(caso)
    assert _marcados(client) == [caso.protocolo_escrito]
    assert "com mensagem por ler" in _sopa(client.get(CAIXA)).select_one(".sp-contadores").get_text()  # type: ignore[union-attr]
    so_eles = [
        linha.a.get_text()
        for linha in _sopa(client.get(f"{CAIXA}?escreveu=sim")).select("tbody tr")
        if linha.a
    ]
    assert so_eles == [caso.protocolo_escrito]
    client.head(_endereco(caso))
    client.get(_endereco(outro))
    assert _marcados(client) == [caso.protocolo_escrito]
    pagina = _sopa(client.get(_endereco(caso)))
    assert RECADO in pagina.select_one(".sp-mensagens").get_text()  # type: ignore[union-attr]
    assert "Não lida" in pagina.get_text()
    assert _marcados(client) == []
    depois = _sopa(client.get(_endereco(caso))).select_one(".sp-mensagens")
    assert depois
    assert "Não lida" not in depois.get_text()


def test_a_foto_e_a_resposta_do_complemento_tambem_marcam(caixa: Unidade) -> None:
    esperando = elenco.na_situacao(Situacao.AGUARDANDO_MUNICIPE, caixa)
    _escrever(esperando, "É em frente ao 425.")
    assert esperando.por_ler_desde
    assert esperando.situacao == Situacao.EM_ANDAMENTO
    so_foto = elenco.solicitacao(caixa)
    _escrever(so_foto, "")
    assert so_foto.por_ler_desde


def test_quem_nao_e_da_unidade_nao_a_tira(client: Client, caso: Solicitacao) -> None:
    _escrever(caso)
    client.force_login(elenco.servidor(elenco.unidade("ILUME", subprefeitura=None)))
    assert client.get(_endereco(caso)).status_code == 403
    caso.refresh_from_db()
    assert caso.por_ler_desde


def test_o_que_chega_depois_de_aberta_a_pagina_continua_por_ler(caso: Solicitacao, servidor: Usuario) -> None:
    ler = partial(acoes.marcar_lido, caso=caso, por=elenco.autor(servidor, caso.unidade))
    _escrever(caso)
    vista = caso.versao
    _escrever(caso, "E agora fechou a rua.")
    assert ler(vistos={caso.pk: vista}) == 0
    assert ler(vistos={caso.pk: caso.versao}) == 1
    assert ler(vistos={}) == 0


def test_a_anotacao_de_um_colega_nao_e_ler_nem_responder(caso: Solicitacao, servidor: Usuario) -> None:
    _escrever(caso)
    por = elenco.autor(servidor, caso.unidade)
    acoes.anotar(caso=caso, por=por, texto="Ver com a equipe.")
    caso.refresh_from_db()
    assert caso.por_ler_desde
    assert [m.texto for m in desde_o_ultimo_ato([caso])[caso.pk]] == [RECADO]
    acoes.marcar_lido(caso=caso, por=por, vistos={caso.pk: caso.versao})
    acoes.iniciar(caso=caso, versao=caso.versao, por=por)
    assert not desde_o_ultimo_ato([caso])


def test_a_pagina_e_o_lote_dizem_as_mesmas(caso: Solicitacao, servidor: Usuario) -> None:
    """O que a página tira do que já leu é o que a consulta de muitos acha."""
    por = elenco.autor(servidor, caso.unidade)
    _escrever(caso)
    acoes.anotar(caso=caso, por=por, texto="Ver com a equipe.")
    caso.refresh_from_db()
    for ditas in ([RECADO], [RECADO], [RECADO, "E agora fechou a rua."]):
        da_pagina = so_deste(caso, andamentos(caso), caso.anexos.all())
        assert da_pagina == desde_o_ultimo_ato([caso])[caso.pk]
        assert [m.texto for m in da_pagina] == ditas
        if caso.situacao == Situacao.ABERTA:
            acoes.iniciar(caso=caso, versao=caso.versao, por=por)
        else:
            _escrever(caso, "E agora fechou a rua.")
        caso.refresh_from_db()


def test_a_do_juntado_esta_no_principal(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    juntado = elenco.solicitacao(caso.unidade, principal=caso)
    _escrever(juntado)
    assert _marcados(client) == [caso.protocolo_escrito]
    assert _marcados(client, "?escreveu=sim") == [caso.protocolo_escrito]
    assert consultas.caixas([caso.unidade_id], timezone.now())[0]["por_ler"] == 1
    pagina = _sopa(client.get(_endereco(caso))).select_one(".sp-mensagens")
    assert pagina
    assert juntado.protocolo_escrito in pagina.get_text()
    juntado.refresh_from_db()
    assert juntado.por_ler_desde is None
    assert _marcados(client) == []


def test_do_que_ja_nao_segue_a_marca_e_dele(client: Client, servidor: Usuario, caixa: Unidade) -> None:
    encerrado = elenco.na_situacao(Situacao.FINALIZADA, caixa)
    sozinho = elenco.solicitacao(caixa, principal=encerrado)
    _escrever(sozinho)
    assert _marcados(client, "?escreveu=sim") == [sozinho.protocolo_escrito]


# --- encerrar --------------------------------------------------------------------------------


def test_o_formulario_que_encerra_diz_o_que_o_municipe_escreveu(
    client: Client, servidor: Usuario, caso: Solicitacao, subtests: pytest.Subtests
) -> None:
    _escrever(caso)
    client.get(_endereco(caso))
    for ato in ("finalizar", "indeferir"):
        with subtests.test(ato):
            pagina = _sopa(client.get(_endereco(caso, f"{ato}/")))
            assert RECADO in pagina.select_one(".sp-mensagens").get_text()  # type: ignore[union-attr]
            assert not pagina.select("[name^=ciente]")
    assert _finalizar(client, caso, ver="sim").status_code == 200
    assert not _sopa(client.get(_endereco(caso, "transferir/"))).select(".sp-mensagens")


def test_por_cima_do_que_nao_se_leu_so_dizendo_que_leu(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    _escrever(caso)
    recusa = client.post(
        _endereco(caso, "indeferir/"),
        {"versao": caso.versao, "motivo": MotivoDeRecusa.OUTRO, "resposta": elenco.FRASE, "confirmar": "sim"},
        follow=True,
    )
    assert recusa.status_code == 422
    assert "ninguém da unidade tinha lido" in recusa.content.decode()
    assert elenco.FRASE in recusa.content.decode()
    (marca,) = _sopa(recusa).select("[name^=ciente]")
    previa = _finalizar(client, caso, ver="sim", **{str(marca["name"]): "on"})
    escondida = _sopa(previa).select_one(f"[name={marca['name']}][type=hidden]")
    assert escondida
    assert RECADO in previa.content.decode()
    _finalizar(client, caso, confirmar="sim", **{str(marca["name"]): str(escondida["value"])})
    caso.refresh_from_db()
    assert (caso.situacao, caso.por_ler_desde) == (Situacao.FINALIZADA, None)


def test_a_do_juntado_que_chega_depois_da_previa_tambem_se_diz(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    """A versão do principal não muda: sem a marca, ninguém saberia."""
    juntado = elenco.solicitacao(caso.unidade, principal=caso)
    assert _finalizar(client, caso, ver="sim").status_code == 200
    _escrever(juntado)
    assert (
        client.post(
            _endereco(caso, "finalizar/"), {"versao": caso.versao, **FINAL, "confirmar": "sim"}, follow=True
        ).status_code
        == 422
    )
    caso.refresh_from_db()
    assert caso.aberta


def test_em_lote_diz_em_quais_e_pede_a_marca(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    outro = elenco.solicitacao(caso.unidade)
    _escrever(caso)
    p = [f"{um.protocolo}.{um.versao}" for um in (caso, outro)]
    envio = {"p": p, "ato": "finalizar", **FINAL, "confirmar": "sim"}
    recusa = client.post(f"{CAIXA}lote/", envio, follow=True)
    assert recusa.status_code == 422
    ditas = _sopa(recusa).select_one(".sp-mensagens")
    assert ditas
    assert caso.protocolo_escrito in ditas.get_text()
    assert outro.protocolo_escrito not in ditas.get_text()
    (marca,) = _sopa(recusa).select("[name^=ciente]")
    client.post(f"{CAIXA}lote/", {**envio, str(marca["name"]): "on"})
    assert not Solicitacao.objects.filter(pk__in=[caso.pk, outro.pk]).abertas().exists()


def test_em_lote_sem_o_que_ler_nada_se_pede(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    p = [f"{caso.protocolo}.{caso.versao}"]
    client.post(f"{CAIXA}lote/", {"p": p, "ato": "finalizar", **FINAL, "confirmar": "sim"})
    caso.refresh_from_db()
    assert not caso.aberta


def test_na_rua_o_cartao_diz_e_pede_a_marca(client: Client, servidor: Usuario, caso: Solicitacao) -> None:
    _escrever(caso)
    client.post(f"{CAIXA}lote/", {"ato": "campo", "p": caso.protocolo})
    cartao = _sopa(client.get(f"{CAIXA}campo/")).select_one("article.sp-parada")
    assert cartao
    assert RECADO in cartao.get_text()
    (marca,) = cartao.select("[name^=ciente]")
    dados = {"versao": caso.versao, "resposta": elenco.FRASE}
    assert client.post(_endereco(caso, "concluir/"), dados, follow=True).status_code == 422
    dados |= {str(marca["name"]): "on", "confirmar": "sim"}
    client.post(_endereco(caso, "concluir/"), dados)
    caso.refresh_from_db()
    assert not caso.aberta


# --- o que custa -----------------------------------------------------------------------------


def test_ler_e_escrever_nao_custa_uma_consulta_por_pedido(
    client: Client, servidor: Usuario, caixa: Unidade
) -> None:
    """A lista custa o mesmo com nenhuma e com cinco mensagens."""
    casos = [elenco.solicitacao(caixa) for _ in range(5)]
    contas = []
    for escrever in (False, True):
        for caso in casos if escrever else ():
            _escrever(caso)
        with CaptureQueriesContext(connection) as gastas:
            client.get(f"{CAIXA}?escreveu=&foto=", headers={"HX-Request": "true"})
        contas.append(len(gastas))
    assert contas[0] == contas[1]
    with CaptureQueriesContext(connection) as gastas:
        desde_o_ultimo_ato(casos)
    assert len(gastas) == 1
