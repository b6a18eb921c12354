"""Quem age, sobre qual solicitação, em que qualidade."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from contas.autor import Autor
from contas.guardas import interessado, usuario_da_sessao
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.models import Caso
from referencia import limite_de_tentativas
from referencia.limite_de_tentativas import quem_pede
from roteamento.consultas import chefia_da_unidade, no_lugar_da_chefia, papeis_de
from roteamento.guardas import atendente
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes.consultas import quem_decide, reabertura_por_decidir
from solicitacoes.models import Solicitacao, SolicitacaoQuerySet, Turma
from solicitacoes.situacoes import EQUIPE

HORA = 3600
TENTATIVAS_DE_NUMERO = 60
SO_A_CHEFIA = "Só a chefia da unidade vê esta página."


def caixas_de(usuario: Usuario) -> dict[int, Papel]:
    """As unidades em cuja caixa a pessoa trabalha hoje, com o papel que tem em cada uma."""
    return papeis_de(usuario, timezone.localdate(), EQUIPE)


def equipe(request: HttpRequest, sigla: str) -> tuple[Unidade, Autor]:
    """A unidade e quem trabalha nela: 404 se a unidade não existe, 403 a quem não serve nela."""
    unidades = Unidade.objects.select_related("orgao").annotate(tem_turmas=_tem_turmas("pk"))
    unidade = get_object_or_404(unidades, sigla=sigla)
    return unidade, autor_na_unidade(usuario_da_sessao(request), unidade.pk)


def chefia(request: HttpRequest, sigla: str) -> tuple[Unidade, Autor]:
    """A unidade e a chefia dela, própria ou da que cuida da caixa sem equipe: 404, depois 403."""
    unidade, por = equipe(request, sigla)
    if por.papel != Papel.CHEFIA:
        raise PermissionDenied(SO_A_CHEFIA)
    return unidade, por


def chefia_propria(request: HttpRequest, sigla: str) -> tuple[Unidade, Autor]:
    """A unidade e quem nela é chefia por lotação própria: só quem muda a equipe."""
    unidade, por = chefia(request, sigla)
    if not chefia_da_unidade(por.usuario, unidade, timezone.localdate()):
        raise PermissionDenied(SO_A_CHEFIA)
    return unidade, por


def chefia_em_exercicio(request: HttpRequest, sigla: str) -> tuple[Unidade, Autor]:
    """A unidade e a chefia dela ou quem hoje está no lugar dela, que age como chefia: 404, depois 403."""
    unidade, por = equipe(request, sigla)
    return unidade, como_chefia(por, unidade)


def como_chefia(por: Autor, unidade: Unidade) -> Autor:
    """Quem age, como chefia: é a da unidade ou está no lugar dela; 403 aos outros."""
    if not tem_painel(por, unidade):
        raise PermissionDenied(SO_A_CHEFIA)
    return replace(por, papel=Papel.CHEFIA)


def tem_painel(por: Autor, unidade: Unidade) -> bool:
    """A quem trabalha na caixa: também lê o painel dela, por ser a chefia ou estar no lugar dela?"""
    if por.papel == Papel.CHEFIA or por.usuario is None:
        return por.papel == Papel.CHEFIA
    return unidade.pk in no_lugar_da_chefia(por.usuario, timezone.localdate())


def caso_da_equipe(request: HttpRequest, protocolo: str) -> tuple[Solicitacao, Autor]:
    """A solicitação e quem trabalha na unidade onde ela está: 404, depois 403."""
    caso = get_object_or_404(_de_protocolo(protocolo))
    return caso, autor_na_unidade(usuario_da_sessao(request), caso.unidade_id)


def para_decidir(caso: Solicitacao, por: Autor) -> Autor:
    """Quem age, no ato de decidir se reabre: a chefia está fora, ou não há, e decide quem a substitui.

    Só neste ato: no resto da página, quem substitui a chefia não lê o que só ela lê.
    """
    if caso.aberta or por.papel == Papel.CHEFIA or not reabertura_por_decidir(caso):
        return por
    decide = por.usuario in quem_decide(caso.unidade, timezone.localdate())
    return replace(por, papel=Papel.CHEFIA) if decide else por


class SaiuDaCaixa(Exception):
    """O pedido já esteve na unidade de quem o abre e hoje está em outra, onde a pessoa não serve."""

    def __init__(self, caso: Solicitacao) -> None:
        super().__init__(f"Este pedido passou para {caso.unidade.nome} ({caso.unidade.sigla}).")
        self.caso = caso


def caso_da_caixa(request: HttpRequest, sigla: str, protocolo: str) -> tuple[Solicitacao, Autor]:
    """A solicitação aberta pela caixa `sigla`: 404, depois 403, ou SaiuDaCaixa a quem a teve ali."""
    try:
        return caso_da_equipe(request, protocolo)
    except PermissionDenied:
        unidade, _ = equipe(request, sigla)
        caso = get_object_or_404(_de_protocolo(protocolo))
        if not caso.andamentos.filter(unidade=unidade.sigla).exists():
            raise
        raise SaiuDaCaixa(caso) from None


def autor_na_unidade(usuario: Usuario, unidade_id: int) -> Autor:
    """Quem age nesta unidade; 403 a quem não serve nela."""
    caixas = caixas_de(usuario)
    if unidade_id not in caixas:
        raise PermissionDenied("Você não está lotado nesta unidade.")
    return Autor(papel=caixas[unidade_id], usuario=usuario, unidades=frozenset(caixas))


def adivinhando(request: HttpRequest, caso: Caso | None) -> bool:
    """Conta os números que não existem; acabado o limite, nem os que existem respondem sem a chave."""
    return limite_de_tentativas.adivinhando(
        "acompanhar", quem_pede(request), achou=caso is not None, vezes=TENTATIVAS_DE_NUMERO, segundos=HORA
    )


def autores(request: HttpRequest) -> Iterator[Autor]:
    """Cada qualidade em que quem está diante da página pode ver um pedido, da mais barata em diante."""
    yield interessado(request)
    if isinstance(request.user, Usuario):
        yield Autor(papel=Papel.SERVIDOR, usuario=request.user, unidades=frozenset(caixas_de(request.user)))
        if quem_atende := atendente(request):
            yield quem_atende[0]


def eh_da_coordenacao(usuario: object) -> bool:
    """Tem lotação de servidor ou chefia, hoje, na unidade de triagem?"""
    return isinstance(usuario, Usuario) and _na_coordenacao(usuario) is not None


def coordenacao(request: HttpRequest) -> Autor:
    """Quem coordena as unidades, no papel que tem na triagem; 403 aos outros."""
    usuario = usuario_da_sessao(request)
    papel = _na_coordenacao(usuario)
    if papel is None:
        raise PermissionDenied("Só a coordenação decide de quem é um pedido devolvido.")
    return Autor(papel=papel, usuario=usuario, unidades=frozenset(caixas_de(usuario)))


def _na_coordenacao(usuario: Usuario) -> Papel | None:
    lotacoes = Lotacao.objects.vigentes(timezone.localdate()).de_usuario(usuario)
    papel = lotacoes.filter(unidade__sigla=TRIAGEM, papel__in=EQUIPE).values_list("papel", flat=True)
    achado = papel.order_by().first()
    return Papel(achado) if achado else None


def com_relacoes() -> SolicitacaoQuerySet:
    """A solicitação com o que a sua página sempre mostra, numa consulta só.

    A unidade anterior e a subprefeitura ficam de fora: com mais duas tabelas, escolher em que ordem as juntar
    custa ao banco mais do que lê-las depois, uma por uma, quando a página as mostra.
    """
    return Solicitacao.objects.select_related(
        "servico",
        "versao_servico",
        "distrito",
        "unidade",
        "responsavel",
        "interessado",
    ).annotate(tem_turmas=_tem_turmas("unidade"))


def _tem_turmas(unidade: str) -> Exists:
    """A unidade tem turma a que se mande um pedido: sem nenhuma, o ato não se oferece."""
    return Exists(Turma.objects.em_uso().filter(unidade=OuterRef(unidade)))


def _de_protocolo(protocolo: str) -> SolicitacaoQuerySet:
    return com_relacoes().filter(protocolo=protocolo)
