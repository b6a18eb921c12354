"""O manifesto de uma cópia: o que há nela, o que falta, e com que se compara o que se restaura."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from django.conf import settings
from django.core.files.storage import Storage
from django.db.migrations.loader import MigrationLoader
from django.utils.timezone import localdate

from sp156.copia import CopiaFalhou
from sp156.copia.arquivos import Guardado
from sp156.copia.models import RegraDaCopia

FORMATO = 1
ARQUIVO = "manifesto.json"
FORA = (
    "as chaves (SECRET_KEY, CHAVES_DE_SELO, CHAVES_DE_ACESSO) e o resto do ambiente: aqui só as impressões",
    "a fila e o cache (Redis ou Valkey): o que espera para sair está no banco",
    "os estáticos, que `manage.py atualizar` refaz",
    "os papéis do PostgreSQL, as permissões e as opções do banco (pg_dumpall --globals-only)",
    "a extensão pg_stat_statements, que só quem manda no servidor instala",
)
INCOMPLETA = "-incompleta"
FORMA = "%Y-%m-%dT%H%M%S.%fZ"
DE_COPIA = re.compile(rf"\d{{4}}-\d\d-\d\dT\d{{6}}\.\d{{6}}Z({INCOMPLETA})?")
"""O nome da pasta de uma cópia; no que tem outro não se mexe."""


@dataclass(frozen=True, slots=True)
class Tabela:
    """Quantas linhas, e a soma dos resumos delas: não depende da ordem."""

    linhas: int
    soma: str


@dataclass(kw_only=True)
class Manifesto:
    """O que se escreve por último: a pasta que não o tem é de uma cópia que não acabou."""

    nome: str
    versao: str
    postgresql: str
    migracoes: dict[str, list[str]]
    chaves: dict[str, list[str]]
    """Segredo → as impressões das chaves com que se gravou."""
    cifra: list[str]
    """As chaves públicas do age para que se cifrou; vazio, não se cifrou."""
    banco: str
    """O nome do arquivo do banco, na pasta da cópia."""
    banco_guardado: Guardado
    banco_no_servidor: int
    """Bytes que ele ocupava."""
    tabelas: dict[str, Tabela]
    arquivos: dict[str, Guardado]
    faltam: list[str]
    """Que o banco diz que há, e não se acharam."""
    apagados: list[str]
    """Que se apagaram do banco e do disco enquanto a cópia se fazia: ao banco dela faltam, e é assim."""
    fora: list[str] = field(default_factory=lambda: list(FORA))
    formato: int = FORMATO

    @property
    def completa(self) -> bool:
        return not self.faltam

    @property
    def linhas(self) -> int:
        return sum(tabela.linhas for tabela in self.tabelas.values())

    def em_json(self) -> bytes:
        ditos = {"situacao": "completa" if self.completa else "incompleta", **asdict(self)}
        ditos["arquivos"] = {nome: [g.tamanho, g.resumo, g.guardado] for nome, g in self.arquivos.items()}
        ditos["tabelas"] = {nome: [t.linhas, t.soma] for nome, t in self.tabelas.items()}
        return json.dumps(ditos, ensure_ascii=False, indent=1).encode()

    @classmethod
    def de_json(cls, lido: bytes) -> Self:
        """Levanta CopiaFalhou se está truncado, ou é de um formato que esta versão não conhece."""
        try:
            ditos: dict[str, Any] = json.loads(lido)
            del ditos["situacao"]
            ditos["arquivos"] = {nome: Guardado(*um) for nome, um in ditos["arquivos"].items()}
            ditos["tabelas"] = {nome: Tabela(*uma) for nome, uma in ditos["tabelas"].items()}
            ditos["banco_guardado"] = Guardado(**ditos["banco_guardado"])
            feito = cls(**ditos)
        except (ValueError, KeyError, TypeError, AttributeError) as erro:
            raise CopiaFalhou(
                "O manifesto está truncado ou estragado, ou é de uma versão mais nova: aqui não serve."
            ) from erro
        return feito


def nome_de(em: datetime) -> str:
    return em.astimezone(UTC).strftime(FORMA)


def em_que(nome: str) -> datetime:
    """O instante de uma cópia, do nome dela."""
    return datetime.strptime(nome.removesuffix(INCOMPLETA), FORMA).replace(tzinfo=UTC)


def pastas(la: Storage) -> list[str]:
    """As pastas de cópia de um destino, também das que não acabaram, da mais velha à mais nova."""
    return sorted(pasta for pasta in la.listdir("")[0] if DE_COPIA.fullmatch(pasta))


def acabadas(la: Storage) -> list[str]:
    """As que têm manifesto, também as incompletas, da mais velha à mais nova."""
    return [pasta for pasta in pastas(la) if la.exists(f"{pasta}/{ARQUIVO}")]


def ler(la: Storage, nome: str) -> Manifesto:
    """Levanta CopiaFalhou se a cópia não existe, não acabou ou se estragou."""
    try:
        with la.open(f"{nome}/{ARQUIVO}") as aberto:
            return Manifesto.de_json(aberto.read())
    except FileNotFoundError as erro:
        raise CopiaFalhou(f"Não há a cópia {nome}, ou ela não acabou de se fazer.") from erro


def legiveis(la: Storage) -> Iterator[Manifesto]:
    """As acabadas cujo manifesto se lê, da mais nova à mais velha: a estragada não estorva as outras."""
    for nome in reversed(acabadas(la)):
        try:
            yield ler(la, nome)
        except CopiaFalhou:
            continue


def mais_nova(la: Storage) -> Manifesto:
    """A última completa; se é essa a que se estragou, é o que se diz, e não se toma outra por ela."""
    completas = [nome for nome in acabadas(la) if not nome.endswith(INCOMPLETA)]
    if not completas:
        raise CopiaFalhou("Ali não há nenhuma cópia completa.")
    return ler(la, completas[-1])


def que_ficam(nomes: Iterable[str], regra: RegraDaCopia) -> set[str]:
    """As cópias que se guardam: a última de cada um dos últimos dias, semanas e meses em que houve."""
    medidas: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (regra.diarias, localdate),
        (regra.semanais, lambda em: localdate(em).isocalendar()[:2]),
        (regra.mensais, lambda em: localdate(em).replace(day=1)),
    )
    da_mais_nova = sorted(nomes, reverse=True)
    ficam: set[str] = set()
    for quantas, periodo in medidas:
        ultimas: dict[object, str] = {}
        for nome in da_mais_nova:
            ultimas.setdefault(periodo(em_que(nome)), nome)
        ficam |= set(list(ultimas.values())[:quantas])
    return ficam


def versao() -> str:
    """A do portal, como o pyproject.toml a diz."""
    lido = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(lido["project"]["version"])


def migracoes_estranhas(dito: Manifesto) -> list[str]:
    """As migrações da cópia que este código não conhece, nem como parte de uma que as juntou."""
    disco = MigrationLoader(None, load=False)
    disco.load_disk()
    juntadas = {par for migracao in disco.disk_migrations.values() for par in migracao.replaces}
    da_copia = {(app, nome) for app, nomes in dito.migracoes.items() for nome in nomes}
    return sorted(".".join(par) for par in da_copia - juntadas - set(disco.disk_migrations))
