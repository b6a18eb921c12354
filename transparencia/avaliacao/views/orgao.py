"""O órgão diz o que fez no ano para melhorar os serviços (Lei 13.460/2017, art. 23, V)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from assistente.paginas import com_formulario
from contas.guardas import LER, LER_E_MANDAR, de_trabalho
from guia.models import Orgao
from mesas.repetidos import reconhece_repetido
from protocolo.erros import Conflito, RecusaDeAcao
from transparencia.avaliacao import acoes, guardas
from transparencia.avaliacao.forms import MedidasForm
from transparencia.models import Avaliacao, LinhaDaAvaliacao, MedidasAdotadas

GUARDADO = "Guardado. O texto sai na internet quando a avaliação de {} se publicar."


@de_trabalho(*LER)
def lista(request: HttpRequest) -> HttpResponse:
    """Cada ano e órgão por que a pessoa responde, e se as medidas dele já se escreveram."""
    por = guardas.interlocutor(request)
    escritas = {
        (medidas.ano, medidas.orgao_id): medidas
        for medidas in MedidasAdotadas.objects.filter(orgao__in=por.orgaos).exclude(texto="")
    }
    linhas = LinhaDaAvaliacao.objects.dos_orgaos().filter(orgao__in=por.orgaos).select_related("avaliacao")
    casos = [
        (linha, escritas.get((linha.avaliacao_id, linha.orgao_id or 0)))
        for linha in linhas.order_by("-avaliacao", "nome")
    ]
    return render(request, "transparencia/avaliacao/do_orgao.html", {"casos": casos})


@de_trabalho(*LER_E_MANDAR)
@reconhece_repetido
def escrever(request: HttpRequest, ano: int, sigla: str) -> HttpResponse:
    """As medidas do órgão no ano, com quem já as mudou; depois de publicada a avaliação, só se leem."""
    orgao, por = guardas.do_orgao(request, sigla)
    avaliacao = get_object_or_404(Avaliacao, ano=ano)
    escritas = MedidasAdotadas.objects.filter(ano=ano, orgao=orgao).first()
    if request.method != "POST":
        inicial = {"texto": escritas.texto if escritas else "", "versao": acoes.versao_de(escritas)}
        return _mostrar(request, avaliacao, orgao, escritas, MedidasForm(initial=inicial))
    form = MedidasForm(request.POST)
    if not form.is_valid():
        return _mostrar(request, avaliacao, orgao, escritas, form)
    try:
        acoes.escrever_medidas(ano=ano, orgao=orgao, por=por, **form.cleaned_data)
    except RecusaDeAcao as recusa:
        return _recusado(request, avaliacao, orgao, recusa)
    messages.success(request, GUARDADO.format(ano))
    return redirect("avaliacao:medidas", ano, sigla)


def _recusado(request: HttpRequest, avaliacao: Avaliacao, orgao: Orgao, recusa: RecusaDeAcao) -> HttpResponse:
    """O que a pessoa escreveu continua no formulário, agora por cima do que a outra guardou."""
    escritas = MedidasAdotadas.objects.filter(ano=avaliacao.ano, orgao=orgao).first()
    dados = request.POST.copy()
    if isinstance(recusa, Conflito):
        dados["versao"] = str(acoes.versao_de(escritas))
    form = MedidasForm(dados)
    form.add_error(None, str(recusa))
    return _mostrar(request, avaliacao, orgao, escritas, form, 409)


def _mostrar(  # noqa: PLR0917  cada argumento é uma parte da página
    request: HttpRequest,
    avaliacao: Avaliacao,
    orgao: Orgao,
    escritas: MedidasAdotadas | None,
    form: MedidasForm,
    status: int = 0,
) -> HttpResponse:
    historia = escritas.history.select_related("history_user").order_by("-history_id") if escritas else []
    return com_formulario(
        request,
        "transparencia/avaliacao/medidas.html",
        form,
        status=status,
        avaliacao=avaliacao,
        orgao=orgao,
        escritas=escritas,
        historia=historia,
    )
