"""O que se decide sozinho de quem tenta entrar, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao

GRUPO = "A sua conta"
DECISOES = (
    Decisao(
        codigo="limites",
        nome="Quando é preciso esperar para tentar de novo",
        o_que="Depois de muitas tentativas seguidas de entrar, ou de muitas buscas, envios ou códigos, o "
        "portal pede que se espere alguns minutos ou horas.",
        dados="A conta tentada, o endereço de rede e o aparelho.",
        quem_decide="O portal: a espera acaba no tempo dito na página.",
        contestar="Espere, entre por outro caminho (código ou senha) ou ligue para a Central 156.",
        lei="LGPD, artigos 6º, VII, e 46 (segurança).",
        desde=date(2026, 12, 1),
        onde=("entrada.entrar.tentativas.limites_de", "referencia.limite_de_tentativas.dentro_do_limite"),
    ),
)
