"""As fotos da prova: guardadas assim que chegam, antes de o pedido se finalizar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from protocolo import rascunhos
from protocolo.models import Rascunho
from solicitacoes.acoes.enviar import receber_fotos

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from contas.models import Usuario
    from solicitacoes.models import Solicitacao

PROVA = "prova"


def prova_de(caso: Solicitacao, usuario: Usuario) -> Rascunho | None:
    """O rascunho com as fotos que este servidor já mandou para este pedido; None se não mandou nenhuma."""
    guardados = Rascunho.objects.filter(
        tipo=PROVA, assunto=caso.protocolo, dono=usuario, expira_em__gt=timezone.now()
    )
    return guardados.order_by("criado_em").first()


def receber_prova(
    *, caso: Solicitacao, usuario: Usuario, arquivos: Sequence[UploadedFile[bytes]]
) -> list[str]:
    """Guarda as fotos para quando o pedido se finalizar; devolve as recusas, uma frase por foto."""
    if not arquivos:
        return []
    rascunho = prova_de(caso, usuario) or rascunhos.criar(tipo=PROVA, assunto=caso.protocolo, dono=usuario)
    return receber_fotos(rascunho=rascunho, arquivos=arquivos)
