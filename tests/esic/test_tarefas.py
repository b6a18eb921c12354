"""O que o tempo causa: vencimento, encerramento e recálculo. Rodar duas vezes não repete nada."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from avisos.models import Aviso
from esic import acoes, tasks
from esic.models import Andamento, Pedido, ReclamacaoPorOmissao, Recurso
from esic.situacoes import ENCERRADAS, Decisao, MotivoDeRecurso, Resultado, Situacao, Tipo
from protocolo.models import DiaNaoUtil
from protocolo.prazos.contagem import SAO_PAULO
from tests.esic import elenco

pytestmark = pytest.mark.django_db

SEGUNDA = datetime(2026, 3, 2, 10, 0, tzinfo=SAO_PAULO)
UM_DIA = timedelta(days=1)
UM_SEGUNDO = timedelta(seconds=1)
S = Situacao


def rodar(tarefa: Callable[[], None], quando: datetime) -> None:
    """Duas vezes seguidas, como se o agendador tropeçasse."""
    with time_machine.travel(quando, tick=False):
        tarefa()
        tarefa()


def na_segunda[T](fazer: Callable[[], T], *, depois: timedelta = timedelta()) -> T:
    with time_machine.travel(SEGUNDA + depois, tick=False):
        return fazer()


def passos(caso: Pedido, tipo: str) -> list[Andamento]:
    return list(caso.andamentos.filter(tipo=tipo))


def fechar(momento: datetime | None, em: datetime) -> DiaNaoUtil:
    """O dia deixa de ter expediente; a cidade o registra em `em`."""
    assert momento
    return DiaNaoUtil.objects.create(
        data=timezone.localdate(momento),
        nome="Enchente",
        tipo=DiaNaoUtil.Tipo.SUSPENSO,
        ato="Decreto",
        registrado_em=em,
    )


def reclamado(caso: Pedido) -> ReclamacaoPorOmissao:
    return acoes.reclamar(caso=caso, por=elenco.municipe(caso.protocolo))


# --- vencimento ---------------------------------------------------------------------------


def test_vencido_e_avisado_uma_vez_no_dia_seguinte_com_o_que_se_pode_fazer() -> None:
    caso = na_segunda(elenco.em_tramitacao)
    rodar(tasks.avisar_vencidos, caso.vence_em)
    assert not passos(caso, Tipo.VENCIMENTO)
    for dias in (0, 1, 9):
        rodar(tasks.avisar_vencidos, caso.vence_em + UM_SEGUNDO + dias * UM_DIA)
    (passo,) = passos(caso, Tipo.VENCIMENTO)
    assert passo.alcance == Andamento.Alcance.PUBLICO
    dito = Aviso.objects.get(modelo="esic_vencido").corpo
    assert "atrasado há 1 dia." in dito
    assert (
        "reclamar da falta de resposta na Ouvidoria, ou recorrer: quem dirige o órgão (1ª instância)" in dito
    )
    assert "O pedido continua valendo" in dito
    assert "autoridade máxima" not in dito, "é como a lei a chama, e não como se fala"


def test_o_atraso_dito_e_o_do_dia_em_que_se_avisa_e_nao_se_oferece_o_que_ja_se_fez() -> None:
    caso = na_segunda(elenco.em_tramitacao)
    with time_machine.travel(caso.vence_em + UM_SEGUNDO, tick=False):
        reclamado(caso)
    rodar(tasks.avisar_vencidos, caso.vence_em + 5 * UM_DIA)
    dito = Aviso.objects.get(modelo="esic_vencido").corpo
    assert "atrasado há 5 dias" in dito
    assert "reclamar" not in dito
    assert "recorrer" in dito


@pytest.mark.parametrize("situacao", [*ENCERRADAS, S.RESPONDIDO, S.EM_RECURSO, S.DECIDIDO])
def test_respondido_ou_encerrado_nao_vence(situacao: str) -> None:
    caso = na_segunda(lambda: elenco.na_situacao(situacao))
    rodar(tasks.avisar_vencidos, SEGUNDA + 90 * UM_DIA)
    assert not passos(caso, Tipo.VENCIMENTO)


def test_em_recurso_pelo_silencio_ja_nao_se_avisa_que_pode_recorrer() -> None:
    caso = na_segunda(elenco.em_tramitacao)
    with time_machine.travel(caso.vence_em + UM_SEGUNDO, tick=False):
        elenco.em_recurso(caso)
    rodar(tasks.avisar_vencidos, caso.vence_em + UM_DIA)
    assert not passos(caso, Tipo.VENCIMENTO)


def test_um_que_falha_nao_impede_os_outros_e_volta_na_proxima_vez(caplog: pytest.LogCaptureFixture) -> None:
    quebrado, bom = na_segunda(elenco.em_tramitacao), na_segunda(elenco.em_tramitacao)
    assert quebrado.interessado
    no_caminho = Aviso.objects.create(
        chave=f"{quebrado.protocolo}/2/esic_vencido/i{quebrado.interessado.pk}",
        interessado=quebrado.interessado,
        protocolo=quebrado.protocolo,
        modelo="outro",
    )
    rodar(tasks.avisar_vencidos, SEGUNDA + 90 * UM_DIA)
    assert passos(bom, Tipo.VENCIMENTO)
    assert not passos(quebrado, Tipo.VENCIMENTO)
    assert f"avisar_vencimento falhou em pedido {quebrado.pk}" in caplog.text
    no_caminho.delete()
    rodar(tasks.avisar_vencidos, SEGUNDA + 90 * UM_DIA + UM_SEGUNDO)
    assert len(passos(quebrado, Tipo.VENCIMENTO)) == len(passos(bom, Tipo.VENCIMENTO)) == 1


def test_processo_morto_no_meio_retoma_o_que_faltou(monkeypatch: pytest.MonkeyPatch) -> None:
    primeiro, segundo = na_segunda(elenco.em_tramitacao), na_segunda(elenco.em_tramitacao)
    certa = acoes.avisar_vencimento
    feitos: list[Pedido] = []

    def morrer(**argumentos: Any) -> None:
        if feitos:
            raise KeyboardInterrupt
        feitos.append(certa(**argumentos))

    monkeypatch.setattr(acoes, "avisar_vencimento", morrer)
    with pytest.raises(KeyboardInterrupt):
        rodar(tasks.avisar_vencidos, SEGUNDA + 90 * UM_DIA)
    assert len(passos(primeiro, Tipo.VENCIMENTO)) + len(passos(segundo, Tipo.VENCIMENTO)) == 1
    monkeypatch.undo()
    rodar(tasks.avisar_vencidos, SEGUNDA + 90 * UM_DIA)
    assert len(passos(primeiro, Tipo.VENCIMENTO)) == len(passos(segundo, Tipo.VENCIMENTO)) == 1


# --- encerramento -------------------------------------------------------------------------


def test_passado_o_tempo_de_recorrer_encerra_uma_vez_e_diz_por_que() -> None:
    caso = na_segunda(elenco.respondido)
    assert caso.recorrer_ate
    rodar(tasks.encerrar_passados, caso.recorrer_ate)
    assert not passos(caso, Tipo.ENCERRAMENTO)
    rodar(tasks.encerrar_passados, caso.recorrer_ate + UM_SEGUNDO)
    (passo,) = passos(caso, Tipo.ENCERRAMENTO)
    assert passo.texto == "O tempo de recorrer acabou em 12/03/2026."
    caso.refresh_from_db()
    assert caso.situacao == S.ENCERRADO
    assert not Pedido.objects.exclude(recorrer_ate=None).exists()
    assert passo.texto in Aviso.objects.get(modelo="esic_encerrado").corpo


def test_por_cumprir_nao_se_encerra_e_cumprido_espera_a_pessoa() -> None:
    caso = na_segunda(lambda: elenco.decidido(Resultado.DEFERIDO))
    rodar(tasks.encerrar_passados, SEGUNDA + 60 * UM_DIA)
    assert not passos(caso, Tipo.ENCERRAMENTO)
    with time_machine.travel(SEGUNDA + 61 * UM_DIA, tick=False):
        caso = acoes.cumprir(caso=caso, versao=caso.versao, por=elenco.sic(), texto=elenco.FRASE)
    rodar(tasks.encerrar_passados, SEGUNDA + 62 * UM_DIA)
    assert not passos(caso, Tipo.ENCERRAMENTO)
    assert caso.recorrer_ate
    rodar(tasks.encerrar_passados, caso.recorrer_ate + UM_SEGUNDO)
    assert len(passos(caso, Tipo.ENCERRAMENTO)) == 1


@pytest.mark.parametrize("situacao", [S.EM_TRAMITACAO, S.EM_RECURSO, *ENCERRADAS])
def test_o_que_espera_a_prefeitura_nao_se_encerra_sozinho(situacao: str) -> None:
    caso = na_segunda(lambda: elenco.na_situacao(situacao))
    antes = len(passos(caso, Tipo.ENCERRAMENTO))
    rodar(tasks.encerrar_passados, SEGUNDA + 900 * UM_DIA)
    assert len(passos(caso, Tipo.ENCERRAMENTO)) == antes


# --- o calendário mudou -------------------------------------------------------------------


def test_o_prazo_do_orgao_cresce_e_a_pessoa_sabe_por_que() -> None:
    caso = na_segunda(elenco.em_tramitacao)
    amanha = SEGUNDA + UM_DIA
    fechar(caso.vence_em, amanha)
    rodar(tasks.recalcular_relogios, amanha + UM_SEGUNDO)
    novo = Pedido.objects.get(pk=caso.pk)
    assert novo.vence_em > caso.vence_em
    (passo,) = passos(caso, Tipo.RECALCULO)
    assert passo.alcance == Andamento.Alcance.PUBLICO
    dito = f"- A resposta do órgão: de {caso.vence_em:%d/%m/%Y} para "
    assert dito in passo.texto
    assert dito in Aviso.objects.get(modelo="esic_recalculado").corpo


def test_o_tempo_de_recorrer_cresce_e_nao_se_encerra_pelo_relogio_velho() -> None:
    caso = na_segunda(elenco.respondido)
    assert caso.recorrer_ate
    fechar(caso.recorrer_ate, caso.recorrer_ate - timedelta(hours=1))
    depois = caso.recorrer_ate + UM_SEGUNDO
    rodar(tasks.encerrar_passados, depois)
    assert not passos(caso, Tipo.ENCERRAMENTO)
    rodar(tasks.recalcular_relogios, depois)
    rodar(tasks.encerrar_passados, depois)
    novo = Pedido.objects.get(pk=caso.pk)
    assert novo.situacao == S.RESPONDIDO
    assert novo.recorrer_ate
    assert novo.recorrer_ate == caso.recorrer_ate + UM_DIA
    (passo,) = passos(caso, Tipo.RECALCULO)
    assert "- O seu tempo de recorrer: de 12/03/2026 para 13/03/2026." in passo.texto
    assert passo.alcance == Andamento.Alcance.INTERESSADO


def test_quem_decide_e_quem_cumpre_tambem_ganham_o_dia() -> None:
    caso, recurso = na_segunda(elenco.em_recurso)
    deferido = na_segunda(lambda: elenco.decidido(Resultado.DEFERIDO))
    cumprir_ate = deferido.recursos.get().cumprir_ate
    amanha = SEGUNDA + UM_DIA
    fechar(recurso.vence_em, amanha)
    fechar(cumprir_ate, amanha)
    rodar(tasks.recalcular_relogios, amanha + UM_SEGUNDO)
    assert Recurso.objects.get(pk=recurso.pk).vence_em > recurso.vence_em
    novo = deferido.recursos.get().cumprir_ate
    assert novo
    assert cumprir_ate
    assert novo > cumprir_ate
    assert "A decisão da 1ª instância" in passos(caso, Tipo.RECALCULO)[0].texto
    assert "O cumprimento da decisão" in passos(deferido, Tipo.RECALCULO)[0].texto


def test_a_reclamacao_e_a_resposta_que_ela_mandou_dar_tambem() -> None:
    caso = na_segunda(elenco.em_tramitacao)
    com_decisao = na_segunda(elenco.em_tramitacao)
    olga = elenco.ogm()
    with time_machine.travel(caso.vence_em + UM_DIA, tick=False):
        aberta, decidida = reclamado(caso), reclamado(com_decisao)
        com_decisao.refresh_from_db()
        acoes.decidir_reclamacao(
            reclamacao=decidida,
            versao=com_decisao.versao,
            por=olga,
            resultado="procedente",
            fundamentacao=elenco.FRASE,
        )
    decidida.refresh_from_db()
    fechar(aberta.vence_em, caso.vence_em + 2 * UM_DIA)
    fechar(decidida.responder_ate, caso.vence_em + 2 * UM_DIA)
    rodar(tasks.recalcular_relogios, caso.vence_em + 2 * UM_DIA + UM_SEGUNDO)
    assert ReclamacaoPorOmissao.objects.get(pk=aberta.pk).vence_em > aberta.vence_em
    mandada = ReclamacaoPorOmissao.objects.get(pk=decidida.pk).responder_ate
    assert mandada
    assert decidida.responder_ate
    assert mandada > decidida.responder_ate
    assert "A decisão da sua reclamação" in passos(caso, Tipo.RECALCULO)[0].texto
    assert "A resposta que a Ouvidoria mandou dar" in passos(com_decisao, Tipo.RECALCULO)[0].texto


def test_o_fechado_do_ultimo_dia_faz_o_vencido_poder_vencer_outra_vez() -> None:
    caso = na_segunda(elenco.em_tramitacao)
    depois = caso.vence_em + timedelta(hours=10)
    rodar(tasks.avisar_vencidos, depois)
    fechar(caso.vence_em, depois + UM_SEGUNDO)
    rodar(tasks.recalcular_relogios, depois + 2 * UM_SEGUNDO)
    caso.refresh_from_db()
    assert caso.vencimento_avisado_em is None
    rodar(tasks.avisar_vencidos, caso.vence_em + UM_DIA)
    assert Aviso.objects.filter(modelo="esic_vencido").count() == 2


def test_nenhum_prazo_dito_encurta() -> None:
    with time_machine.travel(SEGUNDA, tick=False):
        feriados = [
            fechar(SEGUNDA + 10 * UM_DIA, SEGUNDA - UM_DIA),  # 02/03 + 10: o tempo de recorrer
            fechar(SEGUNDA + 22 * UM_DIA, SEGUNDA - UM_DIA),
        ]
        caso, novo = elenco.respondido(), elenco.em_tramitacao()
    antes = [(c.vence_em, c.recorrer_ate) for c in (caso, novo)]
    amanha = SEGUNDA + UM_DIA
    DiaNaoUtil.objects.filter(pk__in=[f.pk for f in feriados]).update(revogado_em=amanha)
    rodar(tasks.recalcular_relogios, amanha + UM_SEGUNDO)
    caso, novo = Pedido.objects.get(pk=caso.pk), Pedido.objects.get(pk=novo.pk)
    assert [(c.vence_em, c.recorrer_ate) for c in (caso, novo)] == antes
    assert {caso.calculada_em, novo.calculada_em} == {amanha + UM_SEGUNDO}
    assert not passos(caso, Tipo.RECALCULO)


@pytest.mark.parametrize("situacao", ENCERRADAS)
def test_o_encerrado_nao_se_recalcula(situacao: str) -> None:
    caso = na_segunda(lambda: elenco.na_situacao(situacao))
    fechar(caso.vence_em, SEGUNDA + UM_DIA)
    rodar(tasks.recalcular_relogios, SEGUNDA + 2 * UM_DIA)
    assert Pedido.objects.get(pk=caso.pk).calculada_em == caso.calculada_em


def test_sem_mudanca_no_calendario_nao_se_varre_nada() -> None:
    na_segunda(elenco.em_tramitacao)
    rodar(tasks.recalcular_relogios, SEGUNDA + UM_DIA)
    with time_machine.travel(SEGUNDA + 2 * UM_DIA), CaptureQueriesContext(connection) as feitas:
        tasks.recalcular_relogios()
    escritas = [c["sql"] for c in feitas if not c["sql"].startswith(("SELECT", "DECLARE", "FETCH", "CLOSE"))]
    assert not escritas
    DiaNaoUtil.objects.all().delete()
    rodar(tasks.recalcular_relogios, SEGUNDA + 3 * UM_DIA)


def test_a_rotina_nao_encerra_quem_recorreu_no_ultimo_minuto() -> None:
    caso = na_segunda(lambda: elenco.respondido(Decisao.NEGADO))
    assert caso.recorrer_ate
    with time_machine.travel(caso.recorrer_ate, tick=False):
        acoes.recorrer(caso=caso, por=elenco.municipe(caso.protocolo), motivo=MotivoDeRecurso.NEGADO)
    rodar(tasks.encerrar_passados, caso.recorrer_ate + UM_DIA)
    assert Pedido.objects.get(pk=caso.pk).situacao == S.EM_RECURSO
