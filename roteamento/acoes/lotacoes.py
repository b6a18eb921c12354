"""Quem serve na unidade: a chefia põe e tira servidores e diz quem fica no lugar de quem.

A chefia só mexe na equipe da própria unidade e só dá o papel de servidor: chefia, outra unidade e
os outros papéis são da administração.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.erros import RecusaNoCampo
from referencia.tabelas import assinar, gravar_edicao
from roteamento.consultas import QUEM_TRABALHA, chefia_da_unidade
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import LotacaoQuerySet

UM_DIA = timedelta(days=1)


class LotacaoInvalida(RecusaNoCampo):
    """O que a chefia pediu não cabe."""


@transaction.atomic
def lotar(*, unidade: Unidade, por: Autor, email: str, de: date, ate: date | None = None) -> Lotacao:
    """Põe na equipe, como servidor, quem já tem conta; vale a partir do dia dito."""
    _travar(unidade, por)
    quem = _conta(email)
    _conferir_periodo(de, ate)
    if outra := _no_periodo(unidade, quem, de, ate).first():
        raise LotacaoInvalida(
            f"{quem.nome} já está nesta unidade ({outra.get_papel_display().lower()}, {_quando(outra)}).",
            "email",
        )
    _conferir_que_e_outra(quem, por)
    nova = Lotacao(usuario=quem, unidade=unidade, papel=Papel.SERVIDOR, de=de, ate=ate)
    return gravar_edicao(nova, por)


@transaction.atomic
def encerrar_lotacao(*, lotacao: Lotacao, por: Autor, ate: date) -> Usuario:
    """O último dia de um servidor na unidade; o que ele teria aqui depois desse dia se desfaz.

    Ontem tira o acesso na hora. Os pedidos de que ele cuida ficam com ele até a chefia os dar a outro.
    """
    _travar(lotacao.unidade, por)
    quem = lotacao.usuario
    if lotacao.papel != Papel.SERVIDOR:
        raise LotacaoInvalida(
            "Você só encerra a lotação de servidores. Os outros papéis são da administração."
        )
    if ate < timezone.localdate() - UM_DIA:
        raise LotacaoInvalida("O último dia é ontem, hoje ou depois.", "ate")
    dele = Lotacao.objects.de_usuario(quem).filter(unidade=lotacao.unidade, papel=Papel.SERVIDOR)
    depois = list(dele.filter(Q(ate=None) | Q(ate__gt=ate)).select_for_update(of=("self",)))
    if not depois:
        raise LotacaoInvalida(f"{quem.nome} já sai desta unidade antes desse dia.", "ate")
    for linha in depois:
        _acabar(linha, ate, por)
    return quem


@transaction.atomic
def substituir(  # noqa: PLR0913  cada argumento é um dado do ato
    *, unidade: Unidade, por: Autor, ausente: Usuario, email: str, de: date, ate: date
) -> Lotacao:
    """Quem recebe os avisos e cuida do trabalho de alguém que sai de férias ou de licença.

    Quem já é da equipe continua nela antes e depois; quem vem de fora é servidor só no período.
    """
    _travar(unidade, por)
    quem = _conta(email)
    _conferir_periodo(de, ate)
    if quem == ausente:
        raise LotacaoInvalida("Ninguém fica no lugar de si mesmo: escolha outra pessoa.", "email")
    _conferir_ausente(unidade, ausente, quem, de, ate)
    cruzam = list(_no_periodo(unidade, quem, de, ate).select_for_update(of=("self",)))
    if not cruzam:
        _conferir_que_e_outra(quem, por)
        nova = Lotacao(usuario=quem, unidade=unidade, papel=Papel.SERVIDOR, de=de, ate=ate, substitui=ausente)
        return gravar_edicao(nova, por)
    return _partir(cruzam, ausente, de, ate, por)


@transaction.atomic
def desfazer_substituicao(*, lotacao: Lotacao, por: Autor) -> Lotacao:
    """A pessoa deixa de estar no lugar da outra; a lotação dela não muda."""
    _travar(lotacao.unidade, por)
    lotacao = Lotacao.objects.select_for_update(of=("self",)).get(pk=lotacao.pk)
    lotacao.substitui = None
    return gravar_edicao(lotacao, por)


def _travar(unidade: Unidade, por: Autor) -> None:
    """Uma mudança por vez na equipe, e só por quem é hoje chefia desta unidade, por lotação própria."""
    Unidade.objects.select_for_update(no_key=True).get(pk=unidade.pk)
    if not chefia_da_unidade(por.usuario, unidade, timezone.localdate()):
        raise LotacaoInvalida("Só a chefia desta unidade muda a equipe dela.")


def _conta(email: str) -> Usuario:
    quem = Usuario.objects.filter(email=email.strip().lower(), is_active=True).first()
    if quem is None:
        raise LotacaoInvalida(
            "Não há conta ativa com este e-mail. Confira a escrita ou peça à administração que crie a conta.",
            "email",
        )
    return quem


def _conferir_que_e_outra(quem: Usuario, por: Autor) -> None:
    """Ninguém se põe na equipe, nem para depois do fim da sua chefia (ADR 0035)."""
    if quem == por.usuario:
        raise LotacaoInvalida("Ninguém se põe na equipe: peça à administração.", "email")


def _conferir_periodo(de: date, ate: date | None) -> None:
    if de < timezone.localdate():
        raise LotacaoInvalida("O primeiro dia é hoje ou depois.", "de")
    if ate is not None and ate < de:
        raise LotacaoInvalida("O último dia não pode ser antes do primeiro.", "ate")


def _no_periodo(unidade: Unidade, quem: Usuario, de: date, ate: date | None) -> LotacaoQuerySet:
    """As lotações da pessoa na unidade que tocam o período."""
    suas = Lotacao.objects.de_usuario(quem).filter(Q(ate=None) | Q(ate__gte=de), unidade=unidade)
    return suas.filter(de__lte=ate) if ate else suas


def _conferir_ausente(unidade: Unidade, ausente: Usuario, quem: Usuario, de: date, ate: date) -> None:
    """O ausente é da equipe, ainda não tem substituto e o substituto não estará ele mesmo ausente."""
    if not _no_periodo(unidade, ausente, de, ate).filter(papel__in=QUEM_TRABALHA).exists():
        raise LotacaoInvalida(f"{ausente.nome} não está nesta unidade neste período.", "ausente")
    neste = Lotacao.objects.filter(unidade=unidade, de__lte=ate, ate__gte=de).select_related("usuario")
    if outra := neste.filter(substitui=ausente).first():
        raise LotacaoInvalida(
            f"{outra.usuario.nome} já fica no lugar de {ausente.nome} ({_quando(outra)}).", "ausente"
        )
    if outra := neste.filter(substitui=quem).first():
        raise LotacaoInvalida(
            f"{quem.nome} também estará fora ({_quando(outra)}): escolha outra pessoa.", "email"
        )


def _partir(cruzam: list[Lotacao], ausente: Usuario, de: date, ate: date, por: Autor) -> Lotacao:
    """A lotação de quem já é da equipe vira até três: antes, no lugar do ausente e depois."""
    inteira = cruzam[0]
    cobre = inteira.de <= de and (inteira.ate is None or inteira.ate >= ate)
    if inteira.substitui is not None or len(cruzam) > 1:
        raise LotacaoInvalida(f"{inteira.usuario.nome} já fica no lugar de alguém neste período.", "email")
    if not cobre or inteira.papel not in QUEM_TRABALHA:
        raise LotacaoInvalida(
            f"{inteira.usuario.nome} está na equipe {_quando(inteira)}: escolha um período que caiba nesse.",
            "de",
        )
    comeco, fim = inteira.de, inteira.ate
    comum: dict[str, Any] = {
        "usuario": inteira.usuario,
        "unidade": inteira.unidade,
        "papel": inteira.papel,
    }
    inteira.de, inteira.ate, inteira.substitui = de, ate, ausente
    no_lugar = gravar_edicao(inteira, por)
    if comeco < de:
        gravar_edicao(Lotacao(**comum, de=comeco, ate=de - UM_DIA), por)
    if fim is None or fim > ate:
        gravar_edicao(Lotacao(**comum, de=ate + UM_DIA, ate=fim), por)
    return no_lugar


def _acabar(linha: Lotacao, ate: date, por: Autor) -> None:
    """Encurta a lotação; a que nem começou some."""
    if linha.de > ate:
        assinar(linha, por.usuario_no_registro)
        linha.delete()
        return
    linha.ate = ate
    gravar_edicao(linha, por)


def _quando(lotacao: Lotacao) -> str:
    """O período como se diz a uma pessoa."""
    desde = f"desde {lotacao.de:%d/%m/%Y}"
    return f"{desde} até {lotacao.ate:%d/%m/%Y}" if lotacao.ate else desde
