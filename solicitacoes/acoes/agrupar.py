"""Pedidos iguais tratados como um só: juntar, separar e agir em todos.

Um deles é o principal; os outros apontam para ele. Cada protocolo continua com a sua história, o seu
prazo e os seus avisos. O mesmo modelo serve a quem quiser acompanhar junto um problema já pedido.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.lookups import IsNull

from contas.autor import Autor
from protocolo.acoes import conferir_versao, exigir, travar
from protocolo.erros import RecusaDeAcao, TransicaoProibida
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet
from solicitacoes.situacoes import Tipo

NAO_ESTA_JUNTO = "Este pedido não está junto de outro."


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

    Só se juntam pedidos abertos, do mesmo serviço e da mesma unidade, que não sigam um terceiro.
    """
    travar_em_ordem([principal, *outras])
    principal = travar(principal, versao=versao)
    if principal.principal_id:
        raise TransicaoProibida("Este pedido já segue outro: junte os novos ao principal dele.")
    exigir(principal, principal.situacao, por)
    novas = list(Solicitacao.objects.filter(pk__in=[caso.pk for caso in outras if caso.pk != principal.pk]))
    _recusar_de_outro_grupo(novas, principal)
    com_grupo = Solicitacao.objects.filter(principal__in=novas).abertas().order_by("protocolo")
    for outra in {caso.pk: caso for caso in [*novas, *com_grupo]}.values():
        _juntar(travar(outra), principal, por)
    return Solicitacao.objects.get(pk=principal.pk)


@transaction.atomic
def juntar_ao(*, caso: Solicitacao, versao: int, por: Autor, principal: Solicitacao) -> Solicitacao:
    """Faz como `agrupar`, com um pedido de cada vez: no lote a recusa de um não custa os outros."""
    travar_em_ordem([principal, caso])
    travar(caso, versao=versao)
    agrupar(principal=principal, versao=travar(principal).versao, por=por, outras=[caso])
    return Solicitacao.objects.select_related("unidade").get(pk=caso.pk)


def _recusar_de_outro_grupo(novas: Sequence[Solicitacao], principal: Solicitacao) -> None:
    """Quem chegou depois não tira um pedido do grupo em que um colega acabou de o pôr."""
    aceitos = {None, principal.pk, *(caso.pk for caso in novas)}
    for caso in novas:
        if caso.principal_id not in aceitos:
            raise TransicaoProibida(
                f"O pedido {caso.protocolo_escrito} já foi juntado a outro: separe-o antes."
            )


def se_juntam(um: Solicitacao, outro: Solicitacao) -> bool:
    """Só se juntam pedidos da mesma unidade e do mesmo serviço."""
    return (um.unidade_id, um.servico_id) == (outro.unidade_id, outro.servico_id)


def _juntar(outra: Solicitacao, principal: Solicitacao, por: Autor) -> None:
    if outra.principal_id == principal.pk:
        return
    exigir(outra, outra.situacao, por)
    if not se_juntam(outra, principal):
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
        raise TransicaoProibida(NAO_ESTA_JUNTO)
    caso.principal = None
    return _contar(caso, Tipo.DESAGRUPAMENTO, por, principal)


def _contar(caso: Solicitacao, tipo: Tipo, por: Autor, principal: Solicitacao) -> Solicitacao:
    """O munícipe sabe que o pedido se juntou ou se separou; de que outro protocolo, só a equipe."""
    qual = principal.protocolo_escrito
    mudou = ["", qual] if tipo == Tipo.AGRUPAMENTO else [qual, ""]
    return registrar_ato(caso, tipo, por, mudancas={"principal": mudou})


def promover(caso: Solicitacao, *, por: Autor) -> None:
    """O principal saiu sozinho: o mais antigo dos outros toma o lugar dele. O caso já está travado."""
    _formar_outro(list(caso.agrupadas.abertas().order_by("aberta_em", "pk")), caso, por)


def _formar_outro(ficam: Sequence[Solicitacao], caso: Solicitacao, por: Autor) -> None:
    """Os pedidos que deixam de seguir o caso continuam juntos, sob o primeiro deles."""
    if not ficam:
        return
    novo = travar(ficam[0])
    novo.principal = None
    _contar(novo, Tipo.DESAGRUPAMENTO, por, caso)
    for outra in ficam[1:]:
        seguinte = travar(outra)
        seguinte.principal = novo
        _contar(seguinte, Tipo.AGRUPAMENTO, por, novo)


def soltar(caso: Solicitacao, mudancas: dict[str, list[str]], *, por: Autor) -> None:
    """O pedido, sozinho, passou a outra unidade ou a outro serviço: sai do grupo, e os outros ficam juntos.

    O caso já está travado; quem chama o grava, com a saída entre as mudanças.
    """
    if not {"unidade", "servico"} & mudancas.keys():
        return
    promover(caso, por=por)
    if caso.principal:
        mudancas["principal"] = [caso.principal.protocolo_escrito, ""]
        caso.principal = None


def do_grupo(principal: Solicitacao) -> SolicitacaoQuerySet:
    """Os pedidos que seguem este e ainda se tratam com ele: abertos, na mesma unidade e do mesmo serviço."""
    return principal.agrupadas.abertas().juntadas().order_by("protocolo")


@transaction.atomic
def corrigir_no_grupo(
    acao: Callable[..., Solicitacao], *, caso: Solicitacao, versao: int, por: Autor, **argumentos: Any
) -> Solicitacao:
    """Como `agir_no_grupo`, com uma correção que pode mudar a unidade ou o serviço de todos.

    O grupo continua, com o mesmo principal, nos que acabam na mesma unidade e no mesmo serviço que ele;
    os que acabam noutro lugar saem, e ficam juntos entre si os que lá se encontram.
    """
    juntos = [membro.pk for membro in do_grupo(caso)]
    caso = agir_no_grupo(acao, caso=caso, versao=versao, por=por, com_o_grupo=True, **argumentos)
    foram = Solicitacao.objects.filter(pk__in=juntos).abertas()
    foram = foram.exclude(unidade=caso.unidade_id, servico=caso.servico_id)
    lugares: dict[tuple[int, int], list[Solicitacao]] = {}
    for membro in foram.order_by("aberta_em", "pk"):
        lugares.setdefault((membro.unidade_id, membro.servico_id), []).append(membro)
    for membros in lugares.values():
        _formar_outro(membros, caso, por)
    return caso


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

    Completo ou nada. Os que seguem vão primeiro, para nenhum ficar sem principal no meio; o que já está em
    outra unidade ou é de outro serviço fica como está. `pular` diz de que membros a ação já não precisa
    (quem já está em andamento não se inicia de novo).
    """
    membros = list(do_grupo(caso))
    versoes = travar_em_ordem([caso, *membros])
    conferir_versao(versoes[caso.pk], versao)
    for membro in membros:
        if pular(membro):
            continue
        try:
            acao(caso=membro, versao=versoes[membro.pk], por=por, **argumentos)
        except RecusaDeAcao as recusa:
            raise RecusaNoGrupo(membro, recusa) from recusa
    return acao(caso=caso, versao=versao, por=por, **argumentos)


def travar_em_ordem(casos: Sequence[Solicitacao]) -> dict[int, int]:
    """Com os que os seguem, o principal antes, depois pelo protocolo: duas pessoas não se travam uma à outra.

    Devolve a versão em que cada um ficou travado. É também a ordem de quem encerra: primeiro o pedido, depois
    os que o seguem.
    """
    chaves = [caso.pk for caso in casos]
    pedidos = Solicitacao.objects.filter(Q(pk__in=chaves) | Q(principal__in=chaves))
    pedidos = pedidos.order_by(IsNull(F("principal"), False), "protocolo")  # noqa: FBT003  assinatura do Django
    return dict(pedidos.select_for_update(of=("self",), no_key=True).values_list("pk", "versao"))
