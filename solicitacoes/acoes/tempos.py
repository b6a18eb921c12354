"""Quanto tem levado cada serviço, refeito toda noite para o Guia."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from guia.models import TempoDeAtendimento
from roteamento.models import Subprefeitura
from solicitacoes.models import Solicitacao
from solicitacoes.previsao.duracoes import METADE, NOVE_EM_DEZ, Duracoes, Onde, bastam, contar, no_ano_antes


@transaction.atomic
def medir_tempos(*, agora: datetime) -> int:
    """Refaz o que se mediu nos pedidos abertos aqui nos doze meses antes deste; devolve quantas medidas.

    Ficam fora os importados, os sigilosos e o serviço com menos de `MINIMO` pedidos; de uma subprefeitura
    só se fala com `MINIMO_NO_LUGAR`. Pode rodar duas vezes.
    """
    abertos = Solicitacao.objects.nativas().filter(sigilosa=False)
    pedidos = no_ano_antes(abertos, timezone.localdate(agora).replace(day=1))
    extremos = pedidos.aggregate(de=Min("aberta_em"), ate=Max("aberta_em"))
    TempoDeAtendimento.objects.all().delete()
    if not extremos["de"]:
        return 0
    de, ate = timezone.localdate(extremos["de"]), timezone.localdate(extremos["ate"])
    contados = contar(pedidos, agora)
    return len(TempoDeAtendimento.objects.bulk_create(_medidas(contados, de, ate, agora)))


def _medidas(
    contados: dict[Onde, Duracoes], de: date, ate: date, agora: datetime
) -> Iterator[TempoDeAtendimento]:
    nomes = dict(Subprefeitura.objects.values_list("pk", "nome"))
    for (servico, lugar), duracoes in contados.items():
        if bastam((servico, lugar), duracoes):
            yield TempoDeAtendimento(
                servico_id=servico,
                lugar="" if lugar is None else nomes[lugar],
                pedidos=duracoes.pedidos,
                metade=duracoes.em_que_dia(METADE),
                nove_em_dez=duracoes.em_que_dia(NOVE_EM_DEZ),
                de=de,
                ate=ate,
                medido_em=agora,
            )
