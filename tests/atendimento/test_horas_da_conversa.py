"""A que horas há quem converse, quando volta a haver, e até quando se responde."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atendimento import acoes, conversa
from atendimento.carga import carregar
from atendimento.models import AssuntoDaConversa, Conversa, HorarioDaConversa
from atendimento.situacoes import Estado, SituacaoDaConversa
from protocolo.erros import RecusaNoCampo
from tests.atendimento import conversando
from tests.atendimento.conversando import local
from tests.solicitacoes.pedindo import central

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def horas() -> None:
    carregar()


@pytest.mark.parametrize(
    ("em", "aberta", "abre"),
    [
        ("2026-12-01 07:59", False, "2026-12-01 08:00"),  # terça
        ("2026-12-01 08:00", True, "2026-12-01 08:00"),
        ("2026-12-01 20:00", False, "2026-12-02 08:00"),
        ("2026-12-05 13:59", True, "2026-12-05 13:59"),  # sábado
        ("2026-12-05 14:00", False, "2026-12-07 08:00"),
        ("2026-12-06 10:00", False, "2026-12-07 08:00"),  # domingo
        ("2026-12-25 10:00", False, "2026-12-26 08:00"),  # Natal, sexta
    ],
)
def test_quando_se_conversa(em: str, aberta: bool, abre: str) -> None:  # noqa: FBT001  é uma linha da tabela
    assert conversa.aberta_em(local(em)) is aberta
    assert conversa.proxima_abertura(local(em)) == local(abre)


@pytest.mark.parametrize(
    ("em", "ate"),
    [
        ("2026-12-01 10:00", "2026-12-02 10:00"),
        ("2026-12-01 22:00", "2026-12-03 08:00"),
        ("2026-12-04 16:00", "2026-12-07 20:00"),  # cairia no sábado às 16h, já fechado
        ("2026-12-05 15:00", "2026-12-08 08:00"),  # conta da segunda
    ],
)
def test_ate_quando_se_responde(em: str, ate: str) -> None:
    assert conversa.prazo_de_resposta(local(em)) == local(ate)


def test_sem_horario_nenhum_nao_se_promete_abrir() -> None:
    HorarioDaConversa.objects.all().delete()
    agora = local("2026-12-01 10:00")
    assert conversa.proxima_abertura(agora) is None
    assert conversa.prazo_de_resposta(agora) == agora + timedelta(hours=24)


def test_no_feriado_so_o_horario_que_o_diz() -> None:
    natal = local("2026-12-25 10:00")
    HorarioDaConversa.objects.filter(dia=4).update(em_feriado=True)
    assert conversa.aberta_em(natal)


def test_ha_quem_converse_se_alguem_recebe_e_deu_sinal() -> None:
    conversando.sempre_aberta()
    agora = timezone.now()
    assert not conversa.ha_quem_converse(agora)
    quem = conversando.quem_atende()
    assert conversa.ha_quem_converse(agora)
    conversando.sem_sinal(quem)
    assert not conversa.ha_quem_converse(agora)
    conversando.fechada()
    conversando.sem_sinal(quem, 0)
    assert not conversa.ha_quem_converse(agora)


def test_ha_quem_converse_sobre_o_assunto() -> None:
    conversando.sempre_aberta()
    agora, (este, outro) = timezone.now(), AssuntoDaConversa.objects.all()[:2]
    quem = conversando.quem_atende()
    assert conversa.assuntos_sem_quem(agora) == []
    acoes.por_a_disposicao(usuario=quem, unidade=central(), estado=Estado.RECEBE, assuntos=[este])
    assert conversa.ha_quem_converse(agora, este)
    assert conversa.ha_quem_converse(agora)
    assert not conversa.ha_quem_converse(agora, outro)
    assert este not in conversa.assuntos_sem_quem(agora)
    assert outro in conversa.assuntos_sem_quem(agora)


def test_do_assunto_que_ninguem_atende_fica_por_responder_com_contato() -> None:
    conversando.sempre_aberta()
    este, outro = AssuntoDaConversa.objects.all()[:2]
    acoes.por_a_disposicao(
        usuario=conversando.quem_atende(), unidade=central(), estado=Estado.RECEBE, assuntos=[este]
    )
    esta = conversando.comecada()
    with pytest.raises(RecusaNoCampo, match="Deixe um e-mail"):
        acoes.pedir_alguem(conversa=esta, assunto=outro)
    esta = acoes.deixar_contato(conversa=esta, nome="", email="maria@exemplo.invalid")
    feita = acoes.pedir_alguem(conversa=esta, assunto=outro)
    assert feita.situacao == SituacaoDaConversa.PENDENTE
    assert feita.responder_ate
    assert acoes.pedir_alguem(conversa=feita, assunto=este).situacao == SituacaoDaConversa.COM_ATENDENTE


def test_a_da_fila_que_ja_ninguem_atende_fica_por_responder() -> None:
    conversando.sempre_aberta()
    este, outro = AssuntoDaConversa.objects.all()[:2]
    acoes.por_a_disposicao(
        usuario=conversando.quem_atende(), unidade=central(), estado=Estado.RECEBE, assuntos=[este]
    )
    agora, esperam = timezone.now(), {}
    for assunto in (este, outro, None):
        esperam[assunto] = conversando.na_fila()
        Conversa.objects.filter(pk=esperam[assunto].pk).update(assunto=assunto)
    assert acoes.deixar_por_responder(em=agora) == 0, "quem acabou de chegar espera um sinal"
    assert acoes.deixar_por_responder(em=agora + timedelta(minutes=2)) == 0
    antes = agora - timedelta(minutes=3)
    Conversa.objects.update(na_fila_desde=antes)
    assert acoes.deixar_por_responder(em=agora) == 1
    ficou = Conversa.objects.get(situacao=SituacaoDaConversa.PENDENTE)
    assert (ficou, ficou.assunto) == (esperam[outro], outro)


def test_carregar_de_novo_nao_repete_nem_desfaz_o_que_a_administracao_mudou() -> None:
    sexta = HorarioDaConversa.objects.get(dia=4)
    sexta.ate, sexta.origem = local("2026-12-01 18:00").time(), "edicao"
    sexta.save()
    antes = list(HorarioDaConversa.objects.values_list("dia", "das", "ate"))
    carregar()
    assert list(HorarioDaConversa.objects.values_list("dia", "das", "ate")) == antes
