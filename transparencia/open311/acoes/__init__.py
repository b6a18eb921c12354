"""O que se escreve das chaves: dar, revogar, e contar o uso."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from contas.models import Usuario
from protocolo.erros import Conflito
from transparencia.models import Chave, Parceiro, UsoDoParceiro
from transparencia.models.chaves import VAGAS

DUAS = "O parceiro já tem duas chaves que valem. Revogue uma antes de fazer outra."
COMECO = 8


def soma_de(chave: str) -> str:
    """O que se guarda de uma chave: ela é sorteada e longa, e o resumo não se desfaz."""
    return hashlib.sha256(chave.encode()).hexdigest()


@transaction.atomic
def dar_chave(*, parceiro: Parceiro, por: Usuario | None) -> str:
    """Uma chave nova, que só se mostra agora. Levanta Conflito se já valem duas."""
    Parceiro.objects.select_for_update().get(pk=parceiro.pk)
    ocupadas = set(parceiro.chaves.filter(revogada_em=None).values_list("vaga", flat=True))
    livre = next((vaga for vaga in VAGAS if vaga not in ocupadas), None)
    if livre is None:
        raise Conflito(DUAS)
    escrita = secrets.token_urlsafe(32)
    Chave.objects.create(
        parceiro=parceiro, vaga=livre, comeco=escrita[:COMECO], soma=soma_de(escrita), criada_por=por
    )
    return escrita


def revogar_chave(*, chave: Chave, por: Usuario | None) -> None:
    """A chave deixa de valer já; a que já não valia fica como estava."""
    valendo = Chave.objects.filter(pk=chave.pk, revogada_em=None)
    valendo.update(revogada_em=timezone.now(), revogada_por=por)


def contar(parceiro: Parceiro, o_que: str, *, erro: str = "") -> None:
    """Soma um a `abertos`, `repetidos` ou `recusados` do dia; `erro` é o código e o parâmetro."""
    agora = timezone.now()
    dia, _ = UsoDoParceiro.objects.get_or_create(
        parceiro=parceiro, dia=timezone.localdate(agora), defaults={"ultimo_em": agora}
    )
    muda = {o_que: F(o_que) + 1, "ultimo_em": agora, **({"ultimo_erro": erro} if erro else {})}
    UsoDoParceiro.objects.filter(pk=dia.pk).update(**muda)
