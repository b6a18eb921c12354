"""Porta de entrada dos comandos do projeto."""

import os
import sys

from sp156.embutido import ambiente


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
    os.environ.setdefault("SP156_PROCESSO", "comando")
    with ambiente.preparado(sys.argv):
        from django.core.management import execute_from_command_line  # noqa: PLC0415 - só com o ambiente pronto

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
