"""A ligação que cai e se acha outra vez; a Praça, com o documento visto e o comprovante na mão."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from atendimento import acoes
from atendimento.models import Atendimento
from atendimento.situacoes import Resultado
from contas.models import Interessado
from contas.segredos.chaves import chave_escrita
from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.navegador.entrada import Entrar
from tests.navegador.telas import CELULAR, MESA
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import atendente, central, praca, territorio

pytestmark = pytest.mark.django_db(transaction=True)
ONDE = "Rua Líbero Badaró"


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    indice.atualizar([territorio(publica=True, identificacao="anonima").pk])


def _comecar_a_pedir(pagina: Page) -> None:
    """O pedido pela metade, já guardado sozinho."""
    pagina.goto("/central/")
    pagina.get_by_label("O que a pessoa quer?").fill("buraco")
    pagina.locator(".sp-achados button").first.click()
    expect(pagina.locator("#id_logradouro")).to_be_focused()
    pagina.keyboard.type(ONDE)
    pagina.locator("#id_numero").fill("425")
    with pagina.expect_response(lambda dita: "Em%20frente" in (dita.request.post_data or "")) as guardado:
        pagina.locator("#id_descricao").fill("Em frente ao ponto.")
        pagina.locator("#id_nome").focus()
    guardado.value.finished()  # "Guardado às" pode ser ainda o do campo de antes
    expect(pagina.locator("#onde-fica")).to_contain_text("Guardado às")


def _esta_tudo_la(pagina: Page) -> None:
    expect(pagina.locator("#id_logradouro")).to_have_value(ONDE)
    expect(pagina.locator("#id_descricao")).to_have_value("Em frente ao ponto.")


def test_a_ligacao_que_cai_acha_se_outra_vez(entrar: Entrar) -> None:
    """Noutra máquina, e depois de a rotina o dar por esquecido, o pedido está onde se deixou."""
    quem = atendente(central())
    primeira = entrar(quem, **MESA)
    _comecar_a_pedir(primeira)
    primeira.context.close()
    outra = entrar(quem, **CELULAR)
    outra.goto("/central/")
    outra.locator(".sp-abas-central a").click()
    _esta_tudo_la(outra)
    verificar_pagina(outra)
    assert acoes.acabar_esquecidos(em=timezone.now() + timedelta(hours=1)) == 1
    outra.reload()
    verificar_pagina(outra)
    outra.get_by_role("button", name="Retomar o atendimento").click()
    _esta_tudo_la(outra)
    outra.get_by_text("Menor que um prato").click()
    outra.locator("#id_nome").fill("Maria Silva")
    outra.locator("[name=cpf]").fill("529.982.247-25")
    outra.locator("#registrar").click()
    expect(outra.locator(".sp-registrado")).to_be_visible()
    outra.get_by_role("button", name="Terminar: Pedido registrado").click()
    expect(outra.get_by_role("heading", name="Novo atendimento")).to_be_visible()
    assert Solicitacao.objects.get().descricao == "Em frente ao ponto."
    assert Atendimento.objects.get().resultado == Resultado.PEDIDO


@pytest.mark.noturno
def test_na_praca_com_o_documento_e_o_comprovante(entrar: Entrar) -> None:
    """Acha-se pelo CPF; o documento prova, e a chave vai no papel.

    De dia, o documento está em `test_ver_o_documento.py` e o papel em `test_computador_navegador.py`.
    """
    caso = elenco.solicitacao()
    pagina = entrar(atendente(praca()), **MESA)
    pagina.goto("/central/")
    pagina.get_by_role("button", name="Começar").first.click()
    pagina.get_by_label("CPF, telefone, e-mail ou protocolo").fill(elenco.MARIA.documento)
    pagina.get_by_role("button", name="Procurar a pessoa").click()
    expect(pagina.get_by_text("1 caso achado")).to_be_visible()
    verificar_pagina(pagina)
    pagina.locator(".sp-relacionados__um").get_by_role("link").click()
    pagina.get_by_label("Nome completo").fill(elenco.MARIA.nome)
    pagina.get_by_label("CPF ou outro documento").fill(elenco.MARIA.documento)
    pagina.get_by_text("Vi o documento original").click()
    verificar_pagina(pagina)
    pagina.get_by_role("button", name="Conferir").click()
    expect(pagina.locator("#quem")).to_contain_text("identidade comprovada")
    pagina.locator("#quem").get_by_role("button", name="Ler").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Tapa-buraco")
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Mandar o protocolo por e-mail ou SMS").click()
    verificar_pagina(pagina)
    pagina.get_by_role("link", name="Voltar ao atendimento").click()
    pagina.locator("#quem").get_by_role("button", name="Ler").click()
    pagina.get_by_role("link", name="Imprimir o comprovante").click()
    pagina.get_by_role("button", name="Bobina de 80 mm").click()
    papel = pagina.locator("article.sp-comprovante").first
    expect(papel).to_contain_text(caso.protocolo_escrito)
    expect(pagina.locator("article.sp-comprovante--chave")).to_contain_text(chave_escrita(caso.protocolo))
    verificar_pagina(pagina)
    feito = Atendimento.objects.get()
    assert feito.identidade == Interessado.Identidade.COMPROVADA
    assert set(feito.atos.values_list("tipo", flat=True)) >= {"reconheceu", "abriu_ficha", "leu", "imprimiu"}
