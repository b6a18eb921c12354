"""O que a avaliação dos serviços decide sozinha, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao

GRUPO = "A avaliação dos serviços"
DECISOES = (
    Decisao(
        codigo="convite",
        nome="A quem se pergunta se o pedido foi resolvido",
        o_que="Toda semana o portal sorteia, entre os pedidos encerrados há pouco, a quem perguntar por "
        "mensagem. No máximo uma vez por trimestre a cada pessoa, e de serviços sigilosos a ninguém.",
        dados="O serviço, o dia em que o pedido acabou, um número sorteado e se a pessoa já respondeu ou "
        "recusou.",
        quem_decide="Você: responde se quiser. A resposta não muda o pedido.",
        contestar="Recuse pelo link da mensagem, e não se pergunta mais.",
        lei="Lei 13.460/2017, artigo 23.",
        desde=date(2026, 12, 2),
        onde=("transparencia.avaliacao.convites.candidatos",),
        rotinas=("transparencia.convidar_a_avaliar",),
    ),
)
