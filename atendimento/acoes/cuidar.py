"""O que o tempo causa às conversas paradas, atrasadas e sem sinal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from atendimento.acoes.da_conversa import encerrar, escrever, ficar_pendente, gravar
from atendimento.acoes.distribuir import SEM_SINAL, devolver
from atendimento.conversa import na_fila_sem_quem
from atendimento.models import Conversa, Disponibilidade, Mensagem, RegraDaConversa
from atendimento.situacoes import DeQuem, Fim, SituacaoDaConversa
from avisos.acoes import notificar
from avisos.models import Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.prazos.em_palavras import dia_e_hora
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO

POR_VEZ = 200
NO_COMECO = timedelta(hours=2)
"""A que ninguém pediu a pessoa nenhuma e ficou parada acaba sem aviso."""
DEMOROU = "A fila está demorando. Respondemos até {ate}; deixe um e-mail ou um telefone, se ainda não deixou."
PARADA = "Você ainda está aí? Sem resposta, a conversa para em {minutos} minutos. Depois dá para continuar."
ATRASADA = "Conversa nº {numero} do portal sem resposta desde {ate}"
ENDERECO = "/central/conversas/"
_ULTIMO_SINAL = Coalesce("sinal_em", "na_fila_desde")


def devolver_sem_sinal(*, em: datetime) -> int:
    """As conversas de quem deixou de dar sinal voltam ao alto da fila; diz quantas."""
    presentes = Disponibilidade.objects.presentes(em).values("pk")
    atendidas = Conversa.objects.filter(situacao=SituacaoDaConversa.COM_ATENDENTE)
    sem_dono = atendidas.exclude(atendente__in=presentes).order_by("na_fila_desde", "pk")[:POR_VEZ]
    for conversa in sem_dono:
        devolver(conversa=conversa, motivo=SEM_SINAL)
    return len(sem_dono)


def deixar_por_responder(*, em: datetime) -> int:
    """A que passou do tempo na fila, ou que ninguém atende, fica por responder, com prazo; diz quantas."""
    antes = em - timedelta(minutes=RegraDaConversa.atual().minutos_na_fila)
    demoradas = Conversa.objects.na_fila().alias(espera_desde=Coalesce("voltou_em", "na_fila_desde"))

    def deixar(conversa: Conversa) -> None:
        ficar_pendente(conversa, DEMOROU, em)
        gravar(conversa)

    return _uma_a_uma(demoradas.filter(espera_desde__lt=antes), deixar) + _uma_a_uma(
        na_fila_sem_quem(em), deixar
    )


def contar_quem_saiu(*, em: datetime) -> int:
    """Quem espera e deixou de dar sinal conta-se como quem saiu; se volta, tem o seu lugar. Diz quantos."""
    antes = em - timedelta(minutes=RegraDaConversa.atual().minutos_de_fila_sem_sinal)
    caladas = Conversa.objects.na_fila().presentes().order_by().alias(desde=_ULTIMO_SINAL)
    return caladas.filter(desde__lt=antes).update(sumiu_em=_ULTIMO_SINAL)


def avisar_paradas(*, em: datetime) -> int:
    """A quem deixou de responder a quem atende pergunta-se se ainda está; diz a quantos."""
    regra = RegraDaConversa.atual()
    antes = em - timedelta(minutes=regra.minutos_para_avisar)

    def avisar(conversa: Conversa) -> None:
        conversa.avisada_em = em
        texto = PARADA.format(minutos=regra.minutos_para_acabar)
        escrever(conversa, de=DeQuem.AVISO, texto=texto, em=em)
        gravar(conversa)

    return _uma_a_uma(_a_espera_da_pessoa().filter(avisada_em=None, ultima_em__lt=antes), avisar)


def acabar_paradas(*, em: datetime) -> int:
    """As avisadas que continuam sem resposta acabam, com aviso; as do começo, abandonadas, também."""
    antes = em - timedelta(minutes=RegraDaConversa.atual().minutos_para_acabar)
    avisadas = Conversa.objects.filter(situacao=SituacaoDaConversa.COM_ATENDENTE, avisada_em__lt=antes)
    abandonadas = Conversa.objects.filter(situacao=SituacaoDaConversa.COMECO, ultima_em__lt=em - NO_COMECO)
    acabar = partial(encerrar, fim=Fim.PARADA)
    return _uma_a_uma(avisadas, acabar) + _uma_a_uma(abandonadas, acabar)


def chamar_pelas_atrasadas(*, em: datetime) -> int:
    """A que passou do prazo de resposta chama quem supervisiona a Central, uma vez; diz quantas."""
    atrasadas = list(Conversa.objects.pendentes().filter(responder_ate__lt=em)[:POR_VEZ])
    quem = _supervisao() if atrasadas else []
    for conversa in atrasadas:
        ate = dia_e_hora(conversa.responder_ate) if conversa.responder_ate else ""
        notificar(
            quem,
            tipo=Notificacao.Tipo.PRAZO,
            chave=f"conversa/{conversa.pk}",
            texto=ATRASADA.format(numero=conversa.pk, ate=ate),
            endereco=ENDERECO,
        )
    return len(atrasadas)


def _a_espera_da_pessoa() -> QuerySet[Conversa]:
    """A última mensagem é de quem atende. Quem não está à espera, porque se responde depois, não conta."""
    faladas = Mensagem.objects.filter(
        conversa=OuterRef("pk"), de__in=[DeQuem.PESSOA, DeQuem.ATENDENTE]
    ).order_by("-ordem")
    ultima = Subquery(faladas.values("de")[:1])
    atendidas = Conversa.objects.filter(situacao=SituacaoDaConversa.COM_ATENDENTE, responder_ate=None)
    return atendidas.alias(de_quem=ultima).filter(de_quem=DeQuem.ATENDENTE)


def _uma_a_uma(quais: QuerySet[Conversa], fazer: Callable[[Conversa], object]) -> int:
    """Cada uma na sua transação, se ainda é destas; a que alguém muda agora fica para a volta seguinte."""
    feitas = 0
    for pk in list(quais.values_list("pk", flat=True)[:POR_VEZ]):
        with transaction.atomic():
            desta = quais.filter(pk=pk).select_for_update(of=("self",), no_key=True, skip_locked=True)
            if travada := desta.first():
                fazer(travada)
                feitas += 1
    return feitas


def _supervisao() -> list[Usuario]:
    hoje = timezone.localdate()
    centrais = Unidade.objects.vigentes(hoje).que_atendem_o_publico().exclude(atribuicao=PRACA_DE_ATENDIMENTO)
    chefias = Lotacao.objects.vigentes(hoje).filter(papel=Papel.CHEFIA, unidade__in=centrais)
    return list(Usuario.objects.filter(pk__in=chefias.values("usuario"), is_active=True))
