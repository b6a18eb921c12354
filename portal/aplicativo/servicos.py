"""Os serviços do aplicativo: os que um editor escolheu, e as palavras por que o aparelho os acha."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from guia import perguntas
from guia.busca.sinonimos import simplificar
from guia.models import Servico, Tema, VersaoDoServico
from guia.perguntas import COM_ARQUIVO

MAIS_PEDIDOS = 6
"""Os serviços que se sugerem depois da foto, antes de todos."""
MENOR_PALAVRA = 3
DE_LIGACAO = frozenset(
    ("que", "com", "por", "para", "uma", "uns", "dos", "das", "nos", "nas", "sem", "meu", "minha", "tem")
)
"""Não distinguem um serviço de outro: quem as escreve acha pelas outras."""


@dataclass(frozen=True, slots=True)
class Opcao:
    """Um serviço na lista: como se chama, por que palavras se acha e se só se pede com internet."""

    servico: Servico
    palavras: str
    so_com_internet: bool


def cabe_no_aparelho(versao: VersaoDoServico) -> bool:
    """Se o pedido pode esperar no aparelho: o sigiloso nunca, nem o que se responde com um documento."""
    com_arquivo = any(pergunta.tipo in COM_ARQUIVO for pergunta in perguntas.ler(versao.perguntas))
    return not versao.sigilosa and not com_arquivo


def opcoes() -> list[Opcao]:
    """Todos, os mais pedidos primeiro."""
    servicos = Servico.objects.do_aplicativo().completos().mais_pedidos()
    return [_opcao(s, s.publicada) for s in servicos if s.publicada]


def _opcao(servico: Servico, versao: VersaoDoServico) -> Opcao:
    return Opcao(servico, _palavras(versao, servico.assunto.tema), not cabe_no_aparelho(versao))


def _palavras(versao: VersaoDoServico, tema: Tema) -> str:
    """As palavras do título, do nome e das pessoas, sem acento, sem repetir e sem o plural do que já está."""
    juntas = " ".join([versao.titulo, versao.nome, tema.nome, *versao.palavras])
    ditas = re.findall(r"\w+", simplificar(juntas))
    unicas = dict.fromkeys(p for p in ditas if len(p) >= MENOR_PALAVRA and p not in DE_LIGACAO)
    return " ".join(p for p in unicas if p.removesuffix("s") == p or p.removesuffix("s") not in unicas)


def da_rua(todas: Iterable[Opcao]) -> list[Opcao]:
    """Os poucos que se sugerem a quem fotografou: o que está na rua, à vista de todos."""
    vistas = [o for o in todas if o.servico.publicada and o.servico.publicada.publica]
    return vistas[:MAIS_PEDIDOS]


def por_tema(todas: Iterable[Opcao]) -> list[tuple[Tema, list[Opcao]]]:
    """Os temas na ordem do Guia, cada um com os seus, o mais pedido primeiro."""
    temas: dict[int, tuple[Tema, list[Opcao]]] = {}
    for opcao in todas:
        tema = opcao.servico.assunto.tema
        temas.setdefault(tema.pk, (tema, []))[1].append(opcao)
    return sorted(temas.values(), key=lambda par: (par[0].ordem, par[0].nome))
