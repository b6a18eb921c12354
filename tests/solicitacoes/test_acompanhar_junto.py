"""Acompanhar junto: só frases públicas, contado, sem dizer o número nem quem pediu."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from django.core import signing

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.models import Usuario
from contas.segredos import chaves
from guia.models import VersaoDoServico
from protocolo.erros import TransicaoProibida
from solicitacoes import acoes, pedidos_iguais
from solicitacoes.acoes import apoios as regras
from solicitacoes.models import Apoio, Solicitacao
from solicitacoes.pedidos_iguais import chave_publica
from solicitacoes.tasks import contar_a_quem_apoia
from tests.ouvidoria.acompanhando import texto
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def caso() -> Solicitacao:
    qual = elenco.servico(publica=True)
    return elenco.solicitacao(servico=qual, descricao="Segredo da vizinha")


@pytest.fixture
def vizinho(client: Client) -> Usuario:
    quem = elenco.pessoa("Vito Vizinho")
    client.force_login(quem)
    return quem


def onde(caso: Solicitacao) -> str:
    return f"/solicitar/junto/{chave_publica(caso.pk)}/"


def equipe_age(caso: Solicitacao) -> Solicitacao:
    por = elenco.autor(elenco.servidor(caso.unidade), caso.unidade)
    caso = acoes.iniciar(caso=caso, versao=caso.versao, por=por)
    return acoes.anotar(caso=caso, por=por, texto="Só a equipe lê isto.")


def test_quem_nao_entrou_pode_entrar_e_volta(client: Client, caso: Solicitacao) -> None:
    pagina = onde(caso)
    assert f"/conta/login/?next={pagina}" in unquote(client.get(pagina).content.decode())
    vazio = client.post(pagina)
    assert (vazio.status_code, "Escreva o seu e-mail." in texto(vazio)) == (422, True)
    assert not Apoio.objects.exists()


def test_recebe_so_as_frases_publicas_uma_vez_e_deixa_quando_quer(
    client: Client, caso: Solicitacao, vizinho: Usuario
) -> None:
    for _ in range(2):
        client.post(onde(caso))
    assert Apoio.objects.get().usuario == vizinho
    assert "1 pessoa acompanha junto" in texto(client.get(onde(caso)))
    contar_a_quem_apoia()
    assert not Aviso.objects.filter(modelo=regras.MODELO).exists(), "nada aconteceu ainda"
    caso = equipe_age(caso)
    for _ in range(2):
        contar_a_quem_apoia()
    aviso = Aviso.objects.get(modelo=regras.MODELO)
    assert aviso.usuario == vizinho
    assert "A equipe começou a cuidar do pedido" in aviso.corpo
    link = re.search(r"/solicitar/junto/\S+/", aviso.corpo)
    assert link
    assert "1 pessoa acompanha junto" in texto(client.get(link[0]))
    for segredo in ("Só a equipe", "Segredo", caso.protocolo, caso.protocolo_escrito, "Maria", "Badaró"):
        assert segredo not in aviso.corpo + aviso.assunto + aviso.curto
    assert entregar_pendentes().enviados >= 1
    area = texto(client.get("/area/"))
    assert "O que você acompanha junto" in area
    assert caso.protocolo_escrito not in area
    client.post(onde(caso), {"deixar": "sim"})
    assert "acompanha junto" not in texto(client.get("/area/"))
    acoes.finalizar(
        caso=caso,
        versao=caso.versao,
        por=elenco.autor(elenco.servidor(caso.unidade), caso.unidade),
        desfecho="realizado",
        resposta=elenco.FRASE,
    )
    contar_a_quem_apoia()
    assert Aviso.objects.filter(modelo=regras.MODELO).count() == 1


def test_o_apoio_nao_abre_o_caso(client: Client, caso: Solicitacao, vizinho: Usuario) -> None:
    client.post(onde(caso))
    assert client.get(f"/acompanhar/{caso.protocolo}/cancelar/").status_code == 403
    assert "Segredo" not in texto(client.get(f"/acompanhar/{caso.protocolo}/"))


def test_a_unidade_le_quantos_e_nao_quem(client: Client, caso: Solicitacao, vizinho: Usuario) -> None:
    client.post(onde(caso))
    client.force_login(elenco.servidor(caso.unidade))
    lido = texto(client.get(f"/caixa/{caso.unidade.sigla}/{caso.protocolo}/"))
    assert "1 pessoa acompanha junto" in lido
    assert "Vito" not in lido


def test_a_chave_nao_diz_o_numero_e_a_ja_mandada_ainda_abre(client: Client, caso: Solicitacao) -> None:
    chave = chave_publica(987654321)
    assert b"987654321" not in base64.urlsafe_b64decode(chave)
    antiga = signing.dumps(caso.pk, salt=pedidos_iguais.SAL)
    assert client.get(f"/solicitar/junto/{antiga}/").status_code == 200
    de_outra_coisa = chaves.cifrar({"codigo": str(caso.pk)}).decode()
    assert client.get(f"/solicitar/junto/{de_outra_coisa}/").status_code == 404


def test_o_que_se_recusa(
    client: Client,
    caso: Solicitacao,
    vizinho: Usuario,
    subtests: pytest.Subtests,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for chave in ("x", chave_publica(10**9), chave_publica(caso.pk) + "x", "%00"):
        with subtests.test(chave):
            assert client.post(f"/solicitar/junto/{chave}/").status_code == 404
    seu = elenco.solicitacao(servico=caso.servico, identificacao=replace(elenco.MARIA, usuario=vizinho))
    assert client.post(onde(seu)).status_code == 409
    fechado = elenco.na_situacao("finalizada", servico=caso.servico)
    assert client.post(onde(fechado)).status_code == 409
    monkeypatch.setattr(regras, "APOIOS_POR_PESSOA", 0)
    with pytest.raises(TransicaoProibida):
        acoes.apoiar(caso=caso, usuario=vizinho)
    monkeypatch.undo()
    assert not Apoio.objects.exists()
    acoes.apoiar(caso=caso, usuario=vizinho)
    equipe_age(caso)
    VersaoDoServico.objects.update(publica=False)
    contar_a_quem_apoia()
    assert not Aviso.objects.filter(modelo=regras.MODELO).exists(), "o serviço deixou de ser público"
    assert not Apoio.objects.com_novidade().exists(), "nem se olha outra vez o que não se conta"


def test_o_que_deixou_de_ser_publico_sai_da_lista(
    client: Client, caso: Solicitacao, vizinho: Usuario
) -> None:
    acoes.apoiar(caso=caso, usuario=vizinho)
    assert "pedido de outra pessoa" in texto(client.get("/area/"))
    VersaoDoServico.objects.filter(servico=caso.servico).update(publica=False)
    assert "pedido de outra pessoa" not in texto(client.get("/area/"))
    assert client.get(onde(caso)).status_code == 404
