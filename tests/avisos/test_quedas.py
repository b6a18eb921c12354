"""Quedas de verdade, em processos: nada se perde, nada sai duas vezes, e a repetição possível é contada.

De dia morrem a fila, o trabalhador e o banco; à noite também o resto.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest
import redis
from aiosmtpd.smtp import SMTP, Envelope, Session
from celery import Celery
from django.test import Client

from sp156.configuracao import fila_de
from tests.correio import Correio
from tests.instalacao import Instalacao, esperar, instalar
from tests.navegante import Navegante
from tests.servidores.provedor import SEGREDO, Provedor
from tests.solicitacoes.pedindo import Pedinte
from tests.sp156.portal_no_ar import processos_de

pytestmark = [pytest.mark.processo, pytest.mark.timeout(300)]

PROCESSOS = ("fila", "banco", "web", "trabalhador", "agenda")
DEPRESSA = 10.0
"""Segundos em que um passo responde com a fila fora do ar: congelada, cada consulta a ela espera 1 s.

Quem a esperasse sem limite não responderia nunca; a máquina ocupada já levou 3,2 s no primeiro passo.
"""
ENTREGA = 10.0
"""Segundos entre a gravação e o e-mail na caixa de quem pediu."""
MAIS_QUE_UMA_BATIDA = 2.5
"""Segundos; a agenda chama a entrega de dois em dois."""
BATIDA = ":1:saude:batida:celery"
"""O que a tarefa `sp156.tasks.bater` deixa no cache."""
AGORA = "UPDATE avisos_aviso SET proxima_em = now() WHERE situacao IN ('pendente', 'enviando')"
"""Faz passar já o tempo que a próxima tentativa esperaria."""


class CorreioDoTeste(Correio):
    """Demora `demora` segundos em cada mensagem; ao aceitar, chama `ao_aceitar` antes de responder."""

    demora = 0.0
    atendendo = 0
    maximo = 0

    def __init__(self) -> None:
        super().__init__()
        self.ao_aceitar: Any = None

    async def handle_DATA(self, servidor: SMTP, sessao: Session, envelope: Envelope) -> str:  # noqa: N802 - nome que o aiosmtpd procura
        self.atendendo += 1
        self.maximo = max(self.maximo, self.atendendo)
        await asyncio.sleep(self.demora)
        resposta = await super().handle_DATA(servidor, sessao, envelope)
        self.atendendo -= 1
        if self.ao_aceitar and resposta.startswith("250"):
            self.ao_aceitar()
        return resposta


@pytest.fixture(scope="module")
def correio() -> Iterator[Correio]:
    with CorreioDoTeste.no_ar() as servidor:
        yield servidor


@pytest.fixture(scope="module")
def operadora() -> Iterator[Provedor]:
    with Provedor.no_ar() as provedor:
        yield provedor


@pytest.fixture(scope="module")
def no_ar(correio: CorreioDoTeste, operadora: Provedor) -> Iterator[Instalacao]:
    """Uma instalação inteira, com SMS; os testes derrubam partes dela e as deixam de pé."""
    with instalar(banco_proprio=True, correio=correio) as feita:
        feita.ambiente.update(SMS_URL=operadora.url, SMS_CHAVE="chave", SMS_REMETENTE="SP156")
        feita.ambiente.update(SEGREDO_DOS_RECIBOS=SEGREDO, SAUDE_SENHA=SEGREDO)
        feita.ambiente["AVISOS_POR_DIA_SEM_PROVA"] = "1000"  # todos vão à mesma pessoa
        for nome in ("trabalhador", "agenda", "web"):  # só a web se espera: os outros começam com ela
            feita.subir(nome)
        try:
            yield feita
        finally:
            print(feita.registros())  # noqa: T201 - o pytest só o mostra quando algo falha


@pytest.fixture(autouse=True)
def tudo_de_pe(no_ar: Instalacao) -> None:
    """Cada teste começa com os processos no ar, sem avisos à espera e sem mensagens recebidas."""
    for nome in PROCESSOS:
        if nome not in no_ar.filhos or not no_ar.filhos[nome].vivo:
            no_ar.subir(nome)
    no_ar.ler(AGORA)
    esperar(lambda: abertos(no_ar) == 0, falta="os avisos do teste anterior saírem")
    no_ar.correio.mensagens.clear()


def abertos(no_ar: Instalacao) -> int:
    return int(no_ar.ler("SELECT count(*) FROM avisos_aviso WHERE situacao IN ('pendente', 'enviando')")[0])


PASSOS: dict[str, dict[str, str]] = {
    "local": {"logradouro": "Rua Líbero Badaró", "numero": "425"},
    "detalhes": {"r_tamanho": "medio", "descricao": "Buraco em frente ao ponto de ônibus."},
    "identificacao": {"nome": "Maria Silva", "cpf": "529.982.247-25", "email": "maria@exemplo.invalid"},
    "conferir": {},
}


def pedir(no_ar: Instalacao, depressa: float = DEPRESSA) -> str:
    """Um pedido pelo assistente, cada passo dentro de `depressa` segundos; devolve o protocolo."""
    navegante = Navegante(no_ar.porta)
    pedinte = Pedinte(cast("Client", navegante))
    assert pedinte.comecar().status_code == 303
    for passo, dados in PASSOS.items():
        resposta = pedinte.mandar(f"{passo}/", dados)
        assert resposta.status_code == 303, (passo, resposta.status_code)
    assert resposta["Location"].endswith("/confirmacao/")
    assert pedinte.ver("confirmacao/").status_code == 200
    assert navegante.demorou < depressa
    return str(no_ar.ler("SELECT protocolo FROM protocolo_rascunho WHERE uuid = %s", pedinte.uuid)[0])


def saude(no_ar: Instalacao) -> tuple[int, dict[str, str]]:
    """A situação de `/saude/`, e o que ela diz de cada parte."""
    resposta = Navegante(no_ar.porta).get("/saude/")
    return resposta.status_code, json.loads(resposta.content)


def detalhes(no_ar: Instalacao) -> dict[str, dict[str, Any]]:
    """O que `/saude/detalhes/` diz a quem traz a senha."""
    pedido = urllib.request.Request(  # noqa: S310 - desta máquina
        f"{no_ar.url}/saude/detalhes/", headers={"Authorization": f"Bearer {SEGREDO}"}
    )
    with urllib.request.urlopen(pedido, timeout=20) as resposta:  # noqa: S310
        return json.load(resposta)  # type: ignore[no-any-return]


def recebidas(no_ar: Instalacao, protocolo: str) -> list[str]:
    """Os Message-ID das mensagens que levam ao protocolo."""
    corpos = [(m["Message-ID"], m.get_body(("plain",))) for m in list(no_ar.correio.mensagens)]
    return [marca for marca, corpo in corpos if corpo and f"/acompanhar/{protocolo}/" in corpo.get_content()]


def uma_so(no_ar: Instalacao, protocolo: str) -> None:
    """A mensagem chega, e duas entregas depois continua sendo uma."""
    esperar(lambda: recebidas(no_ar, protocolo), falta="o aviso chegar")
    entregar(no_ar, vezes=2)
    assert len(recebidas(no_ar, protocolo)) == 1
    assert aviso_de(no_ar, protocolo) == ("enviado", 0)


def entregar(no_ar: Instalacao, vezes: int) -> None:
    """Tantas entregas, como a agenda as chama, depois de tudo o que já se chamou; espera que acabem.

    A fila leva as tarefas pela ordem, e quem as faz faz uma de cada vez.
    """
    endereco = no_ar.ambiente["REDIS_URL"]
    with (
        redis.Redis.from_url(endereco) as fila,
        Celery(broker=fila_de(endereco), set_as_current=False) as tarefas,
    ):
        fila.delete(BATIDA)
        for _ in range(vezes):
            tarefas.send_task("avisos.tasks.entregar")
        tarefas.send_task("sp156.tasks.bater", ("celery",))
        esperar(lambda: fila.exists(BATIDA), falta="o trabalhador fazer as tarefas")


def aviso_de(no_ar: Instalacao, protocolo: str) -> tuple[str, int]:
    """Situação e repetições possíveis do aviso do protocolo."""
    consulta = "SELECT situacao, repeticoes_possiveis FROM avisos_aviso WHERE protocolo = %s"
    (linha,) = no_ar.ler(consulta, protocolo)
    return linha  # type: ignore[no-any-return]


def test_o_aviso_chega_em_dez_segundos(no_ar: Instalacao) -> None:
    protocolo = pedir(no_ar)
    esperar(lambda: recebidas(no_ar, protocolo), ENTREGA, falta="o aviso chegar")
    esperar(lambda: aviso_de(no_ar, protocolo) == ("enviado", 0), 2)


def test_sem_a_fila_o_pedido_entra_e_o_aviso_sai_quando_ela_volta(no_ar: Instalacao) -> None:
    assert saude(no_ar) == (200, {"situacao": "ok", "banco": "ok", "fila": "ok"})
    no_ar.matar("fila")
    assert saude(no_ar) == (
        200,
        {"situacao": "degradado", "banco": "ok", "fila": "fora"},
    )  # os pedidos entram
    protocolo = pedir(no_ar)
    time.sleep(MAIS_QUE_UMA_BATIDA)
    assert recebidas(no_ar, protocolo) == []
    no_ar.subir("fila")
    uma_so(no_ar, protocolo)
    assert no_ar.saude() == 200


@pytest.mark.noturno
def test_com_a_fila_congelada_o_pedido_entra(no_ar: Instalacao) -> None:
    """O pior caso para os prazos: ela aceita a conexão e não responde."""
    os.kill(no_ar.filhos["fila"].processo.pid, signal.SIGSTOP)
    try:
        protocolo = pedir(no_ar)
    finally:
        os.kill(no_ar.filhos["fila"].processo.pid, signal.SIGCONT)
    uma_so(no_ar, protocolo)


@pytest.mark.noturno
def test_sem_o_correio_o_aviso_espera_e_sai_uma_vez(no_ar: Instalacao) -> None:
    no_ar.correio.parar()
    protocolo = pedir(no_ar)
    adiado = "SELECT 1 FROM avisos_aviso WHERE protocolo = %s AND situacao = 'pendente' AND erro <> ''"
    esperar(lambda: no_ar.ler(adiado, protocolo), falta="a primeira tentativa falhar")
    no_ar.correio.subir()
    no_ar.ler(AGORA)
    uma_so(no_ar, protocolo)


def test_trabalhador_morto_depois_do_aceite_repete_e_conta(
    no_ar: Instalacao, correio: CorreioDoTeste
) -> None:
    """A única repetição possível: a mensagem foi aceita e a gravação disso não chegou a acontecer."""

    def morrer() -> None:
        correio.ao_aceitar = None
        no_ar.matar("trabalhador")

    correio.ao_aceitar = morrer
    protocolo = pedir(no_ar)
    esperar(lambda: recebidas(no_ar, protocolo), falta="o correio aceitar")
    esperar(lambda: "trabalhador" not in no_ar.filhos)
    no_ar.subir("trabalhador")
    entregar(no_ar, vezes=2)
    assert aviso_de(no_ar, protocolo) == ("enviando", 0)  # a reserva ainda vale: ninguém repete antes da hora
    no_ar.ler(AGORA)
    esperar(lambda: len(recebidas(no_ar, protocolo)) == 2, falta="a repetição")
    esperar(lambda: aviso_de(no_ar, protocolo) == ("enviado", 1))
    uma, outra = recebidas(no_ar, protocolo)
    assert uma == outra  # o mesmo Message-ID: o leitor de e-mail pode juntar as duas


@pytest.mark.noturno
def test_trabalhador_morto_no_meio_dos_sms_repete_so_os_que_estavam_no_ar(
    no_ar: Instalacao, operadora: Provedor
) -> None:
    """De quarenta, no máximo os oito que esperavam a resposta; e a repetição possível fica contada."""

    def morrer(_chegou: object) -> None:
        if len(operadora.pedidos) == 20:
            operadora.ao_receber = None
            no_ar.matar("trabalhador")

    operadora.ao_receber, operadora.demora = morrer, 0.1
    quem = "canal='sms', urgente=True, interessado__email='', interessado__telefone='11987654321'"
    no_ar.python(f"from tests.avisos.factories import AvisoFactory; AvisoFactory.create_batch(40, {quem})")
    esperar(lambda: "trabalhador" not in no_ar.filhos, falta="o trabalhador morrer")
    no_ar.subir("trabalhador")
    operadora.demora = 0.0
    no_ar.ler(AGORA)
    esperar(lambda: abertos(no_ar) == 0, falta="saírem todos")
    # o que se cortou antes do corpo não chegou à operadora
    vezes = Counter(pedido.json["externalId"] for pedido in operadora.pedidos if pedido.corpo)
    repetidos = [qual for qual, quantas in vezes.items() if quantas > 1]
    assert len(vezes) == 40
    assert max(vezes.values()) <= 2
    assert 1 <= len(repetidos) <= 8
    contados = no_ar.ler(
        "SELECT e.id FROM avisos_envio e JOIN avisos_aviso a ON a.id = e.aviso_id"
        " WHERE repeticoes_possiveis > 0"
    )
    assert set(repetidos) <= {str(pk) for pk in contados}


@pytest.mark.noturno
def test_dois_trabalhadores_nao_repetem(no_ar: Instalacao, correio: CorreioDoTeste) -> None:
    no_ar.subir("segundo")
    correio.demora, correio.maximo = 0.05, 0
    no_ar.python("from tests.avisos.factories import AvisoFactory; AvisoFactory.create_batch(150)")
    esperar(lambda: abertos(no_ar) == 0, falta="saírem todos")
    correio.demora = 0.0
    no_ar.parar("segundo")
    marcas = [mensagem["Message-ID"] for mensagem in correio.mensagens]
    assert len(marcas) == len(set(marcas)) == 150
    assert correio.maximo == 2  # os dois trabalharam ao mesmo tempo
    assert no_ar.ler("SELECT count(*) FROM avisos_aviso WHERE repeticoes_possiveis > 1") == [0]


def test_banco_morto_e_reerguido_nao_perde_nada(no_ar: Instalacao) -> None:
    no_ar.parar("agenda")  # para o aviso estar na caixa de saída quando o banco cai
    entregar(no_ar, vezes=1)
    protocolo = pedir(no_ar)
    contagens = "SELECT (SELECT count(*) FROM solicitacoes_solicitacao), (SELECT count(*) FROM avisos_aviso)"
    antes = no_ar.ler(contagens)
    no_ar.matar("banco")
    assert saude(no_ar) == (503, {"situacao": "fora", "banco": "fora", "fila": "ok"})
    lido = detalhes(no_ar)
    assert lido["aviso_mais_antigo"] == {"dito": "não se sabe: o banco não responde", "bem": False}
    assert "ninguém lê a fila arquivos" in lido["trabalhadores"]["dito"]  # aqui não há quem a leia
    assert Navegante(no_ar.porta).get("/saude/viva/").content == b"viva"
    no_ar.matar("fila")
    assert saude(no_ar) == (503, {"situacao": "fora", "banco": "fora", "fila": "fora"})
    assert Navegante(no_ar.porta).get("/saude/viva/").content == b"viva"
    no_ar.subir("fila")
    sem_banco = Navegante(no_ar.porta).get("/")
    assert sem_banco.status_code == 503
    assert 'lang="pt-BR"' in sem_banco.content.decode()
    esperar(lambda: not [p for p in processos_de(no_ar.pasta).values() if p.startswith("postgres")])
    no_ar.subir("banco")
    esperar(lambda: no_ar.saude() == 200, 20, falta="a web voltar")
    assert no_ar.ler(contagens) == antes
    assert aviso_de(no_ar, protocolo) == ("pendente", 0)
    no_ar.subir("agenda")
    uma_so(no_ar, protocolo)
    assert no_ar.filhos["trabalhador"].vivo
    pedir(no_ar)
