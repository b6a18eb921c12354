"""Arquivos estáticos com o conteúdo no nome e já comprimidos."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ArmazenamentoComManifesto(CompressedManifestStaticFilesStorage):
    """Os estáticos com resumo no nome, que também se põe nos `import` dos módulos JavaScript."""

    support_js_module_import_aggregation = True


def coletar() -> None:
    """`collectstatic`, só se algum arquivo mudou: comprimir tudo custa segundos a cada partida."""
    arquivo = Path(settings.STATIC_ROOT) / ".sp156"
    marca = resumo()
    if arquivo.exists() and arquivo.read_text(encoding="ascii") == marca:
        return
    arquivo.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    arquivo.write_text(marca, encoding="ascii")


def resumo() -> str:
    """Nome, tamanho e data de cada arquivo que o `collectstatic` acharia."""
    conta = sha256()
    for buscador in get_finders():
        for nome, origem in buscador.list(["CVS", ".*", "*~"]):
            dados = Path(origem.path(nome)).stat()
            conta.update(f"{nome}\0{dados.st_size}\0{dados.st_mtime_ns}\0".encode())
    return conta.hexdigest()
