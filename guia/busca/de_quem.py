"""De quem se fala, na busca e em cada serviço: uma pessoa, um bicho, um morto ou uma coisa.

As palavras são as mesmas (“abandonado”, “morto”, “caiu”) e o serviço é outro: quem procura o enterro da mãe
não vê a remoção de animal morto. As palavras estão em dados/de_quem.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from guia.busca.expressoes import Condicao, condicao, em_palavras
from guia.conteudo.leitura import DADOS
from guia.models import RespostaDeBusca, Servico
from referencia.tabelas import ler_yaml

ARQUIVO = DADOS / "de_quem.yaml"
PESSOA, BICHO, MORTO = "pessoa", "bicho", "morto"

type Assunto = frozenset[str]
"""De quem se fala; vazio, de ninguém em particular."""


@dataclass(frozen=True, slots=True)
class Quem:
    """Um deles: o que o diz na busca e no nome de um serviço, e as respostas que são dele."""

    quem: str
    dito: Condicao
    sem_bicho: Condicao
    com_pessoa: Condicao
    no_nome: Condicao
    menos: frozenset[str]
    respostas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reserva:
    """Os serviços que só se mostram a quem diz uma das palavras."""

    no_nome: Condicao
    dito: Condicao


@dataclass(frozen=True, slots=True)
class Fala:
    """O que a busca diz: as palavras e de quem fala."""

    palavras: list[str]
    de_quem: Assunto

    def traz(self, servico: Servico) -> bool:
        """O serviço é de quem se fala, ou não é de ninguém, e não está reservado a quem diz outra coisa."""
        de_quem, reservas = _do_servico(servico.slug, servico.nome)
        return self._mesmo(de_quem) and all(reserva.cabe(self.palavras) for reserva in reservas)

    def pede_certeza(self, servico: Servico) -> bool:
        """No luto, o que não é dele só serve, depois do primeiro, se é mesmo o que se quis dizer.

        Quem enterra a mãe não vê a caçamba por também querer saber quanto custa.
        """
        de_quem, _ = _do_servico(servico.slug, servico.nome)
        return MORTO in self.de_quem and MORTO not in de_quem

    def pede(self, resposta: RespostaDeBusca) -> bool:
        """A resposta que é só de gente não vem a quem só fala de um bicho; na dúvida, vem."""
        de_quem = frozenset(um.quem for um in _todos() if resposta.slug in um.respostas)
        return BICHO not in self.de_quem or self._mesmo(de_quem)

    def _mesmo(self, de_quem: Assunto) -> bool:
        return not self.de_quem or not de_quem or bool(self.de_quem & de_quem)


def ler(busca: str) -> Fala:
    """De quem a busca fala."""
    palavras = em_palavras(busca)
    ditos = {um.quem for um in _todos() if um.dito.cabe(palavras)}
    if BICHO not in ditos:
        ditos |= {um.quem for um in _todos() if um.sem_bicho.cabe(palavras)}
    if PESSOA in ditos and BICHO not in ditos:
        ditos |= {um.quem for um in _todos() if um.com_pessoa.cabe(palavras)}
    if MORTO in ditos:
        ditos.add(PESSOA)
    return Fala(palavras, frozenset(ditos))


def eh_de_gente(servico: Servico) -> bool:
    """O serviço é de uma pessoa, e o diz no nome."""
    return PESSOA in _do_servico(servico.slug, servico.nome)[0]


@lru_cache(maxsize=4000)
def _do_servico(slug: str, nome: str) -> tuple[Assunto, tuple[Condicao, ...]]:
    """De quem é o serviço, e o que é preciso dizer para o ver."""
    palavras = em_palavras(nome)
    de_quem = {um.quem for um in _todos() if slug not in um.menos and um.no_nome.cabe(palavras)}
    return frozenset(de_quem), tuple(r.dito for r in _reservas() if r.no_nome.cabe(palavras))


@cache
def _todos() -> tuple[Quem, ...]:
    return tuple(
        Quem(
            quem=um["quem"],
            dito=condicao(tuple(um["quando"]), a_nao_ser=tuple(um.get("a_nao_ser", [])), solta=True),
            sem_bicho=condicao(tuple(um.get("sem_bicho", [])), solta=True),
            com_pessoa=condicao(tuple(um.get("com_pessoa", [])), solta=True),
            no_nome=condicao(tuple(um["nome"])),
            menos=frozenset(um.get("menos", [])),
            respostas=frozenset(um.get("respostas", [])),
        )
        for um in ler_yaml(ARQUIVO)["quem"]
    )


@cache
def _reservas() -> tuple[Reserva, ...]:
    return tuple(
        Reserva(condicao(tuple(uma["nome"])), condicao(tuple(uma["quando"]), solta=True))
        for uma in ler_yaml(ARQUIVO)["so_a_quem_diz"]
    )
