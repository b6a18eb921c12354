"""A chamada, como a central telefônica a conta: a quem toca, e o atendimento que leva o número."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from atendimento import eventos
from atendimento.acoes.atender import comecar, terminar
from atendimento.acoes.continuar import levar_o_pedido
from atendimento.consultas import pedidos_de
from atendimento.conversa import DoLado, assunto_de
from atendimento.models import Atendimento, Chamada, Ramal, RegraDaConversa
from atendimento.situacoes import Resultado
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.erros import TransicaoProibida
from protocolo.models import Rascunho
from roteamento.models import Lotacao, Unidade
from solicitacoes.pedir.roteiro import ATENDIMENTO, TIPO

JUNTO = timedelta(minutes=2)
"""O que se começou até este tempo antes de ela tocar, e em que nada se fez, é dela; o outro não é."""
JA_CONTINUA = "Esta ligação já não espera por ninguém: outra pessoa a continua, ou passou o tempo."
GUARDA, UM_DIA = timedelta(hours=4), timedelta(days=1)
"""A central que nunca disse que desligaram não deixa aqui o número."""


def quem_atende(quem: str) -> Usuario | None:
    """Quem atende hoje na Central ou numa Praça, pelo e-mail ou pelo ramal."""
    if "@" in quem:
        achado = Usuario.objects.filter(email__iexact=quem, is_active=True).first()
    else:
        ramal = Ramal.objects.filter(numero=quem, usuario__is_active=True).select_related("usuario").first()
        achado = ramal.usuario if ramal else None
    lotacoes = Lotacao.objects.vigentes(timezone.localdate()).filter(papel=Papel.ATENDENTE)
    return achado if achado and lotacoes.filter(usuario=achado).exists() else None


@transaction.atomic
def contar_chamada(
    *, codigo: str, passo: Chamada.Passo, telefone: str = "", atendente: Usuario | None = None
) -> Chamada:
    """O passo de uma chamada; o que já passou por ele, ou por um depois, fica como está.

    Enquanto não acaba, o mesmo passo com outra pessoa passa-a a ela: toca, ou fala-se, noutra mesa.
    """
    chamada, nova = Chamada.objects.get_or_create(
        codigo=codigo, defaults={"passo": passo, "telefone": telefone}
    )
    chamada = Chamada.objects.select_for_update(of=("self",)).get(pk=chamada.pk)
    era, de_quem_era = chamada.passo, chamada.atendente_id
    acabou = passo == Chamada.Passo.ACABOU
    muda_de_pessoa = atendente is not None and not acabou and de_quem_era != atendente.pk
    if not nova and (era > passo or (era == passo and not muda_de_pessoa)):
        return chamada
    chamada.passo, chamada.telefone = passo, "" if acabou else telefone or chamada.telefone
    if acabou and era == Chamada.Passo.TOCOU:
        chamada.atendente = None  # ninguém a atendeu
    elif atendente and muda_de_pessoa:
        chamada.atendente, chamada.em = atendente, timezone.now()
    chamada.save()
    if passo == Chamada.Passo.ATENDIDA and atendente:
        _levar(chamada, _que_se_acaba_de_comecar(chamada, atendente))
    _dizer_as_mesas(de_quem_era, chamada.atendente_id)
    return chamada


@transaction.atomic
def comecar_de_quem_chega(*, atendente: Usuario, unidade: Unidade, chamada: int = 0) -> Atendimento:
    """Alguém chegou ou ligou: leva a chamada que se diz ou, sem dizer, a que se atendeu há pouco.

    A que se diz duas vezes é o mesmo atendimento. A que já caiu não tem número, e é dele na mesma.
    """
    if not settings.SEGREDO_DA_TELEFONIA:
        return comecar(atendente=atendente, unidade=unidade)
    dela = Chamada.objects.select_for_update(of=("self",)).recentes_de(atendente, timezone.now())
    qual = (
        dela.filter(pk=chamada)
        if chamada
        else dela.por_comecar().exclude(passo=Chamada.Passo.TOCOU).order_by("passo", "-em")
    ).first()
    if qual and qual.comecada and qual.atendimento and qual.atendimento.aberto:
        return qual.atendimento
    novo = comecar(atendente=atendente, unidade=unidade)
    if qual and not qual.comecada:
        _levar(qual, novo)
        _dizer_as_mesas(atendente.pk)
    return novo


def esquecer_chamadas(*, em: datetime) -> int:
    """Apaga o número da chamada de que nunca se disse o fim, e a que é de ontem."""
    Chamada.objects.filter(em__lt=em - UM_DIA).delete()
    velhas = Chamada.objects.filter(em__lt=em - GUARDA).exclude(telefone="")
    return velhas.update(telefone="", passo=Chamada.Passo.ACABOU)


def _que_se_acaba_de_comecar(chamada: Chamada, atendente: Usuario) -> Atendimento | None:
    """O último que a pessoa tem aberto, se começou com a chamada e não é, nem foi, de outra.

    Nunca o de uma ligação de saída ou de uma conversa, nem aquele em que se escreve uma denúncia.
    """
    denuncias = Rascunho.objects.filter(dono=atendente, assunto=TipoDeManifestacao.DENUNCIA)
    delas = denuncias.values_list("dados__balcao__atendimento", flat=True)
    abertos = Atendimento.objects.abertos().de(atendente).filter(retorno=None, conversa=None)
    de_entrada = abertos.exclude(codigo__in=[codigo for codigo in delas if codigo])
    ultimo = de_entrada.order_by("-comecado_em").first()
    if ultimo is None or ultimo.telefone or Chamada.objects.filter(atendimento=ultimo).exists():
        return None
    por_usar = ultimo.comecado_em >= chamada.em - JUNTO and not ultimo.atos.exists()
    return ultimo if por_usar or ultimo.comecado_em >= chamada.em else None


def _levar(chamada: Chamada, para: Atendimento | None) -> None:
    """A chamada é deste atendimento, e o número passa a ele, se ela o mostra.

    Da que alguém passou vem também o pedido que se escrevia no atendimento de antes, que acaba.
    """
    abertos = Atendimento.objects.abertos().filter(telefone="")
    numero = chamada.numero
    if para is None or not abertos.filter(pk=para.pk).update(telefone=numero):
        return
    para.telefone = numero
    if (antes := chamada.atendimento) and antes != para:
        if antes.aberto:
            terminar(atendimento=antes, resultado=Resultado.TRANSFERIDO)
        levar_o_pedido(de=antes, para=para)
    chamada.atendimento, chamada.telefone = para, ""
    chamada.save(update_fields=["atendimento", "telefone"])


def _dizer_as_mesas(*de_quem: int | None) -> None:
    """As páginas abertas destes sabem na hora que uma ligação toca, se atende ou já não espera."""
    assuntos = {assunto_de(DoLado.QUEM_ATENDE, pk) for pk in de_quem if pk}
    ditos = [eventos.evento(assunto, eventos.Tipo.LIGACAO) for assunto in assuntos]
    if ditos:
        transaction.on_commit(partial(eventos.publicar, *ditos), robust=True)


# --- a ligação que se transferiu ----------------------------------------------------------


def deixar_a_quem_continua(*, atendimento: Atendimento) -> None:
    """O pedido por registrar espera, pouco tempo, por quem recebe a ligação."""
    pedidos_de(atendimento).filter(protocolo="").update(expira_em=timezone.now() + _espera())


def com_pedido_por_registrar(onde: Unidade, em: datetime) -> list[Atendimento]:
    """As ligações transferidas há pouco neste lugar, com um pedido começado; as mais novas primeiro."""
    transferidas = Atendimento.objects.filter(
        resultado=Resultado.TRANSFERIDO, conversa=None, unidade=onde, terminado_em__gt=em - _espera()
    )
    ao_lado = transferidas.select_related("atendente", "servico__publicada")
    por_codigo = {str(um.codigo): um for um in ao_lado.order_by("-terminado_em")}
    if not por_codigo:
        return []
    abertos = Rascunho.objects.filter(
        tipo=TIPO,
        dados__atendimento__atendimento__in=list(por_codigo),
        dono__in=[um.atendente_id for um in por_codigo.values()],
        protocolo="",
        expira_em__gt=em,
    )
    com_pedido = {um.dados[ATENDIMENTO]["atendimento"] for um in abertos}
    return [um for codigo, um in por_codigo.items() if codigo in com_pedido]


@transaction.atomic
def continuar_ligacao(*, de: Atendimento, atendente: Usuario, unidade: Unidade) -> Atendimento:
    """Quem recebe a ligação transferida continua o pedido de quem a passou.

    Levanta TransicaoProibida se já não há o que continuar, ou se outra pessoa o continua.
    """
    Atendimento.objects.select_for_update(of=("self",), no_key=True).get(pk=de.pk)
    if de not in com_pedido_por_registrar(unidade, timezone.now()):
        raise TransicaoProibida(JA_CONTINUA)
    novo = comecar_de_quem_chega(atendente=atendente, unidade=unidade)
    levar_o_pedido(de=de, para=novo)
    return novo


def _espera() -> timedelta:
    return timedelta(minutes=RegraDaConversa.atual().minutos_para_registrar)
