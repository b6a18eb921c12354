"""Planilhas que entram pela administração: o formato que se lê, e a prévia, uma resposta por linha.

Uma linha errada, e nada entra: quem manda a planilha corrige-a inteira e manda de novo.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, override

import tablib
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from import_export.formats.base_formats import CSV, XLSX
from import_export.tmp_storages import MediaStorage


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
JA_NAO_ESTA = (
    "Esta planilha já foi gravada, ou não está mais guardada. Se ainda falta gravar, mande o arquivo de novo."
)
MUDOU_DEPOIS = (
    "Nada foi gravado: depois da prévia alguma coisa mudou. Mande o arquivo de novo e veja o que corrigir."
)


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
        if "confirm_form" not in contexto:
            self._esquecer(request)
        resultado = contexto.get("result")
        if resultado and not resultado.base_errors:
            contexto["erradas"] = sorted(self._erradas(resultado), key=lambda linha: linha.numero)
            contexto["certas"] = [
                self._certa(numero, linha, resultado.diff_headers)
                for numero, linha in enumerate(resultado.rows, CABECALHO + 1)
                if linha.diff
            ]
        return pagina

    def process_import(self, request: HttpRequest, **opcoes: Any) -> HttpResponseRedirect | TemplateResponse:
        """Grava o que se confirmou; o já confirmado, ou que a limpeza apagou, volta ao começo."""
        try:
            return super().process_import(request, **opcoes)  # type: ignore[misc, no-any-return]  # da biblioteca
        except (FileNotFoundError, IsADirectoryError):
            messages.warning(request, JA_NAO_ESTA)
            return self._ao_comeco()

    def get_import_data_kwargs(self, **opcoes: Any) -> dict[str, Any]:
        """Tudo ou nada também ao gravar: a linha que se estraga depois da prévia desfaz as outras."""
        dados: dict[str, Any] = super().get_import_data_kwargs(**opcoes)  # type: ignore[misc]  # da biblioteca
        return {**dados, "rollback_on_validation_errors": True}

    def process_result(self, resultado: Any, request: HttpRequest) -> HttpResponseRedirect:
        if resultado.has_errors() or resultado.has_validation_errors():
            messages.error(request, MUDOU_DEPOIS)
            return self._ao_comeco()
        return super().process_result(resultado, request)  # type: ignore[misc, no-any-return]  # da biblioteca

    def _ao_comeco(self) -> HttpResponseRedirect:
        aplicativo, modelo = self.get_model_info()  # type: ignore[attr-defined]  # da biblioteca
        return redirect(f"admin:{aplicativo}_{modelo}_import")

    def _esquecer(self, request: HttpRequest) -> None:
        """O arquivo só espera a confirmação: sem o que confirmar, não fica guardado."""
        if nome := getattr(request.FILES.get("import_file"), "tmp_storage_name", ""):
            MediaStorage(name=nome).remove()

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
