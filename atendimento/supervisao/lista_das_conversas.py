"""As conversas que os números contam: a lista, com os seus filtros."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from atendimento.consultas import Lugares
from atendimento.models import AssuntoDaConversa, Conversa
from atendimento.situacoes import Fim, SituacaoDaConversa
from atendimento.supervisao.numeros_das_conversas import que_se_veem
from mesas.filtros import dia_ate, dia_desde, escolha, vista
from mesas.lista import Lista, Vista
from mesas.paginacao import Ordem

CHAVE = r"[1-9]\d{0,17}"
DA_ULTIMA = Ordem("comecada_em", decrescente=True)
S = SituacaoDaConversa
VISTAS = {
    "": Vista("Todas", lambda todas, _em: todas, DA_ULTIMA),
    "abertas": Vista("Com quem atende", lambda todas, _em: todas.filter(situacao=S.COM_ATENDENTE), DA_ULTIMA),
    "na_fila": Vista("Na fila", lambda todas, _em: todas.filter(situacao=S.NA_FILA), DA_ULTIMA),
    "pendentes": Vista("Por responder", lambda todas, _em: todas.filter(situacao=S.PENDENTE), DA_ULTIMA),
}
NOTAS = [(str(nota), str(nota)) for nota in range(1, 6)]


@dataclass(frozen=True)
class Conversas(Lista):
    """O que a página pede."""

    situacao: str = vista(VISTAS)
    assunto: str = escolha("Assunto", forma=CHAVE, onde="assunto")
    fim: str = escolha("Como acabou", Fim.choices, onde="fim")
    nota: str = escolha("Nota", NOTAS, onde="nota")
    hora: str = escolha(
        "Hora", [(str(hora), f"{hora}h") for hora in range(24)], vazia="Todas", onde="comecada_em__hour"
    )
    de: str = dia_desde("De", "comecada_em")
    ate: str = dia_ate("Até", "comecada_em")

    def achar(self, lugares: Lugares, agora: datetime) -> QuerySet[Conversa]:
        """Só as que se veem destes lugares; nada diz de quem são."""
        escolhidas = self.escolher(que_se_veem(lugares), agora)
        return escolhidas.select_related("assunto", "atendente")

    def opcoes(self) -> dict[str, list[tuple[str, str]]]:
        """Os assuntos, também os que já não se usam."""
        return {"assunto": [(str(um.pk), um.nome) for um in AssuntoDaConversa.objects.all()]}
