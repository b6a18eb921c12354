"""Os desenhos de docs/desenhos.md são os do código de agora."""

from __future__ import annotations

from protocolo.situacoes import Transicao
from solicitacoes.situacoes import Situacao
from tests.desenho import ARQUIVO, das_situacoes, desenhos


def test_os_desenhos_sao_os_do_codigo() -> None:
    assert ARQUIVO.read_text(encoding="utf-8") == desenhos(), "rode `uv run just desenhos`"


def test_seta_diz_quem_a_faz() -> None:
    feita = Transicao(Situacao.ABERTA, Situacao.FINALIZADA, frozenset())
    assert "aberta --> finalizada" in das_situacoes(Situacao, [feita])
