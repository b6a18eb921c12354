"""Onde ficam os dados, os soquetes e as travas do modo embutido."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sp156.embutido.erros import RecusaDePartida

NOBODY = 65534
RAIZ = Path(__file__).resolve().parents[2]
MAIOR_PASTA_DE_SOQUETE = 80
"""Um caminho de soquete tem no máximo 107 bytes, contando o nome do arquivo."""


@dataclass(frozen=True)
class Pastas:
    """`dados` persiste entre partidas; `soquetes` é curta, privada e descartável."""

    dados: Path
    soquetes: Path

    @property
    def registro(self) -> Path:
        return self.dados / "processos"

    def criar(self) -> None:
        self.dados.mkdir(mode=0o700, parents=True, exist_ok=True)
        criar_privada(self.soquetes)

    def urls(self) -> dict[str, str]:
        """As variáveis de ambiente que levam o Django a estes servidores."""
        return {
            "DATABASE_URL": f"postgresql://sp156@{str(self.soquetes).replace('/', '%2F')}/sp156",
            "REDIS_URL": f"unix://{self.soquetes}/fila.s?db=0",
            "SP156_EMBUTIDO": "1",
        }


def do_projeto() -> Pastas:
    """As pastas deste checkout, ou as de SP156_PASTA (um segundo portal, lado a lado)."""
    return das(Path(os.environ.get("SP156_PASTA", RAIZ / ".portal")).absolute())


def das(dados: Path) -> Pastas:
    """As do portal que guarda os dados ali."""
    marca = hashlib.sha256(str(dados).encode()).hexdigest()[:10]
    return Pastas(dados, temporaria() / f"sp156-{os.getuid()}-{marca}")


def temporaria() -> Path:
    pasta = Path(tempfile.gettempdir())
    return pasta if len(str(pasta)) < MAIOR_PASTA_DE_SOQUETE - 30 else Path("/tmp")  # noqa: S108 - 0700 e com dono conferido


def criar_privada(pasta: Path) -> None:
    """Cria com 0700; recusa a que já existe e é de outra pessoa, ou um atalho."""
    pasta.mkdir(mode=0o700, parents=True, exist_ok=True)
    dados = pasta.lstat()
    donos = {os.getuid(), NOBODY} if os.getuid() == 0 else {os.getuid()}
    if not stat.S_ISDIR(dados.st_mode) or dados.st_uid not in donos:
        raise RecusaDePartida(f"A pasta {pasta} é de outro usuário; remova-a ou defina TMPDIR.")
    pasta.chmod(0o700)
