"""A planilha do Guia na administração: quem pode o quê, e a prévia que se lê linha a linha."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from contas.administracao.planilhas import FORMATOS, ComPrevia
from guia.guardas import quem, so_do_orgao
from guia.models import Servico, VersaoDoServico
from guia.planilha import COLUNAS, ENDERECO, GuiaResource


class PlanilhaMixin(ComPrevia, ImportExportMixin):
    """Sai o que está no ar, entra rascunho. O ponto focal, só do seu órgão."""

    resource_classes = (GuiaResource,)
    chave_da_linha = ENDERECO
    export_form_class = ExportForm
    export_formats = FORMATOS
    o_que_faz: ClassVar = {"update": "Grava um rascunho", "skip": "Nada muda"}
    import_template_name = "admin/guia/versaodoservico/importar.html"
    export_template_name = "admin/guia/versaodoservico/exportar.html"

    def do_recurso(self, pessoa: Any) -> dict[str, Any]:
        """Quem assina os rascunhos, e os serviços em que pode mexer."""
        servicos = so_do_orgao(Servico.objects.filter(arquivado_em=None), pessoa)
        return {"por": quem(pessoa), "servicos": servicos}

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[VersaoDoServico]:
        """Sai o que está no ar."""
        no_ar = VersaoDoServico.objects.no_ar().filter(pk__in=self.get_queryset(request))
        return no_ar.select_related("servico__orgao").order_by("servico__slug")

    def rotulo_da_coluna(self, coluna: str) -> str:
        return COLUNAS.get(coluna, coluna)

    def frase_do_que_gravou(self, resultado: Any) -> str:
        gravados, iguais = resultado.totals["update"], resultado.totals["skip"]
        frase = f"Rascunhos guardados: {gravados}; linhas em que nada mudou: {iguais}."
        return f"{frase} Nada foi ao ar: confira cada rascunho e envie."
