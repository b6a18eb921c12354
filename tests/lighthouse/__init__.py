"""O Lighthouse, instalado só por quem o roda (`just noturno`): pesa 176 MB, e o portal não precisa dele."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from sp156.embutido import frontend
from sp156.embutido.pastas import RAIZ
from sp156.embutido.processos import executar
from tests.navegador.chromium import achar

RELATO = "SP156_RELATO_DO_LIGHTHOUSE"
"""A variável de ambiente que diz em que arquivo cada página põe a sua linha."""
PASTA = RAIZ / ".portal" / "lighthouse"
BUSCADORES = "buscadores"
CATEGORIAS = {
    "performance": "rapidez",
    "accessibility": "acessibilidade",
    "best-practices": "boas práticas",
    "seo": BUSCADORES,
}
DO_NAVEGADOR = "--headless --no-sandbox --disable-quic --disable-component-update"


def preparar() -> Path:
    """O programa, com as versões da trava; a segunda vez não instala."""
    daqui = Path(__file__).parent
    trava = daqui / "package-lock.json"
    marca = frontend.resumo([trava])
    if not frontend.marcada(PASTA, marca):
        PASTA.mkdir(parents=True, exist_ok=True)
        for arquivo in (trava, daqui / "package.json"):
            shutil.copy(arquivo, PASTA)
        executar([*frontend.npm(), "ci", "--no-audit", "--no-fund"], pasta=PASTA)
        frontend.marcar(PASTA, marca)
    return PASTA / "node_modules" / "lighthouse" / "cli" / "index.js"


def medir(endereco: str, cookie: str = "") -> dict[str, int]:
    """Categoria → nota, de 0 a 100, num celular com a rede e o processador que o Lighthouse imita."""
    chromium = achar()
    comando = [str(frontend.node()), str(preparar()), endereco, "--quiet", "--output=json"]
    comando += [f"--only-categories={','.join(CATEGORIAS)}", f"--chrome-flags={DO_NAVEGADOR}"]
    if cookie:
        comando.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    ambiente = {**os.environ, **chromium.ambiente, "CHROME_PATH": chromium.programa}
    feito = subprocess.run(comando, env=ambiente, capture_output=True, text=True, timeout=300, check=False)
    if feito.returncode:
        sys.stderr.write(feito.stderr)
        raise AssertionError(f"o Lighthouse não mediu {endereco}")
    dito = json.loads(feito.stdout)
    assert dito["finalDisplayedUrl"] == endereco, dito["finalDisplayedUrl"]  # e não a página de entrar
    notas = dito["categories"]
    return {nome: round(100 * (notas[chave]["score"] or 0)) for chave, nome in CATEGORIAS.items()}
