"""O middleware do projeto: o que uma ação recusa vira página 409, num lugar só."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from protocolo.erros import RecusaDeAcao


def permissoes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Permissions-Policy em toda resposta: o Django não o escreve."""

    def responder(request: HttpRequest) -> HttpResponse:
        resposta = get_response(request)
        resposta.headers.setdefault("Permissions-Policy", settings.PERMISSOES)
        return resposta

    return responder


class respostas_de_erro:  # noqa: N801 - citado em settings pelo nome do que faz
    """Conflito e transição proibida viram a página 409, num lugar só.

    O que a pessoa digitou volta na página (`digitado`), para ela copiar ou tentar de novo.
    Nada tem caractere nulo no nome (o banco nem o aceita): o endereço que o traz não existe.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404("Este endereço não existe.")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, erro: Exception) -> HttpResponse | None:
        if not isinstance(erro, RecusaDeAcao):
            return None
        return render(
            request, "409.html", {"erro": erro, "digitado": erro.escritos or digitado(request)}, status=409
        )


def digitado(request: HttpRequest) -> dict[str, str]:
    """Os textos enviados, sem os campos técnicos nem senhas."""
    tecnicos = {"csrfmiddlewaretoken", "versao", "chave_de_envio"}
    return {
        nome: valor
        for nome, valor in request.POST.items()
        if isinstance(valor, str) and valor.strip() and nome not in tecnicos and "password" not in nome
    }
