"""Texto dos avisos: variáveis `{{ nome }}`, conferidas ao gravar e trocadas ao escrever."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

VARIAVEL = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
LINK = "{{ link }}"
"""Fica no texto guardado: só a entrega e o interessado veem o endereço com a chave."""


class Modelo(Protocol):
    """O que se precisa de um modelo de aviso para escrevê-lo."""

    assunto: str
    texto: str


@dataclass(frozen=True, slots=True)
class Texto:
    """Aviso escrito: assunto numa linha, corpo em parágrafos."""

    assunto: str
    corpo: str


def conferir(texto: str, variaveis: Sequence[Mapping[str, Any]]) -> list[str]:
    """O que há de errado com as variáveis do texto, em frases; vazio quando está certo."""
    usadas = set(VARIAVEL.findall(texto))
    conhecidas = {v["nome"] for v in variaveis}
    obrigatorias = {v["nome"] for v in variaveis if v.get("obrigatoria")}
    faltas = [
        f"A variável {{{{ {nome} }}}} não existe neste aviso. Use: {', '.join(sorted(conhecidas))}."
        for nome in sorted(usadas - conhecidas)
    ]
    faltas += [f"Falta a variável obrigatória {{{{ {nome} }}}}." for nome in sorted(obrigatorias - usadas)]
    if "{{" in VARIAVEL.sub("", texto) or "}}" in VARIAVEL.sub("", texto):
        faltas.append("Há chaves soltas no texto: escreva as variáveis assim: {{ protocolo }}.")
    return faltas


def renderizar(modelo: Modelo, contexto: Mapping[str, str]) -> Texto:
    """Escreve o aviso. A mesma função serve à prévia do servidor e ao que o munícipe recebe.

    O parágrafo em que alguma variável vem vazia é omitido. `link` só é trocado na entrega.
    Levanta KeyError se o modelo usa variável que o contexto não tem.
    """
    valores = {**contexto, "link": LINK}
    paragrafos = re.split(r"\n\s*\n", modelo.texto.strip())
    escritos = [
        VARIAVEL.sub(lambda achado: valores[achado[1]], paragrafo).strip()
        for paragrafo in paragrafos
        if all(valores[nome] for nome in VARIAVEL.findall(paragrafo))
    ]
    assunto = " ".join(VARIAVEL.sub(lambda achado: valores[achado[1]], modelo.assunto).split())
    return Texto(assunto=assunto[:200], corpo="\n\n".join(escritos))


def exemplo(modelo: Modelo, variaveis: Sequence[Mapping[str, Any]]) -> Texto:
    """O aviso com os valores de exemplo, para a prévia da administração."""
    return renderizar(modelo, {v["nome"]: str(v.get("exemplo", "")) for v in variaveis})
