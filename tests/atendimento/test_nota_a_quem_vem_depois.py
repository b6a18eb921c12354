"""A nota que quem atende deixa, ao passar ou ao terminar, a quem atender a pessoa depois."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Resultado
from contas.models import Usuario
from tests.atendimento.conversando import atendida, diz, quem_atende
from tests.solicitacoes.pedindo import central

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

NOTA = "Volta amanhã com a foto."


def terminar(client: Client, esta: Conversa, **mais: str) -> int:
    deste = Atendimento.objects.abertos().get(conversa=esta)
    dados = {"resultado": Resultado.INFORMACAO, "nota": NOTA, **mais}
    return client.post(reverse("central:terminar", args=[deste.codigo]), dados).status_code


def no_alto(client: Client, esta: Conversa) -> str:
    """A nota que a mesa mostra por cima do fio."""
    deste = Atendimento.objects.abertos().get(conversa=esta)
    pagina = BeautifulSoup(client.get(reverse("central:atendimento", args=[deste.codigo])).content, "lxml")
    achada = pagina.select_one(".sp-conversa__nota")
    return " ".join(achada.get_text(" ").split()) if achada else ""


def de_quem_provou(esta: Conversa, *, provou: bool = True) -> Conversa:
    acoes.deixar_contato(conversa=esta, nome="Rita Sá", email="rita@exemplo.invalid")
    quando = timezone.now() if provou else None
    Conversa.objects.filter(pk=esta.pk).update(contato_provado_em=quando)
    return Conversa.objects.get(pk=esta.pk)


def test_ao_terminar_fica_na_conversa_antes_do_fim_e_a_pessoa_nao_a_le(
    da_ana: Client, esta: Conversa, ana: Usuario
) -> None:
    assert terminar(da_ana, esta, nota="x" * 2001) == 422
    assert not Mensagem.objects.filter(conversa=esta, de=DeQuem.NOTA).exists()
    assert terminar(da_ana, esta) == 302
    nota = Mensagem.objects.get(conversa=esta, de=DeQuem.NOTA)
    assert (nota.texto, nota.autor) == (NOTA, ana)
    esta.refresh_from_db()
    assert not esta.aberta
    assert nota.ordem == esta.ultima - 1


def test_quem_recebe_a_mesma_pessoa_a_le_no_alto(
    da_ana: Client, esta: Conversa, ana: Usuario, client: Client
) -> None:
    """Só se a pessoa provou quem é, nas duas: o e-mail que se escreve pode ser de outra."""
    de_quem_provou(esta)
    assert terminar(da_ana, esta) == 302
    beto = quem_atende(recebe=False)
    client.force_login(beto)
    volta = de_quem_provou(atendida(beto))
    assert no_alto(client, volta).startswith(f"Nota de {ana.nome}, ")
    assert NOTA in no_alto(client, volta)
    assert no_alto(client, de_quem_provou(volta, provou=False)) == ""


def test_a_de_quem_passou_esta_no_alto_de_quem_continua(client: Client, esta: Conversa, ana: Usuario) -> None:
    """E a que ela mesma escreve fica no fio."""
    beto = quem_atende(recebe=True)
    acoes.passar(conversa=esta, para=beto, motivo="É de IPTU", por=ana)
    client.force_login(beto)
    assert no_alto(client, esta).endswith("É de IPTU")
    diz(Conversa.objects.get(pk=esta.pk), "Oi", por=beto)
    outra = atendida(beto)
    acoes.tomar(conversa=outra, por=ana, unidade=central(), supervisiona=True)
    client.force_login(ana)
    assert no_alto(client, outra) == ""
