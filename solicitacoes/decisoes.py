"""O que se decide sozinho de um pedido de serviço, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao, Medida

GRUPO = "O pedido de serviço"
DECISOES = (
    Decisao(
        codigo="iguais",
        nome="Que pedidos parecem o mesmo que o seu",
        o_que="Antes de você pedir, o portal mostra até três pedidos abertos do mesmo serviço, a até 100 "
        "metros ou na mesma rua com número vizinho.",
        dados="O serviço, o lugar, o dia e a situação dos pedidos abertos, só dos serviços de problemas à "
        "vista de todos. Nada de quem pediu.",
        quem_decide="Você: pode pedir assim mesmo ou acompanhar o que já existe. Juntar pedidos é decisão "
        "da unidade, e cada um mantém o número e o prazo.",
        contestar="Faça o pedido assim mesmo. Se juntaram o seu a um que não é igual, diga isso na página "
        "dele.",
        lei="Lei 13.460/2017, artigo 11 (ninguém pode recusar que você se manifeste).",
        desde=date(2026, 12, 1),
        onde=("solicitacoes.pedidos_iguais.iguais_publicos",),
    ),
    Decisao(
        codigo="previsao",
        nome="Quantos dias os pedidos têm levado",
        o_que="Ao lado do prazo, o portal diz em quantos dias terminou metade dos pedidos do serviço, e "
        "nove em cada dez. Não é prazo, e não muda o seu.",
        dados="O dia em que os pedidos do último ano foram abertos e encerrados, por serviço e "
        "subprefeitura, contados também os que ainda estão abertos.",
        quem_decide="Ninguém decide nada por estes dias: quem responde é a unidade, no prazo do serviço.",
        contestar="Passou do prazo? Reclame na Ouvidoria. O que conta é o prazo, e não estes dias.",
        lei="Lei 13.460/2017, artigo 7º (dizer o prazo e o tempo de espera).",
        desde=date(2026, 12, 1),
        onde=("solicitacoes.previsao.duracoes.contar",),
        rotinas=("solicitacoes.medir_tempos",),
        medida=Medida(
            resultado="54,1% terminaram nos dias ditos para metade, e 87,7% nos ditos para nove em cada dez.",
            quantos=163912,
            de_que="pedidos de 2015 a 2018",
            em=date(2026, 12, 1),
            como="manage.py medir_previsao",
            figuras="docs/medicoes.md",
        ),
    ),
    Decisao(
        codigo="ordem",
        nome="Em que ordem a unidade vê os pedidos",
        o_que="Na lista da unidade vem primeiro o pedido que vence antes. Na rua, a lista do dia segue do "
        "lugar mais perto ao seguinte.",
        dados="O vencimento de cada pedido e, na rua, o ponto no mapa. O canal por onde você pediu e quem "
        "você é não contam.",
        quem_decide="Quem trabalha na unidade: pode ver a lista noutra ordem e escolher por onde começa.",
        contestar="Se o caso é urgente, diga isso na página do pedido. Se passou do prazo, reclame na "
        "Ouvidoria.",
        lei="Lei 13.460/2017, artigo 5º, III (ordem de chegada, fora urgência e as prioridades da lei).",
        desde=date(2026, 11, 27),
        onde=("mesas.paginacao.paginar", "solicitacoes.campo.ordem_de_visita.pelo_caminho"),
    ),
    Decisao(
        codigo="chamado",
        nome="Quem é chamado quando o prazo aperta",
        o_que="Três dias antes do prazo, o portal avisa quem cuida do pedido; no dia do vencimento, a "
        "chefia; dez dias depois, a unidade acima. A cidade pode mudar esses dias. Avisa também quem demora "
        "a decidir se um pedido se reabre.",
        dados="O vencimento do pedido, a unidade e quem trabalha nela.",
        quem_decide="A chefia decide o que fazer. O aviso não muda o pedido.",
        contestar="Passado o prazo, você pode reclamar na Ouvidoria, tenham sido chamados ou não.",
        lei="Lei 13.460/2017, artigo 5º, VI (cumprir prazos).",
        desde=date(2026, 12, 1),
        onde=("solicitacoes.escalonamento.a_chamar",),
        rotinas=("solicitacoes.chamar_pelo_prazo", "solicitacoes.cobrar_reaberturas"),
    ),
)
