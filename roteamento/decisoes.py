"""O que as rotas decidem sozinhas, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao, Medida

GRUPO = "Para onde vai o pedido"
DECISOES = (
    Decisao(
        codigo="unidade",
        nome="Que unidade da Prefeitura recebe o pedido",
        o_que="O portal acha em que distrito fica o endereço e manda o pedido à unidade que faz aquele "
        "serviço ali. Se a unidade muda de nome ou se junta a outra, os pedidos abertos vão à que fica no "
        "lugar dela.",
        dados="O serviço, o endereço ou o ponto no mapa e as regras que a cidade escreve. Nada de quem "
        "pediu.",
        quem_decide="Você escolhe o lugar, se houver mais de um possível. A unidade pode passar o pedido a "
        "outra ou devolvê-lo, e a coordenação decide os devolvidos mais de uma vez.",
        contestar="Se o lugar está errado, mande a correção na página do pedido.",
        lei="Lei 13.460/2017, artigo 5º, XIII (tecnologia que simplifica o atendimento).",
        desde=date(2026, 11, 27),
        onde=("roteamento.rotas.calcular_rota", "solicitacoes.lugar.localizar"),
        rotinas=("solicitacoes.mudar_de_unidade", "roteamento.ligar_subordinadas"),
        medida=Medida(
            resultado="Só pelo endereço, 85,0% tiveram destino sem perguntar nada, 96,5% deles na "
            "subprefeitura certa. Nos outros, o portal pergunta.",
            quantos=112175,
            de_que="pedidos de 2018",
            em=date(2026, 11, 27),
            como="manage.py medir_rotas solicitacoes_2015_2018.csv.xz --ano 2018 --ruas BASE",
            figuras="docs/adr/0044-a-base-de-ruas-vem-dos-pedidos.md",
        ),
    ),
)
