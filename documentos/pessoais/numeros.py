"""CPF, documentos, telefones, placas e CEP: o que se reconhece pelos números e pelo que se diz deles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.br import cpf as conferidor

from documentos.pessoais.marcas import Marca, Tipo, do_padrao

SEP = r"[ \t\u00a0._\-‐-―·/]{0,3}"
ANTES = r"(?<![\d\w])(?<!\d[.,\-/])(?<!\$ )(?<!\$)"
DEPOIS = r"(?![\d])(?![.,\-/]\d)"
MAIOR_CONTEXTO = 28

ONZE = re.compile(ANTES + r"(?<!55[ .\-])(?!0800)\d" + (SEP + r"\d") * 10 + DEPOIS)
CPF_COM_PONTOS = re.compile(
    r"(?<!\d)(?:\d{3}|\*{3}|[xX]{3})\.\s?(?:\d{3}|\*{3})\.\s?(?:\d{3}"
    r"|\*{3})\s?[-–/.]\s?(?:\d{2}|\*{2})(?!\d)"
)
DIZ_CPF = re.compile(r"\bC\.?P\.?F\b[^\d\n]{0,20}$", re.IGNORECASE)
CELULAR = re.compile(r"0?[1-9][1-9]9\d{8}$")

DIZ_DOCUMENTO = re.compile(
    r"\b(?:R\.?G|R\.?F|RNE|RNM|CRNM|CNH|CNS|PIS|PASEP|NIS|NIT|CRM|OAB|COREN|CREA|registro geral"
    r"|registro funcional"
    r"|(?:carteira de )?identidade|habilita[cç][aã]o|t[ií]tulo(?: de eleitor)?|passaporte"
    r"|matr[ií]cula|cart[aã]o (?:do )?sus"
    r"|funcional|prontu[aá]rio|certid[aã]o)\b"
    r"(?: d[aeo] [^\W\d_]{2,20}){0,2}[ \t]*(?:(?:n[º°o.]{0,2}|n[uú]mero|num\.?|dele|dela|é|e"
    r"|funcional|dele é|dela é|é o|/?SP|SSP|:|-|–|,)[ \t]*){0,4}"
    r"([A-Z]{0,3}[ \t]?\d(?:[\d.\-/ ]{1,18}[\dxX])(?:-?[xX\d])?)(?!\d)",
    re.IGNORECASE,
)
RG = re.compile(r"(?<![\d.])\d{1,2}\.\d{3}\.\d{3}\s?[-–]\s?[\dxX](?![\d])")

DDD = r"(?:\(\s?0?(?:xx)?\s?[1-9]\d\s?\)|0?(?:xx)?[1-9]\d)"
FORA = r"(?:\+|00)?55" + SEP
TELEFONE = re.compile(
    r"(?<![\d\w])(?<!\d[.,\-/])(?<!\$ )(?:" + FORA + r")?" + DDD + r"[ \t\u00a0.\-–)/]{0,3}"
    r"(?:9[ \t.\-–]{0,2}\d{4}|[2-9]\d{3}"
    r"|9\d{2}[ \t.\-–]\d{2})[ \t\u00a0.\-–]{0,3}\d{2}[ \t.\-]{0,1}\d{2}" + DEPOIS
)
TELEFONE_EM_TRES = re.compile(
    r"(?<![\d\w])(?:" + DDD + r"[ \t.\-]{0,2})?9\d{2}[ \t.\-]\d{3}[ \t.\-]\d{3}" + DEPOIS
)
SEM_DDD = re.compile(
    r"(?<![\d\w])(?<!\d[.,\-/])(?<!\$ )(?<!\$)"
    r"(?:9[ \t.]?\d{4}[ \t]?[.\-–][ \t]?\d{4}|9[ \t]?\d{4}[ \t]\d{4}|9\d{8}"
    r"|[2-9]\d{3}[ \t]?[.\-–][ \t]?\d{4})" + DEPOIS
)
DIZ_TELEFONE = re.compile(
    r"\b(?:tel(?:efone)?s?|fones?|cel(?:ular)?|whats(?:app)?|wpp|zap(?:zap)?|zapzap|contatos?|recado"
    r"|ramal|lig(?:ar|o|ue|uem|ou)|chamar?|"
    r"n[uú]mero|telegram|fixo|falar)\b[^\d\n]{0,25}(\(?\d(?:[ \t.\-–()/]{0,3}\d){6,14})(?!\d)",
    re.IGNORECASE,
)
ANO = re.compile(r"(?:19|20)\d\d\W{0,3}(?:19|20)\d\d$")
GRATUITO = re.compile(r"0800|0300|4004")

PLACA = re.compile(
    r"(?<![\w])[A-Za-z]{3}(?:[ \t]?[-–][ \t]?|)\d[A-Ja-j\d]\d{2}(?![\w])"
    r"|(?<![\w])[A-Z]{3} \d[A-J\d]\d{2}(?![\w])"
)
DIZ_PLACA = re.compile(
    r"\bplacas?\b[^\d\n]{0,12}?([A-Za-z]{3}[ \t.\-]{0,2}\d[ \t]?[A-Za-z\d][ \t]?\d{2})(?!\w)", re.IGNORECASE
)
NAO_E_PLACA = frozenset(
    {"LEI", "ANO", "ART", "CEP", "SEI", "RUA", "COM", "DIA", "SOB", "PAG", "PÁG", "SAO", "SÃO", "RES", "NUM"}
    | {"DOC", "TEL", "FAX", "CEL", "RAM", "POR", "ATE", "ATÉ", "SEM", "UMA", "CEU", "CEI", "UBS", "AMA"}
)
CEP = re.compile(
    r"(?<![\d.])\d{2}\.?\d{3}\s?[-–]\s?\d{3}(?!\d)"
    r"|\bCEP\b[^\d\n]{0,25}\d{5}[ \t]?\d{3}(?!\d)",
    re.IGNORECASE,
)


def so_digitos(texto: str) -> str:
    return re.sub(r"\D", "", texto)


def cpfs(texto: str) -> Iterator[Marca]:
    """CPF escrito de qualquer jeito com algarismos, e o mascarado; o de dígito errado também é de alguém."""
    yield from do_padrao(CPF_COM_PONTOS, texto, Tipo.CPF)
    for achado in ONZE.finditer(texto):
        yield Marca(achado.start(), achado.end(), _de_onze(texto, achado))


def _de_onze(texto: str, achado: re.Match[str]) -> Tipo:
    """Onze algarismos: CPF, salvo se têm cara de celular e não são um CPF de verdade nem se dizem um."""
    digitos = so_digitos(achado[0])
    if DIZ_CPF.search(texto, max(0, achado.start() - MAIOR_CONTEXTO), achado.start()):
        return Tipo.CPF
    if CELULAR.match(digitos) and not conferidor.is_valid(digitos):
        return Tipo.TELEFONE
    return Tipo.TELEFONE if achado[0].startswith("(") else Tipo.CPF


def documentos(texto: str) -> Iterator[Marca]:
    """RG pela forma; os outros (RF, CNH, PIS, título…) só quando o texto diz o que são."""
    yield from do_padrao(RG, texto, Tipo.DOCUMENTO)
    yield from do_padrao(DIZ_DOCUMENTO, texto, Tipo.DOCUMENTO, grupo=1)


def telefones(texto: str) -> Iterator[Marca]:
    """Fixos e celulares. Sem DDD, só os que não se confundem com ano ou valor; 0800 não é de ninguém."""
    for padrao in (TELEFONE, TELEFONE_EM_TRES, SEM_DDD):
        for achado in padrao.finditer(texto):
            if not ANO.match(achado[0]) and not GRATUITO.match(achado[0]):
                yield Marca(achado.start(), achado.end(), Tipo.TELEFONE)
    for achado in DIZ_TELEFONE.finditer(texto):
        if not GRATUITO.match(achado[1]) and not ANO.match(achado[1]):
            yield Marca(achado.start(1), achado.end(1), Tipo.TELEFONE)


def placas(texto: str) -> Iterator[Marca]:
    """De carro e moto, antigas e Mercosul."""
    for achado in PLACA.finditer(texto):
        if achado[0][:3].upper() not in NAO_E_PLACA:
            yield Marca(achado.start(), achado.end(), Tipo.PLACA)
    yield from do_padrao(DIZ_PLACA, texto, Tipo.PLACA, grupo=1)


def ceps(texto: str) -> Iterator[Marca]:
    return do_padrao(CEP, texto, Tipo.ENDERECO)
