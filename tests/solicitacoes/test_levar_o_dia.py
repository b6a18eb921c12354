"""O que o celular da equipe leva do dia: a sua lista, nada de sigiloso, e até o fim do turno."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assistente.aparelho import DE_TODOS
from contas.models import Usuario
from roteamento.mapa_desenhado import Janela
from roteamento.models import Unidade
from solicitacoes import acoes, carga
from solicitacoes.campo.levar import MAXIMO, fim_do_turno
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco
from tests.solicitacoes.test_campo import CAIXA

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]
LEVAR = f"{CAIXA}campo/levar.json"
DO_APARELHO = {"Para-Levar": "sim"}


@pytest.fixture
def caixa(db: None) -> Unidade:
    carga.carregar()
    return elenco.unidade()


@pytest.fixture
def servidor(client: Client, caixa: Unidade) -> Usuario:
    quem = elenco.servidor(caixa)
    client.force_login(quem)
    return quem


def na_lista(quem: Usuario, *casos: Solicitacao) -> None:
    acoes.por_na_lista(unidade=casos[0].unidade, casos=casos, quem=quem, dia=timezone.localdate())


def levados(client: Client) -> dict[str, str]:
    """Cada endereço e a sua marca."""
    return {unquote(endereco): marca for endereco, marca in client.get(LEVAR).json()["levar"]}


def test_leva_se_a_lista_cada_pedido_as_fotos_pequenas_e_o_mapa(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa, lat=-23.5456, lon=-46.6366)
    foto = caso.anexos.create(
        ordem=1, arquivo="a.jpg", miniatura="p.jpg", nome="a", sha256="1", papel="interessado"
    )
    caso.anexos.create(ordem=2, arquivo="a.pdf", nome="a", sha256="2", papel="interessado")
    elenco.solicitacao(caixa, numero="2")  # de mais ninguém
    na_lista(servidor, caso)
    leva = levados(client)
    pagina = f"{CAIXA}{caso.protocolo}/"
    assert (leva[pagina], leva[f"{pagina}nao-deu/"]) == ("1", "1")
    do_mapa = [endereco for endereco in leva if endereco.startswith("/mapa/ruas/")]
    pedacos = [map(int, re.findall(r"\d+", endereco)) for endereco in do_mapa]
    limites = [Janela.do_tile(*pedaco).limites for pedaco in pedacos]
    em_volta = [sul < -23.5456 < norte and oeste < -46.6366 < leste for sul, oeste, norte, leste in limites]
    assert (len(do_mapa), em_volta.count(True)) == (12, 3), "em cada zoom, o pedaço do ponto e três vizinhos"
    outros = {endereco for endereco in leva if endereco not in do_mapa}
    fixos = {f"{CAIXA}campo/", "/mapa/distritos.json", f"/solicitar/anexo/{foto.pk}/pequena/"}
    assert outros == {pagina, f"{pagina}nao-deu/", *fixos}


def test_so_a_propria_lista_fica_no_aparelho_e_nunca_no_de_todos(
    client: Client, caixa: Unidade, servidor: Usuario, settings: Settings
) -> None:
    rita = elenco.servidor(caixa, nome="Rita Rua")
    assert "data-levar" in client.get(f"{CAIXA}campo/").text
    assert "data-levar" not in client.get(f"{CAIXA}campo/?de={rita.pk}").text
    settings.APLICATIVO_LIGADO = False
    assert "data-levar" not in client.get(f"{CAIXA}campo/").text
    settings.APLICATIVO_LIGADO = True
    client.cookies[DE_TODOS] = "sim"
    assert "data-levar" not in client.get(f"{CAIXA}campo/").text


def test_o_sigiloso_nao_vai_nem_na_lista(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    secreto = elenco.servico("violencia", "Violência", sigilosa=True)
    casos = [elenco.solicitacao(caixa, servico=secreto, logradouro="Rua do Segredo", numero=n) for n in "12"]
    na_lista(servidor, *casos)
    acoes.voltar_sem_fazer(caso=casos[1], versao=1, por=elenco.autor(servidor, caixa), motivo="sem_acesso")
    assert "Rua do Segredo" in client.get(f"{CAIXA}campo/").text
    assert not [endereco for endereco in levados(client) if any(caso.protocolo in endereco for caso in casos)]
    guardada = client.get(f"{CAIXA}campo/", headers=DO_APARELHO).text
    assert "1 pedido com sigilo só se abre com internet." in guardada
    assert "Rua do Segredo" not in guardada
    assert not [caso for caso in casos if caso.protocolo_escrito in guardada]


def test_o_aparelho_nao_le_pela_pessoa_nem_lhe_tira_os_recados(
    client: Client, caixa: Unidade, servidor: Usuario
) -> None:
    caso = elenco.solicitacao(caixa)
    acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto=elenco.FRASE)
    na_lista(servidor, caso)
    client.post(f"{CAIXA}{caso.protocolo}/tirar/")
    pagina = client.get(f"{CAIXA}{caso.protocolo}/", headers=DO_APARELHO)
    assert elenco.FRASE in pagina.text
    assert "saiu da lista" not in pagina.text
    caso.refresh_from_db()
    assert caso.por_ler_desde
    assert "saiu da lista" in client.get(f"{CAIXA}{caso.protocolo}/").text
    caso.refresh_from_db()
    assert not caso.por_ler_desde


def test_o_turno_acaba_doze_horas_depois_de_entrar_ou_a_meia_noite(servidor: Usuario) -> None:
    manha = timezone.localtime().replace(hour=7, minute=0, second=0, microsecond=0)
    servidor.last_login = manha
    assert fim_do_turno(servidor, manha + timedelta(hours=3)) == manha + timedelta(hours=12)
    servidor.last_login = manha + timedelta(hours=8)
    assert fim_do_turno(servidor, manha + timedelta(hours=9)) == manha + timedelta(hours=17)


def test_so_os_primeiros_levam_pagina(client: Client, caixa: Unidade, servidor: Usuario) -> None:
    na_lista(servidor, *elenco.iguais(MAXIMO + 1, caixa))
    client.get(LEVAR)
    paginas = [endereco for endereco in levados(client) if endereco.endswith("/nao-deu/")]
    assert len(paginas) == MAXIMO
