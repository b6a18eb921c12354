"""Os recados a quem trabalha com um pedido de informação: no sino e no resumo do dia."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from avisos.acoes import notificar
from avisos.models import Notificacao
from contas.papeis import Papel
from roteamento.designados import designados

if TYPE_CHECKING:
    from esic.esperas import Espera


def contar(espera: Espera, linha: Any) -> None:
    """O primeiro recado de que algo espera; quem já o tem não recebe outro."""
    chamar(espera, linha, espera.chegada(linha), chave=espera.chave(linha))


def chamar(espera: Espera, linha: Any, texto: str, *, chave: str) -> None:
    """Deixa o recado a quem a espera chama; se ninguém está designado, à Ouvidoria, dizendo por quê."""
    caso, hoje = espera.caso(linha), timezone.localdate()
    pessoas = list(designados(espera.papel, hoje, orgao=caso.orgao if espera.do_orgao else None))
    dito = f"{texto}: {caso.protocolo_escrito}"
    if not pessoas and espera.papel != Papel.OUVIDORIA:
        pessoas = list(designados(Papel.OUVIDORIA, hoje))
        dito = f"{dito} ({espera.sem_ninguem(caso.orgao)})"
    notificar(
        pessoas,
        tipo=Notificacao.Tipo.INFORMACAO,
        chave=chave,
        texto=dito,
        endereco=espera.endereco(linha),
        protocolo=caso.protocolo,
    )
