"""As turmas da unidade: a chefia as cria, muda e arquiva; a equipe manda um pedido a uma, ou o tira dela."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from protocolo.acoes import exigir, travar
from protocolo.erros import RecusaNoCampo, TransicaoProibida
from referencia.tabelas import gravar_edicao
from roteamento.models import Unidade
from solicitacoes.acoes.registro import SEM_TURMA, registrar_ato
from solicitacoes.models import Andamento, Solicitacao, Turma
from solicitacoes.situacoes import Tipo

JA_NA_TURMA = "Este pedido já está na turma {}."
EM_NENHUMA = "Este pedido não está em turma nenhuma."
ONDE_SE_CONSERTA = {"nome_repetido": "nome", "propria_com_empresa": "empresa"}
"""O campo de cada restrição da tabela, pelo código dela."""


class TurmaInvalida(RecusaNoCampo):
    """A turma não pode ficar assim; a mensagem diz por quê."""


@transaction.atomic
def guardar_turma(  # noqa: PLR0913  cada argumento é um campo da turma
    *,
    unidade: Unidade,
    por: Autor,
    nome: str,
    de_quem: str,
    empresa: str = "",
    contrato: str = "",
    turma: Turma | None = None,
) -> Turma:
    """Cria uma turma na unidade ou, com `turma`, muda a que já é dela."""
    linha = _da_unidade(turma, unidade, por) if turma else _nova(unidade, por)
    linha.nome, linha.de_quem, linha.empresa, linha.contrato = nome, de_quem, empresa, contrato
    try:
        linha.full_clean()
    except ValidationError as recusa:
        campo, (erro, *_) = next(iter(recusa.error_dict.items()))
        onde = ONDE_SE_CONSERTA.get(erro.code or "", campo)
        raise TurmaInvalida(" ".join(recusa.messages), onde) from recusa
    return gravar_edicao(linha, por)


@transaction.atomic
def arquivar_turma(*, unidade: Unidade, por: Autor, turma: Turma) -> Turma:
    """Deixa de a oferecer; o que ela fez continua a dizê-lo. Recusa a que tem pedido aberto."""
    linha = _da_unidade(turma, unidade, por)
    if abertos := Solicitacao.objects.abertas().principais().filter(unidade=unidade, turma=linha).count():
        quantos = "1 pedido aberto" if abertos == 1 else f"{abertos} pedidos abertos"
        raise TurmaInvalida(f"“{linha}” ainda tem {quantos}: mande-os a outra turma, ou tire-os dela, antes.")
    linha.arquivada_em = linha.arquivada_em or timezone.now()
    return gravar_edicao(linha, por)


@transaction.atomic
def desarquivar_turma(*, unidade: Unidade, por: Autor, turma: Turma) -> Turma:
    """Volta a oferecê-la."""
    linha = _da_unidade(turma, unidade, por)
    linha.arquivada_em = None
    return gravar_edicao(linha, por)


def _nova(unidade: Unidade, por: Autor) -> Turma:
    _exigir_chefia(unidade, por)
    return Turma(unidade=unidade)


def _da_unidade(turma: Turma, unidade: Unidade, por: Autor) -> Turma:
    """A linha, presa até o fim; recusa a de outra unidade."""
    _exigir_chefia(unidade, por)
    linha = Turma.objects.select_for_update(of=("self",)).filter(pk=turma.pk, unidade=unidade).first()
    if linha is None:
        raise TurmaInvalida("Esta turma não é da sua unidade.")
    return linha


def _exigir_chefia(unidade: Unidade, por: Autor) -> None:
    if por.papel != Papel.CHEFIA or unidade.pk not in por.unidades:
        raise TurmaInvalida("Só a chefia da unidade muda as turmas dela.")


@transaction.atomic
def mandar_a_turma(*, caso: Solicitacao, versao: int, por: Autor, turma: Turma | None) -> Solicitacao:
    """Põe o pedido numa turma da unidade, ou, sem nenhuma, tira-o da que está; o responsável não muda."""
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    if recusa := por_que_nao_muda(caso, turma):
        raise TransicaoProibida(recusa)
    if turma is not None:
        turma = _que_o_recebe(turma, caso)
    return por_na_turma(caso, turma, Tipo.TURMA, por)


def por_que_nao_muda(caso: Solicitacao, turma: Turma | None) -> str:
    """A razão por que isto não mudaria a turma do pedido; vazio se muda."""
    if caso.turma_id != (turma.pk if turma else None):
        return ""
    return JA_NA_TURMA.format(turma) if turma else EM_NENHUMA


def por_na_turma(
    caso: Solicitacao, turma: Turma | None, tipo: Tipo, por: Autor, texto: str = ""
) -> Solicitacao:
    """Troca a turma do pedido, já travado, e deixa-o escrito só para a equipe."""
    mudancas = {"turma": [str(caso.turma or ""), str(turma or SEM_TURMA)]}
    caso.turma = turma
    return registrar_ato(caso, tipo, por, alcance=Andamento.Alcance.INTERNO, texto=texto, mudancas=mudancas)


def _que_o_recebe(turma: Turma, caso: Solicitacao) -> Turma:
    """Presa até o fim: enquanto se manda um pedido a ela, ninguém a arquiva."""
    presas = Turma.objects.em_uso().select_for_update(of=("self",), no_key=True)
    achada = presas.filter(pk=turma.pk, unidade=caso.unidade_id).first()
    if achada is None:
        raise TransicaoProibida(f"“{turma}” já não é uma turma desta unidade: escolha outra.")
    return achada
