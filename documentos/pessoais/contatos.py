"""E-mails e perfis em redes sociais, também os disfarçados: "fulano arroba gmail ponto com"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documentos.pessoais.marcas import Marca, Tipo, do_padrao

ARROBA = re.compile(r"@|[(\[{]\s?(?:at|arroba)\s?[)\]}]|\barrobas?\b", re.IGNORECASE)
PONTO = r"(?:\s?\.\s?|\s?[(\[{]\s?(?:dot|ponto)\s?[)\]}]\s?|\s+ponto\s+)"
LIGA = r"(?:\s+(?:ponto|underline|underscore|anderline|tra[cç]o|h[ií]fen|menos)\s+)"
ANTES_DA_ARROBA = re.compile(
    r"(?<![\w.+\-])[\w.+\-]{1,64}(?:" + LIGA + r"[\w.+\-]{1,40}){0,3}[ \t-]{0,2}$", re.IGNORECASE
)
DEPOIS_DA_ARROBA = re.compile(
    r"[ \t-]{0,2}([a-z][\w\-]{0,60}(?:" + PONTO + r"[a-z][\w\-]{1,20}){1,4})", re.IGNORECASE
)
SO_O_PROVEDOR = re.compile(
    r"[ \t-]{0,2}(?:gmail|hotmail|outlook|yahoo|uol|bol|terra|icloud|live|ig|globo|msn"
    r"|proton(?:mail)?)\b",
    re.IGNORECASE,
)
FIM_CONHECIDO = re.compile(r"(?:com|br|org|net|gov|edu|info|sp|me|io|eu|pt|us)$", re.IGNORECASE)
JANELA = 140

PERFIL = re.compile(r"(?<![\w.@])@[A-Za-z_][\w.]{1,29}(?<!\.)")
ENDERECO_DE_PERFIL = re.compile(
    r"(?:https?://)?(?:www\.|m\.|pt-br\.)?(?:instagram|facebook|fb|twitter|x|tiktok|linkedin|threads"
    r"|kwai|youtube)\.com/"
    r"(?:in/|profile\.php\?id=)?@?[\w.\-]{2,50}|(?:https?://)?(?:t\.me|wa\.me|fb\.me)/\+?[\w.]{2,40}",
    re.IGNORECASE,
)
DIZ_REDE = re.compile(
    r"\b(?:insta(?:gram)?|face(?:book)?|twitter|tik ?tok|telegram|kwai|linkedin|perfil|usu[aá]rio"
    r"|user|threads)\b"
    r"(?:[ \t]*(?:d[aeo]l?[ae]?|dele|dela|é|eh|como|no|na|:|=|-|–|\(|,|instagram|facebook|insta"
    r"|face))*[ \t]*"
    r"([a-z]\w{0,20}(?:[._]\w{1,20}){1,3}|[a-z]{2,20}\d{1,8}[a-z]{0,10})",
    re.IGNORECASE,
)


def emails(texto: str) -> Iterator[Marca]:
    """De cada arroba, escrita ou dita, se olha um pedaço limitado para os dois lados."""
    for arroba in ARROBA.finditer(texto):
        desde = max(0, arroba.start() - JANELA)
        antes = ANTES_DA_ARROBA.search(texto[desde : arroba.start()])
        depois = _dominio(texto[arroba.end() : arroba.end() + JANELA])
        if antes and depois:
            yield Marca(desde + antes.start(), arroba.end() + depois, Tipo.EMAIL)


def _dominio(texto: str) -> int:
    """Até onde vai o domínio; 0 se não há um."""
    achado = DEPOIS_DA_ARROBA.match(texto)
    if achado:
        return _sem_a_frase_seguinte(achado[0])
    provedor = SO_O_PROVEDOR.match(texto)
    return provedor.end() if provedor else 0


def _sem_a_frase_seguinte(achado: str) -> int:
    """ "gmail.com. Ela disse" acaba em "com": depois de um fim conhecido só outro fim continua o domínio."""
    fim = 0
    for parte in re.finditer(r"[\w\-]+", achado):
        palavra = parte[0]
        if palavra.lower() in {"ponto", "dot"}:
            continue
        if fim and not FIM_CONHECIDO.fullmatch(palavra):
            return fim
        if FIM_CONHECIDO.fullmatch(palavra):
            fim = parte.end()
    return fim or len(achado)


def redes(texto: str) -> Iterator[Marca]:
    for padrao in (ENDERECO_DE_PERFIL, PERFIL):
        yield from do_padrao(padrao, texto, Tipo.REDE)
    yield from do_padrao(DIZ_REDE, texto, Tipo.REDE, grupo=1)
