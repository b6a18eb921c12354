"""O comprovante em papel: de que caso, com que chave, e onde o atendimento foi."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from atendimento import acoes
from atendimento.models import Atendimento
from atendimento.situacoes import Providencia, Resultado
from contas.models import Interessado, Usuario
from contas.segredos.chaves import chave_escrita
from ouvidoria.situacoes import TipoDeManifestacao
from portal.consultas import Achado
from protocolo.models import Canal
from roteamento.models import Unidade
from tests.esic import elenco as esic
from tests.ouvidoria import elenco as ouvidoria
from tests.solicitacoes import elenco, pedindo

pytestmark = pytest.mark.django_db
OUTRA = replace(
    elenco.MARIA, nome="Ana Outra", documento="11144477735", email="ana@exemplo.invalid", telefone=""
)
HORARIO = "segunda a sexta, das 8h às 18h"


@pytest.fixture
def praca() -> Unidade:
    onde = pedindo.praca()
    Unidade.objects.filter(pk=onde.pk).update(endereco="Rua Álvares Penteado, 49", horario=HORARIO)
    return onde


@pytest.fixture
def ana(praca: Unidade, client: Client) -> Usuario:
    quem = pedindo.atendente(praca)
    client.force_login(quem)
    return quem


def _feito(quem: Usuario, praca: Unidade, caso: Achado, tipo: Providencia) -> Atendimento:
    este = acoes.comecar(atendente=quem, unidade=praca)
    acoes.anotar(atendimento=este, tipo=tipo, protocolo=caso.protocolo)
    return este


def _endereco(este: Atendimento, caso: Achado) -> str:
    return reverse("central:pracas_comprovante", args=[este.codigo, caso.protocolo])


def _imprimir(client: Client, este: Atendimento, caso: Achado, papel: str = "80") -> BeautifulSoup:
    resposta = client.post(_endereco(este, caso), {"papel": papel}, follow=True)
    assert resposta.status_code == 200
    return BeautifulSoup(resposta.content, "lxml")


def _texto(pagina: Any) -> str:
    return " ".join(pagina.get_text(" ").split())


def test_o_do_pedido_registrado_diz_tudo_e_leva_a_chave_a_parte(
    client: Client, ana: Usuario, praca: Unidade
) -> None:
    caso = elenco.solicitacao()
    este, chave = _feito(ana, praca, caso, Providencia.REGISTROU), chave_escrita(caso.protocolo)
    antes = client.get(_endereco(este, caso))
    assert chave not in antes.content.decode()
    assert "Aguardando atendimento" in antes.content.decode(), "as palavras que a pessoa lê no portal"
    assert "no-store" in antes["Cache-Control"]
    pagina = _imprimir(client, este, caso)
    recibo, da_chave = pagina.select(".sp-tira article")
    grupos = "-".join(re.findall("....?.?", caso.protocolo))
    for dito in (
        *(grupos, "Tapa-buraco", "Rua Líbero Badaró, 425", "Resposta até", "O pedido já está com"),
        *("Rua Álvares Penteado, 49", "Segunda a sexta, das 8h às 18h", "156", "/acompanhar/"),
    ):
        assert dito in _texto(recibo), dito
    assert recibo.select_one("svg")
    assert chave not in str(recibo)
    assert chave in _texto(da_chave)
    assert este.atos.filter(tipo=Providencia.IMPRIMIU, protocolo=caso.protocolo).count() == 1
    assert not _imprimir(client, este, caso, "a4").select(".sp-tira")
    assert _imprimir(client, este, caso, "papiro").select(".sp-comprovante")


def test_o_que_veio_ilegivel_nao_fica_impresso(client: Client, ana: Usuario, praca: Unidade) -> None:
    caso = elenco.solicitacao()
    este = _feito(ana, praca, caso, Providencia.REGISTROU)
    ilegivel = 'multipart/form-data; boundary="\x00"'
    resposta = client.post(_endereco(este, caso), b"--limite--", content_type=ilegivel)
    assert resposta.status_code == 400
    assert not este.atos.filter(tipo=Providencia.IMPRIMIU).exists()


def test_o_do_lido_so_leva_a_chave_a_quem_mostrou_o_documento_na_praca(
    client: Client, ana: Usuario, praca: Unidade, subtests: pytest.Subtests
) -> None:
    caso = elenco.solicitacao()
    chave, parte = chave_escrita(caso.protocolo), caso.interessado
    de_outra = elenco.solicitacao(identificacao=OUTRA).interessado
    declarada, comprovada = Interessado.Identidade.DECLARADA, Interessado.Identidade.COMPROVADA
    casos = {
        "ninguém reconhecido": (Canal.PRACA, None, "", None),
        "declarada": (Canal.PRACA, parte, declarada, False),
        "outra pessoa comprovada": (Canal.PRACA, de_outra, comprovada, None),
        "por telefone": (Canal.CENTRAL, parte, comprovada, False),
        "comprovada na Praça": (Canal.PRACA, parte, comprovada, True),
    }
    for nome, (canal, quem, identidade, leva) in casos.items():
        with subtests.test(nome):
            este = _feito(ana, praca, caso, Providencia.LEU)
            Atendimento.objects.filter(pk=este.pk).update(
                canal=canal, reconhecido=quem, identidade=identidade
            )
            if leva is None:
                assert client.get(_endereco(este, caso)).status_code == 404
                continue
            assert (chave in str(_imprimir(client, este, caso))) is leva


def test_o_das_outras_portas(client: Client, ana: Usuario, praca: Unidade) -> None:
    reclamacao = ouvidoria.registrada(TipoDeManifestacao.ELOGIO)
    pedido = esic.em_tramitacao()
    for caso, tipo, dito in (
        (reclamacao, Providencia.OUVIDORIA, "Elogio"),
        (pedido, Providencia.ESIC, pedido.orgao.nome),
    ):
        pagina = _texto(_imprimir(client, _feito(ana, praca, caso, tipo), caso))
        assert dito in pagina
        assert chave_escrita(caso.protocolo) in pagina


def test_nao_ha_o_que_nao_e_deste_atendimento(
    client: Client, ana: Usuario, praca: Unidade, subtests: pytest.Subtests
) -> None:
    caso = elenco.solicitacao()
    este = _feito(ana, praca, caso, Providencia.REGISTROU)
    denuncia = ouvidoria.registrada(TipoDeManifestacao.DENUNCIA)
    fora = {
        "de outro": elenco.solicitacao().protocolo,
        "que não há": "1999999999999",
        "que não é número": "1\0é",
        "denúncia": denuncia.protocolo,
    }
    acoes.anotar(atendimento=este, tipo=Providencia.OUVIDORIA, protocolo=denuncia.protocolo)
    for nome, protocolo in fora.items():
        with subtests.test(nome):
            endereco = reverse("central:pracas_comprovante", args=[este.codigo, protocolo])
            assert (client.get(endereco).status_code, client.post(endereco).status_code) == (404, 404)
    acoes.terminar(atendimento=este, resultado=Resultado.ANDAMENTO)
    assert client.get(_endereco(este, caso)).status_code == 404, "acabou: nada fica da pessoa"
    de_outro = _feito(pedindo.atendente(praca), praca, caso, Providencia.REGISTROU)
    assert client.get(_endereco(de_outro, caso)).status_code == 403
