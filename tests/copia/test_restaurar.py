"""A cópia volta inteira: ao lado, comparada, trocada e desfeita; e recusa o que não serve."""

from __future__ import annotations

import resource
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django.fixtures import Settings

from solicitacoes.models import Anexo
from sp156.copia import banco, chaves, manifesto
from sp156.copia.models import Copia
from sp156.copia.restaurar import abrir, diferencas
from tests.bancos import url_na_rodada
from tests.copia.conftest import Copiavel


def recusa(*comando: str) -> str:
    """A frase, uma linha só, com que o comando recusa."""
    with pytest.raises(CommandError) as recusado:
        call_command(*comando)
    frase = str(recusado.value)
    assert "\n" not in frase
    return frase


def test_a_copia_ensaia_se_sem_tocar_no_portal(copiavel: Copiavel) -> None:
    feita = copiavel.guardar()
    dito, codigo = copiavel.rodar("ensaiar_restauracao")
    assert (dito["arquivos"], dito["diferencas"], codigo) == (1, 0, 0)
    assert dito["linhas"] == feita["linhas"] > 100
    assert dito["tabelas"] > 100
    anotada = Copia.objects.get(pasta=feita["copia"])
    assert (anotada.diferencas, anotada.cifrada) == (0, True)
    assert banco.anteriores(copiavel.banco, "_") == []


def test_volta_o_que_se_perdeu_e_desfaz_se_a_volta(copiavel: Copiavel) -> None:
    copiavel.guardar()
    foto = Path(Anexo.objects.get().arquivo.path)
    conteudo = foto.read_bytes()
    foto.unlink()
    (copiavel.arquivos / "de-depois.jpg").write_bytes(b"nao estava na copia")
    Anexo.objects.update(nome="trocado")
    with psycopg.connect(url_na_rodada(copiavel.banco)):
        assert "está no ar (1 ligações" in recusa("restaurar", str(copiavel.destino))
    dito, codigo = copiavel.rodar("restaurar", str(copiavel.destino))
    assert (dito["repostos"], dito["desconhecidos"], codigo) == (1, ["de-depois.jpg"], 0)
    assert foto.read_bytes() == conteudo
    assert Anexo.objects.get().nome == "foto"
    voltou, _ = copiavel.rodar("restaurar", "--voltar")
    assert voltou["voltou"] == dito["de_lado"]
    assert Anexo.objects.get().nome == "trocado"
    (copiavel.arquivos / "de-depois.jpg").unlink()
    Anexo.objects.update(nome="foto")


def test_a_linha_mudada_e_notada(copiavel: Copiavel) -> None:
    """Só a tabela dela, e também a que muda sem mudar de tamanho."""
    dito = manifesto.ler(abrir(str(copiavel.destino)).la, copiavel.guardar()["copia"])
    Anexo.objects.update(nome="otof")
    Copia.objects.all().delete()
    with banco.retrato():
        difere = diferencas(dito, banco.tabelas())
    assert difere[0].startswith("copia_copia (")
    assert difere[1:] == ["solicitacoes_anexo (conteúdo)"]
    Anexo.objects.update(nome="foto")


def test_o_arquivo_truncado_e_notado_pelo_nome(copiavel: Copiavel) -> None:
    copiavel.guardar()
    guardada = next((copiavel.destino / "arquivos").rglob("*.age"))
    inteira = guardada.read_bytes()
    guardada.write_bytes(inteira[:-1])
    dito, codigo = copiavel.rodar("ensaiar_restauracao")
    assert (dito["diferencas"], codigo) == (1, 1)
    seguinte = copiavel.guardar()
    assert seguinte["novos"] == 1  # notou que não é o que se gravou, e gravou-a outra vez
    copia = seguinte["copia"]
    despejo = copiavel.destino / copia / "banco.dump.age"
    despejo.write_bytes(despejo.read_bytes()[:-100])
    assert recusa("restaurar", str(copiavel.destino / copia)) == (
        f"{copia}/banco.dump.age: está truncado ou estragado."
    )


def test_outra_identidade_e_outras_chaves_sao_uma_frase(copiavel: Copiavel, settings: Settings) -> None:
    copiavel.guardar()
    for comando in ("restaurar", "ensaiar_restauracao"):
        frase = recusa(comando, str(copiavel.destino), f"--identidade={copiavel.outra}")
        assert frase == "Esta identidade não abre a cópia: é a de outra."
    settings.COPIA_IDENTIDADE = ""
    assert "diga com --identidade" in recusa("restaurar", str(copiavel.destino))
    settings.COPIA_IDENTIDADE = str(copiavel.identidade)
    settings.CHAVES_DE_SELO = [Fernet.generate_key().decode()]
    assert chaves.estranhas() == ["CHAVES_DE_SELO"]
    assert "não tem todas as chaves" in recusa("restaurar", str(copiavel.destino))
    assert "não tem as chaves com que este banco se escreveu: CHAVES_DE_SELO" in recusa("guardar")


def test_o_disco_cheio_diz_se_e_as_de_antes_ficam(copiavel: Copiavel) -> None:
    copiavel.guardar()
    antes = {um: um.stat().st_size for um in copiavel.destino.rglob("*") if um.is_file()}
    de_antes = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, de_antes[1]))
    try:
        frase = recusa("guardar")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, de_antes)
    assert frase.startswith(f"Não há espaço para a cópia em {copiavel.destino}, ou em ")
    assert frase.endswith(" As cópias de antes ficaram como estavam.")
    assert {um: um.stat().st_size for um in copiavel.destino.rglob("*") if um.is_file()} == antes
    assert Copia.objects.latest("comecou_em").situacao == Copia.Situacao.FALHOU


def test_a_versao_mais_nova_recusa_se_e_a_mais_velha_migra(copiavel: Copiavel) -> None:
    gravador = MigrationRecorder(connection)
    gravador.record_applied("solicitacoes", "9999_do_futuro")
    copiavel.guardar()
    frase = recusa("restaurar", str(copiavel.destino))
    assert "não conhece (solicitacoes.9999_do_futuro)" in frase
    gravador.record_unapplied("solicitacoes", "9999_do_futuro")
    gravador.record_unapplied("sessions", "0001_initial")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE django_session")
    copiavel.guardar()
    dito, _ = copiavel.rodar("restaurar", str(copiavel.destino))
    assert dito["migrada"]
    assert "django_session" in connection.introspection.table_names()


def test_o_banco_que_nao_responde_e_uma_frase(copiavel: Copiavel, monkeypatch: pytest.MonkeyPatch) -> None:
    copiavel.guardar()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "9")
    for comando in (["guardar"], ["ensaiar_restauracao"], ["restaurar", str(copiavel.destino)]):
        assert recusa(*comando).startswith("Não se chega ao PostgreSQL, e nada se fez: ")


def test_o_banco_que_recusa_e_uma_frase(copiavel: Copiavel, monkeypatch: pytest.MonkeyPatch) -> None:
    """O servidor responde; o banco do portal é que já não deixa entrar."""
    copiavel.guardar()
    connection.close()
    with monkeypatch.context() as sem_ele:
        sem_ele.setitem(connection.settings_dict, "NAME", "portal_que_nao_ha")
        for comando in ("guardar", "ensaiar_restauracao"):
            frase = recusa(comando)
            assert frase.startswith("O banco recusou: ")
            assert 'database "portal_que_nao_ha" does not exist' in frase
            connection.close()
