"""O que o relógio de um caso decide sozinho, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao

GRUPO = "Prazos"
DECISOES = (
    Decisao(
        codigo="prazo",
        nome="Até que dia a Prefeitura deve responder",
        o_que="O portal conta o prazo a partir do dia em que você pediu, para a contagem enquanto espera a "
        "sua resposta e diz quando o prazo passou. Se a cidade fecha um dia, refaz a conta e avisa você.",
        dados="O prazo do serviço ou da lei, o dia do pedido e os dias úteis da cidade. Nada de quem pediu.",
        quem_decide="A conta segue a lei. Prorrogar é decisão da unidade ou do órgão, com o motivo por "
        "escrito.",
        contestar="A página do pedido mostra como se contou. Se o dia está errado, reclame na Ouvidoria.",
        lei="Lei 12.527/2011, artigo 11; Lei 13.460/2017, artigo 16; Lei municipal 14.141/2006.",
        desde=date(2026, 12, 1),
        onde=("protocolo.prazos.contagem.calcular", "protocolo.rotinas.relogios.recalcular"),
        rotinas=(
            *("solicitacoes.avisar_vencidas", "ouvidoria.avisar_vencidas", "esic.avisar_vencidos"),
            *(
                "solicitacoes.recalcular_relogios",
                "ouvidoria.recalcular_relogios",
                "esic.recalcular_relogios",
            ),
        ),
    ),
    Decisao(
        codigo="sem-resposta",
        nome="O que acontece se você não responde a uma pergunta da equipe",
        o_que="O portal lembra você na metade do tempo. Quando o tempo acaba, o pedido de serviço segue sem "
        "a resposta ou é cancelado, como o serviço mandar, e a manifestação à Ouvidoria é arquivada. Você é "
        "avisado.",
        dados="O dia da pergunta, o prazo para responder e se a resposta chegou.",
        quem_decide="O órgão de cada serviço escolhe antes se o pedido segue ou é cancelado. No dia, "
        "ninguém revê.",
        contestar="Peça de novo, com o que faltava, ou reclame na Ouvidoria dizendo o número do pedido.",
        lei="Decreto 9.492/2018, artigo 18 (modelo federal; norma municipal a confirmar).",
        desde=date(2026, 12, 1),
        onde=("solicitacoes.acoes.encerrar_complemento", "ouvidoria.acoes.encerrar_complemento"),
        rotinas=("solicitacoes.cuidar_complementos", "ouvidoria.cuidar_complementos"),
    ),
)
