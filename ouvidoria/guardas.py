"""Quem age na Ouvidoria, sobre o quê, em que qualidade."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import (
    SegundoFator,
    fatores_de,
    interessado,
    segundo_fator,
    serve_desde,
    usuario_da_sessao,
)
from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria.models import Encaminhamento, Manifestacao, ManifestacaoQuerySet
from ouvidoria.situacoes import Destino
from protocolo.erros import Conflito
from protocolo.models import Canal
from roteamento.designados import LEEM_DENUNCIAS, orgaos_de
from roteamento.guardas import atendente, autores_de, no_papel, nos_papeis
from solicitacoes.pedir.roteiro import canal_da

MESAS = {
    Papel.OUVIDORIA: "mesa:lista",
    Papel.CORREGEDORIA: "orgao:lista",
    Papel.INTERLOCUTOR: "orgao:lista",
    Papel.SIC: "sic:lista",
    Papel.AUTORIDADE: "recursos:lista",
    Papel.CMAI: "cmai:agenda",
}
"""Onde trabalha quem tem cada papel; quem tem mais de um começa pelo que vem antes."""
DA_OUVIDORIA = (Papel.OUVIDORIA,)
SEM_ABERTURAS = "Só quem pode abrir identidades, ou escreve o relatório da Ouvidoria, vê esta página."


def mesa_de(usuario: Usuario) -> str:
    """O nome do endereço em que a pessoa trabalha por designação; vazio se não tem nenhuma."""
    papeis = orgaos_de(usuario, MESAS, timezone.localdate())
    return next((mesa for papel, mesa in MESAS.items() if papel in papeis), "")


def ouvidoria(request: HttpRequest) -> Autor:
    """Quem trabalha na Ouvidoria; 403 aos outros."""
    return no_papel(request, Papel.OUVIDORIA, "Só a Ouvidoria vê esta página.")


def balcao(request: HttpRequest) -> tuple[Autor, str] | None:
    """Quem registra o que chegou por outra pessoa, e por que canal costuma receber; None para os outros.

    São a Ouvidoria e os atendentes da Central e das Praças.
    """
    if not isinstance(request.user, Usuario):
        return None
    if por := autores_de(request.user, DA_OUVIDORIA):
        return por[0], Canal.BALCAO
    if achado := atendente(request):
        return achado[0], canal_da(achado[1])
    return None


def no_balcao(request: HttpRequest) -> tuple[Autor, str]:
    """Quem trabalha no balcão, e por que canal; 403 a quem não é de lá."""
    quem = balcao(request)
    if quem is None:
        raise PermissionDenied("Só a Ouvidoria e quem atende na Central ou numa Praça registram aqui.")
    return quem


def quem_atende(request: HttpRequest) -> Autor:
    """Quem atende na Central ou numa Praça; 403 aos outros."""
    achado = atendente(request)
    if achado is None:
        raise PermissionDenied("Só quem atende na Central ou numa Praça vê esta página.")
    return achado[0]


def eh_da_ouvidoria(request: HttpRequest) -> bool:
    """Quem está diante da página entrou e trabalha na Ouvidoria?"""
    quem = request.user
    return isinstance(quem, Usuario) and bool(autores_de(quem, DA_OUVIDORIA))


def pode_relatar(request: HttpRequest) -> bool:
    """O relatório do ano sai em nome da Ouvidoria: escrevê-lo pede permissão, além da designação."""
    return request.user.has_perm("ouvidoria.escrever_relatorio")


def quem_relata(request: HttpRequest) -> Autor:
    """Quem escreve e publica o relatório do ano; 403 aos outros."""
    por = ouvidoria(request)
    if not pode_relatar(request):
        raise PermissionDenied("Peça à administração a permissão de escrever o relatório anual.")
    return por


@dataclass(frozen=True, slots=True)
class AntesDeAbrir:
    """O que falta para abrir uma identidade: ligar o segundo fator, confirmá-lo ou esperar."""

    falta: SegundoFator
    endereco: str
    serve_desde: datetime | None = None
    com_a_chave: bool = False


def antes_de_abrir(request: HttpRequest, volta: str) -> AntesDeAbrir | None:
    """None a quem acaba de confirmar o segundo fator; senão, onde o liga ou confirma, e para onde volta."""
    como = segundo_fator(request)
    if como == SegundoFator.CONFIRMADO:
        return None
    if como == SegundoFator.FALTA:
        return AntesDeAbrir(como, reverse("mfa_index"))
    fatores = fatores_de(usuario_da_sessao(request))
    if como == SegundoFator.NOVO:
        return AntesDeAbrir(como, reverse("mfa_index"), serve_desde(fatores[0]))
    chave = fatores[0].type == Authenticator.Type.WEBAUTHN
    pagina = reverse("mfa_reauthenticate_webauthn" if chave else "mfa_reauthenticate")
    return AntesDeAbrir(como, f"{pagina}?{urlencode({REDIRECT_FIELD_NAME: volta})}", com_a_chave=chave)


def quem_ve_aberturas(request: HttpRequest) -> Autor:
    """Quem pode abrir identidades, e quem responde pela Ouvidoria no relatório do ano; 403 aos outros."""
    por = nos_papeis(request, LEEM_DENUNCIAS, SEM_ABERTURAS)[0]
    if not (request.user.has_perm("contas.abrir_selo") or pode_relatar(request)):
        raise PermissionDenied(SEM_ABERTURAS)
    return por


def caso_da_ouvidoria(request: HttpRequest, protocolo: str) -> tuple[Manifestacao, Autor]:
    """A manifestação, a quem trabalha na Ouvidoria: 403 aos outros, exista ela ou não."""
    por = ouvidoria(request)
    return get_object_or_404(_de_protocolo(protocolo)), por


def quem_recebe(request: HttpRequest) -> list[Autor]:
    """Quem entrou, como interlocutor e como Corregedoria, o que for; 403 a quem não é nenhum dos dois."""
    papeis = (Papel.INTERLOCUTOR, Papel.CORREGEDORIA)
    return nos_papeis(request, papeis, "Só quem responde por um órgão à Ouvidoria vê esta página.")


def envio_recebido(request: HttpRequest, chave: int) -> tuple[Encaminhamento, Autor]:
    """O encaminhamento, a quem o recebeu (interlocutor do órgão ou Corregedoria): 403 a todos os outros.

    O que a Ouvidoria tirou da mesa enquanto se escrevia (virou denúncia) é conflito: o texto não se perde.
    """
    quem = quem_recebe(request)
    for por in quem:
        envios = Encaminhamento.objects.visiveis_para(por).select_related(
            "orgao", "manifestacao__solicitacao__versao_servico"
        )
        if envio := envios.filter(pk=chave).first():
            return envio, por
    meus = Encaminhamento.objects.filter(destino=Destino.ORGAO, orgao__in=quem[0].orgaos)
    if request.method == "POST" and quem[0].papel == Papel.INTERLOCUTOR and meus.filter(pk=chave).exists():
        raise Conflito("A Ouvidoria tirou este envio da sua mesa. Nada do que você fez foi guardado.")
    raise PermissionDenied("Este encaminhamento não é para o seu órgão.")


def autores(request: HttpRequest) -> Iterator[Autor]:
    """Cada qualidade em que quem está diante da página pode ver uma manifestação, da mais barata à outra."""
    yield interessado(request)
    if isinstance(request.user, Usuario):
        yield from autores_de(request.user, DA_OUVIDORIA)
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


def _de_protocolo(protocolo: str) -> ManifestacaoQuerySet:
    return com_relacoes().filter(protocolo=protocolo)


def da_denuncia[R: HttpResponseBase](view: Callable[..., R]) -> Callable[..., R]:
    """A guarda destas páginas: da Ouvidoria (403), e só de uma denúncia (404)."""

    @wraps(view)
    def guardada(request: HttpRequest, protocolo: str, **partes: Any) -> R:
        caso, por = caso_da_ouvidoria(request, protocolo)
        if not caso.denuncia:
            raise Http404("Só uma denúncia tem esta página.")
        return view(request, caso, por, **partes)

    return guardada
