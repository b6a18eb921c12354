"""As listas de informações classificadas e desclassificadas (LAI, art. 30, I e II): cálculos e leituras."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import DateTimeField, Max
from django.db.models.functions import Cast
from django.utils import timezone

from esic.models import InformacaoClassificada, InformacaoQuerySet
from esic.situacoes import ANOS_EM_SEGREDO, Grau
from guia import consultas as guia
from mesas.exportacao import Coluna, dia_iso, rotulo
from mesas.paginacao import Ordem

ORDEM = Ordem("momento", decrescente=True)
TERMO = "O termo de sigilo chegou ao fim."
NOMES = {
    "codigo": "Código",
    "orgao": "Órgão",
    "assunto": "Assunto",
    "grau": "Grau",
    "fundamento": "Fundamento",
    "produzida_em": "Produzida em",
    "classificada_em": "Classificada em",
    "ate": "Em segredo até",
    "desclassificada_em": "Desclassificada em",
    "motivo": "Por que se desclassificou",
}


def _motivo(desclassificada_em: date | None, ate: date, motivo: str, agora: datetime) -> str:
    return TERMO if desclassificada_em is None and ate < timezone.localdate(agora) else motivo


COLUNAS = (
    Coluna("codigo", "codigo"),
    Coluna("orgao", "orgao__sigla"),
    Coluna("orgao_nome", "orgao__nome"),
    Coluna("assunto", "assunto"),
    Coluna("grau", "grau", rotulo(Grau)),
    Coluna("fundamento", "fundamento"),
    Coluna("produzida_em", "produzida_em", dia_iso),
    Coluna("classificada_em", "classificada_em", dia_iso),
    Coluna("em_segredo_ate", "ate", dia_iso),
    Coluna("desclassificada_em", "desclassificada_em", dia_iso),
    Coluna("motivo", "desclassificada_em ate motivo agora", _motivo),
)
"""As colunas do CSV, na ordem, com as datas como ano-mês-dia. Mudar um nome quebra quem as usa."""
CORTADA = "Só as primeiras {} informações."


def maior_termo(grau: str, produzida_em: date) -> date:
    """O último dia em que a informação pode estar em segredo (LAI, art. 24, §1º, contado da produção)."""
    ano = produzida_em.year + ANOS_EM_SEGREDO[Grau(grau)]
    try:
        return produzida_em.replace(year=ano)
    except ValueError:  # 29 de fevereiro, num ano que não o tem
        return produzida_em.replace(year=ano, day=28)


def em_lista(informacoes: InformacaoQuerySet) -> InformacaoQuerySet:
    """Com o órgão e o momento por que se ordena e se pagina: a classificação, da mais nova para trás."""
    return informacoes.select_related("orgao").annotate(momento=Cast("classificada_em", DateTimeField()))


def historia(informacao: InformacaoClassificada) -> list[dict[str, Any]]:
    """Cada gravação, da última para a primeira: quem, quando, e o que mudou de quê para quê."""
    gravadas: Any = informacao.history
    linhas = list(gravadas.select_related("history_user", "orgao").order_by("-history_id"))
    return [
        {
            "titulo": _titulo(antes, linha),
            "em": linha.history_date,
            "quem": linha.history_user.nome if linha.history_user else "Sistema",
            "texto": "\n".join(_mudancas(antes, linha)) if antes else "",
            "interno": False,
        }
        for linha, antes in zip(linhas, [*linhas[1:], None], strict=True)
    ]


def _titulo(antes: Any, depois: Any) -> str:
    if antes is None:
        return "Adicionada à lista"
    return "Desclassificada" if depois.desclassificada_em and not antes.desclassificada_em else "Corrigida"


def _mudancas(antes: Any, depois: Any) -> list[str]:
    return [
        f"{nome}: {_dito(antes, campo) or 'nada'} → {_dito(depois, campo) or 'nada'}"
        for campo, nome in NOMES.items()
        if getattr(antes, campo) != getattr(depois, campo)
    ]


def _dito(linha: Any, campo: str) -> str:
    valor = getattr(linha, campo)
    if campo == "grau":
        return str(Grau(valor).label)
    if campo == "orgao":
        return str(valor.sigla) if valor else ""
    return f"{valor:%d/%m/%Y}" if hasattr(valor, "strftime") else str(valor or "")


def marca() -> str:
    """Muda quando muda uma informação, o dia (um termo pode acabar) ou o que todas as páginas mostram."""
    gravadas: Any = InformacaoClassificada.history
    return guia.marca(gravadas.aggregate(ultima=Max("history_id"))["ultima"])
