"""A conversa que parou, porque o telefone se apagou: a pessoa volta e continua, com a mesma história."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.acoes.conversar import resumo_da_rede
from atendimento.models import Atendimento, Bloqueio, Conversa
from atendimento.situacoes import Estado, Fim, SituacaoDaConversa
from contas.models import Usuario
from tests.atendimento import conversando
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

S = SituacaoDaConversa


@pytest.fixture
def ana() -> Usuario:
    conversando.sempre_aberta()
    return conversando.quem_atende(recebe=False)


@pytest.fixture
def maria(client: Client, ana: Usuario) -> QuemConversa:
    """Atendida há um quarto de hora, até que parou."""
    quem = QuemConversa(client)
    quem.comecar()
    parar(na_fila_e_atendida(quem.conversa, ana))
    return quem


def na_fila_e_atendida(esta: Conversa, quem: Usuario) -> Conversa:
    agora = timezone.now()
    Conversa.objects.filter(pk=esta.pk).update(situacao=S.NA_FILA, na_fila_desde=agora, sinal_em=agora)
    acoes.tomar(conversa=esta, por=quem)
    return conversando.ha(esta, timedelta(minutes=15))


def parar(esta: Conversa) -> Conversa:
    """Quem atendia perguntou, avisou-se, e ninguém respondeu."""
    Conversa.objects.filter(pk=esta.pk).update(avisada_em=timezone.now() - timedelta(minutes=6))
    assert acoes.acabar_paradas(em=timezone.now()) == 1
    esta.refresh_from_db()
    return esta


def todos_ocupados() -> None:
    """Há quem receba, e já tem quantas pode."""
    conversando.regra(conversas_por_atendente=1)
    colega = elenco.pessoa("bia")
    acoes.por_a_disposicao(usuario=colega, unidade=central(), estado=Estado.RECEBE)
    conversando.atendida(colega)


def continuar(esta: Conversa) -> Conversa:
    acoes.continuar_conversa(conversa=esta, rede=conversando.REDE)
    esta.refresh_from_db()
    return esta


def test_a_que_parou_volta_a_fila_no_lugar_que_tinha(maria: QuemConversa) -> None:
    todos_ocupados()
    outra, antes = conversando.na_fila(), maria.conversa
    esta = continuar(maria.conversa)
    assert (esta.situacao, esta.fim, esta.encerrada_em, esta.atendente) == (S.NA_FILA, "", None, None)
    assert list(Conversa.objects.na_fila()) == [esta, outra]
    assert (esta.espera, esta.na_fila_desde) == (antes.espera, antes.na_fila_desde)
    assert acoes.deixar_por_responder(em=timezone.now()) == 0, "a espera de agora conta-se de agora"
    assert esta.mensagens.filter(texto="buraco na rua").exists()
    assert continuar(esta).ultima == esta.ultima, "dois toques continuam uma vez só"


def test_a_que_parou_ha_horas_vai_ao_fim_da_fila(maria: QuemConversa) -> None:
    todos_ocupados()
    outra = conversando.na_fila()
    assert "no lugar que tinha" in maria.texto()
    Conversa.objects.filter(fim=Fim.PARADA).update(encerrada_em=timezone.now() - timedelta(hours=2))
    assert "no lugar que tinha" not in maria.texto()
    esta = continuar(maria.conversa)
    assert list(Conversa.objects.na_fila()) == [outra, esta]
    assert (esta.atendida_em, esta.voltou_em, esta.espera) == (None, None, None)


def test_volta_antes_a_quem_a_tinha_com_o_atendimento_em_que_se_escrevia(
    maria: QuemConversa, ana: Usuario
) -> None:
    (comecado,) = Atendimento.objects.filter(conversa=maria.conversa)
    assert comecado.terminado_em
    acoes.por_a_disposicao(usuario=elenco.pessoa("bia"), unidade=central(), estado=Estado.RECEBE)
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE)
    conversando.atendida(ana)
    assert continuar(maria.conversa).atendente == ana
    (segue,) = Atendimento.objects.filter(conversa=maria.conversa)
    assert (segue, segue.resultado, segue.terminado_em) == (comecado, "", None)


def test_passado_o_tempo_de_registrar_comeca_outro_atendimento(maria: QuemConversa, ana: Usuario) -> None:
    Atendimento.objects.update(terminado_em=timezone.now() - timedelta(minutes=31))
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE)
    continuar(maria.conversa)
    assert Atendimento.objects.filter(conversa=maria.conversa).count() == 2


def test_a_do_comeco_continua_no_comeco(client: Client, ana: Usuario) -> None:
    quem = QuemConversa(client)
    quem.comecar()
    conversando.ha(quem.conversa, timedelta(hours=3))
    assert acoes.acabar_paradas(em=timezone.now()) == 1
    assert continuar(quem.conversa).situacao == S.COMECO
    assert acoes.acabar_paradas(em=timezone.now()) == 0


def test_so_a_que_parou_e_ha_menos_de_um_dia(maria: QuemConversa, ana: Usuario) -> None:
    Conversa.objects.update(encerrada_em=timezone.now() - timedelta(hours=25))
    assert continuar(maria.conversa).fim == Fim.PARADA
    assert "Continuar a conversa" not in maria.texto()
    outra = conversando.atendida(ana)
    acoes.acabar(conversa=outra, fim=Fim.ATENDENTE, por=ana)
    assert continuar(outra).fim == Fim.ATENDENTE


# --- a página --------------------------------------------------------------------------------


def test_a_pagina_diz_o_que_houve_e_um_toque_continua_com_o_que_se_escrevia(maria: QuemConversa) -> None:
    todos_ocupados()
    texto = maria.texto()
    assert "A conversa parou" in texto
    assert "nada se perdeu" in texto
    resposta = maria.client.post(maria.endereco("continuar"), {"texto": "é na rua Um"})
    assert (resposta.status_code, resposta["Location"]) == (303, f"{maria.endereco()}#conversa")
    pagina = maria.ver().content.decode()
    assert "próxima pessoa da fila" in pagina
    assert "é na rua Um</textarea>" in pagina
    assert "buraco na rua" in pagina


def test_o_que_se_manda_depois_de_parar_nao_se_perde(maria: QuemConversa) -> None:
    frase = maria.dizer("é na rua Um", pelo_modulo=True)
    assert (frase.status_code, "Continuar a conversa" in frase.content.decode()) == (422, True)
    pagina = maria.dizer("é na rua Um").content.decode()
    assert "é na rua Um</textarea>" in pagina
    assert 'name="texto" value="é na rua Um"' in pagina


def test_sem_ninguem_pede_o_contato_e_o_escrito_fica(maria: QuemConversa) -> None:
    conversando.fechada()
    resposta = maria.client.post(maria.endereco("continuar"), {"texto": "é na rua Um"})
    assert resposta["Location"] == maria.endereco("pessoa")
    assert "Agora não há quem converse" in maria.client.get(maria.endereco("pessoa")).content.decode()
    maria.pedir(email="maria@exemplo.invalid")
    assert maria.conversa.situacao == S.PENDENTE
    assert "é na rua Um</textarea>" in maria.ver().content.decode()


def test_quem_volta_pela_entrada_acha_a_que_parou(maria: QuemConversa) -> None:
    entrada = maria.client.get(reverse("conversa:inicio")).content.decode()
    assert maria.endereco("continuar") in entrada
    maria.client.post(maria.endereco("continuar"))
    assert maria.conversa.aberta
    assert maria.client.get(reverse("conversa:inicio"))["Location"].startswith(maria.endereco())


def test_quem_ja_comecou_outra_vai_a_ela(maria: QuemConversa) -> None:
    outra = QuemConversa(maria.client)
    outra.comecar()
    assert maria.client.post(maria.endereco("continuar"))["Location"].startswith(outra.endereco())
    assert maria.conversa.fim == Fim.PARADA


def test_bloqueado_le_por_que_e_o_escrito_fica(maria: QuemConversa) -> None:
    ate = timezone.now() + timedelta(hours=1)
    Bloqueio.objects.create(rede=resumo_da_rede("127.0.0.1"), motivo="ofensas", por=elenco.pessoa(), ate=ate)
    resposta = maria.client.post(maria.endereco("continuar"), {"texto": "é na rua Um"})
    pagina = resposta.content.decode()
    assert (resposta.status_code, "ofensas" in pagina, "é na rua Um" in pagina) == (429, True, True)
    assert maria.conversa.fim == Fim.PARADA
