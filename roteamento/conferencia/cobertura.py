"""As leituras da conferência: que serviços estão abertos, como tudo está, que destinos não têm gente."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.lookups import Unaccent
from django.db.models import QuerySet
from django.db.models.functions import Lower

from contas.papeis import Papel
from guia.models import Servico
from roteamento.conferencia.prova import Conferencia, conferir, dias_que_importam
from roteamento.models import Lotacao, Unidade
from roteamento.rotas import Tabelas


def servicos_abertos() -> QuerySet[Servico]:
    """Os serviços que se podem pedir hoje, por nome, sem os textos do Guia."""
    return (
        Servico.objects.no_guia()
        .filter(publicada__solicitavel=True)
        .select_related("publicada", "assunto__tema")
        .only(
            "slug",
            "publicada__nome",
            "publicada__precisa_de_endereco",
            "assunto__nome",
            "assunto__tema__nome",
            "assunto__tema__slug",
        )
        .order_by(Lower(Unaccent("publicada__nome")), "slug")
    )


def conferir_agora(hoje: date, servicos: Iterable[Servico] | None = None) -> Conferencia:
    """Todos os serviços abertos (ou só estes), de hoje ao último dia em que algo muda."""
    escolhidos = list(servicos_abertos() if servicos is None else servicos)
    tabelas = Tabelas.carregar(*(escolhidos if servicos is not None else ()))
    return conferir(tabelas, escolhidos, dias_que_importam(tabelas, hoje))


def sem_servidor(conferencia: Conferencia, hoje: date) -> list[str]:
    """As siglas das unidades que são destino e não têm hoje quem trabalhe na caixa."""
    equipes = Lotacao.objects.vigentes(hoje).filter(papel__in=[Papel.SERVIDOR, Papel.CHEFIA])
    vazias = Unidade.objects.vigentes(hoje).filter(pk__in=conferencia.destinos)
    return list(
        vazias.exclude(pk__in=equipes.values("unidade")).order_by("sigla").values_list("sigla", flat=True)
    )
