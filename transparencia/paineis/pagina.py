"""O que as páginas dos painéis dividem: a marca, a edição, o que se escolhe e de onde vem."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import Max
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from guia import consultas as guia
from transparencia.models import Edicao
from transparencia.paineis import medidas
from transparencia.paineis.chaves import UNIDADE, tipo_de
from transparencia.paineis.medidas import Lida
from transparencia.paineis.periodos import Periodo
from transparencia.paineis.recorte import GRUPOS_DE_LUGARES, GRUPOS_DE_SERVICOS, Recorte, edicao_de, ler

NO_RESUMO = (
    *("pedidos", "encerrados", "dias", "prazo", "resolvido", "nota", "aberto", "atrasado"),
    *("voltou", "reaberto", "prorrogado"),
)
OPCAO = '<option value="{}">{}</option>'
DE_AGORA = ("aberto", "atrasado")


def marca() -> str:
    """Muda quando se publica, ou muda o Guia."""
    return guia.marca(Edicao.objects.aggregate(Max("em")))


def recorte_de(request: HttpRequest, sufixo: str = "") -> Recorte | None:
    """O que se escolheu; None antes da primeira edição."""
    edicao = edicao_de(request.GET.get("em", ""))
    return ler(edicao, request.GET, sufixo) if edicao else None


def lidas(recorte: Recorte) -> list[Lida]:
    """As medidas do resumo: as de agora só nos períodos que chegam até agora, e as da unidade só dela."""
    quais = [q for q in NO_RESUMO if q not in DE_AGORA or recorte.periodo.ate == recorte.edicao.ate]
    if tipo_de(recorte.lugar) == UNIDADE:
        quais.append("na_unidade")
    return [medidas.ler(recorte.contas, qual) for qual in quais]


def do_recorte(recorte: Recorte) -> dict[str, Any]:
    """O contexto de toda página: o recorte, o que se pode escolher e de onde vêm os números."""
    return {
        "recorte": recorte,
        "edicao": recorte.edicao,
        **escolhas(recorte),
        "periodos": [Periodo.lido(um) for um in recorte.edicao.periodos],
        "guardada": _a_que_se_cita(recorte.edicao),
    }


def escolhas(recorte: Recorte) -> dict[str, SafeString]:
    """As opções de lugar e de serviço, com a que se escolheu marcada."""
    lugares, servicos = _opcoes(recorte.edicao, (recorte.edicao.em, len(recorte.edicao.nomes)))
    return {"lugares": _marcada(lugares, recorte.lugar), "servicos": _marcada(servicos, recorte.servico)}


@lru_cache(maxsize=4)
def _opcoes(edicao: Edicao, _versao: object) -> tuple[SafeString, SafeString]:
    """As centenas de opções, escritas uma vez por edição e pelo que ela ainda nomeia: iguais nas páginas."""
    nomes = sorted(edicao.nomes.items(), key=lambda par: par[1])

    def em_grupos(grupos: Mapping[str, str]) -> SafeString:
        return format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            (
                (nome, format_html_join("", OPCAO, (par for par in nomes if tipo_de(par[0]) == tipo)))
                for tipo, nome in grupos.items()
            ),
        )

    return em_grupos(GRUPOS_DE_LUGARES), em_grupos(GRUPOS_DE_SERVICOS)


def _marcada(opcoes: SafeString, chave: str) -> SafeString:
    """A chave é um `slug` que já se achou na edição."""
    antes = format_html('value="{}"', chave)
    return mark_safe(opcoes.replace(antes, f"{antes} selected")) if chave else opcoes  # noqa: S308  só troca o que se escreveu


def _a_que_se_cita(edicao: Edicao) -> Edicao | None:
    """Esta, se é das que ficam; senão, a última que fica."""
    return Edicao.objects.guardadas().filter(dia__lte=edicao.dia).first()
