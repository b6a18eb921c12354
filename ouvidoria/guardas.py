"""Quem age na Ouvidoria, sobre o quê, em que qualidade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import interessado
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.models import Encaminhamento, Manifestacao
from roteamento.designados import orgaos_de
from solicitacoes.guardas import atendente, usuario_da_sessao

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from ouvidoria.models import ManifestacaoQuerySet

PAPEIS = (Papel.OUVIDORIA, Papel.CORREGEDORIA, Papel.INTERLOCUTOR)
SO_A_OUVIDORIA = "Só a Ouvidoria vê esta página."


def autor_no_papel(usuario: Usuario, papel: Papel) -> Autor | None:
    """A pessoa no papel, com os órgãos por que responde hoje; None se não o tem."""
    orgaos = orgaos_de(usuario, [papel], timezone.localdate()).get(papel)
    return Autor(papel=papel, usuario=usuario, orgaos=orgaos) if orgaos else None


def ouvidoria(request: HttpRequest) -> Autor:
    """Quem trabalha na Ouvidoria; 403 aos outros."""
    por = autor_no_papel(usuario_da_sessao(request), Papel.OUVIDORIA)
    if por is None:
        raise PermissionDenied(SO_A_OUVIDORIA)
    return por


def caso_da_ouvidoria(request: HttpRequest, protocolo: str) -> tuple[Manifestacao, Autor]:
    """A manifestação, a quem trabalha na Ouvidoria: 403 aos outros, exista ela ou não."""
    por = ouvidoria(request)
    return get_object_or_404(com_relacoes().filter(protocolo=protocolo)), por


def envio_recebido(request: HttpRequest, chave: int) -> tuple[Encaminhamento, Autor]:
    """O encaminhamento, a quem o recebeu (interlocutor do órgão ou Corregedoria): 403 a todos os outros."""
    usuario = usuario_da_sessao(request)
    for papel in (Papel.INTERLOCUTOR, Papel.CORREGEDORIA):
        por = autor_no_papel(usuario, papel)
        if por is None:
            continue
        envios = Encaminhamento.objects.visiveis_para(por).select_related("orgao", "manifestacao")
        if envio := envios.filter(pk=chave).first():
            return envio, por
    raise PermissionDenied("Este encaminhamento não é para o seu órgão.")


def autores(request: HttpRequest) -> Iterator[Autor]:
    """Cada qualidade em que quem está diante da página pode ver uma manifestação, da mais barata à outra."""
    yield interessado(request)
    if isinstance(request.user, Usuario):
        if da_ouvidoria := autor_no_papel(request.user, Papel.OUVIDORIA):
            yield da_ouvidoria
        if quem_atende := atendente(request):
            yield quem_atende[0]


def com_relacoes() -> ManifestacaoQuerySet:
    """A manifestação com o que a sua página mostra, numa consulta só."""
    return Manifestacao.objects.select_related(
        "orgao",
        "solicitacao__versao_servico",
        "solicitacao__unidade",
        "interessado",
        "responsavel",
        "principal",
    )
