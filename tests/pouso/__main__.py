"""`just pouso [commit]`: guarda o banco que a demonstração do commit (o atual, se não se diz) enche."""

import sys

from tests.pouso.gravar import gravar

gravar(sys.argv[1] if len(sys.argv) > 1 else "HEAD")
