"""Dois clientes que outros escreveram, e o da página, contra o portal no ar."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from django.core.cache import cache
from georeport import GeoReport
from pytest_django.live_server_helper import LiveServer

from contas.models import Interessado
from protocolo.models import Canal
from solicitacoes.models import Andamento, Solicitacao
from tests.solicitacoes import elenco
from tests.transparencia.de_fora import BURACO, RAIZ, conforme, parceiro, servico
from transparencia.models import Parceiro, UsoDoParceiro
from transparencia.open311 import de_hora_em_hora

pytestmark = pytest.mark.django_db(transaction=True)


PEDIDO = {
    "dry_run": False,
    "confirm": "SEND",
    "validate_remote": True,
    "address_string": "Rua Líbero Badaró, 425",
    "description": "Buraco em frente ao ponto de ônibus.",
    "first_name": "Maria",
    "last_name": "Silva",
    "email": "maria@exemplo.invalid",
}


def passar_para_ontem(caso: Solicitacao) -> datetime:
    """O pedido como se o parceiro o tivesse aberto ontem, e já publicado."""
    ontem = caso.aberta_em - timedelta(days=1)
    Solicitacao.objects.filter(pk=caso.pk).update(aberta_em=ontem)
    Andamento.objects.filter(caso=caso).update(em=ontem)
    return ontem


def test_um_cliente_lista_define_abre_e_acompanha(live_server: LiveServer) -> None:
    """Um tapa-buraco na Rua Líbero Badaró chega à unidade da Sé; outro cliente lê o mesmo."""
    servico(identificacao="cpf")
    _, chave = parceiro(alcance=Parceiro.Alcance.CONVENIO)
    raiz = f"{live_server.url}{RAIZ}"
    cidade = Endpoint("sp", "São Paulo", raiz, write=True)
    civicbot = Open311Client(cidade, HttpTransport(rate_limiter=RateLimiter(0)))
    georeport = GeoReport(raiz)

    (listado,) = civicbot.list_services()
    assert [listado] == georeport.get_service_list()
    assert conforme([listado], "Services")
    definido = civicbot.get_service_definition("tapa-buraco")
    assert definido == georeport.get_service_definition("tapa-buraco")
    assert conforme(definido, "ServiceDefinition")
    assert [um["order"] for um in definido["attributes"]] == list(range(1, 6))

    pedido = {**PEDIDO, "api_key": chave}
    with pytest.raises(ValidationError, match="tamanho"):
        civicbot.create_request("tapa-buraco", **pedido)
    respostas = {"tamanho": "pequeno", "cpf_de_quem_pede": "529.982.247-25"}
    (aberto,) = civicbot.create_request("tapa-buraco", attributes=respostas, **pedido).response
    assert conforme([aberto], "Created")

    caso = Solicitacao.objects.select_related("unidade", "interessado").get()
    assert (caso.canal, caso.unidade.sigla) == (Canal.INTEGRACAO, "SMPR-CPO-STM-Sé")
    assert caso.interessado
    assert caso.interessado.identidade == Interessado.Identidade.DECLARADA
    numero = aberto["service_request_id"]
    assert numero == str(caso.identificador)

    ontem = passar_para_ontem(caso)
    acompanhado = civicbot.get_request(numero)
    assert acompanhado is not None
    assert acompanhado["status"] == "open"
    assert acompanhado == georeport.get_service_request(numero)
    assert civicbot.list_requests(service_code="tapa-buraco", status="open") == [acompanhado]
    assert georeport.get_service_requests(status="open,closed") == [acompanhado]
    assert civicbot.get_token(numero) == [{"service_request_id": numero, "token": numero}]
    Solicitacao.objects.filter(pk=caso.pk).update(
        situacao="finalizada", desfecho="realizado", encerrada_em=ontem
    )
    assert (civicbot.get_request(numero) or {})["status_notes"] == "Finalizada: realizado"
    with pytest.raises(HttpError) as recusa:
        civicbot.get_request("nao-ha")
    assert recusa.value.status == 404
    assert '"code": "404"' in recusa.value.body


def test_o_mesmo_envio_ao_mesmo_tempo_abre_um_pedido_so(live_server: LiveServer) -> None:
    """A rede que cai faz o parceiro mandar de novo antes de o primeiro acabar."""
    servico()
    _, chave = parceiro()
    transporte = HttpTransport(rate_limiter=RateLimiter(0))

    def mandar(_: int) -> str:
        dados = {"api_key": chave, **BURACO}
        (dito,) = transporte.post_form(f"{live_server.url}{RAIZ}/requests.json", dados)
        return str(dito["service_request_id"])

    with ThreadPoolExecutor(4) as linhas:
        ids = set(linhas.map(mandar, range(8)))
    assert ids == {str(Solicitacao.objects.get().identificador)}
    uso = UsoDoParceiro.objects.get()
    assert (uso.abertos, uso.repetidos, uso.recusados) == (1, 7, 0)


def test_o_programa_da_pagina_pergunta_de_hora_em_hora_e_nao_perde_nenhum(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Também o que despreza o que está fora da janela, como o FixMyStreet, e o que para um dia inteiro."""
    monkeypatch.setattr(de_hora_em_hora, "POR_PAGINA", 2)  # sete pedidos já são mais de uma página
    servico()
    comeco = datetime(2026, 11, 5, 9, 17, tzinfo=UTC)
    pedidos = {
        str(elenco.solicitacao(em=comeco + timedelta(hours=horas), identificacao=None).identificador)
        for horas in (0, 1, 5, 17, 18, 30, 41)
    }
    vistos: set[str] = set()
    na_janela: list[str] = []
    with time_machine.travel(comeco, tick=False) as relogio:
        for hora in (*range(19), *range(43, 55)):
            relogio.move_to(comeco + timedelta(hours=hora, minutes=8))
            cache.clear()  # o limite por minuto ficou na hora que passou
            agora = datetime.now(UTC)
            for novo in de_hora_em_hora.ler_novos(f"{live_server.url}{RAIZ}", vistos):
                pedido_em = datetime.fromisoformat(novo["requested_datetime"])
                atualizado_em = datetime.fromisoformat(novo["updated_datetime"])
                assert pedido_em.hour == 15
                if agora - de_hora_em_hora.JANELA <= atualizado_em <= agora:
                    na_janela.append(novo["service_request_id"])
    assert sorted(na_janela) == sorted(vistos) == sorted(pedidos)
