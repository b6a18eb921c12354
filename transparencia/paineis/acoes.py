"""Publicar os números dos painéis: toda semana de novo, e a primeira edição de cada mês fica."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from protocolo.prazos.relogio import ultimo_domingo
from solicitacoes.models import ContagemDosAgregados
from transparencia.models import Edicao, Numeros
from transparencia.paineis import chaves, contagem, fechar
from transparencia.paineis.metodo import versao
from transparencia.paineis.periodos import Periodo, periodos

POR_VEZ = 2000


def publicar_a_semana(*, agora: datetime) -> None:
    """Publica a semana que acabou, se já se contou inteira e ainda não se publicou."""
    ate = ultimo_domingo(timezone.localdate(agora))
    ultima = ContagemDosAgregados.ultima()
    contada = ultima is not None and timezone.localdate(ultima.contada_em) > ate
    if contada and not Edicao.objects.filter(ate__gte=ate).exists():
        publicar(agora=agora)


def publicar(*, agora: datetime) -> Edicao:
    """Soma todos os períodos e publica-os de uma vez, no lugar da última; pode rodar duas vezes."""
    hoje = timezone.localdate(agora)
    ate = ultimo_domingo(hoje)
    nomes = chaves.ler()
    todos = periodos(ate, contagem.primeiro_dia() or ate)
    novas = list[Numeros]()
    for fim, mesmo_fim in groupby(sorted(todos, key=lambda um: (um.ate, um.dias)), key=lambda um: um.ate):
        contados = [(um, contagem.contar(um, nomes, com_abertos=fim == ate)) for um in mesmo_fim]
        novas += fechar.linhas(contados, nomes)
    return _gravar(novas, todos, nomes, dia=hoje, ate=ate, agora=agora)


@transaction.atomic
def _gravar(  # noqa: PLR0913  as partes da edição
    novas: list[Numeros],
    todos: list[Periodo],
    nomes: chaves.Chaves,
    *,
    dia: date,
    ate: date,
    agora: datetime,
) -> Edicao:
    Edicao.objects.exclude(dia__in=Edicao.objects.guardadas().values("dia")).delete()
    Edicao.objects.filter(dia=dia).delete()
    citadas = {chave for uma in novas for chave in (uma.lugar, uma.servico)}
    com_pedidos = {uma.periodo for uma in novas if not uma.lugar and not uma.servico and _tem(uma)}
    edicao = Edicao.objects.create(
        dia=dia,
        em=agora,
        ate=ate,
        metodo=versao(),
        periodos=[um.guardado() for um in todos if um.chave in com_pedidos or not um.um_ano],
        nomes={chave: nome for chave, nome in nomes.nomes.items() if chave in citadas},
        prazos={chave: prazo for chave, prazo in nomes.prazos.items() if chave in citadas},
        acima={
            chave: acima
            for chave, acima in (nomes.do_distrito | nomes.do_servico).items()
            if chave in citadas and acima in citadas
        },
        reservados=contagem.reservados(ate),
    )
    for uma in novas:
        uma.edicao = edicao
    Numeros.objects.bulk_create(novas, batch_size=POR_VEZ)
    return edicao


def _tem(numeros: Numeros) -> bool:
    return bool(numeros.contas.get("pedidos") or numeros.contas.get("encerrados"))
