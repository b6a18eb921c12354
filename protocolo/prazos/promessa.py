"""O que se promete do prazo de um caso aberto: só o que alguém prometeu, e só enquanto é verdade.

O prazo que o órgão não deu não se promete: dele só se diz desde quando se pode reclamar na Ouvidoria, que é
regra da cidade (`PRAZO_PROVISORIO`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from protocolo.prazos.contagem import Contagem
from protocolo.prazos.em_palavras import contados, dia, dia_e_hora, dias_passados, no_calendario

if TYPE_CHECKING:
    from protocolo.models import CasoComPrazo

ELA_COBRA = "ela cobra o órgão, e o pedido continua valendo"
NAO_INFORMOU = "O órgão ainda não informou o prazo."
PARADO = "O prazo da Prefeitura está parado até a sua resposta."


def reclamar_desde(caso: CasoComPrazo) -> date:
    """O primeiro dia em que se pode reclamar da demora: o seguinte ao fim da contagem."""
    return no_calendario(caso.vence_em) + timedelta(days=1)


def dia_dito(caso: CasoComPrazo) -> str:
    """O dia que se disse a quem abriu o caso: o do prazo ou, se o órgão não o deu, o de já poder reclamar."""
    return dia(caso.vence_em) if caso.prometido else f"{reclamar_desde(caso):%d/%m/%Y}"


def prazo_escrito(caso: CasoComPrazo, agora: datetime) -> str:
    """`08/01/2027`, ou com a hora se se conta em horas; vazio se não é promessa que ainda valha."""
    if not _corre(caso) or not caso.prometido or caso.vence_em < agora:
        return ""
    return dia_e_hora(caso.vence_em) if caso.contagem == Contagem.HORAS else dia(caso.vence_em)


def em_frase(caso: CasoComPrazo, agora: datetime) -> str:
    """O prazo numa ou duas frases, para uma mensagem; vazio se não há o que dizer (encerrado, sem prazo)."""
    if not caso.aberta or caso.contagem == Contagem.SEM_PRAZO:
        return ""
    if caso.parada_em:
        return PARADO
    if not caso.prometido:
        return sem_prazo_do_orgao(caso, agora)
    if prazo := prazo_escrito(caso, agora):
        return f"O prazo para concluir é {prazo}."
    return (
        f"O prazo para concluir era {dia(caso.vence_em)} e já passou. Pedimos desculpas. "
        f"Você pode reclamar na Ouvidoria: {ELA_COBRA}."
    )


def sem_prazo_do_orgao(caso: CasoComPrazo, agora: datetime) -> str:
    """Que o órgão não deu prazo, e desde quando se pode reclamar; depois do dia, que já se pode."""
    desde = reclamar_desde(caso)
    if no_calendario(agora) < desde:
        return (
            f"{NAO_INFORMOU} A partir de {desde:%d/%m/%Y}, se o pedido não estiver concluído, você pode "
            "reclamar na Ouvidoria. "
            "Se foi mal atendido, pode reclamar desde já."
        )
    return f"{aberto_ha(caso, agora)} Você já pode reclamar na Ouvidoria: {ELA_COBRA}."


def aberto_ha(caso: CasoComPrazo, agora: datetime) -> str:
    """`Aberto há 34 dias, sem conclusão.`"""
    return f"Aberto há {contados(dias_passados(caso.aberta_em, agora))}, sem conclusão."


def curto(caso: CasoComPrazo, agora: datetime) -> str:
    """`Prazo: 08/01/2027.`, para uma mensagem curta; vazio se não se promete."""
    prazo = prazo_escrito(caso, agora)
    return f"Prazo: {prazo}." if prazo else ""


def _corre(caso: CasoComPrazo) -> bool:
    return caso.contando and caso.contagem != Contagem.SEM_PRAZO
