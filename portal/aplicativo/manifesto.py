"""O manifesto: como o aplicativo se chama, se desenha e se abre no aparelho."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

UMA_HORA = 60 * 60
FAIXA, FUNDO = "#083d47", "#eef3f2"
"""As cores da barra do aparelho e da tela de abertura (`frontend/scss/_tokens.scss`, `_config.scss`)."""
PASTA = "imagens/aplicativo"
"""Feita por `just retratos`."""


@login_not_required
@require_safe
@conditional_page
def manifesto(_request: HttpRequest) -> JsonResponse:
    """O manifesto do aplicativo, igual para todos."""
    inicio = reverse("aplicativo:inicio")
    dito = {
        "id": inicio,
        "name": "SP156 – serviços da cidade de São Paulo",
        "short_name": "SP156",
        "description": "Peça serviços da cidade com uma foto, também sem internet, e acompanhe os pedidos.",
        "lang": "pt-BR",
        "dir": "ltr",
        "start_url": inicio,
        "scope": "/",
        "display": "standalone",
        "theme_color": FAIXA,
        "background_color": FUNDO,
        "categories": ["government", "utilities"],
        "icons": [_icone(192), _icone(512), _icone(512, "maskable")],
        "shortcuts": [
            _atalho("Novo pedido", reverse("aplicativo:pedir")),
            _atalho("Meus pedidos", reverse("portal:area")),
        ],
        "share_target": {
            "action": reverse("aplicativo:compartilhar"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": "fotos", "accept": ["image/*"]}]},
        },
        "screenshots": [_tela("inicio", "O começo do aplicativo"), _tela("pedir", "Pedir um serviço")],
    }
    resposta = JsonResponse(
        dito, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    patch_cache_control(resposta, public=True, max_age=UMA_HORA)
    return resposta


def _icone(lado: int, proposito: str = "any") -> dict[str, str]:
    """O que se recorta num círculo (`maskable`) tem o desenho menor, e o fundo até a borda."""
    nome = "recortavel" if proposito == "maskable" else "icone"
    return {
        "src": static(f"{PASTA}/{nome}-{lado}.png"),
        "sizes": f"{lado}x{lado}",
        "type": "image/png",
        "purpose": proposito,
    }


def _atalho(nome: str, endereco: str) -> dict[str, object]:
    return {"name": nome, "url": endereco, "icons": [_icone(192)]}


def _tela(nome: str, dita: str) -> dict[str, str]:
    return {
        "src": static(f"{PASTA}/tela-{nome}.png"),
        "sizes": "390x844",
        "type": "image/png",
        "form_factor": "narrow",
        "label": dita,
    }
