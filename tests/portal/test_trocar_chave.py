"""Trocar a chave de um caso: a anterior morre, também na sessão que abriu, e a nova vai a quem o abriu."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from avisos.entrega import entregar_pendentes
from avisos.models import Aviso
from contas.acoes import Identificacao
from contas.segredos import chaves
from ouvidoria.situacoes import TipoDeManifestacao
from tests.contas import chaves_de_antes
from tests.correio import Correio
from tests.ouvidoria import elenco
from tests.solicitacoes.elenco import solicitacao

pytestmark = pytest.mark.django_db
QUEM = Identificacao(
    nome="Zulmira", tipo_documento="cpf", documento="39053344705", email="zulmira@exemplo.invalid"
)
MOTIVO = "Outra pessoa viu a mensagem."


def trocar(protocolo: str, por: str, motivo: str = MOTIVO) -> str:
    saida = StringIO()
    call_command("trocar_chave", protocolo, por=por, motivo=motivo, stdout=saida)
    return saida.getvalue()


@pytest.fixture
def por() -> str:
    return str(elenco.pessoa("Alice Decide", email="alice@exemplo.invalid").email)


def test_a_quem_so_tem_telefone_diz_que_a_chave_nao_sai(por: str) -> None:
    caso = solicitacao(identificacao=replace(QUEM, email="", telefone="11987654321"))
    assert "não tem por onde sair" in trocar(caso.protocolo_escrito, por)


@pytest.mark.parametrize("qual", ["solicitacao", "denuncia"])
def test_a_anterior_morre_e_a_nova_chega(client: Client, correio: Correio, por: str, qual: str) -> None:
    caso = (
        solicitacao(identificacao=QUEM)
        if qual == "solicitacao"
        else elenco.registrada(TipoDeManifestacao.DENUNCIA, identificacao=QUEM)
    )
    Aviso.objects.all().delete()
    antiga, endereco = chaves.chave_de(caso.protocolo), f"/acompanhar/{caso.protocolo}/"
    client.get(f"{endereco}{antiga}/")
    assert chaves.chave_escrita(caso.protocolo) in client.get(endereco).content.decode()
    dito = trocar(caso.protocolo_escrito, por)
    nova = chaves.chave_de(caso.protocolo)
    assert nova not in dito
    assert "vai por e-mail" in dito
    assert chaves.chave_escrita(caso.protocolo) not in client.get(endereco).content.decode()
    client.get(f"{endereco}{antiga}/")
    assert chaves.chave_escrita(caso.protocolo) not in client.get(endereco).content.decode()
    entregar_pendentes()
    (mensagem,) = correio.mensagens
    assert f"{endereco}{nova}/" in str(mensagem)
    assert "enúncia" not in str(mensagem["Subject"])
    client.get(f"{endereco}{nova}/")
    assert chaves.chave_escrita(caso.protocolo) in client.get(endereco).content.decode()
    nota = caso.andamentos.latest("ordem")
    assert nota.usuario
    assert (nota.usuario.email, nota.alcance) == (por, "interno")
    assert MOTIVO in nota.texto


def test_recusa_dizendo_o_que_falta(por: str) -> None:
    caso = solicitacao(identificacao=QUEM)
    for protocolo, quem, motivo, frase in (
        ("1", por, MOTIVO, "Não há caso"),
        (caso.protocolo, "ninguem@exemplo.invalid", MOTIVO, "Não há conta ativa"),
        (caso.protocolo, por, "  ", "Diga o motivo"),
    ):
        with pytest.raises(CommandError, match=frase):
            trocar(protocolo, quem, motivo)
    assert not chaves.series_trocadas([caso.protocolo])


def test_o_link_enviado_antes_de_haver_serie_ainda_abre(client: Client) -> None:
    caso = solicitacao(identificacao=QUEM)
    de_antes = chaves_de_antes.derivar_de_antes(settings.CHAVES_DE_SELO[0], caso.protocolo)
    client.get(f"/acompanhar/{caso.protocolo}/{de_antes}/")
    chaves_de_antes.guardar(caso.protocolo)
    client.get(f"/acompanhar/{caso.protocolo}/{de_antes}/")
    chave = chaves.chave_escrita(caso.protocolo)
    assert chave in client.get(f"/acompanhar/{caso.protocolo}/").content.decode()
