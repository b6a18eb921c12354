"""O que a busca decide sozinha, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao, Medida

GRUPO = "Achar um serviço"
DECISOES = (
    Decisao(
        codigo="busca",
        nome="Que serviços a busca mostra, e em que ordem",
        o_que="Do que você escreve na busca, o portal escolhe os serviços e põe primeiro o que parece ser o "
        "seu.",
        dados="As palavras que você escreveu, os textos de cada serviço e quanto cada um é pedido na "
        "cidade. Quem você é e onde você está não contam.",
        quem_decide="Você escolhe o serviço, ou nenhum. A unidade que recebe o pedido pode trocar o "
        "serviço, e avisa você.",
        contestar="Procure na lista de todos os serviços, ou diga o que precisa à Central 156.",
        lei="Lei 13.460/2017, artigos 5º, XIV (linguagem simples), e 7º (carta de serviços).",
        desde=date(2026, 12, 1),
        onde=("guia.busca.achado.procurar",),
        rotinas=("guia.aprender_a_busca",),
        medida=Medida(
            resultado="O serviço certo veio em primeiro em 95,0 de cada cem buscas, e entre os três "
            "primeiros em 98,7.",
            quantos=1606,
            de_que="buscas escritas para a prova",
            em=date(2026, 12, 1),
            como="pytest -n0 -s tests/guia/test_medir_busca.py -m noturno",
            figuras="docs/busca.md",
        ),
    ),
    Decisao(
        codigo="emergencia",
        nome="Quando um telefone de emergência vem antes dos serviços",
        o_que="Se o que você escreve parece perigo, ou assunto de outro órgão, o portal mostra antes a quem "
        "ligar.",
        dados="Só as palavras que você escreveu.",
        quem_decide="Você: os serviços continuam logo abaixo.",
        contestar="Na dúvida, ligue para o número do perigo. Para corrigir a resposta, fale com a Central "
        "156.",
        lei="Lei 13.460/2017, artigo 5º, VIII (saúde e segurança de quem usa o serviço).",
        desde=date(2026, 12, 1),
        onde=("guia.busca.respostas.responder", "guia.busca.respostas.de_socorro"),
        medida=Medida(
            resultado="Só pelo sentido do relato, 317 trouxeram a resposta certa e 4, uma errada. Nos "
            "outros não veio resposta: vieram só os serviços.",
            quantos=558,
            de_que="relatos que a busca não tinha lido",
            em=date(2026, 12, 1),
            como="pytest -n0 -s tests/guia/test_medir_busca.py -m noturno",
            figuras="docs/busca.md",
        ),
    ),
)
