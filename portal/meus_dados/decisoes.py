"""O que se apaga sozinho, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao

GRUPO = "Os dados que se guardam"
DECISOES = (
    Decisao(
        codigo="guarda",
        nome="Quando o que diz quem você é se apaga",
        o_que="Passado o tempo de guarda de um pedido encerrado, o portal apaga dele nome, documento, "
        "contato e textos. O que não diz de ninguém fica, para as contas da cidade.",
        dados="O tipo do pedido, como terminou e em que dia.",
        quem_decide="A cidade escreve os tempos de guarda. Por ordem de um juiz ou dever legal, um caso "
        "fica mais tempo.",
        contestar="Antes do fim do tempo, peça uma cópia em “Meus dados”, ou fale com o encarregado.",
        lei="LGPD, artigos 15 e 16.",
        desde=date(2026, 12, 2),
        onde=("portal.meus_dados.apagar.aplicar_retencao",),
        rotinas=("portal.aplicar_retencao", "atendimento.aplicar_a_guarda"),
    ),
)
