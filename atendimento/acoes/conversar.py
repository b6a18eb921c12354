"""A conversa do portal, do começo ao fim. Tudo o que a muda trava a linha dela, e só ela."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from atendimento.acoes.contato import da_conta, mandar_resposta
from atendimento.acoes.da_conversa import (
    NAO_E_SUA,
    RecusaDaConversa,
    encerrar,
    escrever,
    ficar_pendente,
    gravar,
    travar,
    travar_mesmo_acabada,
)
from atendimento.acoes.distribuir import distribuir
from atendimento.conversa import guarda_o_lugar, ha_quem_converse, pode_continuar, tem_contato
from atendimento.models import AssuntoDaConversa, Bloqueio, Conversa, RegraDaConversa
from atendimento.situacoes import SEM_NADA_DEPOIS, DeQuem, Fim, Resultado, SituacaoDaConversa
from contas.models import Usuario
from guia.models import Servico
from protocolo.erros import RecusaNoCampo, TransicaoProibida
from protocolo.prazos.em_palavras import dia_e_hora

MUITAS_DA_REDE = "Já se começaram muitas conversas deste lugar na última hora. Espere um pouco, ou ligue 156."
BLOQUEADA = "Deste lugar não se aceitam conversas até {ate}. Motivo: {motivo}. Se há engano, ligue 156."
DEIXE_CONTATO = "Deixe um e-mail ou um telefone: agora não há quem converse, e a resposta vai para lá."
NA_FILA = "Você está na fila. Fique nesta página, ou volte a ela depois: o seu lugar é o mesmo."
PENDENTE = "Agora não há quem converse. Respondemos até {ate}, no contato que você deixou."
CONTINUA = "A conversa continua de onde parou."
REDE_GUARDADA = timedelta(days=1)


# --- começar -------------------------------------------------------------------------


@transaction.atomic
def comecar_conversa(*, rede: str, conta: Usuario | None, servico: Servico | None = None) -> Conversa:
    """Uma conversa nova; quem tem conta e já conversa continua na que tem.

    `rede` é o endereço de quem pede (`referencia.limite_de_tentativas.quem_pede`): guarda-se um resumo.
    Levanta RecusaDaConversa a quem está bloqueado e à rede que já começou muitas.
    """
    agora, resumo = timezone.now(), resumo_da_rede(rede)
    if conta:  # dois cliques ao mesmo tempo não começam duas
        Usuario.objects.select_for_update(of=("self",), no_key=True).get(pk=conta.pk)
    if conta and (aberta := Conversa.objects.abertas().filter(conta=conta).order_by("-pk").first()):
        return aberta
    _exigir_que_nao_se_bloqueou(resumo, conta, agora)
    da_rede = Conversa.objects.filter(rede=resumo, comecada_em__gt=agora - timedelta(hours=1))
    if resumo and da_rede.count() >= RegraDaConversa.atual().conversas_por_rede:
        raise RecusaDaConversa(MUITAS_DA_REDE)
    return Conversa.objects.create(
        conta=conta,
        interessado=da_conta(conta) if conta else None,
        servico=servico,
        rede=resumo,
        comecada_em=agora,
        ultima_em=agora,
    )


def resumo_da_rede(rede: str) -> str:
    """O que se guarda da rede: sem o segredo do portal não diz qual é."""
    return salted_hmac("atendimento.conversa", rede, algorithm="sha256").hexdigest() if rede else ""


def bloqueio_de(resumo: str, conta: Usuario | None, em: datetime) -> Bloqueio | None:
    """O que impede esta rede, ou esta conta, de conversar agora."""
    quem = Q(rede=resumo) & ~Q(rede="")
    if conta:
        quem |= Q(conta=conta)
    return Bloqueio.objects.em_vigor(em).filter(quem).order_by("-ate").first()


def _exigir_que_nao_se_bloqueou(resumo: str, conta: Usuario | None, em: datetime) -> None:
    if bloqueio := bloqueio_de(resumo, conta, em):
        raise RecusaDaConversa(BLOQUEADA.format(ate=dia_e_hora(bloqueio.ate), motivo=bloqueio.motivo))


# --- a fila --------------------------------------------------------------------------


def pedir_alguem(*, conversa: Conversa, assunto: AssuntoDaConversa | None) -> Conversa:
    """Entra na fila, e tenta já quem a atenda; fora de hora, ou sem ninguém, fica por responder.

    Levanta RecusaNoCampo (campo `contato`) a quem fica por responder e não deixou contato.
    """
    agora = timezone.now()
    na_fila = _entrar_na_fila(conversa, assunto, agora)
    if na_fila.situacao == SituacaoDaConversa.NA_FILA and distribuir(em=agora):
        na_fila.refresh_from_db()
    return na_fila


@transaction.atomic
def _entrar_na_fila(conversa: Conversa, assunto: AssuntoDaConversa | None, agora: datetime) -> Conversa:
    travada = travar(conversa)
    if travada.situacao not in {SituacaoDaConversa.COMECO, SituacaoDaConversa.PENDENTE}:
        return travada
    ha_quem = ha_quem_converse(agora, assunto)
    if travada.situacao == SituacaoDaConversa.PENDENTE and not ha_quem:
        return travada
    travada.assunto = assunto
    if ha_quem:
        travada.situacao = SituacaoDaConversa.NA_FILA
        if travada.atendida_em and travada.na_fila_desde:  # a quem já se atendeu, o lugar que tinha
            travada.voltou_em = agora
        else:  # a espera conta-se de novo
            travada.na_fila_desde, travada.voltou_em, travada.atendida_em = agora, None, None
        travada.sinal_em, travada.sumiu_em = agora, None
        travada.responder_ate = None
        escrever(travada, de=DeQuem.AVISO, texto=NA_FILA, em=agora)
    else:
        if not tem_contato(travada):
            raise RecusaNoCampo(DEIXE_CONTATO, "contato")
        ficar_pendente(travada, PENDENTE, agora)
    gravar(travada)
    return travada


# --- continuar -----------------------------------------------------------------------


def continuar_conversa(*, conversa: Conversa, rede: str) -> Conversa:
    """A que acabou parada continua, com a mesma história; a que alguém atendia volta à fila.

    Volta ao lugar que tinha se parou há pouco (`GUARDA_O_LUGAR_POR`); senão, ao fim dela.
    A que não parou, ou parou há mais de um dia, fica como está. Levanta RecusaDaConversa a quem está
    bloqueado e, como `pedir_alguem`, RecusaNoCampo a quem falta o contato: essa já está outra vez no começo.
    """
    travada, continua = _voltar_ao_comeco(conversa, rede)
    if not (continua and travada.atendida_em):
        return travada
    return pedir_alguem(conversa=travada, assunto=travada.assunto)


@transaction.atomic
def _voltar_ao_comeco(conversa: Conversa, rede: str) -> tuple[Conversa, bool]:
    """A conversa, e se era das que se continuam."""
    travada, agora = travar_mesmo_acabada(conversa), timezone.now()
    if not pode_continuar(travada, agora):
        return travada, False
    travada.rede = resumo_da_rede(rede)
    _exigir_que_nao_se_bloqueou(travada.rede, travada.conta, agora)
    if not guarda_o_lugar(travada, agora):
        travada.na_fila_desde = None
    travada.situacao, travada.fim, travada.encerrada_em = SituacaoDaConversa.COMECO, "", None
    antes, travada.atendente = travada.atendente, None
    travada.avisada_em, travada.ultima_em = None, agora
    escrever(travada, de=DeQuem.AVISO, texto=CONTINUA, em=agora)
    gravar(travada, tambem=antes)
    return travada, True


# --- ver e avaliar -------------------------------------------------------------------


def ver_ate(*, conversa: Conversa, ate: int, lado: DeQuem) -> None:
    """Este lado viu até esta ordem. Nunca anda para trás, nem passa da última."""
    campo = "lida_pela_pessoa" if lado == DeQuem.PESSOA else "lida_por_quem_atende"
    _ver(Conversa.objects.filter(pk=conversa.pk), campo, ate)


def ver_a_sua(*, quem: Usuario, qual: int, ate: int) -> None:
    """Quem atende leu até esta mensagem, se a conversa deste número ainda é sua."""
    _ver(Conversa.objects.de(quem).filter(pk=qual), "lida_por_quem_atende", ate)


def _ver(quais: QuerySet[Conversa], campo: str, ate: int) -> None:
    quais.filter(ultima__gte=ate, **{f"{campo}__lt": ate}).update(**{campo: ate})


@transaction.atomic
def avaliar(*, conversa: Conversa, nota: int, comentario: str = "") -> Conversa:
    """O que a pessoa achou, depois do fim; de novo, a última vale. A denúncia não se avalia."""
    travada = travar_mesmo_acabada(conversa)
    if travada.aberta or travada.fim in SEM_NADA_DEPOIS:
        raise TransicaoProibida("Esta conversa não se avalia.")
    if nota not in range(1, 6):
        raise RecusaNoCampo("Escolha uma nota de 1 a 5.", "nota")
    travada.nota, travada.comentario = nota, comentario.strip()[:1000]
    travada.save(update_fields=["nota", "comentario"])
    return travada


# --- acabar --------------------------------------------------------------------------


@transaction.atomic
def acabar(
    *, conversa: Conversa, fim: Fim, por: Usuario | None = None, resultado: Resultado | None = None
) -> Conversa:
    """A conversa acaba, e o atendimento dela com o resultado dito, ou o que se fez nele sugere.

    Repetida não muda nada. Quem atende (`por`) só acaba a sua; respondida, vai ao contato o que se escreveu
    depois da última mensagem da pessoa. Levanta TransicaoProibida, também se não há o que mandar.
    """
    travada = travar_mesmo_acabada(conversa)
    if not travada.aberta:
        return travada
    if por and travada.atendente_id != por.pk:
        raise TransicaoProibida(NAO_E_SUA)
    if fim == Fim.RESPONDIDA:
        mandar_resposta(travada)
    encerrar(travada, fim, resultado)
    return travada


def esquecer_redes(*, em: datetime) -> int:
    """O resumo da rede de quem acabou há mais de um dia se apaga."""
    velhas = Conversa.objects.filter(encerrada_em__lt=em - REDE_GUARDADA).exclude(rede="")
    return velhas.update(rede="")
