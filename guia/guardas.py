"""Quem cuida de que parte do Guia: a coordenação, de tudo; o ponto focal, do seu órgão."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import PontoFocal, VersaoDoServico

PUBLICAR = "guia.publicar"
escreve_o_guia = permission_required("guia.change_versaodoservico", raise_exception=True)
"""A página é de quem escreve textos do Guia: a coordenação e os pontos focais."""
propoe_servicos = permission_required(["guia.add_servico", "guia.add_versaodoservico"], raise_exception=True)

type Pessoa = Usuario | AnonymousUser | Any


def quem(pessoa: Pessoa) -> Autor:
    """Quem está na administração, como autor das ações."""
    return Autor(papel=Papel.SERVIDOR, usuario=pessoa if isinstance(pessoa, Usuario) else None)


def coordena(pessoa: Pessoa) -> bool:
    """A coordenação do Guia: publica, arquiva e vê todos os órgãos."""
    return bool(pessoa.has_perm(PUBLICAR))


def orgaos_de(pessoa: Pessoa, *, so_titular: bool = False) -> set[int]:
    """Os órgãos cujos serviços a pessoa escreve hoje; `so_titular`: os por que responde."""
    if not getattr(pessoa, "papeis_valem", True):
        return set()
    designacoes = PontoFocal.objects.vigentes(timezone.localdate()).filter(usuario=pessoa.pk)
    if so_titular:
        designacoes = designacoes.titulares()
    return set(designacoes.values_list("orgao_id", flat=True))


def so_do_orgao[Q: QuerySet[Any]](linhas: Q, pessoa: Pessoa, caminho: str = "orgao") -> Q:
    """As linhas que a pessoa vê: a coordenação, todas; o ponto focal, as do seu órgão."""
    return linhas if coordena(pessoa) else linhas.filter(**{f"{caminho}__in": orgaos_de(pessoa)})


def escreve(pessoa: Pessoa, orgao: int | None) -> bool:
    """A pessoa pode mexer no texto dos serviços deste órgão?"""
    return coordena(pessoa) or orgao in orgaos_de(pessoa)


def responde(pessoa: Pessoa, orgao: int | None) -> bool:
    """A pessoa pode mandar para revisão um serviço deste órgão? O colega que só escreve, não."""
    return coordena(pessoa) or orgao in orgaos_de(pessoa, so_titular=True)


def versao_de_quem_escreve(request: HttpRequest, pk: int) -> VersaoDoServico:
    """A versão de um serviço de que a pessoa cuida; 404 à dos outros órgãos."""
    completas = VersaoDoServico.objects.select_related(
        "servico__orgao", "servico__assunto__tema", "servico__publicada", "devolvida_por"
    )
    versao: VersaoDoServico = get_object_or_404(so_do_orgao(completas, request.user, "servico__orgao"), pk=pk)
    return versao
