"""A fila num navegador de verdade: sem rede, morto no meio, acordado pelo trabalhador, e cortado ao acaso."""

from __future__ import annotations

import random
import re
from pathlib import Path
from time import monotonic

import pytest
from django.core.cache import cache
from django.middleware.csrf import get_token
from django.utils import timezone
from playwright.sync_api import expect

from guia.models import Servico, VersaoDoServico
from portal.aplicativo import pedidos
from protocolo.models import Canal, Rascunho
from solicitacoes.models import Solicitacao
from tests.aplicativo.celular import PARA_ENVIAR, Abrir, matar
from tests.aplicativo.cortes import pedir_com_cortes
from tests.aplicativo.rede_ruim import Corte, Rede
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    territorio(identificacao="anonima")


def um_so(chave: str, *, fotos: int) -> None:
    """Há um caso desta chave, pelo aplicativo e com todas as fotos."""
    casos = Solicitacao.objects.filter(chave_de_envio=chave)
    assert [(caso.anexos.count(), caso.canal) for caso in casos] == [(fotos, Canal.APLICATIVO)]


def test_sem_rede_espera_morre_volta_e_vai_uma_vez_com_as_fotos(
    abrir_o_mesmo: Abrir, tmp_path: Path, rede: Rede
) -> None:
    with abrir_o_mesmo() as aparelho:
        aparelho.com_trabalhador()
        aparelho.contexto.set_offline(True)
        rede.sem_sinal()
        chave = aparelho.guardar("red", "blue")
        aparelho.pagina.reload()
        expect(aparelho.pagina.get_by_role("heading", name="Tapa-buraco")).to_be_visible()
        expect(aparelho.pagina.get_by_text("2 fotos")).to_be_visible()
        matar(tmp_path)
    assert not Rascunho.objects.exists()
    rede.boa()
    with abrir_o_mesmo() as aparelho:
        expect(aparelho.pagina.get_by_text("Enviado", exact=True)).to_be_visible()
        um_so(chave, fotos=2)
        aparelho.enviar()
        aparelho.pagina.get_by_role("link", name="Ver o comprovante").click()
        expect(aparelho.pagina.get_by_text(Solicitacao.objects.get().protocolo_escrito)).to_be_visible()
    um_so(chave, fotos=2)


def test_o_trabalhador_acordado_manda_sem_pagina_aberta(abrir: Abrir, rede: Rede) -> None:
    with abrir() as aparelho:
        trabalhador = aparelho.com_trabalhador()
        rede.sem_sinal()
        chave = aparelho.guardar("red")
        aparelho.pagina.goto("about:blank")
        rede.boa()
        trabalhador.acordar()
        ate = monotonic() + 15
        while not Solicitacao.objects.exists() and monotonic() < ate:
            aparelho.pagina.evaluate("new Promise(requestAnimationFrame)")
    um_so(chave, fotos=1)


def test_a_pagina_e_o_trabalhador_juntos_mandam_uma_vez(abrir: Abrir, rede: Rede) -> None:
    with abrir() as aparelho:
        trabalhador = aparelho.com_trabalhador()
        rede.sem_sinal()
        chaves = [aparelho.guardar("red") for _ in range(2)]
        rede.boa()
        trabalhador.acordar()
        aparelho.enviar()
        assert {aparelho.estado(chave) for chave in chaves} == {"enviado"}
    for chave in chaves:
        um_so(chave, fotos=1)
        envios = [c for _, c, _ in rede.idas if chave in c and c.endswith("/enviar/")]
        assert len(envios) == 1


def test_o_que_precisa_da_pessoa_acaba_na_pagina_e_sai_da_fila(abrir: Abrir) -> None:
    VersaoDoServico.objects.update(identificacao=VersaoDoServico.Identificacao.CPF)
    with abrir() as aparelho:
        chave = aparelho.guardar("red")
        aparelho.enviar()
        pagina = aparelho.pagina
        expect(pagina.get_by_text("Precisa de você", exact=True)).to_be_visible()
        expect(pagina.locator("[data-situacao]")).to_have_text("1 precisa de você.")
        pagina.get_by_role("link", name="Abrir e acabar").click()
        pagina.get_by_label("Nome completo").fill("Maria Silva")
        pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
        pagina.get_by_role("button", name="Enviar pedido").click()
        expect(pagina.get_by_role("heading", name="Pedido registrado")).to_be_visible()
        pagina.goto("/aplicativo/para-enviar/")
        expect(pagina.get_by_text("Enviado", exact=True)).to_be_visible()
        assert not re.search(r"529\D?982", str(aparelho.item(chave)))
    um_so(chave, fotos=1)


def test_a_prova_do_envio_que_venceu_troca_se_uma_vez(
    abrir: Abrir, rede: Rede, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entre a ficha e o envio a pessoa entrou na conta: o segredo do formulário mudou."""
    velhas = ["x" * 64]
    monkeypatch.setattr(pedidos, "get_token", lambda request: [get_token(request), *velhas].pop())
    with abrir() as aparelho:
        recusado = aparelho.guardar("red")
        aparelho.enviar()
        assert aparelho.estado(recusado) == "precisa_de_voce"
        assert aparelho.item(recusado)["arquivos"] == 1  # type: ignore[index]  # acabou de se achar
        assert comecos(rede, recusado) == 2, "a segunda recusa é da pessoa"

        monkeypatch.setattr(
            pedidos, "get_token", lambda request: velhas.pop() if velhas else get_token(request)
        )
        chave = aparelho.guardar("blue")
        aparelho.enviar()
        assert aparelho.estado(chave) == "enviado"
        assert comecos(rede, chave) == 2
    um_so(chave, fotos=1)


def comecos(rede: Rede, chave: str) -> int:
    """Quantas vezes se mandou a primeira parte."""
    return sum(ida[:2] == ("POST", f"/aplicativo/pedidos/{chave}/") for ida in rede.idas)


def idas_de(rede: Rede, parte: str, chave: str) -> list[str]:
    return [caminho for _, caminho, _ in rede.idas if parte in caminho and chave in caminho]


def test_a_foto_grande_demais_se_diz_e_o_pedido_fica(abrir: Abrir) -> None:
    with abrir() as aparelho:
        pagina = aparelho.pagina
        pagina.route("**/foto/", lambda rota: rota.fulfill(status=413, body="O envio é grande demais."))
        chave = aparelho.guardar("red")
        aparelho.enviar()
        expect(pagina.get_by_text("red.jpg: O arquivo é grande demais.")).to_be_visible()
        item = aparelho.item(chave)
        assert item
        assert (item["estado"], item["arquivos"]) == ("precisa_de_voce", 1)
        assert not Solicitacao.objects.exists()
        pagina.get_by_role("link", name="Abrir e acabar").click()
        pagina.get_by_role("button", name="Continuar").last.click()
        expect(pagina.get_by_role("heading", name="Confira e envie")).to_be_visible()
        expect(pagina.get_by_text("Rua Líbero Badaró, 425")).to_be_visible()
        expect(pagina.get_by_text("Menor que um prato")).to_be_visible()


def test_o_pedido_de_um_servico_que_saiu_vai_com_outro_e_so_entao_sai_da_lista(abrir: Abrir) -> None:
    Servico.objects.update(arquivado_em=timezone.now())
    poda = elenco.servico("poda", "Poda de árvore", precisa_de_endereco=True, identificacao="anonima")
    Servico.objects.filter(pk=poda.pk).update(no_aplicativo=True)
    with abrir() as aparelho:
        chave = aparelho.guardar("red", escrito=[["Número", "425"]])
        aparelho.enviar()
        pagina = aparelho.pagina
        cartao = pagina.locator(f"[id='{chave}']")
        expect(cartao.get_by_role("button", name="Copiar o texto")).to_be_visible()
        expect(cartao.get_by_role("button", name="Tentar de novo")).to_be_hidden()
        expect(cartao.get_by_role("link", name="Voltar à página")).to_be_hidden()
        with pagina.expect_download() as baixada:
            cartao.get_by_role("link", name="Baixar red.jpg").click()
        assert baixada.value.suggested_filename == "red.jpg"
        cartao.get_by_role("button", name="Usar noutro serviço").click()
        pagina.get_by_role("link", name="Poda de árvore").first.click()
        expect(pagina.get_by_text("1 foto escolhida.")).to_be_visible()
        expect(pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
        assert aparelho.estado(chave) == "precisa_de_voce"
        pagina.get_by_label("Não quero me identificar").check()
        pagina.get_by_role("button", name="Enviar pedido").click()
        expect(pagina.get_by_role("heading", name="Pedido registrado")).to_be_visible()
        assert aparelho.estado(chave) == "apagado"


def test_quem_esta_num_cartao_fica_nele_quando_ele_muda(abrir: Abrir, rede: Rede) -> None:
    with abrir() as aparelho:
        aparelho.com_trabalhador()
        rede.sem_sinal()
        chave = aparelho.guardar("red")
        pagina = aparelho.pagina
        pagina.goto("about:blank")
        pagina.goto(f"{PARA_ENVIAR}#{chave}")
        cartao = pagina.locator(f"[id='{chave}']")
        expect(cartao).to_be_focused()
        aparelho.enviar()
        expect(cartao).to_be_focused()
        rede.boa()
        aparelho.enviar()
        expect(cartao.get_by_text("Enviado", exact=True)).to_be_visible()
        expect(cartao).to_be_focused()


def test_apaga_se_so_depois_de_confirmar(abrir: Abrir, rede: Rede) -> None:
    with abrir() as aparelho:
        rede.sem_sinal()
        chave = aparelho.guardar()
        pagina = aparelho.pagina
        pagina.get_by_role("button", name="Apagar", exact=True).click()
        pagina.get_by_role("button", name="Não apagar").click()
        assert aparelho.estado(chave) == "esperando"
        pagina.get_by_role("button", name="Apagar", exact=True).click()
        pagina.get_by_role("button", name="Apagar", exact=True).click()
        expect(pagina.get_by_text("Nada espera para ser enviado.")).to_be_visible()
        assert aparelho.estado(chave) == "apagado"


@pytest.mark.parametrize(
    "vezes", [pytest.param(10, id="dez"), pytest.param(200, id="duzentas", marks=pytest.mark.noturno)]
)
@pytest.mark.timeout(1200)
def test_cortes_ao_acaso_nem_perdem_nem_dobram(abrir: Abrir, rede: Rede, vezes: int) -> None:
    acaso = random.Random(156)
    with abrir() as aparelho:
        aparelho.pagina.goto("/aplicativo/sem-rede/")
        for _ in range(vezes):
            cache.clear()
            chave = pedir_com_cortes(aparelho, rede, acaso)
            assert aparelho.estado(chave) == "enviado", (aparelho.item(chave), rede.idas[-12:])
            um_so(chave, fotos=1)
    assert Solicitacao.objects.count() == vezes
    assert {corte for _, _, corte in rede.idas if corte} == set(Corte)
