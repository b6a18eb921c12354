"""Uma instalação como a de produção: banco e fila só dela, granian, Celery e correio, tudo em processos.

O banco migrado e com a referência carregada é feito uma vez por rodada; cada instalação parte de uma cópia.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import psycopg
from cryptography.fernet import Fernet
from django.test import override_settings

from sp156.embutido import portal, postgres, processos, travas, valkey
from sp156.embutido.pastas import RAIZ, Pastas
from sp156.embutido.processos import Filho
from sp156.web.servidor import granian
from tests import bancos
from tests.bancos import apagar_banco, criar_banco, rodada, url_na_rodada
from tests.correio import REMETENTE, Correio
from tests.sp156.portal_no_ar import ambiente_limpo, porta_livre

PRAZO = 60.0
_serie = count(1)


def esperar(pronto: Callable[[], Any], segundos: float = PRAZO, *, falta: str = "") -> Any:
    """O primeiro valor verdadeiro de `pronto()`; falha dizendo o que faltou."""
    limite = time.monotonic() + segundos
    while not (valor := pronto()):
        assert time.monotonic() < limite, f"em {segundos} s não aconteceu: {falta or pronto}"
        time.sleep(0.05)
    return valor


# --- o modelo: uma vez por rodada -----------------------------------------------------


def modelo() -> str:
    """O banco migrado e carregado, e os estáticos com resumo no nome; o primeiro que pede faz."""
    with travas.exclusiva(rodada() / "estaticos.trava"):
        if not (rodada() / "estaticos.pronto").exists():
            ambiente = ambiente_de(url_na_rodada("postgres"), "unix:///nada", rodada() / "modelo", porta=80)
            rodar([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], ambiente)
            (rodada() / "estaticos.pronto").touch()
    return bancos.conteudo()


def copiar_banco(de: str, para: str, arquivo: Path) -> None:
    """pg_dump e pg_restore, como faz quem guarda cópias."""
    pasta = postgres.programas()
    rodar([str(pasta / "pg_dump"), "--format=custom", f"--file={arquivo}", de])
    restaurar = ["--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={para}"]
    rodar([str(pasta / "pg_restore"), *restaurar, str(arquivo)])


def encher(pastas: Pastas) -> None:
    """Nestas pastas, que ainda não têm banco, um já carregado e parado: cópia do primeiro que se fez."""
    pastas.criar()
    if postgres.identidade() == "nobody":  # os dados dele moram fora da pasta, e são só dele
        _carregar(pastas)
        return
    molde = Pastas(rodada() / "dados", rodada() / "ds")
    with travas.exclusiva(rodada() / "dados.trava"):
        if not (rodada() / "dados.pronto").exists():
            molde.criar()
            _carregar(molde)
            (rodada() / "dados.pronto").touch()
    shutil.copytree(molde.dados / "banco", pastas.dados / "banco")


def _carregar(pastas: Pastas) -> None:
    base = bancos.conteudo()
    banco = postgres.subir(pastas, de_teste=True)
    try:
        arquivo = pastas.dados / "modelo.dump"
        copiar_banco(url_na_rodada(base), pastas.urls()["DATABASE_URL"], arquivo)
        arquivo.unlink()
    finally:
        banco.parar()
    pastas.registro.unlink(missing_ok=True)


def rodar(comando: list[str], ambiente: dict[str, str] | None = None, prazo: float = 180) -> str:
    """Até o fim; a falha mostra o que o programa disse."""
    feito = subprocess.run(
        comando, cwd=RAIZ, env=ambiente, capture_output=True, text=True, timeout=prazo, check=False
    )
    assert feito.returncode == 0, f"{' '.join(comando)}\n{feito.stdout}{feito.stderr}"
    return feito.stdout


def ambiente_de(banco: str, fila: str, pasta: Path, porta: int, correio: str = "") -> dict[str, str]:
    """O ambiente de produção: todos os segredos, nenhuma demonstração, só esta máquina."""
    return ambiente_limpo(
        pasta,
        DATABASE_URL=banco,
        REDIS_URL=fila,
        SECRET_KEY=token_urlsafe(60),
        CHAVES_DE_SELO=Fernet.generate_key().decode(),
        CHAVES_DE_ACESSO=token_urlsafe(32),
        ALLOWED_HOSTS="127.0.0.1",
        ENDERECO_PUBLICO=f"http://127.0.0.1:{porta}",
        HTTPS="0",
        CORREIO_URL=correio or "nenhum",
        CORREIO_REMETENTE=REMETENTE,
        STATIC_ROOT=str(rodada() / "modelo" / "estaticos"),
        MEDIA_ROOT=str(pasta / "arquivos"),
        TMPDIR=str(pasta),
        NIVEL_DE_LOG="WARNING",
        PYTHONUNBUFFERED="1",
    )


# --- uma instalação --------------------------------------------------------------------


@dataclass
class Instalacao:
    """Os processos de uma instalação, por nome; cada um pode cair e voltar."""

    pasta: Path
    banco: str
    porta: int
    correio: Correio
    ambiente: dict[str, str]
    pastas: Pastas
    processos_da_web: int
    filhos: dict[str, Filho] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.porta}"

    @property
    def pasta_dos_estaticos(self) -> Path:
        return Path(self.ambiente["STATIC_ROOT"])

    def subir(self, nome: str) -> Filho:
        """`fila`, `banco` (só se próprio), `web`, `agenda`, `arquivos`; outro nome é um trabalhador."""
        partidas: dict[str, Callable[[], Filho]] = {
            "fila": partial(valkey.subir, self.pastas),
            "banco": partial(postgres.subir, self.pastas),
        }
        self.filhos[nome] = partidas.get(nome, partial(self._comecar, nome))()
        if nome == "web":
            esperar(lambda: self.saude() == 200, falta="a web responder")
        return self.filhos[nome]

    def _comecar(self, nome: str) -> Filho:
        comandos = {
            "web": [*granian("127.0.0.1", self.porta), "--workers", str(self.processos_da_web)],
            "arquivos": [*portal.ARQUIVOS],
            "agenda": portal.agenda(self.pasta / "agenda"),
        }
        trabalhador = [*portal.TRABALHADOR, "--queues=celery,canais,segundos", "--concurrency=1"]
        comando = comandos.get(nome, [*trabalhador, f"--hostname={nome}"])
        processo = "web" if nome == "web" else "fila"
        with (self.pasta / f"{nome}.log").open("ab") as saida:
            ambiente = {**self.ambiente, "SP156_PROCESSO": processo}
            return processos.comecar(nome, comando, saida=saida, ambiente=ambiente)

    def matar(self, nome: str) -> None:
        """`kill -9` no processo e em todos os seus filhos."""
        filho = self.filhos.pop(nome)
        processos.matar_grupo(filho.processo.pid)
        filho.processo.wait()

    def parar(self, nome: str) -> None:
        self.filhos.pop(nome).parar()

    def saude(self) -> int:
        """A situação que /saude/ responde; 0 se ninguém atende."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.porta}/saude/", timeout=10) as resposta:
                return int(resposta.status)
        except urllib.error.HTTPError as erro:
            return erro.code
        except OSError:
            return 0

    def ler(self, consulta: str, *valores: Any) -> list[Any]:
        """As linhas de uma consulta; se ela traz uma coluna só, os valores."""
        with psycopg.connect(self.banco, autocommit=True, connect_timeout=10) as conexao:
            feita = conexao.execute(consulta.encode(), valores)
            linhas = feita.fetchall() if feita.description else []
        return [linha[0] if len(linha) == 1 else linha for linha in linhas]

    def python(self, codigo: str) -> str:
        """Roda um trecho com o Django desta instalação; as senhas que ele cria são baratas."""
        barato = f"from tests import senhas; senhas.baratear()\n{codigo}"
        return rodar([sys.executable, "manage.py", "shell", "-v0", "-c", barato], self.ambiente)

    @contextlib.contextmanager
    def daqui(self) -> Iterator[None]:
        """O Django deste processo passa a ser com o banco dela, e as senhas que se criam são baratas.

        Para montar o cenário: um `python` custa três segundos. Quem prova o que ela faz usa `python`.
        """
        baratas = override_settings(PASSWORD_HASHERS=["tests.senhas.UmaVolta"])
        with baratas, bancos.no_banco(self.banco.rpartition("/")[2]):
            yield

    def registros(self) -> str:
        """O fim do que cada processo escreveu, para a mensagem de um teste que falha."""
        return "\n".join(
            f"--- {arquivo.name}\n{arquivo.read_text(encoding='utf-8', errors='replace')[-3000:]}"
            for arquivo in sorted(self.pasta.glob("*.log"))
        )


@contextlib.contextmanager
def instalar(
    *, banco_proprio: bool = False, correio: Correio | None = None, processos_da_web: int = 1
) -> Iterator[Instalacao]:
    """Banco carregado, fila e correio no ar; os outros processos, quem usa os sobe.

    `correio`, se dado, já está no ar. `banco_proprio` grava de verdade e pode cair sem parar a rodada.
    Cada processo da web custa dois segundos de CPU em cada partida: mais de um, só quem o prova.
    """
    base = modelo()
    pasta = Path(tempfile.mkdtemp(prefix="sp156-i"))
    pastas = Pastas(pasta / "p", pasta / "s")
    nome = f"instalacao_{os.getpid()}_{next(_serie)}"
    with contextlib.nullcontext(correio) if correio else Correio.no_ar() as servidor:
        banco = pastas.urls()["DATABASE_URL"] if banco_proprio else url_na_rodada(nome)
        porta = porta_livre()
        ambiente = ambiente_de(
            banco, pastas.urls()["REDIS_URL"], pasta, porta, f"smtp://127.0.0.1:{servidor.porta}"
        )
        feita = Instalacao(pasta, banco, porta, servidor, ambiente, pastas, processos_da_web)
        try:
            pastas.criar()
            feita.subir("fila")
            if banco_proprio:
                encher(pastas)
                feita.subir("banco")
            else:
                criar_banco(nome, base)
            yield feita
        finally:
            encerrar(feita)
            if not banco_proprio:
                apagar_banco(nome)
            shutil.rmtree(pasta, ignore_errors=True)


def encerrar(feita: Instalacao) -> None:
    """Os que atendem antes dos servidores; o que não para logo é morto."""
    ordem = sorted(feita.filhos, key=lambda nome: nome in {"banco", "fila"})
    for nome in ordem:
        feita.filhos[nome].processo.send_signal(signal.SIGCONT)
        feita.filhos[nome].pedir_parada()
    for nome in ordem:
        feita.filhos[nome].esperar(5)
