"""Arquivos estáticos com o conteúdo no nome e já comprimidos."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

ESTILO = "compilado/portal.css"
FALTAM = "Faltam os estáticos desta versão: rode manage.py preparar e refaça a web."


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
    for nome, arquivo in achados():
        dados = arquivo.stat()
        conta.update(f"{nome}\0{dados.st_size}\0{dados.st_mtime_ns}\0".encode())
    return conta.hexdigest()


def achados() -> Iterator[tuple[str, Path]]:
    """Cada arquivo que o `collectstatic` acharia, com o nome por que as páginas o chamam."""
    for buscador in get_finders():
        for nome, origem in buscador.list(["CVS", ".*", "*~"]):
            yield nome, Path(origem.path(nome))


def o_que_falta() -> str:
    """Uma frase, se as páginas não achariam um estático e seriam erro 500; vazia, se acham todos."""
    prontos = getattr(staticfiles_storage, "hashed_files", None)  # os testes não usam o manifesto
    if prontos is None or (ESTILO in prontos and all(nome in prontos for nome, _ in achados())):
        return ""
    return FALTAM


o_que_falta_aqui = cache(o_que_falta)
"""O mesmo, uma vez por processo: o manifesto só se lê na partida."""
