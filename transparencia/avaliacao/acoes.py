"""Contar o ano, publicá-lo de uma vez por todas, e guardar o que cada órgão fez."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contas.autor import SISTEMA, Autor
from guia.models import Orgao
from protocolo.erros import Conflito, TransicaoProibida
from referencia.tabelas import gravar
from transparencia.avaliacao import consultas
from transparencia.models import Avaliacao, LinhaDaAvaliacao, MedidasAdotadas

ANO_EM_CURSO = "O ano ainda não acabou: a avaliação é do ano inteiro."
JA_PUBLICADA = "A avaliação deste ano já foi publicada, e não muda mais."
OUTRA_PESSOA = "Outra pessoa do órgão mudou este texto enquanto você escrevia. Confira o que ela escreveu."
NADA_CONTADO = "Não há nada contado deste ano."


@transaction.atomic
def contar_ano(*, ano: int, agora: datetime) -> int:
    """Refaz os números do ano; do que já se publicou, nada. Devolve quantas linhas gravou."""
    Avaliacao.objects.bulk_create([Avaliacao(ano=ano, contada_em=agora)], ignore_conflicts=True)
    avaliacao = _travar(ano)
    if avaliacao.publicada_em:
        return 0
    linhas = consultas.contar(ano)
    for linha in linhas:
        linha.avaliacao = avaliacao
    avaliacao.linhas.all().delete()
    LinhaDaAvaliacao.objects.bulk_create(linhas)
    avaliacao.contada_em = agora
    avaliacao.save(update_fields=["contada_em"])
    return len(linhas)


@transaction.atomic
def publicar_avaliacao(*, ano: int, por: Autor = SISTEMA, agora: datetime | None = None) -> Avaliacao:
    """Conta pela última vez e publica o ano que acabou, por inteiro: daí em diante nada dele muda."""
    agora = agora or timezone.now()
    if ano >= timezone.localdate(agora).year:
        raise TransicaoProibida(ANO_EM_CURSO)
    if not Avaliacao.objects.filter(ano=ano).exists():
        raise TransicaoProibida(NADA_CONTADO)
    if _travar(ano).publicada_em:
        raise TransicaoProibida(JA_PUBLICADA)
    contar_ano(ano=ano, agora=agora)
    Avaliacao.objects.filter(ano=ano).update(publicada_em=agora, publicada_por=por.usuario)
    return Avaliacao.objects.get(ano=ano)


def versao_de(medidas: MedidasAdotadas | None) -> int:
    """Quantas vezes se gravou; 0 para o que ainda não existe."""
    return medidas.history.count() if medidas else 0


@transaction.atomic
def escrever_medidas(*, ano: int, orgao: Orgao, versao: int, por: Autor, texto: str) -> MedidasAdotadas:
    """Guarda o que o órgão fez no ano, até a avaliação se publicar. Levanta `Conflito` se outro escreveu."""
    avaliacao = Avaliacao.objects.select_for_update(no_key=True).filter(ano=ano).first()
    if avaliacao and avaliacao.publicada_em:
        raise TransicaoProibida(JA_PUBLICADA)
    MedidasAdotadas.objects.bulk_create([MedidasAdotadas(orgao=orgao, ano=ano)], ignore_conflicts=True)
    medidas = MedidasAdotadas.objects.select_for_update(no_key=True, of=("self",)).get(orgao=orgao, ano=ano)
    if versao_de(medidas) != versao:
        raise Conflito(OUTRA_PESSOA)
    medidas.texto = texto
    return gravar(medidas, por)


def _travar(ano: int) -> Avaliacao:
    return Avaliacao.objects.select_for_update(no_key=True, of=("self",)).get(ano=ano)
