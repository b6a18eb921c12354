"""O que se responde ao módulo das conversas: à pergunta por novidades, e ao que não se pôde mandar.

À pergunta o laço de eventos responde igual, quando não há nenhuma.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID, uuid4

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from atendimento.acoes.conversar import ver_a_sua, ver_ate
from atendimento.acoes.distribuir import SINAL, dar_sinal, dar_sinal_na_fila
from atendimento.conversa import (
    DoLado,
    Token,
    de_numero,
    intervalo_de_quem_atende,
    ler_token,
    proximo_intervalo,
    token,
    token_de,
    versao_de,
    vista_do_outro_lado,
)
from atendimento.models import Conversa, Disponibilidade
from atendimento.situacoes import DeQuem
from contas.models import Usuario

SO_TEXTO = "text/plain; charset=utf-8"
PAGINA_VELHA = "Esta página ficou velha. Recarregue-a e envie de novo."
APERTO = "sp156.aperto"
"""No pedido: quantas vezes mais devagar se deve perguntar, porque o servidor está cheio."""
LIDA = "sp156.lida"
"""No pedido: a versão que o laço de eventos leu, depois de escrever o sinal e o que se viu."""


def de_quem_conversa(request: HttpRequest) -> Conversa | None:
    """A conversa do token desta pergunta; None se ele não vale. Conta o que se viu (`l`)."""
    dito = ler_token(request.GET.get("r", ""))
    if dito is None or dito.lado != DoLado.PESSOA:
        return None
    conversa = de_numero(dito.pk).first()
    if conversa:
        dar_sinal_na_fila(conversa=conversa, em=timezone.now())
    if conversa and (vista := numero(request.GET.get("l", ""))) > conversa.lida_pela_pessoa:
        ver_ate(conversa=conversa, ate=vista, lado=DeQuem.PESSOA)
    return conversa


def de_quem_atende(request: HttpRequest, quem: Usuario) -> str | None:
    """A versão de quem atende, e está na sessão: dá o sinal dele, e conta o que viu (`l=<pk>:<ordem>`).

    O token que passou da hora serve: a sessão vale mais. O de outra pessoa, não: a página é de quem saiu.
    Com o token dele, o laço de eventos já fez tudo isto, e diz a versão que leu (`LIDA`).
    """
    dito, dele = ler_token(request.GET.get("r", "")), Token(DoLado.QUEM_ATENDE, quem.pk)
    if dito and dito != dele:
        return None
    if dito and (lida := request.META.get(LIDA)):
        return str(lida)
    dela = Disponibilidade.objects.filter(pk=quem.pk).first()
    if dela is None:
        return None
    agora = timezone.now()
    if agora - dela.vista_em > SINAL:
        dar_sinal(usuario=quem, em=agora)
    qual, _, ate = request.GET.get("l", "").partition(":")
    if vista := numero(ate):
        ver_a_sua(quem=quem, qual=numero(qual), ate=vista)
    return str(dela.versao)


def numero(escrito: str) -> int:
    """O que a página diz que tem, ou viu; zero se não é número, ou não cabe no banco."""
    return int(escrito) if escrito.isascii() and escrito.isdigit() and len(escrito) < 10 else 0  # noqa: PLR2004


def chave(escrita: str) -> UUID:
    """A chave de quem manda: repetida, é a mesma mensagem; a que não se lê não repete nenhuma."""
    try:
        return UUID(escrita)
    except ValueError:
        return uuid4()


def pelo_modulo(request: HttpRequest) -> bool:
    """Foi `conversa_municipe.js` que perguntou, ou mandou? Ele espera um pedaço da página, ou uma frase."""
    return "HX-Request" in request.headers


def recusa_ao_modulo(form: Form) -> HttpResponse:
    """Só a frase: o que se escreveu, o módulo ainda tem."""
    frases = [str(erro) for erros in form.errors.values() for erro in erros]
    frase = PAGINA_VELHA if "chave" in form.errors else " ".join(frases)
    return HttpResponse(frase, status=422, content_type=SO_TEXTO)


def mudou(request: HttpRequest, versao: str) -> bool:
    """A página tem outra versão?"""
    return request.GET.get("v", "") != versao


def a_pessoa(request: HttpRequest, conversa: Conversa, resposta: HttpResponse | None = None) -> HttpResponse:
    """A resposta com os cabeçalhos da pergunta; sem resposta, 204: nada mudou."""
    vista = vista_do_outro_lado(conversa, DeQuem.PESSOA)
    return _com_cabecalhos(
        request,
        resposta,
        versao=versao_de(conversa),
        proxima=proximo_intervalo(conversa, timezone.now()),
        vista=str(vista),
        token=token(conversa),
    )


def a_quem_atende(
    request: HttpRequest,
    versao: str,
    quem: Usuario,
    suas: Sequence[Conversa],
    resposta: HttpResponse | None = None,
) -> HttpResponse:
    """A resposta a quem atende, com os cabeçalhos; `Vista` diz a de cada conversa sua, como `12=5,13=9`."""
    return _com_cabecalhos(
        request,
        resposta,
        versao=versao,
        proxima=intervalo_de_quem_atende(suas, timezone.now()),
        vista=",".join(f"{uma.pk}={uma.lida_pela_pessoa}" for uma in suas),
        token=token_de(quem),
    )


def depois_de_dizer(request: HttpRequest, resposta: HttpResponse, conversa: Conversa) -> HttpResponse:
    """Ao que quem atende mandou: se a página (`v`) já tinha tudo o mais, não tem de perguntar por isto."""
    if conversa.versao_da_mesa and request.POST.get("v", "") == str(conversa.versao_da_mesa - 1):
        resposta["Versao"] = str(conversa.versao_da_mesa)
    return resposta


def _com_cabecalhos(  # noqa: PLR0913  cada argumento é um cabeçalho
    request: HttpRequest,
    resposta: HttpResponse | None,
    *,
    versao: str,
    proxima: float,
    vista: str,
    token: str,
) -> HttpResponse:
    resposta = resposta or HttpResponse(status=HTTPStatus.NO_CONTENT)
    resposta["Token"] = token
    resposta["Versao"], resposta["Vista"] = versao, vista
    resposta["Proxima"] = f"{proxima * float(request.META.get(APERTO, 1)):g}"
    resposta["Cache-Control"] = "no-store"
    return resposta
