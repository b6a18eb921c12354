"""Restaurar uma cópia: tudo se confere num banco ao lado, e só então ele toma o nome do que está em uso."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryDirectory, gettempdir

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from pyrage.x25519 import Identity

from documentos.guardados.listar import listar
from sp156.copia import CopiaFalhou, arquivos, banco, chaves, cifra, manifesto
from sp156.copia.manifesto import Manifesto, Tabela

DE_UMA = re.compile(rf"(?P<destino>.+)/(?P<nome>{manifesto.DE_COPIA.pattern})(?P<opcoes>(\?.*)?)")
"""O endereço de uma cópia: a pasta dela ou, num balde, o nome antes do ?."""
AO_LADO, ANTES, DESFEITO = "_restaurado", "_antes_", "_desfeito_"
"""No fim do nome do banco: o que se confere, o que estava em uso, e o que uma volta atrás tirou."""
FOLGA = 1.2
"""Do que o banco ocupava: o restaurado refaz os índices com mais espaço."""
MAIS_DITAS = 3
NO_AR = (
    "O portal está no ar ({} ligações ao banco): o que se fizesse enquanto se restaura perdia-se. Pare os "
    "seus processos, ou diga --forcar, que os desliga do banco na troca."
)
ESTRANHA = (
    "A cópia é da versão {dela}, e tem migrações que esta ({daqui}) não conhece ({quais}): restaure-a com a "
    "versão que a fez, ou com uma mais nova."
)
OUTRAS_CHAVES = (
    "O ambiente não tem todas as chaves com que esta cópia se fez: {quais}. Ponha as que valiam em "
    "{em:%d/%m/%Y}; se se perderam, --sem-as-chaves restaura o resto."
)
DIFERE = "O que se restaurou não é o que o manifesto diz: {}. Nada mudou no portal."


@dataclass(frozen=True)
class Aberta:
    """Uma cópia de um destino, e com que se abre; `com` None se não está cifrada."""

    la: Storage
    dito: Manifesto
    com: Sequence[Identity] | None

    def trazer(self, nome: str, para: cifra.Escreve) -> None:
        """Um dos arquivos do portal, conferido."""
        onde = arquivos.no_destino(nome, cifrado=self.com is not None)
        arquivos.trazer(self.la, onde, self.dito.arquivos[nome], self.com, para)

    def trazer_banco(self, para: cifra.Escreve) -> None:
        arquivos.trazer(
            self.la, f"{self.dito.nome}/{self.dito.banco}", self.dito.banco_guardado, self.com, para
        )


@dataclass
class Restaurada:
    """O que se fez, para dizer."""

    copia: str
    banco: str
    de_lado: str
    """O banco de antes; vazio, não havia."""
    tabelas: int
    linhas: int
    migrada: bool
    arquivos: int
    repostos: int
    trocados: list[str]
    """Que estavam no lugar com outro conteúdo."""
    desconhecidos: list[str]
    """Que a cópia não conhece: ficam onde estão."""
    faltam: list[str]


def abrir(qual: str, *, identidade: str = "") -> Aberta:
    """De uma cópia (`…/2026-12-02T030000.000000Z`) ou de um destino, em que vale a mais nova completa."""
    inteiro = qual if arquivos.no_s3(qual) else str(Path(qual).absolute())
    if uma := DE_UMA.fullmatch(inteiro):
        la = arquivos.destino(uma["destino"] + uma["opcoes"])
        dito = manifesto.ler(la, uma["nome"])
    else:
        la = arquivos.destino(inteiro)
        dito = manifesto.mais_nova(la)
    com = cifra.identidades(identidade or settings.COPIA_IDENTIDADE) if dito.cifra else None
    if com == []:
        raise cifra.NaoAbre(cifra.FALTA_IDENTIDADE)
    return Aberta(la, dito, com)


def exigir(dito: Manifesto, *, sem_as_chaves: bool = False) -> None:
    """Levanta CopiaFalhou se esta versão ou estas chaves não servem à cópia; nada se tocou ainda."""
    if quais := manifesto.migracoes_estranhas(dito):
        mais = f" e mais {len(quais) - MAIS_DITAS}" if len(quais) > MAIS_DITAS else ""
        escritas = ", ".join(quais[:MAIS_DITAS]) + mais
        raise CopiaFalhou(ESTRANHA.format(dela=dito.versao, daqui=manifesto.versao(), quais=escritas))
    if not sem_as_chaves and (segredos := chaves.que_faltam(dito.chaves)):
        em = timezone.localtime(manifesto.em_que(dito.nome))
        raise CopiaFalhou(OUTRAS_CHAVES.format(quais=", ".join(segredos), em=em))


def exigir_espaco(copia: Aberta, *, dos_arquivos: int) -> None:
    """Levanta CopiaFalhou se não cabe: o despejo, o banco ao lado e os arquivos, somados por disco.

    De um S3 o despejo vem inteiro, ainda cifrado, antes de se abrir.
    """
    despejo = copia.dito.banco_guardado
    do_s3 = 0 if isinstance(copia.la, FileSystemStorage) else despejo.guardado
    pedidos = [(Path(gettempdir()), despejo.tamanho + do_s3)]
    if pasta := banco.disco():
        pedidos.append((pasta, int(copia.dito.banco_no_servidor * FOLGA)))
    if dos_arquivos and isinstance(default_storage, FileSystemStorage):
        media = Path(settings.MEDIA_ROOT).absolute()
        existe = next(lugar for lugar in (media, *media.parents) if lugar.exists())
        pedidos.append((existe, dos_arquivos))
    de_cada: dict[int, tuple[Path, int]] = {}
    for onde, quanto in pedidos:
        disco = onde.stat().st_dev
        de_cada[disco] = onde, de_cada.get(disco, (onde, 0))[1] + quanto
    for onde, preciso in de_cada.values():
        livre = shutil.disk_usage(onde).free
        if livre < preciso:
            raise CopiaFalhou(f"Não há espaço no disco de {onde}: faltam {(preciso - livre) / 1e9:.1f} GB.")


@contextmanager
def banco_restaurado(copia: Aberta, nome: str) -> Iterator[dict[str, Tabela]]:
    """O banco `nome`, feito da cópia; dá as somas dele. Se o bloco falha, apaga-o."""
    with TemporaryDirectory(prefix="restaurando-") as pasta:
        despejado = Path(pasta) / "banco.dump"
        with despejado.open("wb") as escrito:
            copia.trazer_banco(escrito)
        try:
            banco.restaurar(nome, despejado)
            despejado.unlink()
            with banco.noutro(nome), banco.retrato():
                somadas = banco.tabelas()
            yield somadas
        except BaseException:
            banco.apagar(nome)
            raise


def diferencas(dito: Manifesto, somadas: dict[str, Tabela]) -> list[str]:
    """Cada tabela que não é a do manifesto, com as linhas de uma e da outra."""
    nenhuma = Tabela(0, "0")
    achadas = []
    for nome in sorted({*dito.tabelas, *somadas}):
        era, e = dito.tabelas.get(nome, nenhuma), somadas.get(nome, nenhuma)
        if era.linhas != e.linhas:
            achadas.append(f"{nome} ({era.linhas} linhas na cópia, {e.linhas} aqui)")
        elif era != e:
            achadas.append(f"{nome} (conteúdo)")
    return achadas


def restaurar(
    copia: Aberta,
    *,
    forcar: bool = False,
    sem_as_chaves: bool = False,
    dizer: Callable[[str], object] = lambda _: None,
) -> Restaurada:
    """Traz o banco e os arquivos de uma cópia. O banco em uso só muda no último passo, e fica de lado."""
    nome, dito = connection.settings_dict["NAME"], copia.dito
    exigir(dito, sem_as_chaves=sem_as_chaves)
    exigir_parado(nome, forcar=forcar)
    with banco.um_de_cada_vez():
        por_repor = [um for um, tal in dito.arquivos.items() if not arquivos.igual(default_storage, um, tal)]
        exigir_espaco(copia, dos_arquivos=sum(dito.arquivos[um].tamanho for um in por_repor))
        lado, de_lado = nome + AO_LADO, f"{nome}{ANTES}{timezone.now():%Y%m%d%H%M%S}"
        with banco_restaurado(copia, lado) as somadas:
            if difere := diferencas(dito, somadas):
                raise CopiaFalhou(DIFERE.format("; ".join(difere)))
            dizer(f"O banco está restaurado ao lado e confere: {len(somadas)} tabelas, {dito.linhas} linhas.")
            migrada = _por_na_versao(lado)
            trocados = [um for um in por_repor if default_storage.exists(um)]
            _repor(copia, por_repor)
            dizer(f"Arquivos: {len(por_repor)} repostos, {len(dito.arquivos) - len(por_repor)} já estavam.")
            havia = banco.trocar(nome, lado, de_lado=de_lado)
        chaves.anotar(timezone.now(), mesmo_estranhas=sem_as_chaves)
    return Restaurada(
        copia=dito.nome,
        banco=nome,
        de_lado=de_lado if havia else "",
        tabelas=len(somadas),
        linhas=dito.linhas,
        migrada=migrada,
        arquivos=len(dito.arquivos),
        repostos=len(por_repor) - len(trocados),
        trocados=trocados,
        desconhecidos=sorted({um.nome for um in listar(default_storage)} - set(dito.arquivos)),
        faltam=dito.faltam,
    )


def exigir_parado(nome: str, *, forcar: bool) -> None:
    ligados = banco.ligados(nome)
    if ligados and not forcar:
        raise CopiaFalhou(NO_AR.format(ligados))


def _repor(copia: Aberta, nomes: Sequence[str]) -> None:
    for nome in nomes:
        with SpooledTemporaryFile(arquivos.NA_MEMORIA) as claro:
            copia.trazer(nome, claro)
            claro.seek(0)
            arquivos.repor(default_storage, nome, claro)


def _por_na_versao(nome: str) -> bool:
    """A cópia de uma versão mais velha migra-se antes da troca; diz se foi preciso."""
    with banco.noutro(nome):
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        call_command("migrate", interactive=False, verbosity=0)
    return True


def voltar(*, forcar: bool = False) -> tuple[str, str]:
    """Desfaz a última troca: o banco de antes volta a ser o do portal; diz o nome dele e o do que saiu."""
    nome = connection.settings_dict["NAME"]
    with banco.um_de_cada_vez():
        anteriores = banco.anteriores(nome, ANTES)
        if not anteriores:
            raise CopiaFalhou("Não há banco de antes a que voltar.")
        exigir_parado(nome, forcar=forcar)
        desfeito = f"{nome}{DESFEITO}{timezone.now():%Y%m%d%H%M%S}"
        banco.trocar(nome, anteriores[-1], de_lado=desfeito)
    return anteriores[-1], desfeito
