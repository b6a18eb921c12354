"""O relatório de gestão do ano: o que a Ouvidoria escreve dele e quando o põe na internet."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from ouvidoria.models import Relatorio
from protocolo.erros import Conflito, TransicaoProibida
from referencia.tabelas import gravar

ANO_EM_CURSO = "O ano ainda não acabou: o relatório é do ano inteiro (Lei 13.460/2017, art. 15, I)."
FALTA_TEXTO = "Para publicar, a lei pede os pontos recorrentes e as providências (Lei 13.460/2017, art. 15)."
OUTRA_PESSOA = "Outra pessoa mudou este relatório enquanto você escrevia. Confira o que ela escreveu."


def versao_de(relatorio: Relatorio | None) -> int:
    """Quantas vezes se gravou; 0 para o que ainda não existe."""
    return relatorio.history.count() if relatorio else 0


@transaction.atomic
def escrever_relatorio(
    *, ano: int, versao: int, por: Autor, pontos_recorrentes: str, providencias: str
) -> Relatorio:
    """Guarda os textos. O que está publicado muda na hora, e não pode ficar em branco."""
    relatorio = _travar(ano, versao)
    relatorio.pontos_recorrentes, relatorio.providencias = pontos_recorrentes, providencias
    if relatorio.publicado_em:
        _exigir_completo(relatorio)
    return gravar(relatorio, por)


@transaction.atomic
def publicar_relatorio(
    *, ano: int, versao: int, por: Autor, pontos_recorrentes: str, providencias: str
) -> Relatorio:
    """Guarda e põe na internet, por inteiro (art. 15, parágrafo único, II); só de ano que já acabou."""
    relatorio = _travar(ano, versao)
    relatorio.pontos_recorrentes, relatorio.providencias = pontos_recorrentes, providencias
    _exigir_completo(relatorio)
    agora = timezone.now()
    if ano >= timezone.localdate(agora).year:
        raise TransicaoProibida(ANO_EM_CURSO)
    relatorio.publicado_em = relatorio.publicado_em or agora
    return gravar(relatorio, por)


@transaction.atomic
def recolher_relatorio(*, ano: int, versao: int, por: Autor) -> Relatorio:
    """Tira da internet: volta a rascunho, com os textos como estão."""
    relatorio = _travar(ano, versao)
    relatorio.publicado_em = None
    return gravar(relatorio, por)


def _travar(ano: int, versao: int) -> Relatorio:
    Relatorio.objects.bulk_create([Relatorio(ano=ano)], ignore_conflicts=True)
    relatorio = Relatorio.objects.select_for_update(no_key=True).get(ano=ano)
    if versao_de(relatorio) != versao:
        raise Conflito(OUTRA_PESSOA)
    return relatorio


def _exigir_completo(relatorio: Relatorio) -> None:
    if not (relatorio.pontos_recorrentes.strip() and relatorio.providencias.strip()):
        raise TransicaoProibida(FALTA_TEXTO)
