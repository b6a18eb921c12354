"""Quem é chamado quando o prazo aperta: só leitura e conta; quem escreve é `acoes.chamar_pelo_prazo`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from protocolo.prazos.atraso import vencida
from protocolo.prazos.relogio import comeco_do_dia
from roteamento.consultas import QUEM_TRABALHA
from roteamento.models import Lotacao, Unidade
from solicitacoes.models import Chamado, Escalonamento, Solicitacao

Quem = Escalonamento.Quem


def a_chamar(regra: Escalonamento, agora: datetime) -> QuerySet[Solicitacao]:
    """Os pedidos cuja hora desta regra chegou e que ainda não foram chamados por este vencimento.

    Nativos, abertos, com o relógio correndo; o juntado segue o principal. O que vence hoje ou já venceu
    não recebe o recado de antes do prazo.
    """
    amanha = timezone.localdate(agora) + timedelta(days=1)
    chegou = vencida(comeco_do_dia(amanha - timedelta(days=regra.dias)))
    if regra.dias < 0:
        chegou &= Q(vence_em__gte=comeco_do_dia(amanha))
    ja = Chamado.objects.filter(caso=OuterRef("pk"), escalonamento=regra, vence_em=OuterRef("vence_em"))
    return (
        Solicitacao.objects.nativas()
        .abertas()
        .principais()
        .filter(chegou, ~Exists(ja))
        .select_related("unidade", "versao_servico", "responsavel")
        .defer("descricao", "respostas", "rota")
        .order_by("vence_em", "id")
    )


@dataclass(frozen=True, slots=True)
class Escala:
    """Quem responde por cada unidade num dia, lido de uma vez para todos os pedidos da volta."""

    chefias: dict[int, list[Usuario]]
    no_lugar: dict[tuple[int, int | None], Usuario]
    """(unidade, ausente) → quem o substitui."""
    equipe: set[tuple[int, int]]
    """(unidade, pessoa) de quem trabalha lá."""
    com_equipe: set[int]
    superior: dict[int, int | None]

    @classmethod
    def ler(cls, em: date) -> Escala:
        chefias: dict[int, list[Usuario]] = defaultdict(list)
        no_lugar: dict[tuple[int, int | None], Usuario] = {}
        equipe: set[tuple[int, int]] = set()
        vigentes = Lotacao.objects.vigentes(em).filter(papel__in=QUEM_TRABALHA, usuario__is_active=True)
        for lotacao in vigentes.select_related("usuario").order_by("pk"):
            equipe.add((lotacao.unidade_id, lotacao.usuario_id))
            if lotacao.papel == Papel.CHEFIA:
                chefias[lotacao.unidade_id].append(lotacao.usuario)
            if lotacao.substitui_id:
                no_lugar[lotacao.unidade_id, lotacao.substitui_id] = lotacao.usuario
        superior = dict(Unidade.objects.values_list("pk", F("superior_id")))
        com_equipe = {unidade for unidade, _ in equipe}
        return cls(dict(chefias), no_lugar, equipe, com_equipe, superior)

    def quem(self, regra: Escalonamento, caso: Solicitacao) -> list[Usuario]:
        """Quem esta regra chama por este pedido; vazio só se não há chefia em nenhuma unidade acima."""
        if regra.quem == Quem.SUPERIOR:
            return self.chefia_de(self.superior.get(caso.unidade_id))
        if regra.quem == Quem.RESPONSAVEL and (pessoa := self._responsavel(caso)):
            return [pessoa]
        return self.chefia_de(caso.unidade_id)

    def _responsavel(self, caso: Solicitacao) -> Usuario | None:
        """O responsável, ou quem o substitui; None se ele já não trabalha na unidade."""
        if caso.responsavel is None:
            return None
        substituto = self.no_lugar.get((caso.unidade_id, caso.responsavel_id))
        na_equipe = (caso.unidade_id, caso.responsavel.pk) in self.equipe
        return substituto or (caso.responsavel if na_equipe else None)

    def abre_a_caixa(self, unidade: int, pessoa: Usuario) -> bool:
        """Trabalha na unidade, ou ela não tem ninguém e a caixa vem para cima."""
        return (unidade, pessoa.pk) in self.equipe or unidade not in self.com_equipe

    def chefia_de(self, unidade: int | None) -> list[Usuario]:
        """A chefia da unidade ou, se não há, a da primeira acima que tenha, cada uma ou quem a substitui."""
        vistas: set[int] = set()
        while unidade is not None and unidade not in vistas:
            if achadas := self.chefias.get(unidade):
                return list(dict.fromkeys(self.no_lugar.get((unidade, chefe.pk), chefe) for chefe in achadas))
            vistas.add(unidade)
            unidade = self.superior.get(unidade)
        return []
