"""O que a Ouvidoria faz antes de perguntar a alguém: assumir, corrigir o tipo, juntar, anotar."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from assistente import escritos
from contas.acoes import selar
from contas.autor import Autor
from contas.models import Usuario
from ouvidoria.models import Andamento, Manifestacao
from ouvidoria.notificacao import avisar, chamar_a_ouvidoria
from ouvidoria.situacoes import Situacao, Tipo, TipoDeManifestacao
from protocolo.acoes import exigir, registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.models import Rascunho, Vinculo

Alcance = Andamento.Alcance
ENCERRADA = "Esta manifestação já foi encerrada."


@transaction.atomic
def assumir(
    *, caso: Manifestacao, versao: int, por: Autor, responsavel: Usuario | None = None
) -> Manifestacao:
    """Quem assume (ou a quem se dá) passa a responder por ela; a recebida entra em análise."""
    caso = travar(caso, versao=versao)
    if caso.situacao == Situacao.REGISTRADA:
        exigir(caso, Situacao.EM_ANALISE, por)
        caso.situacao = Situacao.EM_ANALISE
        tipo, alcance = Tipo.ANALISE, Alcance.PUBLICO
    else:
        _exigir_aberta(caso)
        tipo, alcance = Tipo.NOTA, Alcance.INTERNO
    antes = caso.responsavel.nome if caso.responsavel else ""
    caso.responsavel = responsavel or por.usuario
    caso = registrar(
        caso,
        tipo=tipo,
        por=por,
        alcance=alcance,
        mudancas={"responsavel": [antes, caso.responsavel.nome if caso.responsavel else ""]},
    )
    if caso.responsavel != por.usuario:
        chamar_a_ouvidoria(caso, "Você é responsável por esta manifestação")
    return caso


@transaction.atomic
def reclassificar(*, caso: Manifestacao, versao: int, por: Autor, tipo: str, motivo: str) -> Manifestacao:
    """Corrige o tipo, com a razão, que a pessoa lê; o primeiro fica em `tipo_original`.

    O que passa a ser denúncia segue as regras dela desde já: identidade no selo, vínculos reservados.
    """
    caso = travar(caso, versao=versao)
    if caso.situacao != Situacao.EM_ANALISE:
        raise TransicaoProibida("Só o que está em análise na Ouvidoria aceita esta ação.")
    exigir(caso, Situacao.EM_ANALISE, por)
    novo = TipoDeManifestacao(tipo)
    if caso.tipo == novo:
        raise TransicaoProibida("A manifestação já é deste tipo.")
    if caso.tipo == TipoDeManifestacao.DENUNCIA and hasattr(caso, "versao_sem_nomes"):
        caso.versao_sem_nomes.delete()
    antes = caso.nome_do_tipo
    caso.tipo = novo
    if caso.denuncia:
        _reservar(caso)
    return registrar(
        caso,
        tipo=Tipo.RECLASSIFICACAO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=motivo,
        mudancas={"tipo": [antes, novo.label]},
        avisos=avisar(caso, "ouvidoria_reclassificada", motivo=motivo),
    )


def _reservar(caso: Manifestacao) -> None:
    caso.permite_identificar = False
    caso.atendente = None
    if caso.interessado and not caso.interessado.anonimo and not caso.interessado.selado_em:
        selar(interessado=caso.interessado)
        caso.interessado.refresh_from_db()
    Vinculo.objects.filter(de_protocolo=caso.protocolo).update(reservado=True)
    Rascunho.objects.filter(protocolo=caso.protocolo).delete()
    escritos.esquecer(caso.protocolo)


@transaction.atomic
def anotar(*, caso: Manifestacao, por: Autor, texto: str) -> Manifestacao:
    """Uma anotação que só a Ouvidoria lê; também depois do fim."""
    return registrar(travar(caso), tipo=Tipo.NOTA, por=por, alcance=Alcance.INTERNO, texto=texto)


@transaction.atomic
def juntar(
    *, principal: Manifestacao, versao: int, por: Autor, outras: Sequence[Manifestacao]
) -> Manifestacao:
    """Trata as outras junto da principal: a resposta a ela responde a todas, cada uma no seu protocolo.

    Só se juntam manifestações em análise, do mesmo tipo, que não sigam outra nem sejam seguidas.
    """
    chaves = sorted({principal.pk, *(outra.pk for outra in outras)})
    travadas = Manifestacao.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=chaves)
    list(travadas.order_by("protocolo"))
    principal = travar(principal, versao=versao)
    _exigir_aberta(principal)
    if principal.principal_id:
        raise TransicaoProibida("Esta manifestação já segue outra: junte as novas à principal dela.")
    for outra in outras:
        _juntar(travar(outra), principal, por)
    return principal


def _juntar(outra: Manifestacao, principal: Manifestacao, por: Autor) -> None:
    exigir(outra, Situacao.EM_ANALISE, por)
    if recusa := por_que_nao_se_junta(outra, principal):
        raise TransicaoProibida(recusa)
    outra.principal = principal
    registrar(
        outra,
        tipo=Tipo.JUNCAO,
        por=por,
        alcance=Alcance.INTERNO,
        mudancas={"principal": ["", principal.protocolo_escrito]},
    )


def por_que_nao_se_junta(outra: Manifestacao, principal: Manifestacao) -> str:
    """A razão por que uma manifestação não passa a seguir a principal; vazio se passa."""
    qual = f"A manifestação {outra.protocolo_escrito}"
    if outra.pk == principal.pk:
        return f"{qual} é esta mesma."
    if outra.principal_id or outra.juntadas.exists():
        return f"{qual} já está num grupo."
    if outra.tipo != principal.tipo:
        return f"{qual} é de outro tipo."
    return "" if outra.situacao == Situacao.EM_ANALISE else f"{qual} não está em análise na Ouvidoria."


@transaction.atomic
def separar(*, caso: Manifestacao, versao: int, por: Autor) -> Manifestacao:
    """A manifestação volta a ser tratada sozinha."""
    caso = travar(caso, versao=versao)
    if caso.principal is None:
        raise TransicaoProibida("Esta manifestação não segue outra.")
    antes, caso.principal = caso.principal.protocolo_escrito, None
    return registrar(
        caso,
        tipo=Tipo.SEPARACAO,
        por=por,
        alcance=Alcance.INTERNO,
        mudancas={"principal": [antes, ""]},
    )


def _exigir_aberta(caso: Manifestacao) -> None:
    if not caso.aberta:
        raise TransicaoProibida(ENCERRADA)
