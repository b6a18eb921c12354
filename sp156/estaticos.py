"""Arquivos estáticos com o conteúdo no nome e já comprimidos."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ArmazenamentoComManifesto(CompressedManifestStaticFilesStorage):
    """Também reescreve os `import` dos módulos JavaScript para o nome com resumo."""

    support_js_module_import_aggregation = True
