"""O rascunho de uma denúncia: quem é a pessoa só se grava cifrado, e nada dele passa de um dia.

O canário se procura nos arquivos do PostgreSQL, depois de um CHECKPOINT e da troca do WAL: o que uma consulta
não mostra mais ainda estaria ali, e nas cópias de segurança.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from assistente.rascunhos import respostas_de
from assistente.tasks import limpar_rascunhos
from contas.models import Selo
from contas.papeis import Papel
from contas.segredos.chaves import decifrar
from protocolo.models import ArquivoDeRascunho, Rascunho
from tests import bancos
from tests.ouvidoria import elenco
from tests.ouvidoria.manifestando import IDENTIFICADA, TEXTO, Manifestante
from tests.ouvidoria.vestigios import onde_aparece
from tests.solicitacoes.pedindo import foto

pytestmark = pytest.mark.django_db
DENUNCIA = {"o_que": TEXTO, "quem": "Zebedeu", "onde": "Balcão", "quando": "Ontem", "provas": ""}
PEDACO = 1 << 24


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()
    elenco.designar(Papel.OUVIDORIA, "OGM")


def cpf_sorteado() -> str:
    """Um CPF válido que nenhum outro teste escreve."""
    numeros = [secrets.randbelow(10) for _ in range(8)] + [7]
    for peso in (10, 11):
        resto = sum(n * (peso - ordem) for ordem, n in enumerate(numeros)) * 10 % 11
        numeros.append(resto % 10)
    return "".join(map(str, numeros))


def canario() -> dict[str, str]:
    """Uma pessoa que só este teste conhece, como o formulário a manda."""
    nome, telefone = f"Zulmira Canario{secrets.token_hex(6)}", f"119{secrets.randbelow(10**8):08d}"
    quem = {"nome": nome, "cpf": cpf_sorteado(), "email": f"{nome.lower().replace(' ', '.')}@exemplo.invalid"}
    return {**IDENTIFICADA, **quem, "telefone": telefone}


def vestigios(quem: dict[str, str]) -> list[str]:
    cpf = quem["cpf"]
    escrito = f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"
    return [quem["nome"], quem["email"].partition("@")[0], cpf, escrito, quem["telefone"]]


def nos_arquivos_do_banco(palavras: list[str]) -> set[str]:
    """As que se leem nas tabelas deste banco, no WAL e nos registros do servidor."""
    with psycopg.connect(bancos.url_na_rodada("postgres"), autocommit=True) as servidor:
        servidor.execute("SELECT pg_switch_wal()")
        servidor.execute("CHECKPOINT")
        onde = servidor.execute("SHOW data_directory").fetchone()
        nome = connection.settings_dict["NAME"]
        banco = servidor.execute("SELECT oid FROM pg_database WHERE datname = %s", [nome]).fetchone()
    assert onde
    assert banco
    pasta = Path(onde[0])
    outros = {pasta / "base" / outra.name for outra in (pasta / "base").iterdir()}
    outros.discard(pasta / "base" / str(banco[0]))
    return {
        palavra
        for arquivo in pasta.rglob("*")
        if arquivo.is_file() and not outros.intersection(arquivo.parents)
        for pedaco in pedacos(arquivo)
        for palavra in palavras
        if palavra.encode() in pedaco
    }


def pedacos(arquivo: Path) -> Iterator[bytes]:
    """O arquivo aos pedaços, cada um com o fim do anterior: uma palavra não se parte entre dois."""
    fim = b""
    with arquivo.open("rb") as aberto:
        while lido := aberto.read(PEDACO):
            yield fim + lido
            fim = lido[-200:]


def test_o_canario_nao_esta_em_arquivo_nenhum_do_banco(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    quem, de_outro = canario(), canario()
    denuncia = Manifestante(client)
    fotos = [foto(f"{quem['nome']}.jpg")]
    assert denuncia.comecar("denuncia", DENUNCIA | {"fotos": fotos}).status_code == 303
    assert denuncia.mandar("identificacao/", quem | {"cpf": "1"}).status_code == 422
    for _ in range(2):
        assert denuncia.mandar("identificacao/", quem).status_code == 303
    elogio = Manifestante(Client())
    assert elogio.comecar("elogio", {"o_que": TEXTO}).status_code == 303
    assert elogio.mandar("identificacao/", de_outro).status_code == 303
    assert denuncia.rascunho.sigiloso
    assert set(vestigios(de_outro)) - {vestigios(de_outro)[3]} <= nos_arquivos_do_banco(vestigios(de_outro))
    assert nos_arquivos_do_banco(vestigios(quem)) == set()
    assert onde_aparece(vestigios(quem), menos=[]) == []
    assert not [v for v in vestigios(quem) if v in str(client.cookies) or v in caplog.text]
    assert ArquivoDeRascunho.objects.get(rascunho=denuncia.rascunho).nome == "arquivo-1.jpg"


def test_quem_preenche_ve_o_que_escreveu_e_o_envio_leva_ao_selo(client: Client) -> None:
    quem, denuncia = canario(), Manifestante(client)
    denuncia.comecar("denuncia", DENUNCIA)
    denuncia.mandar("identificacao/", quem)
    for passo in ("identificacao/", "conferir/"):
        assert quem["nome"] in denuncia.ver(passo).content.decode()
    assert respostas_de(denuncia.rascunho, "identificacao")["documento"] == quem["cpf"]
    assert denuncia.mandar("conferir/").status_code == 303
    assert not Rascunho.objects.exists()
    assert decifrar(bytes(Selo.objects.get().cifrado))["email"] == quem["email"]


def test_vale_um_dia_desde_o_comeco_e_depois_some(client: Client) -> None:
    quem, denuncia, comeco = canario(), Manifestante(client), timezone.now()
    with time_machine.travel(comeco, tick=False):
        denuncia.comecar("denuncia", DENUNCIA)
    with time_machine.travel(comeco + timedelta(hours=23), tick=False):
        assert denuncia.mandar("identificacao/", quem).status_code == 303
        limpar_rascunhos()
    with time_machine.travel(comeco + timedelta(hours=24, seconds=1), tick=False):
        assert denuncia.ver("conferir/").status_code == 404
        assert denuncia.mandar("conferir/").status_code == 404
        limpar_rascunhos()
    assert not Rascunho.objects.exists()


def test_no_balcao_tambem(client: Client) -> None:
    client.force_login(elenco.designar(Papel.OUVIDORIA, "OGM", nome="Oto"))
    quem, denuncia = canario(), Manifestante(client)
    denuncia.no_balcao("denuncia")
    denuncia.mandar("perguntas/", DENUNCIA)
    assert denuncia.mandar("identificacao/", quem).status_code == 303
    assert onde_aparece(vestigios(quem), menos=[]) == []
