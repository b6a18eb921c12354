"""Porta de entrada dos comandos do projeto."""

import gc
import os
import sys

from sp156.embutido import partida, portal


def main() -> None:
    """Dá um banco ao comando, se lhe falta, e o executa; configuração insegura é recusada em uma frase."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sp156.settings")
    os.environ.setdefault("SP156_PROCESSO", "comando")
    with partida.preparado(sys.argv):
        if sys.argv[1:2] == ["portal"]:  # quem vigia os processos fica sem o Django
            portal.main(sys.argv[2:])
            return
        # Só com o ambiente pronto o Django pode carregar.
        import django  # noqa: PLC0415
        from django.conf import settings  # noqa: PLC0415
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
        from django.core.management import execute_from_command_line  # noqa: PLC0415

        from sp156.preparo_do_banco import preparar_banco_novo  # noqa: PLC0415

        try:
            _ = settings.INSTALLED_APPS
        except ImproperlyConfigured as recusa:
            raise SystemExit(str(recusa)) from None
        if sys.argv[1:2] != ["runserver"]:  # que espera se conserte o que não se deixa carregar
            gc.disable()  # o que se carrega aqui fica: o coletor de lixo só o percorreria
            django.setup()
            gc.freeze()
            gc.enable()
        preparar_banco_novo(sys.argv)
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
