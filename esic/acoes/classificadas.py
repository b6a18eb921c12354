"""O que a Comissão faz das informações classificadas: acrescentar, corrigir e desclassificar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from contas.autor import Autor
from contas.papeis import Papel
from esic.classificadas import maior_termo
from esic.models import InformacaoClassificada
from protocolo.acoes import travar_referencia
from protocolo.erros import TransicaoProibida
from referencia.tabelas import gravar

MUDOU = "Outra pessoa mudou esta informação enquanto você escrevia. Veja o que mudou e tente de novo."


@transaction.atomic
def classificar(*, por: Autor, dados: dict[str, Any]) -> InformacaoClassificada:
    """Acrescenta à lista. Levanta ValueError se o termo passa do máximo do grau."""
    return _gravar(InformacaoClassificada(), por, dados)


@transaction.atomic
def corrigir(
    *, informacao: InformacaoClassificada, estado: str, por: Autor, dados: dict[str, Any]
) -> InformacaoClassificada:
    """Muda o que está escrito; o que era fica no histórico."""
    return _gravar(_travada(informacao, estado), por, dados)


@transaction.atomic
def desclassificar(
    *, informacao: InformacaoClassificada, estado: str, por: Autor, em: date, motivo: str
) -> InformacaoClassificada:
    """Deixa de estar em segredo, com o motivo (LAI, art. 29); passa à outra lista."""
    informacao = _travada(informacao, estado)
    if em < informacao.classificada_em:
        raise ValueError("A desclassificação vem depois da classificação.")
    return _gravar(informacao, por, {"desclassificada_em": em, "motivo": motivo})


def _gravar(informacao: InformacaoClassificada, por: Autor, dados: dict[str, Any]) -> InformacaoClassificada:
    if por.papel != Papel.CMAI:
        raise TransicaoProibida("Só a Comissão edita esta lista.")
    for campo, valor in dados.items():
        setattr(informacao, campo, valor)
    if informacao.ate > maior_termo(informacao.grau, informacao.produzida_em):
        raise ValueError("O termo passa do máximo do grau.")
    return gravar(informacao, por)


def _travada(informacao: InformacaoClassificada, estado: str) -> InformacaoClassificada:
    travada = travar_referencia(informacao, vista=estado, mudou=MUDOU)
    if travada.desclassificada_em:
        raise TransicaoProibida("Esta informação já foi desclassificada, e não muda mais.")
    return travada
