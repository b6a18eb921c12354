"""A pergunta “mudou?” das conversas, no laço de eventos; o que ele não sabe segue para o Django."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from atendimento import acoes
from atendimento.conversa import token, token_de
from atendimento.models import Conversa, Disponibilidade
from atendimento.novidades import LIDA
from atendimento.situacoes import DeQuem, Fim
from contas.models import Usuario
from sp156.web import novidades
from sp156.web.entrada import APERTO, Entrada
from sp156.web.novidades import Novidades
from tests.atendimento import conversando
from tests.lacos import rodar
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db(transaction=True)]

DA_PESSOA, DE_QUEM_ATENDE = "/conversa/novidades/", "/central/conversas/novidades/"


@dataclass
class Pedido:
    """O que o granian daria."""

    path: str
    query_string: str
    method: str = "GET"


@dataclass
class Respondido:
    situacao: int = 0
    cabecalhos: dict[str, str] = field(default_factory=dict)

    def response_empty(self, situacao: int, cabecalhos: list[tuple[str, str]]) -> None:
        self.situacao, self.cabecalhos = situacao, dict(cabecalhos)


@pytest.fixture(autouse=True)
def lugar() -> None:
    elenco.distrito()
    central()


def perguntar(
    *pedidos: Pedido, com: Novidades | None = None, antes: Callable[[Novidades], Awaitable[Any]] | None = None
) -> list[Respondido | None]:
    """Todos ao mesmo tempo; None: seguiu para o Django."""

    async def tudo() -> list[Respondido | None]:
        quem = com or Novidades()
        if antes:
            await antes(quem)
        respostas = [Respondido() for _ in pedidos]
        feitas = [quem.respondeu(um, resposta, {}) for um, resposta in zip(pedidos, respostas, strict=True)]  # type: ignore[arg-type]
        ditas = await asyncio.gather(*feitas)
        await quem.fechar()
        return [resposta if dita else None for resposta, dita in zip(respostas, ditas, strict=True)]

    return rodar(tudo())


def da_pessoa(conversa: Conversa, **muda: object) -> Pedido:
    dita = {"r": token(conversa), "v": conversa.versao, **muda}
    return Pedido(DA_PESSOA, urlencode(dita))


def de_quem_atende(quem: Usuario, **muda: object) -> Pedido:
    dita = {"r": token_de(quem), "v": Disponibilidade.objects.get(pk=quem.pk).versao, **muda}
    return Pedido(DE_QUEM_ATENDE, urlencode(dita))


def test_se_nada_mudou_responde_204_com_o_intervalo() -> None:
    conversa = conversando.atendida()
    acoes.ver_ate(conversa=conversa, ate=1, lado=DeQuem.ATENDENTE)
    conversa.refresh_from_db()
    (feita,) = perguntar(da_pessoa(conversa))
    assert feita
    assert feita.situacao == 204
    assert feita.cabecalhos["proxima"] == "2.2"
    assert (feita.cabecalhos["versao"], feita.cabecalhos["vista"]) == (str(conversa.versao), "1")
    conversando.ha(conversa, timedelta(minutes=3))
    (parada,) = perguntar(da_pessoa(conversa))
    assert parada
    assert parada.cabecalhos["proxima"] == "15"


def test_o_que_mudou_e_o_que_nao_se_sabe_segue_para_o_django(subtests: pytest.Subtests) -> None:
    conversa, na_fila = conversando.atendida(), conversando.na_fila()
    quem = elenco.pessoa("ninguém")
    trocado = token(conversa).replace(f"p{conversa.pk}-", f"p{conversa.pk + 1}-")
    seguem = {
        "mudou": da_pessoa(conversa, v=conversa.versao - 1),
        "na fila": da_pessoa(na_fila),
        "token de outra": da_pessoa(conversa, r=trocado),
        "token de quem atende": da_pessoa(conversa, r=token_de(quem)),
        "sem token": Pedido(DA_PESSOA, ""),
        "lixo": Pedido(DA_PESSOA, "r=%00&v=%FF&l=9999999999999"),
        "quem não tem disponibilidade": Pedido(DE_QUEM_ATENDE, urlencode({"r": token_de(quem), "v": "0"})),
        "outro método": Pedido(DA_PESSOA, da_pessoa(conversa).query_string, "POST"),
        "outra página": Pedido("/conversa/", da_pessoa(conversa).query_string),
    }
    for caso, feita in zip(seguem, perguntar(*seguem.values()), strict=True):
        with subtests.test(caso):
            assert feita is None


def test_o_token_vence(monkeypatch: pytest.MonkeyPatch) -> None:
    conversa = conversando.atendida()
    monkeypatch.setattr("atendimento.conversa.VALE", timedelta(seconds=-1))
    assert perguntar(da_pessoa(conversa)) == [None]


def test_acabada_a_conversa_nao_se_pergunta_mais() -> None:
    conversa = acoes.acabar(conversa=conversando.atendida(), fim=Fim.PESSOA)
    (feita,) = perguntar(da_pessoa(conversa))
    assert feita
    assert feita.cabecalhos["proxima"] == "0"


def test_perguntar_e_dar_sinal_e_dizer_o_que_se_viu() -> None:
    quem = conversando.quem_atende(recebe=False)
    conversa = conversando.atendida(quem)
    conversando.diz(conversa)
    acoes.ver_ate(conversa=conversa, ate=1, lado=DeQuem.PESSOA)
    conversando.sem_sinal(quem)
    (feita,) = perguntar(de_quem_atende(quem, l=f"{conversa.pk}:2"))
    assert feita
    assert (feita.cabecalhos["vista"], feita.cabecalhos["proxima"]) == (f"{conversa.pk}=1", "2.2")
    assert Disponibilidade.objects.get(pk=quem.pk).vista_em > timezone.now() - timedelta(seconds=30)
    conversa.refresh_from_db()
    assert (conversa.lida_por_quem_atende, conversa.lida_pela_pessoa) == (2, 1)
    assert perguntar(da_pessoa(conversa, l=2)) != [None]
    conversa.refresh_from_db()
    assert conversa.lida_pela_pessoa == 2


def test_o_que_ja_se_viu_nao_escreve_nem_trava_nada() -> None:
    quem = conversando.quem_atende()
    conversa = conversando.atendida(quem)
    ditas = da_pessoa(conversa, l=1), de_quem_atende(quem, l=f"{conversa.pk}:1")
    perguntar(*ditas)
    antes = _linha(conversa)
    perguntar(*ditas)
    assert _linha(conversa) == antes


def _linha(conversa: Conversa) -> tuple[Any, ...]:
    """Onde está no banco, e quem a escreveu ou travou por último."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid, xmin, xmax FROM atendimento_conversa WHERE id = %s", [conversa.pk])
        return tuple(cursor.fetchone())


def test_so_se_ve_a_propria_conversa_e_nao_o_que_ainda_nao_ha() -> None:
    outro = elenco.pessoa("outro")
    acoes.por_a_disposicao(usuario=outro, unidade=central(), recebe=False)
    conversa = conversando.atendida()
    perguntar(de_quem_atende(outro, l=f"{conversa.pk}:1"), da_pessoa(conversa, l=7))
    conversa.refresh_from_db()
    assert (conversa.lida_por_quem_atende, conversa.lida_pela_pessoa) == (0, 0)


def test_o_django_fica_sabendo_a_versao_que_se_leu_ja_com_o_que_se_viu() -> None:
    quem = conversando.quem_atende(recebe=False)
    conversa = conversando.atendida(quem)
    versao = Disponibilidade.objects.get(pk=quem.pk).versao
    pedido = de_quem_atende(quem, v=versao - 1, l=f"{conversa.pk}:1")
    de_fora = {"sp156.lida": "99", "sp156-lida": "99"}
    chegado = pela_entrada(pedido, de_fora)
    assert (chegado[LIDA], chegado[APERTO]) == (str(versao), 1.0)
    conversa.refresh_from_db()
    assert conversa.lida_por_quem_atende == 1
    assert LIDA not in pela_entrada(Pedido(DE_QUEM_ATENDE, "r=nada"), de_fora), "só o laço a diz"


def pela_entrada(pedido: Pedido, cabecalhos: dict[str, str]) -> dict[str, Any]:
    """O que o Django recebe deste pedido, pela entrada do servidor."""
    chegados: list[dict[str, Any]] = []

    def wsgi(ambiente: dict[str, Any], comecar: Callable[..., None]) -> list[bytes]:
        chegados.append(ambiente)
        comecar("200 OK", [])
        return []

    async def pedir() -> None:
        novas = Novidades()
        servido = SimpleNamespace(
            **asdict(pedido),
            headers=cabecalhos,
            server="a:1",
            client="b:2",
            scheme="http",
            http_version="1.1",
        )
        await Entrada(wsgi, novidades=novas).__rsgi__(servido, Sumidouro())  # type: ignore[arg-type]
        await novas.fechar()

    rodar(pedir())
    return chegados[0]


class Sumidouro(Respondido):
    """Sem corpo, e que não olha a resposta."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        nenhuma: tuple[bytes, ...] = ()
        for parte in nenhuma:
            yield parte

    def response_bytes(self, *_resposta: object) -> None:
        return


def test_quem_deixou_de_trabalhar_segue_para_o_django() -> None:
    quem = conversando.quem_atende()
    pedido = de_quem_atende(quem)
    Usuario.objects.filter(pk=quem.pk).update(is_active=False)
    assert perguntar(pedido) == [None]


def test_as_perguntas_de_um_instante_sao_uma_leitura_so(monkeypatch: pytest.MonkeyPatch) -> None:
    conversas = [conversando.comecada() for _ in range(30)]
    lidas: list[int] = []
    consultar = novidades._consultar

    async def contar(conexao: Any, perguntas: Any) -> Any:
        lidas.append(len(perguntas))
        return await consultar(conexao, perguntas)

    monkeypatch.setattr(novidades, "_consultar", contar)
    feitas = perguntar(*map(da_pessoa, conversas))
    assert all(feitas)
    assert lidas == [30]


def test_com_o_banco_fora_do_ar_tudo_segue_e_descansa(monkeypatch: pytest.MonkeyPatch) -> None:
    conversa, tentativas = conversando.comecada(), []

    async def cair(**_dados: Any) -> None:
        tentativas.append(1)
        raise psycopg.OperationalError("fora do ar")

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", cair)

    async def uma_antes(quem: Novidades) -> None:
        assert not await quem.respondeu(da_pessoa(conversa), Respondido(), {})  # type: ignore[arg-type]

    assert perguntar(da_pessoa(conversa), da_pessoa(conversa), antes=uma_antes) == [None, None]
    assert len(tentativas) == 1


def test_a_conexao_que_caiu_refaz_se(monkeypatch: pytest.MonkeyPatch) -> None:
    conversa = conversando.comecada()
    monkeypatch.setattr(novidades, "DESCANSO", 0.0)

    async def derrubar(quem: Novidades) -> None:
        assert await quem.respondeu(da_pessoa(conversa), Respondido(), {})  # type: ignore[arg-type]
        assert quem._conexao
        await quem._conexao.close()

    assert perguntar(da_pessoa(conversa), antes=derrubar) != [None]


def test_cheio_pergunta_se_mais_devagar(monkeypatch: pytest.MonkeyPatch) -> None:
    conversa = conversando.comecada()
    monkeypatch.setattr(novidades, "FOLGA", 2.0)
    feitas = perguntar(*[da_pessoa(conversa) for _ in range(20)])
    assert {feita.cabecalhos["proxima"] for feita in feitas if feita} == {"30"}
    monkeypatch.setattr(novidades, "FOLGA", 0.001)
    assert {um.cabecalhos["proxima"] for um in perguntar(da_pessoa(conversa)) if um} == {"60"}
