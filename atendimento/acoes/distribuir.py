"""Quem atende cada conversa: dizer que recebe, tirar da fila, devolver, passar, tomar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from atendimento import eventos
from atendimento.acoes.atender import comecar, seguir
from atendimento.acoes.continuar import levar_da_conversa
from atendimento.acoes.da_conversa import (
    NAO_E_SUA,
    acabar_atendimento,
    escrever,
    ficar_pendente,
    gravar,
    travar,
    travar_mesmo_acabada,
)
from atendimento.acoes.sinais import dar_sinal
from atendimento.conversa import que_recebem, tem_contato
from atendimento.models import (
    AssuntoDaConversa,
    Atendimento,
    Conversa,
    Disponibilidade,
    RegraDaConversa,
)
from atendimento.situacoes import DeQuem, Estado, Resultado, SituacaoDaConversa
from contas.models import Usuario
from protocolo.erros import TransicaoProibida
from referencia.travas import Trava, esperar_a_vez
from roteamento.models import Unidade

POR_VEZ = 200
ENTROU = "{nome} vai conversar com você."
TROCA = "Quem conversava com você passou a conversa. Já vem outra pessoa."
TROCA_DE_LUGAR = "Quem conversava com você passou a conversa para outro lugar: {lugar}. Já vem outra pessoa."
VOLTOU = "Quem conversava com você saiu. O seu lugar é o primeiro da fila."
PENDENTE = "Não conseguimos responder agora. Respondemos até {ate}."
SEM_CONTATO = (
    "Não conseguimos responder agora. Respondemos até {ate}, nesta página: volte a ela para ler, ou deixe um "
    "e-mail ou um telefone."
)
SEM_SINAL = "A página de quem atendia deixou de dar sinal."
JA_E_SUA = "Esta conversa já está com esta pessoa."
COM_OUTRA = "Esta conversa está agora com {nome}, e o que se escrevia no pedido foi com ela."
NOUTRO_SEU = (
    "Esta conversa continua noutro atendimento seu, com o que se escrevia no pedido: abra-o nas abas."
)
OUTRO_PRIMEIRO = "Outra pessoa já ficou com esta conversa."
SEM_LUGAR = "Diga antes em que lugar esta pessoa atende."
SEM_PEDIR = "A pessoa ainda não pediu para falar com ninguém."
JA_ESPERA = "Esta conversa já espera por alguém: escolha um colega."
NAO_RECEBE = "Essa pessoa não está com a página das conversas aberta. Escolha outra, ou devolva à fila."


@dataclass(slots=True)
class Livre:
    """Quem ainda tem lugar."""

    usuario: Usuario
    unidade: Unidade
    assuntos: frozenset[int]
    quantas: int

    def serve(self, conversa: Conversa) -> bool:
        """A que se passou a um lugar é de quem atende nele, qualquer que seja o assunto."""
        if conversa.lugar_id:
            return conversa.lugar_id == self.unidade.pk
        return not self.assuntos or conversa.assunto_id is None or conversa.assunto_id in self.assuntos


# --- quem recebe ---------------------------------------------------------------------


def por_a_disposicao(
    *, usuario: Usuario, unidade: Unidade, estado: Estado, assuntos: Collection[AssuntoDaConversa] = ()
) -> Disponibilidade:
    """A pessoa recebe conversas, destes assuntos ou de todos; ou não recebe, e fica com as que tem."""
    agora = timezone.now()
    with transaction.atomic():
        dela, _ = Disponibilidade.objects.update_or_create(
            usuario=usuario, defaults={"unidade": unidade, "estado": estado}
        )
        dar_sinal(usuario=usuario, em=agora)
        dela.assuntos.set(assuntos)
        Disponibilidade.objects.filter(pk=usuario.pk).update(versao=F("versao") + 1)
        transaction.on_commit(eventos.andou_a_fila, robust=True)
    if dela.recebe:  # depois: quem distribui já tem a sua trava quando muda esta linha
        distribuir(em=agora)
    dela.refresh_from_db()
    return dela


# --- da fila a alguém ----------------------------------------------------------------


def distribuir(*, em: datetime) -> int:
    """Por ordem de chegada, a quem recebe, deu sinal, atende o assunto e tem lugar; o menos cheio primeiro.

    Diz quantas sairam da fila, cada uma na sua transação, que só tranca a ela: as páginas dos outros não
    esperam. A que alguém está a mudar agora fica para a volta seguinte.
    """
    sairam = 0
    while sairam < POR_VEZ and _dar_a_proxima(em):
        sairam += 1
    return sairam


@transaction.atomic
def _dar_a_proxima(em: datetime) -> bool:
    """A primeira da fila que alguém pode atender passa a ser dessa pessoa; falso se não há nenhuma."""
    esperar_a_vez(Trava.DISTRIBUICAO)
    cabem = RegraDaConversa.atual().conversas_por_atendente
    livres = _livres(em, cabem)
    if not livres:
        return False
    da_fila = Conversa.objects.na_fila().presentes()
    for conversa in sorted(da_fila[:POR_VEZ], key=lambda uma: uma.lugar_id is None):  # a passada vem antes
        quem = _melhor(conversa, livres)
        so_ela = da_fila.filter(pk=conversa.pk).select_for_update(of=("self",), no_key=True, skip_locked=True)
        if quem and (travada := so_ela.first()):
            _dar(travada, quem.usuario, quem.unidade, em)
            return True
    return False


def _livres(em: datetime, cabem: int) -> list[Livre]:
    recebem = que_recebem(em).com_quantas().filter(tem__lt=cabem, usuario__is_active=True)
    return [
        Livre(um.usuario, um.unidade, frozenset(assunto.pk for assunto in um.assuntos.all()), um.tem)
        for um in recebem.select_related("usuario", "unidade").prefetch_related("assuntos").order_by("pk")
    ]


def _melhor(conversa: Conversa, livres: Sequence[Livre]) -> Livre | None:
    """O menos cheio dos que servem; quem a passou, só se não há outro.

    A que parou e continua, e a de quem ficou sem sinal e voltou, vão antes a quem a tinha.
    """
    servem = [um for um in livres if um.serve(conversa)]
    if not servem:
        return None
    ultimo = Atendimento.objects.filter(conversa=conversa).order_by("-pk").first()
    vez = 1 if ultimo and ultimo.resultado == Resultado.TRANSFERIDO else -1
    teve = ultimo and ultimo.atendente_id
    return min(servem, key=lambda um: (vez if um.usuario.pk == teve else 0, um.quantas))


def _dar(
    travada: Conversa, quem: Usuario, unidade: Unidade, em: datetime, *, antes: Usuario | None = None
) -> None:
    """A conversa passa a ser desta pessoa, e começa o atendimento; quem a tinha antes fica sabendo."""
    travada.situacao, travada.atendente = SituacaoDaConversa.COM_ATENDENTE, quem
    travada.atendida_em = travada.atendida_em or em
    travada.avisada_em, travada.sumiu_em, travada.sem_resposta_desde = None, None, em
    if not seguir(conversa=travada, atendente=quem, unidade=unidade):
        novo = comecar(atendente=quem, unidade=unidade, conversa=travada)
        levar_da_conversa(conversa=travada, para=novo)
    escrever(travada, de=DeQuem.AVISO, texto=ENTROU.format(nome=quem.get_short_name()), em=em)
    travada.ultima_em = em
    gravar(travada, tambem=antes)


# --- de uma pessoa a outra -----------------------------------------------------------


@transaction.atomic
def tomar(
    *, conversa: Conversa, por: Usuario, unidade: Unidade | None = None, supervisiona: bool = False
) -> Conversa:
    """Quem atende fica com a que está na fila ou por responder; quem supervisiona, também com a de outro.

    Levanta TransicaoProibida se acabou, se ainda ninguém a pediu, se já é sua, ou se outro a tomou primeiro.
    """
    travada = travar(conversa)
    if travada.situacao == SituacaoDaConversa.COMECO:
        raise TransicaoProibida(SEM_PEDIR)
    if travada.atendente_id == por.pk:
        raise TransicaoProibida(JA_E_SUA)
    if travada.situacao == SituacaoDaConversa.COM_ATENDENTE and not supervisiona:
        raise TransicaoProibida(OUTRO_PRIMEIRO)
    agora, antes, onde = timezone.now(), _soltar(travada), unidade or _onde(por)
    Disponibilidade.objects.get_or_create(usuario=por, defaults={"unidade": onde})  # a chefia, sem receber
    _dar(travada, por, onde, agora, antes=antes)
    dar_sinal(usuario=por, em=agora)
    return travada


def voltar(*, atendimento: Atendimento) -> Atendimento:
    """Quem ficou sem sinal volta a escrever: a conversa que ninguém tomou continua no mesmo atendimento.

    O que não acabou assim fica como está. Levanta TransicaoProibida se a conversa já está com alguém.
    """
    conversa = atendimento.conversa
    saiu_dele = atendimento.resultado in {Resultado.SEM_SINAL, Resultado.TRANSFERIDO}
    if conversa is None or not conversa.aberta or not saiu_dele:
        return atendimento
    if com := conversa.atendente:
        dela = com.pk == atendimento.atendente_id
        raise TransicaoProibida(NOUTRO_SEU if dela else COM_OUTRA.format(nome=com.get_short_name()))
    if atendimento.resultado == Resultado.SEM_SINAL:
        tomar(conversa=conversa, por=atendimento.atendente, unidade=atendimento.unidade)
        atendimento.refresh_from_db()
    return atendimento


@transaction.atomic
def passar(  # noqa: PLR0913  o quê, a quem e por quê
    *,
    conversa: Conversa,
    para: Usuario | None,
    motivo: str,
    por: Usuario,
    lugar: Unidade | None = None,
    supervisiona: bool = False,
) -> Conversa:
    """A conversa passa a um colega, ou ao alto da fila, de todos ou de um lugar; o motivo fica numa nota.

    Quem supervisiona passa também a de outro e, a um colega, a que espera.

    Levanta TransicaoProibida se não é de quem passa, ou se o colega não está com a página aberta.
    """
    travada = _a_passar(conversa, a_um_colega=para is not None) if supervisiona else _minha(conversa, por)
    agora, travada.lugar = timezone.now(), lugar
    _anotar(travada, motivo, por, agora)
    if para is None:
        _voltar_a_fila(travada, TROCA_DE_LUGAR.format(lugar=lugar.nome) if lugar else TROCA, agora)
    else:
        dele = Disponibilidade.objects.presentes(agora).filter(usuario=para).first()
        if dele is None or para.pk in {por.pk, travada.atendente_id}:
            raise TransicaoProibida(NAO_RECEBE)
        if travada.atendente_id:
            escrever(travada, de=DeQuem.AVISO, texto=TROCA, em=agora)
        antes = _soltar(travada)
        _dar(travada, para, dele.unidade, agora, antes=antes)
    return travada


@transaction.atomic
def deixar_para_depois(*, conversa: Conversa, motivo: str, por: Usuario) -> Conversa:
    """Fica por responder até um prazo que se diz: nem quem atende, nem a fila, a seguram agora."""
    travada = _minha(conversa, por)
    agora = timezone.now()
    _anotar(travada, motivo, por, agora)
    antes = _soltar(travada)
    ficar_pendente(travada, PENDENTE if tem_contato(travada) else SEM_CONTATO, agora)
    gravar(travada, tambem=antes)
    return travada


@transaction.atomic
def devolver(*, conversa: Conversa, motivo: str, por: Usuario | None = None) -> Conversa:
    """Volta ao alto da fila, ou a por responder se já o era; o motivo fica numa nota.

    `por`: só a que está com esta pessoa; sem ele, quem a tinha ficou sem sinal. A outra, e a que já não está
    com ninguém, ficam como estão.
    """
    travada = travar_mesmo_acabada(conversa)
    e_de_outro = por is not None and travada.atendente_id != por.pk
    if travada.situacao != SituacaoDaConversa.COM_ATENDENTE or e_de_outro:
        return travada
    agora = timezone.now()
    _anotar(travada, motivo, por, agora)
    _voltar_a_fila(travada, VOLTOU, agora, Resultado.TRANSFERIDO if por else Resultado.SEM_SINAL)
    return travada


def _minha(conversa: Conversa, por: Usuario) -> Conversa:
    travada = travar(conversa)
    if travada.situacao != SituacaoDaConversa.COM_ATENDENTE or travada.atendente_id != por.pk:
        raise TransicaoProibida(NAO_E_SUA)
    return travada


def _a_passar(conversa: Conversa, *, a_um_colega: bool) -> Conversa:
    travada = travar(conversa)
    if travada.situacao == SituacaoDaConversa.COMECO:
        raise TransicaoProibida(SEM_PEDIR)
    if travada.situacao != SituacaoDaConversa.COM_ATENDENTE and not a_um_colega:
        raise TransicaoProibida(JA_ESPERA)
    return travada


def _anotar(travada: Conversa, motivo: str, por: Usuario | None, em: datetime) -> None:
    if motivo.strip():
        escrever(travada, de=DeQuem.NOTA, texto=motivo.strip(), autor=por, em=em)


def _voltar_a_fila(
    travada: Conversa, frase: str, em: datetime, resultado: Resultado = Resultado.TRANSFERIDO
) -> None:
    """Com o lugar que tinha: é a mais antiga. A que era por responder volta a sê-lo."""
    antes = _soltar(travada, resultado)
    if travada.responder_ate:
        ficar_pendente(travada, PENDENTE, em)
    else:
        travada.situacao, travada.atendente = SituacaoDaConversa.NA_FILA, None
        travada.na_fila_desde, travada.voltou_em = travada.na_fila_desde or em, em
        travada.sinal_em = em
        escrever(travada, de=DeQuem.AVISO, texto=frase, em=em)
    gravar(travada, tambem=antes)


def _soltar(travada: Conversa, resultado: Resultado = Resultado.TRANSFERIDO) -> Usuario | None:
    """O atendimento de quem a tinha acaba; diz quem era."""
    antes = travada.atendente
    acabar_atendimento(travada, resultado, em=timezone.now())
    return antes


def _onde(usuario: Usuario) -> Unidade:
    dela = Disponibilidade.objects.filter(usuario=usuario).select_related("unidade").first()
    if dela is None:
        raise TransicaoProibida(SEM_LUGAR)
    return dela.unidade
