"""A chamada, como a central telefônica a conta: a quem toca, e o atendimento que leva o número."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from atendimento import eventos
from atendimento.acoes.atender import comecar
from atendimento.conversa import DoLado, assunto_de
from atendimento.models import Atendimento, Chamada, Ramal
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.models import Rascunho
from roteamento.models import Lotacao, Unidade

JUNTO = timedelta(minutes=2)
"""O que se começou até este tempo antes de ela tocar, e em que nada se fez, é dela; o outro não é."""
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

    A que alguém passou era de outro (`chamada.atendimento`), que fica como está.
    """
    abertos = Atendimento.objects.abertos().filter(telefone="")
    numero = chamada.numero
    if para is None or not abertos.filter(pk=para.pk).update(telefone=numero):
        return
    para.telefone = numero
    chamada.atendimento, chamada.telefone = para, ""
    chamada.save(update_fields=["atendimento", "telefone"])


def _dizer_as_mesas(*de_quem: int | None) -> None:
    """As páginas abertas destes sabem na hora que uma ligação toca, se atende ou já não espera."""
    assuntos = {assunto_de(DoLado.QUEM_ATENDE, pk) for pk in de_quem if pk}
    ditos = [eventos.evento(assunto, eventos.Tipo.LIGACAO) for assunto in assuntos]
    if ditos:
        transaction.on_commit(partial(eventos.publicar, *ditos), robust=True)
