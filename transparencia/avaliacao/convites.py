"""A amostra a quem se pergunta, por mensagem, se o pedido foi resolvido (Lei 13.460/2017, art. 23).

A regra, que não sorteia duas vezes: dos encerrados entre `DEPOIS` e `ATE` dias atrás, na ordem do número
sorteado de cada pedido, enquanto o serviço não tem no trimestre `AMOSTRA_MINIMO` respostas, até
`POR_RESPOSTA` convites por resposta que falta e `AMOSTRA_POR_SEMANA` convites na rodada. Nunca de serviço
sigiloso; uma vez por pessoa e trimestre; nunca a quem recusou, a quem já respondeu, nem a quem já se
perguntou: o e-mail do fim pergunta. Responde-se na página de sempre, pelo link da mensagem.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from avisos.canais.destinos import avisado_por
from avisos.models import Aviso
from avisos.situacoes import Canal
from contas.models import Interessado
from protocolo.prazos.relogio import comeco_do_dia
from referencia.enderecos import inteiro
from solicitacoes.acoes.resolvido import ENCERRADOS_PELA_UNIDADE
from solicitacoes.models import Satisfacao, Solicitacao, SolicitacaoQuerySet
from solicitacoes.notificacao import avisar
from transparencia.models import Convite, RecusaDeConvite

DEPOIS, ATE = 3, 30
"""Dias: já deu para ver se ficou resolvido, e ainda se pode pedir que a unidade reabra."""
POR_RESPOSTA = 4
"""Convites por resposta que falta: espera-se que um em quatro responda."""
PERGUNTAM = ("finalizado", "indeferido")
"""Os avisos do fim: por e-mail, o texto deles já pergunta; no SMS e no aparelho não cabe."""
ASSINATURA = "avaliacao.recusa"


def trimestre_de(dia: date) -> tuple[str, date]:
    """Como se escreve o trimestre do dia, e o primeiro dia dele."""
    qual = (dia.month - 1) // 3
    return f"{dia.year}-{qual + 1}", date(dia.year, 3 * qual + 1, 1)


def resumo_de(interessado: Interessado) -> str:
    """De quem é, sem se poder voltar ao contato: a conta ou, sem ela, o contato do pedido."""
    if interessado.usuario_id:
        return resumo_da_conta(interessado.usuario_id)
    return _resumo((interessado.email or interessado.telefone).lower())


def resumo_da_conta(usuario: int) -> str:
    """O da conta com este número."""
    return _resumo(f"conta/{usuario}")


def _resumo(quem: str) -> str:
    return salted_hmac("avaliacao.pessoa", quem, algorithm="sha256").hexdigest()


def convidar(agora: datetime) -> int:
    """Uma rodada: escreve os convites de hoje na caixa de saída; devolve quantos. Pode rodar duas vezes."""
    vagas, feitos = _vagas(agora), 0
    for caso in candidatos(agora).order_by("identificador").iterator(500):
        if feitos >= settings.AMOSTRA_POR_SEMANA:
            break
        if vagas[caso.servico_id] > 0 and _convidar(caso, agora):
            vagas[caso.servico_id] -= 1
            feitos += 1
    return feitos


def candidatos(agora: datetime) -> SolicitacaoQuerySet:
    """Os pedidos encerrados de que se pode perguntar, e ainda não se perguntou."""
    do_caso = Aviso.objects.filter(protocolo=OuterRef("protocolo"), modelo__in=PERGUNTAM)
    chegou = Q(canal=Canal.EMAIL, situacao=Aviso.Situacao.ENVIADO)
    esta_a_caminho = Q(situacao__in=Aviso.ABERTAS)
    return (
        Solicitacao.objects.nativas()
        .que_se_ligam()
        .filter(
            situacao__in=ENCERRADOS_PELA_UNIDADE,
            encerrada_em__gte=agora - timedelta(days=ATE),
            encerrada_em__lt=agora - timedelta(days=DEPOIS),
            convite_da_avaliacao=None,
            satisfacoes=None,
            identificador__isnull=False,
        )
        .filter(~Exists(do_caso.filter(chegou | esta_a_caminho)))
        .select_related("interessado__usuario", "versao_servico", "servico")
    )


def _vagas(agora: datetime) -> Counter[int]:
    """Serviço → quantos convites ainda cabem no trimestre."""
    trimestre, de = trimestre_de(timezone.localdate(agora))
    respostas = Satisfacao.objects.filter(em__gte=comeco_do_dia(de)).values_list("caso__servico").order_by()
    ditas = dict(respostas.annotate(quantas=Count("pk")))
    convidadas = Convite.objects.filter(trimestre=trimestre).values_list("caso__servico").order_by()
    feitos = dict(convidadas.annotate(quantas=Count("pk")))
    encerrados = candidatos(agora).values_list("servico", flat=True).order_by().distinct()
    faltam = {servico: settings.AMOSTRA_MINIMO - ditas.get(servico, 0) for servico in encerrados}
    return Counter({um: POR_RESPOSTA * quantas - feitos.get(um, 0) for um, quantas in faltam.items()})


@transaction.atomic
def _convidar(caso: Solicitacao, agora: datetime) -> bool:
    """Convida a pessoa, se não recusou, há por onde lhe escrever e ninguém a convidou neste trimestre."""
    if caso.interessado is None or not avisado_por(caso.interessado):
        return False
    pessoa = resumo_de(caso.interessado)
    if RecusaDeConvite.objects.filter(pessoa=pessoa).exists():
        return False
    trimestre, _ = trimestre_de(timezone.localdate(agora))
    novo = {"caso": caso, "em": agora}
    if not Convite.objects.get_or_create(trimestre=trimestre, pessoa=pessoa, defaults=novo)[1]:
        return False
    recusa = inteiro(reverse("avaliacao:recusar", args=[chave_da_recusa(pessoa)]))
    Aviso.objects.bulk_create(avisar(caso, "convite", {"recusar": recusa}))
    return True


# --- recusar --------------------------------------------------------------------------------


def chave_da_recusa(pessoa: str) -> str:
    """O que vai no endereço de recusar, assinado: só o tem quem recebeu a mensagem ou entrou na conta."""
    return signing.dumps(pessoa, salt=ASSINATURA)


def de_quem_e(chave: str) -> str | None:
    """O resumo que a chave traz; None se não fomos nós que a assinamos."""
    try:
        pessoa = signing.loads(chave, salt=ASSINATURA)
    except signing.BadSignature:
        return None
    return pessoa if isinstance(pessoa, str) else None


def recusou(pessoa: str) -> bool:
    """Verdadeiro de quem não quer ser perguntado."""
    return RecusaDeConvite.objects.filter(pessoa=pessoa).exists()


def recusar(*, pessoa: str, agora: datetime) -> None:
    """A pessoa não é mais convidada; a segunda vez não muda nada."""
    RecusaDeConvite.objects.get_or_create(pessoa=pessoa, defaults={"em": agora})


def voltar_a_aceitar(*, pessoa: str) -> None:
    """A pessoa pode ser convidada de novo."""
    RecusaDeConvite.objects.filter(pessoa=pessoa).delete()
