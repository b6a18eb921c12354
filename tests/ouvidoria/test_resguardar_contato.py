"""A unidade que tem um pedido sob reclamação não abre o contato de quem pediu que não se diga quem é."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from contas.acoes import Identificacao
from contas.models import LeituraDePessoal
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Falha, TipoDeManifestacao
from solicitacoes.models import Solicitacao
from tests.ouvidoria import elenco
from tests.solicitacoes import elenco as caixa

pytestmark = pytest.mark.django_db
ROSA = Identificacao(
    nome="Rosa Resguardada Quintanilha",
    tipo_documento="cpf",
    documento="11144477735",
    email="rosa.q@exemplo.invalid",
    telefone="11912344321",
)
DELA = ("Quintanilha", "rosa.q@", "11144477735", "111.444.777-35", "444.777", "91234-4321", "11912344321")
"""O que diria quem é: nenhum pedaço dele pode aparecer."""
EM_VOLTA = "pediu que não se diga quem é"


@pytest.fixture
def pedido() -> Solicitacao:
    return elenco.pedido_vencido(identificacao=ROSA)


@pytest.fixture
def chefe(pedido: Solicitacao) -> Client:
    """A chefia abre tudo o que a unidade abre."""
    cliente = Client()
    cliente.force_login(caixa.servidor(pedido.unidade, papel=Papel.CHEFIA))
    return cliente


def _reclamar(pedido: Solicitacao, **campos: Any) -> Manifestacao:
    padrao = {"solicitacao": pedido, "falha": Falha.PRAZO_VENCIDO, "identificacao": ROSA}
    return elenco.em_analise(**{**padrao, **campos})


def _enderecos_da_caixa(pedido: Solicitacao) -> dict[str, str]:
    """Toda página, planilha e mapa da caixa que só pede a unidade e o pedido; o novo entra sozinho."""
    achados = {}
    da_caixa = next(r for r in get_resolver().url_patterns if getattr(r, "app_name", "") == "caixa")
    for padrao in da_caixa.url_patterns:  # type: ignore[union-attr]
        assert isinstance(padrao, URLPattern)
        valores = {"sigla": pedido.unidade.sigla, "protocolo": pedido.protocolo}
        pede = set(padrao.pattern.converters)
        if pede <= valores.keys() and padrao.name:
            achados[padrao.name] = reverse(f"caixa:{padrao.name}", kwargs={n: valores[n] for n in pede})
    return achados


def _tudo(resposta: Any) -> str:
    """O que a resposta diz, também dentro de uma planilha."""
    dados = b"".join(resposta.streaming_content) if resposta.streaming else resposta.content
    if dados[:2] != b"PK":
        return str(dados.decode())
    with zipfile.ZipFile(BytesIO(dados)) as pacote:
        return "".join(pacote.read(nome).decode(errors="replace") for nome in pacote.namelist())


def test_nenhuma_pagina_planilha_ou_mapa_da_unidade_diz_quem_e(
    chefe: Client, pedido: Solicitacao, subtests: pytest.Subtests
) -> None:
    _reclamar(pedido)
    enderecos = _enderecos_da_caixa(pedido)
    assert {
        "lista",
        "pedido",
        "exportar_csv",
        "exportar_xlsx",
        "campo",
        "ordens",
        "finalizar",
    } <= enderecos.keys()
    lidos = 0
    for nome, endereco in enderecos.items():
        for consulta in ("", f"?p={pedido.protocolo}", f"?busca={pedido.protocolo}"):
            with subtests.test(f"{nome}{consulta}"):
                resposta = chefe.get(f"{endereco}{consulta}", follow=True)
                dito = _tudo(resposta)
                assert not [pedaco for pedaco in DELA if pedaco in dito]
                lidos += resposta.status_code == 200
    assert lidos > 60
    assert not LeituraDePessoal.objects.exists()


@pytest.mark.parametrize("busca", ["Quintanilha", "111.444.777-35", "rosa.q@exemplo.invalid"])
def test_procurar_a_pessoa_nao_acha_o_pedido(chefe: Client, pedido: Solicitacao, busca: str) -> None:
    _reclamar(pedido)
    lista = reverse("caixa:lista", args=[pedido.unidade.sigla])
    assert pedido.protocolo not in chefe.get(lista, {"busca": busca}).text


@pytest.mark.parametrize("htmx", [False, True])
def test_o_contato_nao_se_abre_e_nada_se_registra(chefe: Client, pedido: Solicitacao, htmx: bool) -> None:
    _reclamar(pedido)
    endereco = reverse("caixa:contato", args=[pedido.unidade.sigla, pedido.protocolo])
    dito = chefe.post(endereco, headers={"HX-Request": "true"} if htmx else {}).text
    assert EM_VOLTA in dito
    assert not [pedaco for pedaco in DELA if pedaco in dito]
    assert not LeituraDePessoal.objects.exists()


def test_nem_pelos_outros_pedidos_da_mesma_pessoa(chefe: Client, pedido: Solicitacao) -> None:
    """Quem abre o contato de outro pedido dela não vê este entre os seus."""
    outro = caixa.solicitacao(pedido.unidade, identificacao=ROSA, numero="77")
    endereco = reverse("caixa:contato", args=[pedido.unidade.sigla, outro.protocolo])
    assert pedido.protocolo in chefe.post(endereco).text
    _reclamar(pedido)
    dito = chefe.post(endereco).text
    assert "Quintanilha" in dito
    assert pedido.protocolo not in dito
    assert pedido.protocolo_escrito not in dito


def test_quem_deixou_se_diz(chefe: Client, pedido: Solicitacao) -> None:
    _reclamar(pedido, permite_identificar=True)
    endereco = reverse("caixa:contato", args=[pedido.unidade.sigla, pedido.protocolo])
    assert "Quintanilha" in chefe.post(endereco).text


def test_a_denuncia_nao_muda_o_que_a_unidade_ve(chefe: Client, pedido: Solicitacao) -> None:
    """Fechar o contato diria que há uma; o que já estava fechado, e virou denúncia, continua."""
    pagina = reverse("caixa:pedido", args=[pedido.unidade.sigla, pedido.protocolo])
    elenco.registrada(TipoDeManifestacao.DENUNCIA, solicitacao=pedido)
    assert EM_VOLTA not in chefe.get(pagina).text
    caso = _reclamar(pedido)
    denuncia = TipoDeManifestacao.DENUNCIA
    acoes.reclassificar(caso=caso, versao=caso.versao, por=elenco.ogm(), tipo=denuncia, motivo=elenco.FRASE)
    assert EM_VOLTA in chefe.get(pagina).text
