"""Chamar quem responde por um pedido quando o prazo dele aperta, uma vez por regra e por vencimento."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from avisos.acoes import notificar
from avisos.models import Notificacao
from contas.models import Usuario
from protocolo.prazos.em_palavras import em_palavras
from protocolo.rotinas.relogios import em_dia
from roteamento.models import Unidade
from solicitacoes.escalonamento import Escala, a_chamar
from solicitacoes.models import Chamado, Escalonamento, Solicitacao
from solicitacoes.notificacao import chamar

SEPARADOS = 5
"""Até quantos recados sobre a mesma caixa vão um a um; mais que isso viram um só, com o número."""
LOTE = 20_000
"""Quantos pedidos uma volta chama; o resto fica para a volta seguinte, e nada se perde."""


@transaction.atomic
def chamar_pelo_prazo(*, regra: Escalonamento, agora: datetime) -> int:
    """Chama por todos os pedidos cuja hora chegou; diz quantos. Rodar de novo não repete.

    A regra fica presa: duas voltas ao mesmo tempo não chamam duas vezes.
    """
    presa = Escalonamento.objects.select_for_update(skip_locked=True, no_key=True).filter(
        pk=regra.pk, ativo=True
    )
    if not presa.exists():
        return 0
    escala = Escala.ler(timezone.localdate(agora))
    por_caixa: dict[tuple[Usuario, Unidade], list[Solicitacao]] = defaultdict(list)
    feitos = []
    for caso in em_dia(a_chamar(regra, agora))[:LOTE]:
        pessoas = escala.quem(regra, caso)
        for pessoa in pessoas:
            por_caixa[pessoa, caso.unidade].append(caso)
        if pessoas:
            feitos.append(Chamado(caso=caso, escalonamento=regra, vence_em=caso.vence_em, em=agora))
    Chamado.objects.bulk_create(feitos, batch_size=1000)
    for (pessoa, unidade), casos in por_caixa.items():
        _recados(pessoa, unidade, casos, regra, escala, agora)
    return len(feitos)


def _recados(  # noqa: PLR0913  cada argumento é um dado do recado
    pessoa: Usuario,
    unidade: Unidade,
    casos: list[Solicitacao],
    regra: Escalonamento,
    escala: Escala,
    agora: datetime,
) -> None:
    """Poucos, um a um; muitos, um recado só, que leva à lista ou, a quem não é da caixa, ao painel."""
    da_caixa = escala.abre_a_caixa(unidade.pk, pessoa)
    if len(casos) <= SEPARADOS:
        for caso in casos:
            chave = f"prazo/{regra.pk}/{caso.protocolo}/{timezone.localdate(caso.vence_em):%Y%m%d}"
            endereco = "" if da_caixa else reverse("portal:caso", args=[caso.protocolo])
            onde = "" if da_caixa else f"{unidade.sigla}. "
            texto = f"{onde}{capfirst(em_palavras(caso.vence_em, agora))}"
            chamar(caso, [pessoa], Notificacao.Tipo.PRAZO, texto, chave=chave, endereco=endereco)
        return
    lista = reverse("caixa:lista", args=[unidade.sigla]) + ("?atrasadas=sim" if regra.dias > 0 else "")
    notificar(
        [pessoa],
        tipo=Notificacao.Tipo.PRAZO,
        chave=f"prazo/{regra.pk}/u{unidade.pk}/{agora:%Y%m%d%H%M}",
        texto=f"{len(casos)} pedidos {_muitos(regra)} em {unidade.sigla}",
        endereco=lista if da_caixa else reverse("caixa:painel", args=[unidade.sigla]),
    )


def _muitos(regra: Escalonamento) -> str:
    if regra.dias < 0:
        return "com o prazo perto"
    return "com o prazo vencido" if regra.dias else "com o prazo hoje ou vencido"
