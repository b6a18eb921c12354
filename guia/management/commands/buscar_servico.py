"""`manage.py buscar_servico`: a busca do Guia, como o portal a faz."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.urls import reverse

from guia.busca.achado import procurar
from guia.busca.aprendido import aprender
from guia.busca.encaminhar import Porta
from guia.models import RespostaDeBusca, Servico

RESPOSTA, PORTA = "Resposta da busca", "Outra porta"
"""O que se diz no lugar do tema do que não é serviço."""

type Achados = list[dict[str, Any]]


class Command(BaseCommand):
    help = "O que a página da busca mostra, de cima para baixo. Antes, aprende do que mudou."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("texto", nargs="?", default="", help="o que a pessoa escreveria")
        parser.add_argument("--arquivo", default="", help="uma busca por linha (“-”: a entrada padrão)")
        parser.add_argument(
            "--limite", type=int, default=5, help="de serviços; as respostas e as portas vêm todas"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        if bool(opcoes["texto"]) == bool(opcoes["arquivo"]):
            raise CommandError("Diga o que buscar, ou um --arquivo com uma busca por linha.")
        if opcoes["limite"] < 1:
            raise CommandError("O --limite é de um serviço para cima.")
        aprender()
        if opcoes["texto"]:
            self._mostrar(opcoes, achados(opcoes["texto"], opcoes["limite"]))
            return
        listas = [achados(linha, opcoes["limite"]) for linha in _linhas(opcoes["arquivo"])]
        if opcoes["json"]:
            self.stdout.write(json.dumps(listas, ensure_ascii=False))
            return
        for lista in listas:
            self._mostrar(opcoes, lista)
            self.stdout.write("")

    def _mostrar(self, opcoes: dict[str, Any], lista: Achados) -> None:
        if opcoes["json"]:
            self.stdout.write(json.dumps(lista, ensure_ascii=False))
            return
        for um in lista:
            self.stdout.write(f"{um['nome']} ({um['tema']}): {um['slug']}")
        if not lista:
            self.stdout.write("Nenhum serviço.")


def achados(texto: str, limite: int) -> Achados:
    """O que a página mostra, na ordem dela: as respostas, as portas e, até o limite, os serviços."""
    achado = procurar(texto)
    return [_item(um) for um in replace(achado, servicos=achado.servicos[:limite]).em_ordem]


def _item(um: RespostaDeBusca | Porta | Servico) -> dict[str, Any]:
    """Slug, nome e tema. A resposta diz também se é emergência, os telefones e o link; a porta, a página."""
    if isinstance(um, RespostaDeBusca):
        de_resposta = {"urgente": um.urgente, "telefones": um.telefones, "link": um.link}
        return {"slug": f"resposta:{um.slug}", "nome": um.titulo, "tema": RESPOSTA, **de_resposta}
    if isinstance(um, Porta):
        return {"slug": f"porta:{um.pagina}", "nome": um.nome, "tema": PORTA, "link": reverse(um.pagina)}
    return {"slug": um.slug, "nome": um.nome, "tema": um.assunto.tema.nome}


def _linhas(arquivo: str) -> list[str]:
    """As buscas do arquivo, uma por linha; a linha vazia também conta, e nada acha."""
    if arquivo == "-":
        return sys.stdin.read().splitlines()
    try:
        return Path(arquivo).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as erro:
        raise CommandError(f"Não consegui ler {arquivo}: {erro}") from erro
