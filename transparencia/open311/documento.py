"""O que se lê da API: a descrição OpenAPI e os exemplos da página, de arquivos que os testes conferem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from referencia.enderecos import inteiro
from referencia.tabelas import ler_yaml
from transparencia.open311.guardas import RAIZ

AQUI = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Exemplo:
    """Uma pergunta à API e a resposta que ela dá, palavra por palavra."""

    chave: str
    titulo: str
    explica: str
    caminho: str
    resposta: str
    envia: tuple[tuple[str, str], ...] = ()
    pergunta: tuple[tuple[str, str], ...] = ()
    parte: bool = False
    """A resposta tem mais linhas do que as que se mostram."""

    @property
    def endereco(self) -> str:
        """Debaixo da raiz da API, com os parâmetros."""
        return f"{RAIZ}{self.caminho}{f'?{urlencode(self.pergunta)}' if self.pergunta else ''}"

    @property
    def comando(self) -> str:
        """A pergunta, como se escreve num terminal."""
        linhas = [f"curl '{inteiro(self.endereco)}'", *(f"--data-urlencode '{n}={v}'" for n, v in self.envia)]
        return " \\\n  ".join(linhas)


def openapi() -> dict[str, Any]:
    """A descrição, com o endereço desta cidade."""
    return {**_descricao(), "servers": [{"url": inteiro(RAIZ.rstrip("/"))}]}


@cache
def _descricao() -> dict[str, Any]:
    lida: dict[str, Any] = ler_yaml(AQUI / "openapi.yaml")
    return lida


@cache
def de_hora_em_hora() -> str:
    """O programa que acompanha os pedidos novos, como está: um teste o roda."""
    return (AQUI / "de_hora_em_hora.py").read_text(encoding="utf-8").strip()


@cache
def exemplos() -> tuple[Exemplo, ...]:
    """Na ordem em que se usam."""
    return tuple(
        Exemplo(
            **{
                **lido,
                "resposta": lido["resposta"].strip(),
                **{nome: tuple(lido.get(nome, {}).items()) for nome in ("envia", "pergunta")},
            }
        )
        for lido in ler_yaml(AQUI / "exemplos.yaml")
    )
