"""O que a Ouvidoria decide sozinha ao receber, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao

GRUPO = "Ouvidoria"
DECISOES = (
    Decisao(
        codigo="segunda-instancia",
        nome="Se já é hora de reclamar de um pedido",
        o_que="A reclamação pede um pedido com o prazo passado ou que terminou mal. Se ainda não é o caso, "
        "o portal diz por quê, e registra o que você escreveu como solicitação.",
        dados="O número do pedido, a situação, o prazo e o motivo que você escolheu.",
        quem_decide="A Ouvidoria lê tudo o que se registra e pode mudar o tipo.",
        contestar="Registre assim mesmo e explique: nada do que se escreve à Ouvidoria é recusado.",
        lei="Lei 13.460/2017, artigo 11 (é proibido recusar manifestações).",
        desde=date(2026, 12, 1),
        onde=("ouvidoria.segunda_instancia.tipo_que_cabe",),
    ),
)
