"""Quem abre cada endereço da transparência: a avaliação, os painéis, os dados abertos e o Open311."""

from __future__ import annotations

from tests.projeto.papeis_de_acesso import (
    DA_OUVIDORIA,
    DA_PARTE,
    DE_TODO_INTERLOCUTOR,
    DO_ORGAO,
    FECHADA,
    PUBLICA,
    SO_QUEM_ENTROU,
    Linha,
)

DA_TRANSPARENCIA: dict[str, Linha] = {
    **dict.fromkeys([f"avaliacao:{p}" for p in ("anos", "ano", "csv", "servico", "recusar")], PUBLICA),
    "decisoes:registro": PUBLICA,
    **dict.fromkeys([f"bairro:{p}" for p in ("achar", "bairro", "rss", "atom", "receber")], PUBLICA),
    **dict.fromkeys(["bairro:codigo", "bairro:sair"], PUBLICA),
    **dict.fromkeys(
        ["bairro:rss_da_cidade", "bairro:atom_da_cidade"], FECHADA
    ),  # pedem um serviço: test_bairro
    "avaliacao:do_orgao": DE_TODO_INTERLOCUTOR,
    "avaliacao:medidas": DO_ORGAO,
    "avaliacao:perguntas": DA_PARTE,
    "avaliacao:perguntas_da_conta": SO_QUEM_ENTROU,
    "avaliacao:quadro": DA_OUVIDORIA,
    **dict.fromkeys([f"paineis:{pagina}" for pagina in ("porta", "como", "comparar", "ranking")], PUBLICA),
    **dict.fromkeys([f"paineis:{planilha}" for planilha in ("csv", "comparar_csv", "ranking_csv")], PUBLICA),
    **dict.fromkeys(["dados_abertos:indice", "dados_abertos:catalogo"], PUBLICA),
    "dados_abertos:arquivo": FECHADA,  # a matriz não publica nenhum: test_dados_abertos
    **dict.fromkeys(
        [f"open311:{p}" for p in ("pagina", "openapi", "discovery", "servicos", "definicao", "pedidos")],
        PUBLICA,
    ),
    **dict.fromkeys(["open311:pedido", "open311:token"], FECHADA),  # só o público: test_open311_ler
}
