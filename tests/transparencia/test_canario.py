"""O canário: quem anda por tudo o que a transparência mostra não acha nada do que alguém escreveu.

Cada sala já prova o seu; aqui, a pessoa que guarda uma palavra em cada campo pessoal da casa tem um
caso recente e público, e um estranho segue cada elo, baixa cada arquivo e lê cada resposta.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import lxml.html
import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from solicitacoes.agregados.contar import contar
from solicitacoes.models import Solicitacao
from tests.portal import canario as canarios
from tests.projeto.acesso_da_transparencia import DA_TRANSPARENCIA
from tests.projeto.papeis_de_acesso import PUBLICA
from tests.solicitacoes import elenco
from transparencia.avaliacao.acoes import contar_ano
from transparencia.dados_abertos.periodos import Periodo
from transparencia.dados_abertos.publicacao import publicar as publicar_dados
from transparencia.paineis.acoes import publicar as publicar_paineis

pytestmark = pytest.mark.django_db
PORTAS = ("/transparencia/", "/transparencia/bairro/se/", "/transparencia/avaliacao/", "/open311/")
DE_LA = re.compile(r"/(transparencia|open311|solicitar/junto)/")
HA_TRES_DIAS = timedelta(days=3)
SEM_ELO = {"avaliacao:recusar", "bairro:codigo", "bairro:sair"}
"""O endereço destas só quem recebeu o e-mail tem."""
PALAVRA = re.compile(r"zq\d{3}xk")


@pytest.fixture
def canario(settings: Any, tmp_path: Path) -> canarios.Canario:
    """Aberto e finalizado há três dias num serviço público, entre outros iguais; tudo já contado."""
    settings.MEDIA_ROOT = tmp_path / "media"
    publico = elenco.servico(publica=True)
    dela = canarios.criar(ha=HA_TRES_DIAS)
    antes = timezone.now() - HA_TRES_DIAS
    Solicitacao.objects.filter(pk=dela.casos[0].pk).update(aberta_em=antes, lat=-23.547, lon=-46.636)
    elenco.iguais(12, dela.casos[0].unidade, servico=publico, em=antes)
    canarios.plantar(dela)
    contar()
    publicar_paineis(agora=timezone.now())
    dia = timezone.localdate(antes)
    for periodo in (Periodo(dia.year, dia.month), Periodo(dia.year)):
        publicar_dados(periodo)
    contar_ano(ano=dia.year, agora=timezone.now())
    return dela


def _do_open311(caso: Solicitacao) -> list[str]:
    lidos = ["discovery", "services", "services/tapa-buraco", "requests", f"requests/{caso.identificador}"]
    return [f"/open311/v2/{um}.{formato}?extensions=true" for um in lidos for formato in ("json", "xml")]


def _elos(pagina: str, corpo: bytes) -> set[str]:
    elos = {
        urldefrag(urljoin(pagina, str(elo))).url for elo in lxml.html.fromstring(corpo).xpath("//a/@href")
    }
    return {elo for elo in elos if DE_LA.match(elo)}


def andar(portas: list[str]) -> dict[str, str]:
    """O que se lê em cada endereço, de elo em elo; de cada página, até trinta perguntas."""
    lidos: dict[str, str] = {}
    a_ler = list(portas)
    vezes: dict[str, int] = {}
    while a_ler:
        endereco = a_ler.pop(0)
        caminho = endereco.partition("?")[0]
        vezes[caminho] = vezes.get(caminho, 0) + 1
        if endereco in lidos or vezes[caminho] > 30:
            continue
        resposta = Client().get(endereco)
        assert resposta.status_code in {200, 302}, endereco
        corpo = b"".join(resposta) if resposta.streaming else resposta.content
        lidos[endereco] = bytes(corpo).decode(resposta.charset)
        if resposta["Content-Type"].startswith("text/html") and corpo:
            a_ler.extend(sorted(_elos(endereco, corpo)))
    return lidos


def test_nada_do_que_alguem_escreveu_aparece_em_pagina_arquivo_ou_resposta(canario: canarios.Canario) -> None:
    caso = canario.casos[0]
    caso.refresh_from_db()
    lidos = andar([*PORTAS, *_do_open311(caso)])
    vistas = {resolve(endereco.partition("?")[0]).view_name for endereco in lidos}
    publicas = {nome for nome, linha in DA_TRANSPARENCIA.items() if linha == PUBLICA}
    assert publicas - vistas == SEM_ELO
    assert {"dados_abertos:arquivo", "open311:pedido", "solicitacoes:junto"} <= vistas
    ditos = [*(um.protocolo for um in canario.casos), "Cândida", "candida@", canarios.NO_ARQUIVO]
    achados = {
        endereco: [*PALAVRA.findall(texto), *(dito for dito in ditos if dito in texto)]
        for endereco, texto in lidos.items()
    }
    assert {endereco: achado for endereco, achado in achados.items() if achado} == {}
    paginas = [texto for texto in lidos.values() if texto.lstrip().startswith("<!DOCTYPE html>")]
    assert all("Ligue </span>156" in texto for texto in paginas), "o rodapé diz a quem ligar"
    dos_pedidos = [texto for endereco, texto in lidos.items() if str(caso.identificador) in texto]
    assert len(dos_pedidos) > 2, "o pedido dela está entre os que se mostram"
