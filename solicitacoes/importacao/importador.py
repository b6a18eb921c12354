"""Importa os dados abertos em lotes: uma transação por lote, nenhuma linha duas vezes, nenhum aviso."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from referencia.travas import Trava, esperar_a_vez
from roteamento.ruas.em_memoria import Mapa
from solicitacoes.acoes import NovaSolicitacao, Tabelas, gravar, montar
from solicitacoes.agregados.contar import contar
from solicitacoes.importacao.leitura import COLUNAS, ArquivoInvalido, linhas
from solicitacoes.importacao.servicos import Servicos
from solicitacoes.importacao.traducao import LinhaRecusada, traduzir
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Situacao, Tipo

LOTE = 1000
COLUNAS_ERRADAS = "número de colunas errado"
IMPORTADOR = Autor(papel=Papel.INTEGRACAO)
FIM = {
    Situacao.FINALIZADA: Tipo.FINALIZACAO,
    Situacao.INDEFERIDA: Tipo.INDEFERIMENTO,
    Situacao.CANCELADA: Tipo.CANCELAMENTO,
}


@dataclass
class Resultado:
    """As contas da importação; `importadas` inclui `sem_rota`, e lidas é a soma de tudo."""

    lidas: int = 0
    importadas: int = 0
    repetidas: int = 0
    sem_rota: int = 0
    recusadas: Counter[str] = field(default_factory=Counter)
    segundos: float = 0.0


@dataclass(frozen=True, slots=True)
class Apoio:
    """O que se carrega uma vez para a importação toda."""

    agora: datetime
    tabelas: Tabelas
    mapa: Mapa
    servicos: Servicos

    @classmethod
    def carregar(cls) -> Apoio:
        agora = timezone.now()
        return cls(agora, Tabelas.carregar(), Mapa.carregar(), Servicos(agora))


def importar(
    caminho: Path, *, limite: int | None = None, progresso: Callable[[Resultado], None] | None = None
) -> Resultado:
    """Lê o arquivo em fluxo e abre cada linha como pedido histórico; no fim conta os agregados, com elas.

    Levanta ArquivoInvalido; o que já se tinha gravado fica, e rodar de novo continua dali.
    """
    inicio = time.monotonic()
    resultado = Resultado()
    apoio = Apoio.carregar()
    try:
        for lote in batched(islice(_com_chave(linhas(caminho)), limite), LOTE):
            _importar_lote(lote, apoio, resultado)
            resultado.segundos = round(time.monotonic() - inicio, 1)
            if progresso:
                progresso(resultado)
    except ArquivoInvalido as erro:
        if not resultado.importadas:
            raise
        raise ArquivoInvalido(
            f"{erro} Antes disso, {resultado.importadas} pedidos foram importados."
        ) from erro
    finally:
        if resultado.importadas:
            contar()
    return resultado


def _com_chave(lidas: Iterable[dict[str, str] | None]) -> Iterator[tuple[str, dict[str, str]] | None]:
    """Cada linha com a chave do seu conteúdo e da sua vez: linhas iguais são pedidos diferentes."""
    vezes: Counter[bytes] = Counter()
    for linha in lidas:
        if linha is None:
            yield None
            continue
        resumo = hashlib.sha256("\x1f".join(linha[coluna] for coluna in COLUNAS).encode()).digest()[:16]
        vezes[resumo] += 1
        yield f"sp156:{resumo.hex()}:{vezes[resumo]}", linha


@transaction.atomic
def _importar_lote(
    lote: tuple[tuple[str, dict[str, str]] | None, ...], apoio: Apoio, resultado: Resultado
) -> None:
    """Uma transação: o lote entra inteiro ou não entra. As contas só mudam depois de gravar."""
    esperar_a_vez(Trava.HISTORICO)
    chaves = [chave for chave, _ in filter(None, lote)]
    existentes = set(
        Solicitacao.objects.filter(chave_de_envio__in=chaves).values_list("chave_de_envio", flat=True)
    )
    casos, recusadas = [], Counter[str]()
    for item in lote:
        if item is None:
            recusadas[COLUNAS_ERRADAS] += 1
        elif item[0] not in existentes:
            try:
                casos.append(_montar(*item, apoio))
            except LinhaRecusada as recusa:
                recusadas[str(recusa)] += 1
    gravar(casos, por=IMPORTADOR, tipo=Tipo.IMPORTACAO)
    Andamento.objects.bulk_create(encerramentos(casos, por=IMPORTADOR), batch_size=LOTE)
    resultado.lidas += len(lote)
    resultado.importadas += len(casos)
    resultado.repetidas += len(existentes)
    resultado.sem_rota += sum(bool(caso.rota["sem_rota"]) for caso in casos)
    resultado.recusadas += recusadas


def _montar(chave: str, linha: dict[str, str], apoio: Apoio) -> Solicitacao:
    historico = traduzir(linha, tabelas=apoio.tabelas.rotas, mapa=apoio.mapa, agora=apoio.agora)
    versao = apoio.servicos.achar(tema=linha["tema"], assunto=linha["assunto"], nome=linha["servico"])
    nova = NovaSolicitacao(
        servico=versao.servico,
        versao=versao,
        local=historico.local,
        chave_de_envio=chave,
        canal=historico.canal,
        rotear_em=apoio.agora,
    )
    caso = montar(nova, por=IMPORTADOR, em=historico.aberta_em, tabelas=apoio.tabelas)
    caso.procedencia = Solicitacao.Procedencia.IMPORTADA
    caso.situacao = historico.situacao
    caso.desfecho = historico.desfecho
    caso.encerrada_em = historico.encerrada_em
    caso.versao = 2 if historico.encerrada_em else 1
    return caso


def encerramentos(casos: Iterable[Solicitacao], *, por: Autor) -> Iterator[Andamento]:
    """O segundo andamento dos que já se gravam encerrados."""
    for caso in casos:
        if caso.encerrada_em:
            yield Andamento(
                caso=caso,
                ordem=2,
                tipo=FIM[Situacao(caso.situacao)],
                alcance=Andamento.Alcance.PUBLICO,
                papel=por.papel,
                unidade=caso.unidade.sigla,
                em=caso.encerrada_em,
            )
