"""O que mais de um lugar lê: as ligações, o atendimento esquecido, os turnos e as contas de um tempo."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Extract, ExtractHour, Floor
from django.utils import timezone

from assistente.escritos import TIPO as ESCRITO
from assistente.escritos import lugar
from assistente.rascunhos import VALIDADE, VALIDADE_DO_SIGILOSO
from atendimento.models import (
    Atendimento,
    AtendimentoQuerySet,
    AtoDoAtendimento,
    BuscaDePessoa,
    Chamada,
    Comunicado,
    ContaDoDia,
    Conversa,
    RegraDoAtendimento,
    Turno,
)
from atendimento.situacoes import DE_PEDIDO, Providencia, SituacaoDaConversa
from contas.models import Usuario
from protocolo.models import Rascunho
from roteamento.consultas import com_as_anteriores
from roteamento.models import Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO
from solicitacoes.pedir.roteiro import TIPO

FAIXA = 10
"""Segundos de cada faixa em que se contam as durações: o tempo mediano se sabe com esta folga."""
MAIOR_FAIXA = 360
"""Daqui em diante, uma hora ou mais, é uma faixa só."""

M = ContaDoDia.Medida


def pagina_do_atendimento(codigo: object) -> str:
    """O nome da página de um atendimento, por que se acha o que nela se escrevia (`assistente.escritos`)."""
    return lugar("central:atendimento", codigo=codigo)


def abas_de(atendente: int) -> list[Atendimento]:
    """As abas de quem atende: toda página da mesa as mostra."""
    return list(Atendimento.objects.abas_de(atendente))


def pedidos_de(atendimento: Atendimento) -> QuerySet[Rascunho]:
    """Os pedidos deste atendimento que ainda valem, por registrar e registrados."""
    codigo = str(atendimento.codigo)
    deste = Rascunho.objects.filter(tipo=TIPO, dados__atendimento__atendimento=codigo)
    return deste.filter(dono=atendimento.atendente_id, expira_em__gt=timezone.now())


def ligacoes_de(atendente: int) -> list[Chamada]:
    """As que tocam a quem atende, ou que atendeu e ainda não começou; nenhuma, sem central telefônica."""
    if not settings.SEGREDO_DA_TELEFONIA:
        return []
    esperam = Chamada.objects.recentes_de(atendente, timezone.now()).no_ar().por_comecar()
    return list(esperam.select_related("atendimento__atendente").order_by("-em"))


def pedido_depois_do_dela(conversa: Conversa) -> str | None:
    """Depois de a pessoa enviar o seu: o que a mesa ainda escreve, vazio se nada; None se não enviou.

    Só se enviar foi a última coisa que se fez no atendimento.
    """
    atos = AtoDoAtendimento.objects.filter(atendimento__conversa=conversa, atendimento__terminado_em=None)
    ultimo = atos.select_related("atendimento").last()
    if ultimo is None or ultimo.tipo != Providencia.PEDIU:
        return None
    deste = pedidos_de(ultimo.atendimento).filter(protocolo="")
    return str(deste.values_list("pk", flat=True).first() or "")


def comunicados_de_agora(lugares: Collection[int]) -> list[Comunicado]:
    """O que quem atende aqui precisa saber agora, o mais antigo primeiro."""
    return list(Comunicado.objects.para(lugares).valendo(timezone.now()))


def ve_todas(unidades: list[Unidade]) -> bool:
    """Quem é chefia destas supervisiona a cidade: uma delas não é Praça."""
    return any(unidade.atribuicao != PRACA_DE_ATENDIMENTO for unidade in unidades)


def esquecidos(em: datetime) -> AtendimentoQuerySet:
    """Os abertos em que há tempo demais não se fez, nem se escreveu, nada.

    O da conversa que alguém atende acaba com ela: quem cuida de que não fique parada são as rotinas dela.
    """
    desde = em - timedelta(minutes=RegraDoAtendimento.atual().minutos_sem_nada)
    fez = AtoDoAtendimento.objects.filter(atendimento=OuterRef("pk"), em__gt=desde)
    buscou = BuscaDePessoa.objects.filter(atendimento=OuterRef("pk"), em__gt=desde)
    mexido = Q(expira_em__gt=desde + VALIDADE, sigiloso=False)
    mexido |= Q(expira_em__gt=desde + VALIDADE_DO_SIGILOSO, sigiloso=True)
    # A validade do sigiloso não se renova: conta o que se guardou da página dele.
    do_sigiloso = Rascunho.objects.filter(
        tipo=ESCRITO, sigiloso=True, criado_em__gt=desde, dono=OuterRef("dono")
    )
    mexido |= Q(Exists(do_sigiloso), sigiloso=True, expira_em__gt=em)
    escreveu = Rascunho.objects.filter(mexido, dono=OuterRef("atendente")).alias(
        em_que=Coalesce(KT("dados__atendimento__atendimento"), KT("dados__balcao__atendimento"))
    )
    escreve = escreveu.filter(em_que=Cast(OuterRef("codigo"), CharField()))
    parados = Atendimento.objects.abertos().filter(comecado_em__lte=desde)
    parados = parados.exclude(conversa__situacao=SituacaoDaConversa.COM_ATENDENTE)
    return parados.exclude(Exists(fez) | Exists(buscou) | Exists(escreve)).order_by("comecado_em")


@dataclass(frozen=True, slots=True)
class Conta:
    """De um lugar, quantos de um valor de uma medida, e quantos segundos duraram ao todo."""

    unidade: int
    medida: str
    chave: str
    quantos: int
    segundos: int = 0


type Lugares = Sequence[int] | None
"""As unidades que se contam; None, todas."""

SEGUNDOS = Extract(
    ExpressionWrapper(F("terminado_em") - F("comecado_em"), output_field=DurationField()), "epoch"
)
COM_FIM = Q(terminado_em__isnull=False)
DO_ATENDIMENTO: dict[str, tuple[Any, Q]] = {
    M.CANAL: (F("canal"), Q()),
    M.HORA: (ExtractHour("comecado_em"), Q()),
    M.SERVICO: (F("servico_id"), Q(servico__isnull=False)),
    M.RESULTADO: (F("resultado"), COM_FIM),
    M.DURACAO: (Floor(SEGUNDOS / FAIXA), COM_FIM & ~Q(resultado="")),
}
"""De cada medida, o valor e os atendimentos que se contam nela."""


def contas(comeco: datetime, fim: datetime, lugares: Lugares = None) -> Iterator[Conta]:
    """Todas as contas dos atendimentos começados neste tempo, lidas agora, linha por linha."""
    todos = Atendimento.objects.filter(comecado_em__gte=comeco, comecado_em__lt=fim)
    if lugares is not None:
        todos = todos.filter(unidade__in=lugares)
    for medida, (valor, quais) in DO_ATENDIMENTO.items():
        soma = Sum(SEGUNDOS) if medida == M.RESULTADO else None
        yield from _contar(todos.filter(quais), medida, valor, soma)
    yield from _sem_pedido(comeco, fim, lugares)
    yield from _buscas(comeco, fim, lugares)


def _contar(todos: AtendimentoQuerySet, medida: str, valor: Any, soma: Any) -> Iterator[Conta]:
    somados: Any = todos.order_by().values("unidade_id", chave=valor).annotate(quantos=Count("pk"))
    if soma is not None:
        somados = somados.annotate(segundos=soma)
    for um in somados:
        chave = min(int(um["chave"]), MAIOR_FAIXA) if medida == M.DURACAO else um["chave"]
        segundos = int(um["segundos"] or 0) if soma is not None else 0
        yield Conta(um["unidade_id"], medida, str(chave), um["quantos"], segundos)


def _sem_pedido(comeco: datetime, fim: datetime, lugares: Lugares) -> Iterator[Conta]:
    """Os serviços que se consultaram num atendimento em que nada se registrou deles.

    O registro sem serviço é o de um sigiloso: pode ser deste.
    """
    deste = Q(servico=OuterRef("servico")) | Q(servico=None)
    dele = AtoDoAtendimento.objects.filter(deste, atendimento=OuterRef("atendimento"))
    consultas = AtoDoAtendimento.objects.filter(
        tipo=Providencia.CONSULTOU, servico__isnull=False, em__gte=comeco, em__lt=fim
    )
    if lugares is not None:
        consultas = consultas.filter(atendimento__unidade__in=lugares)
    sem = consultas.exclude(Exists(dele.filter(tipo__in=DE_PEDIDO))).order_by()
    somados = sem.values("atendimento__unidade_id", "servico_id").annotate(
        quantos=Count("atendimento", distinct=True)
    )
    for um in somados:
        yield Conta(um["atendimento__unidade_id"], M.SEM_PEDIDO, str(um["servico_id"]), um["quantos"])


def _buscas(comeco: datetime, fim: datetime, lugares: Lugares) -> Iterator[Conta]:
    """Quantas pessoas cada um procurou, e de quantas procuras não achou ninguém."""
    buscas = BuscaDePessoa.objects.filter(em__gte=comeco, em__lt=fim)
    if lugares is not None:
        buscas = buscas.filter(atendimento__unidade__in=lugares)
    somadas = buscas.order_by().values("atendimento__unidade_id", "atendimento__atendente_id")
    for um in somadas.annotate(quantas=Count("pk"), vazias=Count("pk", filter=Q(achados=0))):
        onde, quem = um["atendimento__unidade_id"], str(um["atendimento__atendente_id"])
        yield Conta(onde, M.BUSCA, quem, um["quantas"])
        if um["vazias"]:
            yield Conta(onde, M.BUSCA_VAZIA, quem, um["vazias"])


def fora_do_turno(usuario: Usuario, unidade: Unidade, em: datetime) -> bool:
    """Tem turno na unidade, e não é nestas horas? Atende-se do mesmo jeito, e fica dito."""
    lugares = com_as_anteriores([unidade.pk], timezone.localdate(em))
    turnos = list(Turno.objects.em_uso().de_quem(usuario, lugares))
    return bool(turnos) and not any(turno.vale_em(em) for turno in turnos)


def turno_de_agora(usuario: Usuario, lugares: Collection[int]) -> str:
    """O que a mesa diz do turno de quem atende aqui; vazio, se a chefia não o disse."""
    agora, turnos = timezone.now(), list(Turno.objects.em_uso().de_quem(usuario, lugares))
    if not turnos:
        return ""
    valem = [turno.a_que_horas for turno in turnos if turno.vale_em(agora)]
    if valem:
        return f"O seu turno aqui é {valem[0]}."
    return f"Agora é fora do seu turno aqui ({'; '.join(map(str, turnos))}). Pode atender: fica anotado."
