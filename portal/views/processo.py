"""O que cada processo diz de si em `/acompanhar/`; o despacho, que é um só, está em `acompanhar.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.mensagens import Mandar
from protocolo.models import Caso


@dataclass(frozen=True, slots=True, kw_only=True)
class MensagensDoCaso[C: Caso]:
    """Como a pessoa manda mais informações a quem cuida do caso."""

    quem_atende: str
    """A quem se responde: a equipe, a Ouvidoria."""
    pergunta: Callable[[C], str]
    """O que se perguntou à pessoa e ela ainda não respondeu; vazio se nada."""
    mandar: Mandar[C]
    pagina_encerrada: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Processo[C: Caso]:
    """As páginas e os atos que todo processo tem para quem acompanha; os que são só de um são views dele.

    As páginas são nomes de arquivo em `templates/`; os contextos recebem o caso que a guarda já deixou ver, e
    só dizem o que é deles: o caso, o formulário da chave e a chave são de todos.
    """

    pagina_publica: str
    contexto_publico: Callable[[C], dict[str, Any]]
    pagina_completa: str
    contexto_completo: Callable[[C], dict[str, Any]]
    mensagens: MensagensDoCaso[C] | None
    """None no processo que não recebe mensagens: o pedido de informação se responde como veio."""
    pagina_da_desistencia: str
    cancelar: Callable[..., object]
    """A ação que registra a desistência, de `caso`, `por` e `por_onde`; e de `motivo`, se há `motivos`."""
    desistiu: str
    motivos: Sequence[str] = ()
    """Por que se desiste, se o processo pergunta: a ação dele recebe `motivo`."""
