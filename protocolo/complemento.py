"""O complemento de um caso: pergunta-se, o relógio para, e a resposta (ou o fim do tempo dela) o retoma.

Salvo `lembrar` e `recalcular`, só muda a memória; quem grava é a ação de cada processo. O prazo da pessoa é o
`PRAZO_DO_COMPLEMENTO` do modelo.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from avisos.models import Aviso
from contas.autor import Autor
from protocolo import prazos_legais
from protocolo.acoes import registrar, travar
from protocolo.calendario import carregar_calendario
from protocolo.models import Andamento, ComComplemento
from protocolo.prazos import relogio
from protocolo.prazos.em_palavras import dia
from protocolo.vencimento import RECALCULO

PEDIDO, LEMBRADO = "complemento_pedido", "complemento_lembrado"
"""Os tipos de andamento da pergunta e do lembrete dela, iguais em todo processo."""


def prazo(caso: ComComplemento, agora: datetime) -> datetime:
    """Até quando a pessoa teria para responder a uma pergunta feita agora."""
    return prazos_legais.vencimento(caso.PRAZO_DO_COMPLEMENTO, inicio=agora)


def perguntar(caso: ComComplemento, *, em: datetime) -> datetime:
    """O relógio para; lembra-se na metade do tempo. Devolve até quando se espera."""
    ate = prazo(caso, em)
    caso.responder_ate, caso.lembrar_em = ate, em + (ate - em) / 2
    relogio.parar(caso, em=em)
    return ate


def retomar(caso: ComComplemento, *, em: datetime) -> None:
    """Ninguém mais espera a pessoa, e o relógio volta a correr."""
    caso.responder_ate = caso.lembrar_em = None
    relogio.retomar(caso, em=em, calendario=carregar_calendario())


def pergunta_em_aberto(caso: Any) -> str:
    """O que se perguntou e ainda não foi respondido; vazio se ninguém espera a pessoa."""
    if caso.responder_ate is None:
        return ""
    pedido = caso.andamentos.filter(tipo=PEDIDO).order_by("-ordem").first()
    return pedido.texto if pedido else ""


def lembrar[C: ComComplemento](
    caso: C, *, por: Autor, avisos: Callable[[C, str, datetime], list[Aviso]]
) -> C:
    """Lembra a pessoa, uma vez, na metade do tempo de resposta. `avisos` recebe a pergunta e até quando."""
    caso = travar(caso)
    if caso.responder_ate is None or caso.lembrar_em is None:
        return caso
    caso.lembrar_em = None
    return registrar(
        caso,
        tipo=LEMBRADO,
        por=por,
        alcance=Andamento.Alcance.INTERESSADO,
        avisos=avisos(caso, pergunta_em_aberto(caso), caso.responder_ate),
    )


def acabou(caso: ComComplemento, agora: datetime) -> bool:
    """O tempo de responder passou sem resposta."""
    return caso.responder_ate is not None and caso.responder_ate < agora


def recalcular(
    caso: Any, *, por: Autor, em: datetime, avisos: Callable[[str], list[Aviso]] = lambda _: []
) -> bool:
    """Refaz e grava até quando se espera a pessoa; a metade, em que se lembra, não muda. Diz se cresceu.

    O prazo dito nunca encurta. `avisos` recebe o dia de antes.
    """
    caso.calculada_em = em
    antes = caso.responder_ate
    novo = prazo(caso, caso.parada_em) if antes else None
    if novo is None or novo <= antes:
        type(caso).objects.filter(pk=caso.pk).update(calculada_em=em)
        return False
    caso.responder_ate = novo
    registrar(
        caso,
        tipo=RECALCULO,
        por=por,
        alcance=Andamento.Alcance.INTERESSADO,
        texto=f"O calendário da cidade mudou: o seu tempo de responder foi de {dia(antes)} para {dia(novo)}.",
        mudancas={"responder_ate": [dia(antes), dia(novo)]},
        avisos=avisos(dia(antes)),
    )
    return True
