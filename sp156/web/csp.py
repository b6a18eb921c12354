"""A política de segurança do conteúdo (CSP): de onde uma página pode trazer o que mostra, e a quem manda."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP


def origem_dos_tiles(modelo: str) -> list[str]:
    """A origem que a CSP precisa aceitar para o mapa; nenhuma se não há mapa ou se ele é nosso."""
    partes = urlsplit(modelo)
    return [f"{partes.scheme}://{partes.netloc}"] if partes.netloc else []


def origens_do_govbr(provedores: dict[str, Any]) -> list[str]:
    """Aonde a CSP deixa um formulário nosso levar: a entrada e a saída do gov.br, se há."""
    enderecos = [app["settings"]["enderecos"] for app in provedores.get("govbr", {}).get("APPS", [])]
    ditos = [um[nome] for um in enderecos for nome in ("authorization_endpoint", "saida")]
    return sorted({f"{partes.scheme}://{partes.netloc}" for partes in map(urlsplit, ditos)})


def csp(tiles: str, provedores: dict[str, Any]) -> dict[str, list[str]]:
    """O que as páginas podem carregar: só o que é nosso, os tiles do mapa e a ida ao gov.br, se há."""
    nosso: list[str] = [CSP.SELF]
    nada: list[str] = [CSP.NONE]
    return {
        "default-src": nosso,
        "script-src": nosso,
        "style-src": nosso,
        "img-src": [CSP.SELF, "data:", *origem_dos_tiles(tiles)],
        "connect-src": nosso,
        "worker-src": nosso,
        "manifest-src": nosso,
        "object-src": nada,
        "base-uri": nada,
        "form-action": [CSP.SELF, *origens_do_govbr(provedores)],
        "frame-ancestors": nada,
        "report-uri": ["/csp/"],
    }
