"""O lote que não acaba de uma vez: a página, ou a fila, faz o resto, e nada se faz duas vezes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from protocolo.models import Rascunho
from roteamento.models import Lotacao
from solicitacoes import tasks
from solicitacoes.acoes import lote, trabalhar
from solicitacoes.acoes.lote import ENVIADO
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.caixa import fazer_lote
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Situacao, Tipo
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db(transaction=True)

LOTE = "/caixa/SMPR-CPO-STM-Sé/lote/"


@pytest.fixture
def casos() -> list[Solicitacao]:
    caixa = elenco.unidade()
    return [elenco.solicitacao(caixa, ha_dias=dias, numero=str(dias)) for dias in (9, 5, 2)]


@pytest.fixture
def servidor(casos: list[Solicitacao], client: Client) -> Usuario:
    quem = elenco.servidor(casos[0].unidade)
    client.force_login(quem)
    return quem


def _texto(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def _campos(resposta: Any) -> dict[str, Any]:
    dados: dict[str, Any] = {}
    for campo in BeautifulSoup(resposta.content, "lxml").select("main form input[name]"):
        dados.setdefault(str(campo["name"]), []).append(str(campo["value"]))
    return dados


def _feito(client: Client) -> Any:
    return client.get(f"{LOTE}{_o_lote().pk}/")


def _o_lote() -> Rascunho:
    return Rascunho.objects.filter(protocolo=ENVIADO).latest("criado_em")


def _continuar(client: Client) -> str:
    return _texto(client.post(f"{LOTE}{_o_lote().pk}/continuar/", follow=True))


def _morrer_no_segundo(
    client: Client, casos: list[Solicitacao], monkeypatch: pytest.MonkeyPatch, onde: object, nome: str
) -> None:
    """Começa um lote de “Iniciar” cujo processo sai no segundo pedido, nesta função."""
    marcados = client.post(LOTE, {"ato": "iniciar", "p": [caso.protocolo for caso in casos]})
    verdadeira, chamadas = getattr(onde, nome), []

    def morrer(*posicionais: Any, **nomeados: Any) -> Any:
        chamadas.append(nome)
        if len(chamadas) == 2:
            raise SystemExit
        return verdadeira(*posicionais, **nomeados)

    with monkeypatch.context() as trocado:
        trocado.setattr(onde, nome, morrer)
        with pytest.raises(SystemExit):
            client.post(LOTE, {**_campos(marcados), "confirmar": "sim"})


@pytest.mark.parametrize(
    ("onde", "nome"), [(trabalhar, "registrar_ato"), (lote, "guardar_lote")], ids=["no ato", "ao anotar"]
)
def test_o_que_se_fez_fica_e_a_pagina_faz_o_resto(  # noqa: PLR0917, PLR0913  fixtures e o lugar da morte
    client: Client,
    servidor: Usuario,
    casos: list[Solicitacao],
    monkeypatch: pytest.MonkeyPatch,
    onde: object,
    nome: str,
) -> None:
    """O ato e a resposta dele são uma transação só: morrer entre os dois desfaz o ato."""
    _morrer_no_segundo(client, casos, monkeypatch, onde, nome)
    iniciados = Solicitacao.objects.filter(situacao=Situacao.EM_ANDAMENTO)
    assert list(iniciados.all()) == [casos[0]]
    assert "1 de 3 já têm resposta." in _texto(_feito(client))
    assert "Iniciar: 3 pedidos feitos" in _continuar(client)
    assert "Iniciar: 3 pedidos feitos" in _continuar(client)
    assert iniciados.count() == 3
    assert Aviso.objects.filter(modelo="em_andamento").count() == 3


def test_o_que_nao_cabe_numa_ida_continua_na_seguinte_com_o_que_se_escreveu(
    client: Client, servidor: Usuario, casos: list[Solicitacao], monkeypatch: pytest.MonkeyPatch
) -> None:
    escrito = {"ato": "indeferir", "motivo": "outro", "resposta": elenco.FRASE}
    previa = client.post(LOTE, {**escrito, "p": [caso.protocolo for caso in casos], "ver": "sim"})
    segundos = iter(range(100)).__next__
    with monkeypatch.context() as trocado:
        trocado.setattr(lote, "monotonic", segundos)
        trocado.setattr(fazer_lote, "monotonic", segundos)
        trocado.setattr(fazer_lote, "PASSO", 2)
        resposta = client.post(LOTE, {**_campos(previa), "confirmar": "sim"}, follow=True)
    assert Solicitacao.objects.encerradas().count() == 1
    assert "1 de 3 já têm resposta." in _texto(resposta)
    assert "Indeferir: 3 pedidos feitos" in _continuar(client)
    textos = Andamento.objects.filter(tipo=Tipo.INDEFERIMENTO).values_list("texto", flat=True)
    assert list(textos) == [elenco.FRASE] * 3


def test_de_quem_saiu_da_pagina_a_fila_acaba_o_lote(
    client: Client, servidor: Usuario, casos: list[Solicitacao], monkeypatch: pytest.MonkeyPatch
) -> None:
    _morrer_no_segundo(client, casos, monkeypatch, trabalhar, "registrar_ato")
    tasks.continuar_lotes()
    assert "1 de 3 já têm resposta." in _texto(_feito(client))
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tasks.continuar_lotes()
        tasks.continuar_lotes()
    assert "Iniciar: 3 pedidos feitos" in _texto(_feito(client))
    assert Aviso.objects.filter(modelo="em_andamento").count() == 3


def test_quem_ja_nao_serve_na_unidade_nao_o_acaba_e_a_falha_de_um_e_so_dele(
    client: Client, servidor: Usuario, casos: list[Solicitacao], monkeypatch: pytest.MonkeyPatch
) -> None:
    marcados = client.post(LOTE, {"ato": "iniciar", "p": [caso.protocolo for caso in casos]})

    def falhar(caso: Solicitacao, *resto: Any, **nomeados: Any) -> Solicitacao:
        if caso.pk == casos[1].pk:
            raise RuntimeError("o disco encheu")
        return registrar_ato(caso, *resto, **nomeados)

    with monkeypatch.context() as trocado:
        trocado.setattr(trabalhar, "registrar_ato", falhar)
        feito = client.post(LOTE, {**_campos(marcados), "confirmar": "sim"}, follow=True)
    assert "Iniciar: 2 pedidos feitos, 1 pedido recusado" in _texto(feito)
    assert "por uma falha nossa" in _texto(feito)
    guardado = _o_lote()
    guardado.dados["itens"][2][1] = None
    guardado.save(update_fields=["dados"])
    Lotacao.objects.filter(usuario=servidor).delete()
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        tasks.continuar_lotes()
    assert _o_lote().dados["itens"][2][1] == "Quem mandou o lote já não trabalha nesta unidade."
