"""A lista da caixa em planilha: o que o filtro escolhe, em fluxo, sem contato e sem texto livre."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, IntegerField, OuterRef, Subquery

from documentos.planilha import POR_VEZ, TETO, local
from protocolo.models import Canal
from protocolo.prazos import Contagem
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import NOMES_CURTOS, Desfecho

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from documentos.planilha import Linha
    from mesas.paginacao import Ordem
    from solicitacoes.models import SolicitacaoQuerySet

CABECALHO = (
    "Protocolo",
    "Serviço",
    "Situação",
    "Canal",
    "Aberto em",
    "Prazo",
    "Vence em",
    "Encerrado em",
    "Resultado",
    "Rua",
    "Número",
    "CEP",
    "Distrito",
    "Subprefeitura",
    "Latitude",
    "Longitude",
    "Responsável",
    "Tem foto",
    "Marcado para",
    "Reaberto em",
    "Iguais juntos",
)
CORTADA = f"Só os primeiros {TETO:,} pedidos: estreite o filtro para ter os outros.".replace(",", ".")

_IGUAIS = Solicitacao.objects.abertas().filter(principal=OuterRef("pk")).order_by().values("principal")
DE_OUTRAS_TABELAS = {
    "nome_do_servico": F("versao_servico__nome"),
    "nome_do_distrito": F("distrito__nome"),
    "nome_da_subprefeitura": F("subprefeitura__nome"),
    "nome_do_responsavel": F("responsavel__nome"),
    "iguais": Subquery(_IGUAIS.values(quantos=Count("pk")), output_field=IntegerField()),
}


def linhas(solicitacoes: SolicitacaoQuerySet, ordem: Ordem, agora: datetime) -> Iterator[Linha]:
    """O cabeçalho, os pedidos na ordem da lista e, se o teto cortou, uma linha que o diz."""
    yield CABECALHO
    escolhidas = solicitacoes.annotate(**DE_OUTRAS_TABELAS).order_by(*ordem.colunas)[: TETO + 1]
    campos = """
        protocolo nome_do_servico situacao canal aberta_em contagem parada_em vence_em encerrada_em desfecho
        logradouro numero cep nome_do_distrito nome_da_subprefeitura lat lon nome_do_responsavel com_foto
        agendada_para reaberta_em iguais
    """.split()  # noqa: SIM905  na ordem do cabeçalho, que uma coluna por linha esconderia
    for vista, valores in enumerate(escolhidas.values_list(*campos).iterator(chunk_size=POR_VEZ)):
        if vista == TETO:
            yield (CORTADA,)
            return
        yield _linha(*valores, agora=agora)


def _linha(  # noqa: PLR0913, PLR0917  uma coluna por argumento, na ordem de `campos`
    protocolo: str,
    servico: str,
    situacao: str,
    canal: str,
    aberta_em: datetime,
    contagem: str,
    parada_em: datetime | None,
    vence_em: datetime,
    encerrada_em: datetime | None,
    desfecho: str,
    *resto: Any,
    agora: datetime,
) -> Linha:
    *lugar, responsavel, com_foto, agendada_para, reaberta_em, iguais = resto
    prazo = "" if encerrada_em else _prazo(contagem, parada_em, vence_em, agora)
    com_data = contagem != Contagem.SEM_PRAZO and not parada_em
    return (
        protocolo,
        servico,
        NOMES_CURTOS[situacao],
        str(Canal(canal).label),
        local(aberta_em),
        prazo,
        local(vence_em) if com_data else None,
        local(encerrada_em),
        str(Desfecho(desfecho).label) if desfecho else "",
        *lugar,
        responsavel or "",
        "sim" if com_foto else "não",
        agendada_para,
        local(reaberta_em),
        iguais or 0,
    )


def _prazo(contagem: str, parada_em: datetime | None, vence_em: datetime, agora: datetime) -> str:
    if contagem == Contagem.SEM_PRAZO:
        return "sem prazo"
    if parada_em:
        return "parado"
    return "atrasado" if vence_em < agora else "no prazo"
