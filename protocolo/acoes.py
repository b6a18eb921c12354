"""As três peças de toda ação sobre um caso: travar, exigir, registrar.

Toda ação: `caso = travar(caso, versao=…)`, `exigir(caso, para, por)`, muda os campos e
`return registrar(caso, …)`. Completa ou nada; nunca chama o Celery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from avisos.models import Aviso
from protocolo.erros import Conflito, TransicaoProibida
from protocolo.situacoes import permitida

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from contas.autor import Autor
    from protocolo.models import Caso


def travar[C: Caso](caso: C, *, versao: int | None = None) -> C:
    """Trava a linha até o fim da transação e a relê.

    Com `versao` diferente da do banco levanta Conflito: alguém agiu antes. None não confere.
    """
    travado: C = type(caso)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=caso.pk)
    if versao is not None and travado.versao != versao:
        raise Conflito(
            "Outra pessoa mudou este pedido enquanto você escrevia. Veja o que mudou e tente de novo."
        )
    return travado


def exigir(caso: Caso, para: str, por: Autor) -> None:
    """Levanta TransicaoProibida se a tabela não deixa este papel levar o caso a `para`."""
    if not permitida(caso.TRANSICOES, caso.situacao, para, por.papel):
        raise TransicaoProibida("Na situação em que está, este pedido não aceita esta ação.")


def registrar[C: Caso](  # noqa: PLR0913  cada argumento é um campo do andamento
    caso: C,
    *,
    tipo: str,
    por: Autor,
    alcance: str,
    texto: str = "",
    avisos: Sequence[Aviso] = (),
    mudancas: dict[str, Any] | None = None,
    unidade: str = "",
    em: datetime | None = None,
    proprios: dict[str, Any] | None = None,
) -> C:
    """Grava o caso com versão nova, um andamento e os avisos dele, na transação de quem chama.

    `proprios` são os campos que só o andamento deste processo tem.
    """
    caso.versao += 1
    caso._history_user = por.usuario_no_registro  # type: ignore[attr-defined]
    caso.save()
    andamentos: Any = getattr(caso, "andamentos")  # noqa: B009  definido na classe concreta
    andamentos.create(
        ordem=caso.versao,
        tipo=tipo,
        texto=texto,
        alcance=alcance,
        papel=por.papel,
        usuario=por.usuario_no_registro,
        unidade=unidade,
        em=em or timezone.now(),
        mudancas=mudancas or {},
        **(proprios or {}),
    )
    Aviso.objects.bulk_create(avisos)
    return caso
