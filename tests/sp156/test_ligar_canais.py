"""Os canais se ligam pelo ambiente: inteiros ou nada."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs import Env
from pytest_django import Settings

from avisos.canais.push import chave_publica
from sp156 import canais

SMS = {"SMS_URL": "https://sms.exemplo", "SMS_CHAVE": "c", "SMS_REMETENTE": "SP156"}


@pytest.fixture(autouse=True)
def sem_nada(monkeypatch: pytest.MonkeyPatch) -> None:
    for canal, campos in canais.CAMPOS.items():
        for campo in campos:
            monkeypatch.delenv(f"{canal}_{campo}".upper(), raising=False)


def ligar(monkeypatch: pytest.MonkeyPatch, **ditos: str) -> dict[str, dict[str, str]]:
    for nome, valor in ditos.items():
        monkeypatch.setenv(nome, valor)
    return canais.do_ambiente(Env(), embutido=False)


def test_sem_ambiente_nada_se_liga(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ligar(monkeypatch) == {}
    assert ligar(monkeypatch, SMS_URL="", SMS_CHAVE="", SMS_CUSTO="", WHATSAPP_URL="") == {}


def test_o_canal_inteiro_se_liga_com_o_que_nao_se_disse(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ligar(monkeypatch, **SMS)["sms"]["custo"] == "0"
    assert ligar(monkeypatch, SMS_CUSTO="0.07")["sms"]["custo"] == "0.07"


@pytest.mark.parametrize("falta", SMS)
def test_pela_metade_nao_parte(monkeypatch: pytest.MonkeyPatch, falta: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=falta):
        ligar(monkeypatch, **{nome: valor for nome, valor in SMS.items() if nome != falta})


def test_na_demonstracao_o_sms_vai_a_caixa_dela_e_o_aviso_ao_aparelho(settings: Settings) -> None:
    ligados = canais.do_ambiente(Env(), embutido=True)
    assert list(ligados) == ["sms", "push"]
    assert ligados["sms"]["url"] == canais.DEMONSTRACAO
    settings.CANAIS = ligados
    assert len(chave_publica()) == 87, "a que o navegador aceita"


def test_o_segredo_dos_recibos_e_comprido_ou_nenhum() -> None:
    assert canais.segredo_dos_recibos("", {}) == ""
    assert canais.segredo_dos_recibos("a" * 32, {})
    with pytest.raises(ImproperlyConfigured, match="curto"):
        canais.segredo_dos_recibos("a" * 31, {})


def test_sms_e_whatsapp_nao_partem_sem_o_segredo_dos_recibos() -> None:
    por_rede = {"url": "https://provedor.exemplo"}
    for ligados in ({"sms": por_rede}, {"push": {}, "whatsapp": por_rede}):
        with pytest.raises(ImproperlyConfigured, match="SEGREDO_DOS_RECIBOS"):
            canais.segredo_dos_recibos("", ligados)
        assert canais.segredo_dos_recibos("a" * 32, ligados)
    assert canais.segredo_dos_recibos("", {"push": {}, "sms": canais.SMS_DE_DEMONSTRACAO}) == ""


def test_a_chave_e_a_senha_nao_vao_as_claras(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in ("http://sms.exemplo", "HTTP://sms.exemplo", "sms.exemplo", "http://localhost.exemplo"):
        with pytest.raises(ImproperlyConfigured, match="SMS_URL"):
            ligar(monkeypatch, **SMS | {"SMS_URL": url})
    assert ligar(monkeypatch, **SMS | {"SMS_URL": "http://127.0.0.1:8025"})
    with pytest.raises(ImproperlyConfigured, match="DEVOLUCOES_URL"):
        ligar(monkeypatch, **SMS, DEVOLUCOES_URL="pop3://a:b@correio.exemplo")
    assert ligar(monkeypatch, **SMS, DEVOLUCOES_URL="pop3s://a:b@correio.exemplo")


@pytest.mark.parametrize("custo", ["0,08", "R$ 0.08", "NaN", "-1", "100", "Infinity"])
def test_o_custo_que_nao_e_preco_nao_parte(monkeypatch: pytest.MonkeyPatch, custo: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SMS_CUSTO"):
        ligar(monkeypatch, **SMS, SMS_CUSTO=custo)


def test_quantos_codigos_vao_a_quem_nao_tem_conta_e_um_numero(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ligar(monkeypatch, **SMS)["sms"]["contas_novas"] == "500"
    assert ligar(monkeypatch, **SMS, SMS_CONTAS_NOVAS="0")["sms"]["contas_novas"] == "0"
    with pytest.raises(ImproperlyConfigured, match="SMS_CONTAS_NOVAS"):
        ligar(monkeypatch, **SMS, SMS_CONTAS_NOVAS="muitos")
