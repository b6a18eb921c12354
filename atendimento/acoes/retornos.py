"""A lista de retorno: quem entra nela, quem liga, o que houve na ligação, e a carta de quem não se achou."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from atendimento.acoes.atender import anotar, comecar, ja_somado, terminar
from atendimento.casos import que_se_ligam
from atendimento.horas import quando_ligar
from atendimento.models import Atendimento, RegraDoAtendimento, Retorno, TentativaDeRetorno
from atendimento.situacoes import Providencia, Resultado
from avisos.acoes import contar_como_dito
from avisos.models import Aviso
from avisos.recibos.alcance import a_ligar
from contas.acoes import registrar_leitura, registrar_leituras
from contas.autor import Autor
from contas.models import Usuario
from portal.acoes import NOTA
from portal.consultas import Achado, localizar
from protocolo.acoes import registrar, travar
from protocolo.calendario import carregar_calendario
from protocolo.erros import TransicaoProibida
from protocolo.models import Andamento
from roteamento.models import Unidade

Houve = TentativaDeRetorno.Resultado
Situacao = Retorno.Situacao

JANELA = timedelta(days=10)
"""De que avisos se olha: em três dias cada um já chegou ou já não chega."""
POR_VEZ = 500
TELEFONE = "nome e telefone"
ENDERECO = "nome e endereço"
POR_HORA = 60
"""Quantos retornos uma pessoa pega por hora: um por minuto, quando ninguém atende."""
DIGA_ANTES = "Diga antes o que houve na ligação que você já pegou."
MUITAS = "Foram muitas ligações nesta hora. Espere um pouco, ou fale com a chefia."
A_ESTA_HORA = "A esta hora não se liga a ninguém. Volta-se a ligar em {:%d/%m, às %H:%M}."
JA_PEGO = "Outra pessoa já está ligando. Pegue outro retorno."
NAO_ESTA_COM_VOCE = "Este retorno já não está com você: outra pessoa o pegou, ou ele acabou."
NO_CASO = {
    Situacao.DITO: "A Central ligou e disse à pessoa, por telefone, o que o aviso dizia.",
    Situacao.NAO_QUER: "A Central ligou; a pessoa não quer que se entre em contato sobre este pedido.",
    Situacao.SEM_CONTATO: "A Central ligou e não conseguiu falar com a pessoa, e não há endereço para carta.",
    Situacao.CARTA: "A Central ligou e não conseguiu falar com a pessoa: vai uma carta.",
    Situacao.CARTA_NO_CORREIO: "A carta com o que o aviso dizia foi para o correio.",
}
"""O que fica escrito no caso, só para quem trabalha nele."""

CONTADO = "Num atendimento contou-se à pessoa o que o aviso que não lhe chegou dizia."


def juntar_retornos(*, em: datetime) -> int:
    """Põe na lista quem não soube de nada do seu caso, e tira quem soube depois, ou já não se liga.

    Diz quantos entraram, por ordem de chegada. Quem entra fora de hora espera a primeira em que se liga.
    Pode rodar duas vezes. O aviso de que um retorno já cuidou não volta, nem a quem não quer contato.
    """
    _tirar_os_que_souberam(em)
    for lote in batched(Retorno.objects.filter(acabou_em=None).iterator(POR_VEZ), POR_VEZ):
        _que_cabem(lote, em)
    dele = Retorno.objects.filter(protocolo=OuterRef("protocolo"))
    ja_cuidados = dele.filter(Q(aviso__gte=OuterRef("pk")) | Q(situacao=Situacao.NAO_QUER))
    escolhidos = a_ligar(em - JANELA).exclude(Exists(ja_cuidados)).values("pk")
    novos = Aviso.objects.filter(pk__in=escolhidos).select_related("interessado").order_by("criado_em", "pk")
    ligar_em = quando_ligar(em, RegraDoAtendimento.atual(), carregar_calendario())
    return sum(_por_na_lista(lote, ligar_em) for lote in batched(novos.iterator(POR_VEZ), POR_VEZ))


def _tirar_os_que_souberam(em: datetime) -> None:
    soube = Aviso.objects.filter(
        protocolo=OuterRef("protocolo"), interessado=OuterRef("interessado"), situacao=Aviso.Situacao.ENVIADO
    )
    abertos = Retorno.objects.filter(acabou_em=None).filter(Q(pego_ate=None) | Q(pego_ate__lte=em))
    abertos.filter(Exists(soube)).update(situacao=Situacao.CHEGOU, acabou_em=em, com=None, pego_ate=None)


def _que_cabem(retornos: Collection[Retorno], em: datetime) -> list[Retorno]:
    """Os retornos de que ainda se fala; o que virou denúncia, se selou ou se resguardou acaba."""
    cabem = que_se_ligam([retorno.protocolo for retorno in retornos])
    fora = [retorno.pk for retorno in retornos if retorno.protocolo not in cabem]
    if fora:
        Retorno.objects.filter(pk__in=fora, acabou_em=None).update(
            situacao=Situacao.SEM_CONTATO, acabou_em=em, com=None, pego_ate=None
        )
    return [retorno for retorno in retornos if retorno.protocolo in cabem]


def _por_na_lista(avisos: Collection[Aviso], ligar_em: datetime) -> int:
    """Os novos; do que já está na lista, só muda o que há para dizer.

    Nem isso se alguém o pegou, ou se a carta já saiu: o aviso lido é o que conta como dito, e o novo volta
    quando este acabar.
    """
    cabem = que_se_ligam([aviso.protocolo for aviso in avisos])
    abertos = {
        retorno.protocolo: retorno for retorno in Retorno.objects.filter(acabou_em=None, protocolo__in=cabem)
    }
    novos = []
    for aviso in avisos:
        if aviso.protocolo not in cabem:
            continue
        if aberto := abertos.get(aviso.protocolo):
            a_mudar = Retorno.objects.filter(pk=aberto.pk, acabou_em=None, com=None, na_planilha_em=None)
            a_mudar.update(aviso=aviso)
        else:
            novos.append(
                Retorno(
                    protocolo=aviso.protocolo,
                    interessado=aviso.interessado,
                    aviso=aviso,
                    desde=aviso.criado_em,
                    proxima_em=ligar_em,
                )
            )
    Retorno.objects.bulk_create(novos, ignore_conflicts=True)
    return len(novos)


@transaction.atomic
def pegar_retorno(
    *, por: Autor, quem: Usuario, unidade: Unidade, qual: int | None = None
) -> TentativaDeRetorno:
    """Este retorno, ou o da vez, passa a ser só de quem pegou, por uns minutos; abre-se um atendimento.

    Só daqui em diante quem pegou lê o nome e o telefone, e a leitura fica escrita. Levanta TransicaoProibida
    se outra pessoa o pegou antes, se não há nenhum, a quem tem um por registrar, a quem já pegou muitos e a
    quem quer ligar fora de hora.
    """
    agora, regra = timezone.now(), RegraDoAtendimento.atual()
    if (volta := quando_ligar(agora, regra, carregar_calendario())) > agora:
        raise TransicaoProibida(A_ESTA_HORA.format(timezone.localtime(volta)))
    _exigir_que_pode_pegar(quem, agora)
    retorno = _da_vez(qual, agora)
    retorno.com, retorno.pego_ate = quem, agora + regra.para_ligar
    retorno.save(update_fields=["com", "pego_ate"])
    registrar_leitura(
        interessado=retorno.interessado,
        por=por,
        protocolo=retorno.protocolo,
        o_que=TELEFONE,
        motivo="Ligação de retorno",
    )
    atendimento = comecar(atendente=quem, unidade=unidade)
    return TentativaDeRetorno.objects.create(retorno=retorno, atendimento=atendimento, em=agora)


def _exigir_que_pode_pegar(quem: Usuario, agora: datetime) -> None:
    """Um de cada vez, e tantos por hora: quem pega a lista toda lê o telefone de todos."""
    Usuario.objects.select_for_update(of=("self",), no_key=True).get(pk=quem.pk)
    if TentativaDeRetorno.objects.por_registrar(quem).exists():
        raise TransicaoProibida(DIGA_ANTES)
    na_hora = TentativaDeRetorno.objects.filter(
        atendimento__atendente=quem, em__gt=agora - timedelta(hours=1)
    )
    if na_hora.count() >= POR_HORA:
        raise TransicaoProibida(MUITAS)


def _da_vez(qual: int | None, agora: datetime) -> Retorno:
    """Este retorno, ou o que espera há mais tempo, travado; o que já não cabe acaba e vem o seguinte."""
    livres = Retorno.objects.livres(agora).select_for_update(skip_locked=True, no_key=True, of=("self",))
    escolhidos = livres.filter(pk=qual) if qual else livres.order_by("proxima_em", "id")
    while retorno := escolhidos.select_related("interessado").first():
        if _que_cabem([retorno], agora):
            return retorno
    raise TransicaoProibida(JA_PEGO)


@transaction.atomic
def registrar_ligacao(
    *, ligacao: TentativaDeRetorno, resultado: str, por: Autor, ligar_em: datetime | None = None
) -> Retorno:
    """O que houve na ligação, e o que se faz depois dela: acaba, espera a hora seguinte, ou vai a carta.

    Repetida com o mesmo resultado não faz nada. Levanta TransicaoProibida se já não é de quem ligou.
    """
    retorno = _travar(ligacao.retorno_id)
    ligacao.refresh_from_db()
    if ligacao.resultado == resultado:
        return retorno
    if ligacao.resultado or retorno.com != por.usuario or retorno.acabou_em:
        raise TransicaoProibida(NAO_ESTA_COM_VOCE)
    agora = timezone.now()
    ligacao.resultado = resultado
    ligacao.save(update_fields=["resultado"])
    retorno.tentativas += 1
    retorno.com = retorno.pego_ate = None
    _seguir(retorno, Houve(resultado), agora, ligar_em)
    retorno.save()
    if retorno.situacao != Situacao.POR_LIGAR:
        _escrever_no_caso(retorno, por, ligacao.atendimento.unidade.sigla)
    if not ligacao.atendimento.resultado and not ja_somado(ligacao.atendimento):
        terminar(atendimento=ligacao.atendimento, resultado=Resultado.RETORNO)
    return retorno


def _travar(pk: int) -> Retorno:
    travado = Retorno.objects.select_for_update(of=("self",), no_key=True)
    return travado.select_related("interessado", "aviso", "com").get(pk=pk)


def _seguir(retorno: Retorno, houve: Houve, agora: datetime, ligar_em: datetime | None) -> None:
    """O que a ligação decide: em memória. A seguinte é sempre a uma hora em que se liga."""
    regra = RegraDoAtendimento.atual()
    if houve == Houve.DITO:
        contar_como_dito(aviso=retorno.aviso, em=agora)
        _acabar(retorno, Situacao.DITO, agora)
    elif houve == Houve.NAO_QUER:
        _acabar(retorno, Situacao.NAO_QUER, agora)
    elif houve == Houve.DEPOIS:
        _ligar_depois(retorno, ligar_em or agora + regra.entre_tentativas, regra)
    elif houve == Houve.NUMERO_ERRADO or retorno.tentativas >= regra.tentativas_de_retorno:
        _desistir_do_telefone(retorno, agora)
    else:
        _ligar_depois(retorno, agora + regra.entre_tentativas, regra)


def _ligar_depois(retorno: Retorno, desde: datetime, regra: RegraDoAtendimento) -> None:
    retorno.proxima_em = quando_ligar(desde, regra, carregar_calendario())


@transaction.atomic
def contar_a_pessoa(*, atendimento: Atendimento, caso: Achado, aviso: Aviso, por: Autor) -> None:
    """Leu-se à pessoa o aviso que não lhe chegou: conta como dito, e o retorno do caso acaba.

    O retorno de um aviso mais novo, que ela não ouviu, fica. Repetido não faz nada.
    """
    agora = timezone.now()
    abertos = Retorno.objects.filter(protocolo=caso.protocolo, acabou_em=None, aviso__lte=aviso.pk)
    for retorno in abertos.select_for_update(of=("self",), no_key=True):
        retorno.com = retorno.pego_ate = None
        _acabar(retorno, Situacao.DITO, agora)
        retorno.save()
    if contar_como_dito(aviso=aviso, em=agora):
        interno, onde = Andamento.Alcance.INTERNO, atendimento.unidade.sigla
        registrar(travar(caso), tipo=NOTA, por=por, alcance=interno, texto=CONTADO, unidade=onde)
        anotar(atendimento=atendimento, tipo=Providencia.CONTOU, protocolo=caso.protocolo)


def _acabar(retorno: Retorno, situacao: Retorno.Situacao, agora: datetime) -> None:
    retorno.situacao, retorno.acabou_em = situacao, agora


def _desistir_do_telefone(retorno: Retorno, agora: datetime) -> None:
    """Vai uma carta, se há endereço; senão acabou."""
    if retorno.interessado.endereco:
        retorno.situacao = Situacao.CARTA
    else:
        _acabar(retorno, Situacao.SEM_CONTATO, agora)


def _escrever_no_caso(retorno: Retorno, por: Autor, unidade: str) -> None:
    """A anotação que só quem trabalha no caso lê."""
    caso = localizar(retorno.protocolo)
    if caso is None:
        return
    texto, interno = NO_CASO[Situacao(retorno.situacao)], Andamento.Alcance.INTERNO
    registrar(travar(caso), tipo=NOTA, por=por, alcance=interno, texto=texto, unidade=unidade)


@transaction.atomic
def levar_cartas(*, por: Autor, outra_vez: bool = False) -> list[Retorno]:
    """As cartas que ainda não foram a nenhuma planilha, com o endereço: a leitura de cada uma fica escrita.

    `outra_vez`: as que já foram e esperam o correio, que ficam com a hora da primeira.
    """
    cartas = Retorno.objects.cartas().filter(na_planilha_em__isnull=not outra_vez)
    travadas = cartas.select_for_update(of=("self",), no_key=True).order_by("desde", "id")
    achadas = travadas.select_related("interessado", "aviso")[: None if outra_vez else POR_VEZ]
    levadas = _que_cabem(list(achadas), timezone.now())
    lidas = [(carta.interessado_id, carta.protocolo) for carta in levadas]
    registrar_leituras(lidos=lidas, por=por, o_que=ENDERECO)
    if not outra_vez:
        Retorno.objects.filter(pk__in=[carta.pk for carta in levadas]).update(na_planilha_em=timezone.now())
    return levadas


@transaction.atomic
def mandar_cartas(*, por: Autor, unidade: str, ate: datetime) -> int:
    """As cartas que estavam na planilha até esta hora foram para o correio: acabam, e o caso o diz."""
    travadas = Retorno.objects.cartas().filter(na_planilha_em__lte=ate)
    cartas = list(travadas.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for carta in cartas:
        _acabar(carta, Situacao.CARTA_NO_CORREIO, timezone.now())
        carta.save(update_fields=["situacao", "acabou_em"])
        _escrever_no_caso(carta, por, unidade)
    return len(cartas)
