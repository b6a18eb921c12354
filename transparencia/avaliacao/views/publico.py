"""A avaliação como todos a leem: os anos, a tabela de um, a planilha, e os números de um serviço."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from documentos.planilha import csv_inteiro
from guia import consultas as guia
from guia.models import Servico
from guia.paginas import publica_com
from transparencia.avaliacao.aspectos import DIAS, PROPORCOES, cobertura, contagem
from transparencia.avaliacao.forms import TabelaForm
from transparencia.avaliacao.pagina import Mostrada, celulas, em_ordem, em_planilha
from transparencia.celula import Celula
from transparencia.models import Avaliacao, LinhaDaAvaliacao, LinhaQuerySet, MedidasAdotadas

POR_PAGINA = 20
ANOS_DO_SERVICO = 5


def marca() -> str:
    """Muda quando se conta, se publica, ou muda o Guia."""
    return guia.marca(Avaliacao.objects.aggregate(Max("contada_em"), Max("publicada_em")))


@publica_com(marca)
def anos(request: HttpRequest) -> HttpResponse:
    """Cada ano, publicado ou por publicar, e o que a avaliação é."""
    contexto = {
        "avaliacoes": Avaliacao.objects.filter(linhas__isnull=False).distinct(),
        "aspectos": PROPORCOES,
    }
    return render(request, "transparencia/avaliacao/anos.html", contexto)


@publica_com(marca)
def do_ano(request: HttpRequest, ano: int) -> HttpResponse:
    """A tabela de um ano, por órgão ou por serviço, em ordem de um aspecto."""
    avaliacao = get_object_or_404(Avaliacao, ano=ano)
    linhas = avaliacao.linhas.select_related("servico")
    orgaos = list(linhas.dos_orgaos().order_by("nome"))
    form = TabelaForm(request.GET, [(linha.sigla, linha.nome) for linha in orgaos])
    lido = form.lido()
    if lido["orgao"]:
        lido["ver"] = "servicos"
    do_orgao = next((linha for linha in orgaos if linha.sigla == lido["orgao"]), None)
    pagina = Paginator(em_ordem(_escolhidas(linhas, orgaos, lido), lido["ordem"]), POR_PAGINA).get_page(
        request.GET.get("pagina")
    )
    contexto = {
        "avaliacao": avaliacao,
        "form": TabelaForm(None, [(linha.sigla, linha.nome) for linha in orgaos], initial=lido),
        "lido": lido,
        "pagina": pagina,
        "de_servicos": lido["ver"] == "servicos",
        "soma": next((Mostrada(linha, None) for linha in linhas.da_cidade()), None),
        "do_orgao": do_orgao and Mostrada(do_orgao, None),
        "aspectos": PROPORCOES,
        "medidas": _medidas(avaliacao, do_orgao),
    }
    return render(request, "transparencia/avaliacao/ano.html", contexto)


@publica_com(marca)
def em_csv(request: HttpRequest, ano: int) -> HttpResponse:  # noqa: ARG001  a do Django
    """Tudo o que a avaliação do ano diz, numa planilha: a cidade, os órgãos e os serviços."""
    avaliacao = get_object_or_404(Avaliacao, ano=ano)
    linhas = sorted(avaliacao.linhas.all(), key=lambda um: (um.sigla, um.servico_id is not None, um.nome))
    return csv_inteiro(em_planilha(avaliacao, linhas), f"avaliacao-dos-servicos-{ano}.csv")


@publica_com(marca)
def servico(request: HttpRequest, slug: str) -> HttpResponse:
    """Os números de um serviço, ano a ano (Lei 14.129/2021, art. 22); do sigiloso, 404."""
    qual = get_object_or_404(Servico.objects.completos().no_guia(), slug=slug)
    if qual.publicada and qual.publicada.sigilosa:
        raise Http404("De serviço sigiloso só se publica a soma da cidade.")
    linhas = (
        LinhaDaAvaliacao.objects.filter(servico=qual).select_related("avaliacao").order_by("-avaliacao__ano")
    )
    contexto = {
        "servico": qual,
        "anos": [
            {
                "avaliacao": linha.avaliacao,
                "celulas": celulas(linha),
                "abertos": contagem(linha.contas, "abertos"),
                "pedidos": contagem(linha.contas, "pedidos"),
                "manifestacoes": contagem(linha.contas, "manifestacoes"),
                "dias": Celula(linha.contas.get(DIAS)),
                "cobertura": cobertura(linha.contas),
            }
            for linha in linhas[:ANOS_DO_SERVICO]
        ],
        "tempos": guia.tempos_de(qual.publicada) if qual.publicada else [],
        "aspectos": PROPORCOES,
    }
    return render(request, "transparencia/avaliacao/servico.html", contexto)


def _escolhidas(
    linhas: LinhaQuerySet, orgaos: list[LinhaDaAvaliacao], lido: dict[str, str]
) -> list[LinhaDaAvaliacao]:
    if lido["ver"] != "servicos":
        return orgaos
    servicos = linhas.dos_servicos()
    return list(servicos.filter(sigla=lido["orgao"]) if lido["orgao"] else servicos)


def _medidas(avaliacao: Avaliacao, do_orgao: LinhaDaAvaliacao | None) -> list[MedidasAdotadas]:
    """As do órgão que se escolheu, ou as de todos; antes de se publicar, nenhuma."""
    if not avaliacao.publicada_em:
        return []
    escritas = MedidasAdotadas.objects.filter(ano=avaliacao.ano).exclude(texto="").select_related("orgao")
    if do_orgao:
        escritas = escritas.filter(orgao=do_orgao.orgao_id)
    return list(escritas.order_by("orgao__nome"))
