"""Quem ainda não escreveu as medidas do ano que acabou, e o recado a quem responde pelo órgão."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from avisos.acoes import notificar
from avisos.models import Notificacao
from contas.papeis import Papel
from guia.models import Orgao
from roteamento.designados import designados
from transparencia.models import LinhaDaAvaliacao, MedidasAdotadas


def orgaos_da_avaliacao(ano: int) -> QuerySet[Orgao]:
    """Os órgãos que têm linha na avaliação do ano, pelo nome."""
    linhas = LinhaDaAvaliacao.objects.dos_orgaos().filter(avaliacao=ano)
    return Orgao.objects.filter(pk__in=linhas.values("orgao")).order_by("nome")


def sem_medidas(ano: int) -> QuerySet[Orgao]:
    """Os que ainda não disseram o que fizeram."""
    escritas = MedidasAdotadas.objects.filter(orgao=OuterRef("pk"), ano=ano).exclude(texto="")
    return orgaos_da_avaliacao(ano).filter(~Exists(escritas))


def lembrar(hoje: date) -> int:
    """Deixa o recado do dia aos interlocutores de cada órgão que falta; devolve a quantos órgãos."""
    ano = hoje.year - 1
    faltam = list(sem_medidas(ano))
    for orgao in faltam:
        notificar(
            designados(Papel.INTERLOCUTOR, hoje, orgao=orgao),
            tipo=Notificacao.Tipo.OUVIDORIA,
            chave=f"avaliacao/{ano}/{orgao.pk}/{hoje:%m-%d}",
            texto=f"Falta dizer o que {orgao.sigla} fez em {ano} para melhorar os serviços",
            endereco=reverse("avaliacao:medidas", args=[ano, orgao.sigla]),
        )
    return len(faltam)
