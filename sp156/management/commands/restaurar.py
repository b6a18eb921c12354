"""`manage.py restaurar`: traz uma cópia, ao lado, comparada e trocada; `--voltar` desfaz (ADR 0079)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand, CommandError

from documentos.disco import ArmazenamentoFora
from sp156.copia import CopiaFalhou
from sp156.copia.restaurar import Restaurada, abrir, restaurar, voltar


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # ligam-se ao banco, que numa máquina nova ainda não há
    help = "Restaura o banco e os arquivos de uma cópia. O banco de agora fica de lado, e --voltar o traz."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("copia", nargs="?", metavar="P", help="a cópia, ou o destino (vale a mais nova)")
        parser.add_argument(
            "--identidade",
            metavar="A",
            default="",
            help="o arquivo da identidade do age; ou COPIA_IDENTIDADE",
        )
        parser.add_argument("--voltar", action="store_true", help="desfaz a última restauração")
        parser.add_argument("--forcar", action="store_true", help="desliga do banco quem estiver ligado")
        parser.add_argument("--sem-as-chaves", action="store_true", help="as chaves da cópia perderam-se")
        parser.add_argument("--json", action="store_true", help="responde em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        try:
            if opcoes["voltar"]:
                self._voltar(**opcoes)
            else:
                self._restaurar(**opcoes)
        except (CopiaFalhou, ArmazenamentoFora) as erro:
            raise CommandError(str(erro)) from erro

    def _voltar(self, *, forcar: bool, json: bool, **_opcoes: Any) -> None:
        de_antes, saiu = voltar(forcar=forcar)
        self._escrever(
            {"voltou": de_antes, "de_lado": saiu}, f"Voltou o banco de antes; o que saiu é {saiu}.", json
        )

    def _restaurar(self, *, copia: str | None, forcar: bool, json: bool, **opcoes: Any) -> None:
        if not copia:
            raise CommandError("Diga qual: a pasta da cópia, ou o destino em que está.")
        feita = restaurar(
            abrir(copia, identidade=opcoes["identidade"]),
            forcar=forcar,
            sem_as_chaves=opcoes["sem_as_chaves"],
            dizer=self.stderr.write,
        )
        self._escrever(asdict(feita), por_extenso(feita), json)

    def _escrever(self, dito: dict[str, Any], frase: str, em_json: bool) -> None:  # noqa: FBT001 - só daqui
        self.stdout.write(json.dumps(dito, ensure_ascii=False) if em_json else frase)


def por_extenso(feita: Restaurada) -> str:
    linhas = [
        f"O portal está com a cópia {feita.copia}: {feita.linhas} linhas, {feita.arquivos} arquivos.",
    ]
    if feita.de_lado:
        linhas.append(
            f"O banco de antes é {feita.de_lado}: `restaurar --voltar` o traz; sem uso, apague-o (dropdb)."
        )
    if feita.migrada:
        linhas.append("A cópia era de uma versão mais velha, e migrou-se: rode `manage.py atualizar`.")
    for frase, nomes in (
        ("Tinham outro conteúdo, e agora têm o da cópia:", feita.trocados),
        ("A cópia não os conhece, e ficaram onde estavam:", feita.desconhecidos),
        ("Faltavam já quando se fez a cópia:", feita.faltam),
    ):
        linhas += [frase, *(f"  {nome}" for nome in nomes)] if nomes else []
    return "\n".join(linhas)
