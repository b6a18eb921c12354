"""As datas da lei, com o calendário de 2026: a pessoa, o órgão, as prorrogações, a espera."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone

from contas.autor import Autor
from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Situacao
from protocolo.erros import TransicaoProibida
from protocolo.prazos.contagem import SAO_PAULO
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db

QUINTA, SEXTA = date(2026, 1, 22), date(2026, 1, 23)
CARNAVAL, PAIXAO = date(2026, 2, 13), date(2026, 4, 2)
CORPUS_CHRISTI, FIM_DO_ANO = date(2026, 6, 3), date(2026, 12, 4)
JA_PRORROGADO, JA_PASSOU = "só se prorroga uma vez", "não se prorroga"

# evento: 20 (órgão), 30 (pessoa), 40 (órgão prorrogado), 60 (pessoa prorrogada)
VETORES = {
    QUINTA: (date(2026, 2, 11), date(2026, 2, 23), date(2026, 3, 3), date(2026, 3, 23)),
    SEXTA: (date(2026, 2, 18), date(2026, 2, 24), date(2026, 3, 6), date(2026, 3, 26)),
    CARNAVAL: (date(2026, 3, 9), date(2026, 3, 19), date(2026, 3, 30), date(2026, 4, 22)),
    PAIXAO: (date(2026, 4, 27), date(2026, 5, 5), date(2026, 5, 15), date(2026, 6, 8)),
    CORPUS_CHRISTI: (date(2026, 6, 29), date(2026, 7, 7), date(2026, 7, 17), date(2026, 8, 6)),
    FIM_DO_ANO: (date(2026, 12, 28), date(2027, 1, 5), date(2027, 1, 15), date(2027, 2, 4)),
}


def as_10(dia: date) -> datetime:
    return datetime.combine(dia, time(10), SAO_PAULO)


def vencimento(linha: Manifestacao | Encaminhamento) -> date:
    linha.refresh_from_db()
    vence = timezone.localtime(linha.vence_em)
    assert vence.time() == time(23, 59, 59)
    return vence.date()


@pytest.mark.parametrize("evento", VETORES)
def test_cada_prazo_no_calendario_da_cidade(evento: date) -> None:
    do_orgao, da_pessoa, orgao_prorrogado, pessoa_prorrogada = VETORES[evento]
    with time_machine.travel(as_10(evento), tick=False):
        caso, envio = elenco.encaminhada()
        assert (vencimento(envio), vencimento(caso)) == (do_orgao, da_pessoa)
        quem = elenco.interlocutor()
        acoes.prorrogar_do_orgao(envio=envio, versao=caso.versao, por=quem, motivo=elenco.FRASE)
        caso.refresh_from_db()
        acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
        assert (vencimento(envio), vencimento(caso)) == (orgao_prorrogado, pessoa_prorrogada)


@pytest.mark.parametrize("minuto", [-1, 1])
def test_o_orgao_so_prorroga_antes_do_fim(minuto: int) -> None:
    with time_machine.travel(as_10(CARNAVAL), tick=False):
        caso, envio = elenco.encaminhada()
        quem = elenco.interlocutor()
    with time_machine.travel(envio.vence_em + timedelta(minutes=minuto), tick=False):
        if minuto < 0:
            acoes.prorrogar_do_orgao(envio=envio, versao=caso.versao, por=quem, motivo=elenco.FRASE)
            assert vencimento(envio) == VETORES[CARNAVAL][2]
            return
        with pytest.raises(TransicaoProibida, match=JA_PASSOU):
            acoes.prorrogar_do_orgao(envio=envio, versao=caso.versao, por=quem, motivo=elenco.FRASE)
    assert vencimento(envio) == VETORES[CARNAVAL][0]


@pytest.mark.parametrize("minuto", [-1, 1])
def test_a_ouvidoria_so_prorroga_antes_do_fim(minuto: int) -> None:
    with time_machine.travel(as_10(CARNAVAL), tick=False):
        caso, quem = elenco.em_analise(), elenco.ogm()
    with time_machine.travel(caso.vence_em + timedelta(minutes=minuto), tick=False):
        if minuto < 0:
            acoes.prorrogar(caso=caso, versao=caso.versao, por=quem, motivo=elenco.FRASE)
            assert vencimento(caso) == VETORES[CARNAVAL][3]
            return
        with pytest.raises(TransicaoProibida, match=JA_PASSOU):
            acoes.prorrogar(caso=caso, versao=caso.versao, por=quem, motivo=elenco.FRASE)
    assert vencimento(caso) == VETORES[CARNAVAL][1]


def test_a_segunda_prorrogacao_e_recusada_dos_dois_lados() -> None:
    with time_machine.travel(as_10(CORPUS_CHRISTI), tick=False):
        caso, envio = elenco.encaminhada()
        do_orgao, da_ouvidoria = elenco.interlocutor(), elenco.ogm()
        envio = _prorrogar_orgao(envio, do_orgao)
        _prorrogar(caso, da_ouvidoria)
        with pytest.raises(TransicaoProibida, match=JA_PRORROGADO):
            _prorrogar_orgao(envio, do_orgao)
        with pytest.raises(TransicaoProibida, match=JA_PRORROGADO):
            _prorrogar(caso, da_ouvidoria)
    assert (vencimento(envio), vencimento(caso)) == VETORES[CORPUS_CHRISTI][2:]


def _prorrogar(caso: Manifestacao, por: Autor) -> None:
    caso.refresh_from_db()
    acoes.prorrogar(caso=caso, versao=caso.versao, por=por, motivo=elenco.FRASE)


def _prorrogar_orgao(envio: Encaminhamento, por: Autor) -> Encaminhamento:
    versao = Manifestacao.objects.get(pk=envio.manifestacao_id).versao
    return acoes.prorrogar_do_orgao(envio=envio, versao=versao, por=por, motivo=elenco.FRASE)


def test_o_complemento_para_o_relogio_e_a_resposta_o_retoma_com_os_dias_que_faltavam() -> None:
    with time_machine.travel(as_10(QUINTA), tick=False):
        caso = elenco.em_analise()
    pedido_em = as_10(QUINTA + timedelta(days=10))
    with time_machine.travel(pedido_em, tick=False):
        quem = elenco.ogm()
        caso = acoes.pedir_complemento(caso=caso, versao=caso.versao, por=quem, pergunta="Em que dia foi?")
    assert caso.parada_em == pedido_em
    assert caso.responder_ate
    assert timezone.localdate(caso.responder_ate) == date(2026, 2, 23)  # 02/02 + 19: sábado
    with time_machine.travel(pedido_em + timedelta(days=7), tick=False):
        caso = acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto="Foi na segunda-feira.")
    assert (caso.parada_em, caso.responder_ate, caso.parado) == (None, None, 7)
    assert caso.situacao == Situacao.EM_ANALISE
    assert vencimento(caso) == date(2026, 3, 2)  # 23/01 + 29 + 7 = 28/02, sábado


def test_devolver_a_resposta_nao_da_mais_tempo_ao_orgao() -> None:
    with time_machine.travel(as_10(QUINTA), tick=False):
        caso, envio = elenco.respondida()
    with time_machine.travel(as_10(QUINTA + timedelta(days=5)), tick=False):
        acoes.devolver_ao_orgao(envio=envio, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    assert vencimento(envio) == VETORES[QUINTA][0]
