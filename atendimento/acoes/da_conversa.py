"""O que todo ato da conversa partilha: travá-la, escrever a mensagem seguinte, contar a mudança, acabá-la."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from atendimento import eventos
from atendimento.conversa import prazo_de_resposta
from atendimento.models import Atendimento, Conversa, Disponibilidade, Mensagem
from atendimento.situacoes import RESULTADO_DE, DeQuem, Fim, Providencia, Resultado, SituacaoDaConversa
from contas.models import Usuario
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from protocolo.prazos.em_palavras import dia_e_hora

JA_ACABOU = "Esta conversa já acabou. Comece outra."
NAO_E_SUA = "Esta conversa já não está com você."
FIM_DITO = {
    Fim.PESSOA: "A conversa foi encerrada por quem a começou.",
    Fim.ATENDENTE: "Quem atendia encerrou a conversa.",
    Fim.DESISTIU: "Quem esperava saiu da fila, e a conversa acabou.",
    Fim.PARADA: "A conversa parou, porque ficou um tempo sem resposta.",
    Fim.RESPONDIDA: "A pergunta foi respondida, e a conversa acabou.",
    Fim.DENUNCIA: "Denúncia não se toma em conversa: o que se escreveu aqui foi apagado. Use o formulário.",
    Fim.ABUSO: "A conversa foi encerrada por quem atende.",
}
"""O que a conversa diz quando acaba; nada aqui diz de ninguém."""
RESULTADO_DO_FIM = {
    Fim.PARADA: Resultado.CAIU,
    Fim.DESISTIU: Resultado.CAIU,
    Fim.ABUSO: Resultado.ENGANO,
    Fim.DENUNCIA: Resultado.OUVIDORIA,
}
"""Como acaba o atendimento em que nada se fez; nos outros fins, só informação."""


class RecusaDaConversa(RecusaDeAcao):
    """Não se pode conversar, ou dizer mais: a mensagem diz por quê, a quem tentou."""


def travar(conversa: Conversa) -> Conversa:
    """A linha da conversa, para quem a vai mudar; levanta TransicaoProibida se já acabou."""
    travada = travar_mesmo_acabada(conversa)
    if not travada.aberta:
        raise TransicaoProibida(JA_ACABOU)
    return travada


def travar_mesmo_acabada(conversa: Conversa) -> Conversa:
    return Conversa.objects.select_for_update(of=("self",), no_key=True).get(pk=conversa.pk)


def escrever(  # noqa: PLR0913  cada argumento é um campo da mensagem
    travada: Conversa,
    *,
    de: DeQuem,
    texto: str,
    chave: UUID | None = None,
    autor: Usuario | None = None,
    em: datetime | None = None,
) -> Mensagem:
    """A mensagem seguinte da conversa já travada; quem chama grava a conversa depois."""
    travada.ultima += 1
    return Mensagem.objects.create(
        conversa=travada,
        ordem=travada.ultima,
        chave=chave or uuid4(),
        de=de,
        autor=autor,
        texto=texto,
        em=em or timezone.now(),
    )


def gravar(
    travada: Conversa,
    *,
    so_a_quem_atende: bool = False,
    tambem: Usuario | None = None,
    campos: Collection[str] | None = None,
) -> None:
    """Grava-a e conta a mudança às páginas que a mostram; `tambem`, à de quem a tinha.

    `campos`: só estes, e a conversa continua onde estava; senão, a fila pode ter andado.
    """
    if not so_a_quem_atende:
        travada.versao += 1
    travada.save(update_fields=None if campos is None else ["versao", *campos])
    de_quem = sorted({quem for quem in (travada.atendente_id, tambem and tambem.pk) if quem})
    for quem in de_quem:  # um de cada vez, na mesma ordem em toda parte: dois atos não se trancam
        Disponibilidade.objects.filter(pk=quem).update(versao=F("versao") + 1)
    contar = partial(eventos.mudou, travada.pk, de_quem, fila=campos is None)
    transaction.on_commit(contar, robust=True)


def ficar_pendente(travada: Conversa, frase: str, agora: datetime) -> None:
    """Da conversa travada: alguém responde até o prazo, que se diz. Em memória."""
    travada.responder_ate = travada.responder_ate or prazo_de_resposta(agora)
    travada.situacao, travada.atendente = SituacaoDaConversa.PENDENTE, None
    escrever(travada, de=DeQuem.AVISO, texto=frase.format(ate=dia_e_hora(travada.responder_ate)), em=agora)


def encerrar(travada: Conversa, fim: Fim, resultado: Resultado | None = None) -> None:
    """Da conversa travada: acaba-a, e grava."""
    agora = timezone.now()
    acabar_atendimento(travada, resultado, fim=fim, em=agora)
    escrever(travada, de=DeQuem.AVISO, texto=FIM_DITO[fim], em=agora)
    travada.situacao, travada.fim, travada.encerrada_em = SituacaoDaConversa.ENCERRADA, fim, agora
    travada.prova, travada.prova_em = None, None
    gravar(travada)


def acabar_atendimento(
    travada: Conversa, resultado: Resultado | None, *, em: datetime, fim: Fim | None = None
) -> None:
    """O atendimento que corre nesta conversa, se há um, acaba."""
    aberto = Atendimento.objects.select_for_update(of=("self",), no_key=True)
    atual = aberto.filter(conversa=travada, terminado_em=None).first()
    if atual is None:
        return
    atual.resultado = resultado or _sugerido(atual, fim)
    atual.terminado_em = em
    atual.save(update_fields=["resultado", "terminado_em"])


def _sugerido(atendimento: Atendimento, fim: Fim | None) -> Resultado:
    feitos = set(atendimento.atos.values_list("tipo", flat=True))
    do_que_se_fez = next((resultado for ato, resultado in RESULTADO_DE.items() if ato in feitos), None)
    if do_que_se_fez and feitos != {Providencia.CONSULTOU}:
        return do_que_se_fez
    return RESULTADO_DO_FIM.get(fim, Resultado.INFORMACAO) if fim else Resultado.INFORMACAO
