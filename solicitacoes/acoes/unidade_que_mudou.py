"""Os pedidos de uma unidade que mudou de nome, se juntou a outra ou se dividiu."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, F, When
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from roteamento.acoes import suceder
from roteamento.acoes.unidades import Sucedidas
from roteamento.consultas import papeis_de, sucessoras
from roteamento.models import Unidade
from roteamento.rotas import Tabelas
from roteamento.sucessoes import ParteDaSucessao
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import EQUIPE, Tipo
from solicitacoes.unidade_sucessora import destino_entre

LOTE = 1000


@dataclass(frozen=True, slots=True)
class Reorganizacao:
    """O que a sucessão mudou nas rotas, e quantos pedidos abertos já mudaram de caixa."""

    sucedidas: Sucedidas
    movidos: int


@transaction.atomic
def reorganizar(  # noqa: PLR0913  cada argumento é um dado do ato
    *,
    antigas: Sequence[Unidade],
    novas: Sequence[Unidade],
    em: date,
    por: Autor,
    norma: str = "",
    partes: Sequence[ParteDaSucessao] = (),
) -> Reorganizacao:
    """Sucede as unidades e, se a mudança é de hoje, leva logo os pedidos abertos; senão, leva-os a rotina."""
    sucedidas = suceder(antigas=antigas, novas=novas, em=em, por=por, norma=norma, partes=partes)
    hoje = timezone.localdate()
    movidos = sum(mover_de_unidade(antiga=antiga, por=por) for antiga in antigas) if em <= hoje else 0
    return Reorganizacao(sucedidas, movidos)


def ensaiar(**argumentos: Any) -> Sucedidas:
    """O que a mudança faria, sem a fazer: os mesmos argumentos de `reorganizar`, as mesmas recusas."""
    with transaction.atomic():
        feitas = suceder(**argumentos)
        transaction.set_rollback(True)
    return feitas


@transaction.atomic
def mover_de_unidade(*, antiga: Unidade, por: Autor) -> int:
    """Leva às sucessoras tudo o que está aberto numa unidade que acabou, de uma vez; diz quantos.

    Cada pedido ganha um andamento e continua com o prazo, o responsável (se ele trabalha na nova) e a
    história que tinha. Ninguém é avisado: para o munícipe nada muda. Rodar de novo não acha mais nada.
    """
    agora = timezone.now()
    hoje = timezone.localdate(agora)
    antiga = Unidade.objects.get(pk=antiga.pk)
    vivas = sucessoras(antiga, hoje)
    if not vivas or antiga in vivas:
        return 0
    casos = _travados(antiga)
    tabelas = Tabelas.carregar(*{caso.servico for caso in casos}) if len(vivas) > 1 and casos else None
    por_destino: dict[Unidade, list[Solicitacao]] = defaultdict(list)
    for caso in casos:
        por_destino[destino_entre(vivas, caso, hoje, tabelas)].append(caso)
    for destino, dele in por_destino.items():
        _mover(dele, destino, hoje)
    _registrar(casos, antiga, por, agora)
    return len(casos)


def _travados(antiga: Unidade) -> list[Solicitacao]:
    """Os abertos da unidade, presos na ordem do protocolo, sem os textos."""
    abertos = Solicitacao.objects.abertas().filter(unidade=antiga).order_by("protocolo")
    lidos = abertos.select_related("servico", "distrito__subprefeitura", "unidade_anterior")
    return list(lidos.select_for_update(of=("self",), no_key=True).defer("descricao", "respostas"))


def _mover(casos: Sequence[Solicitacao], destino: Unidade, hoje: date) -> None:
    """Muda todos no banco num comando e, igual, em memória, para o andamento e o histórico.

    Continua responsável quem tem a caixa da unidade nova; não se devolve à que virou o próprio destino.
    A rota guardada fica: diz por que o pedido veio, e o andamento diz a troca.
    """
    pessoas = Usuario.objects.in_bulk({caso.responsavel_id for caso in casos if caso.responsavel_id})
    ficam = {pk for pk, quem in pessoas.items() if destino.pk in papeis_de(quem, hoje, EQUIPE)}
    anteriores = {caso.unidade_anterior for caso in casos if caso.unidade_anterior}
    sem_volta = {anterior.pk for anterior in anteriores if sucessoras(anterior, hoje) == [destino]}
    Solicitacao.objects.filter(pk__in=[caso.pk for caso in casos]).update(
        unidade=destino,
        versao=F("versao") + 1,
        responsavel=Case(When(responsavel__in=ficam, then=F("responsavel")), default=None),
        turma=None,  # as turmas são de cada unidade
        unidade_anterior=Case(When(unidade_anterior__in=sem_volta, then=None), default=F("unidade_anterior")),
    )
    for caso in casos:
        caso.unidade, caso.turma = destino, None
        caso.versao += 1
        if caso.responsavel_id not in ficam:
            caso.responsavel = None


def _registrar(casos: Sequence[Solicitacao], antiga: Unidade, por: Autor, agora: datetime) -> None:
    """Um andamento e uma linha do histórico por pedido."""
    Andamento.objects.bulk_create(
        (
            Andamento(
                caso=caso,
                ordem=caso.versao,
                tipo=Tipo.MUDANCA_DE_UNIDADE,
                alcance=Andamento.Alcance.PUBLICO,
                papel=por.papel,
                usuario=por.usuario_no_registro,
                unidade=antiga.sigla,
                em=agora,
                mudancas={"unidade": [antiga.sigla, caso.unidade.sigla]},
            )
            for caso in casos
        ),
        batch_size=LOTE,
    )
    historico: Any = Solicitacao.history
    historico.bulk_history_create(
        casos, batch_size=LOTE, update=True, default_user=por.usuario_no_registro, default_date=agora
    )
