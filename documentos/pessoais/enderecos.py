"""Onde alguém mora ou trabalha: via com número, complemento, e a via sem número de quem diz que mora nela."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documentos.pessoais.marcas import Marca, Tipo

VIA = (
    r"(?:rua|r\.|r:|av\.?|avenida|travessa|trav\.?|tv\.|alameda|al\.|pra[cç]a|p[cç]a\.?|largo|viela"
    r"|beco|estrada|estr\.?|"
    r"rodovia|rod\.|ladeira|passagem|vila|via|caminho|parque|conjunto|conj\.)"
)
PALAVRA = r"(?:[^\W\d_](?:[^\W\d_]|['’.\-](?=[^\W\d_])){0,24}+\.?|\d{1,2}(?=[ \t]+de\b))"
LIGACAO = r"(?:d[aeo]s?|e|d['’]|y)"
NAO_E_NOME_DE_VIA = (
    r"(?:h[aá]|com|tem|t[eê]m|tinha|[àa]s|desde|faz|fazem|em|no|na|nos|nas|por|para|pra|que|[ée]|foi"
    r"|est[aá]|[ao]|os|as|um|uma|"
    r"ap[oó]s|at[eé]|onde|quando|mais|menos|sem|sobre|entre|contra|perto|toda?|este|esta|esse|essa"
    r"|l[aá]|aqui|ali|meu|minha|"
    r"apareceu|passou|passam|ficou|ficam|vi|vimos|teve|houve|cheia|abaixo|acima|inteira|j[aá]|quase"
    r"|uns|umas|s[oó]|nem|mas|"
    r"durante|pelo|pela|pelos|pelas|tamb[eé]m|sem|seu|sua|nossa|nosso|cerca|ontem|hoje|p[uú]blica"
    r"|principal|de cima|de baixo)"
)
_TERMO = r"(?!" + NAO_E_NOME_DE_VIA + r"\b)(?:" + LIGACAO + r"[ \t]{1,2})?" + PALAVRA
NOME = _TERMO + r"(?:[ \t]{1,2}" + _TERMO + r"){0,6}"
"""Cada palavra só se parte de um jeito: o tempo não cresce com o texto."""
ROTULO = r"(?:n[º°ª]?\.?[ \t]{0,2}[o°º]?\.?|n[uú]mero|num\.?|nro\.?|n[uú]m\.?|casa|lote|#)"
UNIDADE = (
    r"(?![ \t]{0,2}(?:h\b|hs\b|hrs?\b|horas?|min|minutos?|dias?|meses|m[eê]s|anos?|vezes|vez"
    r"|pessoas?|homens|mulheres|carros?|"
    r"motos?|reais|mil|%|km|metros?|m\b|buracos?|[aá]rvores?|casas?|caminh|[ôo]nibus|postes?|crian"
    r"|pontos?|quadras|quarteir|lojas?|"
    r"funcion[aá]ri|servidor|fiscais|alunos?|moradores?|sacos?|lixeiras?|semanas?|de (?:jan|fev|mar"
    r"|abr|mai|jun|jul|ago|set|out|nov|dez)|"
    r"[/:.,]\d|[ªº°]|h\d))"
)
NUMERO = r"(?:\d{1,2}\.\d{3}|\d{1,5})(?:[ \t]?-?[A-Za-z]\b)?(?!\d)" + UNIDADE
PECA = (
    r"(?:apto?\.?|apartamento|ap\.?|bloco|bl\.?|casa|cs\.?|fundos|fds|frente|sala|sl\.?|andar|torre"
    r"|conjunto|conj\.?|cj\.?|lote|lt\.?|quadra|qd\.?|"
    r"sobreloja|loja|box|viela|condom[ií]nio|cond\.|edif[ií]cio|ed\.)"
)
COMPLEMENTO = (
    r"(?:[ \t]{0,3}[,\-–/]?[ \t]{0,3}(?:(?:d[oae]|no|na)[ \t]+)?(?:"
    + PECA
    + r"(?:[ \t]{0,3}(?:n[º°o]?\.?[ \t]{0,3})?(?:\d{1,4}[ºª°]?[ \t]?-?[A-Za-z]?\b|[A-Z]\b|\d{1,4}))?"
    r"|\d{1,3}[ºª°][ \t]{0,3}andar)){0,4}"
)
CEP_JUNTO = r"(?:[^\n.;!?]{0,60}?\bCEP\b[ \t:nº°.]{0,5}\d{2}\.?\d{3}[ \t]?[-–]?[ \t]?\d{3}(?!\d))?"
COM_NUMERO = re.compile(
    r"(?<![\w])" + VIA + r"[ \t]+" + NOME + r"(?:[ \t]?,?[ \t]{0,2}" + ROTULO + r"[ \t]{0,2}"
    r"|[ \t]?,[ \t]{0,2}|[ \t]{1,2}|[ \t]?[-–][ \t]?)(?<![^\W\d_]{2})" + NUMERO + COMPLEMENTO + CEP_JUNTO,
    re.IGNORECASE,
)
VIA_NUMERADA = re.compile(
    r"(?<![\w])(?:rua|travessa|viela|quadra|alameda)[ \t]+(?:\d{1,4}"
    r"|[A-Z]\b)[ \t]{0,3},?[ \t]{0,3}(?:"
    + ROTULO
    + r"|lote|casa)?[ \t]{0,3}\d{1,5}(?:[ \t]?[A-Za-z]\b)?"
    + UNIDADE
    + COMPLEMENTO,
    re.IGNORECASE,
)
MORA = re.compile(
    r"\b(?:mor(?:o|a|am|ava|ei|ador|adora|amos)|resid(?:o|e|ente|imos|indo)|domiciliad[oa]|vive|vivo"
    r"|(?:minha|nossa|sua|tua) casa(?: fica)?|casa del[ea](?: fica)?|"
    r"meu endere[cç]o|endere[cç]o(?: del[ea]| é|:)?|domic[ií]lio"
    r"|resid[eê]ncia(?: fica)?)\b[^\n.;!?]{0,20}?(?<![\w])"
    r"(" + VIA + r"[ \t]+" + NOME + r")",
    re.IGNORECASE,
)
UNIDADE_DE_MORAR = re.compile(
    r"(?<![\w])(?:apto?\.?|apartamento"
    r"|ap)[ \t]{0,3}(?:n[º°o]?\.?[ \t]{0,3})?\d{1,4}(?:[ \t]?[A-Za-z]\b)?"
    + COMPLEMENTO
    + r"|(?<![\w])(?:quadra|qd\.?)[ \t]{0,3}\w{1,4}[ \t]{0,3},?[ \t]{0,3}(?:lote|lt\.?)[ \t]{0,3}\d{1,4}"
    + r"|(?<![\w])bloco[ \t]+(?:\d{1,3}|[A-Z]\b)[ \t]{0,3},?[ \t]{0,3}(?:apto?\.?|apartamento"
    r"|ap\.?)[ \t]{0,3}\d{1,4}",
    re.IGNORECASE,
)


def enderecos(texto: str) -> Iterator[Marca]:
    for padrao in (COM_NUMERO, VIA_NUMERADA, UNIDADE_DE_MORAR):
        for achado in padrao.finditer(texto):
            yield Marca(achado.start(), _fim(texto, achado.start(), achado.end()), Tipo.ENDERECO)
    for achado in MORA.finditer(texto):
        yield Marca(achado.start(1), _fim(texto, achado.start(1), achado.end(1)), Tipo.ENDERECO)


def _fim(texto: str, inicio: int, fim: int) -> int:
    """Sem o espaço e a pontuação que sobraram no fim."""
    return inicio + len(texto[inicio:fim].rstrip(" \t,.-–"))
