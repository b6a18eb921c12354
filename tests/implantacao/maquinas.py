"""Duas máquinas: cada uma com a sua web, o seu trabalhador e a sua agenda, na sua pasta e nas suas portas.

O que dividem: o PostgreSQL, atrás do PgBouncer, o Valkey, o S3 e o nginx, com os arquivos de `implantacao/`.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.implantacao import doc
from tests.instalacao import Instalacao, instalar
from tests.servidores import s3
from tests.servidores.s3 import S3
from tests.sp156 import test_proxy
from tests.sp156.portal_no_ar import porta_livre
from tests.sp156.test_pooler import pgbouncer

QUEM_ATENDEU = re.compile(r"127\.0\.0\.1:(\d+)$", re.MULTILINE)
"""O fim de cada linha do registro do nginx."""


@dataclass(frozen=True)
class Cidade:
    """As duas máquinas e o que está diante delas; `porta` é a do nginx."""

    uma: Instalacao
    outra: Instalacao
    porta: int
    balde: S3
    registro: Path

    @property
    def maquinas(self) -> tuple[Instalacao, Instalacao]:
        return self.uma, self.outra

    def subir(self, maquina: Instalacao) -> None:
        """Tudo o que ela tem de seu."""
        for nome in (f"trabalhador-{maquina.porta}", "agenda", "arquivos", "web"):
            maquina.subir(nome)

    def perder(self, maquina: Instalacao) -> None:
        """Morre tudo o que ela tem de seu, de uma vez."""
        for nome in [um for um in maquina.filhos if um != "fila"]:
            maquina.matar(nome)

    def atenderam(self) -> Counter[int]:
        """Quantos pedidos teve cada porta, desde o começo."""
        return Counter(map(int, QUEM_ATENDEU.findall(self.registro.read_text(encoding="utf-8"))))


def dois_enderecos(escrito: str, *portas: int) -> str:
    """O `portal.conf` com a linha que docs/implantacao.md dá a duas máquinas, e as portas do teste."""
    achadas = re.findall(r"sed -i '/\^resolver/d; s\|(.+?)\|(.+?)\|'", doc.texto())
    (de, para) = next(linha for linha in achadas if "10.0.0.11" in linha[1])
    for endereco, porta in zip(("10.0.0.11:8000", "10.0.0.12:8000"), portas, strict=True):
        assert endereco in para
        para = para.replace(endereco, f"127.0.0.1:{porta}")
    return re.sub(de, para, re.sub("(?m)^resolver.*$", "", escrito))


@contextlib.contextmanager
def nginx(pasta: Path, *webs: int) -> Iterator[int]:
    """Diante destas webs; a porta em que atende. Sem ele, o teste diz que falta."""
    if shutil.which(test_proxy.nginx()) is None:
        pytest.skip("sem o nginx: instale o da distribuição (apt-get install nginx)")
    porta = porta_livre()
    arquivo = test_proxy.configurar(pasta, porta, webs[0])
    escrito = (test_proxy.CONFIGURACAO / "portal.conf").read_text(encoding="utf-8")
    (pasta / "portal.conf").write_text(dois_enderecos(escrito, *webs), encoding="utf-8")
    with test_proxy.servindo(pasta, arquivo, porta):
        yield porta


def outra_maquina(uma: Instalacao, pasta: Path) -> Instalacao:
    """Com o mesmo ambiente, menos as pastas, que são as suas."""
    proprias = {"TMPDIR": str(pasta), "MEDIA_ROOT": str(pasta / "arquivos")}
    return replace(uma, pasta=pasta, porta=porta_livre(), ambiente=uma.ambiente | proprias, filhos={})


@contextlib.contextmanager
def duas_maquinas() -> Iterator[Cidade]:
    """Tudo no ar; a fila é da primeira, como o banco."""
    pasta = Path(tempfile.mkdtemp(prefix="sp156-m"))
    for nome in ("b", "nginx"):
        (pasta / nome).mkdir()
    try:
        with s3.no_ar() as balde, instalar() as uma, pgbouncer(uma.banco) as pelo_pooler:
            uma.ambiente |= {"DATABASE_URL": pelo_pooler, "ARQUIVOS_URL": balde.url, "ATRAS_DE_PROXY": "1"}
            outra = outra_maquina(uma, pasta / "b")
            with nginx(pasta / "nginx", uma.porta, outra.porta) as porta:
                cidade = Cidade(uma, outra, porta, balde, pasta / "nginx" / "acesso.log")
                try:
                    for maquina in cidade.maquinas:
                        maquina.ambiente["ENDERECO_PUBLICO"] = f"http://127.0.0.1:{porta}"
                        cidade.subir(maquina)
                    yield cidade
                finally:
                    for maquina in cidade.maquinas:  # antes do pooler e do S3, que elas usam
                        cidade.perder(maquina)
                    print(uma.registros(), outra.registros())  # noqa: T201 - só se mostra se algo falha
    finally:
        shutil.rmtree(pasta, ignore_errors=True)
