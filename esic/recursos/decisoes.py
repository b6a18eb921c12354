"""O que o acesso à informação decide sozinho, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao, Medida

GRUPO = "Acesso à informação"
DECISOES = (
    Decisao(
        codigo="outro-caminho",
        nome="Se o texto parece um serviço ou uma reclamação",
        o_que="Antes de você enviar um pedido de informação, o portal diz se o texto parece um serviço ou "
        "um assunto da Ouvidoria, e mostra respostas parecidas já publicadas.",
        dados="Só o texto que você escreveu.",
        quem_decide="Você: o botão de continuar como pedido de informação está sempre ali.",
        contestar="Continue. Pedido de informação não se recusa por parecer outra coisa.",
        lei="Lei 12.527/2011, artigo 10.",
        desde=date(2026, 11, 27),
        onde=("esic.pedir.o_que_parece.parece",),
        medida=Medida(
            resultado="Acertou 16 de 16 pedidos de informação, 10 de 15 serviços e 4 de 12 reclamações. O "
            "que não reconheceu seguiu como pedido de informação.",
            quantos=43,
            de_que="frases escritas depois da regra",
            em=date(2026, 11, 26),
            como="pytest tests/esic/test_caminho.py",
            figuras="docs/adr/0024-mostrar-o-caminho-sem-recusar.md",
        ),
    ),
    Decisao(
        codigo="recurso",
        nome="Quando um pedido de informação sobe ou se encerra pelo tempo",
        o_que="Passado o prazo de recorrer, ou cumprida a última decisão, o pedido se encerra. Se a cidade "
        "ligar o recurso de ofício, o pedido sem resposta no prazo sobe à instância seguinte sem você pedir.",
        dados="O prazo, o dia da resposta e se houve recurso.",
        quem_decide="O recurso é decidido por pessoas: a autoridade do órgão, a Controladoria e a Comissão.",
        contestar="Recorra no prazo, que a página do pedido mostra, ou reclame da falta de resposta.",
        lei="Lei 12.527/2011, artigo 15; Decreto municipal 53.623/2012.",
        desde=date(2026, 12, 1),
        onde=("esic.acoes.subir_de_oficio", "esic.acoes.encerrar"),
        rotinas=("esic.subir_de_oficio", "esic.encerrar_passados"),
    ),
)
