"""O mesmo formulário que chega de novo, porque a resposta se perdeu, não é conflito; outro qualquer, é."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from contas.models import Usuario
from esic.o_que_se_publica import estado as estado_da_publicacao
from mesas.repetidos import JA_FEITO, VALIDADE
from protocolo.models import Rascunho
from referencia.tabelas import estado as estado_da_reuniao
from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Situacao
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db
FINALIZAR = {"versao": "1", "desfecho": "realizado", "resposta": elenco.FRASE, "confirmar": "sim"}


@pytest.fixture
def caixa() -> Unidade:
    pedindo.territorio()
    return elenco.unidade()


@pytest.fixture
def servidor(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


@pytest.fixture
def caso(caixa: Unidade) -> Solicitacao:
    return elenco.solicitacao(caixa)


def mandar(client: Client, caso: Solicitacao, ato: str, dados: dict[str, Any]) -> Any:
    return client.post(f"/caixa/SMPR-CPO-STM-Sé/{caso.protocolo}/{ato}/", dados)


def ditos(client: Client, endereco: str) -> str:
    """Os recados que a página seguinte mostra."""
    return client.get(endereco).content.decode()


def test_o_mesmo_envio_outra_vez_diz_que_ja_foi_feito(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    primeira = mandar(client, caso, "finalizar", FINALIZAR)
    ditos(client, primeira["Location"])
    segunda = mandar(client, caso, "finalizar", FINALIZAR)
    assert (segunda.status_code, segunda["Location"]) == (302, primeira["Location"])
    pagina = ditos(client, segunda["Location"])
    assert JA_FEITO in pagina
    assert caso.protocolo_escrito in pagina
    caso.refresh_from_db()
    assert (caso.situacao, caso.versao) == (Situacao.FINALIZADA, 2)


def test_vale_ainda_que_outra_pessoa_tenha_agido_depois(
    client: Client, servidor: Usuario, caso: Solicitacao, caixa: Unidade
) -> None:
    iniciar = {"versao": "1", "confirmar": "sim"}
    assert mandar(client, caso, "iniciar", iniciar).status_code == 302
    colega = Client()
    colega.force_login(elenco.servidor(caixa, nome="colega"))
    assert mandar(colega, caso, "finalizar", {**FINALIZAR, "versao": "2"}).status_code == 302
    assert mandar(client, caso, "iniciar", iniciar).status_code == 302
    caso.refresh_from_db()
    assert caso.versao == 3


def test_outro_texto_outra_pessoa_outro_arquivo_ou_outro_ato_sao_conflito(
    client: Client, servidor: Usuario, caso: Solicitacao, caixa: Unidade
) -> None:
    assert mandar(client, caso, "finalizar", FINALIZAR).status_code == 302
    outro_texto = {**FINALIZAR, "resposta": f"{elenco.FRASE} Outra frase."}
    assert mandar(client, caso, "finalizar", outro_texto).status_code == 409
    com_arquivo = {**FINALIZAR, "fotos": SimpleUploadedFile("f.jpg", pedindo.foto().read())}
    assert mandar(client, caso, "finalizar", com_arquivo).status_code == 409
    assert mandar(client, caso, "iniciar", FINALIZAR).status_code == 409
    colega = Client()
    colega.force_login(elenco.servidor(caixa, nome="colega"))
    assert mandar(colega, caso, "finalizar", FINALIZAR).status_code == 409


def test_o_que_a_acao_recusou_nao_conta_como_feito(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    velho = {**FINALIZAR, "versao": "7"}
    assert mandar(client, caso, "finalizar", velho).status_code == 409
    assert mandar(client, caso, "finalizar", velho).status_code == 409
    assert not Rascunho.objects.filter(tipo="ato").exists()


def test_quem_passou_o_pedido_adiante_e_ja_nao_o_ve_tambem_fica_sabendo(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    elenco.unidade("ILUME", "Iluminação pública", subprefeitura=None)
    dados = {"versao": "1", "unidade": "ILUME", "motivo": elenco.FRASE, "confirmar": "sim"}
    assert mandar(client, caso, "transferir", dados).status_code == 302
    repetida = mandar(client, caso, "transferir", dados)
    assert repetida.status_code == 302
    assert JA_FEITO in ditos(client, repetida["Location"])
    assert (
        mandar(client, caso, "transferir", {**dados, "motivo": f"{elenco.FRASE} E mais."}).status_code == 409
    )


def test_a_marca_nao_traz_o_que_se_escreveu_e_tem_prazo(
    client: Client, servidor: Usuario, caso: Solicitacao
) -> None:
    mandar(client, caso, "finalizar", FINALIZAR)
    feito = Rascunho.objects.get(tipo="ato")
    assert (feito.dados, feito.dono, feito.assunto, feito.protocolo) == ({}, None, "finalizar", "")
    assert feito.expira_em <= timezone.now() + VALIDADE


def test_na_mesa_do_sic_e_na_da_ouvidoria_tambem(client: Client) -> None:
    por = esic.sic()
    assert por.usuario
    client.force_login(por.usuario)
    pedido = esic.em_tramitacao()
    resposta = {"versao": pedido.versao, "decisao": "concedido", "texto": elenco.FRASE, "confirmar": "sim"}
    onde = f"/sic/{pedido.protocolo}/responder/"
    assert [client.post(onde, resposta).status_code for _ in range(2)] == [302, 302]
    assert client.post(onde, {**resposta, "texto": f"{elenco.FRASE} E mais."}).status_code == 409
    da_mesa = ouvidoria.ogm()
    assert da_mesa.usuario
    client.force_login(da_mesa.usuario)
    caso = ouvidoria.registrada()
    assumir = {"versao": caso.versao, "confirmar": "sim"}
    onde = f"/mesa/{caso.protocolo}/assumir/"
    assert [client.post(onde, assumir).status_code for _ in range(2)] == [302, 302]


def test_na_publicacao_e_na_comissao_tambem(client: Client) -> None:
    """Páginas de ato próprio: `reconhece_repetido`, na recusa que a página trata e na que sobe."""
    por = esic.ogm()
    assert por.usuario
    client.force_login(por.usuario)
    publicacao = esic.a_revisar()
    onde = f"/publicacao/{publicacao.pk}/nao-publicar/"
    dados = {"estado": estado_da_publicacao(publicacao), "motivo": esic.FRASE}
    primeira, segunda = (client.post(onde, dados) for _ in range(2))
    assert (segunda.status_code, segunda["Location"]) == (302, primeira["Location"])
    assert JA_FEITO in ditos(client, segunda["Location"])
    assert client.post(onde, {**dados, "motivo": f"{esic.FRASE} E mais."}).status_code == 409
    caio = esic.cmai().usuario
    assert caio
    client.force_login(caio)
    reuniao = esic.reuniao(timezone.localdate())
    realizar = {"marca": estado_da_reuniao(reuniao)}
    onde = f"/cmai/reunioes/{reuniao.pk}/realizar/"
    assert [client.post(onde, realizar).status_code for _ in range(2)] == [302, 302]
    assert client.post(onde, {"marca": "0" * 20}).status_code == 409
