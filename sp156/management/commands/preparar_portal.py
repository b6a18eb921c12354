"""`manage.py preparar_portal`: o que o `manage.py portal` faz com o Django antes de subir os processos.

Acaba escrevendo, numa linha de JSON, o que quem sobe os processos não sabe sem o Django.
"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from sp156.demonstracao import atendimentos, conversas, manifestacoes, meses, pedidos_de_informacao, pessoas
from sp156.embutido import frontend, portal
from sp156.preparo_do_banco import preparar_banco
from sp156.web import estaticos
from sp156.web.servidor import granian


class Command(BaseCommand):
    help = "Prepara o que o portal precisa para subir; quem o chama é o manage.py portal."
    requires_system_checks: list[str] = []  # são de quem escreve: `manage.py check`, que a integração roda

    def add_arguments(self, parser: ArgumentParser) -> None:
        portal.argumentos(parser)

    def handle(self, *_args: Any, host: str, porta: int, **_opcoes: Any) -> None:
        preparar()
        nomes = [nome.lstrip(".") for nome in settings.ALLOWED_HOSTS if nome != "*"]
        nome = nomes[0] if nomes else portal.alcancavel(host)
        plano = portal.Plano(granian(host, porta), nome, linha_de_pronto(host, porta))
        self.stdout.write(json.dumps(asdict(plano)))


def preparar() -> None:
    """O que precisa existir antes da primeira página; cada passo pode ser repetido."""
    frontend.preparar()
    estaticos.coletar()
    preparar_banco()
    if settings.EMBUTIDO:
        manifestacoes.criar()
        pedidos_de_informacao.criar()
        atendimentos.criar()
        conversas.criar()
        meses.criar()


def linha_de_pronto(host: str, porta: int) -> str:
    linha = f"pronto: {portal.endereco(host, porta)}/"
    if settings.EMBUTIDO:
        quem = ", ".join(f"{pessoa.papel} {pessoa.email}" for pessoa in pessoas.USUARIOS)
        linha += f" (demonstração, senha {pessoas.SENHA}: {quem})"
    return linha
