"""Apagar: a conta que a pessoa encerra, um caso, e o que passou do tempo de guarda (ADR 0056)."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from avisos.acoes import escrever_da_conta
from contas.dados_pessoais.pessoa import Pessoa, da_conta, modulos
from contas.models import Interessado, Juncao, Usuario
from guia.models import PontoFocal
from protocolo.dados_pessoais.retencao import Guardado, casos_de, processos, sem_guarda
from protocolo.erros import TransicaoProibida
from protocolo.models import OrdemDeGuarda, RodadaDeRetencao
from roteamento.models import Designacao, Lotacao

registro = logging.getLogger(__name__)
LOTE = 100
VOLTA = 600
"""Segundos: depois deles, o que falta fica para a noite seguinte."""
MAIS_ERROS = 50
ALGARISMOS_DO_CPF = 11
DE_QUEM_TRABALHA = (
    "Esta conta é, ou foi, de quem trabalha na Prefeitura. O que se fez com ela em nome da cidade tem de ter "
    "nome: quem a encerra é a administração."
)
POR_ORDEM = (
    "Um destes casos tem de ficar como está, por dever legal, e por isso nada dele se apaga agora. "
    "Fale com o encarregado dos dados."
)
APAGADA = (
    "A sua conta foi apagada, como você pediu.\n\n"
    "Os pedidos que a lei manda guardar ficam, sem o seu nome, o seu documento e o seu contato. "
    "Com o protocolo e a chave você ainda os acompanha. Esta é a última mensagem que mandamos aqui."
)


def trabalha(usuario: Usuario) -> bool:
    """Se a conta age, ou agiu, em nome da cidade."""
    postos = (Lotacao, Designacao, PontoFocal)
    tem_posto = any(modelo._default_manager.filter(usuario=usuario).exists() for modelo in postos)
    return usuario.is_staff or usuario.is_superuser or tem_posto


def o_que_fica(usuario: Usuario, em: datetime) -> tuple[list[Guardado], list[Guardado]]:
    """Os casos da pessoa que ficam, e os que se apagam com a conta porque já ninguém manda guardar."""
    todos = casos_de(da_conta(usuario).interessados)
    apagam = [um for um in todos if um.ate is not None and um.ate < em]
    return [um for um in todos if um not in apagam], apagam


@transaction.atomic
def anonimizar(pessoa: Pessoa) -> None:
    """Chama os aplicativos de cima para baixo: os de cima acham os casos pelo que os de baixo apagam.

    Levanta TransicaoProibida se um dos casos se guarda por ordem de um juiz.
    """
    partes = Interessado.objects.filter(pk__in=pessoa.interessados | pessoa.sem_guarda)
    list(partes.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if OrdemDeGuarda.objects.em_vigor().filter(interessado__in=partes).exists():
        raise TransicaoProibida(POR_ORDEM)
    for modulo in reversed(modulos()):
        modulo.anonimizar(pessoa)


@transaction.atomic
def apagar_conta(*, usuario: Usuario, mesmo_guardados: bool = False) -> Pessoa:
    """Encerra a conta: o que a lei manda guardar fica, desligado da pessoa; o resto se apaga.

    `mesmo_guardados` apaga também o conteúdo dos que se guardam (ordem de um juiz, por exemplo). Levanta
    TransicaoProibida se a conta é de quem trabalha.
    """
    usuario = Usuario.objects.select_for_update(no_key=True).get(pk=usuario.pk)
    if trabalha(usuario):
        raise TransicaoProibida(DE_QUEM_TRABALHA)
    ficam, apagam = o_que_fica(usuario, timezone.now())
    for outra in _que_viraram_esta(usuario):
        anonimizar(Pessoa(usuario=outra))
    pessoa = _com_os_casos(da_conta(usuario), [*apagam, *(ficam if mesmo_guardados else [])])
    email = usuario.email
    anonimizar(pessoa)
    if email:
        escrever_da_conta(
            qual="endereco_antigo", email=email, assunto="A sua conta foi apagada", corpo=APAGADA
        )
    return pessoa


def _que_viraram_esta(usuario: Usuario) -> list[Usuario]:
    """As contas da mesma pessoa que se juntaram a esta, e as que se tinham juntado a elas."""
    achadas: dict[int, Usuario] = {}
    novas = [usuario]
    while novas:
        juncoes = Juncao.objects.filter(tipo=Juncao.Tipo.CONTA, para__in=novas, desfeita_em=None)
        novas = [j.de for j in juncoes.select_related("de") if j.de_id not in {usuario.pk, *achadas}]
        achadas |= {uma.pk: uma for uma in novas}
    return list(achadas.values())


def _com_os_casos(pessoa: Pessoa, casos: Collection[Guardado]) -> Pessoa:
    return replace(
        pessoa,
        sem_guarda=frozenset(um.caso.interessado_id for um in casos if um.caso.interessado_id),
        protocolos=frozenset(um.caso.protocolo for um in casos),
    )


def apagar_casos(casos: Collection[Any]) -> None:
    """Esvazia estes casos, de quem forem: quem pediu, o que escreveu e os arquivos."""
    anonimizar(
        Pessoa(
            sem_guarda=frozenset(caso.interessado_id for caso in casos if caso.interessado_id),
            protocolos=frozenset(caso.protocolo for caso in casos),
        )
    )


def aplicar_retencao(*, em: datetime, limite: int | None = None, segundos: int = VOLTA) -> RodadaDeRetencao:
    """Esvazia os casos que passaram do tempo de guarda, e deixa dito quantos, quando e o que não deu.

    Cada lote é uma transação. O que não coube no tempo, ou passou do `limite` de cada processo, e o que não
    deu, ficam para a próxima noite.
    """
    rodada, ate = RodadaDeRetencao.objects.create(em=em), time.monotonic() + segundos
    for chave in processos():
        quantos, erros = _esvaziar(chave, em, limite, ate)
        rodada.apagados[chave] = quantos
        rodada.erros += erros
    rodada.erros, rodada.acabou_em = rodada.erros[:MAIS_ERROS], timezone.now()
    rodada.save()
    return rodada


def _esvaziar(chave: str, em: datetime, limite: int | None, ate: float) -> tuple[int, list[dict[str, str]]]:
    """Esvazia os casos de um processo: quantos foram, e os que não deram, que não param os outros."""
    vistos, erros = 0, dict[int, dict[str, str]]()
    while time.monotonic() < ate and (limite is None or vistos < limite):
        resta = LOTE if limite is None else min(LOTE, limite - vistos)
        casos = list(sem_guarda(chave, em).exclude(pk__in=list(erros))[:resta])
        if not casos:
            break
        falhas = _apagar_o_que_der(casos)
        erros |= {caso.pk: {"protocolo": caso.protocolo, "erro": erro} for caso, erro in falhas}
        vistos += len(casos)
    return vistos - len(erros), list(erros.values())


def _apagar_o_que_der(casos: list[Any]) -> list[tuple[Any, str]]:
    """O lote inteiro; se não dá, um a um. Devolve os que não deram, e por quê: só o tipo do erro."""
    try:
        apagar_casos(casos)
    except Exception as erro:  # noqa: BLE001  um caso que não dá não para os outros
        if len(casos) == 1:
            registro.exception("o caso %s não se apagou", casos[0].protocolo)
            return [(casos[0], type(erro).__name__)]
        return [falha for caso in casos for falha in _apagar_o_que_der([caso])]
    return []


def da_linha_de_comando(conta: str) -> Usuario | None:
    """A conta com este e-mail, CPF ou número."""
    if "@" in conta:
        return Usuario.objects.filter(email=conta.lower()).first()
    return Usuario.objects.filter(**{"cpf" if len(conta) == ALGARISMOS_DO_CPF else "pk": conta}).first()
