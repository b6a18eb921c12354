"""Procurar fora da lista: os pedidos de uma pessoa, e onde está agora um protocolo qualquer da cidade."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from contas.autor import Autor
from contas.models import Interessado
from roteamento.models import Unidade
from solicitacoes.models import Solicitacao

ACHADOS = 20
"""Quantos se mostram: cada um é uma leitura registrada, e quem acha mais que isto procurou largo demais."""


@dataclass(frozen=True, slots=True)
class DeQuem:
    """O que se procura de uma pessoa: o CPF ou as palavras do nome; nunca os dois."""

    cpf: str = ""
    palavras: tuple[str, ...] = ()

    @property
    def o_que(self) -> str:
        """Como fica no registro de leituras."""
        return "procura por CPF" if self.cpf else "procura por nome"


def da_pessoa(de_quem: DeQuem, *, unidade: Unidade, por: Autor) -> list[Solicitacao]:
    """Até um a mais que `ACHADOS`. Pelo CPF, em todas as caixas de quem procura; pelo nome, os abertos desta.

    Valem as regras de dizer que dois pedidos são da mesma pessoa (docs/adr/0018), e o resguardo de quem
    reclamou à Ouvidoria sem deixar dizer quem é.
    """
    casos = Solicitacao.objects.visiveis_para(por).sem_resguardo().que_se_ligam()
    if de_quem.cpf:
        casos = casos.filter(interessado__in=Interessado.objects.com_o_cpf(de_quem.cpf))
    else:
        ditas = [Q(interessado__nome__unaccent__icontains=palavra) for palavra in de_quem.palavras]
        casos = casos.abertas().filter(*ditas, unidade=unidade)
    com_tudo = casos.select_related("versao_servico", "unidade", "interessado")
    return list(com_tudo.order_by("-aberta_em", "-pk")[: ACHADOS + 1])


@dataclass(frozen=True, slots=True)
class Onde:
    """Tudo o que se diz de um pedido a quem não o pode abrir; do sigiloso, nem a unidade."""

    protocolo: str
    situacao: str
    unidade: str
    sigla: str
    """Vazia a quem não o pode abrir."""


def onde_esta(protocolo: str, por: Autor) -> Onde | None:
    """O pedido com este número, em qualquer unidade da cidade; None se não há."""
    caso = (
        Solicitacao.objects.filter(protocolo=protocolo)
        .select_related("unidade")
        .only("protocolo", "situacao", "encerrada_em", "unidade", "sigilosa")
        .first()
    )
    if caso is None:
        return None
    minha = caso.unidade_id in por.unidades
    if caso.sigilosa and not minha:
        return Onde(caso.protocolo, "Encerrado" if caso.encerrada_em else "Aberto", "", "")
    unidade = f"{caso.unidade.nome} ({caso.unidade.sigla})"
    return Onde(caso.protocolo, caso.nome_da_situacao, unidade, caso.unidade.sigla if minha else "")
