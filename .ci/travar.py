"""Escreve as versões exatas em `[tool.uv] constraint-dependencies` e, com resumos, em dois arquivos.

`requirements.txt` tem tudo (CI); `requirements-producao.txt`, só o que a imagem leva. O `uv.lock`
guarda de onde cada pacote veio e por isso não entra no repositório; estes não citam nenhum endereço.
"""

import re
import subprocess
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[1]
EXPORTAR = "uv export --quiet --format requirements.txt --no-header --no-annotate --no-emit-project"
MARCA = '[tool.uv]\npackage = false\ndefault-groups = ["dev", "embutido"]\n'
TRECHO = re.compile(r"constraint-dependencies = \[.*?^\]\n", re.DOTALL | re.MULTILINE)


def exportar(arquivo: str, *grupos: str) -> str:
    """Escreve as versões travadas, com resumos, e as devolve."""
    comando = [*EXPORTAR.split(), *grupos]
    texto = subprocess.run(comando, cwd=RAIZ, capture_output=True, text=True, check=True).stdout
    (RAIZ / arquivo).write_text(texto, encoding="utf-8")
    return texto


def main() -> None:
    projeto = RAIZ / "pyproject.toml"
    # As versões velhas saem antes: senão prenderiam as novas.
    solto = TRECHO.sub("", projeto.read_text(encoding="utf-8"))
    projeto.write_text(solto, encoding="utf-8")
    subprocess.run(["uv", "lock", "--quiet", "--upgrade"], cwd=RAIZ, check=True)
    tudo = exportar("requirements.txt", "--all-groups")
    exportar("requirements-producao.txt", "--no-default-groups")
    exatas = [linha.removesuffix(" \\") for linha in tudo.splitlines() if not linha.startswith(" ")]
    trecho = "constraint-dependencies = [\n" + "".join(f'  "{exata}",\n' for exata in exatas) + "]\n"
    projeto.write_text(solto.replace(MARCA, MARCA + trecho), encoding="utf-8")


if __name__ == "__main__":
    main()
