"""Calcula um prazo: `manage.py calcular_prazo --inicio 2026-01-22 --dias 30 --tipo corridos`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from protocolo.calendario import calendario_do_projeto, carregar_calendario
from protocolo.models import DiaNaoUtil
from protocolo.prazos import contagem

OPCOES = (
    ("--inicio", "AAAA-MM-DD", "dia do evento, que não conta"),
    ("--dias", "N", "quantidade de dias"),
    ("--tipo", "corridos|uteis", "que dias contam"),
    ("--regra", "A|B", "A: conta do 1º dia útil; B: do dia seguinte; sem ela, a da configuração"),
)
TIPOS = (contagem.Contagem.CORRIDOS, contagem.Contagem.UTEIS)
SEM_BANCO = "O calendário da cidade não pôde ser lido: confira o banco de dados."
DO_PROJETO = "O banco ainda não foi preparado: valem os dias não úteis que vêm com o projeto."
DATA = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Command(BaseCommand):
    """Responde `{"prazo": …, "como": […]}`; no erro, `{"erro": …}` e saída 1."""

    help = "Calcula o vencimento de um prazo em dias e explica a conta."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Os valores chegam como texto: quem os confere é `_calcular`, para o erro sair sempre igual."""
        for nome, metavar, ajuda in OPCOES:
            parser.add_argument(nome, nargs="?", default="", const="", metavar=metavar, help=ajuda)
        parser.add_argument("--json", action="store_true", help="responde em JSON")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        """Escreve a resposta na saída padrão."""
        try:
            prazo = _calcular(opcoes)
        except contagem.PrazoInvalido as erro:
            self._recusar(str(erro), opcoes["json"])
        except DatabaseError:
            self._recusar(SEM_BANCO, opcoes["json"])
        else:
            vence = prazo.vence_em and prazo.vence_em.date().isoformat()
            em_json = json.dumps({"prazo": vence, "como": list(prazo.como)}, ensure_ascii=False)
            self.stdout.write(em_json if opcoes["json"] else "\n".join(prazo.como))

    def _recusar(self, motivo: str, em_json: bool) -> None:  # noqa: FBT001  repassa a opção da linha de comando
        if em_json:
            self.stdout.write(json.dumps({"erro": motivo}, ensure_ascii=False))
        else:
            self.stderr.write(motivo)
        raise SystemExit(1)


def _calcular(opcoes: dict[str, Any]) -> contagem.Prazo:
    inicio = _dia(str(opcoes["inicio"]))
    dias = str(opcoes["dias"]).strip()
    if not re.fullmatch(r"-?\d{1,9}", dias, re.ASCII):
        raise contagem.PrazoInvalido("Diga quantos dias em --dias, com um número inteiro.")
    if opcoes["tipo"] not in TIPOS:
        raise contagem.PrazoInvalido("Diga em --tipo se os dias são corridos ou uteis.")
    regra = opcoes["regra"] or settings.REGRA_DE_CONTAGEM
    if _banco_preparado():
        return contagem.calcular(inicio, int(dias), opcoes["tipo"], carregar_calendario(), regra=regra)
    prazo = contagem.calcular(inicio, int(dias), opcoes["tipo"], calendario_do_projeto(), regra=regra)
    return replace(prazo, como=(*prazo.como, DO_PROJETO))


def _banco_preparado() -> bool:
    """Com um banco novo, sem tabelas ou sem carga, contar só com os feriados daria datas erradas."""
    tabela = DiaNaoUtil._meta.db_table  # noqa: SLF001  nome público do Django, apesar do traço
    return tabela in connection.introspection.table_names() and DiaNaoUtil.objects.exists()


def _dia(texto: str) -> datetime:
    """O começo do dia escrito como AAAA-MM-DD, em São Paulo."""
    if DATA.fullmatch(texto):
        try:
            return datetime.strptime(texto, "%Y-%m-%d").replace(tzinfo=contagem.SAO_PAULO)
        except ValueError:
            raise contagem.PrazoInvalido(f"A data {texto} não existe no calendário.") from None
    raise contagem.PrazoInvalido("Escreva em --inicio uma data como 2026-01-22 (AAAA-MM-DD).")
