"""Guardar uma cópia: o banco num instante só, depois os arquivos; e só depois de relida saem as velhas."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.core.files.storage import default_storage
from django.db.migrations.recorder import MigrationRecorder
from django.db import connection
from django.utils import timezone
from pyrage.x25519 import Recipient

from documentos.disco import FALTA_DE_ESPACO
from sp156.copia import arquivos, banco, chaves, cifra, manifesto
from sp156.copia.destinos import Destino
from sp156.copia.erros import CopiaFalhou
from sp156.copia.manifesto import ARQUIVO, GUARDADOS, INCOMPLETA, Guardado, Manifesto, em_que
from sp156.copia.models import MAIS_LISTADOS, Copia, RegraDaCopia
from sp156.copia.retencao import que_ficam

DE_OUTRA = (
    "Em {} estão cópias de uma instalação com outras chaves, e cada uma precisa de um destino seu. Se as chaves "
    "daqui se trocaram todas de uma vez, comece um destino novo."
)
FAZENDO = "fazendo-"


@dataclass
class _La:
    """O que já está no destino."""

    nomes: dict[str, int]
    ultima: Manifesto | None

    @property
    def arquivos(self) -> dict[str, Guardado]:
        return self.ultima.arquivos if self.ultima else {}


@dataclass
class _Retrato:
    """O que se leu do banco no instante da cópia."""

    dump: Path
    guardado: Guardado
    referidos: set[str]
    dito: dict[str, object] = field(default_factory=dict)


def guardar(
    destino: Destino, *, para: Sequence[str], dizer: Callable[[str], object] = lambda _: None
) -> Copia:
    """Faz uma cópia e anota-a; a que não deu anota-se também, e levanta CopiaFalhou com a razão.

    `para` são as chaves públicas para que se cifra; vazio, não se cifra. Uma de cada vez.
    """
    comecou = timezone.now()
    try:
        with banco.um_de_cada_vez():
            chaves.exigir()
            chaves.anotar(comecou)
            feita = _guardar(destino, comecou, para, dizer)
    except (CopiaFalhou, OSError) as erro:
        razao = str(erro) if isinstance(erro, CopiaFalhou) else _do_disco(erro, destino)
        _anotar(Copia.Situacao.FALHOU, manifesto.nome_de(comecou), destino, comecou, porque=razao[:500])
        raise CopiaFalhou(f"{razao} As cópias de antes ficaram como estavam.") from erro
    return feita


def _do_disco(erro: OSError, destino: Destino) -> str:
    if erro.errno in FALTA_DE_ESPACO:
        return f"Não há espaço para a cópia em {destino.onde}."
    return f"Não se pôde ler ou gravar a cópia ({erro})."


def _guardar(
    destino: Destino, comecou: datetime, para: Sequence[str], dizer: Callable[[str], object]
) -> Copia:
    quem = cifra.destinatarios(para)
    la = _olhar(destino)
    with TemporaryDirectory(prefix=FAZENDO, dir=destino.trabalho) as pasta:
        retrato = _retratar(Path(pasta), quem)
        dizer(f"O banco está copiado ({retrato.guardado.guardado >> 20} MB).")
        feita = arquivos.guardar(default_storage, destino, antes=la.arquivos, la=la.nomes, para=quem)
        dizer(f"Arquivos: {len(feita.arquivos)}, {feita.novos} novos.")
        nova = _escrever(destino, comecou, retrato, feita.arquivos, para)
    if nova.completa:
        _tirar_velhas(destino, nova, la.nomes)
    return _anotar(
        Copia.Situacao.COMPLETA if nova.completa else Copia.Situacao.INCOMPLETA,
        nova.nome,
        destino,
        comecou,
        cifrada=bool(para),
        linhas=nova.linhas,
        arquivos=len(nova.arquivos),
        novos=feita.novos,
        quantos_faltam=len(nova.faltam),
        faltam=nova.faltam[:MAIS_LISTADOS],
    )


def _olhar(destino: Destino) -> _La:
    """O que o destino tem; antes, sai o que uma cópia morta a meio deixou."""
    for resto in destino.trabalho.glob(f"{FAZENDO}*") if destino.trabalho else ():
        shutil.rmtree(resto)
    nomes = destino.nomes()
    prontas = manifesto.acabadas(nomes)
    ultima = manifesto.ler(destino, prontas[-1]) if prontas else None
    daqui = chaves.do_ambiente()
    if ultima and all(set(daqui[qual]).isdisjoint(marcas) for qual, marcas in ultima.chaves.items()):
        raise CopiaFalhou(DE_OUTRA.format(destino.onde))
    return _La(nomes, ultima)


def _retratar(pasta: Path, quem: Sequence[Recipient]) -> _Retrato:
    """O despejo, as somas, as migrações e os nomes dos arquivos, todos do mesmo instante."""
    dump = pasta / f"banco.dump{cifra.FIM if quem else ''}"
    lido: list[arquivos.ComResumo] = []

    def cifrar(saida: IO[bytes]) -> None:
        with dump.open("wb") as escrito:
            lido.append(arquivos.por_a_salvo(saida, escrito, quem))

    with banco.retrato() as instante:
        banco.despejar(instante, cifrar, pasta)
        referidos = arquivos.referidos()
        dito: dict[str, object] = {
            "tabelas": banco.tabelas(),
            "migracoes": _migracoes(),
            "postgresql": banco.versao(),
            "banco_no_servidor": banco.tamanho(),
        }
    guardado = Guardado(lido[0].tamanho, lido[0].resumo, dump.stat().st_size)
    return _Retrato(dump, guardado, referidos, dito)


def _migracoes() -> dict[str, list[str]]:
    feitas: dict[str, list[str]] = {}
    for app, nome in sorted(MigrationRecorder(connection).applied_migrations()):
        feitas.setdefault(app, []).append(nome)
    return feitas


def _escrever(
    destino: Destino,
    comecou: datetime,
    retrato: _Retrato,
    guardados: dict[str, Guardado],
    para: Sequence[str],
) -> Manifesto:
    """O despejo e, por último, o manifesto: quem lhe falta um arquivo chama-se incompleta."""
    ausentes = retrato.referidos - set(guardados)
    faltam = ausentes & arquivos.referidos() if ausentes else ausentes
    nome = manifesto.nome_de(comecou) + (INCOMPLETA if faltam else "")
    with retrato.dump.open("rb") as pronto:
        resumo = arquivos.passar(pronto).resumo
        pronto.seek(0)
        destino.gravar(f"{nome}/{retrato.dump.name}", pronto)
    arquivos.conferir_gravado(destino, f"{nome}/{retrato.dump.name}", resumo)
    nova = Manifesto(
        nome=nome,
        quando=comecou.isoformat(),
        versao=manifesto.versao(),
        chaves=chaves.do_ambiente(),
        cifra=list(para),
        banco=retrato.dump.name,
        banco_guardado=retrato.guardado,
        arquivos=guardados,
        faltam=sorted(faltam),
        apagados=sorted(ausentes - faltam),
        **retrato.dito,  # type: ignore[arg-type]
    )
    destino.assentar()
    arquivos.gravar(destino, f"{nome}/{ARQUIVO}", io.BytesIO(nova.em_json()), ())
    destino.assentar()
    return nova


def _tirar_velhas(destino: Destino, nova: Manifesto, la: Iterable[str]) -> None:
    """As completas que a regra não guarda, as incompletas e as que não acabaram; e o que só elas usavam."""
    de_cada = manifesto.pastas(la)
    completas = {nome: em_que(nome) for nome in manifesto.acabadas(la) if not nome.endswith(INCOMPLETA)}
    ficam = que_ficam([*completas.values(), nova.em], RegraDaCopia.atual())
    saem = [pasta for pasta in de_cada if completas.get(pasta) not in ficam]
    if not saem:
        return
    usados = set(nova.arquivos).union(
        *(manifesto.ler(destino, uma).arquivos for uma in completas if uma not in saem)
    )
    # O manifesto de cada uma sai primeiro: a que se apagasse a meio passa por uma que não acabou.
    destino.apagar(nome for pasta in saem for nome in sorted(de_cada[pasta], reverse=True))
    inicio = f"{GUARDADOS}/"
    guardados = (nome for nome in la if nome.startswith(inicio))
    destino.apagar(
        nome for nome in guardados if nome.removeprefix(inicio).removesuffix(cifra.FIM) not in usados
    )
    Copia.objects.filter(nome__in=saem, onde=destino.onde).update(apagada_em=timezone.now())


def _anotar(
    situacao: Copia.Situacao, nome: str, destino: Destino, comecou: datetime, **mais: object
) -> Copia:
    return Copia.objects.create(
        situacao=situacao,
        nome=nome,
        onde=destino.onde[:300],
        comecou_em=comecou,
        acabou_em=timezone.now(),
        **mais,
    )
