"""A central telefônica: o que ela conta de cada ligação, em qualquer ordem, e o que se recusa."""

from __future__ import annotations

import json
import logging
import urllib.error
import urllib.request
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from atendimento import acoes, tasks
from atendimento.chamadas.views import telefonia
from atendimento.models import Atendimento, Chamada, Ramal
from atendimento.situacoes import Resultado
from contas.models import Usuario
from protocolo.models import Rascunho
from roteamento.models import Unidade
from sp156.logs import SemSegredos
from tests.atendimento.com_a_pessoa import Atendendo
from tests.bancos import desfeito
from tests.solicitacoes import elenco, pedindo

SEGREDO = "s" * 32
NUMERO = "5511987654321"


@pytest.fixture(autouse=True)
def ligada(settings: Settings) -> None:
    settings.SEGREDO_DA_TELEFONIA = SEGREDO


@pytest.fixture
def central(db: None) -> Unidade:
    return pedindo.central()


@pytest.fixture
def ana(central: Unidade) -> Usuario:
    return pedindo.atendente(central)


def _evento(qual: str, quem: str = "", **campos: Any) -> dict[str, Any]:
    padrao = {"from": f"+{NUMERO}", "to": "156", "direction": "in", "callId": "c-1", "user": quem}
    return {"event": qual, **padrao, **campos}


def _mandar(corpo: Any, segredo: str = SEGREDO) -> tuple[int, str]:
    escrito = corpo if isinstance(corpo, bytes | str) else json.dumps(corpo)
    resposta = Client().post(f"/central/chamadas/{segredo}/", escrito, content_type="application/json")
    return resposta.status_code, resposta.content.decode()


class CentralTelefonica:
    """Um cliente pequeno, que fala por HTTP de verdade."""

    def __init__(self, servidor: LiveServer, segredo: str = SEGREDO) -> None:
        self.endereco = f"{servidor.url}/central/chamadas/{segredo}/"

    def contar(self, **evento: Any) -> int:
        pedido = urllib.request.Request(self.endereco, json.dumps(evento).encode(), method="POST")  # noqa: S310
        pedido.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(pedido, timeout=20) as resposta:  # noqa: S310  o servidor do teste
                return int(resposta.status)
        except urllib.error.HTTPError as erro:
            return erro.code


@pytest.mark.django_db(transaction=True)
def test_por_http_do_toque_ao_fim(live_server: LiveServer) -> None:
    ana = pedindo.atendente(pedindo.central())
    telefonia = CentralTelefonica(live_server)
    assert telefonia.contar(**_evento("newCall")) == 204
    assert telefonia.contar(**_evento("answer", ana.email or "")) == 204
    este = acoes.comecar_de_quem_chega(atendente=ana, unidade=pedindo.central())
    assert Atendimento.objects.get(pk=este.pk).telefone == NUMERO
    assert telefonia.contar(**_evento("hangup")) == 204
    acoes.terminar(atendimento=este, resultado=Resultado.INFORMACAO)
    assert not Atendimento.objects.exclude(telefone="").exists()
    assert not Chamada.objects.exclude(telefone="").exists()
    assert CentralTelefonica(live_server, "x" * 32).contar(**_evento("newCall")) == 403


def test_o_numero_vai_ao_que_acaba_de_comecar_e_nenhuma_ficha_se_abre(ana: Usuario, client: Client) -> None:
    velho = acoes.comecar_de_quem_chega(atendente=ana, unidade=pedindo.central())
    Atendimento.objects.filter(pk=velho.pk).update(comecado_em=timezone.now() - timedelta(minutes=9))
    este = acoes.comecar_de_quem_chega(atendente=ana, unidade=pedindo.central())
    Ramal.objects.create(numero="4021", usuario=ana)
    assert _mandar(_evento("answer", "4021"))[0] == 204
    este.refresh_from_db()
    velho.refresh_from_db()
    assert (velho.telefone, este.telefone) == ("", NUMERO)
    assert (este.reconhecido, este.identidade, este.atos.count()) == (None, "", 0)
    assert Atendimento.objects.count() == 2
    client.force_login(ana)
    assert "(11) 98765-4321" in client.get(f"/central/{este.codigo}/").content.decode()
    acoes.terminar(atendimento=este, resultado=Resultado.ENGANO)
    assert "98765" not in client.get(f"/central/{este.codigo}/").content.decode()


def test_sem_atendimento_novo_o_numero_espera_pouco(ana: Usuario) -> None:
    velho = acoes.comecar_de_quem_chega(atendente=ana, unidade=pedindo.central())
    Atendimento.objects.filter(pk=velho.pk).update(comecado_em=timezone.now() - timedelta(minutes=9))
    _mandar(_evento("answer", ana.email or ""))
    velho.refresh_from_db()
    assert velho.telefone == "", "o que já corria é de outra pessoa"
    de_outro = acoes.comecar_de_quem_chega(
        atendente=pedindo.atendente(pedindo.central()), unidade=pedindo.central()
    )
    assert Atendimento.objects.get(pk=de_outro.pk).telefone == ""
    Chamada.objects.update(em=timezone.now() - timedelta(minutes=11))
    tarde = acoes.comecar_de_quem_chega(atendente=ana, unidade=pedindo.central())
    assert Atendimento.objects.get(pk=tarde.pk).telefone == ""
    Chamada.objects.update(em=timezone.now() - timedelta(hours=5))
    tasks.esquecer_chamadas()
    assert Chamada.objects.get().telefone == ""
    Chamada.objects.update(em=timezone.now() - timedelta(days=2))
    tasks.esquecer_chamadas()
    assert not Chamada.objects.exists()


def test_a_denuncia_nao_leva_o_numero_de_quem_liga(ana: Usuario) -> None:
    mesa = Atendendo(quem=ana)
    mesa.mandar("ouvidoria/", {"tipo": "denuncia"})
    assert _mandar(_evento("answer", ana.email or ""))[0] == 204
    codigo = Rascunho.objects.get().dados["balcao"]["atendimento"]
    assert Atendimento.objects.get(codigo=codigo).telefone == ""


def test_repetido_e_fora_de_ordem_nao_muda_nada(ana: Usuario, subtests: pytest.Subtests) -> None:
    for ordem in permutations(("newCall", "answer", "hangup")):
        with subtests.test(" ".join(ordem)), desfeito():
            este = acoes.comecar_de_quem_chega(atendente=ana, unidade=pedindo.central())
            for qual in [vez for vez in ordem for _ in range(2)]:
                assert _mandar(_evento(qual, ana.email or ""))[0] == 204
            chamada = Chamada.objects.get()
            assert (chamada.passo, chamada.telefone) == (Chamada.Passo.ACABOU, "")
            este.refresh_from_db()
            atendeu_antes = ordem.index("answer") < ordem.index("hangup")
            assert este.telefone == (NUMERO if atendeu_antes else "")


@pytest.mark.parametrize(
    ("campos", "telefone"),
    [({"from": "anonymous"}, ""), ({"from": None}, ""), ({"from": "11 98765-4321"}, "11987654321")],
)
def test_o_anonimo_nao_preenche_e_o_que_ninguem_atendeu_acaba(
    ana: Usuario, campos: dict[str, Any], telefone: str
) -> None:
    este = acoes.comecar_de_quem_chega(atendente=ana, unidade=pedindo.central())
    for qual in ("newCall", "answer"):
        assert _mandar(_evento(qual, ana.email or "", **campos))[0] == 204
    este.refresh_from_db()
    assert este.telefone == telefone
    assert _mandar(_evento("newCall", callId="perdida", **campos))[0] == 204
    assert _mandar(_evento("hangup", callId="perdida", cause="noAnswer"))[0] == 204
    assert Chamada.objects.get(codigo="perdida").telefone == ""
    assert _mandar(_evento("newCall", callId="sai", direction="out"))[0] == 204
    assert not Chamada.objects.filter(codigo="sai").exists()


@pytest.mark.parametrize(
    ("corpo", "razao"),
    [
        ("{", "o corpo não é JSON"),
        (b"\xff\xfe", "o corpo não é JSON"),
        ("[" * 5000, "o corpo não é JSON"),
        ("[]", "não é um objeto"),
        ({"event": "ring", "callId": "c"}, "event: é um destes: newCall, answer, hangup"),
        ({"event": ["answer"], "callId": "c"}, "event: é um texto"),
        ({"event": "newCall"}, "callId: falta"),
        (_evento("newCall", callId="c" * 121), "callId: tem mais de 120 letras"),
        (_evento("newCall", callId=7), "callId: é um texto"),
        (_evento("newCall", callId="c\0"), "letras que não existem"),
        (_evento("newCall", callId="\ud800"), "letras que não existem"),
        (_evento("newCall", cause="\udfff"), "letras que não existem"),
        (_evento("newCall", ring=float("nan")), "um número que não existe"),
        (_evento("newCall", cause=[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]), "uns dentro dos outros"),
        (_evento("newCall", **{"from": "9" * 21}), "from: tem mais de 20 algarismos"),
        (_evento("newCall", direction="up"), "direction: é in ou out"),
        (_evento("answer", "ninguem@exemplo.invalid"), "user: ninguém atende hoje"),
        (_evento("answer"), "user: ninguém atende hoje"),
        (_evento("newCall", cause="x" * 9000), "o corpo tem mais de 8192 bytes"),
    ],
)
def test_recusa_com_a_razao(db: None, corpo: Any, razao: str) -> None:
    situacao, dita = _mandar(corpo)
    assert situacao == 400
    assert razao in dita
    assert not Chamada.objects.exists()


def test_so_quem_sabe_o_segredo_e_ele_nao_vai_ao_registro(central: Unidade, settings: Settings) -> None:
    assert _mandar(_evento("newCall"), "x" * 32)[0] == 403
    assert Client().get(f"/central/chamadas/{SEGREDO}/").status_code == 405
    settings.SEGREDO_DA_TELEFONIA = ""
    assert _mandar(_evento("newCall"))[0] == 404
    assert not Chamada.objects.exists()
    linha = logging.LogRecord("django", 30, "", 0, "Forbidden: %s", (f"/central/chamadas/{SEGREDO}/",), None)
    SemSegredos().filter(linha)
    assert SEGREDO not in linha.getMessage()


def test_o_servidor_de_outra_unidade_nao_atende(central: Unidade) -> None:
    de_fora = elenco.servidor(elenco.unidade())
    assert _mandar(_evento("answer", de_fora.email or ""))[0] == 400


def test_a_rajada_para_e_as_ligacoes_de_verdade_passam(ana: Usuario, monkeypatch: pytest.MonkeyPatch) -> None:
    """De uma linha só, cala-se ela; de muitas, calam-se todas por um tempo, e nada mais se grava."""
    assert telefonia.DE_UMA_LINHA < telefonia.DE_TODAS < 300, "as que se forjaram em 1,4 s"
    for nome, valor in {"DEZ_SEGUNDOS": 600, "DE_TODAS": 40, "DE_UMA_LINHA": 10}.items():
        monkeypatch.setattr(telefonia, nome, valor)
    forjados = [_mandar(_evento("newCall", callId=f"f-{n}"))[0] for n in range(30)]
    assert (forjados.count(204), forjados.count(429)) == (10, 20)
    assert _mandar(_evento("newCall", callId="real", **{"from": "+551133334444"}))[0] == 204
    outros = [_mandar(_evento("newCall", callId=f"g-{n}", **{"from": f"55{n}"}))[0] for n in range(40)]
    assert (outros.count(204), outros.count(429)) == (29, 11)
    assert Chamada.objects.count() == 40
    assert _mandar(_evento("answer", ana.email or "", callId="real"))[0] == 429
    cache.clear()  # passado o tempo
    assert _mandar(_evento("answer", ana.email or "", callId="real"))[0] == 204
