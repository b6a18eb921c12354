"""A planilha do Guia na administração: quem pode o quê, e a prévia que se lê linha a linha."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from guia.guardas import quem, so_do_orgao
from guia.models import Servico, VersaoDoServico
from guia.planilha import FORMATOS, GuiaResource
from guia.publicacao.por_extenso import rotulo

CABECALHO = 1
"""A linha da planilha que traz os nomes das colunas."""
O_QUE_FAZ = {"update": "Grava um rascunho", "skip": "Nada muda"}


@dataclass(frozen=True, slots=True)
class LinhaDaPrevia:
    """Uma linha da planilha: o que ela faz e, campo a campo, o que muda ou está errado."""

    numero: int
    slug: str
    faz: str
    campos: list[tuple[str, Any]]


class PlanilhaMixin(ImportExportMixin):
    """Sai o que está no ar, entra rascunho. O ponto focal, só do seu órgão."""

    resource_classes = (GuiaResource,)
    export_form_class = ExportForm
    import_formats = export_formats = FORMATOS
    from_encoding = "utf-8-sig"
    skip_admin_log = True
    import_template_name = "admin/guia/versaodoservico/importar.html"
    export_template_name = "admin/guia/versaodoservico/exportar.html"

    def get_resource_kwargs(self, request: HttpRequest, *_: Any, **__: Any) -> dict[str, Any]:
        """Quem assina os rascunhos, e os serviços em que pode mexer."""
        servicos = so_do_orgao(Servico.objects.filter(arquivado_em=None), request.user)
        return {"por": quem(request), "servicos": servicos}

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[VersaoDoServico]:
        """Sai o que está no ar."""
        no_ar = VersaoDoServico.objects.no_ar().filter(pk__in=self.get_queryset(request))
        return no_ar.select_related("servico__orgao").order_by("servico__slug")

    def add_data_read_fail_error_to_form(self, form: Any, erro: Exception) -> None:  # noqa: ARG002  da biblioteca
        form.add_error("import_file", "Não consegui ler o arquivo. Confira o formato: CSV em UTF-8 ou XLSX.")

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        """Quantos rascunhos a planilha gravou."""
        gravados, iguais = result.totals["update"], result.totals["skip"]
        frase = f"Rascunhos gravados: {gravados}; linhas em que nada mudou: {iguais}."
        self.message_user(
            request, f"{frase} Nada foi ao ar: confira cada rascunho e envie.", messages.SUCCESS
        )

    def import_action(self, request: HttpRequest, **opcoes: Any) -> TemplateResponse:
        """A página de importar; com a planilha lida, o que cada linha fará ou o que há de errado nela."""
        pagina: TemplateResponse = super().import_action(request, **opcoes)
        contexto = pagina.context_data or {}
        if resultado := contexto.get("result"):
            contexto["erradas"] = sorted(_erradas(resultado), key=lambda linha: linha.numero)
            contexto["certas"] = [
                _certa(numero, linha, resultado.diff_headers)
                for numero, linha in enumerate(resultado.rows, CABECALHO + 1)
                if linha.diff
            ]
        return pagina


def _certa(numero: int, linha: Any, colunas: Iterable[str]) -> LinhaDaPrevia:
    """Só as colunas em que algo sai ou entra."""
    mudou = [
        (rotulo(coluna), trechos)
        for coluna, trechos in zip(colunas, linha.diff, strict=True)
        if any(trecho.sorte != "igual" for trecho in trechos)
    ]
    slug = str(linha.row_values.get("slug", ""))
    return LinhaDaPrevia(numero, slug, O_QUE_FAZ.get(linha.import_type, ""), mudou)


def _erradas(resultado: Any) -> Iterable[LinhaDaPrevia]:
    """As que não se conferem, campo a campo, e as que nem se leem."""
    for linha in resultado.invalid_rows:
        erros = [(rotulo(campo), frase) for campo, frases in linha.error_dict.items() for frase in frases]
        slug = dict(zip(resultado.diff_headers, linha.values, strict=False)).get("slug", "")
        yield LinhaDaPrevia(linha.number + CABECALHO, slug, "", erros)
    for numero, erros in resultado.row_errors():
        ditas = [getattr(erro.error, "messages", None) or [str(erro.error)] for erro in erros]
        frases = [("", " ".join(frase)) for frase in ditas]
        yield LinhaDaPrevia(numero + CABECALHO, str(erros[0].row.get("slug") or ""), "", frases)
