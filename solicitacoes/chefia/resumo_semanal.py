"""O resumo da semana: a cada chefia, como está a sua unidade e o que se fez na semana que acabou."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from avisos.a_quem_trabalha import escrever_a_quem_trabalha, quer
from avisos.models import Aviso
from contas.models import Usuario
from contas.papeis import Papel
from referencia.enderecos import inteiro
from roteamento.consultas import em_exercicio
from roteamento.models import Lotacao, Unidade
from solicitacoes.agregados.contar import contar
from solicitacoes.chefia import painel
from solicitacoes.chefia.ambito import da_unidade
from solicitacoes.models import ContagemDosAgregados

CITADOS = 5
"""Quantas pessoas a mensagem diz."""
CONTAS = ("abertos", "feitos", "outros", "prorrogados")
"""Se todas são zero não há o que contar, e nada se manda."""


def semana_que_acabou(hoje: date) -> painel.Periodo:
    """De segunda a domingo, a última inteira."""
    segunda = hoje - timedelta(days=hoje.weekday() + 7)
    return painel.Periodo(segunda, segunda + timedelta(days=6))


def mandar(agora: datetime) -> int:
    """Uma mensagem por chefia e por unidade com o que contar, uma vez por semana; diz quantas foram agora."""
    hoje = timezone.localdate(agora)
    contagem = ContagemDosAgregados.ultima()
    if contagem is None or contagem.contada_em < semana_que_acabou(hoje).momentos[1]:
        contar()  # a semana ainda não se contou inteira
    chefias: dict[Unidade, list[Usuario]] = {}
    lotacoes = Lotacao.objects.vigentes(hoje).filter(papel=Papel.CHEFIA)
    for lotacao in lotacoes.select_related("usuario__preferencia_de_avisos", "unidade").order_by("unidade"):
        chefias.setdefault(lotacao.unidade, []).append(lotacao.usuario)
    return sum(
        _mandar(unidade, em_exercicio(quem, unidade, hoje), agora) for unidade, quem in chefias.items()
    )


def _mandar(unidade: Unidade, chefias: list[Usuario], agora: datetime) -> int:
    querem = [quem for quem in chefias if quer(quem, "resumo_semanal")]
    if not querem:
        return 0
    periodo = semana_que_acabou(timezone.localdate(agora))
    valores = _valores(unidade, periodo, agora)
    if not any(valores[nome] != "0" for nome in CONTAS):
        return 0
    chave = f"semana/{unidade.pk}/{periodo.de.isoformat()}"
    avisos = [escrever_a_quem_trabalha(quem, "resumo_da_semana", chave, valores) for quem in querem]
    mandadas = set(
        Aviso.objects.filter(chave__in=[aviso.chave for aviso in avisos]).values_list("chave", flat=True)
    )
    novas = [aviso for aviso in avisos if aviso.chave not in mandadas]
    Aviso.objects.bulk_create(novas, ignore_conflicts=True)
    return len(novas)


def _valores(unidade: Unidade, periodo: painel.Periodo, agora: datetime) -> dict[str, str]:
    ambito = da_unidade(unidade)
    abertos, fim = painel.abertos(ambito, agora), painel.encerrados(ambito, periodo)
    pessoas = [parte for parte in abertos.por_pessoa if parte.consulta != painel.DE_NINGUEM and parte.total]
    return {
        "unidade": unidade.sigla,
        "de": f"{periodo.de:%d/%m/%Y}",
        "ate": f"{periodo.ate:%d/%m/%Y}",
        "abertos": str(abertos.total),
        "atrasados": str(abertos.atrasados),
        "sem_responsavel": str(abertos.sem_responsavel),
        "feitos": str(fim.feitos),
        "outros": str(fim.total - fim.feitos),
        "prorrogados": str(fim.prorrogados),
        "quem_tem_mais": "\n".join(_pessoa(parte) for parte in pessoas[:CITADOS]) or "ninguém tem pedidos",
        "pagina": inteiro(reverse("caixa:painel", args=[unidade.sigla])),
        "preferencias": inteiro(reverse("caixa:preferencias")),
    }


def _pessoa(parte: painel.ParteDoPainel) -> str:
    atrasados = {0: "nenhum atrasado", 1: "1 atrasado"}.get(parte.atrasados, f"{parte.atrasados} atrasados")
    return f"- {parte.nome}: {parte.total} ({atrasados})"
