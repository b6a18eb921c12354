"""Faz os arquivos de um período: em fluxo, mil linhas por vez, e só grava versão nova do que mudou."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from tempfile import TemporaryFile

from django.core.files import File
from django.db import transaction
from django.db.models import Count, Min
from django.db.models.functions import UUID4, TruncMonth
from django.utils import timezone

from documentos.planilha import Linha, em_csv
from documentos.relatorios.sigilo import meses_que_se_abrem
from guia.models import Servico
from mesas.exportacao import ColunaDescrita as Coluna
from ouvidoria.relatorio import denuncias
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
POUCOS = "vazio se são menos de cinco, ou se assim se achariam"
RESERVADOS = (
    Coluna("mes", "", descricao="Mês em que se pediu", valores="ano-mês; só os de que se diz algum número"),
    Coluna(
        "pedidos",
        "",
        descricao="Quantos pedidos de serviços reservados, na cidade toda",
        valores=f"número; {POUCOS}",
    ),
    Coluna(
        "denuncias",
        "",
        descricao="Quantas denúncias recebeu a Ouvidoria, na cidade toda",
        valores=f"número; {POUCOS}",
    ),
)
COLUNAS: dict[str, tuple[Coluna, ...]] = {
    Leiaute.PEDIDOS: pedidos.PEDIDOS,
    Leiaute.CIDADE: pedidos.CIDADE,
    Leiaute.RESERVADOS: RESERVADOS,
}


def sortear_identificadores() -> int:
    """Dá identificador ao pedido que é de antes dele, aos poucos; devolve a quantos deu."""
    total, ultimo = 0, 0
    sem = Solicitacao.objects.filter(identificador=None).order_by("pk")
    while lote := list(sem.filter(pk__gt=ultimo).values_list("pk", flat=True)[:LOTE]):
        total += Solicitacao.objects.filter(identificador=None, pk__in=lote).update(identificador=UUID4())
        ultimo = lote[-1]
    return total


def da_rotina(hoje: date) -> list[Periodo]:
    """Os anos de antes que nunca se publicaram, os dois que o último ano toca e, por fim, os meses dele."""
    return [
        *(Periodo(ano) for ano in _anos_de_antes(hoje) if _falta(Periodo(ano))),
        *(Periodo(hoje.year - 1), Periodo(hoje.year)),
        *ultimos_meses(hoje, MESES_REFEITOS),
    ]


def o_que_falta(hoje: date) -> list[Periodo]:
    """Os anos de antes e os doze meses: com pedidos e sem arquivos. A rotina acaba pelo último mês."""
    anos = [*_anos_de_antes(hoje), hoje.year - 1]
    devidos = [*map(Periodo, anos), *ultimos_meses(hoje, MESES_REFEITOS)]
    return [periodo for periodo in devidos if _falta(periodo)]


def publicar_o_que_falta(hoje: date) -> None:
    """Faz os arquivos da rotina, se falta algum."""
    sortear_identificadores()
    if o_que_falta(hoje):
        for periodo in da_rotina(hoje):
            publicar(periodo)


def retirar(servico: Servico) -> None:
    """Apaga toda versão dos arquivos com pedidos do serviço; a rotina refaz os que ainda faz."""
    em = set(Solicitacao.objects.filter(servico=servico).datetimes("aberta_em", "month"))
    periodos = {f"{mes:%Y-%m}" for mes in em} | {f"{mes:%Y}" for mes in em}
    _apagar(ArquivoPublicado.objects.filter(periodo__in=periodos))


def _apagar(velhos: Iterable[ArquivoPublicado]) -> None:
    for velho in velhos:
        transaction.on_commit(partial(velho.arquivo.storage.delete, str(velho.arquivo)))
        velho.delete()


def _anos_de_antes(hoje: date) -> range:
    """Do ano do primeiro pedido ao anterior aos que a rotina refaz."""
    primeiro = Solicitacao.objects.aggregate(em=Min("aberta_em"))["em"]
    return range(timezone.localtime(primeiro).year if primeiro else hoje.year, hoje.year - 1)


def _falta(periodo: Periodo) -> bool:
    """Há pedidos, e não se fez o último dos arquivos do período."""
    feitos = ArquivoPublicado.objects.filter(periodo=str(periodo), leiaute=list(Leiaute)[-1])
    return not feitos.exists() and pedidos.do_periodo(periodo).exists()


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
    _apagar(versoes[VERSOES:])
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
    """O que se abre decide-se sobre o ano, mês a mês: o arquivo do mês diz o mesmo que o do ano."""
    agora = timezone.now()
    este_mes = f"{timezone.localtime(agora):%Y-%m}"
    por_mes = pedidos.sigilosos(pedidos.do_periodo(Periodo(periodo.ano))).order_by()
    contadas = por_mes.annotate(mes=TruncMonth("aberta_em")).values_list("mes").annotate(n=Count("pk"))
    somas = {f"{mes:%Y-%m}": n for mes, n in contadas}
    sigilosos = meses_que_se_abrem({mes: n for mes, n in somas.items() if mes < este_mes})
    da_ouvidoria = denuncias.do_ano(periodo.ano, agora).meses
    for mes in sorted({*sigilosos, *da_ouvidoria}):
        if mes.startswith(str(periodo)):
            yield (mes, sigilosos.get(mes), da_ouvidoria.get(mes))
