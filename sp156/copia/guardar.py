"""Guardar uma cópia: o banco num instante só, depois os arquivos; e só depois de relida saem as velhas."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from tempfile import gettempdir
from typing import Any

from django.core.files.storage import Storage, default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pyrage.x25519 import Recipient

from documentos.disco import FALTA_DE_ESPACO, ArmazenamentoFora
from documentos.guardados import conhecidos
from documentos.guardados.listar import listar
from sp156.copia import CopiaFalhou, arquivos, banco, chaves, cifra, manifesto
from sp156.copia.arquivos import GUARDADOS, Guardado
from sp156.copia.manifesto import ARQUIVO, INCOMPLETA, Manifesto, que_ficam
from sp156.copia.models import MAIS_LISTADOS, Copia, RegraDaCopia

DE_OUTRA = (
    "Em {} estão cópias de uma instalação com outras chaves, e cada uma precisa de um destino seu. Se as "
    "chaves daqui se trocaram todas de uma vez, comece um destino novo."
)


@dataclass
class _Retrato:
    """O que se leu do banco no instante da cópia."""

    guardado: Guardado
    referidos: set[str]
    dito: dict[str, Any]


def guardar(onde: str, *, para: Sequence[str], dizer: Callable[[str], object] = lambda _: None) -> Copia:
    """Faz uma cópia em `onde`, pasta ou balde, e anota-a; a que não deu também, e levanta CopiaFalhou.

    `para` são as chaves públicas para que se cifra; vazio, não se cifra. Uma de cada vez.
    """
    comecou, ali = timezone.now(), arquivos.escrito(onde)
    with banco.um_de_cada_vez():
        try:
            return _guardar(arquivos.destino(onde), ali, comecou, para, dizer)
        except (CopiaFalhou, ArmazenamentoFora, OSError) as erro:
            razao = _do_disco(erro, ali) if isinstance(erro, OSError) else str(erro)
            _anotar(Copia.Situacao.FALHOU, manifesto.nome_de(comecou), ali, comecou, porque=razao[:500])
            raise CopiaFalhou(f"{razao} As cópias de antes ficaram como estavam.") from erro


def _do_disco(erro: OSError, onde: str) -> str:
    if erro.errno in FALTA_DE_ESPACO:
        return f"Não há espaço para a cópia em {onde}, ou em {gettempdir()}, por onde ela passa."
    return f"Não se pôde ler ou guardar a cópia ({erro})."


def _guardar(
    la: Storage, ali: str, comecou: datetime, para: Sequence[str], dizer: Callable[[str], object]
) -> Copia:
    chaves.exigir()
    chaves.anotar(comecou)
    quem, antes = cifra.destinatarios(para), _da_ultima(la, ali)
    nome = manifesto.nome_de(comecou)
    try:
        retrato = _retratar(la, f"{nome}/banco.dump{cifra.FIM if quem else ''}", quem)
        dizer(f"O banco está copiado ({retrato.guardado.guardado >> 20} MB).")
        guardados, novos = arquivos.guardar(default_storage, la, antes=antes, para=quem)
        dizer(f"Arquivos: {len(guardados)}, {novos} novos.")
        nova = _escrever(la, nome, retrato, guardados, para)
    except BaseException:
        with suppress(OSError, ArmazenamentoFora):  # a razão é a que se levanta; o resto sai depois
            _apagar(la, nome)
        raise
    _tirar_velhas(la, ali, dizer)
    return _anotar(
        Copia.Situacao.COMPLETA if nova.completa else Copia.Situacao.INCOMPLETA,
        nova.nome,
        ali,
        comecou,
        cifrada=bool(para),
        linhas=nova.linhas,
        arquivos=len(nova.arquivos),
        novos=novos,
        quantos_faltam=len(nova.faltam),
        faltam=nova.faltam[:MAIS_LISTADOS],
    )


def _da_ultima(la: Storage, ali: str) -> dict[str, Guardado]:
    """Os arquivos que a última cópia que se lê diz ter; CopiaFalhou se o destino é de outro portal."""
    ultima = next(manifesto.legiveis(la), None)
    if ultima is None:
        return {}
    daqui = chaves.do_ambiente()
    if all(set(daqui[qual]).isdisjoint(marcas) for qual, marcas in ultima.chaves.items()):
        raise CopiaFalhou(DE_OUTRA.format(ali))
    return ultima.arquivos


def _retratar(la: Storage, onde: str, quem: Sequence[Recipient]) -> _Retrato:
    """O despejo, as somas, as migrações e os nomes dos arquivos, todos do mesmo instante."""
    with banco.retrato() as instante:
        with banco.despejo(instante) as saida:
            guardado = arquivos.escrever(la, onde, saida, quem)
        dito = {
            "banco": onde.rpartition("/")[2],
            "tabelas": banco.tabelas(),
            "migracoes": _migracoes(),
            "postgresql": banco.versao(),
            "banco_no_servidor": banco.tamanho(),
        }
        return _Retrato(guardado, set(conhecidos.nomes()), dito)


def _migracoes() -> dict[str, list[str]]:
    feitas: dict[str, list[str]] = {}
    for app, nome in sorted(MigrationRecorder(connection).applied_migrations()):
        feitas.setdefault(app, []).append(nome)
    return feitas


def _escrever(
    la: Storage,
    nome: str,
    retrato: _Retrato,
    guardados: dict[str, Guardado],
    para: Sequence[str],
) -> Manifesto:
    """O manifesto, por último, com tudo o mais já no disco. A que falta algum arquivo chama-se incompleta."""
    ausentes = retrato.referidos - set(guardados)
    faltam = ausentes.intersection(conhecidos.nomes()) if ausentes else ausentes
    if faltam:
        _mudar_de_nome(la, nome, nome + INCOMPLETA, retrato.dito["banco"])
    nova = Manifesto(
        nome=nome + (INCOMPLETA if faltam else ""),
        versao=manifesto.versao(),
        chaves=chaves.do_ambiente(),
        cifra=list(para),
        banco_guardado=retrato.guardado,
        arquivos=guardados,
        faltam=sorted(faltam),
        apagados=sorted(ausentes - faltam),
        **retrato.dito,
    )
    os.sync()
    arquivos.escrever(la, f"{nova.nome}/{ARQUIVO}", io.BytesIO(nova.em_json()), ())
    os.sync()
    return nova


def _mudar_de_nome(la: Storage, de: str, para: str, banco_copiado: str) -> None:
    """Num balde não há pastas que mudem de nome: o banco grava-se outra vez, e o primeiro sai."""
    with la.open(f"{de}/{banco_copiado}") as aberto:
        arquivos.escrever(la, f"{para}/{banco_copiado}", aberto, ())
    _apagar(la, de)


def _tirar_velhas(la: Storage, ali: str, dizer: Callable[[str], object]) -> None:
    """As que a regra não guarda e as que não acabaram; e os arquivos que só elas usavam.

    A incompleta só se guarda enquanto não há uma completa mais nova.
    """
    regra, acabadas = RegraDaCopia.atual(), manifesto.acabadas(la)
    completas = [nome for nome in acabadas if not nome.endswith(INCOMPLETA)]
    por_completar = [
        nome for nome in acabadas if nome.endswith(INCOMPLETA) and nome > max(completas, default="")
    ]
    ficam = que_ficam(completas, regra) | que_ficam(por_completar, regra)
    saem = [nome for nome in manifesto.pastas(la) if nome not in ficam]
    for nome in saem:
        _apagar(la, nome)
    Copia.objects.filter(pasta__in=saem, onde=ali).update(apagada_em=timezone.now())
    legiveis = list(manifesto.legiveis(la))
    if estragadas := ficam - {uma.nome for uma in legiveis}:
        dizer(
            f"Não se leem, e enquanto lá estão não se apaga arquivo nenhum: {', '.join(sorted(estragadas))}."
        )
        return
    usados = {nome for uma in legiveis for nome in uma.arquivos}
    for onde in [um.nome for um in listar(la, GUARDADOS)]:
        if onde.removeprefix(f"{GUARDADOS}/").removesuffix(cifra.FIM) not in usados:
            la.delete(onde)


def _apagar(la: Storage, nome: str) -> None:
    """Uma cópia, o manifesto primeiro: a que se apagasse a meio passa por uma que não acabou."""
    for onde in sorted((um.nome for um in listar(la, nome)), reverse=True):
        la.delete(onde)
    la.delete(nome)


def _anotar(situacao: Copia.Situacao, pasta: str, onde: str, comecou: datetime, **mais: Any) -> Copia:
    return Copia.objects.create(
        situacao=situacao,
        pasta=pasta,
        onde=onde[:300],
        comecou_em=comecou,
        acabou_em=timezone.now(),
        **mais,
    )
