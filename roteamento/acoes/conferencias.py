"""A conferência de toda noite: guardar o resultado e dizer a quem cuida das rotas o que está errado."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from avisos.models import Aviso
from contas.models import Usuario
from referencia.enderecos import inteiro
from roteamento.conferencia.cobertura import conferir_agora, sem_servidor
from roteamento.models import ConferenciaDeRotas

GUARDADAS = 90
"""As últimas que ficam: uns três meses de noites."""
CITADOS = 10


@transaction.atomic
def guardar_conferencia(*, em: datetime) -> ConferenciaDeRotas:
    """Confere tudo, guarda o resultado e avisa se há furo. Repetida no mesmo dia, não avisa de novo."""
    hoje = timezone.localdate(em)
    feita = conferir_agora(hoje)
    guardada = ConferenciaDeRotas.objects.create(
        em=em, **feita.como_json(), unidades_sem_servidor=sem_servidor(feita, hoje)
    )
    velhas = ConferenciaDeRotas.objects.order_by("-em", "-pk").values("pk")[GUARDADAS:]
    ConferenciaDeRotas.objects.filter(pk__in=list(velhas.values_list("pk", flat=True))).delete()
    if feita.furos:
        _avisar(hoje.isoformat(), [str(furo) for furo in feita.furos])
    return guardada


def _avisar(dia: str, furos: list[str]) -> None:
    mais = [f"E mais {len(furos) - CITADOS}."] if len(furos) > CITADOS else []
    corpo = "\n\n".join(
        [
            "A conferência desta noite achou lugares sem destino certo: os pedidos deles iriam à triagem.",
            "\n".join([*furos[:CITADOS], *mais]),
            f"Veja todos e conserte: {inteiro(reverse('roteamento:conferencia'))}",
        ]
    )
    Aviso.objects.bulk_create(
        [
            Aviso(
                chave=f"rotas/{dia}/u{quem.pk}",
                usuario=quem,
                modelo="conferencia_de_rotas",
                assunto=f"Rotas com furo: {len(furos)}",
                corpo=corpo,
            )
            for quem in quem_cuida_das_rotas()
        ],
        ignore_conflicts=True,
    )


def quem_cuida_das_rotas() -> QuerySet[Usuario]:
    """Quem pode mudar regras e tem e-mail."""
    pode = Q(is_superuser=True) | Q(
        groups__permissions__codename="change_regra",
        groups__permissions__content_type__app_label="roteamento",
    )
    return Usuario.objects.filter(pode, is_active=True).exclude(email=None).distinct()
