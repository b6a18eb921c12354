"""O que docs/implantacao.md manda existe: comandos, arquivos, variáveis, unidades."""

from __future__ import annotations

import re
from configparser import ConfigParser
from io import StringIO
from pathlib import Path

import pytest
import yaml
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.test import Client
from pytest_django import Settings

from sp156.configuracao import Producao, recusar_insegura
from sp156.embutido import frontend
from sp156.embutido.pastas import RAIZ
from sp156.web import estaticos
from tests.implantacao import doc

UNIDADES = sorted((RAIZ / "implantacao" / "systemd").glob("*.service"))


def exec_de(unidade: Path) -> str:
    lida = ConfigParser(strict=False, interpolation=None)
    lida.optionxform = str  # type: ignore[assignment, method-assign]
    lida.read_string(unidade.read_text(encoding="utf-8"))
    assert lida["Service"]["Restart"] == "always", unidade.name
    assert lida["Service"]["EnvironmentFile"] == "/etc/sp156/ambiente"
    return lida["Service"]["ExecStart"]


def test_todo_comando_e_arquivo_dos_trechos_existe(subtests: pytest.Subtests) -> None:
    codigo = "\n".join(doc.trechos())
    assert set(re.findall(r"manage\.py (\w+)", codigo)) <= set(get_commands())
    for caminho in re.findall(r"\bimplantacao/[\w./*-]+", codigo):
        with subtests.test(caminho):
            assert list(RAIZ.glob(caminho.rstrip("/")))
    servicos = {unidade.stem.removesuffix("@") for unidade in UNIDADES} | {"sp156"}
    citados = re.findall(r"\b(sp156(?:-[a-z]+)?)(?:@\d+|\.target)?\b", doc.texto())
    assert {um for um in citados if "-" in um} <= servicos


def test_toda_variavel_dita_e_lida_pelo_portal(subtests: pytest.Subtests) -> None:
    lido = "".join((RAIZ / "sp156" / nome).read_text("utf-8") for nome in ("settings.py", "canais.py"))
    lido += (RAIZ / "docker-compose.yml").read_text("utf-8")
    ditas = set(re.findall(r"`([A-Z]{2,}(?:_[A-Z]+)+)`", doc.texto()))
    assert len(ditas) > 25
    for nome in sorted(ditas):
        with subtests.test(nome):
            assert nome in lido


def test_o_ambiente_da_pagina_nao_deixa_faltar_nada() -> None:
    """Toda frase com que a partida é recusada fala de uma variável que a página manda pôr."""
    vazio = Producao("", "", False, "", [], [], [], "", True, "")  # noqa: FBT003
    with pytest.raises(Exception, match=r"[A-Z_]{6,}") as recusa:
        recusar_insegura(vazio)
    for nome in re.findall(r"\b[A-Z]+_[A-Z_]+\b", str(recusa.value)):
        assert f"`{nome}`" in doc.texto()


def test_as_unidades_leem_todas_as_filas_uma_vez_e_ha_uma_agenda() -> None:
    comandos = [exec_de(unidade) for unidade in UNIDADES]
    lidas = ",".join(re.findall(r"--queues=(\S+)", " ".join(comandos)))
    assert sorted(lidas.split(",")) == sorted(settings.FILAS)
    assert sum(" beat " in um for um in comandos) == 1
    assert sum(um.endswith("-m sp156.web.servidor") for um in comandos) == 1
    alvo = (RAIZ / "implantacao" / "systemd" / "sp156.target").read_text(encoding="utf-8")
    for unidade in UNIDADES:
        assert unidade.stem in alvo


def test_a_imagem_confere_os_estaticos_e_o_compose_atualiza() -> None:
    dockerfile = (RAIZ / "Dockerfile").read_text(encoding="utf-8")
    assert dockerfile.index("manage.py collectstatic") < dockerfile.index("manage.py preparar")
    compose = yaml.safe_load((RAIZ / "docker-compose.yml").read_text(encoding="utf-8"))
    assert compose["services"]["preparar"]["command"] == ["python", "manage.py", "atualizar"]


def test_o_nginx_passa_as_duas_webs_como_a_pagina_manda() -> None:
    de, para = re.findall(r"sed -i '/\^resolver/d; s\|(.+?)\|(.+?)\|'", doc.texto())[0]
    nginx = RAIZ / "implantacao" / "nginx"
    portal = (nginx / "portal.conf").read_text(encoding="utf-8")
    assert (len(re.findall(de, portal)), len(re.findall("(?m)^resolver", portal))) == (1, 1)
    portas = set(re.findall(r"127\.0\.0\.1:(\d+)", para))
    alvo = (RAIZ / "implantacao" / "systemd" / "sp156.target").read_text(encoding="utf-8")
    assert portas == set(re.findall(r"sp156-web@(\d+)", alvo))
    assert "proxy_next_upstream error timeout;" in (nginx / "nginx.conf").read_text(encoding="utf-8")


def test_as_chaves_criadas_servem_e_mudam_de_cada_vez() -> None:
    saidas = []
    for _ in range(2):
        escrito = StringIO()
        call_command("criar_chaves", stdout=escrito)
        saidas.append(dict(linha.split("=", 1) for linha in escrito.getvalue().splitlines()))
    um, outro = saidas
    assert not set(um.values()) & set(outro.values())
    Fernet(um["CHAVES_DE_SELO"])
    recusar_insegura(
        Producao(
            banco="postgresql://x/y",
            fila="redis://x",
            debug=False,
            segredo=um["SECRET_KEY"],
            chaves_de_selo=[um["CHAVES_DE_SELO"]],
            chaves_de_acesso=[um["CHAVES_DE_ACESSO"]],
            hosts=["sp156.exemplo.gov.br"],
            endereco_publico="https://sp156.exemplo.gov.br",
            https=True,
            correio_url="nenhum",
        )
    )


@pytest.fixture
def sem_estaticos(settings: Settings, tmp_path: Path) -> None:
    """Uma instalação em que ninguém rodou o `preparar`, com o armazenamento de produção."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "sp156.web.estaticos.ArmazenamentoComManifesto"},
    }
    estaticos.o_que_falta_aqui.cache_clear()


@pytest.mark.django_db
def test_sem_os_estaticos_a_saude_diz_o_que_fazer(sem_estaticos: None, client: Client) -> None:
    resposta = client.get("/saude/")
    estaticos.o_que_falta_aqui.cache_clear()
    dito = resposta.json()
    assert (resposta.status_code, dito["situacao"]) == (503, "fora")
    assert dito["estaticos"] == estaticos.FALTAM


def test_preparar_recusa_a_imagem_que_veio_sem_eles(
    sem_estaticos: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend, "ROTEIRO", RAIZ / "nao" / "ha.mjs")
    with pytest.raises(CommandError, match=r"rode manage\.py preparar"):
        call_command("preparar")
