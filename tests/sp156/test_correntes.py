"""As correntes das conversas, no laço de eventos: quem acompanha o quê, o que ouve, e quando acabam."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from prometheus_client import REGISTRY

from atendimento import acoes, eventos
from atendimento.conversa import DoLado, corrente
from atendimento.eventos import A_TODAS, Tipo, evento
from atendimento.models import Conversa
from atendimento.situacoes import DeQuem
from contas.segredos import chaves
from sp156.web import correntes
from sp156.web.correntes import Correntes
from tests.atendimento import conversando
from tests.lacos import rodar
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db(transaction=True)]


@dataclass
class Pagina:
    """O que o granian daria a quem abre a corrente, e o que a página ouviu."""

    endereco: str
    situacao: int = 0
    ouvidos: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    fechou: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def scope(self) -> Any:
        caminho, _, consulta = self.endereco.partition("?")
        return SimpleNamespace(path=caminho, query_string=consulta, method="GET")

    @property
    def tipos(self) -> list[str]:
        return [tipo for tipo, _ in self.ouvidos]

    def response_empty(self, situacao: int, _cabecalhos: object) -> None:
        self.situacao = situacao

    def response_stream(self, situacao: int, _cabecalhos: object) -> Pagina:
        self.situacao = situacao
        return self

    async def client_disconnect(self) -> None:
        await self.fechou.wait()

    async def send_str(self, texto: str) -> None:
        linhas = dict(linha.split(": ", 1) for linha in texto.strip().split("\n"))
        self.ouvidos.append((linhas["event"], json.loads(linhas["data"])))

    async def ouvir(self, tipo: str, segundos: float = 5.0) -> dict[str, Any]:
        """O que diz o primeiro evento deste tipo, quando chegar."""
        async with asyncio.timeout(segundos):
            while tipo not in self.tipos:  # noqa: ASYNC110  quem escreve é o código que se prova
                await asyncio.sleep(0.02)
        return next(dito for um, dito in self.ouvidos if um == tipo)


@pytest.fixture(autouse=True)
def lugar() -> None:
    elenco.distrito()
    central()


def acompanhar(
    *paginas: Pagina, enquanto: Callable[[Correntes], Coroutine[Any, Any, Any]] | None = None
) -> Correntes:
    """Todas abertas enquanto isto se passa; depois a web para."""

    async def tudo() -> Correntes:
        umas = Correntes()
        abertas = [asyncio.create_task(umas.serviu(uma.scope, uma)) for uma in paginas]  # type: ignore[arg-type]
        await asyncio.sleep(0.1)
        if enquanto:
            await enquanto(umas)
        umas.parar()
        async with asyncio.timeout(1):
            assert all(await asyncio.gather(*abertas))
        await asyncio.gather(*umas._trabalhos, return_exceptions=True)
        return umas

    return rodar(tudo())


def da_pessoa(conversa: Conversa, versao: object = "") -> Pagina:
    return Pagina(f"{corrente(DoLado.PESSOA, conversa.pk, '')}&v={versao}")


async def no_django(fazer: Callable[[], Any]) -> None:
    """Numa thread, como as páginas; a conexão dela fecha-se."""

    def rodar_e_fechar() -> None:
        try:
            fazer()
        finally:
            connection.close()

    await asyncio.to_thread(rodar_e_fechar)


def test_sem_token_que_valha_nao_se_acompanha(
    monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    conversa = conversando.comecada()
    certo = corrente(DoLado.PESSOA, conversa.pk, "")
    depois = timezone.now() + timedelta(minutes=11)
    ditos = {
        "nenhum": "/correntes/",
        "lixo": "/correntes/?t=%00&v=x",
        "adulterado": certo[:-6] + "A" * 6,
        "de outra coisa": f"/correntes/?t={chaves.cifrar({'junto': '1'}).decode()}",
        "comprido": certo + "0" * 400,
    }
    for caso, endereco in ditos.items():
        with subtests.test(caso):
            pagina = Pagina(endereco)
            acompanhar(pagina)
            assert pagina.situacao == 403
    vencido = Pagina(certo)
    monkeypatch.setattr("django.utils.timezone.now", lambda: depois)
    acompanhar(vencido)
    assert vencido.situacao == 403


def test_o_resto_do_portal_nao_e_delas() -> None:
    pagina = Pagina("/conversa/")
    assert not rodar(Correntes().serviu(pagina.scope, pagina))  # type: ignore[arg-type]


def test_acima_do_teto_a_pagina_pergunta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correntes, "MAIS", 1)
    uma, outra = (da_pessoa(conversando.comecada()) for _ in range(2))

    async def contar(_: Correntes) -> None:
        assert REGISTRY.get_sample_value("sp156_correntes") == 1

    acompanhar(uma, outra, enquanto=contar)
    assert (uma.situacao, outra.situacao) == (200, 204)
    assert uma.tipos == ["aberta"]
    assert REGISTRY.get_sample_value("sp156_correntes") == 0


def test_o_que_muda_chega_a_quem_acompanha_e_so_a_ele() -> None:
    """Da mensagem gravada às páginas dos dois lados, pela fila; sem nada do que se disse."""
    quem = conversando.quem_atende(recebe=False)
    esta, outra = conversando.atendida(quem), conversando.comecada()
    pessoa, vizinha = da_pessoa(esta, 99), da_pessoa(outra, 99)
    mesa = Pagina(f"{corrente(DoLado.QUEM_ATENDE, quem.pk, '')}&v=99")

    async def falar(_: Correntes) -> None:
        await no_django(lambda: conversando.diz(esta, "Segredo."))
        dito = await pessoa.ouvir("mudou", 1)
        assert (await mesa.ouvir("mudou", 1))["conversa"] == esta.pk
        assert set(dito) == {"versao", "conversa"}

    acompanhar(pessoa, vizinha, mesa, enquanto=falar)
    assert vizinha.tipos == ["aberta"]
    assert "Segredo" not in str([pessoa.ouvidos, mesa.ouvidos])


def test_o_que_o_outro_lado_ve_escreve_e_fecha_chega_na_hora() -> None:
    quem = conversando.quem_atende(recebe=False)
    esta = conversando.atendida(quem)
    conversando.diz(esta)
    pessoa, mesa = da_pessoa(esta, 99), Pagina(f"{corrente(DoLado.QUEM_ATENDE, quem.pk, '')}&v=99")
    agora = timezone.now()

    async def conviver(_: Correntes) -> None:
        await no_django(lambda: acoes.ver_ate(conversa=esta, ate=2, lado=DeQuem.ATENDENTE))
        assert await pessoa.ouvir("vista", 1) == {"ate": 2}
        await no_django(lambda: acoes.ver_ate(conversa=esta, ate=1, lado=DeQuem.PESSOA))
        assert await mesa.ouvir("vista", 1) == {"conversa": esta.pk, "ate": 1}
        await no_django(lambda: acoes.conviver(conversa=esta, lado=DeQuem.PESSOA, fez=["escreve"]))
        assert await mesa.ouvir("escreve", 1) == {"conversa": esta.pk}
        await no_django(lambda: acoes.conviver(conversa=esta, lado=DeQuem.ATENDENTE, fez=["escreve"]))
        assert await pessoa.ouvir("escreve", 1) == {}
        await no_django(lambda: acoes.fechar_a_conversa(conversa=esta, em=agora))
        assert await mesa.ouvir("fechou", 1) == {"conversa": esta.pk}
        await no_django(lambda: acoes.conviver(conversa=esta, lado=DeQuem.PESSOA, fez=["abriu"]))
        assert await mesa.ouvir("abriu", 1) == {"conversa": esta.pk}
        await no_django(lambda: acoes.fechar_a_mesa(usuario=quem, em=agora))
        assert await mesa.ouvir("responda", 1) == {}

    acompanhar(pessoa, mesa, enquanto=conviver)


def test_a_fila_que_anda_diz_se_a_todos() -> None:
    quem = conversando.quem_atende(recebe=False)
    espera, chega = conversando.na_fila(), conversando.na_fila()
    pagina, chefia = da_pessoa(espera, 99), Pagina(corrente(DoLado.CHEFIA, quem.pk, ""))

    async def andar(_: Correntes) -> None:
        await no_django(lambda: acoes.tomar(conversa=chega, por=quem, unidade=central()))
        await pagina.ouvir("fila", 1)
        await chefia.ouvir("fila", 1)
        pagina.ouvidos.clear()
        chefia.ouvidos.clear()
        await no_django(lambda: conversando.diz(chega, "Bom dia.", quem))
        await chefia.ouvir("fila", 1)
        assert pagina.ouvidos == [], "a resposta só muda o quadro da chefia"

    acompanhar(pagina, chefia, enquanto=andar)


def test_a_pagina_velha_fica_a_saber_se_comparando(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sem que nada se publique: o que se perdeu acha-se; a que está em dia nada ouve."""
    monkeypatch.setattr(correntes, "JUNTAR", 0.0)
    esta = conversando.atendida()
    velha, em_dia = da_pessoa(esta, f"{esta.versao - 1}.0.1"), da_pessoa(esta, esta.versao)
    acompanhar(velha, em_dia, enquanto=lambda _: velha.ouvir("mudou", 3))
    assert velha.ouvidos[-1] == ("mudou", {"versao": esta.versao})
    assert "mudou" not in em_dia.tipos


def test_acaba_com_o_token_com_a_pagina_e_com_quem_nao_le(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correntes, "BATIDA", 0.05)
    esta = conversando.atendida()
    monkeypatch.setattr("atendimento.conversa.VALE", timedelta(seconds=1.2))  # o fim é em segundos inteiros
    curta = da_pessoa(esta, 99)
    monkeypatch.undo()
    monkeypatch.setattr(correntes, "BATIDA", 0.05)
    fechada, devedora = da_pessoa(esta, 99), da_pessoa(esta, 99)

    async def viver(umas: Correntes) -> None:
        fechada.fechou.set()
        await curta.ouvir("renove", 4)
        await asyncio.sleep(0.1)
        (devedora_dela,) = umas._abertas
        devedora_dela.resta = 10
        await devedora.ouvir("renove", 1)
        await asyncio.sleep(0.1)
        assert not umas._abertas

    acompanhar(curta, fechada, devedora, enquanto=viver)
    assert "bate" in curta.tipos


def test_quem_sai_deixa_de_acompanhar(monkeypatch: pytest.MonkeyPatch) -> None:
    """A de quem atende e a da conversa de uma conta, logo; a do cookie de quem não entrou, continua."""
    monkeypatch.setattr(correntes, "COMPARAR", 0.1)
    monkeypatch.setattr(correntes, "JUNTAR", 0.0)
    quem, conta = conversando.quem_atende(recebe=False), elenco.pessoa("Rosa")
    dela = acoes.comecar_conversa(rede="127.0.0.1", conta=conta)
    mesa, pessoa = Client(), Client()
    mesa.force_login(quem)
    pessoa.force_login(conta)
    daqui = mesa.get(reverse("central:conversas_novidades"), {"q": quem.pk})
    dali = pessoa.get(reverse("conversa:novidades", args=[dela.codigo]))
    assert not re.search(rf"\b[ap]?({quem.pk}|{dela.pk})\b", daqui["Corrente"] + dali["Corrente"])
    da_mesa, da_conta = Pagina(daqui["Corrente"] + "&v=99"), Pagina(dali["Corrente"] + "&v=99")
    sem_conta = da_pessoa(conversando.comecada(), 99)

    async def sair(umas: Correntes) -> None:
        await asyncio.sleep(0.5)
        assert len(umas._abertas) == 3, "enquanto não saem, continuam"
        for cliente, pagina in ((mesa, da_mesa), (pessoa, da_conta)):
            await no_django(lambda sai=cliente: sai.post(reverse("account_logout")))  # type: ignore[misc]
            await pagina.ouvir("renove", 2)
        assert len(umas._abertas) == 1

    acompanhar(da_mesa, da_conta, sem_conta, enquanto=sair)
    assert "renove" not in sem_conta.tipos


def test_a_web_que_para_acaba_as_correntes_sem_as_chamar_todas_de_uma_vez() -> None:
    pagina = da_pessoa(conversando.comecada())
    acompanhar(pagina)
    assert pagina.tipos == ["aberta"], "sem “renove”: o navegador volta sozinho, e espalhado"


# --- publicar ----------------------------------------------------------------------------------


def test_com_o_valkey_parado_nada_demora_nem_falha(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uma falha cala o processo por uns segundos; a mensagem grava-se na mesma."""
    esta, idas = conversando.atendida(), []
    eventos._fila.cache_clear()
    publicador = eventos.Publicador()
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        monkeypatch.setattr(eventos, "publicar", publicador.publicar)
        fila = eventos._fila()
        publish = fila.publish

        def contar(*dito: Any) -> Any:
            idas.append(1)
            return publish(*dito)

        monkeypatch.setattr(fila, "publish", contar)
        assert conversando.diz(esta, "Grava-se.").pk
        assert not publicador.publicar(evento(A_TODAS, Tipo.FILA))
    eventos._fila.cache_clear()
    assert len(idas) == 1
    publicador._calado_ate = 0.0
    assert publicador.publicar(evento(A_TODAS, Tipo.FILA))


def test_o_que_nao_se_gravou_nao_se_publica(monkeypatch: pytest.MonkeyPatch) -> None:
    publicados: list[Any] = []
    monkeypatch.setattr(eventos, "publicar", lambda *ditos: publicados.extend(ditos))
    esta = conversando.comecada()
    publicados.clear()
    with transaction.atomic():
        conversando.diz(esta)
        assert publicados == []
        transaction.set_rollback(True)
    assert publicados == []
    conversando.diz(esta)
    assert [um["tipo"] for um in publicados] == ["mudou"]
