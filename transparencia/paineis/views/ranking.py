"""O ranking: os serviços, os temas, os lugares ou as unidades na ordem de uma medida."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from documentos.planilha import csv_inteiro
from guia.paginas import publica_com
from transparencia.models import Numeros
from transparencia.paineis import medidas, pagina, planilha, quadros
from transparencia.paineis.chaves import DISTRITO, SERVICO, SUBPREFEITURA, TEMA, UNIDADE
from transparencia.paineis.medidas import Lida
from transparencia.paineis.metodo import medidas as do_metodo
from transparencia.paineis.recorte import Recorte, irmaos
from transparencia.paineis.views.porta import NADA_PUBLICADO

POR_PAGINA = 25
QUAIS = {
    "servicos": (SERVICO, "Serviços"),
    "temas": (TEMA, "Temas"),
    "subprefeituras": (SUBPREFEITURA, "Subprefeituras"),
    "distritos": (DISTRITO, "Distritos"),
    "unidades": (UNIDADE, "Unidades"),
}
DE_SERVICOS = ("servicos", "temas")
SO_EM_CSV = ("na_unidade", "aberto")


@dataclass(frozen=True, slots=True)
class NoRanking:
    """Uma linha e o lugar dela; sem número que se compare, não tem lugar."""

    nome: str
    lugar: int | None
    linha: Numeros

    def lidas(self, quais: Iterable[str]) -> list[Lida]:
        return [medidas.ler(self.linha.contas, qual) for qual in quais]


@publica_com(pagina.marca)
def ranking(request: HttpRequest, de: str) -> HttpResponse:
    """As linhas na ordem de uma medida, da maior à menor."""
    recorte = _recorte(request, de)
    if recorte is None:
        return render(request, "transparencia/paineis/sem_numeros.html")
    ordem = _ordem(request)
    quais = tuple(dict.fromkeys([*medidas.NO_RANKING, ordem]))
    mostradas = Paginator(em_ordem(recorte, de, ordem), POR_PAGINA).get_page(request.GET.get("pagina"))
    lidas = [linha.lidas(quais) for linha in mostradas]
    com_dado = {lida.medida.chave for delas in lidas for lida in delas if lida.numero}
    contexto = {
        **pagina.do_recorte(recorte),
        "de": de,
        "nome": QUAIS[de][1],
        "quais": [(chave, nome) for chave, (_, nome) in QUAIS.items()],
        "de_servicos": de in DE_SERVICOS,
        "ordem": ordem,
        "ordens": [do_metodo()[qual] for qual in medidas.ORDENAVEIS],
        "colunas": [do_metodo()[qual] for qual in quais if qual in com_dado],
        "sem_dado": [do_metodo()[qual].nome for qual in quais if qual not in com_dado],
        "com_dado": com_dado,
        "pagina": mostradas,
        "linhas": [
            (linha, recorte.consulta(**quadros.chave_de(linha.linha, QUAIS[de][0])), delas)
            for linha, delas in zip(mostradas, lidas, strict=True)
        ],
    }
    return render(request, "transparencia/paineis/ranking.html", contexto)


@publica_com(pagina.marca)
def em_csv(request: HttpRequest, de: str) -> HttpResponse:
    """O ranking inteiro, numa planilha."""
    recorte = _recorte(request, de)
    if recorte is None:
        raise Http404(NADA_PUBLICADO)
    quais = (*medidas.ORDENAVEIS, *SO_EM_CSV)
    linhas = [
        (*planilha.origem(recorte), QUAIS[de][1], linha.nome, lida.medida.nome, *_dita(lida))
        for linha in em_ordem(recorte, de, _ordem(request))
        for lida in linha.lidas(quais)
    ]
    return csv_inteiro([planilha.CABECALHO, *linhas], f"sp156-{de}-{recorte.edicao.dia}.csv")


def em_ordem(recorte: Recorte, de: str, ordem: str) -> list[NoRanking]:
    """Da maior à menor; uma proporção vale o menor valor do intervalo. Quem não tem número vem no fim."""
    linhas = [(uma, medidas.ler(uma.contas, ordem).ordem) for uma in irmaos(recorte, QUAIS[de][0])]
    sabidos = [valor for _, valor in linhas if valor is not None]
    linhas.sort(key=lambda par: (par[1] is None, -(par[1] or 0), quadros.nome_de(recorte, par[0])))
    return [
        NoRanking(
            quadros.nome_de(recorte, uma),
            None if valor is None else 1 + sum(outro > valor for outro in sabidos),
            uma,
        )
        for uma, valor in linhas
    ]


def _dita(lida: Lida) -> tuple[str, str]:
    return lida.numero or lida.por_que_nao, lida.detalhe


def _ordem(request: HttpRequest) -> str:
    ordem = request.GET.get("ordem", "")
    return ordem if ordem in medidas.ORDENAVEIS else medidas.ORDENAVEIS[0]


def _recorte(request: HttpRequest, de: str) -> Recorte | None:
    """O dos filtros que valem aqui: dos serviços, o lugar; dos lugares, o serviço."""
    if de not in QUAIS:
        raise Http404("Não há este ranking.")
    recorte = pagina.recorte_de(request)
    return recorte and recorte.so(lugar=de in DE_SERVICOS, servico=de not in DE_SERVICOS)
