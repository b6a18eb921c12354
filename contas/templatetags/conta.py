"""O que as páginas da conta escrevem: o aparelho de uma sessão, a chave do aplicativo."""

from django import template

register = template.Library()

NAVEGADORES = [
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Navegador Samsung"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
"""Na ordem em que se procuram: o Edge e os outros também dizem ser o Chrome, e o Chrome, o Safari."""
SISTEMAS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@register.filter
def aparelho(user_agent: str) -> str:
    """ "Chrome no Android"; o que não se reconhece é "Aparelho não identificado"."""
    navegador = next((nome for marca, nome in NAVEGADORES if marca in user_agent), "")
    sistema = next((nome for marca, nome in SISTEMAS if marca in user_agent), "")
    return " no ".join(filter(None, (navegador, sistema))) or "Aparelho não identificado"


@register.filter
def em_grupos(chave: str) -> str:
    """Em grupos de quatro: cabe na tela do celular e se copia à mão sem perder o lugar."""
    return " ".join(chave[i : i + 4] for i in range(0, len(chave), 4))
