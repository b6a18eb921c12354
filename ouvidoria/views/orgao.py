"""A mesa do órgão: o que a Ouvidoria lhe perguntou."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contas.papeis import Papel
from ouvidoria.guardas import autor_no_papel, envio_recebido
from ouvidoria.models import Encaminhamento
from solicitacoes.guardas import usuario_da_sessao

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@never_cache
def lista(request: HttpRequest) -> HttpResponse:
    """Os encaminhamentos por responder, o de prazo mais perto primeiro."""
    usuario = usuario_da_sessao(request)
    autores = [autor_no_papel(usuario, papel) for papel in (Papel.INTERLOCUTOR, Papel.CORREGEDORIA)]
    vistos = [Encaminhamento.objects.visiveis_para(por).pendentes() for por in autores if por]
    if not vistos:
        raise PermissionDenied("Só quem responde por um órgão à Ouvidoria vê esta página.")
    envios = vistos[0].union(*vistos[1:]).order_by("vence_em", "id")
    return render(request, "ouvidoria/orgao/lista.html", {"envios": envios, "agora": timezone.now()})


@require_safe
@never_cache
def envio(request: HttpRequest, chave: int) -> HttpResponse:
    """Um encaminhamento: o que a Ouvidoria perguntou e o que já se respondeu."""
    recebido, _ = envio_recebido(request, chave)
    return render(request, "ouvidoria/orgao/envio.html", {"envio": recebido, "agora": timezone.now()})
