"""Quem se põe diante de cada endereço, e o que uma linha da matriz de acesso diz."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class R(StrEnum):
    """O que a resposta diz do acesso."""

    PODE = "pode"
    ENTRAR = "manda entrar"
    NEGADO = "403"
    SUMIU = "404"
    METODO = "405"


PAPEIS = (
    "anonimo",
    "dono",
    "outro_municipe",
    "atendente",
    "servidor",
    "servidor_de_fora",
    "chefia",
    "focal",
    "administracao",
    "coordenacao",
    "ouvidoria",
    "ouvidoria_com_selo",
    "corregedoria",
    "interlocutor",
    "interlocutor_de_fora",
    "sic",
    "sic_de_fora",
    "autoridade",
    "cmai",
    "atendente_que_digitou",
    "supervisao",
)
"""`dono` tem no navegador a chave do pedido e o rascunho; `servidor` e `chefia` servem na unidade dele.

A manifestação é uma denúncia: `dono` tem a chave dela, `interlocutor` responde pelo órgão a que outra foi
encaminhada, e só `ouvidoria_com_selo` pode abrir a identidade.
`sic` responde pelo órgão a que se fez o pedido de informação, e `sic_de_fora`, por outro; `autoridade` decide
os recursos da 1ª instância do mesmo órgão, e `cmai` é da Comissão. `supervisao` é chefia da Central.
"""

SEM_CONTA = ("anonimo", "dono", "outro_municipe")
COM_CONTA = tuple(papel for papel in PAPEIS if papel not in SEM_CONTA)


@dataclass(frozen=True)
class Linha:
    """Um endereço: com que método se pede e o que cada papel recebe; o padrão vale para os não citados."""

    padrao: R
    metodo: str = "GET"
    excecoes: dict[str, R] = field(default_factory=dict)

    def esperado(self, papel: str) -> R:
        return self.excecoes.get(papel, self.padrao)


def com(padrao: R, *grupos: tuple[R, tuple[str, ...]], metodo: str = "GET") -> Linha:
    return Linha(padrao, metodo, {papel: r for r, papeis in grupos for papel in papeis})


PUBLICA = Linha(R.PODE)
SO_QUEM_ENTROU = com(R.PODE, (R.ENTRAR, SEM_CONTA))
DA_PARTE = com(R.NEGADO, (R.PODE, ("dono",)))
DA_OUVIDORIA = com(R.NEGADO, (R.PODE, ("ouvidoria", "ouvidoria_com_selo")), (R.ENTRAR, SEM_CONTA))
DO_ORGAO = com(R.NEGADO, (R.PODE, ("interlocutor",)), (R.ENTRAR, SEM_CONTA))
DE_TODO_INTERLOCUTOR = com(
    R.NEGADO, (R.PODE, ("interlocutor", "interlocutor_de_fora")), (R.ENTRAR, SEM_CONTA)
)
FECHADA = Linha(R.SUMIU)
