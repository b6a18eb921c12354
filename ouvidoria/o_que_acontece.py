"""O que a Ouvidoria faz com cada tipo de manifestação, e o que conta depois a quem a fez."""

from __future__ import annotations

from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao

LE = {
    TipoDeManifestacao.ELOGIO: "A Ouvidoria lê o elogio e o manda ao órgão, para chegar a quem atendeu bem"
    " e à chefia.",
    TipoDeManifestacao.SUGESTAO: "A Ouvidoria lê a sugestão e a manda ao órgão que pode aproveitá-la.",
}
LE_TODAS = "A Ouvidoria lê a manifestação e procura quem pode resolver."
CONTA = {
    TipoDeManifestacao.ELOGIO: "A Ouvidoria conta a você quem ficou sabendo do elogio até {}.",
    TipoDeManifestacao.SUGESTAO: "A Ouvidoria conta a você o que o órgão decidiu da sugestão até {}.",
}
RESPONDE = "Você recebe a resposta da Ouvidoria até {}."
MAIS_TEMPO = "Se for preciso mais tempo, avisaremos antes, com o motivo."


def primeiro(caso: Manifestacao) -> str:
    """O que a Ouvidoria faz ao receber."""
    return LE.get(TipoDeManifestacao(caso.tipo), LE_TODAS)


def depois(caso: Manifestacao, prazo: str) -> str:
    """O que a pessoa recebe, e até quando; vazio se não há dia que ainda se prometa."""
    return CONTA.get(TipoDeManifestacao(caso.tipo), RESPONDE).format(prazo) if prazo else ""


def no_aviso(caso: Manifestacao, prazo: str) -> str:
    """O mesmo, numa mensagem: diz também o que acontece se o prazo mudar."""
    dito = depois(caso, prazo)
    return f"{dito} {MAIS_TEMPO}" if dito and not caso.prorrogada_em else dito
