"""Apagar a conta: de quem some nada se acha, no banco ou nos arquivos; o que a lei guarda fica, sem dono."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from avisos.models import Aviso
from contas.models import LeituraDePessoal, Municipe
from portal.meus_dados.apagar import apagar_conta
from sp156.embutido import postgres
from tests.bancos import url_na_rodada
from tests.instalacao import rodar
from tests.ouvidoria.vestigios import onde_aparece
from tests.portal import canario as canarios

pytestmark = pytest.mark.django_db(transaction=True)


def copia_do_banco() -> str:
    """O que um `pg_dump` levaria."""
    url = url_na_rodada(str(connection.settings_dict["NAME"]))
    return rodar([str(postgres.programas() / "pg_dump"), "--format=plain", url])


def nos_arquivos() -> list[Path]:
    """Os arquivos que ainda têm a palavra."""
    palavra = canarios.NO_ARQUIVO.encode()
    todos = [um for um in Path(settings.MEDIA_ROOT).rglob("*") if um.is_file()]
    return [um for um in todos if palavra in um.read_bytes()]


def test_do_canario_apagado_nao_se_acha_nada() -> None:
    canario = canarios.criar()
    canarios.plantar(canario)
    assert len(canario.palavras) > 60
    antes = copia_do_banco()
    sumidas = [onde for onde, palavra in canario.palavras.items() if palavra not in antes]
    assert sumidas == [], "o canário não se plantou ali"
    assert len(nos_arquivos()) > 6

    pessoa = apagar_conta(usuario=canario.usuario)

    assert len(pessoa.sem_guarda) == len(canario.casos)
    depois = copia_do_banco()
    assert [onde for onde, palavra in canario.palavras.items() if palavra in depois] == []
    assert onde_aparece([*canario.palavras.values(), canarios.NO_ARQUIVO], menos=()) == []
    assert nos_arquivos() == []
    assert not Municipe.objects.exists()
    # O que se guarda sem dizer de quem: os casos, com as suas contas, e que alguém leu.
    for caso in canario.casos:
        caso.refresh_from_db()
        assert caso.encerrada_em
        assert caso.andamentos.exists()
    assert LeituraDePessoal.objects.filter(usuario__nome="Sérgio Souza").count() == len(canario.casos)
    canario.usuario.refresh_from_db()
    assert not canario.usuario.is_active
    assert not canario.usuario.has_usable_password()


def test_o_que_se_guarda_fica_desligado_e_o_resto_some() -> None:
    canario = canarios.criar(ha=timedelta(days=30))
    pessoa = apagar_conta(usuario=canario.usuario)
    assert not pessoa.sem_guarda
    for caso in canario.casos:
        caso.refresh_from_db()
        assert caso.interessado.anonimizado_em
        assert caso.interessado.apagado_em is None
        assert not any((caso.interessado.nome, caso.interessado.usuario_id, caso.interessado.municipe_id))
        assert caso.anexos.exists(), "o caso guardado não perde os arquivos"
    assert canario.casos[2].texto
    dela = Aviso.objects.filter(interessado__in=[caso.interessado_id for caso in canario.casos])
    assert {aviso.corpo for aviso in dela} == {""}
    ultima = Aviso.objects.get(modelo=Aviso.ENDERECO_ANTIGO)
    assert (ultima.usuario, bool(ultima.para_cifrado)) == (None, True)
    ditos = ["Cândida Canária", "candida@exemplo.invalid", "antes@exemplo.invalid", "52998224725"]
    assert onde_aparece(ditos, menos=()) == [], "nem a conta que virou esta"
