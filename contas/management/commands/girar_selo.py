"""`manage.py girar_selo`: passa tudo o que está selado à primeira das CHAVES_DE_SELO.

Ponha a chave nova em primeiro lugar, suba o portal, rode este comando e, três dias depois, tire a velha.
Pode rodar com o portal no ar, ser interrompido e rodar outra vez. Nenhum link de acompanhar morre com isso:
eles derivam das CHAVES_DE_ACESSO.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from contas.segredos import girar_selo

A_CADA = 20
"""De quantos em quantos lotes se diz onde está."""
O_QUE: Final[dict[str, Callable[[], Iterator[girar_selo.Lote]]]] = {
    "identidades seladas": girar_selo.selos,
    "segundos fatores": girar_selo.segundos_fatores,
}
DEPOIS = (
    "Tudo está com a chave nova. Espere três dias, para que os rascunhos de denúncia, as sessões e as "
    "mensagens por entregar de antes acabem, e tire a chave velha de CHAVES_DE_SELO."
)


class Command(BaseCommand):
    help = "Cifra de novo, com a chave mais nova, tudo o que está selado."

    def handle(self, *_args: Any, **_opcoes: Any) -> None:
        self.stdout.write(f"{len(settings.CHAVES_DE_SELO)} chave(s) de selo em vigor; a primeira cifra.")
        fechadas = [f"{nome}: {pk}" for nome, lotes in O_QUE.items() for pk in self._girar(nome, lotes())]
        if fechadas:
            raise CommandError(
                "Nenhuma chave em vigor abre estas linhas, que ficaram como estavam; não tire chave nenhuma. "
                + "; ".join(fechadas[:20])
            )
        self.stdout.write(DEPOIS)

    def _girar(self, nome: str, lotes: Iterator[girar_selo.Lote]) -> list[int]:
        lidas = giradas = 0
        fechadas: list[int] = []
        for ordem, lote in enumerate(lotes, start=1):
            lidas, giradas = lidas + lote.lidas, giradas + lote.giradas
            fechadas += lote.fechadas
            if ordem % A_CADA == 0:
                self.stdout.write(f"{nome}: {lidas} lidas, {giradas} giradas…")
        self.stdout.write(f"{nome}: {lidas} lidas, {giradas} giradas, {len(fechadas)} que não se abrem.")
        return fechadas
