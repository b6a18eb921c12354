"""“Implantação” e `conferir_implantacao`: a mesma lista, e cada conferência nota o que diz notar."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from avisos.alertas.conferir import conferir
from avisos.models import Alerta, Aviso, Cidade, Envio
from avisos.situacoes import Canal
from contas import auditoria
from contas.models import ExigenciaDeSegundoFator, PropostaDeAcesso, RegistroDeAcesso, Usuario
from contas.papeis import ADMINISTRACAO
from protocolo.models import DiaNaoUtil
from referencia.vigias import todos
from roteamento.models import ConferenciaDeRotas
from sp156.management.commands import conferir_implantacao
from sp156.saude import vigias_da_instalacao
from tests.avisos.factories import AvisoFactory
from tests.entrada.propondo import decidir, entrou
from tests.solicitacoes import elenco

pytestmark = pytest.mark.django_db
PAGINA = "/admin/implantacao/"
Mudanca = RegistroDeAcesso.Mudanca


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

    for dia in (hoje - timedelta(days=1), hoje + timedelta(days=31)):
        errado = enviar(ate=f"{dia}")
        assert errado.status_code == 422
        assert "Escolha um dia de hoje até daqui a trinta dias." in errado.content.decode()
    assert enviar(porque="  ").status_code == 422
    assert f'value="{dito}"' in errado.content.decode()
    assert enviar(codigo="nenhum").status_code == 422
    assert enviar().status_code == 302
    aceito = Alerta.objects.get(codigo="plantao")
    assert (aceito.visto_ate, aceito.visto_por, aceito.visto_porque) == (hoje, alice, dito)
    assert next(um for um in conferir() if um.vigia.codigo == "plantao").aceito
    assert dito in client.get(PAGINA).content.decode()
    for _ in range(2):
        client.post(PAGINA, {"deixar": "plantao"})
    client.post(PAGINA, {"deixar": "pla\0ntao"})
    assert next(um for um in conferir() if um.vigia.codigo == "plantao").errado
    registrado = RegistroDeAcesso.objects.order_by("pk").values_list("ato", "pessoa", "por", "detalhe")
    assert list(registrado) == [
        (Mudanca.ALERTA_ACEITO, alice.pk, alice.pk, f"plantao, até {hoje:%d/%m/%Y}: {dito}"),
        (Mudanca.ALERTA_DE_VOLTA, alice.pk, alice.pk, "plantao"),
    ]
    assert dito in client.get("/admin/acessos/").content.decode()
    linhas = list(auditoria.encadear(auditoria.fatos(hoje, hoje)))
    assert [json.loads(linha)["ato"] for linha in linhas] == [linha[0] for linha in registrado]


def test_quem_so_ve_a_pagina_nao_cala_alerta_nenhum(settings: Settings, subtests: pytest.Subtests) -> None:
    """O ataque: um ano de silêncio, dado por quem só podia ver, e depois apagado."""
    settings.VIGIAS = ["sp156.saude.vigias_da_instalacao"]
    ve = elenco.pessoa("Bruno Vê", is_staff=True)
    ve.groups.add(Group.objects.get(name="Administração"))
    client = Client()
    client.force_login(ve, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    pagina = client.get(PAGINA).content.decode()
    assert "O portal atende sem HTTPS." in pagina
    assert 'name="ate"' not in pagina
    Alerta.objects.create(codigo="plantao", visto_ate=timezone.localdate(), visto_porque="x")
    assert 'name="deixar"' not in client.get(PAGINA).content.decode()
    for dados in (
        {"codigo": "plantao", "ate": f"{timezone.localdate()}", "porque": "x"},
        {"codigo": "https_ligado", "ate": f"{timezone.localdate()}", "porque": "x"},
        {"deixar": "plantao"},
    ):
        with subtests.test(str(dados)):
            assert client.post(PAGINA, dados).status_code == 403
    assert Alerta.objects.get().visto
    assert not RegistroDeAcesso.objects.exists()
    assert not PropostaDeAcesso.objects.exists()


def test_o_alerta_de_seguranca_so_se_cala_com_duas_pessoas(
    client: Client, alice: Usuario, settings: Settings
) -> None:
    settings.VIGIAS = ["sp156.saude.vigias_da_instalacao"]
    bia = elenco.pessoa("Bia Tudo", email="bia@exemplo.invalid", is_staff=True, is_superuser=True)
    ate = timezone.localdate() + timedelta(days=3)
    pedido = {"codigo": "https_ligado", "ate": f"{ate}", "porque": "O certificado chega na segunda."}

    def errado() -> bool:
        return next(um for um in conferir() if um.vigia.codigo == "https_ligado").errado

    assert "só vale quando outra pessoa aceitar" in client.get(PAGINA).content.decode()
    assert "Continua a contar como errado" in client.post(PAGINA, pedido, follow=True).content.decode()
    proposta = PropostaDeAcesso.objects.get()
    assert errado()
    repetido = client.post(PAGINA, pedido)
    assert (repetido.status_code, "Já há uma proposta igual" in repetido.content.decode()) == (422, True)
    assert "Foi você quem propôs" in decidir(client, "aceitar")
    assert errado()
    assert "Aceito." in decidir(entrou(bia), "aceitar")
    assert not errado()
    linha = RegistroDeAcesso.objects.get(ato=Mudanca.ALERTA_ACEITO)
    assert (linha.pessoa, linha.por) == (alice, bia)
    assert linha.detalhe.endswith(pedido["porque"])
    client.post(PAGINA, {"deixar": "https_ligado"})
    client.post(PAGINA, pedido)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert "já passou" in decidir(entrou(bia), "aceitar")
    assert proposta.motivo == pedido["porque"]
    assert errado()


def test_sao_de_seguranca_os_vigias_que_guardam_acesso_e_dados() -> None:
    assert {vigia.codigo for vigia in todos() if vigia.seguranca} == {
        *("https_ligado", "atras_de_proxy", "copias_fechadas", "chaves_certas", "balde_fechado"),
        *("segundo_administrador", "fatores_da_administracao", "fator_exigido"),
    }


def test_a_mensagem_de_prova_vai_pela_caixa_de_saida(client: Client, alice: Usuario) -> None:
    client.post(PAGINA, {"provar": "sim"})
    assert Aviso.objects.get().usuario == alice


def test_sem_nada_errado_diz_se_que_esta_tudo_certo(
    client: Client, alice: Usuario, settings: Settings
) -> None:
    settings.VIGIAS = ["solicitacoes.vigilancia.vigias"]
    assert "Tudo certo." in client.get(PAGINA).content.decode()
    call_command("conferir_implantacao")
