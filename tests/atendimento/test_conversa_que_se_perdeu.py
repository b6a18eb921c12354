"""A conversa que passou a outra pessoa enquanto se escrevia; e as muitas que se distinguem."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes
from atendimento.models import Atendimento, Conversa, Mensagem
from atendimento.situacoes import DeQuem, Fim
from contas.models import Usuario
from tests.atendimento.conversando import atendida, diz, ha, manda, quem_atende
from tests.atendimento.quem_conversa import DO_MODULO
from tests.solicitacoes.pedindo import central

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]


def lido(resposta: Resposta) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def novidades(client: Client, de: Usuario, esta: Conversa) -> Resposta:
    pedido = {"q": str(de.pk), "v": "0", "c": str(esta.codigo)}
    return client.get(reverse("central:conversas_novidades"), pedido)


def tomada(esta: Conversa) -> Usuario:
    """Outra pessoa fica com ela."""
    beto = quem_atende(recebe=False)
    acoes.tomar(conversa=esta, por=beto, unidade=central(), supervisiona=True)
    return beto


def test_a_pagina_diz_com_quem_a_conversa_ficou(
    da_ana: Client, esta: Conversa, ana: Usuario, subtests: pytest.Subtests
) -> None:
    beto = tomada(esta)
    assert f"{beto.nome} continua a conversa." in lido(novidades(da_ana, ana, esta))
    passos: dict[str, Callable[[], object]] = {
        "Voltou à fila": lambda: acoes.passar(conversa=esta, para=None, motivo="Almoço", por=beto),
        "parou, porque ficou um tempo": lambda: acoes.acabar(conversa=esta, fim=Fim.PARADA),
    }
    for frase, passo in passos.items():
        with subtests.test(frase):
            passo()
            assert frase in lido(novidades(da_ana, ana, esta))
    assert "copie" not in lido(novidades(da_ana, ana, esta)), "à que acabou não se deixa nota"


def test_o_que_se_ia_enviar_nao_vai_e_nao_se_perde(da_ana: Client, esta: Conversa) -> None:
    """O módulo lê a frase e não tenta outra vez; sem ele, a página traz o texto."""
    beto = tomada(esta)
    recusa = manda(da_ana, esta, "Ia dizer isto.", headers=DO_MODULO)
    assert (recusa.status_code, recusa["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert beto.nome in recusa.content.decode()
    pagina = manda(da_ana, esta, "Ia dizer isto.")
    assert pagina.status_code == 409
    campo = BeautifulSoup(pagina.content, "lxml").select_one("textarea[name=texto]")
    assert campo is not None
    assert campo.get_text().strip() == "Ia dizer isto."
    assert not Mensagem.objects.filter(texto="Ia dizer isto.").exists()
    assert beto.nome in lido(da_ana.get(reverse("central:conversa", args=[esta.codigo])))


def test_a_nota_chega_a_quem_continua(da_ana: Client, esta: Conversa, ana: Usuario, client: Client) -> None:
    beto = tomada(esta)
    dados = {"enviar": "", "nota": "sim", "chave": str(uuid4())}
    for _ in range(2):
        resposta = manda(da_ana, esta, "Ela já mandou a foto.", **dados)
        assert resposta["Location"] == reverse("central:conversas")
    nota = Mensagem.objects.get(conversa=esta, texto="Ela já mandou a foto.")
    assert (nota.de, nota.autor) == (DeQuem.NOTA, ana)
    client.force_login(beto)
    assert f"Nota de {ana.nome}" in lido(client.get(reverse("central:conversa", args=[esta.codigo])))


def test_depois_de_uma_hora_ja_nao_e_de_quem_a_teve(da_ana: Client, esta: Conversa) -> None:
    tomada(esta)
    antes = timezone.now() - timedelta(minutes=61)
    Atendimento.objects.filter(conversa=esta, terminado_em__isnull=False).update(terminado_em=antes)
    assert manda(da_ana, esta, "Nota", nota="sim").status_code == 403


def test_quatro_conversas_distinguem_se(da_ana: Client, ana: Usuario, esta: Conversa) -> None:
    """Quem é, as primeiras palavras, há quanto falou e o que falta ler; na aba, na lista e no título."""
    acoes.deixar_contato(conversa=esta, nome="Maria Sá", email="maria@exemplo.invalid")
    diz(esta, "Tem um buraco na minha rua.")
    ha(esta, timedelta(minutes=7))
    outra = atendida(ana)
    diz(outra, "Oi!")
    diz(outra, "O IPTU veio errado.")
    pagina = da_ana.get(reverse("central:conversas"))
    abas = {um["data-codigo"]: um for um in BeautifulSoup(pagina.content, "lxml").select("[data-codigo]")}
    dela, da_outra = abas[str(esta.codigo)], abas[str(outra.codigo)]
    assert " ".join(dela.get_text(" ").split()).startswith(
        "Maria Sá 1 mensagem por ler Tem um buraco na minha rua. há 7 min"
    )
    assert (dela["data-com"], da_outra["data-com"]) == ("Maria", f"nº {outra.pk}")
    assert " ".join(da_outra.get_text(" ").split()).startswith(
        "Não se identificou 2 mensagens por ler O IPTU veio errado. agora"
    )
    lista = BeautifulSoup(pagina.content, "lxml").select_one("[data-lista-das-conversas]")
    assert lista is not None
    assert "Maria Sá : “Tem um buraco na minha rua.”" in " ".join(lista.get_text(" ").split())
    deste = Atendimento.objects.abertos().get(conversa=outra)
    titulo = BeautifulSoup(
        da_ana.get(reverse("central:atendimento", args=[deste.codigo])).content, "lxml"
    ).title
    assert titulo is not None
    assert " ".join(titulo.get_text().split()).startswith("Não se identificou: O IPTU veio errado.")
