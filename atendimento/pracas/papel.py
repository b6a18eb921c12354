"""O que o comprovante diz de um caso, de qualquer processo; do sigiloso, nem o serviço nem o lugar."""

from __future__ import annotations

from dataclasses import dataclass

from guia.models import VersaoDoServico
from ouvidoria import o_que_acontece
from ouvidoria.models import Manifestacao
from portal.consultas import Achado, resultado
from roteamento.models.unidades import TRIAGEM
from solicitacoes.models import Solicitacao

type Linha = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Papel:
    """O título, de que se trata e o que acontece agora."""

    titulo: str
    linhas: list[Linha]
    agora: list[str]
    sigiloso: bool = False
    ate: str = "Resposta até"


def papel_de(caso: Achado) -> Papel:
    """O que se imprime; `caso` não é denúncia."""
    if isinstance(caso, Solicitacao):
        return _do_pedido(caso)
    if isinstance(caso, Manifestacao):
        linhas = [("Tipo", caso.nome_do_tipo), ("Situação", caso.nome_da_situacao)]
        agora = [o_que_acontece.primeiro(caso)] if caso.aberta else []
        return Papel("Comprovante da manifestação", linhas, agora, ate="Retorno da Ouvidoria até")
    linhas = [("Órgão", caso.orgao.nome), ("Situação", caso.nome_da_situacao)]
    agora = ["O órgão procura a informação e responde."]
    return Papel("Comprovante do pedido de informação", linhas, agora if caso.aberta else [])


def _do_servico(versao: VersaoDoServico) -> list[Linha]:
    """Nas palavras do cidadão e, se é outro, o nome que a cidade dá."""
    return [("Serviço", versao.chamado), ("Nome oficial", versao.nome_oficial)]


def _do_pedido(caso: Solicitacao) -> Papel:
    onde = ", ".join(filter(None, (caso.endereco, caso.distrito.nome if caso.distrito else "")))
    linhas = [] if caso.sigilosa else [*_do_servico(caso.versao_servico), ("Lugar", onde)]
    linhas.append(("Situação", resultado(caso)))
    if not caso.aberta:
        agora = []
    elif caso.unidade.sigla == TRIAGEM:
        agora = ["A coordenação da Central escolhe a equipe que cuida deste pedido."]
    elif caso.sigilosa:
        agora = ["O pedido já está com a equipe que cuida dele."]
    else:
        agora = [f"O pedido já está com: {caso.unidade.nome}."]
    ditas = [(rotulo, valor) for rotulo, valor in linhas if valor]
    return Papel("Comprovante do pedido", ditas, agora, sigiloso=caso.sigilosa)
