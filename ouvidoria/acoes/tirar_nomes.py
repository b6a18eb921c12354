"""Preparar a versão sem nomes de uma denúncia: decidir as marcas, acrescentar as que faltam.

Lei 13.608/2018, art. 4º-B; modelo: Decreto federal 10.153/2019, art. 6º e seguintes (extração do conteúdo).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from documentos import texto_marcado
from documentos.pessoais import Tipo
from ouvidoria import versao_sem_nomes
from ouvidoria.models import Manifestacao, Versao
from protocolo.acoes import travar
from protocolo.erros import Conflito, TransicaoProibida


@transaction.atomic
def decidir(
    *, caso: Manifestacao, por: Autor, estado: str, decisoes: Mapping[int, str], concluir: bool = False
) -> Versao:
    """Guarda as decisões, pela posição da marca na lista; `concluir` só com todas decididas.

    Decidir outra vez numa versão já conferida pede que se conclua de novo.
    """
    versao = _travada(caso, estado)
    texto_marcado.decidir(versao, decisoes, concluir=concluir, por=por, em=timezone.now())
    versao.save()
    return versao


@transaction.atomic
def acrescentar(*, caso: Manifestacao, por: Autor, estado: str, trecho: str, tipo: Tipo) -> int:
    """Marca um trecho que o sistema não viu, em todos os lugares em que aparece; devolve em quantos.

    Quem o escreveu já decidiu que sai. A marca que o trecho cruza passa a fazer parte da nova. Levanta
    ValueError se o trecho não está no texto.
    """
    del por  # quem confere fica escrito ao concluir
    versao = _travada(caso, estado)
    vezes = texto_marcado.acrescentar(versao, trecho, tipo)
    versao.save()
    return vezes


def _travada(caso: Manifestacao, estado: str) -> Versao:
    """A versão de agora, com a manifestação travada: o segundo a conferir vê que o primeiro agiu."""
    caso = travar(caso)
    if porque := versao_sem_nomes.por_que_nao(caso):
        raise TransicaoProibida(porque)
    versao = versao_sem_nomes.atual(caso)
    if texto_marcado.estado(versao) != estado:
        raise Conflito(texto_marcado.OUTRA_PESSOA)
    return versao
