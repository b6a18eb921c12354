"""O par PostgreSQL + Valkey: subir juntos, parar em ordem."""

import shutil

from sp156.embutido import postgres, processos, valkey
from sp156.embutido.pastas import Pastas
from sp156.embutido.processos import Filho


def subir(pastas: Pastas, *, de_teste: bool = False) -> list[Filho]:
    """Sobe os dois e devolve-os na ordem de partida. Quem chama já tem a trava das pastas."""
    pastas.criar()
    processos.encerrar_restos(pastas.registro)
    filhos: list[Filho] = []
    try:
        filhos.append(valkey.subir(pastas, de_teste=de_teste))
        filhos.append(postgres.subir(pastas, de_teste=de_teste))
    except BaseException:
        parar(pastas, filhos)
        raise
    return filhos


def refazer(pastas: Pastas, nome: str) -> Filho:
    """Sobe de novo o que morreu com o portal no ar; levanta `RecusaDePartida` se ele não sobe."""
    return valkey.subir(pastas) if nome == "fila" else postgres.subir(pastas, de_novo=True)


def parar(pastas: Pastas, filhos: list[Filho], segundos: float = 10) -> None:
    """Pede a todos que parem e espera. Sem registro nem soquetes, a parada foi limpa."""
    for filho in reversed(filhos):
        filho.pedir_parada()
    for filho in reversed(filhos):
        filho.esperar(segundos)
    pastas.registro.unlink(missing_ok=True)
    shutil.rmtree(pastas.soquetes, ignore_errors=True)
