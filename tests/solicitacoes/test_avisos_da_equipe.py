"""O sino, a lista dos avisos, o que faz nascer um, e as preferências."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from avisos.acoes import notificar
from avisos.models import Notificacao, PreferenciaDeAvisos
from contas.models import Usuario
from contas.papeis import Papel
from mesas import paginacao
from roteamento.models import Lotacao, Unidade
from solicitacoes import acoes
from solicitacoes.situacoes import Situacao
from tests.solicitacoes import elenco

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("caixa_do_arquivo")]

AVISOS = "/caixa/avisos/"
CAIXA = "/caixa/SMPR-CPO-STM-Sé/"
Tipo = Notificacao.Tipo


@pytest.fixture
def caixa() -> Unidade:
    return elenco.unidade()


@pytest.fixture
def ana(caixa: Unidade, client: Client) -> Usuario:
    quem = elenco.servidor(caixa, nome="Ana")
    client.force_login(quem)
    return quem


def _recados(quem: Usuario, quantos: int) -> None:
    for numero in range(quantos):
        notificar(
            [quem], tipo=Tipo.ATRIBUIDO, chave=f"r{numero}", texto=f"Recado {numero}", endereco="/caixa/"
        )


def _sopa(resposta: Any) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def _sino(client: Client, endereco: str = CAIXA) -> str:
    sino = _sopa(client.get(endereco)).select_one(".sp-sino")
    assert sino
    return " ".join(sino.get_text(" ").split())


# --- o sino ---------------------------------------------------------------------------------


def test_o_sino_conta_os_por_ler_ate_o_teto(client: Client, ana: Usuario) -> None:
    assert _sino(client) == "Avisos"
    _recados(ana, 2)
    _recados(elenco.pessoa("Outro"), 5)
    assert _sino(client) == "Avisos: 2 por ler 2"
    Notificacao.objects.bulk_create(
        Notificacao(usuario=ana, chave=f"x{n}", tipo=Tipo.PRAZO, texto="x", endereco="/") for n in range(120)
    )
    assert "99+" in _sino(client)


def test_o_sino_custa_uma_consulta_limitada_e_nenhuma_no_fragmento(client: Client, ana: Usuario) -> None:
    _recados(ana, 3)
    with CaptureQueriesContext(connection) as pagina:
        client.get(CAIXA)
    do_sino = [c["sql"] for c in pagina.captured_queries if "avisos_notificacao" in c["sql"]]
    assert len(do_sino) == 1
    assert "LIMIT 100" in do_sino[0]
    with CaptureQueriesContext(connection) as fragmento:
        client.get(CAIXA, headers={"HX-Request": "true"})
    assert not [c for c in fragmento.captured_queries if "avisos_notificacao" in c["sql"]]


@pytest.mark.parametrize("endereco", ["/", "/servicos/", "/acompanhar/", "/conta/"])
def test_pagina_que_nao_e_de_trabalho_nao_tem_sino_nem_o_consulta(
    client: Client, ana: Usuario, endereco: str
) -> None:
    with CaptureQueriesContext(connection) as consultas:
        resposta = client.get(endereco)
    assert not _sopa(resposta).select(".sp-sino")
    assert not [c for c in consultas.captured_queries if "avisos_notificacao" in c["sql"]]


# --- a lista --------------------------------------------------------------------------------


def test_vazia_diz_o_que_aparece_ali(client: Client, ana: Usuario) -> None:
    assert "Nenhum aviso" in _sopa(client.get(AVISOS)).get_text()
    assert "Você leu tudo" in _sopa(client.get(f"{AVISOS}?por_ler=sim")).get_text()


def test_abrir_marca_lido_uma_vez_e_leva_a_pagina(client: Client, ana: Usuario) -> None:
    _recados(ana, 2)
    recado = Notificacao.objects.get(chave="r0")
    assert client.get(f"{AVISOS}{recado.pk}/").status_code == 405
    resposta = client.post(f"{AVISOS}{recado.pk}/")
    assert (resposta.status_code, resposta["Location"]) == (302, "/caixa/")
    recado.refresh_from_db()
    quando = recado.lida_em
    assert quando
    client.post(f"{AVISOS}{recado.pk}/")
    recado.refresh_from_db()
    assert recado.lida_em == quando
    textos = [b.get_text() for b in _sopa(client.get(f"{AVISOS}?por_ler=sim")).select(".sp-avisos button")]
    assert textos == ["Recado 1"]


def test_o_de_outra_pessoa_nao_existe(client: Client, ana: Usuario) -> None:
    outro = elenco.pessoa("Outro")
    _recados(outro, 1)
    recado = Notificacao.objects.get(usuario=outro)
    assert client.post(f"{AVISOS}{recado.pk}/").status_code == 404
    assert client.post(f"{AVISOS}lidos/").status_code == 302
    recado.refresh_from_db()
    assert recado.lida_em is None


def test_marcar_todas(client: Client, ana: Usuario) -> None:
    _recados(ana, 3)
    assert client.get(f"{AVISOS}lidos/").status_code == 405
    resposta = client.post(f"{AVISOS}lidos/", follow=True)
    assert resposta.redirect_chain == [(AVISOS, 302)]
    assert not Notificacao.objects.filter(lida_em=None).exists()


def test_a_lista_se_pagina_por_chave_sem_perder_o_filtro(
    client: Client, ana: Usuario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paginacao, "POR_PAGINA", 2)
    _recados(ana, 5)
    vistos, endereco = [], f"{AVISOS}?por_ler=sim"
    while endereco:
        pagina = _sopa(client.get(endereco))
        vistos += [b.get_text() for b in pagina.select(".sp-avisos button")]
        seguinte = pagina.select_one("a[rel=next]")
        endereco = f"{AVISOS}{seguinte['href']}" if seguinte else ""
        assert "por_ler=sim" in endereco or not endereco
    assert vistos == [f"Recado {n}" for n in (4, 3, 2, 1, 0)]


def test_a_lista_custa_o_mesmo_com_um_e_com_muitos(client: Client, ana: Usuario) -> None:
    _recados(ana, 1)
    client.get(AVISOS)
    with CaptureQueriesContext(connection) as um:
        client.get(AVISOS)
    _recados(ana, 9)
    with CaptureQueriesContext(connection) as nove:
        client.get(AVISOS)
    assert len(um) == len(nove) <= 6


def test_o_texto_nunca_vira_html(client: Client, ana: Usuario) -> None:
    notificar([ana], tipo=Tipo.PRAZO, chave="x", texto="<script>alert(1)</script>", endereco="/caixa/")
    assert "<script>alert" not in client.get(AVISOS).content.decode()


# --- preferências -----------------------------------------------------------------------------


def test_preferencias_guardam_e_a_conta_leva_a_elas(client: Client, ana: Usuario) -> None:
    endereco = f"{AVISOS}preferencias/"
    assert _sopa(client.get("/conta/")).select(f"a[href='{endereco}']")
    assert len(_sopa(client.get(endereco)).select("input[type=checkbox][checked]")) == 2
    assert client.post(endereco, {"resumo_semanal": "on"}).status_code == 302
    assert not PreferenciaDeAvisos.objects.get(usuario=ana).resumo_diario
    marcadas = _sopa(client.get(endereco)).select("input[type=checkbox][checked]")
    assert [m["name"] for m in marcadas] == ["resumo_semanal"]
    client.post(endereco, {"resumo_diario": "on"})
    assert PreferenciaDeAvisos.objects.get(usuario=ana).resumo_diario


# --- o que faz nascer um aviso ------------------------------------------------------------------


def test_recebido_de_outra_unidade_vai_a_chefia_ou_a_quem_a_substitui(caixa: Unidade) -> None:
    ilume = elenco.unidade("ILUME", subprefeitura=None)
    celia = elenco.servidor(ilume, nome="Célia", papel=Papel.CHEFIA)
    elenco.servidor(ilume, nome="Servidor")
    por = elenco.autor(elenco.servidor(caixa), caixa)
    caso = elenco.solicitacao(caixa)
    caso = acoes.transferir(caso=caso, versao=caso.versao, por=por, unidade=ilume, motivo=elenco.FRASE)
    recado = Notificacao.objects.get()
    assert (recado.usuario, recado.tipo) == (celia, Tipo.RECEBIDO)
    assert recado.texto.startswith(f"Recebido de {caixa.sigla}: Tapa-buraco")
    assert recado.endereco == f"/caixa/ILUME/{caso.protocolo}/"
    beto = elenco.pessoa("Beto")
    Lotacao.objects.create(
        usuario=beto,
        unidade=ilume,
        papel=Papel.SERVIDOR,
        de=elenco.DESDE,
        ate=elenco.DESDE.replace(year=2090),
        substitui=celia,
    )
    outro = elenco.solicitacao(caixa)
    acoes.transferir(caso=outro, versao=outro.versao, por=por, unidade=ilume, motivo=elenco.FRASE)
    assert Notificacao.objects.get(protocolo=outro.protocolo).usuario == beto


def test_a_resposta_do_municipe_vai_ao_substituto_do_responsavel(caixa: Unidade) -> None:
    ana, beto = elenco.servidor(caixa, nome="Ana"), elenco.pessoa("Beto")
    Lotacao.objects.create(
        usuario=beto,
        unidade=caixa,
        papel=Papel.SERVIDOR,
        de=elenco.DESDE,
        ate=elenco.DESDE.replace(year=2090),
        substitui=ana,
    )
    caso = elenco.solicitacao(caixa, responsavel=ana)
    acoes.acrescentar(caso=caso, por=elenco.municipe(caso.protocolo), texto="O buraco cresceu.")
    assert [n.usuario for n in Notificacao.objects.all()] == [beto]


def test_reaberto_pela_chefia_vai_ao_responsavel(caixa: Unidade) -> None:
    celia = elenco.servidor(caixa, nome="Célia", papel=Papel.CHEFIA)
    ana = elenco.servidor(caixa, nome="Ana")
    caso = elenco.na_situacao(Situacao.FINALIZADA, caixa, responsavel=ana)
    por = elenco.autor(celia, caixa, papel=Papel.CHEFIA)
    acoes.reabrir(caso=caso, versao=caso.versao, por=por, motivo=elenco.FRASE)
    recado = Notificacao.objects.get()
    assert (recado.usuario, recado.tipo) == (ana, Tipo.REABERTO)
