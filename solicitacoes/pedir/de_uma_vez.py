"""O pedido que um aparelho guardou sem rede: chega por partes, com a chave que ele sorteou.

As respostas passam pelos passos das páginas, e por mais nenhuma regra. O que elas não resolvem fica no
rascunho, e a pessoa acaba nas páginas. Repetir qualquer parte dá o mesmo: a mesma chave nunca faz dois casos
(docs/adr/0061).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from assistente.guardas import posse_de
from assistente.passos import MAIOR_ESCRITO, MUITAS_FOTOS, Identificacao, Passo, PassoComArquivos
from assistente.rascunhos import DIGITADA, cortado, guardar_passo, inserir
from assistente.roteiro import CONFERIR, IDENTIFICACAO
from contas.autor import Autor
from contas.guardas import abrir_na_sessao
from contas.identificacao import ANONIMO, CONHECIDOS, IDENTIFICADO
from contas.papeis import Papel
from guia.consultas import suspensao_de
from protocolo.erros import Conflito
from protocolo.models import Caso, Rascunho
from solicitacoes.acoes.abrir import ServicoSuspenso
from solicitacoes.pedir.preenchimento import Preenchimento
from solicitacoes.pedir.roteiro import ORIENTACAO
from solicitacoes.pedir.views.passos import DEIXOU_DE_SER_PEDIDO, PEDIR, servico_do_guia

CONFIRA = "Falta responder a uma parte. Abra o pedido, confira e envie."
QUEM_PEDE = "Falta dizer quem pede. Abra o pedido, preencha e envie."
SIGILOSO = "Este serviço só se pede com internet, e nada dele fica guardado no aparelho."
PERGUNTAS = {
    "lugar": "O endereço serve a mais de um lugar. Abra o pedido e diga qual é.",
    "iguais": "Já há um pedido igual ali perto. Abra o pedido e diga se é o mesmo.",
    ORIENTACAO: "Uma das suas respostas tem uma orientação. Abra o pedido e leia antes de enviar.",
}


class Estado(StrEnum):
    """O que se diz à fila de um pedido dela."""

    ABERTO = "aberto"
    ENVIADO = "enviado"
    FALTA = "falta"
    """A pessoa acaba nas páginas."""
    RECUSADA = "recusada"
    """Uma foto que não serve."""
    ESPERE = "espere"
    """Deste lugar já vieram muitos: a fila tenta mais tarde."""


@dataclass(frozen=True, slots=True)
class Resposta:
    """O estado, a página em que se acaba e o que se diz à pessoa."""

    estado: Estado
    endereco: str = ""
    recado: str = ""


# --- começar -----------------------------------------------------------------------------


def comecar(
    request: HttpRequest, chave: UUID, slug: str, dados: dict[str, Any], *, de_ninguem: bool
) -> Preenchimento | None:
    """O rascunho desta chave, o que já havia ou o que agora se grava; None se deste lugar vieram demais.

    O que se grava é de quem mandou: só o cookie deste navegador, ou a posse que ele traz, o abre depois.

    Levanta Conflito se o serviço não se pede por aqui, e o que `PEDIR.achar` levanta, se a chave já é de
    outra pessoa ou de outro navegador.
    """
    if Rascunho.objects.filter(pk=chave).exists():
        return achar(request, chave, de_ninguem=de_ninguem)
    novo = _novo(request, slug, dados)
    if not PEDIR.dentro_do_limite(request):
        return None
    novo.rascunho.pk, novo.rascunho.posse = chave, posse_de(request)
    if de_ninguem:
        novo.rascunho.dono = None
        novo = sem_conta(novo)
    try:
        with transaction.atomic():
            return replace(novo, rascunho=inserir(novo.rascunho), gravado=True)
    except IntegrityError:  # a página e o trabalhador começaram juntos
        return achar(request, chave, de_ninguem=de_ninguem)


def achar(request: HttpRequest, chave: UUID, *, de_ninguem: bool) -> Preenchimento:
    """O que já se começou; o que é de ninguém não se assina com a conta que por acaso entrou."""
    achado = PEDIR.achar(request, chave)
    return sem_conta(achado) if de_ninguem else achado


def como_esta(preenchimento: Preenchimento) -> Resposta:
    """Se já foi, ou onde se acaba."""
    if preenchimento.rascunho.protocolo:
        return _foi(preenchimento)
    return Resposta(Estado.ABERTO, PEDIR.onde(preenchimento, preenchimento.roteiro.o_que_falta))


# --- cada arquivo, e o envio --------------------------------------------------------------


def receber_arquivos(request: HttpRequest, preenchimento: Preenchimento) -> Resposta:
    """Guarda os arquivos deste envio; o que já tinha vindo não se repete."""
    if preenchimento.rascunho.protocolo:
        return _foi(preenchimento)
    recusas = [
        recusa
        for passo in _passos(preenchimento)
        if isinstance(passo, PassoComArquivos)
        for _, recusa in passo.receber(request, preenchimento)
    ]
    if MUITAS_FOTOS in recusas:
        return Resposta(Estado.ESPERE, recado=MUITAS_FOTOS)
    if recusas:
        return Resposta(Estado.RECUSADA, recado=recusas[0])
    return como_esta(preenchimento)


def enviar(request: HttpRequest, preenchimento: Preenchimento) -> Resposta:
    """Responde a todos os passos e envia; o que falta fica para as páginas, com o que se escreveu."""
    if preenchimento.rascunho.protocolo:
        return _foi(preenchimento)
    passos = [passo for passo in _passos(preenchimento) if passo.nome != IDENTIFICACAO]
    recusados = PEDIR.receber_passos(request, preenchimento, passos)
    _quem_pede(request, preenchimento)
    if preenchimento.relido().roteiro.perigo:
        return _falta(preenchimento, ORIENTACAO, PERGUNTAS[ORIENTACAO])
    if recusados:
        pagina = preenchimento.roteiro.pagina_de(next(iter(recusados)))[-1]
        frases = [frase for form in recusados.values() for lista in form.errors.values() for frase in lista]
        return _falta(preenchimento, pagina, str(frases[0]))
    if PEDIR.so_guarda(request):
        return _falta(preenchimento, preenchimento.roteiro.pagina_de(passos[-1].nome)[-1], CONFIRA)
    preenchimento = preenchimento.relido()
    for passo in passos:
        if pagina := passo.abre(preenchimento):
            return _falta(preenchimento, pagina, PERGUNTAS.get(pagina, CONFIRA))
    falta = preenchimento.roteiro.primeiro_incompleto
    if falta != CONFERIR:
        recado = QUEM_PEDE if falta == IDENTIFICACAO else CONFIRA
        return _falta(preenchimento, preenchimento.roteiro.o_que_falta, recado)
    caso = PEDIR.enviar_e_anotar(preenchimento, timezone.now())
    _lembrar(request, preenchimento, caso)
    preenchimento.rascunho.protocolo = caso.protocolo
    return _foi(preenchimento)


def _quem_pede(request: HttpRequest, preenchimento: Preenchimento) -> None:
    """Ninguém, se o serviço deixa e foi isso que se quis; a conta que entrou; o que se deixou com o pedido,
    como se escrito na página; ou falta dizer."""
    for passo in _passos(preenchimento):
        if not isinstance(passo, Identificacao) or preenchimento.respondido(passo.nome):
            continue
        form = passo.form(preenchimento)
        como = request.POST.get("como") or (IDENTIFICADO if preenchimento.autor.usuario else ANONIMO)
        if "como" in form.fields and como == ANONIMO:
            passo.responder(preenchimento, {"como": ANONIMO})
        elif form.ja_sabido:
            dito = {nome: str(form[nome].value() or "") for nome in form.fields}
            passo.responder(preenchimento, dito | {"como": IDENTIFICADO})
        elif dito := {n: cortado(request.POST[n], MAIOR_ESCRITO) for n in CONHECIDOS if n in request.POST}:
            serve = passo.responder(preenchimento, dito | {"como": IDENTIFICADO})
            if not serve:  # fica escrito na página em que se acaba
                guardar_passo(rascunho=preenchimento.rascunho, passo=DIGITADA, respostas=dito)


def _passos(preenchimento: Preenchimento) -> Sequence[Passo[Preenchimento]]:
    deste = preenchimento.roteiro.passos
    return [passo for passo in PEDIR.passos if passo.nome in deste]


def _lembrar(request: HttpRequest, preenchimento: Preenchimento, caso: Caso) -> None:
    if PEDIR.fica_na_sessao(preenchimento, caso):
        abrir_na_sessao(request, caso.protocolo)


def _foi(preenchimento: Preenchimento) -> Resposta:
    return Resposta(Estado.ENVIADO, PEDIR.onde(preenchimento, PEDIR.fim))


def _falta(preenchimento: Preenchimento, pagina: str, recado: str) -> Resposta:
    return Resposta(Estado.FALTA, PEDIR.onde(preenchimento, pagina), recado)


def _novo(request: HttpRequest, slug: str, dados: dict[str, Any]) -> Preenchimento:
    servico = servico_do_guia(slug)
    if not servico.aceita_pedidos:
        raise Conflito(DEIXOU_DE_SER_PEDIDO.format(servico=servico.titulo))
    if PEDIR.sigiloso(servico.slug, servico=servico):
        raise Conflito(SIGILOSO)
    if suspensao := suspensao_de(servico, timezone.localdate()):
        raise ServicoSuspenso(suspensao)
    return PEDIR.novo(request, servico.slug, dados, servico=servico)


def sem_conta(preenchimento: Preenchimento) -> Preenchimento:
    """O preenchimento de quem não disse quem é."""
    return replace(preenchimento, autor=Autor(papel=Papel.INTERESSADO))
