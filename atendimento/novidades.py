"""O que se responde ao módulo das conversas: ao que busca, ao sinal da página, ao que não se mandou."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID, uuid4

from django.forms import Form
from django.http import HttpRequest, HttpResponse

from atendimento import acoes
from atendimento.models import Conversa, Mensagem
from atendimento.situacoes import DeQuem
from contas.models import Usuario
from protocolo.erros import RecusaDeAcao
from referencia.limite_de_tentativas import quem_pede

SO_TEXTO = "text/plain; charset=utf-8"
PAGINA_VELHA = "Esta página ficou velha. Recarregue-a e envie de novo."


def numero(escrito: str) -> int:
    """A ordem que a página diz que tem; zero se não é número, ou não cabe no banco."""
    return int(escrito) if escrito.isascii() and escrito.isdigit() and len(escrito) < 10 else 0  # noqa: PLR2004


def codigo(escrito: str) -> UUID | None:
    """O código que a página diz; None se não se lê."""
    try:
        return UUID(escrito)
    except ValueError:
        return None


def chave(escrita: str) -> UUID:
    """A chave de quem manda: repetida, é a mesma mensagem; a que não se lê não repete nenhuma."""
    return codigo(escrita) or uuid4()


def pelo_modulo(request: HttpRequest) -> bool:
    """Foi o módulo da página que buscou, ou mandou? Ele espera um pedaço dela, ou uma frase."""
    return "HX-Request" in request.headers


def dizer_o_do_form(
    request: HttpRequest, form: Form, *, conversa: Conversa, de: DeQuem, autor: Usuario | None = None
) -> tuple[Mensagem | None, str]:
    """Escreve o que ele traz; diz que foto não serviu, se o resto foi. O que não pôde vira erro dele.

    Levanta MuitasMensagens a quem manda demais.
    """
    if form.errors:
        return None, ""
    dito = form.cleaned_data
    campos = {nome: dito[nome] for nome in ("texto", "chave", "fotos")} | {"vista": dito["ultima"] or 0}
    try:
        return acoes.dizer(conversa=conversa, de=de, autor=autor, rede=quem_pede(request), **campos), ""
    except acoes.FotosRecusadas as recusa:
        if recusa.mensagem:
            return recusa.mensagem, str(recusa)
        form.add_error("fotos", str(recusa))
    except acoes.MuitasMensagens:
        raise
    except RecusaDeAcao as recusa:
        campo = getattr(recusa, "campo", None)
        form.add_error(campo if campo in form.fields else None, str(recusa))
    return None, ""


def recusa_ao_modulo(form: Form) -> HttpResponse:
    """Só a frase: o que se escreveu, o módulo ainda tem."""
    frases = [str(erro) for erros in form.errors.values() for erro in erros]
    frase = PAGINA_VELHA if "chave" in form.errors else " ".join(frases)
    return HttpResponse(frase, status=422, content_type=SO_TEXTO)


def mudou(request: HttpRequest, versao: str) -> bool:
    """A página tem outra versão?"""
    return request.GET.get("v", "") != versao


def com_versao(versao: str, corrente: str, resposta: HttpResponse | None = None) -> HttpResponse:
    """A resposta, com a versão que traz e por onde acompanhar (vazio: nunca mais). Sem ela, 204."""
    resposta = resposta or HttpResponse(status=HTTPStatus.NO_CONTENT)
    resposta["Versao"], resposta["Corrente"] = versao, corrente
    return resposta
