"""A planilha de cada página dos painéis: o que ela diz, e de onde vem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from documentos.planilha import Linha
from transparencia.paineis.medidas import Lida
from transparencia.paineis.quadros import Quadro
from transparencia.paineis.recorte import Recorte

CABECALHO = (
    *("publicada_em", "contado_ate", "metodo", "periodo", "lugar", "servico"),
    *("quadro", "linha", "coluna", "valor", "detalhe"),
)


def do_recorte(recorte: Recorte, lidas: Iterable[Lida], quadros: Iterable[Quadro]) -> Iterator[Linha]:
    """Um número por linha; o que não se abre e o que não se registrou vão por extenso."""
    de = origem(recorte)
    for lida in lidas:
        yield (*de, "Resumo", lida.medida.nome, "", lida.numero or lida.por_que_nao, lida.detalhe)
    for quadro in quadros:
        for linha in quadro.linhas:
            for coluna, valor in zip(quadro.colunas, linha.valores, strict=False):
                yield (*de, quadro.titulo, linha.nome, coluna, valor, "")


def origem(recorte: Recorte) -> tuple[str, ...]:
    """De que edição e de que recorte é a linha."""
    edicao = recorte.edicao
    return (
        edicao.dia.isoformat(),
        edicao.ate.isoformat(),
        edicao.metodo,
        recorte.periodo.chave,
        recorte.nome_do_lugar,
        recorte.nome_do_servico,
    )
