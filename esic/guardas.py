"""Quem trabalha num pedido de informação, e em que qualidade."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from esic.models import Pedido, PedidoQuerySet, Publicacao, ReclamacaoPorOmissao, Recurso
from esic.situacoes import Tipo
from guia.models import Orgao
from protocolo.erros import Conflito
from roteamento.guardas import autores_de, no_papel, nos_papeis

PAPEIS = (Papel.SIC, Papel.OUVIDORIA)
JULGAM = (Papel.AUTORIDADE, Papel.CMAI, Papel.OUVIDORIA)


class SaiuDoOrgao(Conflito):
    """O pedido já esteve no órgão de quem escreve, e passou a outro: o texto não se perde."""

    def __init__(self, caso: Pedido, por: Autor) -> None:
        super().__init__(f"Este pedido passou para: {caso.orgao.nome}.")
        self.caso, self.por = caso, por


def quem_trabalha(request: HttpRequest) -> list[Autor]:
    """Quem entrou, como SIC dos seus órgãos e como Ouvidoria, o que for; 403 a quem não é nenhum.

    O último é o que vê mais: a Ouvidoria vê todos os pedidos.
    """
    return nos_papeis(request, PAPEIS, "Só o SIC de um órgão e a Ouvidoria veem esta página.")


def quem_julga(request: HttpRequest) -> list[Autor]:
    """Quem entrou, como autoridade dos seus órgãos, Comissão e Ouvidoria, o que for; 403 aos outros."""
    recusa = "Só quem decide recursos vê esta página: a autoridade do órgão, a Ouvidoria e a Comissão."
    return nos_papeis(request, JULGAM, recusa)


def do_balcao(request: HttpRequest) -> Autor | None:
    """Quem registra o que chegou ao balcão de um SIC; None para os outros, ou a quem não entrou."""
    quem = autores_de(request.user, PAPEIS) if isinstance(request.user, Usuario) else []
    return quem[0] if quem else None


def pedido_da_mesa(request: HttpRequest, protocolo: str) -> tuple[Pedido, Autor]:
    """O pedido, ao SIC do órgão dele e à Ouvidoria: 403 ao SIC de outro, exista ele ou não.

    Levanta SaiuDoOrgao a quem manda o que escreveu de um pedido que acabou de passar a outro órgão.
    """
    quem = quem_trabalha(request)
    for por in quem:
        if caso := com_relacoes().visiveis_para(por).filter(protocolo=protocolo).first():
            return caso, por
    if quem[-1].papel == Papel.OUVIDORIA:
        raise Http404("Não há pedido de informação com este protocolo.")
    if request.method == "POST" and (saiu := _que_passou(protocolo, quem)):
        raise SaiuDoOrgao(saiu, quem[0])
    raise PermissionDenied("Este pedido não é do seu órgão.")


def pedido_em_recurso(request: HttpRequest, protocolo: str) -> tuple[Pedido, Autor]:
    """O pedido que tem recurso ou reclamação, a quem o julga ou acompanha: 403 aos outros, exista ou não.

    Quem tem mais de um papel vem no da instância em que o recurso está.
    """
    quem = quem_julga(request)
    tem = Q(Exists(Recurso.objects.filter(pedido=OuterRef("pk"))))
    tem |= Q(Exists(ReclamacaoPorOmissao.objects.filter(pedido=OuterRef("pk"))))
    este = Pedido.objects.filter(tem, protocolo=protocolo)
    veem = [por for por in quem if este.visiveis_para(por).exists()]
    if not veem:
        if quem[-1].papel == Papel.OUVIDORIA:
            raise Http404("Não há recurso nem reclamação num pedido com este protocolo.")
        raise PermissionDenied("Este recurso não é da sua instância, ou não é do seu órgão.")
    caso = com_relacoes().get(protocolo=protocolo)
    aberto = caso.recursos.por_decidir().first()
    na_vez = [por for por in veem if aberto and por.papel == aberto.quem_decide]
    return caso, (na_vez or veem[::-1])[0]


def da_comissao(request: HttpRequest) -> Autor:
    """Quem é da Comissão Municipal de Acesso à Informação; 403 aos outros."""
    return no_papel(request, Papel.CMAI, "Só a Comissão Municipal de Acesso à Informação vê esta página.")


def da_ouvidoria(request: HttpRequest) -> Autor:
    """Quem é da Ouvidoria; 403 aos outros."""
    return no_papel(request, Papel.OUVIDORIA, "Só a Ouvidoria vê esta página.")


def _que_passou(protocolo: str, quem: Sequence[Autor]) -> Pedido | None:
    siglas = Orgao.objects.filter(pk__in=quem[0].orgaos).values("sigla")
    passou = com_relacoes().filter(andamentos__tipo=Tipo.REENCAMINHAMENTO, andamentos__unidade__in=siglas)
    return passou.filter(protocolo=protocolo).first()


def com_relacoes() -> PedidoQuerySet:
    """O pedido com o que a sua página mostra, numa consulta só."""
    return Pedido.objects.select_related(
        "orgao", "interessado", "respondido_por", "responsavel", "classificada"
    )


def quem_reve(request: HttpRequest) -> Autor:
    """Quem é da Ouvidoria, que revê o que se publica; 403 aos outros."""
    return no_papel(request, Papel.OUVIDORIA, "Só a Ouvidoria revê o que se publica.")


def publicacao_da_mesa(request: HttpRequest, numero: int) -> tuple[Publicacao, Autor]:
    """A publicação, a quem a revê: 403 aos outros, exista ela ou não."""
    por = quem_reve(request)
    todas = Publicacao.objects.visiveis_para(por).select_related(
        "pedido__orgao", "pedido__interessado", "decidida_por"
    )
    return get_object_or_404(todas.prefetch_related("textos__conferida_por"), pk=numero), por
