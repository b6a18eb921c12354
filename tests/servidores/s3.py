"""Um S3 de verdade (SeaweedFS) no ar enquanto o bloco dura: uma pasta, um balde, portas só desta máquina."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import signal
import socket
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from secrets import token_hex
from typing import Any

import boto3
import urllib3
from botocore.config import Config

from sp156.embutido import processos
from sp156.embutido.processos import Filho

PRAZO = 30.0
REGIAO = "sa-east-1"
PARTES = ("master", "volume", "filer", "s3", "admin")
"""Cada uma ouve em duas portas: a dela e a do gRPC."""
DESLIGADO = (
    "webdav=false",
    "admin.ui=false",
    "master.telemetry=false",
    "s3.port.iceberg=0",
    "s3.port.lance=0",
)
SOQUETES = Path("/tmp")  # noqa: S108 - é ele que os deixa ali, com a porta no nome


@dataclass
class S3:
    """O servidor, que pode cair, parar e voltar, com os mesmos dados e na mesma porta."""

    pasta: Path
    portas: dict[str, tuple[int, ...]]
    balde: str
    chave: str
    segredo: str
    filho: Filho | None = None

    @property
    def origem(self) -> str:
        return f"http://127.0.0.1:{self.portas['s3'][0]}"

    @property
    def url(self) -> str:
        """Como se diz em ARQUIVOS_URL."""
        onde = f"127.0.0.1:{self.portas['s3'][0]}/{self.balde}"
        return f"s3://{self.chave}:{self.segredo}@{onde}?regiao={REGIAO}&https=0"

    @property
    def cliente(self) -> Any:
        """Outra ligação que não a do portal, para ver e estragar o que ele guardou."""
        return boto3.client(
            "s3",
            endpoint_url=self.origem,
            region_name=REGIAO,
            aws_access_key_id=self.chave,
            aws_secret_access_key=self.segredo,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    def subir(self) -> None:
        """Até o balde responder a quem traz a chave."""
        with (self.pasta / "s3.log").open("ab") as saida:
            self.filho = processos.comecar("s3", self._comando(), saida=saida)
        limite = time.monotonic() + PRAZO
        while not self._pronto():
            assert self.filho.vivo, (self.pasta / "s3.log").read_text(errors="replace")[-3000:]
            assert time.monotonic() < limite, "o S3 não subiu"
            time.sleep(0.05)

    def _comando(self) -> list[str]:
        """O balde nasce com o servidor; só a identidade do arquivo tem acesso, e ninguém sem chave."""
        quem = {
            "name": "portal",
            "credentials": [{"accessKey": self.chave, "secretKey": self.segredo}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        identidades = self.pasta / "identidades.json"
        identidades.write_text(json.dumps({"identities": [quem]}), encoding="utf-8")
        portas = [
            opcao
            for parte, (http, grpc) in self.portas.items()
            for opcao in (f"-{parte}.port={http}", f"-{parte}.port.grpc={grpc}")
        ]
        weed = Path(sysconfig.get_path("scripts")) / "weed"
        dados = self.pasta / "dados"
        dados.mkdir(exist_ok=True)
        fixo = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={dados}", f"-s3.config={identidades}"]
        return [str(weed), "mini", *fixo, f"-bucket={self.balde}", *portas, *(f"-{um}" for um in DESLIGADO)]

    def _pronto(self) -> bool:
        with contextlib.suppress(Exception):
            self.cliente.head_bucket(Bucket=self.balde)
            return True
        return False

    def matar(self) -> None:
        """`kill -9`, como a máquina que cai."""
        assert self.filho
        processos.matar_grupo(self.filho.processo.pid)
        self.filho.processo.wait()

    @contextlib.contextmanager
    def calado(self) -> Iterator[None]:
        """Aceita ligações e não responde, como a rede que se perdeu no meio."""
        assert self.filho
        self.filho.processo.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.filho.processo.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def aberto_a_todos(self) -> Iterator[None]:
        """O balde que alguém abriu por engano: qualquer um lista e lê."""
        regra = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["s3:ListBucket", "s3:GetObject"],
            "Resource": [f"arn:aws:s3:::{self.balde}", f"arn:aws:s3:::{self.balde}/*"],
        }
        politica = json.dumps({"Version": "2012-10-17", "Statement": [regra]})
        self.cliente.put_bucket_policy(Bucket=self.balde, Policy=politica)
        try:
            yield
        finally:
            self.cliente.delete_bucket_policy(Bucket=self.balde)

    def nomes(self) -> set[str]:
        """Todos os objetos do balde."""
        paginas = self.cliente.get_paginator("list_objects_v2").paginate(Bucket=self.balde)
        return {um["Key"] for pagina in paginas for um in pagina.get("Contents", [])}

    def esvaziar(self) -> None:
        for nome in self.nomes():
            self.cliente.delete_object(Bucket=self.balde, Key=nome)

    def anonimo(self, caminho: str) -> int:
        """A situação que recebe quem pede sem chave nenhuma."""
        return int(urllib3.request("GET", f"{self.origem}/{self.balde}/{caminho}", retries=False).status)


def livres(quantas: int) -> Iterator[int]:
    """Portas que ninguém ouve, fora das que o núcleo dá a quem se liga: quem cai tem de as achar livres."""
    for porta in random.sample(range(20_000, 32_000), 100):
        with contextlib.suppress(OSError), socket.socket() as soquete:
            soquete.bind(("127.0.0.1", porta))
            quantas -= 1
            yield porta
        if not quantas:
            return


@contextlib.contextmanager
def no_ar() -> Iterator[S3]:
    """Um servidor vazio, numa pasta que some com ele."""
    pasta = Path(tempfile.mkdtemp(prefix="sp156-s3"))
    portas = dict(zip(PARTES, batched(livres(2 * len(PARTES)), 2), strict=True))
    servidor = S3(pasta, portas, f"arquivos-{token_hex(4)}", token_hex(8), token_hex(20))
    try:
        servidor.subir()
        yield servidor
    finally:
        if servidor.filho:
            servidor.matar()
        for porta in (uma for duas in portas.values() for uma in duas):
            for soquete in SOQUETES.glob(f"seaweedfs-*-{porta}.sock"):
                soquete.unlink()
        shutil.rmtree(pasta, ignore_errors=True)
