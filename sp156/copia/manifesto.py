"""O manifesto de uma cópia: o que há nela, o que falta, e com que se compara o que se restaura."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from sp156.copia.destinos import Destino
from sp156.copia.erros import CopiaFalhou

FORMATO = 1
ARQUIVO = "manifesto.json"
GUARDADOS = "arquivos"
"""A pasta que todas as cópias dividem: cada arquivo é gravado uma vez, porque nunca muda."""
FORA = (
    "as chaves (SECRET_KEY, CHAVES_DE_SELO, CHAVES_DE_ACESSO) e o resto do ambiente: aqui só as impressões",
    "a fila e o cache (Redis ou Valkey): o que espera para sair está no banco",
    "os estáticos, que `manage.py atualizar` refaz",
    "os papéis do PostgreSQL, as permissões e as opções do banco (pg_dumpall --globals-only)",
    "a extensão pg_stat_statements, que só quem manda no servidor instala",
)
INCOMPLETA = "-incompleta"
FORMA = "%Y-%m-%dT%H%M%SZ"
DE_COPIA = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d{{6}}Z)({INCOMPLETA})?")
"""O nome da pasta de uma cópia; no que tem outro não se mexe."""


@dataclass(frozen=True, slots=True)
class Guardado:
    """Um arquivo da cópia: bytes e SHA-256 do claro, e bytes do que ficou no destino."""

    tamanho: int
    resumo: str
    guardado: int


@dataclass(frozen=True, slots=True)
class Tabela:
    """Quantas linhas, e a soma dos resumos delas: não depende da ordem."""

    linhas: int
    soma: str


@dataclass(kw_only=True)
class Manifesto:
    """O que se escreve por último: a pasta que não o tem é de uma cópia que não acabou."""

    nome: str
    quando: str
    postgresql: str
    migracoes: dict[str, list[str]]
    chaves: dict[str, list[str]]
    cifra: list[str]
    banco: str
    """O nome do arquivo do banco, na pasta da cópia."""
    banco_guardado: Guardado
    banco_no_servidor: int
    """Bytes que ele ocupava."""
    tabelas: dict[str, Tabela]
    arquivos: dict[str, Guardado]
    faltam: list[str] = field(default_factory=list)
    """Que o banco diz que há, e não se acharam."""
    apagados: list[str] = field(default_factory=list)
    """Que se apagaram do banco e do disco enquanto a cópia se fazia: ao banco dela faltam, e é assim."""
    versao: str = ""
    fora: list[str] = field(default_factory=lambda: list(FORA))
    formato: int = FORMATO

    @property
    def completa(self) -> bool:
        return not self.faltam

    @property
    def linhas(self) -> int:
        return sum(tabela.linhas for tabela in self.tabelas.values())

    @property
    def em(self) -> datetime:
        return em_que(self.nome)

    def em_json(self) -> bytes:
        ditos = {**asdict(self), "situacao": "completa" if self.completa else "incompleta"}
        ditos["arquivos"] = {nome: [g.tamanho, g.resumo, g.guardado] for nome, g in self.arquivos.items()}
        ditos["tabelas"] = {nome: [t.linhas, t.soma] for nome, t in self.tabelas.items()}
        return json.dumps(ditos, ensure_ascii=False, indent=1).encode()

    @classmethod
    def de_json(cls, lido: bytes) -> Self:
        """Levanta CopiaFalhou se está truncado, ou é de um formato que esta versão não conhece."""
        try:
            ditos: dict[str, Any] = json.loads(lido)
            formato = ditos["formato"]
            if formato != FORMATO:
                raise CopiaFalhou(
                    f"O manifesto é do formato {formato}, que esta versão não lê: use a que o fez."
                )
            ditos.pop("situacao")
            ditos["arquivos"] = {nome: Guardado(*um) for nome, um in ditos["arquivos"].items()}
            ditos["tabelas"] = {nome: Tabela(*uma) for nome, uma in ditos["tabelas"].items()}
            ditos["banco_guardado"] = Guardado(**ditos["banco_guardado"])
            return cls(**ditos)
        except (ValueError, KeyError, TypeError, AttributeError) as erro:
            raise CopiaFalhou("O manifesto está truncado ou estragado: esta cópia não serve.") from erro


def nome_de(em: datetime) -> str:
    return em.astimezone(UTC).strftime(FORMA)


def em_que(nome: str) -> datetime:
    """O instante de uma cópia, do nome dela."""
    return datetime.strptime(nome.removesuffix(INCOMPLETA), FORMA).replace(tzinfo=UTC)


def pastas(nomes: Iterable[str]) -> dict[str, list[str]]:
    """As pastas de cópia de um destino, da mais velha à mais nova, e o que há em cada uma."""
    achadas: dict[str, list[str]] = {}
    for nome in nomes:
        pasta, barra, _ = nome.partition("/")
        if barra and DE_COPIA.fullmatch(pasta):
            achadas.setdefault(pasta, []).append(nome)
    return dict(sorted(achadas.items()))


def acabadas(nomes: Iterable[str]) -> list[str]:
    """As que têm manifesto, da mais velha à mais nova."""
    return [pasta for pasta, dentro in pastas(nomes).items() if f"{pasta}/{ARQUIVO}" in dentro]


def ler(destino: Destino, nome: str) -> Manifesto:
    """Levanta CopiaFalhou se a cópia não existe, não acabou ou se estragou."""
    try:
        with destino.abrir(f"{nome}/{ARQUIVO}") as aberto:
            return Manifesto.de_json(aberto.read())
    except FileNotFoundError as erro:
        raise CopiaFalhou(
            f"Em {destino.onde} não há a cópia {nome}, ou ela não acabou de se fazer."
        ) from erro


def mais_nova(destino: Destino) -> Manifesto:
    """A última completa."""
    completas = [nome for nome in acabadas(destino.nomes()) if not nome.endswith(INCOMPLETA)]
    if not completas:
        raise CopiaFalhou(f"Em {destino.onde} não há nenhuma cópia completa.")
    return ler(destino, completas[-1])


def versao() -> str:
    """A do portal, como o pyproject.toml a diz."""
    lido = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(lido["project"]["version"])


def migracoes_estranhas(manifesto: Manifesto) -> list[str]:
    """As migrações da cópia que este código não conhece, nem como parte de uma que as juntou."""
    disco = MigrationLoader(None, load=False)
    disco.load_disk()
    juntadas = {par for migracao in disco.disk_migrations.values() for par in migracao.replaces}
    da_copia = {(app, nome) for app, nomes in manifesto.migracoes.items() for nome in nomes}
    return sorted(".".join(par) for par in da_copia - juntadas - set(disco.disk_migrations))
