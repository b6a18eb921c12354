"""A lista de quem a Ouvidoria consulta: o que é seu, por prazo, sem dizer quem se manifestou."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from mesas import paginacao
from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Falha, TipoDeManifestacao
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db
LISTA = "/orgao/"


@pytest.fixture
def ivo() -> Client:
    return entrou(elenco.interlocutor().usuario)


@pytest.fixture
def cora() -> Client:
    return entrou(elenco.corregedoria().usuario)


def entrou(quem: Usuario | None) -> Client:
    assert quem
    cliente = Client()
    cliente.force_login(quem)
    return cliente


def texto(cliente: Client, consulta: str = "") -> str:
    resposta = cliente.get(LISTA + consulta)
    assert resposta.status_code == 200
    return resposta.content.decode()


def vencido_ha(envio: Encaminhamento, dias: int) -> None:
    Encaminhamento.objects.filter(pk=envio.pk).update(vence_em=timezone.now() - timedelta(days=dias))


def test_mostra_as_do_meu_orgao_na_ordem_do_prazo(ivo: Client) -> None:
    tarde, cedo = (elenco.encaminhada()[1] for _ in range(2))
    vencido_ha(cedo, 3)
    pagina = texto(ivo)
    assert pagina.index(cedo.numero) < pagina.index(tarde.numero)
    assert "atrasado há 3 dias" in pagina
    assert "faltam" in pagina


def test_nao_mostra_as_de_outro_orgao_nem_quem_se_manifestou(ivo: Client) -> None:
    caso, envio = elenco.encaminhada(permite_identificar=True)
    de_fora = entrou(elenco.interlocutor("SMT", nome="Oto").usuario)
    assert envio.numero not in texto(de_fora)
    assert "Nada espera a sua resposta" in texto(de_fora)
    assert caso.protocolo_escrito in texto(ivo)
    for segredo in (elenco.MARIA.nome, elenco.MARIA.email, elenco.MARIA.documento, elenco.MARIA.telefone):
        assert segredo not in texto(ivo)


def test_diz_o_pedido_de_que_se_reclama(ivo: Client) -> None:
    pedido = elenco.pedido_vencido()
    elenco.encaminhada(falha=Falha.PRAZO_VENCIDO, solicitacao=pedido)
    assert "Tapa-buraco" in texto(ivo)


def test_a_corregedoria_ve_as_denuncias_sem_o_protocolo(cora: Client, ivo: Client) -> None:
    caso, envio = elenco.em_apuracao()
    pagina = texto(cora)
    assert f"Envio nº {envio.pk}" in pagina
    assert "sem prazo em dias" in pagina
    for numero in (caso.protocolo, caso.protocolo_escrito):
        assert numero not in pagina
    assert f"Envio nº {envio.pk}" not in texto(ivo)


def test_quem_tem_os_dois_papeis_ve_os_dois(ivo: Client) -> None:
    quem = elenco.interlocutor(nome="Duda Dois").usuario
    assert quem
    elenco.designar(Papel.CORREGEDORIA, "CGM", usuario=quem)
    do_orgao, da_apuracao = elenco.encaminhada()[1], elenco.em_apuracao()[1]
    pagina = texto(entrou(quem))
    assert do_orgao.numero in pagina
    assert da_apuracao.numero in pagina
    assert 'name="orgao"' in pagina
    assert da_apuracao.numero not in texto(entrou(quem), "?orgao=SMSUB")


def test_devolvidas_em_destaque_e_filtradas(ivo: Client) -> None:
    caso, envio = elenco.respondida()
    acoes.devolver_ao_orgao(envio=envio, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    outra = elenco.encaminhada()[1]
    assert "Devolvido: refazer a resposta" in texto(ivo)
    so_devolvidas = texto(ivo, "?situacao=devolvidas")
    assert envio.numero in so_devolvidas
    assert outra.numero not in so_devolvidas


def test_as_encerradas_numa_segunda_vista(ivo: Client) -> None:
    respondida, pendente = elenco.respondida()[1], elenco.encaminhada()[1]
    caso, retirada = elenco.encaminhada()
    acoes.recolher(envio=retirada, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    abertas, encerradas = texto(ivo), texto(ivo, "?situacao=encerradas")
    for envio in (respondida, retirada):
        assert envio.numero not in abertas
        assert envio.numero in encerradas
    assert pendente.numero not in encerradas
    assert "Retirado pela Ouvidoria" in encerradas


def test_o_que_virou_denuncia_sai_da_mesa_do_orgao(ivo: Client) -> None:
    caso, envio = elenco.encaminhada()
    caso = acoes.recolher(envio=envio, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    acoes.reclassificar(
        caso=caso,
        versao=caso.versao,
        por=elenco.ogm(),
        tipo=TipoDeManifestacao.DENUNCIA,
        motivo=elenco.FRASE,
    )
    assert caso.protocolo_escrito not in texto(ivo, "?situacao=encerradas")
    assert ivo.get(f"/orgao/{envio.pk}/").status_code == 403


@pytest.mark.parametrize("consulta", ["?tipo=elogio", "?situacao=atrasadas", "?orgao=SMT"])
def test_filtro_que_nada_acha_diz_o_que_fazer(ivo: Client, consulta: str) -> None:
    envio = elenco.encaminhada()[1]
    pagina = texto(ivo, consulta)
    assert envio.numero not in pagina
    assert "Nenhum envio com estes filtros" in pagina


@pytest.mark.parametrize("consulta", ["?tipo=xx&situacao=yy", "?apos=lixo", "?orgao=%00"])
def test_endereco_mal_copiado_nao_quebra(ivo: Client, consulta: str) -> None:
    assert elenco.encaminhada()[1].numero in texto(ivo, consulta)


def test_pagina_por_chave_e_guarda_o_filtro(ivo: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    envios = [elenco.encaminhada()[1] for _ in range(3)]
    for dias, envio in enumerate(envios):
        vencido_ha(envio, 30 - dias)
    primeira = ivo.get(LISTA, {"situacao": "atrasadas"})
    assert [linha.pk for linha in primeira.context["pagina"].linhas] == [e.pk for e in envios[:2]]
    assert "situacao=atrasadas" in primeira.context["proxima"]
    segunda = ivo.get(LISTA + primeira.context["proxima"])
    assert [linha.pk for linha in segunda.context["pagina"].linhas] == [envios[2].pk]
    assert segunda.context["anterior"]


def test_o_numero_de_consultas_nao_cresce(ivo: Client) -> None:
    pedido = elenco.pedido_vencido()
    elenco.encaminhada(falha=Falha.PRAZO_VENCIDO, solicitacao=pedido)
    texto(ivo)
    with CaptureQueriesContext(connection) as uma:
        texto(ivo)
    for _ in range(4):
        elenco.encaminhada(falha=Falha.PRAZO_VENCIDO, solicitacao=elenco.pedido_vencido())
    with CaptureQueriesContext(connection) as cinco:
        texto(ivo)
    assert len(uma) == len(cinco)
    textos = [c["sql"] for c in cinco.captured_queries if '"ouvidoria_encaminhamento"."texto"' in c["sql"]]
    assert not textos


def test_os_numeros_do_alto(ivo: Client) -> None:
    caso, devolvida = elenco.respondida()
    acoes.devolver_ao_orgao(envio=devolvida, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    vencido_ha(elenco.encaminhada()[1], 1)
    elenco.respondida()
    contadores = ivo.get(LISTA).context["contadores"]
    assert {contador.consulta: (contador.quantos, contador.palavra) for contador in contadores} == {
        "": (2, "por responder"),
        "situacao=atrasadas": (1, "atrasado"),
        "situacao=devolvidas": (1, "devolvido"),
    }
    assert Manifestacao.objects.count() == 3
