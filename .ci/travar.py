"""Escreve as versões exatas em `requirements.txt` (com resumos) e em `[tool.uv] constraint-dependencies`.

O `uv.lock` guarda de onde cada pacote veio e por isso não entra no repositório;
estes dois arquivos dizem o mesmo sem citar nenhum endereço.
"""

import re
import subprocess
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[1]
EXPORTAR = (
    "uv export --quiet --format requirements.txt --all-groups --no-header --no-annotate --no-emit-project"
)
MARCA = "[tool.uv]\npackage = false\n"
TRECHO = re.compile(r"constraint-dependencies = \[.*?^\]\n", re.DOTALL | re.MULTILINE)


def main() -> None:
    projeto = RAIZ / "pyproject.toml"
    # As versões velhas saem antes: senão prenderiam as novas.
    solto = TRECHO.sub("", projeto.read_text(encoding="utf-8"))
    projeto.write_text(solto, encoding="utf-8")
    subprocess.run(["uv", "lock", "--quiet", "--upgrade"], cwd=RAIZ, check=True)
    feito = subprocess.run(EXPORTAR.split(), cwd=RAIZ, capture_output=True, text=True, check=True)
    (RAIZ / "requirements.txt").write_text(feito.stdout, encoding="utf-8")
    exatas = [linha.removesuffix(" \\") for linha in feito.stdout.splitlines() if not linha.startswith(" ")]
    trecho = "constraint-dependencies = [\n" + "".join(f'  "{exata}",\n' for exata in exatas) + "]\n"
    projeto.write_text(solto.replace(MARCA, MARCA + trecho), encoding="utf-8")


if __name__ == "__main__":
    main()
