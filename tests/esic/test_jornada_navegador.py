"""O pedido inteiro no navegador: negado, ganha no segundo recurso e se publica sem dizer de quem é.

De dia, cada parte tem o seu teste: o pedido e a publicação, em `test_pedir_navegador.py` e
`test_publicar_navegador.py`; negar, recorrer, decidir e cumprir, pelo cliente (`test_recursos_mesa.py`).
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from contas.segredos import chaves
from esic import tasks
from esic.models import Pedido, Publicacao
from esic.situacoes import Situacao
from tests.esic import elenco
from tests.navegador.vigia import verificar_pagina

if TYPE_CHECKING:
    from collections.abc import Callable

    from contas.autor import Autor
    from tests.navegador.entrada import Entrar

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.noturno]

MESA: Any = {"width": 1280, "height": 900}
CELULAR: Any = {"width": 390, "height": 844}
PERGUNTA = "Sou Maria Silva, CPF 529.982.247-25. Quantas multas a Prefeitura aplicou a feirantes em 2025?"
NEGATIVA = "As multas dizem respeito a pessoas, e por isso não se informam."
INDEFERIDO = "A negativa do SIC está certa: o número das multas pode identificar feirantes."
DEFERIDO = "O número de multas não identifica ninguém e é público. O órgão deve informá-lo."
ENTREGA = "Em 2025 a Prefeitura aplicou 312 multas a feirantes. Quem pediu foi Maria Silva."


def _botao(pagina: Page, nome: str) -> None:
    pagina.get_by_role("button", name=nome, exact=True).last.click()


def _pedir(municipe: Page) -> Pedido:
    municipe.goto("/e-sic/pedir/")
    municipe.get_by_label("Que órgão tem a informação?").select_option(
        label="Secretaria das Subprefeituras (SMSUB)"
    )
    municipe.get_by_label("Que informação").fill(PERGUNTA)
    municipe.get_by_label("Sim, podem publicar").check()
    _botao(municipe, "Continuar")
    municipe.get_by_label("Nome completo").fill("Maria Silva")
    municipe.get_by_label("CPF", exact=True).fill("529.982.247-25")
    municipe.get_by_label("E-mail", exact=True).fill("maria@exemplo.invalid")
    _botao(municipe, "Continuar")
    _botao(municipe, "Enviar pedido")
    caso = Pedido.objects.get()
    expect(municipe.get_by_text(caso.protocolo_escrito)).to_be_visible()
    return caso


def _negar(sic: Page, caso: Pedido) -> None:
    sic.goto("/sic/")
    sic.get_by_role("link", name=caso.protocolo_escrito).click()
    sic.get_by_role("link", name="Responder", exact=True).click()
    sic.get_by_label("Acesso negado", exact=True).check()
    sic.get_by_label("Por que se nega").select_option("pessoal")
    sic.get_by_label("Base legal da negativa").fill("Lei 12.527/2011, art. 31")
    sic.get_by_label("Resposta", exact=True).fill(NEGATIVA)
    _botao(sic, "Conferir antes de confirmar")
    expect(sic.get_by_text(re.compile("Você pode recorrer até .*1ª instância"))).to_be_visible()
    _botao(sic, "Responder e avisar")
    expect(sic.get_by_text("O pedido foi respondido.")).to_be_visible()


def _recorrer(municipe: Page, caso: Pedido) -> None:
    municipe.goto(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    verificar_pagina(municipe)
    municipe.get_by_role("button", name=re.compile("^Recorrer")).first.click()
    municipe.get_by_label("Negaram a informação").check()
    municipe.get_by_label("O que quem vai decidir precisa saber?").fill("Peço só o número de multas.")
    verificar_pagina(municipe)
    municipe.get_by_role("button", name=re.compile("recurso", re.IGNORECASE)).last.click()
    expect(municipe.get_by_text("Recebemos o seu recurso.")).to_be_visible()


def _decidir(quem: Page, caso: Pedido, resultado: str, porque: str) -> None:
    quem.goto("/recursos/")
    quem.get_by_role("link", name=caso.protocolo_escrito).click()
    expect(quem.get_by_text(NEGATIVA).first).to_be_visible()
    verificar_pagina(quem)
    quem.get_by_role("link", name="Decidir o recurso", exact=True).click()
    quem.get_by_label(re.compile(f"^{resultado}:")).check()
    quem.get_by_label("Por que se decide assim").fill(porque)
    _botao(quem, "Conferir antes de confirmar")
    _botao(quem, "Decidir o recurso e avisar")
    expect(quem.get_by_text("O recurso foi decidido.")).to_be_visible()


def _cumprir(sic: Page, caso: Pedido) -> None:
    sic.goto("/sic/?situacao=cumprir")
    sic.get_by_role("link", name=caso.protocolo_escrito).click()
    sic.get_by_role("link", name="Cumprir a decisão", exact=True).click()
    sic.get_by_label("O que se entrega").fill(ENTREGA)
    _botao(sic, "Conferir antes de confirmar")
    _botao(sic, "Cumprir a decisão e avisar")
    expect(sic.get_by_text("A decisão foi cumprida.")).to_be_visible()


def _passar_o_tempo(caso: Pedido) -> None:
    """O prazo de recorrer acaba, e a rotina encerra o pedido."""
    Pedido.objects.filter(pk=caso.pk).update(recorrer_ate=timezone.now() - timedelta(days=1))
    tasks.encerrar_passados()
    caso.refresh_from_db()
    assert caso.situacao == Situacao.ENCERRADO


def _publicar(ouvidoria: Page, caso: Pedido) -> Publicacao:
    ouvidoria.goto("/publicacao/")
    ouvidoria.get_by_role("link", name=caso.protocolo_escrito).click()
    expect(ouvidoria.get_by_label("Título público")).to_be_visible()
    ficha = ouvidoria.url
    por_conferir = ouvidoria.get_by_role("link", name=re.compile("^Conferir(?! de novo)"))
    for _ in range(por_conferir.count()):
        por_conferir.first.click()
        for marca in ouvidoria.get_by_label(re.compile("^Tirar: vira")).all():
            marca.check()
        _botao(ouvidoria, "Concluir a conferência")
        expect(ouvidoria.get_by_text(re.compile(": conferido"))).to_be_visible()
        ouvidoria.goto(ficha)
    ouvidoria.get_by_label("Título público").fill("Multas a feirantes em 2025")
    _botao(ouvidoria, "Guardar o título e ver como fica")
    expect(ouvidoria.get_by_role("button", name="Publicar")).to_be_visible()
    ouvidoria.get_by_role("button", name="Publicar").click()
    return Publicacao.objects.get()


def test_negado_ganha_no_segundo_recurso_e_se_publica_tarjado(
    new_context: Callable[..., BrowserContext], entrar: Entrar
) -> None:

    def mesa_de(quem: Autor) -> Page:
        assert quem.usuario
        return entrar(quem.usuario, viewport=MESA)

    municipe = new_context(viewport=CELULAR).new_page()
    sic, autoridade, ouvidoria = map(mesa_de, (elenco.sic(), elenco.autoridade(), elenco.ogm()))
    caso = _pedir(municipe)
    _negar(sic, caso)
    _recorrer(municipe, caso)
    _decidir(autoridade, caso, "Indeferido", INDEFERIDO)
    _recorrer(municipe, caso)
    _decidir(ouvidoria, caso, "Deferido", DEFERIDO)
    _cumprir(sic, caso)
    municipe.goto(f"/acompanhar/{caso.protocolo}/{chaves.chave_de(caso.protocolo)}/")
    expect(municipe.get_by_text(ENTREGA).first).to_be_visible()
    _passar_o_tempo(caso)
    publicacao = _publicar(ouvidoria, caso)
    municipe.goto("/e-sic/respostas/?q=multas feirantes")
    municipe.get_by_role("link", name="Multas a feirantes em 2025").click()
    expect(municipe).to_have_url(re.compile(f"{publicacao.get_absolute_url()}$"))
    for dito in (NEGATIVA, INDEFERIDO, DEFERIDO, "312 multas"):
        expect(municipe.get_by_text(dito).first).to_be_visible()
    for escondido in ("Maria", "529.982.247-25", caso.protocolo_escrito):
        expect(municipe.get_by_text(escondido)).to_have_count(0)
    verificar_pagina(municipe)
