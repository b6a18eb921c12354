"""O pacote que a pessoa baixa: os dados em JSON, a mesma coisa numa página que se lê, e os arquivos."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import PurePath
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from avisos.models import Cidade
from contas.dados_pessoais.pessoa import Pessoa, modulos
from portal.meus_dados.secoes import ROTULOS, SECOES
from portal.templatetags.portugues import telefone
from roteamento.localizacao.enderecos import com_traco

PAGINA = "leia-primeiro.html"
TUDO = "dados.json"
JA_COMPRIMIDO = {".jpg", ".jpeg", ".pdf"}
MOMENTO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DIA = re.compile(r"\d{4}-\d\d-\d\d")
"""Como `em_json` escreve um momento e um dia; o texto de alguém que se pareça com isto fica como está."""
COMO_SE_ESCREVE: Final[dict[str, Callable[[str], str]]] = {
    "Celular": telefone,
    "Celular novo": telefone,
    "Telefone": telefone,
    "CEP": com_traco,
}
"""O rótulo do que se guarda só com algarismos → como se lê."""
NADA = SafeString("<p>Nada.</p>")


def escrever(pessoa: Pessoa, destino: IO[bytes], em: datetime) -> None:
    """Escreve o pacote, um arquivo de cada vez: na memória só fica o que é texto."""
    partes: dict[str, Any] = {}
    arquivos: list[str] = []
    with ZipFile(destino, "w", ZIP_DEFLATED) as pacote:
        for nome, conteudo in _arquivos(pessoa):
            if nome.endswith(".json"):
                partes[nome.removesuffix(".json")] = json.loads(conteudo)
                continue
            comprimido = PurePath(nome).suffix.lower() in JA_COMPRIMIDO
            pacote.writestr(nome, conteudo, ZIP_STORED if comprimido else ZIP_DEFLATED)
            arquivos.append(nome)
        pacote.writestr(TUDO, json.dumps(partes, ensure_ascii=False, indent=1))
        pacote.writestr(PAGINA, pagina(partes, arquivos, em))


def _arquivos(pessoa: Pessoa) -> Iterator[tuple[str, bytes]]:
    for modulo in modulos():
        yield from modulo.exportar(pessoa)


def pagina(partes: dict[str, Any], arquivos: Sequence[str], em: datetime) -> str:
    """A página do pacote: o que está no JSON, para ler, sem programa nem nada de fora."""
    blocos = [
        {"nome": nome, "titulo": titulo, "o_que_e": o_que_e, "legivel": legivel(partes[nome])}
        for nome, (titulo, o_que_e) in SECOES.items()
        if nome in partes
    ]
    contexto = {"blocos": blocos, "arquivos": arquivos, "em": em, "cidade": Cidade.atual()}
    return render_to_string("portal/meus_dados/pacote.html", contexto)


def legivel(valor: Any, rotulo: str = "") -> SafeString:
    """Um valor do JSON em HTML: o que está dentro de outro, em listas; de uma ficha, só o que não é vazio."""
    if isinstance(valor, dict):
        linhas = [
            (_rotulo(chave), legivel(dentro, chave))
            for chave, dentro in valor.items()
            if dentro not in (None, "", [], {})
        ]
        return format_html("<dl>{}</dl>", format_html_join("", "<dt>{}</dt><dd>{}</dd>", linhas))
    if isinstance(valor, list):
        itens = format_html_join("", "<li>{}</li>", ((legivel(um, rotulo),) for um in valor))
        return format_html("<ol>{}</ol>", itens) if valor else NADA
    return format_html("{}", _dito(valor, rotulo))


def _rotulo(chave: str) -> str:
    """O nome de um campo por enviar é o do programa: o que se lê no lugar dele."""
    if chave in ROTULOS:
        return ROTULOS[chave]
    return chave.replace("_", " ").capitalize() if chave.islower() else chave


def _dito(valor: object, rotulo: str) -> str:
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, str) and MOMENTO.fullmatch(valor):
        with suppress(ValueError):
            return f"{localtime(datetime.fromisoformat(valor)):%d/%m/%Y %H:%M}"
    if isinstance(valor, str) and DIA.fullmatch(valor):
        with suppress(ValueError):
            return f"{date.fromisoformat(valor):%d/%m/%Y}"
    escrito = COMO_SE_ESCREVE.get(rotulo, str)
    return "–" if valor in (None, "") else escrito(str(valor))
