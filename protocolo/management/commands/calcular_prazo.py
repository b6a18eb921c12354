"""Calcula um prazo: `manage.py calcular_prazo --inicio 2026-01-22 --dias 30 --tipo corridos`."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from protocolo import prazos
from protocolo.calendario import carregar_calendario

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

TIPOS = (prazos.Contagem.CORRIDOS, prazos.Contagem.UTEIS)
SEM_CALENDARIO = "O calendário não pôde ser lido: prepare o banco com migrate e carregar_referencia."
DATA = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Command(BaseCommand):
    """Responde `{"prazo": …, "como": […]}`; no erro, `{"erro": …}` e saída 1."""

    help = "Calcula o vencimento de um prazo em dias e explica a conta."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Os valores chegam como texto: quem os confere é `_calcular`, para o erro sair sempre igual."""
        parser.add_argument("--inicio", default="", metavar="AAAA-MM-DD", help="dia do evento, que não conta")
        parser.add_argument("--dias", default="", metavar="N", help="quantidade de dias")
        parser.add_argument("--tipo", default="", metavar="corridos|uteis", help="que dias contam")
        parser.add_argument(
            "--regra", default=None, metavar="A|B", help="A: do 1º dia útil; B: do dia seguinte"
        )
        parser.add_argument("--json", action="store_true", help="responde em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        """Escreve a resposta na saída padrão."""
        try:
            prazo = _calcular(opcoes)
        except prazos.PrazoInvalido as erro:
            self._recusar(str(erro), opcoes["json"])
        except DatabaseError:
            self._recusar(SEM_CALENDARIO, opcoes["json"])
        else:
            self.stdout.write(_em_json(prazo) if opcoes["json"] else "\n".join(prazo.como))

    def _recusar(self, motivo: str, em_json: bool) -> None:  # noqa: FBT001  repassa a opção da linha de comando
        if em_json:
            self.stdout.write(json.dumps({"erro": motivo}, ensure_ascii=False))
        else:
            self.stderr.write(motivo)
        raise SystemExit(1)


def _calcular(opcoes: dict[str, Any]) -> prazos.Prazo:
    inicio = _dia(str(opcoes["inicio"]))
    dias = str(opcoes["dias"]).strip()
    if not re.fullmatch(r"-?\d{1,9}", dias, re.ASCII):
        raise prazos.PrazoInvalido("Diga quantos dias em --dias, com um número inteiro.")
    if opcoes["tipo"] not in TIPOS:
        raise prazos.PrazoInvalido("Diga em --tipo se os dias são corridos ou uteis.")
    regra = opcoes["regra"] or settings.REGRA_DE_CONTAGEM
    return prazos.calcular(inicio, int(dias), opcoes["tipo"], carregar_calendario(), regra=regra)


def _dia(texto: str) -> datetime:
    """O começo do dia escrito como AAAA-MM-DD, em São Paulo."""
    if DATA.fullmatch(texto):
        try:
            return datetime.strptime(texto, "%Y-%m-%d").replace(tzinfo=prazos.SAO_PAULO)
        except ValueError:
            raise prazos.PrazoInvalido(f"A data {texto} não existe no calendário.") from None
    raise prazos.PrazoInvalido("Escreva em --inicio uma data como 2026-01-22 (AAAA-MM-DD).")


def _em_json(prazo: prazos.Prazo) -> str:
    vence_em = prazo.vence_em
    return json.dumps(
        {"prazo": vence_em and vence_em.date().isoformat(), "como": list(prazo.como)}, ensure_ascii=False
    )
