"""O que a chefia põe para todas as conversas: os bloqueios, que vê, levanta e faz, e as respostas prontas."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Bloqueio, Conversa, RespostaDaConversa
from atendimento.situacoes import Fim
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.erros import TransicaoProibida
from roteamento.models import Unidade
from tests.atendimento import conversando
from tests.atendimento.conversando import REDE, atendida, quem_atende
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central, praca

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

BLOQUEIOS, RESPOSTAS = "central:supervisao_bloqueios", "central:supervisao_respostas"


def chefia(client: Client, onde: Unidade | None = None) -> Usuario:
    quem = elenco.servidor(onde or central(), nome="Sônia Chefia", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


def de_uma_rede() -> Conversa:
    """Com quem atende, e de que se sabe a rede."""
    esta = atendida(quem_atende(recebe=False))
    Conversa.objects.filter(pk=esta.pk).update(rede=conversando.comecada(REDE).rede)
    esta.refresh_from_db()
    return esta


# --- os bloqueios ----------------------------------------------------------------------


def test_a_chefia_bloqueia_da_conversa_ve_e_levanta_com_o_motivo(client: Client) -> None:
    esta, quem = de_uma_rede(), chefia(client)
    assert "Ninguém está bloqueado" in client.get(reverse(BLOQUEIOS)).content.decode()
    bloquear = reverse("central:supervisao_conversa_bloquear", args=[esta.codigo])
    da_conversa = client.get(reverse("central:supervisao_conversa", args=[esta.codigo])).content.decode()
    assert bloquear in da_conversa
    assert client.post(bloquear, {"motivo": "", "horas": "24"}).status_code == 422
    client.post(bloquear, {"motivo": "Ameaças", "horas": "168"})
    feito = Bloqueio.objects.get()
    assert (feito.por, feito.conversa, feito.ate - feito.em) == (quem, esta, timedelta(days=7))
    esta.refresh_from_db()
    assert esta.fim == Fim.ABUSO
    with pytest.raises(acoes.RecusaDaConversa, match="Ameaças"):
        conversando.comecada(REDE)
    levantar = reverse("central:supervisao_levantar", args=[feito.pk])
    pagina = client.get(reverse(BLOQUEIOS)).content.decode()
    assert levantar in pagina
    assert "Ameaças" in pagina
    assert client.post(levantar, {"motivo": " "}).status_code == 422
    client.post(levantar, {"motivo": "Era a rede de uma escola"})
    conversando.comecada(REDE)
    feito.refresh_from_db()
    assert (feito.levantado_por, feito.porque_levantado) == (quem, "Era a rede de uma escola")
    depois = client.get(reverse(BLOQUEIOS)).content.decode()
    assert "Era a rede de uma escola" in depois
    assert levantar not in depois


def test_o_que_ja_nao_vale_nao_se_levanta() -> None:
    quem, agora = elenco.pessoa("Sônia"), timezone.now()
    acabado = Bloqueio.objects.create(
        rede="a", motivo="x", por=quem, em=agora - timedelta(days=2), ate=agora - timedelta(days=1)
    )
    with pytest.raises(TransicaoProibida, match="já acabou"):
        acoes.levantar_bloqueio(bloqueio=acabado, por=quem, motivo="x")


def test_a_chefia_da_praca_so_ve_os_das_conversas_que_atendeu(client: Client) -> None:
    esta = de_uma_rede()
    feito = acoes.bloquear(
        conversa=esta,
        por=elenco.pessoa("Sônia"),
        motivo="Ameaças",
        tempo=timedelta(days=1),
        supervisiona=True,
    )
    chefia(client, praca())
    assert "Ameaças" not in client.get(reverse(BLOQUEIOS)).content.decode()
    assert client.get(reverse("central:supervisao_levantar", args=[feito.pk])).status_code == 404
    assert client.get(reverse("central:supervisao_conversa_bloquear", args=[esta.codigo])).status_code == 404
    assert client.get(reverse(RESPOSTAS)).status_code == 403


# --- as respostas prontas ------------------------------------------------------------------


def test_escreve_se_uma_resposta_ve_se_como_fica_e_guarda_se(client: Client) -> None:
    quem = chefia(client)
    nova = reverse("central:supervisao_resposta_nova")
    escrita = {"titulo": "Boas-vindas", "texto": "Olá, {pessoa}! Sou {atendente}.", "em_uso": "on"}
    previa = client.post(nova, {**escrita, "ver": "sim"})
    assert previa.status_code == 200
    assert "Olá, Maria! Sou Sônia." in previa.content.decode()
    assert "Olá! Sou Sônia." in previa.content.decode()
    assert not RespostaDaConversa.objects.exists()
    client.post(nova, escrita)
    feita = RespostaDaConversa.objects.get()
    assert (feita.titulo, feita.history.latest().history_user) == ("Boas-vindas", quem)
    assert "Boas-vindas" in client.get(reverse(RESPOSTAS)).content.decode()


def test_o_que_nao_serve_volta_com_o_que_se_escreveu(client: Client) -> None:
    chefia(client)
    RespostaDaConversa.objects.create(titulo="Boas-vindas", texto="Olá.")
    nova = reverse("central:supervisao_resposta_nova")
    resposta = client.post(nova, {"titulo": "boas", "texto": "Olá, {nome}, de {rua}.", "ver": "sim"})
    assert resposta.status_code == 422
    assert "{nome}, {rua}" in resposta.content.decode()
    assert "Olá, {nome}" in resposta.content.decode()
    assert client.post(nova, {"titulo": "Boas-vindas", "texto": "Olá."}).status_code == 422


def test_quem_escreve_por_cima_do_colega_e_avisado(client: Client) -> None:
    chefia(client)
    feita = RespostaDaConversa.objects.create(titulo="Boas-vindas", texto="Olá.")
    endereco = reverse("central:supervisao_resposta", args=[feita.pk])
    estado = client.get(endereco).context["form"]["estado"].value()
    mudada = {"titulo": "Boas-vindas", "texto": "Bom dia.", "estado": estado}
    RespostaDaConversa.objects.update(texto="Boa tarde.")
    assert client.post(endereco, mudada).status_code == 422
    mudada["estado"] = client.get(endereco).context["form"]["estado"].value()
    client.post(endereco, mudada)
    feita.refresh_from_db()
    assert (feita.texto, feita.em_uso) == ("Bom dia.", False)
