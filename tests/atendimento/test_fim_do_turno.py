"""O fim do turno: o que se faz das conversas abertas, e em quanto tempo a pessoa sabe de quem saiu."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.acoes.distribuir import TROCA, VOLTOU
from atendimento.models import Conversa, Disponibilidade
from atendimento.situacoes import DeQuem, Estado, Fim, SituacaoDaConversa
from contas.models import Usuario
from protocolo.erros import TransicaoProibida
from sp156.configuracao import AGENDA
from tests.atendimento.conversando import atendida, na_fila, quem_atende, regra, sem_sinal
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

S = SituacaoDaConversa
CONVERSAS, ENTREGAR, SAIR = "central:conversas", "central:conversas_entregar", "account_logout"


def avisos(esta: Conversa) -> list[str]:
    return list(esta.mensagens.filter(de=DeQuem.AVISO).values_list("texto", flat=True))


def estado_de(quem: Usuario) -> str:
    return Disponibilidade.objects.get(usuario=quem).estado


def texto(client: Client, nome: str, consulta: str = "") -> str:
    return " ".join(client.get(reverse(nome) + consulta).content.decode().split())


# --- em que se está ----------------------------------------------------------------------


@pytest.mark.parametrize("estado", [um for um in Estado if um != Estado.RECEBE])
def test_so_a_quem_recebe_chegam_conversas(ana: Usuario, estado: Estado) -> None:
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=estado)
    esta = na_fila()
    assert acoes.distribuir(em=timezone.now()) == 0
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE)
    esta.refresh_from_db()
    assert esta.atendente == ana


def test_quem_deixa_a_mesa_com_conversas_diz_o_que_se_faz_delas(
    da_ana: Client, esta: Conversa, ana: Usuario
) -> None:
    """A pausa fica com elas sem perguntar; e quem não tem nenhuma não é perguntado."""
    receber = reverse("central:conversas_receber")
    for estado, onde in (("pausa", CONVERSAS), ("almoco", ENTREGAR), ("fora", ENTREGAR)):
        assert da_ana.post(receber, {"estado": estado})["Location"] == reverse(onde)
        assert estado_de(ana) == estado
    assert "Há 1 conversa aberta com você." in texto(da_ana, ENTREGAR)
    acoes.acabar(conversa=esta, fim=Fim.PESSOA)
    assert da_ana.post(receber, {"estado": "almoco"})["Location"] == reverse(CONVERSAS)
    assert "Você está no almoço" in texto(da_ana, CONVERSAS)
    assert "Nenhuma conversa aberta com você." in texto(da_ana, ENTREGAR)
    da_ana.post(receber, {"estado": "dormindo"})
    assert estado_de(ana) == Estado.ALMOCO
    assert "Escolha um dos botões." in texto(da_ana, CONVERSAS)


# --- entregar ------------------------------------------------------------------------------


def test_entregar_a_um_colega_para_depois_ou_a_fila_e_cada_pessoa_le(da_ana: Client, ana: Usuario) -> None:
    """Nunca voltam a quem as entregou, ainda que recebesse."""
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE)
    bia = quem_atende()
    para_a_bia = [atendida(ana), atendida(ana)]
    pedido = {"para": str(bia.pk), "motivo": "Falta só o número da casa."}
    assert da_ana.post(reverse(ENTREGAR), pedido)["Location"] == reverse(CONVERSAS)
    for uma in para_a_bia:
        uma.refresh_from_db()
        assert uma.atendente == bia
        assert TROCA in avisos(uma)
        assert uma.mensagens.get(de=DeQuem.NOTA).texto == "Falta só o número da casa."
    depois = atendida(ana)
    da_ana.post(reverse(ENTREGAR), {"para": "depois"})
    depois.refresh_from_db()
    assert depois.situacao == S.PENDENTE
    assert "Respondemos até" in avisos(depois)[-1]
    regra(conversas_por_atendente=2)  # a Bia está cheia
    a_fila = atendida(ana)
    da_ana.post(reverse(ENTREGAR), {"para": ""})
    a_fila.refresh_from_db()
    assert (a_fila.situacao, avisos(a_fila)[-1]) == (S.NA_FILA, VOLTOU)
    assert estado_de(ana) == Estado.FORA


def test_o_colega_que_saiu_nao_fica_com_nenhuma(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    bia = quem_atende()
    assert bia.nome in texto(da_ana, ENTREGAR)
    sem_sinal(bia)
    resposta = da_ana.post(reverse(ENTREGAR), {"para": str(bia.pk), "motivo": "É tua."})
    assert resposta.status_code == 422
    assert "É tua." in resposta.content.decode()
    with pytest.raises(TransicaoProibida, match="página das conversas aberta"):
        acoes.entregar(por=ana, para=bia)
    esta.refresh_from_db()
    assert esta.atendente == ana


# --- sair do portal --------------------------------------------------------------------------


def test_quem_sai_do_portal_entrega_antes_as_conversas(da_ana: Client, esta: Conversa, ana: Usuario) -> None:
    resposta = da_ana.post(reverse(SAIR))
    assert (resposta.status_code, resposta["Location"]) == (303, f"{reverse(ENTREGAR)}?sair=sim")
    assert da_ana.session.get("_auth_user_id"), "ainda não saiu"
    assert "Não sair: continuar atendendo" in texto(da_ana, ENTREGAR, "?sair=sim")
    da_ana.post(f"{reverse(ENTREGAR)}?sair=sim", {"para": ""})
    esta.refresh_from_db()
    assert (esta.situacao, avisos(esta)[-1]) == (S.NA_FILA, VOLTOU)
    assert "_auth_user_id" not in da_ana.session


def test_quem_sai_sem_conversas_ja_nao_recebe(da_ana: Client, ana: Usuario) -> None:
    """Antes, a da fila ainda lhe vinha nos quarenta segundos seguintes."""
    acoes.por_a_disposicao(usuario=ana, unidade=central(), estado=Estado.RECEBE)
    da_ana.post(reverse(SAIR))
    assert "_auth_user_id" not in da_ana.session
    assert estado_de(ana) == Estado.FORA
    assert not Disponibilidade.objects.presentes(timezone.now()).filter(usuario=ana).exists()
    na_fila()
    assert acoes.distribuir(em=timezone.now()) == 0


def test_quem_ja_nao_atende_em_lugar_nenhum_sai_e_as_conversas_voltam(
    da_ana: Client, esta: Conversa, ana: Usuario
) -> None:
    ana.lotacoes.all().delete()
    da_ana.post(reverse(SAIR))
    assert "_auth_user_id" not in da_ana.session
    assert acoes.devolver_sem_sinal(em=timezone.now()) == 1
    esta.refresh_from_db()
    assert esta.situacao == S.NA_FILA


# --- em quanto tempo se sabe -----------------------------------------------------------------


@pytest.mark.parametrize(("como", "limite"), [("fecha a página", 10), ("perde o sinal", 45)])
def test_a_pessoa_sabe_a_tempo_que_quem_atendia_saiu(
    da_ana: Client, esta: Conversa, ana: Usuario, como: str, limite: int
) -> None:
    """Contado do último sinal, na pior volta da rotina: a que passa um instante antes de o sinal acabar."""
    da_ana.post(reverse("central:conversas_sinal"))
    ultimo = timezone.now()
    if como == "fecha a página":
        da_ana.post(reverse("central:conversas_sinal"), {"fecha": "sim"})
    vale = (Disponibilidade.objects.get(usuario=ana).presente_ate - ultimo).total_seconds()
    volta = float(AGENDA["atendimento.cuidar_das_conversas"])  # type: ignore[arg-type]
    assert vale + volta <= limite
    assert acoes.devolver_sem_sinal(em=ultimo + timedelta(seconds=vale - 0.1)) == 0
    assert acoes.devolver_sem_sinal(em=ultimo + timedelta(seconds=ceil(vale + volta))) == 1
    assert avisos(esta)[-1] == VOLTOU
