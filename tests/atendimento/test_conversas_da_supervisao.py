"""As conversas na supervisão: quem as vê, o que se tapa, os números e a lista a que levam."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import AssuntoDaConversa, Conversa
from atendimento.situacoes import Fim, Resultado
from atendimento.supervisao import numeros_das_conversas
from atendimento.supervisao.quadro import Periodo
from contas.models import LeituraDePessoal, Usuario
from contas.papeis import Papel
from roteamento.models import Unidade
from tests.atendimento.conversando import acompanhado, atendida, comecada, diz, na_fila, quem_atende
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import central, praca

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]

INICIO, LISTA = "central:supervisao_conversas", "central:supervisao_conversas_lista"


@pytest.fixture
def ana() -> Usuario:
    return quem_atende(recebe=False)


def chefia(client: Client, onde: Unidade | None = None) -> Usuario:
    quem = elenco.servidor(onde or central(), nome="Sônia Chefia", papel=Papel.CHEFIA)
    client.force_login(quem)
    return quem


def sopa(resposta: Resposta) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def identificada(ana: Usuario) -> Conversa:
    esta = acoes.deixar_contato(conversa=atendida(ana), nome="Rita Sá", email="rita@exemplo.invalid")
    diz(esta, "Meu CPF é 529.982.247-25 e o e-mail, rita@exemplo.invalid.")
    return esta


# --- agora ---------------------------------------------------------------------------


def test_o_que_se_passa_agora_muda_sozinho(client: Client, ana: Usuario) -> None:
    quem = chefia(client)
    antes = sopa(client.get(reverse(INICIO))).select_one("#agora")
    assert antes is not None
    assert acompanhado(str(antes["data-corrente"])) == f"c{quem.pk}"
    na_fila()
    depois = client.get(str(antes["data-novidades"]))
    assert "1 na fila" in " ".join(sopa(depois).get_text(" ").split())
    assert acompanhado(depois["Corrente"]) == f"c{quem.pk}"
    client.force_login(ana)
    assert client.get(str(antes["data-novidades"])).status_code == 403


# --- ler ---------------------------------------------------------------------------


def test_o_que_e_pessoal_vem_tapado_ate_se_abrir(client: Client, ana: Usuario) -> None:
    """Abrir escreve a leitura, de quem abriu; a página seguinte vem tapada outra vez."""
    esta, quem = identificada(ana), chefia(client)
    endereco = reverse("central:supervisao_conversa", args=[esta.codigo])
    tapada = client.get(endereco).content.decode()
    assert "[CPF 1]" in tapada
    assert not any(dado in tapada for dado in ("529.982", "rita@", "Rita Sá"))
    assert not LeituraDePessoal.objects.exists()
    aberta = client.post(reverse("central:supervisao_conversa_abrir", args=[esta.codigo])).content.decode()
    assert all(dado in aberta for dado in ("529.982.247-25", "rita@exemplo.invalid", "Rita Sá"))
    leitura = LeituraDePessoal.objects.get()
    assert (leitura.interessado, leitura.usuario, leitura.papel) == (esta.interessado, quem, Papel.CHEFIA)
    assert "529.982" not in client.get(endereco).content.decode()


def test_de_quem_nao_se_identificou_nao_ha_o_que_abrir(client: Client, ana: Usuario) -> None:
    esta = atendida(ana)
    diz(esta, "Meu CPF é 529.982.247-25.")
    chefia(client)
    pagina = client.get(reverse("central:supervisao_conversa", args=[esta.codigo])).content.decode()
    assert "Ver tudo" not in pagina
    aberta = client.post(reverse("central:supervisao_conversa_abrir", args=[esta.codigo]))
    assert aberta.status_code == 404


def test_a_chefia_da_praca_so_ve_as_da_praca(client: Client, ana: Usuario) -> None:
    """A da Central vê todas; a de uma Praça, as que a Praça atendeu. Quem atende, nenhuma."""
    da_central, na_praca = atendida(ana), na_fila()
    acoes.tomar(conversa=na_praca, por=quem_atende(recebe=False), unidade=praca())
    chefia(client, praca())
    paginas = [
        client.get(reverse("central:supervisao_conversa", args=[um.codigo])) for um in (da_central, na_praca)
    ]
    assert [pagina.status_code for pagina in paginas] == [404, 200]
    chefia(client)
    assert client.get(reverse("central:supervisao_conversa", args=[na_praca.codigo])).status_code == 200
    assert client.get(reverse("central:supervisao_conversa", args=[uuid4()])).status_code == 404
    client.force_login(ana)
    assert client.get(reverse(INICIO)).status_code == 403


# --- os números --------------------------------------------------------------------


def uma(
    ana: Usuario, assunto: AssuntoDaConversa | None = None, *, espera: int = 60, nota: int = 0
) -> Conversa:
    """Uma que esperou tantos segundos, durou cinco minutos e acabou com quem atende."""
    esta = acoes.acabar(conversa=atendida(ana), fim=Fim.ATENDENTE, por=ana, resultado=Resultado.INFORMACAO)
    agora = timezone.now()
    Conversa.objects.filter(pk=esta.pk).update(
        assunto=assunto,
        na_fila_desde=agora - timedelta(seconds=espera),
        atendida_em=agora,
        encerrada_em=agora + timedelta(minutes=5),
        nota=nota or None,
    )
    return esta


def test_os_numeros_contam_o_que_houve(ana: Usuario) -> None:
    assunto = AssuntoDaConversa.objects.create(nome="Buraco")
    uma(ana, assunto, espera=60, nota=5)
    uma(ana, espera=120, nota=2)
    acoes.acabar(conversa=na_fila(), fim=Fim.DESISTIU)
    comecada()
    numeros = numeros_das_conversas.ler(Periodo.ler("hoje", timezone.localdate()), None)
    todas = numeros.todas
    assert (todas.quantas, todas.pediram, todas.atendidas, todas.desistiram) == (4, 3, 2, 1)
    assert todas.espera == timedelta(seconds=90)
    assert todas.duracao == timedelta(minutes=5)
    assert (todas.nota_media, todas.notas) == (3.5, 2)
    assert {um.nome: um.quantas for um in numeros.por_assunto} == {"Sem assunto": 3, "Buraco": 1}
    assert sum(um.quantas for um in numeros.por_hora) == 4
    assert {um.nome: um.quantos for um in numeros.por_fim} == {
        Fim.ATENDENTE.label: 2,
        Fim.DESISTIU.label: 1,
    }
    assert {um.nome: um.quantos for um in numeros.por_resultado} == {Resultado.INFORMACAO.label: 2}
    assert (
        numeros_das_conversas.ler(Periodo.ler("hoje", timezone.localdate()), [praca().pk]).todas.quantas == 0
    )


def test_cada_numero_leva_a_sua_lista(client: Client, ana: Usuario) -> None:
    """Segue cada link da página e conta as linhas de lá."""
    uma(ana, AssuntoDaConversa.objects.create(nome="Buraco"), nota=3)
    acoes.acabar(conversa=na_fila(), fim=Fim.DESISTIU)
    na_fila()
    acoes.deixar_para_depois(conversa=atendida(ana), motivo="Falta", por=ana)
    chefia(client)
    pagina = sopa(client.get(reverse(INICIO)))
    seguidos = 0
    for link in pagina.select(f'a[href^="{reverse(LISTA)}"]'):
        numero = link.find_parent("tr") or link
        esperado = int((numero.select_one("td, strong") or link).get_text(strip=True).partition(":")[0])
        linhas = sopa(client.get(str(link["href"]))).select("tbody tr")
        assert len(linhas) == esperado, link
        seguidos += 1
    assert seguidos >= 6


def test_o_csv_diz_o_mesmo(client: Client, ana: Usuario) -> None:
    uma(ana, espera=60, nota=5)
    chefia(client)
    linhas = (
        client.get(reverse("central:supervisao_conversas_numeros")).content.decode("utf-8-sig").splitlines()
    )
    assert linhas[0].split(";")[:3] == ["Quadro", "O quê", "Conversas"]
    assert linhas[1].split(";")[:8] == ["Total", "Conversas", "1", "1", "1", "0", "60", "300"]


def test_a_pagina_custa_o_mesmo_com_uma_e_com_cinco(client: Client, ana: Usuario) -> None:
    chefia(client)
    custos: list[int] = []
    for _ in range(2):
        for _ in range(len(custos) * 4 + 1):
            na_fila()
            atendida(ana)
        with CaptureQueriesContext(connection) as consultas:
            client.get(reverse(INICIO))
        custos.append(len(consultas))
    assert custos[0] == custos[1]
