"""O que já se sabe que quebra programas: valores, nomes, tipos, corpos, cabeçalhos e arquivos."""

from __future__ import annotations

from tests.referencia.planilhas_hostis import UMA, folha, pacote

FORMULARIO = "application/x-www-form-urlencoded"
PARTES = "multipart/form-data; boundary=limite"
VALORES = (
    *("", " ", "\0", "a\0b", "\t", "\x1b[31m", "\x7f", "é", "\\", '"', "%", "%00", "%s%n"),
    *("0", "-1", "1", "2", "-0", "9" * 30, "9223372036854775808", "2147483648", "1e999", "1e400"),
    *("NaN", "Infinity", "٣", "²", "１２", "0x10", "1,5", "1.5", "1_000", "-23.5", "-46.6", "91"),
    *("true", "on", "None", "null", "[]", "{}", '{"a":', "nao-e-uuid", "../../etc", "a@b"),
    *("2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "31/12/9999", "0000-00-00"),
    *("24:00", "25:61", "2026-13", "2026-W99", "00000000-0000-0000-0000-000000000000"),
    *("{{ 7|add:7 }}", "<script>alert(1)</script>", "' OR 1=1 --", "\r\nSet-Cookie: a=b"),
    *("\u202eodasrevni", "\ufeff", "\u2028", "a" * 5_000, "ç" * 9_000, "\ud800", "🕳️" * 50),
    *("529.982.247-25", "11111111111", "a@exemplo.invalid"),
    *("https://exemplo.invalid/", "//exemplo.invalid", "javascript:alert(1)"),
)
NOMES = (
    *("pagina", "ordem", "q", "de", "ate", "versao", "envio", "proximo", "next", "remover_foto"),
    *("adicionar", "confirmar", "corrigir", "situacao", "vista", "fotos", "chave", "chave_de_envio"),
    *("tipo", "ano", "o", "p", "tema", "servico", "distrito", "unidade", "orgao", "ids", "pedidos"),
    *("action", "_popup", "_to_field", "e", "page", "csrfmiddlewaretoken", "", "[]", "a[b]", "\0"),
)
TIPOS = (
    *("application/json", "text/plain", "", "a/b; c", "\xff\xfe", "message/rfc822"),
    *("multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary="\0"'),
    *(f"{FORMULARIO}; charset={nome}" for nome in ("utf-16", "latin-1", "bogus")),
    *(f"{PARTES}; charset={nome}" for nome in ("utf-7", "bogus")),
)
_PARTE = b"--limite\r\nContent-Disposition: form-data; name"
_FIM = b"\r\n--limite--\r\n"
CORPOS = (
    *(b"", b"\0", b"a=%", b"a=%FF%FE", b"\xff\xfe\xfd", b"=&=&&&", b"a" * 3_000, b"{", b"[1,2"),
    b"&".join(b"a%d=1" % i for i in range(1_200)),
    *(b'{"a": "\\ud800"}', b'{"a": "\\u0000"}', b'{"a": 1e999}', b"[" * 60_000, b'{"a":' * 20_000 + b"1"),
    b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
    *(b"--limite--", b"--limite\r\n", b"--limite\r\n\r\n\r\n--limite--\r\n"),
    _PARTE + b'="texto"\r\n\r\n\xff\xfe\0' + _FIM,
    _PARTE + b"*=utf-16''%FF; filename=\"a\"\r\n\r\nx" + _FIM,
    _PARTE + b'="fotos"; filename="\0../a"\r\nContent-Type: image/jpeg; charset=bogus\r\n\r\n\xff\xd8' + _FIM,
    _PARTE + b'="fotos"; filename="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%' + _FIM,
)
CABECALHOS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("HTTP_HOST", ("", "a b", "exemplo.invalid:porta", "[::1", "a" * 300, "éxemplo", "testserver:99999")),
    ("HTTP_COOKIE", ("sessionid=", "sessionid=\0", "csrftoken=a", "=;=;", "a" * 9_000, "messages=x")),
    ("HTTP_IF_NONE_MATCH", ("", "*", '"', 'W/"', "é", "a" * 5_000)),
    ("HTTP_IF_MODIFIED_SINCE", ("ontem", "Thu, 99 Xyz 9999 99:99:99 GMT", "Sat, 01 Jan 0001 00:00:00 GMT")),
    ("HTTP_RANGE", ("bytes=9-1", "bytes=-", "bytes=0-99999999999999999999", "linhas=1-2", "bytes=a-b")),
    ("HTTP_REFERER", ("\0", "http://[", "javascript:", "é" * 2_000)),
    ("HTTP_ORIGIN", ("null", "http://[", "é")),
    ("HTTP_ACCEPT_LANGUAGE", ("xx-" * 400, "\0", "pt;q=a", "*")),
    ("HTTP_ACCEPT_ENCODING", ("\0", "gzip;q=x", "*;q=0")),
    ("HTTP_X_FORWARDED_FOR", ("", "é", ",,,", "999.1.1.1", "a" * 4_000)),
    ("HTTP_X_FORWARDED_PROTO", ("", "ftp", "é")),
    ("HTTP_HX_REQUEST", ("true", "x")),
    ("HTTP_HX_CURRENT_URL", ("http://[", "\0", "é", "http://testserver:x/")),
    ("HTTP_HX_TARGET", ("\0", "é")),
    ("HTTP_X_CSRFTOKEN", ("\0", "é", "a" * 64)),
    ("CONTENT_LENGTH", ("", "-1", "x", "99999999999", "1")),
    ("HTTP_AUTHORIZATION", ("Basic %%%", "Bearer \0")),
)
METODOS = (*["GET"] * 6, *["POST"] * 14, "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE")
ARQUIVOS = (
    *(b"", b"\0" * 100, b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a"),
    *(b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic", b"<svg/>", b"PK\3\4", b"a,b\n1,2"),
    pacote(folha([UMA] * 6_000)),
)
