"""O recurso de ofício: desligado por padrão; ligado, o silêncio sobe sozinho, uma instância de cada vez."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings as da_cidade
from pytest_django import Settings

from avisos.models import Aviso, Notificacao
from contas.autor import SISTEMA
from esic import acoes, tasks
from esic.models import Andamento, Pedido
from esic.situacoes import ENCERRADAS, Decisao, MotivoDeRecurso, Resultado, Situacao, Tipo
from protocolo.erros import TransicaoProibida
from protocolo.prazos.contagem import SAO_PAULO
from tests.esic import elenco

pytestmark = pytest.mark.django_db

SEGUNDA = datetime(2026, 3, 2, 10, 0, tzinfo=SAO_PAULO)
UM_DIA = timedelta(days=1)
UM_SEGUNDO = timedelta(seconds=1)
S = Situacao


@pytest.fixture
def ligado(settings: Settings) -> None:
    settings.ESIC_RECURSO_DE_OFICIO = True


def na_segunda() -> Pedido:
    with time_machine.travel(SEGUNDA, tick=False):
        return elenco.em_tramitacao()


def rodar(quando: datetime) -> None:
    """A volta da hora, duas vezes, na ordem do agendador."""
    with time_machine.travel(quando, tick=False):
        for tarefa in (tasks.avisar_vencidos, tasks.subir_de_oficio, tasks.encerrar_passados) * 2:
            tarefa()


def test_desligado_por_padrao_nada_sobe() -> None:
    assert da_cidade.ESIC_RECURSO_DE_OFICIO is False
    caso = na_segunda()
    rodar(caso.vence_em + 90 * UM_DIA)
    assert not caso.recursos.exists()
    assert Aviso.objects.filter(modelo="esic_vencido").count() == 1


@pytest.mark.usefixtures("ligado")
def test_o_silencio_sobe_as_tres_instancias_uma_de_cada_vez_e_a_pessoa_sabe() -> None:
    aurora, olga, caio = elenco.autoridade(), elenco.ogm(), elenco.cmai()
    caso = na_segunda()
    rodar(caso.vence_em)
    assert not caso.recursos.exists()
    rodar(caso.vence_em + UM_SEGUNDO)
    primeiro = caso.recursos.get()
    assert (primeiro.instancia, primeiro.de_oficio, primeiro.motivo) == (1, True, "sem_resposta")
    rodar(primeiro.vence_em)
    assert caso.recursos.count() == 1
    rodar(primeiro.vence_em + UM_SEGUNDO)
    segundo = caso.recursos.get(instancia=2)
    rodar(segundo.vence_em + UM_SEGUNDO)
    rodar(segundo.vence_em + 90 * UM_DIA)
    assert list(caso.recursos.values_list("instancia", "de_oficio", "resultado")) == [
        (1, True, Resultado.PERDA_DE_OBJETO),
        (2, True, Resultado.PERDA_DE_OBJETO),
        (3, True, ""),
    ]
    ditos = [a.corpo for a in Aviso.objects.filter(modelo="esic_de_oficio").order_by("pk")]
    assert "O órgão devia ter respondido até 23/03/2026 e não respondeu." in ditos[0]
    assert "A 1ª instância devia ter decidido até" in ditos[1]
    assert "A 2ª instância devia ter decidido até" in ditos[2]
    assert "Quem decide: a Comissão Municipal de Acesso à Informação (3ª instância)" in ditos[2]
    assert all("Você não precisa fazer nada" in dito for dito in ditos)
    for quem in (aurora, olga, caio):
        assert Notificacao.objects.filter(usuario=quem.usuario, protocolo=caso.protocolo).exists()


@pytest.mark.usefixtures("ligado")
def test_um_aviso_so_do_vencimento_e_do_recurso() -> None:
    caso = na_segunda()
    rodar(caso.vence_em + UM_SEGUNDO)
    assert caso.andamentos.filter(tipo=Tipo.VENCIMENTO).count() == 1
    novos = Aviso.objects.filter(protocolo=caso.protocolo).exclude(modelo="esic_registrado")
    assert [aviso.modelo for aviso in novos] == ["esic_de_oficio"]
    passo = caso.andamentos.get(tipo=Tipo.RECURSO)
    assert (passo.papel, passo.usuario, passo.alcance) == ("sistema", None, Andamento.Alcance.INTERESSADO)


@pytest.mark.usefixtures("ligado")
def test_o_recurso_da_pessoa_sem_decisao_tambem_sobe_e_o_respondido_nao() -> None:
    with time_machine.travel(SEGUNDA, tick=False):
        caso, recurso = elenco.em_recurso()
        respondido = elenco.respondido(Decisao.NEGADO)
    rodar(recurso.vence_em + UM_SEGUNDO)
    assert caso.recursos.get(instancia=2).de_oficio
    assert not respondido.recursos.exists()
    rodar(SEGUNDA + 90 * UM_DIA)
    respondido.refresh_from_db()
    assert respondido.situacao == S.ENCERRADO


@pytest.mark.usefixtures("ligado")
def test_a_resposta_que_chega_depois_tira_o_objeto_do_recurso_de_oficio() -> None:
    caso = na_segunda()
    rodar(caso.vence_em + UM_SEGUNDO)
    caso.refresh_from_db()
    with time_machine.travel(caso.vence_em + UM_DIA, tick=False):
        caso = elenco.respondido(Decisao.CONCEDIDO, caso)
    assert caso.recursos.get().resultado == Resultado.PERDA_DE_OBJETO
    assert caso.situacao == S.RESPONDIDO
    rodar(caso.vence_em + 2 * UM_DIA)
    assert caso.recursos.count() == 1


@pytest.mark.usefixtures("ligado")
@pytest.mark.parametrize("situacao", [S.EM_TRAMITACAO, S.RESPONDIDO, S.EM_RECURSO, S.DECIDIDO, *ENCERRADAS])
def test_quem_tem_prazo_correndo_ou_ja_acabou_nao_sobe(situacao: str) -> None:
    with time_machine.travel(SEGUNDA, tick=False):
        caso = elenco.na_situacao(situacao)
        quantos = caso.recursos.count()
        assert acoes.subir_de_oficio(caso=caso, por=SISTEMA) is None
    rodar(SEGUNDA + UM_SEGUNDO)
    assert caso.recursos.count() == quantos


@pytest.mark.parametrize("situacao", [S.RESPONDIDO, S.DECIDIDO, *ENCERRADAS])
def test_o_sistema_nao_recorre_do_que_a_prefeitura_respondeu(situacao: str) -> None:
    caso = elenco.na_situacao(situacao)
    with pytest.raises(TransicaoProibida):
        acoes.recorrer(caso=caso, por=SISTEMA, motivo=MotivoDeRecurso.SEM_RESPOSTA, de_oficio=True)
    assert not caso.recursos.filter(de_oficio=True).exists()


def test_so_o_sistema_abre_recurso_de_oficio() -> None:
    caso = elenco.vencido()
    with pytest.raises(TransicaoProibida):
        acoes.recorrer(
            caso=caso,
            por=elenco.municipe(caso.protocolo),
            motivo=MotivoDeRecurso.SEM_RESPOSTA,
            de_oficio=True,
        )
    with pytest.raises(TransicaoProibida):
        acoes.recorrer(caso=caso, por=SISTEMA, motivo=MotivoDeRecurso.SEM_RESPOSTA)
