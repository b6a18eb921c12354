"""As contas de um painel: cada uma se faz quando a página a lê, e o que ela já escreveu não se refaz."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from guia import consultas as guia
from solicitacoes.chefia import painel, quadro, semanas
from solicitacoes.chefia.ambito import Ambito
from solicitacoes.chefia.quadro import LinhaDoQuadro
from solicitacoes.models import ContagemDosAgregados


@dataclass(frozen=True)
class Contas:
    """Só muda com a contagem, o dia e o Guia (ADR 0082), menos o que se conta agora: `abertos` de uma unidade
    e `por_turma`."""

    ambito: Ambito
    periodo: painel.Periodo
    agora: datetime
    contagem: ContagemDosAgregados | None

    @property
    def marca(self) -> str:
        """Com que se guarda o que a página escreve delas."""
        contada_em = self.contagem and self.contagem.contada_em
        return guia.marca(self.ambito.nivel, self.ambito.chave, self.periodo, contada_em)

    @cached_property
    def abertos(self) -> painel.Abertos:
        return painel.abertos(self.ambito, self.agora)

    @cached_property
    def encerrados(self) -> painel.Encerrados:
        return painel.encerrados(self.ambito, self.periodo)

    @cached_property
    def etapas(self) -> list[painel.Etapa]:
        return painel.etapas(self.ambito, self.periodo)

    @cached_property
    def por_unidade(self) -> list[LinhaDoQuadro]:
        """Vazio se a unidade é uma só."""
        return [] if self.ambito.unidade else quadro.por_unidade(self.ambito, self.periodo)

    @cached_property
    def por_servico(self) -> list[LinhaDoQuadro]:
        return quadro.por_servico(self.ambito, self.periodo)

    @cached_property
    def por_turma(self) -> list[LinhaDoQuadro]:
        """Vazio se as unidades são muitas."""
        return quadro.por_turma(self.ambito, self.agora, self.periodo) if self.ambito.unidade else []

    @cached_property
    def semanas(self) -> list[semanas.Semana]:
        return semanas.ultimas(self.ambito, timezone.localdate(self.agora))

    @property
    def maior_semana(self) -> int:
        return semanas.maior(self.semanas)

    @property
    def entraram(self) -> int:
        """A soma do quadro dos serviços, que há em todo painel."""
        return sum(linha.entraram for linha in self.por_servico)

    @property
    def entraram_juntos(self) -> int:
        return sum(linha.entraram_juntos for linha in self.por_servico)

    @property
    def reaberturas(self) -> int:
        return sum(linha.reaberturas for linha in self.por_servico)
