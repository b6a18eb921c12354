"""`just javascript [arquivo …]`: só os testes do Node, sem servidores nem banco."""

import subprocess
import sys

from tests.javascript import comando

sys.exit(subprocess.run(comando(*sys.argv[1:]), check=False).returncode)
