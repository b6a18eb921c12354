"""A identidade de quem denunciou: só a abre quem tem a permissão e prova agora que é quem é, com motivo.

Fica escrito, e as outras pessoas com a mesma permissão são avisadas.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables

from contas.autor import Autor
from contas.cpf_e_cnpj import formatar_cpf
from contas.guardas import LER_E_MANDAR, de_trabalho
from contas.models import Interessado
from ouvidoria import acoes
from ouvidoria.denuncia.forms import IdentidadeForm
from ouvidoria.denuncia.o_que_falta import PERMISSAO, leituras, quem_pode_abrir
from ouvidoria.guardas import AntesDeAbrir, antes_de_abrir, da_denuncia
from ouvidoria.models import Manifestacao

SEM_PERMISSAO = "Você não tem a permissão de abrir a identidade de quem denunciou."


@de_trabalho(*LER_E_MANDAR)
@sensitive_variables("identidade")
@da_denuncia
def identidade(request: HttpRequest, caso: Manifestacao, por: Autor) -> HttpResponse:
    """O motivo e, escrito ele, a identidade, nesta resposta e em nenhum outro lugar.

    Não se redireciona: o que se abriu não passa pela sessão nem por um endereço. Recarregar a página abre de
    novo, e fica escrita outra leitura.
    """
    pode = por.usuario is not None and por.usuario.has_perm(PERMISSAO)
    antes = antes_de_abrir(request, request.path) if pode and not caso.anonima else None
    if request.method != "POST":
        return _mostrar(request, caso, IdentidadeForm() if pode else None, antes=antes)
    if not pode:
        raise PermissionDenied(SEM_PERMISSAO)
    form = IdentidadeForm(request.POST)
    if antes:
        return _mostrar(request, caso, form, antes=antes, status=403)
    if caso.anonima or not form.is_valid():
        return _mostrar(request, caso, form, status=409 if caso.anonima else 422)
    return _mostrar(request, caso, None, aberta=_aberta(caso, por, form.cleaned_data["motivo"]))


@sensitive_variables()
def _aberta(caso: Manifestacao, por: Autor, motivo: str) -> list[tuple[str, str]]:
    """O que se sabe de quem denunciou, em palavras; o que está vazio não aparece."""
    valores = acoes.ler_identidade(caso=caso, por=por, motivo=motivo)
    documento = valores.get("documento", "")
    tipo = caso.interessado.tipo_documento if caso.interessado else ""
    if tipo == Interessado.Documento.CPF and documento:
        documento = formatar_cpf(documento)
    nome_do_documento = dict(Interessado.Documento.choices).get(tipo, "Documento")
    linhas = [
        ("Nome", valores.get("nome", "")),
        (nome_do_documento, documento),
        ("E-mail", valores.get("email", "")),
        ("Telefone", valores.get("telefone", "")),
    ]
    return [(rotulo, valor) for rotulo, valor in linhas if valor]


@sensitive_variables()
def _mostrar(
    request: HttpRequest,
    caso: Manifestacao,
    form: IdentidadeForm | None,
    *,
    aberta: list[tuple[str, str]] | None = None,
    antes: AntesDeAbrir | None = None,
    status: int = 200,
) -> HttpResponse:
    pode = bool(form is not None or aberta is not None)
    contexto = {
        "caso": caso,
        "form": form,
        "aberta": aberta,
        "antes": antes,
        "pode": pode,
        "leituras": leituras(caso) if pode else [],
        "quem_pode": [] if pode else quem_pode_abrir(),
    }
    return render(request, "ouvidoria/denuncia/identidade.html", contexto, status=status)
