"""Da página inicial ao protocolo de um tapa-buraco: quantas telas e quantos toques, e nem um a mais.

Contam-se a página inicial e a do protocolo. Não contam escrever, nem o que é do navegador: a câmera, a
permissão do lugar.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from PIL import ExifTags, Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from guia.busca import indice
from solicitacoes.models import Solicitacao
from tests.navegador.telas import CELULAR, SEM_JAVASCRIPT
from tests.navegador.vigia import verificar_pagina
from tests.solicitacoes.pedindo import territorio

pytestmark = pytest.mark.django_db(transaction=True)

type Contexto = Callable[..., BrowserContext]

MAIS_TELAS, MAIS_TOQUES = 5, 7
NA_SE = (-23.5467, -46.6368)


@pytest.fixture(autouse=True)
def cidade() -> None:
    cache.clear()
    indice.atualizar([territorio().pk])


def foto_com_lugar() -> FilePayload:
    """Uma foto como a do celular, que diz onde foi tirada."""
    exif, arquivo = Image.Exif(), io.BytesIO()
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    for grau, (onde, lado), letra in zip(NA_SE, ((2, 1), (4, 3)), "SW", strict=True):
        gps[onde], gps[lado] = (abs(grau), 0.0, 0.0), letra
    Image.effect_noise((640, 480), 60).convert("RGB").save(arquivo, "JPEG", exif=exif)
    return {"name": "buraco.jpg", "mimeType": "image/jpeg", "buffer": arquivo.getvalue()}


class Contador:
    """Uma pessoa diante do celular: conta os toques que dá e as telas que vê."""

    def __init__(self, pagina: Page) -> None:
        self.pagina = pagina
        self.toques = 0
        self.telas: list[str] = []
        pagina.goto("/")
        self.ver()

    def ver(self) -> None:
        """A tela em que está; a que se refaz no lugar é a mesma."""
        self.pagina.wait_for_load_state()
        passo = self.pagina.locator(".sp-passo").all_inner_texts()
        tela = f"{self.pagina.title()} {passo}".removeprefix("Erro: ")
        if tela != next(reversed(self.telas), ""):
            self.telas.append(tela)

    def tocar(self, onde: Locator) -> None:
        self.toques += 1
        self.ver()
        onde.click()
        self.ver()

    def ir_ao_pedido(self) -> None:
        self.tocar(self.pagina.locator("main").get_by_role("link", name="Tapa-buraco", exact=True))
        link = self.pagina.get_by_role("link", name="Solicitar", exact=True)
        self.tocar(link.or_(self.pagina.get_by_role("button", name="Solicitar", exact=True)).first)

    def terminar(self) -> None:
        """O tamanho do buraco, quem pede, e o envio."""
        verificar_pagina(self.pagina)
        self.tocar(self.pagina.get_by_text("Menor que um prato"))
        self.tocar(self.pagina.get_by_role("button", name="Continuar", exact=True).last)
        expect(self.pagina).to_have_title(re.compile("^Confira e envie"))
        self.pagina.get_by_label("Nome completo").fill("Maria Silva")
        self.pagina.get_by_label("CPF", exact=True).fill("529.982.247-25")
        verificar_pagina(self.pagina)
        self.tocar(self.pagina.get_by_role("button", name="Enviar pedido"))
        expect(self.pagina).to_have_title(re.compile("^Pedido registrado"))

    def cabe(self, *, toques: int = MAIS_TOQUES) -> None:
        self.ver()
        assert len(self.telas) <= MAIS_TELAS, self.telas
        assert self.toques <= toques, self.toques


@pytest.fixture
def celular(new_context: Contexto, base_url: str) -> Contador:
    lugar = {"latitude": NA_SE[0], "longitude": NA_SE[1]}
    contexto = new_context(**CELULAR, has_touch=True, is_mobile=True, geolocation=lugar)
    contexto.grant_permissions(["geolocation"], origin=base_url)
    return Contador(contexto.new_page())


def test_pela_foto(celular: Contador) -> None:
    celular.ir_ao_pedido()
    with celular.pagina.expect_file_chooser() as camera:
        celular.tocar(celular.pagina.get_by_text("Tirar foto"))
    camera.value.set_files([foto_com_lugar()])
    expect(celular.pagina.get_by_text("A sua foto foi tirada perto de Rua Líbero Badaró")).to_be_visible()
    verificar_pagina(celular.pagina)
    celular.tocar(celular.pagina.get_by_role("button", name="Usar este lugar"))
    expect(celular.pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
    celular.terminar()
    celular.cabe()
    caso = Solicitacao.objects.get()
    assert (caso.logradouro, caso.lat, caso.lon) == ("Rua Líbero Badaró", *NA_SE)
    assert caso.anexos.count() == 1


def test_por_onde_se_esta(celular: Contador) -> None:
    celular.ir_ao_pedido()
    celular.tocar(celular.pagina.get_by_role("button", name="Usar onde estou"))
    expect(celular.pagina.get_by_label("Rua, avenida ou praça")).to_have_value("Rua Líbero Badaró")
    celular.terminar()
    celular.cabe()


def test_pela_rua_escrita(celular: Contador) -> None:
    celular.ir_ao_pedido()
    celular.pagina.get_by_label("Rua, avenida ou praça").press_sequentially("comprida")
    celular.tocar(celular.pagina.get_by_role("button", name="Avenida Comprida Pinheiros"))
    celular.pagina.get_by_label("Número").fill("10")
    celular.terminar()
    celular.cabe()


def test_sem_javascript_as_mesmas_telas(new_context: Contexto) -> None:
    quem = Contador(new_context(**SEM_JAVASCRIPT).new_page())
    quem.ir_ao_pedido()
    quem.pagina.locator("#id_fotos").set_input_files([foto_com_lugar()])
    quem.tocar(quem.pagina.get_by_role("button", name="Guardar estas fotos"))
    quem.tocar(quem.pagina.get_by_role("button", name="Usar este lugar"))
    quem.terminar()
    quem.cabe(toques=MAIS_TOQUES + 1)
