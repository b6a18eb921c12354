"""As imagens do manifesto: o ícone em cada tamanho, tirado do SVG, e as telas que a loja do aparelho mostra.

`python -m tests.retratos.aplicativo` refaz os ícones; com o endereço da demonstração, também as telas.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from sp156.embutido.pastas import RAIZ
from tests.navegador import chromium
from tests.navegador.telas import CELULAR

IMAGENS = RAIZ / "static" / "imagens"
PASTA = IMAGENS / "aplicativo"
PETROLEO, BRANCO = "#0b4f5c", "#fff"
CORES = 64
TELAS = {"inicio": "/aplicativo/", "pedir": "/aplicativo/pedir/"}
ICONES = (
    # nome, lado, quanto do lado o desenho ocupa, com fundo até a borda
    ("icone-192", 192, 0.92, False),
    ("icone-512", 512, 0.92, False),
    ("recortavel-512", 512, 0.56, True),
    ("recortavel-180", 180, 0.66, True),
)
"""No recortável o aparelho corta um círculo de 80% do lado, e o desenho tem de caber nele."""


def icones(navegador: Browser) -> None:
    """O balão em petróleo, sem fundo; no recortável, o balão em branco sobre o petróleo."""
    desenho = (IMAGENS / "icone.svg").read_text(encoding="utf-8")
    trocado = desenho.replace(PETROLEO, "*").replace(BRANCO, PETROLEO).replace("*", BRANCO)
    PASTA.mkdir(exist_ok=True)
    for nome, lado, parte, com_fundo in ICONES:
        pagina = navegador.new_page(viewport={"width": lado, "height": lado})
        fundo = PETROLEO if com_fundo else "transparent"
        pagina.set_content(
            f'<body style="margin:0;display:grid;place-items:center;height:100vh;background:{fundo}">'
            f'<div style="width:{parte:.0%};display:grid">{trocado if com_fundo else desenho}</div>'
        )
        gravar(pagina.screenshot(omit_background=True), PASTA / f"{nome}.png")
        pagina.close()


def telas(navegador: Browser, portal: str) -> None:
    """As duas do manifesto, no tamanho que ele diz, como o celular as mostra: com a câmera."""
    pagina = navegador.new_page(base_url=portal, locale="pt-BR", has_touch=True, is_mobile=True, **CELULAR)
    for nome, endereco in TELAS.items():
        pagina.goto(endereco)
        pagina.wait_for_load_state("networkidle")
        pagina.evaluate("document.activeElement.blur()")
        gravar(pagina.screenshot(animations="disabled", caret="hide"), PASTA / f"tela-{nome}.png")
    pagina.close()


def gravar(foto: bytes, onde: Path) -> None:
    """Em PNG de paleta, que pesa um quarto."""
    imagem = Image.open(io.BytesIO(foto))
    metodo = Image.Quantize.FASTOCTREE if imagem.mode == "RGBA" else Image.Quantize.MEDIANCUT
    imagem.quantize(CORES, method=metodo, dither=Image.Dither.NONE).save(onde, optimize=True)


def main() -> None:
    with sync_playwright() as motor:
        navegador = motor.chromium.launch(**chromium.achar().argumentos())  # type: ignore[arg-type]  # o programa e o ambiente
        icones(navegador)
        for portal in sys.argv[1:]:
            telas(navegador, portal)
        navegador.close()


if __name__ == "__main__":
    main()
