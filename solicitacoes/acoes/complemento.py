"""O complemento: a equipe pergunta, o relógio para, o munícipe responde ou o tempo dele acaba."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from avisos.acoes import calar
from avisos.models import Aviso, Notificacao
from contas.autor import Autor
from guia.models import VersaoDoServico
from protocolo import complemento
from protocolo.acoes import anexar, exigir, registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.prazos.em_palavras import dia
from solicitacoes.acoes.encerrar import encerrar
from solicitacoes.acoes.registro import registrar_ato
from solicitacoes.models import Andamento, Solicitacao
from solicitacoes.notificacao import ainda_chamam, avisar, chamar_quem_cuida
from solicitacoes.situacoes import Situacao, Tipo

Alcance = Andamento.Alcance
SEM_QUEM_PERGUNTAR = "Este pedido veio da base histórica: não há a quem perguntar."
SEM_RESPOSTA_ENCERRA = "Sem a sua resposta até essa data, o pedido será cancelado."
SEM_RESPOSTA_PROSSEGUE = "Sem a sua resposta até essa data, a equipe segue com as informações que tem."


def sem_resposta(caso: Solicitacao) -> str:
    """O que acontece se o munícipe não responder, como o serviço manda."""
    return (
        SEM_RESPOSTA_ENCERRA
        if caso.versao_servico.complemento_vencido == VersaoDoServico.SemComplemento.ENCERRA
        else SEM_RESPOSTA_PROSSEGUE
    )


def _avisar(caso: Solicitacao, modelo: str, pergunta: str, ate: datetime) -> list[Aviso]:
    """O aviso da pergunta: o que se pergunta, até quando se responde e o que acontece sem resposta."""
    prontos = {"responder_ate": dia(ate), "sem_resposta": sem_resposta(caso)}
    return avisar(caso, modelo, prontos, pergunta=pergunta)


@transaction.atomic
def pedir_complemento(*, caso: Solicitacao, versao: int, por: Autor, pergunta: str) -> Solicitacao:
    """Pergunta ao munícipe e para o relógio. O prazo dele é o PrazoLegal COMPLEMENTO_MUNICIPE.

    Recusa o pedido importado: não há a quem perguntar e nenhuma rotina encerraria a espera.
    """
    caso = travar(caso, versao=versao)
    if not caso.ha_a_quem_avisar:
        raise TransicaoProibida(SEM_QUEM_PERGUNTAR)
    if caso.situacao == Situacao.AGUARDANDO_MUNICIPE:
        raise TransicaoProibida("Já há uma pergunta esperando a resposta do munícipe.")
    exigir(caso, Situacao.AGUARDANDO_MUNICIPE, por)
    ate = complemento.perguntar(caso, em=timezone.now())
    caso.situacao = Situacao.AGUARDANDO_MUNICIPE
    avisos = _avisar(caso, "complemento_pedido", pergunta, ate)
    return registrar_ato(caso, Tipo.COMPLEMENTO_PEDIDO, por, texto=pergunta, avisos=avisos)


@transaction.atomic
def responder_complemento(
    *, caso: Solicitacao, por: Autor, texto: str, fotos: Sequence[ArquivoDeRascunho] = ()
) -> Solicitacao:
    """A resposta do munícipe: o relógio volta a correr e o pedido volta à equipe."""
    caso = travar(caso)
    if caso.situacao != Situacao.AGUARDANDO_MUNICIPE:
        raise TransicaoProibida(
            "A equipe não está esperando uma resposta sua. Use “Mandar mais informações”."
        )
    exigir(caso, Situacao.EM_ANDAMENTO, por)
    agora = timezone.now()
    _retomar(caso, agora)
    return _receber(caso, Tipo.COMPLEMENTO_RESPONDIDO, por, texto, fotos, agora)


@transaction.atomic
def acrescentar(
    *, caso: Solicitacao, por: Autor, texto: str, fotos: Sequence[ArquivoDeRascunho] = ()
) -> Solicitacao:
    """O munícipe manda mais informações de um pedido aberto; se a equipe esperava, é a resposta."""
    caso = travar(caso)
    if caso.situacao == Situacao.AGUARDANDO_MUNICIPE:
        return responder_complemento(caso=caso, por=por, texto=texto, fotos=fotos)
    if not caso.aberta:
        raise TransicaoProibida("Este pedido já foi encerrado e não recebe mais informações.")
    return _receber(caso, Tipo.INFORMACAO, por, texto, fotos, timezone.now())


def _receber(  # noqa: PLR0913  cada argumento é um dado do que se recebeu
    caso: Solicitacao, tipo: Tipo, por: Autor, texto: str, fotos: Sequence[ArquivoDeRascunho], em: datetime
) -> Solicitacao:
    """Escreve o que o munícipe mandou, com as fotos, e chama quem cuida; fica por ler até a unidade abrir."""
    caso.por_ler_desde = caso.por_ler_desde or em
    caso.com_foto = caso.com_foto or bool(fotos)
    caso = registrar(caso, tipo=tipo, por=por, alcance=Alcance.INTERESSADO, texto=texto, em=em)
    anexar(caso, fotos, por=por, ordem=caso.versao, em=em)
    chamar_quem_cuida(caso, Notificacao.Tipo.RESPONDIDO, "O munícipe mandou informações")
    return caso


@transaction.atomic
def marcar_lido(*, caso: Solicitacao, por: Autor, vistos: Mapping[int, int]) -> int:
    """Alguém da unidade abriu o pedido: o que se escreveu nele, e nos que o seguem, está lido.

    `vistos` diz a versão vista de cada um, pela chave: o que chegou depois dela continua por ler. O sino
    deixa de chamar por isto. Diz quantos mudaram.
    """
    calar(ainda_chamam(caso, por))
    na_versao = Q()
    for chave, versao in vistos.items():
        na_versao |= Q(pk=chave, versao=versao)
    por_ler = Solicitacao.objects.com_mensagem_por_ler().filter(na_versao) if vistos else None
    return por_ler.update(por_ler_desde=None) if por_ler is not None else 0


@transaction.atomic
def lembrar_complemento(*, caso: Solicitacao, por: Autor) -> Solicitacao:
    """Lembra o munícipe, uma vez, na metade do tempo de resposta."""

    def avisos(caso: Solicitacao, pergunta: str, ate: datetime) -> list[Aviso]:
        return _avisar(caso, "complemento_a_vencer", pergunta, ate)

    return complemento.lembrar(caso, por=por, avisos=avisos)


@transaction.atomic
def encerrar_complemento(*, caso: Solicitacao, por: Autor) -> Solicitacao:
    """O tempo do munícipe acabou: o pedido segue ou termina, como o serviço manda, e ele é avisado."""
    caso = travar(caso)
    agora = timezone.now()
    if caso.responder_ate is None or not complemento.acabou(caso, agora):
        return caso
    if caso.versao_servico.complemento_vencido == VersaoDoServico.SemComplemento.ENCERRA:
        exigir(caso, Situacao.CANCELADA, por)
        motivo = f"A resposta que pedimos até {dia(caso.responder_ate)} não chegou."
        avisos = avisar(caso, "cancelado", {"motivo": motivo, "quem_pediu": ""})
        return encerrar(caso, Situacao.CANCELADA, Tipo.CANCELAMENTO, por, texto=motivo, avisos=avisos)
    exigir(caso, Situacao.EM_ANDAMENTO, por)
    _retomar(caso, agora)
    return registrar(
        caso,
        tipo=Tipo.COMPLEMENTO_VENCIDO,
        por=por,
        alcance=Alcance.PUBLICO,
        avisos=avisar(caso, "complemento_vencido"),
    )


def _retomar(caso: Solicitacao, agora: datetime) -> None:
    caso.situacao = Situacao.EM_ANDAMENTO
    complemento.retomar(caso, em=agora)
