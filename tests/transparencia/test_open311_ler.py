"""O que o Open311 mostra: só o público, o dia sem a hora, o ponto arredondado; e todo erro no formato."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from contas.acoes import Identificacao
from roteamento.localizacao.enderecos import metros
from solicitacoes.acoes import finalizar, iniciar, reclassificar
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import Desfecho
from tests.solicitacoes import elenco
from tests.transparencia.de_fora import RAIZ, conferir, conforme, mandar, parceiro, servico
from transparencia.models import Parceiro
from transparencia.open311 import pedidos

pytestmark = pytest.mark.django_db

MEIO_DIA = datetime(2026, 11, 5, 15, 34, 56, 789, tzinfo=UTC)
CANARIO = Identificacao(
    nome="Canária Identificada da Silva",
    tipo_documento="cpf",
    documento="52998224725",
    email="canaria@exemplo.invalid",
    telefone="11987650000",
)


def ler(caminho: str, chave: str = "", **pergunta: Any) -> Any:
    cabecalhos = {"X-Api-Key": chave} if chave else {}
    return Client().get(f"{RAIZ}/{caminho}", pergunta, headers=cabecalhos)


def lidos(**pergunta: Any) -> list[Any]:
    resposta = ler("requests.json", **pergunta)
    assert resposta.status_code == 200, resposta.content
    dito = resposta.json()
    assert conforme(dito, "Requests")
    return list(dito)


def publico(em: datetime = MEIO_DIA, **campos: Any) -> Solicitacao:
    """Um pedido do tapa-buraco, com ponto, texto e contato."""
    padrao = {"descricao": "segredo que só eu escrevi", "lat": -23.54661, "lon": -46.63672}
    return elenco.solicitacao(identificacao=CANARIO, em=em, **{**padrao, **campos})


@pytest.fixture
def agora() -> Iterator[time_machine.Traveller]:
    """É meio-dia de 20 de novembro."""
    with time_machine.travel(datetime(2026, 11, 20, 15, tzinfo=UTC), tick=False) as relogio:
        yield relogio


def test_so_o_publico_e_dele_so_o_que_nao_diz_de_quem_e(agora: None) -> None:
    servico()
    caso = publico()
    outro = publico(servico=elenco.servico("nao-publico", "Outro", publica=False))
    (dito,) = lidos()
    assert dito == {
        "service_request_id": str(caso.identificador),
        "status": "open",
        "status_notes": "Pedido registrado",
        "service_name": "Tapa-buraco",
        "service_code": "tapa-buraco",
        "description": None,
        "agency_responsible": "Secretaria das Subprefeituras",
        "service_notice": None,
        "requested_datetime": "2026-11-05T15:00:00Z",
        "updated_datetime": "2026-11-05T15:00:00Z",
        "expected_datetime": "2026-12-07T15:00:00Z",
        "address": "Sé",
        "address_id": None,
        "zipcode": None,
        "lat": dito["lat"],
        "long": dito["long"],
        "media_url": None,
    }
    assert caso.lat is not None
    assert caso.lon is not None
    assert (dito["lat"], dito["long"]) != (caso.lat, caso.lon)
    assert metros(dito["lat"], dito["long"], caso.lat, caso.lon) < 100
    assert ler(f"requests/{outro.identificador}.json").status_code == 404
    assert ler(f"requests/{caso.identificador}.json").json() == [dito]
    assert lidos(service_request_id=f"{caso.identificador},{outro.identificador},x", status="closed") == [
        dito
    ]
    assert ler(f"requests/{caso.protocolo}.json").status_code == 404


def test_nenhuma_resposta_diz_quem_pediu_nem_o_que_escreveu(agora: None) -> None:
    """O canário não está em resposta nenhuma, nem no que se abriu aqui."""
    servico()
    caso, (_, chave) = publico(), parceiro()
    feito = mandar(chave, description=caso.descricao, first_name="Canária", email=CANARIO.email)
    ids = [feito.json()[0]["service_request_id"], str(caso.identificador)]
    protocolos = [um.protocolo for um in Solicitacao.objects.all()]
    proibidos = [*protocolos, *(um[:6] for um in protocolos), "Canária", "canaria@", "52998224725", "98765"]
    proibidos += ["segredo", "Badaró", "425", str(caso.lat), str(caso.lon), "T12:34", "T15:34", chave]
    assert not [um for um in proibidos if um in feito.content.decode().replace(ids[0], "")]
    for formato in ("xml", "json"):
        caminhos = [f"{um}.{formato}" for um in ("requests", "services", "services/tapa-buraco", "discovery")]
        caminhos += [f"{onde}/{um}.{formato}" for onde in ("requests", "tokens") for um in ids]
        for caminho in caminhos:
            for de in ("", chave):
                texto = ler(caminho, de, extensions="true").content.decode()
                for sorteado in ids:
                    texto = texto.replace(sorteado, "")
                assert not [um for um in proibidos if um in texto], caminho


def test_quem_abriu_le_a_situacao_do_que_nao_e_publico_e_mais_nada(agora: None) -> None:
    servico(publica=False)
    (_, chave), (_, de_outro) = parceiro(), parceiro("Outro")
    (dito,) = mandar(chave).json()
    onde = f"requests/{dito['service_request_id']}.json"
    assert ler(onde).status_code == ler(onde, de_outro).status_code == 404
    assert lidos() == []
    resposta = ler(onde, chave)
    (um,) = resposta.json()
    assert um["requested_datetime"] == "2026-11-20T15:00:00Z"
    for nome in ("requests", "tokens"):
        onde_dele = onde.replace("requests", nome)
        assert Client().get(f"{RAIZ}/{onde_dele}", {"api_key": chave}).json() == ler(onde_dele, chave).json()
        assert Client().get(f"{RAIZ}/{onde_dele}", {"api_key": "errada"}).status_code == 403
    assert conforme([um], "Requests")
    assert "no-store" in resposta.headers["Cache-Control"]
    assert (um["status"], um["address"], um["lat"], um["status_notes"]) == ("open", "São Paulo", None, None)
    (token,) = ler(onde.replace("requests", "tokens"), chave).json()
    assert token["service_request_id"] == token["token"] == dito["service_request_id"]
    assert ler(onde, "errada").status_code == 403
    elenco.publicar_outra(Solicitacao.objects.get().servico, sigilosa=True)
    assert ler(onde, chave).status_code == 404, "o que passou a sigiloso, nem a quem o abriu"


def test_o_encerrado_diz_o_dia_e_como_acabou(agora: time_machine.Traveller) -> None:
    servico()
    onde = elenco.unidade()
    caso = publico()
    quem = elenco.autor(elenco.servidor(onde), onde)
    agora.move_to(MEIO_DIA + timedelta(days=3))
    finalizar(caso=caso, versao=caso.versao, por=quem, resposta=elenco.FRASE, desfecho=Desfecho.REALIZADO)
    agora.shift(timedelta(days=1))
    (dito,) = lidos(status="closed")
    assert (dito["status"], dito["status_notes"]) == ("closed", "Finalizada: realizado")
    assert (dito["updated_datetime"], dito["expected_datetime"]) == ("2026-11-08T15:00:00Z", None)
    (com_notas,) = lidos(status="closed", extensions="true")
    notas = com_notas.pop("notes")
    assert com_notas == dito
    assert (notas[0]["type"], notas[0]["datetime"]) == ("registro", "2026-11-05T15:00:00Z")
    assert notas[-1]["type"] == "finalizacao"
    assert lidos(status="open") == []
    assert len(lidos(status="open,closed")) == 1


def test_o_filtro_e_do_dia_inteiro_e_nao_diz_a_hora(agora: None, subtests: pytest.Subtests) -> None:
    """Perguntar de hora em hora diria quando se pediu: de e até valem o dia de São Paulo."""
    servico()
    publico()
    for pergunta, quantos in [
        ({"start_date": "2026-11-05T23:59:59-03:00"}, 1),
        ({"start_date": "2026-11-06T02:59:59Z"}, 1),
        ({"start_date": "2026-11-06T03:00:00Z"}, 0),
        ({"end_date": "2026-11-05T00:00:00-03:00"}, 1),
        ({"end_date": "2026-11-05T02:59:59Z"}, 0),
        ({"updated_after": "2026-11-05T23:59:59-03:00"}, 1),
        ({"updated_after": "2026-11-06"}, 0),
        ({"updated_after": "2026-11-05", "start_date": "2026-11-06"}, 0),
        ({"start_date": "2026-11-05T00:00:00 03:00"}, 1),
        ({"service_code": "tapa-buraco,outro"}, 1),
        ({"service_code": "outro"}, 0),
        ({"start_date": "", "status": "", "service_code": "", "page": "", "jurisdiction_id": ""}, 1),
        ({"page_size": "1", "page": "2"}, 0),
    ]:
        with subtests.test(str(pergunta)):
            assert len(lidos(**pergunta)) == quantos


def test_o_pedido_so_aparece_quando_o_dia_acaba_e_o_que_se_fez_tambem(
    agora: time_machine.Traveller, subtests: pytest.Subtests
) -> None:
    """Perguntar a cada minuto diria o minuto, e o quadrado, de quem acaba de pedir, e o de cada passo."""
    servico()
    agora.move_to(MEIO_DIA)
    caso, onde = publico(), elenco.unidade()
    por = elenco.autor(elenco.servidor(onde), onde)
    um_so = f"requests/{caso.identificador}.json"
    perguntas: list[dict[str, Any]] = [
        {},
        {"start_date": "2026-11-05"},
        {"updated_after": "2026-11-05"},
        {"service_request_id": str(caso.identificador)},
    ]
    ate_meia_noite = datetime(2026, 11, 6, 2, 59, 59, tzinfo=UTC)
    for em in (MEIO_DIA + timedelta(minutes=1), ate_meia_noite):
        agora.move_to(em)
        with subtests.test(str(em)):
            assert [lidos(**pergunta) for pergunta in perguntas] == [[]] * 4
            assert ler(um_so).status_code == 404
    agora.move_to(ate_meia_noite + timedelta(seconds=1))
    for pergunta in perguntas:
        (dito,) = lidos(**pergunta)
        assert dito["requested_datetime"] == dito["updated_datetime"] == "2026-11-05T15:00:00Z"

    agora.move_to(datetime(2026, 11, 9, 13, 7, tzinfo=UTC))
    caso = iniciar(caso=caso, versao=caso.versao, por=por)
    finalizar(caso=caso, versao=caso.versao, por=por, resposta=elenco.FRASE, desfecho=Desfecho.REALIZADO)
    depois: list[dict[str, Any]] = [{"status": "open"}, {"extensions": "true"}, {"start_date": "2026-11-05"}]
    for pergunta in depois:
        with subtests.test(f"no dia do fim, {pergunta}"):
            (lido,) = lidos(**pergunta)
            assert len(lido.pop("notes", [{}])) == 1
            assert lido == dito, "ainda é o de ontem"
    assert lidos(status="closed") == lidos(updated_after="2026-11-09") == []
    agora.move_to(datetime(2026, 11, 10, 3, tzinfo=UTC))
    (lido,) = lidos(status="closed", updated_after="2026-11-09")
    assert (lido["status"], lido["updated_datetime"]) == ("closed", "2026-11-09T15:00:00Z")
    assert lidos(status="open") == lidos(updated_after="2026-11-10") == []


def test_o_meio_dia_e_o_de_sao_paulo_tambem_no_horario_de_verao(agora: time_machine.Traveller) -> None:
    servico()
    agora.move_to(datetime(2018, 12, 3, 15, tzinfo=UTC))
    publico(datetime(2018, 12, 2, 1, 30, tzinfo=UTC))
    (dito,) = lidos()
    assert dito["requested_datetime"] == "2018-12-01T14:00:00Z"


def test_a_lista_faz_se_uma_vez_ate_mudar_o_que_se_publica(agora: time_machine.Traveller) -> None:
    servico()
    caso, onde = publico(), elenco.unidade()
    primeira = ler("requests.json")
    etag = {"If-None-Match": primeira.headers["ETag"]}
    ultimas = {"start_date": "2026-11-04T10:00:00Z", "end_date": "2026-11-20T10:00:00Z", "page": "1"}
    com_datas = ler("requests.json", **ultimas)
    publico(datetime(2026, 11, 20, 14, tzinfo=UTC))
    assert Client().get(f"{RAIZ}/requests.json", headers=etag).status_code == 304
    assert ler("requests.json", inventado="x").content == primeira.content
    assert (
        ler("requests.json", **{**ultimas, "start_date": "2026-11-04T11:00:00Z"}).content == com_datas.content
    )
    por = elenco.autor(elenco.servidor(onde), onde)
    outro = elenco.servico("nao-publico", "Outro", publica=False)
    reclassificar(caso=caso, versao=caso.versao, por=por, servico=outro, motivo=elenco.FRASE)
    assert Client().get(f"{RAIZ}/requests.json", headers=etag).json() == [], "o corrigido vale já"


def test_quem_le_sem_chave_tem_limite_e_o_da_chave_e_outro() -> None:
    servico()
    _, chave = parceiro()
    lidas = [ler(onde) for onde in ("requests.json", "requests/nao-ha.json", "tokens/nao-ha.xml") * 20]
    assert {resposta.status_code for resposta in lidas} == {200, 404}
    for onde in ("requests.xml", "requests/nao-ha.json", "tokens/nao-ha.json"):
        demais = ler(onde)
        assert demais.status_code == 429
        conferir(demais, onde)
    assert ler("requests.json", chave).status_code == ler("services.json").status_code == 200
    assert Client().get(f"{RAIZ}/requests.json", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_dentro_do_dia_a_ordem_e_sorteada_e_as_paginas_nao_repetem(agora: None) -> None:
    servico()
    casos = [publico(MEIO_DIA + timedelta(minutes=um)) for um in range(6)] + [
        publico(MEIO_DIA + timedelta(days=1))
    ]
    paginas = [lidos(page_size=3, page=pagina) for pagina in (1, 2, 3)]
    ids = [um["service_request_id"] for pagina in paginas for um in pagina]
    do_dia = sorted(str(caso.identificador) for caso in casos[:6])
    assert ids == [str(casos[6].identificador), *do_dia]


RUINS = [
    ("requests.json", {"start_date": "ontem"}, 400),
    ("requests.json", {"start_date": "2026-01-01", "end_date": "2026-11-01"}, 400),
    ("requests.json", {"start_date": "2026-11-02", "end_date": "2026-11-01"}, 400),
    ("requests.json", {"updated_after": "2020-01-01"}, 400),
    ("requests.json", {"status": "aberto"}, 400),
    ("requests.json", {"page": "0"}, 400),
    ("requests.json", {"page_size": "251"}, 400),
    ("requests.json", {"jurisdiction_id": "boston.gov"}, 404),
    ("services.json", {"jurisdiction_id": "boston.gov"}, 404),
    ("services/nao-ha.json", {}, 404),
    ("requests/nao-ha.json", {}, 404),
    ("tokens/nao-ha.json", {}, 404),
    ("services", {}, 404),
    ("services.html", {}, 404),
    ("nao-ha.json", {}, 404),
    ("", {}, 404),
    ("requests/a%00b.json", {}, 404),
]


def test_todo_erro_sai_no_formato_pedido(subtests: pytest.Subtests) -> None:
    servico()
    for caminho, pergunta, situacao in RUINS:
        for final in {caminho, caminho.replace(".json", ".xml")}:
            with subtests.test(f"{final} {pergunta}"):
                resposta = ler(final, **pergunta)
                assert resposta.status_code == situacao
                conferir(resposta, final)


def test_o_metodo_o_corpo_e_a_queda_tambem(monkeypatch: pytest.MonkeyPatch) -> None:
    """E sem a prova do CSRF, que só vale para quem tem sessão."""
    servico()
    firme = Client(enforce_csrf_checks=True, raise_request_exception=False)
    resposta = firme.post(f"{RAIZ}/services.json")
    assert (resposta.status_code, resposta.headers["Allow"]) == (405, "GET, HEAD")
    conferir(resposta, "services.json")
    assert firme.delete(f"{RAIZ}/requests.xml").status_code == 405
    partido = firme.post(f"{RAIZ}/requests.xml", b"--x", content_type="multipart/form-data; boundary=")
    assert partido.status_code == 400
    conferir(partido, "requests.xml")
    dados = {"api_key": parceiro()[1], "service_code": "tapa-buraco", "description": "x" * 3_000_000}
    conferir(firme.post(f"{RAIZ}/requests.json", dados), "requests.json")

    def cair(erro: Exception) -> Callable[..., None]:
        def caida(*_: Any, **__: Any) -> None:
            raise erro

        return caida

    monkeypatch.setattr(pedidos, "lista", cair(ZeroDivisionError("x")))
    resposta = firme.get(f"{RAIZ}/requests.json")
    assert resposta.status_code == 500
    conferir(resposta, "requests.json")
    monkeypatch.setattr(pedidos, "lista", cair(OperationalError("x")))
    resposta = firme.get(f"{RAIZ}/requests.xml")
    assert (resposta.status_code, resposta.headers["Retry-After"]) == (503, "30")
    conferir(resposta, "requests.xml")


def test_a_lista_custa_poucas_consultas_e_a_que_ja_se_fez_nenhuma(
    agora: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    servico()
    for _ in range(5):
        publico()
    with django_assert_num_queries(3):  # a lista e as duas da marca
        assert len(lidos()) == 5
    with django_assert_num_queries(2):
        assert len(lidos()) == 5


def test_a_chave_que_so_le_le() -> None:
    servico(publica=False)
    quem, chave = parceiro()
    (dito,) = mandar(chave).json()
    Parceiro.objects.filter(pk=quem.pk).update(alcance=Parceiro.Alcance.LER)
    assert ler(f"requests/{dito['service_request_id']}.xml", chave).status_code == 200
