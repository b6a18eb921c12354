"""Faz os arquivos de um período: em fluxo, mil linhas por vez, e só grava versão nova do que mudou."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from tempfile import TemporaryFile

from django.core.files import File
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import UUID4, TruncMonth
from django.utils import timezone

from documentos.planilha import Linha, em_csv
from documentos.relatorios.quadros import MENOR_QUE_SE_ABRE
from mesas.exportacao import ColunaDescrita as Coluna
from referencia.travas import Trava, esperar_a_vez
from solicitacoes.models import Solicitacao
from transparencia.dados_abertos import pedidos
from transparencia.dados_abertos.periodos import Periodo, ultimos_meses
from transparencia.models import ArquivoPublicado

Leiaute = ArquivoPublicado.Leiaute
LOTE = 5_000
"""Quantos identificadores se sorteiam numa transação."""
MESES_REFEITOS = 12
"""O pedido que se reabre ou se encerra depois muda o arquivo do mês em que se pediu."""
VERSOES = 5
"""Quantas de cada arquivo se guardam."""
RESERVADOS = (
    Coluna("mes", "", descricao="Mês em que se pediu", valores="ano-mês; só os de cinco pedidos ou mais"),
    Coluna(
        "pedidos", "", descricao="Quantos pedidos de serviços reservados, na cidade toda", valores="número"
    ),
)
COLUNAS: dict[str, tuple[Coluna, ...]] = {
    Leiaute.PEDIDOS: pedidos.PEDIDOS,
    Leiaute.CIDADE: pedidos.CIDADE,
    Leiaute.RESERVADOS: RESERVADOS,
}


def sortear_identificadores() -> int:
    """Dá identificador ao pedido que é de antes dele, aos poucos; devolve a quantos deu."""
    total, dados = 0, LOTE
    while dados == LOTE:
        sem = Solicitacao.objects.filter(identificador=None)
        dados = Solicitacao.objects.filter(pk__in=sem.values("pk")[:LOTE]).update(identificador=UUID4())
        total += dados
    return total


def da_rotina(hoje: date) -> list[Periodo]:
    """O último ano, mês a mês, e os dois anos que ele toca."""
    return [*ultimos_meses(hoje, MESES_REFEITOS), Periodo(hoje.year - 1), Periodo(hoje.year)]


def publicar(periodo: Periodo) -> list[ArquivoPublicado]:
    """Os três arquivos do período, na última versão de cada um; nenhum, se não há pedido nele.

    Um de cada vez: a trava é de uma transação por arquivo. O que não mudou fica com a versão que tinha.
    """
    casos = pedidos.do_periodo(periodo)
    if not casos.exists():
        return []
    return [_publicar(leiaute, periodo) for leiaute in Leiaute]


@transaction.atomic
def _publicar(leiaute: str, periodo: Periodo) -> ArquivoPublicado:
    esperar_a_vez(Trava.DADOS_ABERTOS)
    versoes = ArquivoPublicado.objects.filter(leiaute=leiaute, periodo=str(periodo)).order_by("-pk")
    novo = ArquivoPublicado(
        leiaute=leiaute, periodo=str(periodo), feito_em=timezone.now(), linhas=0, tamanho=0
    )
    resumo = hashlib.sha256()
    with TemporaryFile() as escrito:
        for pedaco in em_csv(_contadas(novo, _todas(leiaute, periodo))):
            resumo.update(pedaco)
            escrito.write(pedaco)
        novo.tamanho, novo.sha256 = escrito.tell(), resumo.hexdigest()
        ultima = versoes.first()
        if ultima and ultima.sha256 == novo.sha256:
            return ultima
        escrito.seek(0)
        novo.arquivo.save(novo.nome, File(escrito), save=False)
    novo.save()
    for velha in versoes[VERSOES:]:
        transaction.on_commit(partial(velha.arquivo.storage.delete, str(velha.arquivo)))
        velha.delete()
    return novo


def _contadas(arquivo: ArquivoPublicado, linhas: Iterable[Linha]) -> Iterator[Linha]:
    """O cabeçalho e as linhas, que o arquivo conta enquanto passam."""
    yield tuple(coluna.titulo for coluna in COLUNAS[arquivo.leiaute])
    for arquivo.linhas, linha in enumerate(linhas, 1):  # noqa: B007, B020  a conta fica no arquivo
        yield linha


def _todas(leiaute: str, periodo: Periodo) -> Iterator[Linha]:
    do_periodo = pedidos.do_periodo(periodo)
    if leiaute == Leiaute.RESERVADOS:
        return _reservados(periodo)
    return pedidos.linhas(pedidos.publicaveis(do_periodo), COLUNAS[leiaute])


def _reservados(periodo: Periodo) -> Iterator[Linha]:
    por_mes = pedidos.sigilosos(pedidos.do_periodo(periodo)).annotate(mes=TruncMonth("aberta_em"))
    contas = por_mes.order_by("mes").values_list("mes").annotate(quantos=Count("pk"))
    for mes, quantos in contas.filter(quantos__gte=MENOR_QUE_SE_ABRE):
        yield (f"{mes:%Y-%m}", quantos)
