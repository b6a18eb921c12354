"""A lista da caixa em planilha: o que o filtro escolhe, sem contato; o que se escreveu, só a pedido."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery

from documentos.planilha import Linha, local
from mesas.exportacao import Coluna, em_linhas, rotulo
from mesas.paginacao import Ordem
from protocolo.models import Canal
from protocolo.prazos.atraso import vencida
from protocolo.prazos.contagem import Contagem
from solicitacoes.consultas import respostas_em_linhas
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet
from solicitacoes.situacoes import NOMES_CURTOS, Desfecho

CORTADA = "Só os primeiros {} pedidos: estreite o filtro para ter os outros."


def _prazo(
    encerrada_em: datetime | None,
    contagem: str,
    parada_em: datetime | None,
    atrasado: bool,  # noqa: FBT001  é o valor de uma coluna
) -> str:
    if encerrada_em:
        return ""
    if contagem == Contagem.SEM_PRAZO:
        return "sem prazo"
    if parada_em:
        return "parado"
    return "atrasado" if atrasado else "no prazo"


def _vence_em(contagem: str, parada_em: datetime | None, vence_em: datetime) -> datetime | None:
    return None if contagem == Contagem.SEM_PRAZO or parada_em else local(vence_em)


COLUNAS = (
    Coluna("Protocolo", "protocolo"),
    Coluna("Serviço", "versao_servico__nome"),
    Coluna("Situação", "situacao", NOMES_CURTOS.__getitem__),
    Coluna("Canal", "canal", rotulo(Canal)),
    Coluna("Aberto em", "aberta_em", local),
    Coluna("Prazo", "encerrada_em contagem parada_em atrasado", _prazo),
    Coluna("Vence em", "contagem parada_em vence_em", _vence_em),
    Coluna("Encerrado em", "encerrada_em", local),
    Coluna("Resultado", "desfecho", rotulo(Desfecho)),
    Coluna("Rua", "logradouro"),
    Coluna("Número", "numero"),
    Coluna("CEP", "cep"),
    Coluna("Distrito", "distrito__nome"),
    Coluna("Subprefeitura", "subprefeitura__nome"),
    Coluna("Latitude", "lat"),
    Coluna("Longitude", "lon"),
    Coluna("Responsável", "responsavel__nome", lambda nome: nome or ""),
    Coluna("Tem foto", "com_foto", lambda tem: "sim" if tem else "não"),
    Coluna("Marcado para", "agendada_para"),
    Coluna("Reaberto em", "reaberta_em", local),
    Coluna("Iguais juntos", "iguais", lambda quantos: quantos or 0),
    Coluna("Turma", "turma__nome", lambda nome: nome or ""),
)

RESERVADO = "Reservado: leia na página do pedido"
"""De serviço sigiloso nenhum texto sai do portal num arquivo."""


def _respostas(respostas: list[dict[str, Any]]) -> str:
    return "; ".join(
        f"{dita['rotulo']} {', '.join(map(str, dita.get('valores', [dita.get('valor')])))}"
        for dita in respostas_em_linhas(respostas)
    )


DE_TEXTO = (
    Coluna(
        "Descrição",
        "sigilosa descricao",
        lambda sigilosa, dita: RESERVADO if sigilosa else dita,
    ),
    Coluna(
        "Respostas",
        "sigilosa respostas",
        lambda sigilosa, dadas: RESERVADO if sigilosa else _respostas(dadas),
    ),
)
"""O que o munícipe escreveu: a equipe o lê no pedido, e aqui só sai se pede."""

_IGUAIS = Solicitacao.objects.abertas().filter(principal=OuterRef("pk")).order_by().values("principal")


def linhas(
    solicitacoes: SolicitacaoQuerySet, ordem: Ordem, agora: datetime, *, textos: bool = False
) -> Iterator[Linha]:
    """O cabeçalho, os pedidos na ordem da lista e, se o teto cortou, uma linha que o diz."""
    iguais = Subquery(_IGUAIS.values(quantos=Count("pk")), output_field=IntegerField())
    em_ordem = solicitacoes.annotate(iguais=iguais, atrasado=vencida(agora)).order_by(*ordem.colunas)
    return em_linhas(em_ordem, (*COLUNAS, *DE_TEXTO) if textos else COLUNAS, agora, CORTADA)
