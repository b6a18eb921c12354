"""O pacote que a pessoa baixa: os dados em JSON, a mesma coisa numa página que se lê, e os arquivos."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from avisos.models import Cidade
from contas.dados_pessoais.pessoa import Pessoa, modulos

PAGINA = "leia-primeiro.html"
TUDO = "dados.json"
JA_COMPRIMIDO = {".jpg", ".jpeg", ".pdf"}
MOMENTO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
"""Como `em_json` escreve um momento; o texto de alguém que se pareça com isto fica como está."""
NADA = SafeString("<p>Nada.</p>")


def escrever(pessoa: Pessoa, destino: IO[bytes], em: datetime) -> None:
    """Escreve o pacote, um arquivo de cada vez: na memória só fica o que é texto."""
    partes: dict[str, Any] = {}
    with ZipFile(destino, "w", ZIP_DEFLATED) as pacote:
        for nome, conteudo in _arquivos(pessoa):
            if nome.endswith(".json"):
                partes[nome.removesuffix(".json")] = json.loads(conteudo)
                continue
            comprimido = PurePath(nome).suffix.lower() in JA_COMPRIMIDO
            pacote.writestr(nome, conteudo, ZIP_STORED if comprimido else ZIP_DEFLATED)
        pacote.writestr(TUDO, json.dumps(partes, ensure_ascii=False, indent=1))
        pacote.writestr(PAGINA, pagina(partes, em))


def _arquivos(pessoa: Pessoa) -> Iterator[tuple[str, bytes]]:
    for modulo in modulos():
        yield from modulo.exportar(pessoa)


def pagina(partes: dict[str, Any], em: datetime) -> str:
    """A página do pacote: o que está no JSON, para ler, sem programa nem nada de fora."""
    blocos = [(nome.replace("-", " ").capitalize(), legivel(valor)) for nome, valor in partes.items()]
    contexto = {"blocos": blocos, "em": em, "cidade": Cidade.atual()}
    return render_to_string("portal/meus_dados/pacote.html", contexto)


def legivel(valor: Any) -> SafeString:
    """Um valor do JSON em HTML: o que está dentro de outro, em listas; as datas, como se escrevem aqui."""
    if isinstance(valor, dict):
        linhas = ((chave, legivel(dentro)) for chave, dentro in valor.items())
        return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", linhas))
    if isinstance(valor, list):
        if not valor:
            return NADA
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}</li>", ((legivel(v),) for v in valor)))
    return format_html("{}", _dito(valor))


def _dito(valor: object) -> str:
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, str) and MOMENTO.fullmatch(valor):
        with suppress(ValueError):
            return f"{localtime(datetime.fromisoformat(valor)):%d/%m/%Y %H:%M}"
    return "–" if valor in (None, "") else str(valor)
