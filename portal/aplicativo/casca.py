"""A casca do aplicativo: o que o aparelho guarda para abrir sem rede, e a versão dela."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

ARQUIVOS = [
    "compilado/aplicativo.css",
    "compilado/fontes/atkinson.woff2",
    "compilado/tema.js",
    "compilado/portal.js",
    "compilado/com_trabalhador.js",
    "compilado/aplicativo.js",
    "compilado/faixa.js",
    "compilado/fila.js",
    "imagens/icone.svg",
]
"""Tudo o que as páginas guardadas carregam; o teste da casca recusa a que pede outro."""
PAGINAS = [
    "aplicativo:inicio",
    "aplicativo:pedir",
    "aplicativo:servicos",
    "aplicativo:sem_internet",
    "aplicativo:para_enviar",
    "aplicativo:sem_rede",
]
"""As páginas que todo aparelho guarda. As outras guardáveis, as que se viram e as que a pessoa escolhe."""


def arquivos() -> list[str]:
    """Os endereços, com o resumo do conteúdo no nome."""
    return [static(arquivo) for arquivo in ARQUIVOS]


def versao() -> str:
    """Muda quando muda um arquivo: a página guardada só vale com os arquivos com que se desenhou."""
    return sha256("\n".join(arquivos()).encode()).hexdigest()[:12]


def para_o_trabalhador() -> dict[str, object]:
    """O que o trabalhador precisa saber."""
    return {
        "versao": versao(),
        "arquivos": arquivos(),
        "paginas": [reverse(pagina) for pagina in PAGINAS],
        "semRede": reverse("aplicativo:sem_rede"),
        "aplicativo": reverse("aplicativo:inicio"),
        "estaticos": settings.STATIC_URL,
        "icone": static("imagens/aplicativo/icone-192.png"),
        "sair": reverse("account_logout"),
        "compartilhar": reverse("aplicativo:compartilhar"),
        "servicos": reverse("aplicativo:servicos"),
        "fotosEMapa": [
            reverse("solicitacoes:anexo", args=[0, "pequena"]).removesuffix("0/pequena/"),
            reverse("roteamento:ruas", args=[0, 0, 0]).removesuffix("0/0/0.json"),
            reverse("roteamento:contornos"),
        ],
    }
