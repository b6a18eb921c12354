"""Sete serviços frequentes do Guia, pedidos na mesa só com o teclado: os gestos, na ordem das perguntas."""

from __future__ import annotations

from dataclasses import dataclass

from tests.solicitacoes.elenco import MARIA

LUGAR = ("=Rua Líbero Badaró", "Enter", "=425", "Enter")
SEM_CONTAR_NADA = ("Enter",)
CPF, EMAIL, TELEFONE = f"={MARIA.documento}", f"={MARIA.email}", f"={MARIA.telefone}"
DE_MARIA = ("=Maria Silva", "Enter", CPF, "Enter", EMAIL, "Enter", TELEFONE, "Control+Enter")
SEM_SE_IDENTIFICAR = ("Alt+a", "Enter")


@dataclass(frozen=True)
class Pedido:
    """As palavras da pessoa, os gestos nas perguntas do serviço, o que fica respondido e quem pede."""

    palavras: str
    perguntas: tuple[str, ...]
    respostas: list[str]
    quem: tuple[str, ...] = DE_MARIA

    @property
    def gestos(self) -> tuple[str, ...]:
        return (*LUGAR, *self.perguntas, *SEM_CONTAR_NADA, *self.quem)


PEDIDOS = {
    "tapa-buraco": Pedido("buraco na rua", ("2", "Enter"), ["Do tamanho de um pneu"]),
    "poda-ou-remocao-de-arvore-na-rua": Pedido(
        "galho no fio",
        ("2", "3", "=4", "Enter"),
        ["Galhos encostam na fiação", "Maior que um sobrado", "4"],
    ),
    "reparo-de-luz-na-rua": Pedido("poste apagado", ("1", "Enter"), ["Está apagada à noite"]),
    "retirada-de-entulho-e-grandes-objetos": Pedido(
        "sofá na rua",
        ("2", "Enter", "2", "Enter"),
        ["Sofá, colchão ou outro móvel", "Enche um carro"],
    ),
    "barulho-de-comercio-ou-evento": Pedido(
        "bar barulhento",
        ("1", "=Bar do Zé", "Enter", "2", "3", "Enter", "=das 22h às 4h", "Enter"),
        ["Bar, restaurante ou casa de festa", "Bar do Zé", "Sexta, Sábado", "das 22h às 4h"],
        SEM_SE_IDENTIFICAR,
    ),
    "veiculo-abandonado": Pedido(
        "carro abandonado",
        ("1", "=ABC1D23", "Enter", "Enter", "1"),
        ["Carro", "ABC1D23", "Não vi perigo"],
    ),
    "limpeza-de-bueiro": Pedido("bueiro entupido", ("1", "Enter"), ["Está entupido de lixo ou terra"]),
}
