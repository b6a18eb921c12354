"""Os números de um painel em planilha: uma linha por unidade, por serviço, por turma e por semana."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from documentos.planilha import Linha
from solicitacoes.chefia.quadro import LinhaDoQuadro
from solicitacoes.chefia.semanas import Semana

COLUNAS = (
    "Por",
    "Nome",
    "Abertos",
    "Atrasados",
    "Devolvidos",
    "Entraram",
    "Dos que entraram, juntos com outro pedido",
    "Saíram",
    "Reaberturas",
    "Finalizados medidos",
    "Metade finalizada em até (dias)",
    "Nove em dez finalizados em até (dias)",
    "Disseram se foi resolvido",
    "Disseram que sim",
    "Feitos",
)


def linhas(quadros: Mapping[str, Sequence[LinhaDoQuadro]], semanas: Sequence[Semana]) -> Iterator[Linha]:
    """O cabeçalho e os quadros, pelo nome; das semanas só se sabe o que entrou e o que saiu."""
    yield COLUNAS
    for por, quadro in quadros.items():
        yield from (_linha(por, linha) for linha in quadro)
    for semana in semanas:
        nome = f"{semana.de:%d/%m/%Y} a {semana.ate:%d/%m/%Y}"
        yield ("Semana", nome, None, None, None, semana.entraram, None, semana.sairam)


def _linha(por: str, linha: LinhaDoQuadro) -> Linha:
    return (
        por,
        linha.nome,
        linha.abertos,
        linha.atrasados,
        linha.voltaram,
        linha.entraram,
        linha.entraram_juntos,
        linha.sairam,
        linha.reaberturas,
        linha.tempos.pedidos,
        linha.tempo,
        linha.de_nove_em_dez,
        linha.disseram if por == "Serviço" else None,
        linha.resolvidos if por == "Serviço" else None,
        linha.feitos,
    )
