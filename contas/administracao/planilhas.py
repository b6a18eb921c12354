"""Planilhas que entram pela administração: o formato que se lê, e a prévia, uma resposta por linha.

Uma linha errada, e nada entra: quem manda a planilha corrige-a inteira e manda de novo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, override

import tablib
from django.http import HttpRequest
from django.template.response import TemplateResponse
from import_export.formats.base_formats import CSV, XLSX


class CsvDaCidade(CSV):
    """CSV com `;`, que as planilhas em português abrem certo; ao ler, aceita também a vírgula."""

    @override
    def export_data(self, dataset: Any, **_: Any) -> str:
        return "\ufeff" + str(dataset.export("csv", delimiter=";"))

    @override
    def create_dataset(self, in_stream: Any, **_: Any) -> tablib.Dataset:
        texto = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        cabecalho = texto.partition("\n")[0]
        delimitador = ";" if cabecalho.count(";") >= cabecalho.count(",") else ","
        dados: tablib.Dataset = super().create_dataset(texto.removeprefix("\ufeff"), delimiter=delimitador)
        return dados


FORMATOS = [CsvDaCidade, XLSX]
CABECALHO = 1
"""A linha da planilha que traz os nomes das colunas."""


@dataclass(frozen=True, slots=True)
class LinhaDaPrevia:
    """Uma linha da planilha: de que é, o que ela faz e, campo a campo, o que muda ou está errado."""

    numero: int
    chave: str
    faz: str
    campos: list[tuple[str, Any]]


class ComPrevia:
    """A página de importar, com a planilha lida: o que cada linha fará ou o que há de errado nela."""

    import_formats: ClassVar[list[Any]] = FORMATOS
    from_encoding = "utf-8-sig"
    skip_admin_log = True
    chave_da_linha = "slug"
    """A coluna por que se reconhece a linha."""
    o_que_faz: ClassVar[dict[str, str]] = {}
    """O que a biblioteca diz de uma linha → o que se lê."""

    def rotulo_da_coluna(self, coluna: str) -> str:
        return coluna

    def add_data_read_fail_error_to_form(self, form: Any, erro: Exception) -> None:  # noqa: ARG002  da biblioteca
        form.add_error("import_file", "Não consegui ler o arquivo. Confira o formato: CSV em UTF-8 ou XLSX.")

    def import_action(self, request: HttpRequest, **opcoes: Any) -> TemplateResponse:
        pagina: TemplateResponse = super().import_action(request, **opcoes)  # type: ignore[misc]  # da biblioteca
        contexto = pagina.context_data or {}
        if resultado := contexto.get("result"):
            contexto["erradas"] = sorted(self._erradas(resultado), key=lambda linha: linha.numero)
            contexto["certas"] = [
                self._certa(numero, linha, resultado.diff_headers)
                for numero, linha in enumerate(resultado.rows, CABECALHO + 1)
                if linha.diff
            ]
        return pagina

    def _certa(self, numero: int, linha: Any, colunas: Iterable[str]) -> LinhaDaPrevia:
        """Só as colunas em que algo sai ou entra."""
        mudou = [
            (self.rotulo_da_coluna(coluna), trechos)
            for coluna, trechos in zip(colunas, linha.diff, strict=True)
            if any(trecho.sorte != "igual" for trecho in trechos)
        ]
        chave = str(linha.row_values.get(self.chave_da_linha) or "")
        return LinhaDaPrevia(numero, chave, self.o_que_faz.get(linha.import_type, ""), mudou)

    def _erradas(self, resultado: Any) -> Iterable[LinhaDaPrevia]:
        """As que não se conferem, campo a campo, e as que nem se leem."""
        for linha in resultado.invalid_rows:
            erros = [
                (self.rotulo_da_coluna(campo), frase)
                for campo, frases in linha.error_dict.items()
                for frase in frases
            ]
            valores = dict(zip(resultado.diff_headers, linha.values, strict=False))
            chave = str(valores.get(self.chave_da_linha) or "")
            yield LinhaDaPrevia(linha.number + CABECALHO, chave, "", erros)
        for numero, erros_da_linha in resultado.row_errors():
            ditas = [getattr(erro.error, "messages", None) or [str(erro.error)] for erro in erros_da_linha]
            frases = [("", " ".join(frase)) for frase in ditas]
            chave = str(erros_da_linha[0].row.get(self.chave_da_linha) or "")
            yield LinhaDaPrevia(numero + CABECALHO, chave, "", frases)
