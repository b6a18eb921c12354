"""O que se faz do que a central telefônica conta: o número de onde ligam passa ao atendimento, e mais nada.

Nenhuma ficha se abre: o número não diz quem é a pessoa. Some quando o atendimento acaba.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from atendimento.models import Atendimento, Chamada, Ramal
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.models import Rascunho
from roteamento.models import Lotacao

JUNTO = timedelta(minutes=2)
"""O atendimento que se começou até este tempo antes da chamada é dela; o mais velho é de outra pessoa."""
ESPERA = timedelta(minutes=10)
"""A chamada atendida há mais do que isto já não espera o começo de um atendimento."""
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
    """O passo de uma chamada; o que já passou por ele, ou por um depois, fica como está."""
    chamada, nova = Chamada.objects.get_or_create(
        codigo=codigo, defaults={"passo": passo, "telefone": telefone}
    )
    chamada = Chamada.objects.select_for_update(of=("self",)).get(pk=chamada.pk)
    if not nova and chamada.passo >= passo:
        return chamada
    chamada.passo, chamada.telefone = passo, telefone or chamada.telefone
    if passo == Chamada.Passo.ATENDIDA and atendente:
        chamada.atendente = atendente
        _passar(chamada, _que_se_acaba_de_comecar(chamada, atendente))
    elif passo == Chamada.Passo.ACABOU:
        chamada.telefone = ""
    chamada.save()
    return chamada


def telefone_de_quem_espera(atendimento: Atendimento) -> None:
    """O atendimento que começa leva o número da chamada que quem atende acabou de atender."""
    esperam = Chamada.objects.filter(
        atendente=atendimento.atendente_id,
        passo=Chamada.Passo.ATENDIDA,
        atendimento=None,
        em__gt=atendimento.comecado_em - ESPERA,
    ).exclude(telefone="")
    with transaction.atomic():
        if chamada := esperam.select_for_update(of=("self",)).order_by("-em").first():
            _passar(chamada, atendimento)
            chamada.save(update_fields=["telefone", "atendimento"])


def esquecer_chamadas(*, em: datetime) -> int:
    """Apaga o número da chamada de que nunca se disse o fim, e a que é de ontem."""
    Chamada.objects.filter(em__lt=em - UM_DIA).delete()
    velhas = Chamada.objects.filter(em__lt=em - GUARDA).exclude(telefone="")
    return velhas.update(telefone="", passo=Chamada.Passo.ACABOU)


def _que_se_acaba_de_comecar(chamada: Chamada, atendente: Usuario) -> Atendimento | None:
    """O último que a pessoa tem aberto, se começou com a chamada e ainda não tem número.

    Nunca o de uma ligação de saída, nem aquele em que se escreve uma denúncia.
    """
    denuncias = Rascunho.objects.filter(dono=atendente, assunto=TipoDeManifestacao.DENUNCIA)
    delas = denuncias.values_list("dados__balcao__atendimento", flat=True)
    abertos = Atendimento.objects.abertos().de(atendente).filter(retorno=None)
    de_entrada = abertos.exclude(codigo__in=[codigo for codigo in delas if codigo])
    ultimo = de_entrada.order_by("-comecado_em").first()
    if ultimo is None or ultimo.telefone or ultimo.comecado_em < chamada.em - JUNTO:
        return None
    return ultimo


def _passar(chamada: Chamada, atendimento: Atendimento | None) -> None:
    """O número deixa a chamada e passa ao atendimento."""
    if atendimento is None or not chamada.telefone:
        return
    abertos = Atendimento.objects.abertos().filter(pk=atendimento.pk, telefone="")
    if abertos.update(telefone=chamada.telefone):
        atendimento.telefone = chamada.telefone
        chamada.atendimento, chamada.telefone = atendimento, ""
