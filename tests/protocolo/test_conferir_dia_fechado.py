"""Antes de gravar, um dia fechado diz quantos prazos move; nada se grava até se confirmar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from contas.autor import SISTEMA
from contas.models import Usuario
from esic.acoes import reclamar
from protocolo.calendario import carregar_calendario
from protocolo.models import DiaNaoUtil
from protocolo.prazos import relogio
from protocolo.rotinas import ensaio
from protocolo.rotinas.ensaio import que_moveria
from solicitacoes.acoes import recalcular_prazo
from solicitacoes.models import Solicitacao
from tests.esic import elenco as esic
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
ADMIN = "/admin/protocolo/dianaoutil/"
SEGUNDA = date(2030, 5, 6)


def em(dia: date) -> datetime:
    return timezone.make_aware(datetime.combine(dia, time(12)))


def com_prazo(contagem: str, vence: date) -> Solicitacao:
    """Pediu na sexta anterior: três dias úteis acabam na quarta, e um só, na segunda."""
    caso = elenco.solicitacao(elenco.unidade("CAIXA"))
    dias = {"uteis": 3, "corridos": (vence - SEGUNDA).days + 3}[contagem]
    campos = {"conta_desde": em(SEGUNDA - timedelta(days=3)), "vence_em": em(vence), "quantidade": dias}
    Solicitacao.objects.filter(pk=caso.pk).update(contagem=contagem, **campos)
    caso.refresh_from_db()
    recalcular_prazo(caso=caso, por=SISTEMA)  # a conta de verdade, antes do dia
    caso.refresh_from_db()
    return caso


def dia(**campos: object) -> DiaNaoUtil:
    return DiaNaoUtil(**{"data": SEGUNDA, "nome": "Luto", "tipo": "suspenso", "ato": "Decreto 1", **campos})


def test_conta_so_os_prazos_que_crescem_e_a_rotina_faz_o_mesmo() -> None:
    casos = [
        com_prazo("uteis", SEGUNDA + timedelta(days=2)),
        com_prazo("corridos", SEGUNDA),
        com_prazo("corridos", SEGUNDA + timedelta(days=20)),
    ]
    fim = {"encerrada_em": timezone.now(), "situacao": "finalizada", "desfecho": "realizado"}
    Solicitacao.objects.filter(pk=com_prazo("uteis", SEGUNDA).pk).update(**fim)
    assert que_moveria(dia(meio_expediente=True)) == []
    assert que_moveria(dia(data=SEGUNDA - timedelta(days=1))) == []  # domingo já não conta
    dito = que_moveria(dia())
    dia().save()
    movidos = [recalcular_prazo(caso=caso, por=SISTEMA) for caso in casos]
    assert movidos[0]
    assert [conta.quantos for conta in dito] == [sum(movidos)]
    assert que_moveria(dia(pk=DiaNaoUtil.objects.get(nome="Luto").pk)) == []  # já contado, não move outra vez


def test_conta_as_reclamacoes_por_omissao_que_ninguem_decidiu() -> None:
    caso = esic.vencido()
    reclamacao = reclamar(caso=caso, por=esic.municipe(caso.protocolo))
    desde = em(SEGUNDA - timedelta(days=3))
    quando = {"contagem": "uteis", "quantidade": 3, "conta_desde": desde, "vence_em": desde}
    type(reclamacao).objects.filter(pk=reclamacao.pk).update(**quando)
    reclamacao.refresh_from_db()
    relogio.recalcular(reclamacao, em=desde, calendario=carregar_calendario())
    reclamacao.save()
    assert [conta.por_extenso for conta in que_moveria(dia())] == ["1 reclamação por omissão"]
    fim = {"decidida_em": timezone.now(), "resultado": "procedente"}
    type(reclamacao).objects.filter(pk=reclamacao.pk).update(**fim)
    assert que_moveria(dia()) == []


def test_a_pagina_diz_quantos_e_so_grava_depois(client: Client) -> None:
    client.force_login(Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid"))
    com_prazo("uteis", SEGUNDA + timedelta(days=2))
    dados = {"data": "2030-05-06", "nome": "Luto", "tipo": "suspenso", "ato": "Decreto <1>"}
    pagina = BeautifulSoup(client.post(f"{ADMIN}add/", dados).content, "lxml")
    assert "1 solicitação" in pagina.get_text()
    assert "de recorrer, de cumprir uma decisão e de completar um pedido" in pagina.get_text()
    assert not DiaNaoUtil.objects.filter(nome="Luto").exists()
    form = pagina.select_one("main form")
    assert form is not None
    mandado = {str(c["name"]): str(c.get("value", "")) for c in form.select("input[type=hidden]")}
    assert mandado["ato"] == "Decreto <1>"
    assert client.post(f"{ADMIN}add/", {**mandado, "_conferido": "1"}).status_code == 302
    assert DiaNaoUtil.objects.filter(nome="Luto").exists()
    voltar = form.select_one("a.closelink")
    assert voltar is not None
    volta = BeautifulSoup(client.get(f"{ADMIN}add/{voltar['href']}").content, "lxml")
    assert volta.select_one("input[name=nome][value=Luto]") is not None


def test_quem_muda_um_dia_e_volta_sem_gravar_acha_o_que_escreveu(client: Client) -> None:
    client.force_login(Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid"))
    ja = dia(nome="Luto")
    ja.save()
    dados = {"data": "2030-05-07", "nome": "Luto oficial", "tipo": "suspenso", "ato": "Decreto 2"}
    pagina = BeautifulSoup(client.post(f"{ADMIN}{ja.pk}/change/", dados).content, "lxml")
    voltar = pagina.select_one("a.closelink")
    assert voltar is not None
    volta = BeautifulSoup(client.get(f"{ADMIN}{ja.pk}/change/{voltar['href']}").content, "lxml")
    escrito = {nome: volta.select_one(f"[name={nome}]") for nome in ("data", "nome", "ato")}
    assert [campo and campo["value"] for campo in escrito.values()] == [
        "07/05/2030",
        "Luto oficial",
        "Decreto 2",
    ]
    ja.refresh_from_db()
    assert (ja.nome, ja.data) == ("Luto", SEGUNDA)
    limpa = BeautifulSoup(client.get(f"{ADMIN}{ja.pk}/change/").content, "lxml")
    assert limpa.select_one("input[name=nome][value=Luto]") is not None


def test_so_se_contam_os_primeiros_e_diz_se_que_ha_outros(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        com_prazo("uteis", SEGUNDA + timedelta(days=2))
    assert [(conta.por_extenso, conta.ha_mais) for conta in que_moveria(dia())] == [("3 solicitações", False)]
    monkeypatch.setattr(ensaio, "TETO", 2)
    assert [conta.por_extenso for conta in que_moveria(dia())] == ["ao menos 2 solicitações"]
    monkeypatch.setattr(ensaio, "TETO", 3)
    assert [conta.por_extenso for conta in que_moveria(dia())] == ["3 solicitações"]


def test_sem_prazo_que_mude_diz_isso_e_o_errado_volta_ao_formulario(client: Client) -> None:
    client.force_login(Usuario.objects.create_superuser(nome="Alice", email="alice@exemplo.invalid"))
    dados = {"data": "2030-05-06", "nome": "Luto", "tipo": "suspenso", "ato": "Decreto 1"}
    assert "Nenhum prazo aberto muda" in client.post(f"{ADMIN}add/", dados).content.decode()
    errado = client.post(f"{ADMIN}add/", {**dados, "data": "nunca"}).content.decode()
    assert "Nada foi guardado ainda" not in errado
