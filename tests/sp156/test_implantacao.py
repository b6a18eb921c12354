"""“Implantação” e `conferir_implantacao`: a mesma lista, e cada conferência nota o que diz notar."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from avisos.alertas.conferir import conferir
from avisos.models import Alerta, Aviso, Cidade, Envio
from avisos.situacoes import Canal
from contas.models import ExigenciaDeSegundoFator, Usuario
from contas.papeis import ADMINISTRACAO
from protocolo.models import DiaNaoUtil
from referencia.vigias import todos
from roteamento.models import ConferenciaDeRotas
from sp156.management.commands import conferir_implantacao
from sp156.saude import vigias_da_instalacao
from tests.avisos.factories import AvisoFactory
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
PAGINA = "/admin/implantacao/"


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = elenco.pessoa("Alice Tudo", email="alice@exemplo.invalid", is_staff=True, is_superuser=True)
    client.force_login(quem)
    return quem


def frases() -> dict[str, str]:
    return {um.vigia.codigo: um.frase for um in conferir()}


def test_cada_conferencia_nota_o_que_diz_notar(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    _tudo_errado(settings, tmp_path, monkeypatch)
    erradas = frases()
    _tudo_certo(settings, tmp_path)
    certas = frases()
    assert [frase for frase in erradas.values() if frase.startswith("Não se pôde conferir")] == []
    for codigo in NOTADAS:
        with subtests.test(codigo):
            assert erradas[codigo]
            assert certas[codigo] == ""


NOTADAS = (
    *("https_ligado", "atras_de_proxy", "endereco_com_nome", "monitorado", "plantao", "pedidos_migram"),
    *("estaticos_prontos", "arquivos_se_gravam", "copia_recente", "indices_validos", "correio_ligado"),
    *("correio_provado", "devolucoes_lidas", "cidade_preenchida", "fator_exigido", "dias_do_ano"),
    *("segundo_administrador", "destinos_com_gente", "rotas_sem_furo", "rotas_conferidas"),
)


def _tudo_errado(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HTTPS = settings.SECURE_PROXY_SSL_HEADER = None
    settings.ENDERECO_PUBLICO, settings.ALLOWED_HOSTS = "http://outro.gov.br", ["sp156.gov.br"]
    settings.SAUDE_SENHA, settings.ALERTAS_PARA, settings.CANAIS, settings.COPIA_MARCA = "", [], {}, ""
    settings.STATIC_ROOT, settings.MEDIA_ROOT = tmp_path / "nada", tmp_path / "arquivo" / "pasta"
    (tmp_path / "arquivo").touch()
    settings.SEM_CORREIO = True
    monkeypatch.setattr(vigias_da_instalacao, "MIGRAR_PEDIDOS", nucleo := tmp_path / "migrar")
    nucleo.write_text("0\n", encoding="ascii")
    DiaNaoUtil.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'alerta_um_por_vigia'::regclass"
        )
    ConferenciaDeRotas.objects.create(
        em=timezone.now() - timedelta(days=3), servicos=1, distritos=1, pares=1, lacunas=[{}],
        conflitos=[], unidades_sem_servidor=["SE-VAZIA"],
    )  # fmt: skip


def _tudo_certo(settings: Settings, tmp_path: Path) -> None:
    settings.HTTPS, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.SEM_CORREIO = 1, False
    settings.ENDERECO_PUBLICO = "https://sp156.gov.br"
    settings.SAUDE_SENHA, settings.ALERTAS_PARA = "x", ["plantao@exemplo.invalid"]
    settings.CANAIS, settings.COPIA_MARCA = {"devolucoes": {}}, str(tmp_path / "copia")
    settings.STATIC_ROOT = settings.MEDIA_ROOT = tmp_path
    for nome, dito in (("copia", ""), ("staticfiles.json", "{}"), ("migrar", "1\n")):
        (tmp_path / nome).write_text(dito, encoding="ascii")
    hoje = timezone.localdate()
    for ano in (hoje.year, hoje.year + 1):
        DiaNaoUtil.objects.create(
            data=hoje.replace(year=ano, day=1), nome="Ponte", tipo="facultativo", ato="Decreto"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = true WHERE indexrelid = 'alerta_um_por_vigia'::regclass"
        )
    ConferenciaDeRotas.objects.create(em=timezone.now(), servicos=1, distritos=1, pares=1)
    Envio.objects.create(aviso=AvisoFactory.create(), canal=Canal.EMAIL, aceito_em=timezone.now())
    for nome in ("Alice", "Bruno"):
        elenco.pessoa(nome, is_staff=True, is_superuser=True)
    ExigenciaDeSegundoFator.objects.update_or_create(papel=ADMINISTRACAO, defaults={"desde": hoje})
    Cidade.objects.update_or_create(
        pk=1, defaults={"encarregado": "E", "contato_do_encarregado": "e@exemplo.invalid", "suporte": "R. 1"}
    )


def test_a_pagina_e_o_comando_sao_a_mesma_lista(
    client: Client, alice: Usuario, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conferir_implantacao, "ENTRE_AS_DUAS", 0)
    with pytest.raises(SystemExit) as saida:
        call_command("conferir_implantacao", "--json")
    assert saida.value.code == 1
    dito = json.loads(capsys.readouterr().out)
    assert {um["codigo"] for um in dito["errado"]} | set(dito["certo"]) == {vigia.codigo for vigia in todos()}
    recebida = client.get(PAGINA, headers={"X-Forwarded-For": "203.0.113.9"})
    assert "por HTTP, sem cifra, do endereço\n  127.0.0.1" in recebida.content.decode()
    pagina = BeautifulSoup(recebida.content, "lxml")
    assert [h3.get_text(strip=True) for h3 in pagina.select("h3")] == [um["frase"] for um in dito["errado"]]
    assert all(um["porque"] and um["conserto"] for um in dito["errado"])


def test_aceitar_ate_um_dia_com_a_razao_e_voltar_atras(
    client: Client, alice: Usuario, settings: Settings
) -> None:
    settings.VIGIAS, settings.ALERTAS_PARA = ["sp156.saude.vigias_da_instalacao"], []
    hoje, dito = timezone.localdate(), "O plantão começa em janeiro."

    def enviar(**dados: Any) -> Any:
        return client.post(PAGINA, {"codigo": "plantao", "ate": f"{hoje}", "porque": dito, **dados})

    errado = enviar(ate=f"{hoje - timedelta(days=1)}")
    assert errado.status_code == 422
    assert "Escolha um dia de hoje até daqui a um ano." in errado.content.decode()
    assert f'value="{dito}"' in errado.content.decode()
    assert enviar(codigo="nenhum").status_code == 422
    assert enviar().status_code == 302
    aceito = Alerta.objects.get(codigo="plantao")
    assert (aceito.visto_ate, aceito.visto_por, aceito.visto_porque) == (hoje, alice, dito)
    assert next(um for um in conferir() if um.vigia.codigo == "plantao").aceito
    assert dito in client.get(PAGINA).content.decode()
    client.post(PAGINA, {"deixar": "plantao"})
    assert next(um for um in conferir() if um.vigia.codigo == "plantao").errado


def test_a_mensagem_de_prova_vai_pela_caixa_de_saida(client: Client, alice: Usuario) -> None:
    client.post(PAGINA, {"provar": "sim"})
    assert Aviso.objects.get().usuario == alice


def test_sem_nada_errado_diz_se_que_esta_tudo_certo(
    client: Client, alice: Usuario, settings: Settings
) -> None:
    settings.VIGIAS = ["solicitacoes.vigilancia.vigias"]
    assert "Tudo certo." in client.get(PAGINA).content.decode()
    call_command("conferir_implantacao")
