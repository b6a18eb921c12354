"""Filtros de modelo em português: datas, números e prazos como uma pessoa os diz.

São embutidos (`builtins` em settings): nenhum modelo precisa de `{% load %}`.
Valor vazio nunca quebra a página: o filtro devolve texto vazio ou diz o que falta.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django import template
from django.forms import BoundField, Field
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guia.models.caminhos import discado
from protocolo.models import CasoComPrazo
from protocolo.prazos import promessa
from protocolo.prazos.em_palavras import classe, contar, em_palavras, idade, no_calendario
from roteamento.localizacao.enderecos import com_traco

register = template.Library()
register.filter("discado", discado)
register.filter("cep", com_traco)

type Momento = date | datetime | None

CORES_DAS_SITUACOES = {
    "aberta": "azul",
    "em_andamento": "petroleo",
    "aguardando_municipe": "amarelo",
    "finalizada": "verde",
    "indeferida": "vermelho",
    "cancelada": "neutra",
    "registrada": "azul",
    "em_analise": "petroleo",
    "encaminhada": "petroleo",
    "resposta_recebida": "amarelo",
    "admitida": "petroleo",
    "em_apuracao": "petroleo",
    "concluida": "verde",
    "arquivada": "neutra",
    "redirecionada": "neutra",
    "em_tramitacao": "petroleo",
    "respondido": "verde",
    "em_recurso": "amarelo",
    "decidido": "verde",
    "encerrado": "neutra",
    "desistencia": "neutra",
    "a_revisar": "amarelo",
    "publicado": "verde",
    "nao_publicar": "neutra",
    "marcada": "azul",
    "realizada": "verde",
}
TELEFONES = {10, 11}
"""Fixo e celular, com DDD."""
TELEFONE_NO_TEXTO = re.compile(
    r"(\(\d\d\) ?\d{4,5}-\d{4}\b|\b0800 ?\d{3} ?\d{4}\b|(?<![\d)-])(?<!\d )\d{4,5}-\d{4}\b(?!-)"
    r"|(?:(?<=\bno )|(?<=\bo )|(?<=\bao )|(?<=\bou )|(?<=\bpelo )|(?<=\bpara )"
    r"|(?<=\bligue )|(?<=\bdisque )|(?<=\btelefone ))1\d\d\b(?![.,]?\d|-| (?:dia|hora|metro|rea)))",
    re.IGNORECASE,
)
"""Os inteiros, e os de três dígitos que um texto manda ligar: "no 156", "ligue 190"."""


@register.filter
def data(momento: Momento) -> str:
    """Dia no formato dd/mm/aaaa."""
    return no_calendario(momento).strftime("%d/%m/%Y") if momento else ""


@register.filter
def data_hora(momento: Momento) -> str:
    """Dia e hora: "24/11/2026 às 14h05". Uma data pura sai sem hora."""
    if not isinstance(momento, datetime):
        return data(momento)
    if timezone.is_aware(momento):
        momento = momento.astimezone(timezone.get_default_timezone())  # a cidade tem um fuso só
    return momento.strftime("%d/%m/%Y às %Hh%M")


@register.filter
def iso(momento: datetime | None) -> str:
    """O momento como o `<time datetime>` o quer; o `date:'c'` do Django custa vinte vezes isto."""
    return momento.astimezone(timezone.get_default_timezone()).isoformat() if momento else ""


@register.filter
def protocolo(numero: object) -> str:
    """Protocolo em grupos de cinco, como se dita ao telefone: 10293-84756-10293."""
    limpo = re.sub(r"[^0-9A-Za-z]", "", str(numero or "")).upper()
    return "-".join(limpo[i : i + 5] for i in range(0, len(limpo), 5))


@register.filter
def telefone(numero: object) -> str:
    """Telefone brasileiro com DDD entre parênteses; números curtos (156) e o que não é só número ficam."""
    digitos = re.sub(r"[\s()+.-]", "", str(numero or ""))
    if digitos.startswith("55") and len(digitos) - 2 in TELEFONES:
        digitos = digitos[2:]
    if len(digitos) not in TELEFONES or not digitos.isdecimal():
        return str(numero or "")
    return f"({digitos[:2]}) {digitos[2:-4]}-{digitos[-4:]}"


@register.filter
def com_telefones(texto: object) -> SafeString:
    """O texto com os seus telefones tocáveis: "ligue para o 156" abre a ligação."""
    partes = TELEFONE_NO_TEXTO.split(str(texto or ""))
    return format_html_join("", "{}", ((_ligar(p) if n % 2 else p,) for n, p in enumerate(partes)))


def _ligar(numero: str) -> SafeString:
    return format_html('<a class="govuk-link" href="tel:{}">{}</a>', discado(numero), numero)


@register.filter
def plural_pt(quantidade: int | None, palavras: str) -> str:
    """`{{ 2|plural_pt:"pedido,pedidos" }}` → "2 pedidos". Milhares com ponto."""
    singular, plural = palavras.split(",")
    return contar(int(quantidade or 0), singular.strip(), plural.strip())


@register.filter
def prazo_em_palavras(vence_em: Momento, agora: datetime | None = None) -> str:
    """Quanto falta, em dias do calendário: "vence hoje", "faltam 3 dias", "atrasado há 2 dias".

    Quem já passou da hora no próprio dia lê "venceu hoje". Sem prazo: "sem prazo".
    """
    return em_palavras(vence_em, agora or timezone.now())


@register.filter
def no_feminino(prazo: str) -> str:
    """O prazo de uma manifestação ou resposta: "atrasado há 2 dias" → "atrasada há 2 dias"."""
    return prazo.replace("atrasado", "atrasada")


@register.filter
def classe_do_prazo(vence_em: Momento, agora: datetime | None = None) -> str:
    """Classe da célula do prazo na caixa: "vencida", "vence-hoje" ou vazio."""
    return classe(vence_em, agora or timezone.now())


@register.filter
def prazo_dito(caso: CasoComPrazo) -> str:
    """O prazo que ainda se promete: "08/01/2027", com a hora se se conta em horas; vazio se nenhum."""
    return promessa.prazo_escrito(caso, timezone.now())


@register.filter
def sem_prazo_do_orgao(caso: CasoComPrazo) -> str:
    """Do caso cujo órgão não deu o prazo: isso, e desde quando se pode reclamar na Ouvidoria."""
    return promessa.sem_prazo_do_orgao(caso, timezone.now())


@register.filter
def aberto_ha(caso: CasoComPrazo) -> str:
    """Há quanto tempo o caso está aberto: "Aberto há 34 dias, sem conclusão."."""
    return promessa.aberto_ha(caso, timezone.now())


@register.filter
def reclamar_desde(caso: CasoComPrazo) -> str:
    """O dia em que já se pode reclamar da demora."""
    return data(promessa.reclamar_desde(caso))


@register.filter
def idade_em_palavras(desde: Momento, agora: datetime | None = None) -> str:
    """Há quanto tempo: "hoje", "ontem", "há 12 dias", "há 3 meses", "há 2 anos"."""
    return idade(desde, agora or timezone.now())


@register.filter
def duracao(tempo: timedelta | None) -> str:
    """Quanto durou: "40 s", "3 min 20 s", "1 h 5 min"; vazio se ainda não se sabe."""
    if tempo is None:
        return ""
    minutos, segundos = divmod(round(tempo.total_seconds()), 60)
    horas, minutos = divmod(minutos, 60)
    if horas:
        return f"{horas} h {minutos} min"
    return f"{minutos} min {segundos} s" if minutos else f"{segundos} s"


@register.filter
def cor_da_situacao(situacao: object) -> str:
    """Cor da etiqueta de uma situação (componentes/etiqueta.html); desconhecida é neutra."""
    return CORES_DAS_SITUACOES.get(str(situacao).lower(), "neutra")


@register.filter
def frase_do_erro(erro: object, campo: BoundField) -> str:
    """Troca o genérico "Este campo é obrigatório." por uma frase que diz o que preencher."""
    if str(erro) != str(Field.default_error_messages["required"]):
        return str(erro)
    if campo.use_fieldset or str(campo.label).endswith("?"):
        return f"Responda: {campo.label}"
    verbo = "Escolha" if campo.widget_type in {"select", "file", "clearablefile"} else "Preencha"
    return f"{verbo}: {campo.label}"
