"""Quem é alcançado e quem não é: o que se enviou de um caso, por motivo, por custo, a quem ligar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils.http import urlencode

from avisos.canais.destinos import PASSOU_DO_TETO
from avisos.models import Aviso, Envio
from avisos.situacoes import FALHAS, Canal, SituacaoDoEnvio, TipoDeAviso

DA_CASA = "Códigos da conta e recados à equipe"
NAO_CHEGOU = (Aviso.Situacao.SEM_CONTATO, Aviso.Situacao.FALHOU)


@dataclass(frozen=True, slots=True)
class Motivo:
    """Por que um aviso não chegou, em quantos, e a consulta da lista que os mostra."""

    nome: str
    quantos: int
    tabela: str
    consulta: str


@dataclass(frozen=True, slots=True)
class Custo:
    """O que um canal custou num assunto."""

    assunto: str
    canal: str
    mensagens: int
    entregues: int
    falhas: int
    partes: int
    reais: Decimal


def enviados(protocolo: str) -> list[Aviso]:
    """Os avisos a quem é parte do caso, do mais novo ao mais antigo, com o que houve em cada canal."""
    da_parte = Aviso.objects.filter(protocolo=protocolo, interessado__isnull=False)
    return list(da_parte.order_by("-criado_em", "-pk").prefetch_related("envios"))


def por_motivo(desde: datetime) -> list[Motivo]:
    """Dos avisos que não chegaram desde então: o que houve no canal em que se parou."""
    sem_contato = Aviso.objects.filter(situacao=Aviso.Situacao.SEM_CONTATO, criado_em__gte=desde).count()
    falhos = Envio.objects.filter(
        criado_em__gte=desde,
        situacao__in=FALHAS,
        aviso__situacao=Aviso.Situacao.FALHOU,
        canal=F("aviso__canal"),
    )
    contados = falhos.values_list("canal", "situacao").annotate(quantos=Count("pk")).order_by("-quantos")
    queixas = Envio.objects.filter(queixa_em__gte=desde).count()
    consulta = f"?situacao__exact={Aviso.Situacao.SEM_CONTATO.value}"
    motivos = [Motivo("Não deixou contato que receba avisos", sem_contato, "aviso", consulta)]
    motivos += [
        Motivo(
            f"{Canal(canal).label}: {SituacaoDoEnvio(situacao).label.lower()}",
            quantos,
            "envio",
            f"?canal__exact={canal}&situacao__exact={situacao}",
        )
        for canal, situacao, quantos in contados
    ]
    demais = Aviso.objects.filter(erro=PASSOU_DO_TETO, criado_em__gte=desde).count()
    consulta = f"?{urlencode({'erro__exact': PASSOU_DO_TETO})}"
    motivos.append(Motivo("Passou do que um contato por provar recebe num dia", demais, "aviso", consulta))
    motivos.append(Motivo("Marcou o e-mail como lixo", queixas, "envio", "?queixa=sim"))
    return [motivo for motivo in motivos if motivo.quantos]


def custos(desde: datetime) -> list[Custo]:
    """Por assunto e canal, o que saiu desde então e quanto custou.

    O aviso que falhou num canal e seguiu por outro só conta como falha onde parou.
    """
    onde_parou = Q(situacao__in=FALHAS, canal=F("aviso__canal"))
    contados = (
        Envio.objects.filter(criado_em__gte=desde)
        .annotate(assunto=Case(When(aviso__interessado=None, then=Value("")), default="aviso__tipo"))
        .values("assunto", "canal")
        .annotate(
            mensagens=Count("pk"),
            entregues=Count("pk", filter=Q(situacao=SituacaoDoEnvio.ENTREGUE)),
            falhas=Count("pk", filter=onde_parou),
            partes=Sum("partes"),
            reais=Sum("custo"),
        )
        .order_by("assunto", "canal")
    )
    return [
        Custo(**linha | {"assunto": _assunto(linha["assunto"]), "canal": Canal(linha["canal"]).label})
        for linha in contados
    ]


def _assunto(tipo: str) -> str:
    return str(TipoDeAviso(tipo).label) if tipo else DA_CASA


def a_ligar(desde: datetime) -> QuerySet[Aviso]:
    """A quem a Central liga de volta: deixou telefone, e nenhum aviso do caso chegou. Um por caso.

    De quem está selado não se sabe o telefone sem abrir o selo: não está aqui.
    """
    chegou = Aviso.objects.filter(
        protocolo=OuterRef("protocolo"), interessado=OuterRef("interessado"), situacao=Aviso.Situacao.ENVIADO
    )
    return (
        Aviso.objects.filter(situacao__in=NAO_CHEGOU, criado_em__gte=desde, interessado__isnull=False)
        .exclude(interessado__telefone="")
        .exclude(Exists(chegou))
        .select_related("interessado")
        .order_by("protocolo", "-criado_em")
        .distinct("protocolo")
    )
