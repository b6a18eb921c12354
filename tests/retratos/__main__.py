"""`just retratos`: sobe a demonstração numa pasta vazia e fotografa as quatro páginas do README."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from sp156.embutido.pastas import RAIZ
from tests.navegador import chromium
from tests.navegador.telas import CELULAR, MESA, Tela
from tests.retratos import aplicativo
from tests.sp156.portal_no_ar import Portal, manage, portal

PASTA = RAIZ / "docs" / "retratos"
CORES = 256
"""As de uma paleta: bastam às páginas, quase todas de cores chapadas, e o arquivo fica pequeno."""
FOLGA = 2
"""Pixels que ficam abaixo da última linha inteira."""


def guardar(pagina: Page, nome: str, ate: str = "") -> None:
    """O que se vê na tela, em PNG de paleta; até a última peça inteira, se se diz qual."""
    pagina.wait_for_load_state("networkidle")
    pagina.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    tela = pagina.viewport_size or {"width": 0, "height": 0}
    fins = [c["y"] + c["height"] for p in pagina.locator(ate).all() if (c := p.bounding_box())] if ate else []
    altura = max((f + FOLGA for f in fins if f + FOLGA <= tela["height"]), default=tela["height"])
    corte: FloatRect = {"x": 0, "y": 0, "width": tela["width"], "height": altura}
    imagem = Image.open(io.BytesIO(pagina.screenshot(clip=corte, animations="disabled", caret="hide")))
    poucas = imagem.convert("RGB").quantize(CORES, kmeans=1, dither=Image.Dither.NONE)
    PASTA.mkdir(exist_ok=True)
    poucas.save(PASTA / f"{nome}.png", optimize=True)


def pagina_em(navegador: Browser, no_ar: Portal, tela: Tela, **opcoes: object) -> Page:
    contexto = navegador.new_context(
        base_url=f"http://127.0.0.1:{no_ar.porta}",
        locale="pt-BR",
        timezone_id="America/Sao_Paulo",
        **{**tela, **opcoes},
    )
    return contexto.new_page()


def entrar(pagina: Page, email: str, senha: str) -> None:
    pagina.goto("/conta/login/")
    pagina.get_by_label(re.compile("^E-mail, CPF|^E-mail ou CPF")).fill(email)
    pagina.get_by_label("Senha", exact=True).fill(senha)
    pagina.get_by_role("main").get_by_role("button", name="Entrar", exact=True).click()
    pagina.wait_for_url(re.compile("^(?!.*login)"))


def pedir(pagina: Page) -> None:
    """Do serviço aos detalhes, como quem pede na rua."""
    pagina.goto("/servicos/tapa-buraco/")
    link = pagina.get_by_role("link", name="Solicitar", exact=True)
    link.or_(pagina.get_by_role("button", name="Solicitar", exact=True)).first.click()
    pagina.get_by_label("Rua, avenida ou praça").fill("Rua Líbero Badaró")
    pagina.get_by_label("Número").fill("425")
    pagina.get_by_label("Do tamanho de um pneu").check()
    pagina.get_by_label("Conte com as suas palavras").fill("Buraco fundo em frente ao ponto de ônibus.")


def fotografar(navegador: Browser, no_ar: Portal, senha: str) -> None:
    inicio = pagina_em(navegador, no_ar, MESA)
    inicio.goto("/")
    guardar(inicio, "inicio", "main li")
    celular = pagina_em(navegador, no_ar, CELULAR, device_scale_factor=1.5, is_mobile=True, has_touch=True)
    pedir(celular)
    guardar(celular, "pedido-no-celular", ".govuk-radios__item")
    for nome, email, endereco in (
        ("caixa", "servidor@demo.invalid", "/caixa/SMPR-CPO-STM-Sé/"),
        ("ouvidoria", "ouvidoria@demo.invalid", "/mesa/"),
    ):
        pagina = pagina_em(navegador, no_ar, MESA)
        entrar(pagina, email, senha)
        pagina.goto(endereco)
        guardar(pagina, nome, "tbody tr")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="sp156-retratos-") as base, portal(Path(base) / "dados") as no_ar:
        pronto = no_ar.esperar_pronto()
        senha = re.search(r"senha (\S+):", pronto)
        if senha is None:
            raise RuntimeError(f"o portal não disse a senha da demonstração: {pronto}")
        feito = manage(no_ar.pasta, "shell", "-v0", "-c", "from tests.retratos.caixa import encher; encher()")
        if feito.returncode:
            raise RuntimeError(feito.stdout + feito.stderr)
        achado = chromium.achar()
        with sync_playwright() as motor:
            navegador = motor.chromium.launch(**achado.argumentos())  # type: ignore[arg-type]  # o programa e o ambiente
            fotografar(navegador, no_ar, senha.group(1))
            aplicativo.telas(navegador, f"http://127.0.0.1:{no_ar.porta}")
            navegador.close()


if __name__ == "__main__":
    main()
