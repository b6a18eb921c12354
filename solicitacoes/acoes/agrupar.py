"""Pedidos iguais tratados como um só: juntar, separar e agir em todos.

Um deles é o principal; os outros apontam para ele. Cada protocolo continua com a sua história, o seu
prazo e os seus avisos. O mesmo modelo serve a quem quiser acompanhar junto um problema já pedido.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from protocolo.acoes import exigir, registrar, travar
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.situacoes import Tipo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from contas.autor import Autor

Alcance = Andamento.Alcance


class RecusaNoGrupo(RecusaDeAcao):
    """Um dos que seguem não aceita o ato, e por isso nenhum o recebeu; a frase diz qual e por quê."""

    def __init__(self, membro: Solicitacao, recusa: RecusaDeAcao) -> None:
        super().__init__(
            f"O pedido {membro.protocolo_escrito}, que está junto deste, não aceita o ato: {recusa} "
            "Separe-o do grupo ou resolva-o antes."
        )


@transaction.atomic
def agrupar(*, principal: Solicitacao, versao: int, por: Autor, outras: Sequence[Solicitacao]) -> Solicitacao:
    """Junta os pedidos ao principal; o grupo que um deles já tinha vem com ele. Completo ou nada.

    Só se juntam pedidos abertos, do mesmo serviço e da mesma unidade.
    """
    _travar_em_ordem([principal, *outras])
    principal = travar(principal, versao=versao)
    if principal.principal_id:
        raise TransicaoProibida("Este pedido já segue outro: junte os novos ao principal dele.")
    exigir(principal, principal.situacao, por)
    novas = [outra for outra in outras if outra.pk != principal.pk]
    com_grupo = Solicitacao.objects.filter(principal__in=novas).abertas().order_by("protocolo")
    for outra in {caso.pk: caso for caso in [*novas, *com_grupo]}.values():
        _juntar(travar(outra), principal, por)
    return Solicitacao.objects.get(pk=principal.pk)


@transaction.atomic
def juntar_ao(*, caso: Solicitacao, versao: int, por: Autor, principal: Solicitacao) -> Solicitacao:
    """O mesmo que `agrupar`, um pedido de cada vez: no lote a recusa de um não custa os outros."""
    _travar_em_ordem([principal, caso])
    travar(caso, versao=versao)
    agrupar(principal=principal, versao=travar(principal).versao, por=por, outras=[caso])
    return Solicitacao.objects.select_related("unidade").get(pk=caso.pk)


def _juntar(outra: Solicitacao, principal: Solicitacao, por: Autor) -> None:
    if outra.principal_id == principal.pk:
        return
    exigir(outra, outra.situacao, por)
    if (outra.unidade_id, outra.servico_id) != (principal.unidade_id, principal.servico_id):
        raise TransicaoProibida(
            f"O pedido {outra.protocolo_escrito} é de outro serviço ou de outra unidade: não se junta a este."
        )
    outra.principal = principal
    _contar(outra, Tipo.AGRUPAMENTO, por, principal)


@transaction.atomic
def desagrupar(*, caso: Solicitacao, versao: int, por: Autor) -> Solicitacao:
    """Tira o pedido do grupo: volta à lista e passa a ser tratado sozinho."""
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    principal = caso.principal
    if principal is None:
        raise TransicaoProibida("Este pedido não está junto de outro.")
    caso.principal = None
    return _contar(caso, Tipo.DESAGRUPAMENTO, por, principal)


def _contar(caso: Solicitacao, tipo: Tipo, por: Autor, principal: Solicitacao) -> Solicitacao:
    """O munícipe sabe que o pedido se juntou a outro; de que protocolo se trata, só a equipe."""
    return registrar(
        caso,
        tipo=tipo,
        por=por,
        alcance=Alcance.PUBLICO,
        unidade=caso.unidade.sigla,
        mudancas={"principal": ["", principal.protocolo_escrito]},
    )


def promover(caso: Solicitacao, *, por: Autor) -> None:
    """O principal saiu sozinho: o mais antigo dos outros toma o lugar dele. O caso já está travado."""
    ficam = list(caso.agrupadas.abertas().order_by("aberta_em", "pk"))
    if not ficam:
        return
    novo = travar(ficam[0])
    novo.principal = None
    _contar(novo, Tipo.DESAGRUPAMENTO, por, caso)
    for outra in ficam[1:]:
        seguinte = travar(outra)
        seguinte.principal = novo
        _contar(seguinte, Tipo.AGRUPAMENTO, por, novo)


@transaction.atomic
def agir_no_grupo(
    acao: Callable[..., Solicitacao],
    *,
    caso: Solicitacao,
    versao: int,
    por: Autor,
    pular: Callable[[Solicitacao], bool] = lambda _membro: False,
    **argumentos: Any,
) -> Solicitacao:
    """Aplica a ação ao pedido e a todos os que o seguem, cada um com o seu andamento e o seu aviso.

    Completo ou nada. Os que seguem vão primeiro, para nenhum ficar sem principal no meio. `pular` diz de
    que membros a ação já não precisa (quem já está em andamento não se inicia de novo).
    """
    membros = list(caso.agrupadas.abertas().order_by("protocolo"))
    _travar_em_ordem([caso, *membros])
    travar(caso, versao=versao)
    for membro in membros:
        if not pular(membro):
            _no_membro(acao, travar(membro), por, argumentos)
    return acao(caso=caso, versao=versao, por=por, **argumentos)


def _no_membro(
    acao: Callable[..., Solicitacao], membro: Solicitacao, por: Autor, argumentos: dict[str, Any]
) -> None:
    try:
        acao(caso=membro, versao=membro.versao, por=por, **argumentos)
    except RecusaDeAcao as recusa:
        raise RecusaNoGrupo(membro, recusa) from recusa


def _travar_em_ordem(casos: Sequence[Solicitacao]) -> None:
    """Sempre na ordem do protocolo: duas pessoas com os mesmos pedidos não se travam uma à outra."""
    pedidos = Solicitacao.objects.filter(pk__in=[caso.pk for caso in casos]).order_by("protocolo")
    list(pedidos.select_for_update(of=("self",), no_key=True).values_list("pk"))
