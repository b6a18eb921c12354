"""O código que a câmera do celular lê (QR), desenhado em SVG."""

from __future__ import annotations

import qrcode
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathFillImage


def em_svg(endereco: str) -> SafeString:
    """Preto sobre branco em qualquer tema: no de alto contraste a câmera não leria o transparente.

    A máscara é sempre a mesma: escolher a melhor das oito custa quatro vezes mais, e imprimem-se muitos.
    """
    codigo = qrcode.QRCode(mask_pattern=0, image_factory=SvgPathFillImage)
    codigo.add_data(endereco)
    desenhado: str = codigo.make_image().to_string(encoding="unicode")
    return mark_safe(desenhado)  # noqa: S308  só o desenho: o endereço não está nele
