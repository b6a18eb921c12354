"""Acha um Chromium: o do sistema ou, em falta dele, o que vem no pacote do npm."""

import io
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import brotli

from sp156.embutido import frontend
from sp156.embutido.pastas import RAIZ

PACOTE = RAIZ / "node_modules" / "@sparticuz" / "chromium"
OPCOES = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Só o portal e os servidores de mentira; do resto o vigia sabe pelo console, que ouvir cada pedido custa.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    # Um sétimo da CPU de abrir páginas: um processo por contexto, e não dois, e a página seguinte no quadro
    # da anterior. Desenhar na linha da página pouparia outro tanto, mas os cliques esperam para sempre.
    "--renderer-process-limit=1",
    # O primeiro é do Playwright, que só vale se vai junto.
    "--enable-features=CDPScreenshotNewSurface,RenderDocument:level/crashed-frame",
]
FONTES = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{pasta}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{pasta}/cache</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """O programa e o que só ele deve ver no ambiente."""

    programa: str
    ambiente: dict[str, str] = field(default_factory=dict)

    def argumentos(self) -> dict[str, object]:
        """Os argumentos de `BrowserType.launch`."""
        sem_caixa = ["--no-sandbox"] if os.getuid() == 0 or self.ambiente else []
        ambiente = {**os.environ, **self.ambiente}
        return {"executable_path": self.programa, "args": [*OPCOES, *sem_caixa], "env": ambiente}


def achar() -> Chromium:
    """O Chromium a usar; o do npm é desempacotado uma vez em `.portal/`."""
    # O Node que vem com o Playwright pede bibliotecas que um sistema enxuto não tem.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(frontend.node()))
    for nome in ("chromium", "chromium-browser", "google-chrome"):
        if caminho := shutil.which(nome):
            return Chromium(caminho)
    pasta = desempacotado()
    ambiente = {
        "LD_LIBRARY_PATH": f"{pasta}/lib",
        "FONTCONFIG_FILE": str(pasta / "fontes.conf"),
        "HOME": str(pasta),
    }
    return Chromium(str(pasta / "chromium"), ambiente)


def desempacotado() -> Path:
    marca = sha256((PACOTE / "package.json").read_bytes()).hexdigest()[:12]
    final = RAIZ / ".portal" / f"chromium-{marca}"
    if final.exists():
        return final
    final.parent.mkdir(mode=0o700, exist_ok=True)
    novo = Path(tempfile.mkdtemp(prefix="chromium-", dir=final.parent))
    programa = novo / "chromium"
    programa.write_bytes(brotli.decompress((PACOTE / "bin" / "chromium.br").read_bytes()))
    programa.chmod(0o755)
    for nome in ("al2023", "fonts", "swiftshader"):
        conteudo = brotli.decompress((PACOTE / "bin" / f"{nome}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(conteudo)) as pacote:
            pacote.extractall(novo, filter="data")
    (novo / "fontes.conf").write_text(FONTES.format(pasta=final), encoding="utf-8")
    try:
        novo.rename(final)
    except OSError:  # outro processo do xdist terminou antes
        shutil.rmtree(novo)
    return final
