"""O resumo do dia por um servidor SMTP de verdade: o que vai, o que não vai, e nunca duas vezes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings

from avisos import acoes, resumo, tasks
from avisos.carga import carregar
from avisos.entrega import entregar_pendentes
from avisos.models import Aviso, ModeloDeAviso, Notificacao
from contas.models import Usuario
from protocolo.prazos.contagem import SAO_PAULO
from tests.correio import Correio
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db

SETE_HORAS = datetime(2026, 11, 24, 7, 0, tzinfo=SAO_PAULO)
Tipo = Notificacao.Tipo


@pytest.fixture(autouse=True)
def relogio() -> object:
    carregar()
    with time_machine.travel(SETE_HORAS, tick=False) as viagem:
        yield viagem


@pytest.fixture
def ana() -> Usuario:
    return elenco.pessoa("Ana", email="ana@exemplo.invalid")


def _recado(quem: Usuario, chave: str, tipo: Tipo = Tipo.ATRIBUIDO, texto: str = "") -> Notificacao:
    acoes.notificar(
        [quem], tipo=tipo, chave=chave, texto=texto or f"Recado {chave}", endereco=f"/caixa/X/{chave}/"
    )
    return Notificacao.objects.get(usuario=quem, chave=chave)


def test_junta_por_assunto_o_que_nao_se_leu_com_os_links(ana: Usuario, correio: Correio) -> None:
    _recado(ana, "a1")
    _recado(ana, "a2")
    _recado(ana, "p1", Tipo.PRAZO)
    lida = _recado(ana, "lida")
    acoes.marcar_lidas(usuario=ana, quais=[lida.pk])
    tasks.resumir_o_dia()
    entregar_pendentes()
    assert correio.destinos == [["ana@exemplo.invalid"]]
    mensagem = correio.mensagens[0]
    assert mensagem["Subject"] == "SP156: 3 avisos por ler"
    corpo = mensagem.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Pedido dado a você (2)" in corpo
    assert "Prazo perto ou vencido (1)" in corpo
    assert f"{settings.ENDERECO_PUBLICO}/caixa/X/a1/" in corpo
    assert "lida" not in corpo.replace("lido", "")
    assert "- 24/11, 07:00: Recado a2" in corpo
    assert f"{settings.ENDERECO_PUBLICO}/caixa/avisos/" in corpo
    html = mensagem.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert f'<a href="{settings.ENDERECO_PUBLICO}/caixa/X/a1/"' in html


def test_rodar_de_novo_nao_repete_e_o_que_chega_depois_vai_no_dia_seguinte(
    ana: Usuario, correio: Correio
) -> None:
    _recado(ana, "a1")
    tasks.resumir_o_dia()
    tasks.resumir_o_dia()
    assert Aviso.objects.count() == 1
    _recado(ana, "a2")
    with time_machine.travel(SETE_HORAS + timedelta(days=1), tick=False):
        tasks.resumir_o_dia()
        entregar_pendentes()
    assert [m["Subject"] for m in correio.mensagens] == ["SP156: 1 aviso por ler"] * 2
    ultimo = Aviso.objects.order_by("-pk")[0]
    assert "Recado a2" in ultimo.corpo
    assert "Recado a1" not in ultimo.corpo


def test_sem_nada_por_ler_ninguem_recebe(ana: Usuario) -> None:
    acoes.marcar_lidas(usuario=ana, quais=[_recado(ana, "a1").pk])
    assert resumo.resumir(SETE_HORAS, SETE_HORAS.date()) == 0
    assert not Aviso.objects.exists()


@pytest.mark.parametrize("caso", ["preferencia", "inativa", "sem_email"])
def test_quem_nao_quer_ou_nao_pode_nao_recebe_e_o_recado_fica_na_pagina(ana: Usuario, caso: str) -> None:
    recado = _recado(ana, "a1")
    if caso == "preferencia":
        acoes.preferir(usuario=ana, resumo_diario=False, resumo_semanal=True)
    else:
        mudanca = {"is_active": False} if caso == "inativa" else {"email": None}
        Usuario.objects.filter(pk=ana.pk).update(**mudanca)
    tasks.resumir_o_dia()
    assert not Aviso.objects.exists()
    recado.refresh_from_db()
    assert recado.lida_em is None
    assert recado.resumida_em == SETE_HORAS
    acoes.preferir(usuario=ana, resumo_diario=True, resumo_semanal=True)
    tasks.resumir_o_dia()
    assert not Aviso.objects.exists()  # ligar de novo não despeja o passado


def test_so_quem_recusou_o_diario_fica_sem_ele(ana: Usuario) -> None:
    beto = elenco.pessoa("Beto")
    acoes.preferir(usuario=beto, resumo_diario=True, resumo_semanal=False)
    for quem in (ana, beto):
        _recado(quem, "a1")
    assert resumo.resumir(SETE_HORAS, SETE_HORAS.date()) == 2
    assert {aviso.usuario for aviso in Aviso.objects.all()} == {ana, beto}


def test_muitos_de_um_assunto_a_mensagem_diz_quantos_faltam(ana: Usuario) -> None:
    for numero in range(resumo.CITADOS + 4):
        _recado(ana, f"n{numero:03}")
    tasks.resumir_o_dia()
    corpo = Aviso.objects.get().corpo
    assert corpo.count("Recado n") == resumo.CITADOS
    assert "e mais 4, na página dos avisos" in corpo
    assert Aviso.objects.get().assunto == "SP156: 19 avisos por ler"


def test_se_a_escrita_falha_nada_fica_resumido(ana: Usuario) -> None:
    _recado(ana, "a1")
    ModeloDeAviso.objects.filter(chave="resumo_do_dia").delete()
    with pytest.raises(ModeloDeAviso.DoesNotExist):
        tasks.resumir_o_dia()
    assert Notificacao.objects.filter(resumida_em=None).count() == 1


def test_notificacao_lida_ha_noventa_dias_some(ana: Usuario) -> None:
    velha, nova, por_ler = (_recado(ana, chave) for chave in ("velha", "nova", "por_ler"))
    for recado, dias in ((velha, 91), (nova, 89)):
        Notificacao.objects.filter(pk=recado.pk).update(lida_em=SETE_HORAS - timedelta(days=dias))
    Notificacao.objects.filter(pk=por_ler.pk).update(em=SETE_HORAS - timedelta(days=400))
    tasks.limpar_notificacoes()
    assert set(Notificacao.objects.values_list("chave", flat=True)) == {"nova", "por_ler"}


def test_as_rotinas_estao_marcadas() -> None:
    marcadas: dict[object, Any] = {
        linha["task"]: linha["schedule"] for linha in settings.CELERY_BEAT_SCHEDULE.values()
    }
    diario = marcadas["avisos.tasks.resumir_o_dia"]
    assert (diario.hour, diario.minute) == ({7}, {0})
    semanal = marcadas["solicitacoes.tasks.mandar_resumo_da_semana"]
    assert (semanal.day_of_week, semanal.hour) == ({1}, {7})
    assert marcadas["solicitacoes.tasks.chamar_pelo_prazo"].minute == {25}
    assert "avisos.tasks.limpar_notificacoes" in marcadas
