"""A história de um caso como quem trabalha nele a lê: com o nome de quem agiu e o que mudou."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contas.papeis import Papel
from protocolo.models import Andamento

VISTAS = {"": "Tudo", "municipe": "O que o munícipe vê", "equipe": "Só a equipe"}
"""O valor na URL e o nome de cada modo de ler a história."""
NOMES = {
    "servico": "Serviço",
    "endereco": "Endereço",
    "unidade": "Unidade",
    "prazo": "Prazo",
    "responsavel": "Responsável",
    "turma": "Turma",
    "desfecho": "Desfecho",
    "motivo": "Motivo",
    "agendada_para": "Dia marcado",
    "principal": "Principal",
    "tipo": "Tipo",
    "orgao": "Órgão",
    "resposta": "Resultado",
    "destino": "Destino",
    "decisao": "Decisão",
    "instancia": "Quem decide",
    "decidiu": "Quem decidiu",
    "resultado": "Resultado",
    "fotos": "Fotos",
}
"""O que de `mudancas` se diz, e com que palavra."""


@dataclass(frozen=True, slots=True)
class Passo:
    """Um passo da história."""

    titulo: str
    em: datetime
    quem: str
    texto: str
    interno: bool


def andamentos(caso: Any, *, depois_de: int = 0) -> list[Any]:
    """Os andamentos, do mais antigo ao mais novo, com quem agiu; ou só os que vieram depois."""
    return list(caso.andamentos.filter(ordem__gt=depois_de).select_related("usuario").order_by("ordem"))


def em_frase(passados: Sequence[Any]) -> str:
    """O que se fez, e quem, numa linha: a quem agia sobre o caso de antes."""
    return "; ".join(f"{passo.frase} ({quem_agiu(passo)})" for passo in passados)


def historia(passados: Sequence[Any], *, vista: str = "") -> list[Passo]:
    """A história, pública e interna, do mais novo ao mais antigo, ou uma vista dela.

    Na vista do munícipe não há nome de servidor nem o que mudou: só a frase e o texto que ele lê.
    """
    internos = {a.pk for a in passados if a.alcance == Andamento.Alcance.INTERNO}
    if vista == "municipe":
        lidos = [a for a in reversed(passados) if a.pk not in internos]
        return [Passo(a.frase, a.em, Papel(a.papel).label, a.texto, interno=False) for a in lidos]
    return [_passo(a) for a in reversed(passados) if vista != "equipe" or a.pk in internos]


def _passo(andamento: Any) -> Passo:
    return Passo(
        titulo=andamento.frase,
        em=andamento.em,
        quem=quem_agiu(andamento),
        texto="\n\n".join(filter(None, [*_o_que_mudou(andamento.mudancas), andamento.texto])),
        interno=andamento.alcance == Andamento.Alcance.INTERNO,
    )


def quem_agiu(andamento: Andamento) -> str:
    """Quem trabalha, pelo nome e pela unidade; munícipe e sistema, pelo papel.

    O atendente registra de outro lugar, por quem pede: a unidade em que o caso está não é a dele.
    """
    if andamento.usuario is None:
        return Papel(andamento.papel).label
    de_onde = "atendente" if andamento.papel == Papel.ATENDENTE else andamento.unidade
    return ", ".join(filter(None, [andamento.usuario.nome, de_onde]))


def _o_que_mudou(mudancas: Mapping[str, Any]) -> list[str]:
    """`{"unidade": [de, para]}` em frases; a data do prazo já vem dita no texto do andamento."""
    return [
        f"{NOMES[campo]}: {antes} → {depois or 'nenhum'}" if antes else f"{NOMES[campo]}: {depois}"
        for campo, (antes, depois) in mudancas.items()
        if campo in NOMES
    ]
