"""A partida recusa configuração insegura com uma frase; a boa passa limpa no `check --deploy`."""

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from sp156.configuracao import (
    ACESSO_EMBUTIDO,
    SELO_EMBUTIDO,
    Producao,
    arquivos,
    fila_de,
    geocodificador,
    guia_carga,
    mailers,
    recusar_insegura,
)
from sp156.embutido.pastas import RAIZ
from sp156.web.csp import origem_dos_tiles

SEGREDO = "Xk9-2mQ7pLw_4rT8vZ1nB6yH3jD5sF0gCaEuIoRtYqWe-PlMzKx"
BOA = {
    "SECRET_KEY": SEGREDO,
    "CHAVES_DE_SELO": Fernet.generate_key().decode(),
    "CHAVES_DE_ACESSO": "Qm4-7xKpZ2_wL9vR6tJ1nB8yH3dF5sG0",
    "ALLOWED_HOSTS": "sp156.exemplo.gov.br",
    "ENDERECO_PUBLICO": "https://sp156.exemplo.gov.br",
    "CORREIO_URL": "smtp+tls://portal:senha@correio.exemplo.gov.br:587",
    "CORREIO_REMETENTE": "SP156 <nao-responda@exemplo.gov.br>",
}
PRODUCAO = Producao(
    banco="postgresql://u:s@banco/sp156",
    fila="redis://fila:6379/0",
    debug=False,
    segredo=SEGREDO,
    chaves_de_selo=[BOA["CHAVES_DE_SELO"]],
    chaves_de_acesso=[BOA["CHAVES_DE_ACESSO"]],
    hosts=["sp156.exemplo.gov.br"],
    endereco_publico=BOA["ENDERECO_PUBLICO"],
    https=True,
    correio_url=BOA["CORREIO_URL"],
)


def conferir(**mudancas: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` com a configuração de produção e as mudanças; "" tira a variável."""
    base = {n: v for n, v in os.environ.items() if not n.startswith(("SP156_", "DJANGO_", "PYTEST", "COV_"))}
    ambiente = {**base, **BOA, **mudancas}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=RAIZ,
        env={nome: valor for nome, valor in ambiente.items() if valor},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_configuracao_boa_passa_limpa() -> None:
    feito = conferir()
    assert feito.returncode == 0, feito.stderr
    assert "no issues" in feito.stdout + feito.stderr


@pytest.mark.parametrize(
    ("mudancas", "frase"),
    [
        ({"DEBUG": "1"}, "DEBUG só pode"),
        (
            {"SP156_EMBUTIDO": "1", "DATABASE_URL": "postgresql://u:s@banco/sp156"},
            "SP156_EMBUTIDO não se liga",
        ),
    ],
)
def test_a_partida_e_recusada_em_uma_frase(mudancas: dict[str, str], frase: str) -> None:
    feito = conferir(**mudancas)
    assert feito.returncode == 1
    assert frase in feito.stderr
    assert len(feito.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("mudancas", "frase"),
    [
        ({"banco": ""}, "Defina DATABASE_URL e REDIS_URL"),
        ({"fila": ""}, "Defina DATABASE_URL e REDIS_URL"),
        ({"debug": True}, "DEBUG só pode"),
        ({"segredo": ""}, "Defina SECRET_KEY"),
        ({"segredo": "curta"}, "SECRET_KEY é fraca"),
        ({"segredo": "a" * 60}, "SECRET_KEY é fraca"),
        ({"chaves_de_selo": []}, "Defina CHAVES_DE_SELO"),
        ({"chaves_de_selo": ["nao-e-uma-chave"]}, "chaves Fernet"),
        ({"chaves_de_selo": [SELO_EMBUTIDO]}, "chaves Fernet próprias"),
        ({"chaves_de_acesso": []}, "Defina CHAVES_DE_ACESSO"),
        ({"chaves_de_acesso": ["curta"]}, "CHAVES_DE_ACESSO é fraca"),
        ({"chaves_de_acesso": ["a" * 40]}, "CHAVES_DE_ACESSO é fraca"),
        ({"chaves_de_acesso": [ACESSO_EMBUTIDO]}, "CHAVES_DE_ACESSO é fraca"),
        ({"chaves_de_acesso": [SEGREDO]}, "não pode repetir"),
        ({"chaves_de_acesso": [BOA["CHAVES_DE_SELO"]]}, "não pode repetir"),
        ({"hosts": []}, "Defina ALLOWED_HOSTS"),
        ({"hosts": ["*"]}, "Defina ALLOWED_HOSTS"),
        ({"endereco_publico": ""}, "Defina ENDERECO_PUBLICO"),
        ({"endereco_publico": "http://sp156.exemplo.gov.br"}, "Sem HTTPS"),
        ({"https": False}, "Sem HTTPS"),
        ({"correio_url": "smtp://portal:senha@correio.exemplo.gov.br"}, "senha às claras"),
        ({"correio_url": ""}, "Defina CORREIO_URL"),
    ],
)
def test_cada_configuracao_insegura_tem_a_sua_frase(mudancas: dict[str, Any], frase: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=frase):
        recusar_insegura(replace(PRODUCAO, **mudancas))


@pytest.mark.parametrize(
    "mudancas",
    [
        {},
        {"https": False, "endereco_publico": "http://localhost:8000"},
        {"correio_url": "smtp://correio.interno"},
        {"correio_url": "nenhum"},
    ],
)
def test_configuracao_segura_e_aceita(mudancas: dict[str, Any]) -> None:
    recusar_insegura(replace(PRODUCAO, **mudancas))


@pytest.mark.parametrize("correio", ["correio.exemplo.gov.br", "imap://correio.exemplo", "smtp://"])
def test_correio_mal_escrito_e_recusado(correio: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CORREIO_URL deve ser"):
        mailers(correio, BOA["CORREIO_REMETENTE"])


def test_os_arquivos_ficam_no_disco_ou_num_balde(subtests: pytest.Subtests) -> None:
    assert "FileSystemStorage" in arquivos("")["BACKEND"]
    opcoes = arquivos("s3://chave:s%2Fgredo@s3.exemplo:9000/fotos?regiao=sa-east-1")["OPTIONS"]
    assert (opcoes["endpoint_url"], opcoes["bucket_name"]) == ("https://s3.exemplo:9000", "fotos")
    assert (opcoes["access_key"], opcoes["secret_key"]) == ("chave", "s/gredo")
    assert arquivos("s3://a:b@s3.exemplo/fotos?https=0")["OPTIONS"]["endpoint_url"] == "http://s3.exemplo"
    for errada in (
        "https://a:b@s3/fotos",
        "s3://s3/fotos",
        "s3://a:b@s3",
        "s3://a:b@s3/f/g",
        "s3://a:b@s3/f?acl=x",
    ):
        with subtests.test(errada), pytest.raises(ImproperlyConfigured, match="ARQUIVOS_URL"):
            arquivos(errada)


@pytest.mark.parametrize(
    "remetente", ["", "SP156 <nao-responda@sp156.invalid>", "nao-responda@sp156.invalid"]
)
def test_nada_sai_de_um_endereco_que_nao_existe(remetente: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Defina CORREIO_REMETENTE"):
        mailers("smtp://correio.interno", remetente)
    assert "SemCorreio" in mailers("nenhum", remetente)["default"]["BACKEND"]


def test_quem_diz_que_nao_tem_correio_parte_e_o_check_avisa() -> None:
    feito = conferir(CORREIO_URL="nenhum", CORREIO_REMETENTE="")
    assert feito.returncode == 1
    assert "sp156.W001" in feito.stderr


@pytest.mark.parametrize(
    ("redis", "celery"),
    [
        ("unix:///tmp/s/fila.s?db=3", "redis+socket:///tmp/s/fila.s?virtual_host=3"),
        ("redis://:senha@fila:6379/1", "redis://:senha@fila:6379/1"),
    ],
)
def test_a_fila_na_escrita_do_celery(redis: str, celery: str) -> None:
    assert fila_de(redis) == celery


def test_correio_com_senha_codificada_e_porta_do_esquema() -> None:
    opcoes = mailers("smtps://portal%40cidade:s%2Fenha@correio.exemplo", "a@exemplo.gov.br")["default"][
        "OPTIONS"
    ]
    assert (opcoes["username"], opcoes["password"]) == ("portal@cidade", "s/enha")
    assert (opcoes["port"], opcoes["use_ssl"], opcoes["use_tls"]) == (465, True, False)
    assert opcoes["timeout"] == 10


def test_sem_correio_no_modo_embutido_ha_a_caixa_de_demonstracao() -> None:
    assert mailers("", "") == {"default": {"BACKEND": "avisos.demonstracao.correio.CaixaDeDemonstracao"}}


@pytest.mark.parametrize(
    ("modelo", "origens"),
    [
        ("", []),
        ("/tiles/{z}/{x}/{y}.png", []),
        ("https://mapas.exemplo:8443/{z}/{x}/{y}.png?k=1", ["https://mapas.exemplo:8443"]),
    ],
)
def test_a_csp_aceita_so_a_origem_dos_tiles(modelo: str, origens: list[str]) -> None:
    assert origem_dos_tiles(modelo) == origens


def test_o_geocodificador_e_opcional_mas_tem_de_ser_um_endereco() -> None:
    assert [geocodificador(url) for url in ("", "https://mapas.exemplo/search")] == [
        "",
        "https://mapas.exemplo/search",
    ]
    for errado in ("mapas.exemplo", "ftp://mapas.exemplo/", "https://"):
        with pytest.raises(ImproperlyConfigured, match="GEOCODIFICADOR_URL"):
            geocodificador(errado)


def test_guia_carga_so_de_dois_jeitos() -> None:
    assert [guia_carga(jeito) for jeito in ("publicada", "em_revisao")] == ["publicada", "em_revisao"]
    with pytest.raises(ImproperlyConfigured, match="GUIA_CARGA"):
        guia_carga("rascunho")
