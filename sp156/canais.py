"""O que o ambiente diz dos canais de aviso: só está aqui o canal que a cidade ligou."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

CAMPOS: dict[str, dict[str, str | None]] = {
    "sms": {"url": None, "chave": None, "remetente": None, "custo": "0", "contas_novas": "500"},
    "whatsapp": {
        "url": "https://graph.facebook.com/v23.0",
        "numero": None,
        "chave": None,
        "segredo": None,
        "verificacao": None,
        "modelo": None,
        "custo": "0",
    },
    "push": {
        "chave": None,
        "contato": None,
        "hosts": (
            "fcm.googleapis.com push.services.mozilla.com push.apple.com notify.windows.com push.opera.com"
        ),
    },
    "devolucoes": {"url": None},
}
"""O canal → o que se diz dele (`SMS_URL`, `WHATSAPP_NUMERO`…) e o que vale se não se diz; None: é preciso."""
DEMONSTRACAO = "demonstracao:"
SMS_DE_DEMONSTRACAO = {
    "url": DEMONSTRACAO,
    "chave": "",
    "remetente": "SP156",
    "custo": "0.07",
    "contas_novas": "500",
}
PUSH_DE_DEMONSTRACAO = {
    "chave": "c28tZG8tbW9kby1lbWJ1dGlkby1zcDE1Ni0wMTIzISE",
    "contato": "mailto:demonstracao@demo.invalid",
    "hosts": str(CAMPOS["push"]["hosts"]),
}
MENOR_SEGREDO = 32
MAIOR_CUSTO = 100
"""Reais por mensagem."""
CIFRADOS, LOCAIS = {"https", "pop3s"}, {"127.0.0.1", "localhost", "::1"}
COM_RECIBO = {"sms": "SMS", "whatsapp": "WhatsApp"}


def do_ambiente(env: Any, *, embutido: bool) -> dict[str, dict[str, str]]:
    """Os canais ligados. Levanta `ImproperlyConfigured` se de um só se disse metade.

    No modo embutido, se não se disse outro, o SMS vai à caixa de demonstração e o aviso, ao aparelho.
    """
    lidos = {canal: _um(env, canal, campos) for canal, campos in CAMPOS.items()}
    if embutido:
        lidos["sms"] = lidos["sms"] or SMS_DE_DEMONSTRACAO
        lidos["push"] = lidos["push"] or PUSH_DE_DEMONSTRACAO
    return {canal: dados for canal, dados in lidos.items() if dados}


def segredo_dos_recibos(segredo: str, ligados: Mapping[str, Mapping[str, str]]) -> str:
    """A parte secreta do endereço que os provedores chamam; vazia, ninguém chama.

    SMS e WhatsApp só dizem por ali se chegaram: sem ela, todo aviso passaria ao canal seguinte.
    """
    de_verdade = {canal for canal, dados in ligados.items() if dados.get("url") != DEMONSTRACAO}
    calados = [nome for canal, nome in COM_RECIBO.items() if canal in de_verdade]
    if calados and not segredo:
        raise ImproperlyConfigured(f"Falta no ambiente, para {' e '.join(calados)}: SEGREDO_DOS_RECIBOS.")
    return comprido("SEGREDO_DOS_RECIBOS", segredo)


def comprido(nome: str, segredo: str) -> str:
    """O segredo de um endereço, ou nenhum: o curto se adivinha."""
    if segredo and len(segredo) < MENOR_SEGREDO:
        raise ImproperlyConfigured(f"{nome} é curto: use ao menos {MENOR_SEGREDO} letras sorteadas.")
    return segredo


def _um(env: Any, canal: str, campos: dict[str, str | None]) -> dict[str, str]:
    nomes = {campo: f"{canal}_{campo}".upper() for campo in campos}
    ditos = {campo: env.str(nome, "") for campo, nome in nomes.items()}
    precisa = [campo for campo, padrao in campos.items() if padrao is None]
    if not any(ditos[campo] for campo in precisa):
        return {}
    if faltam := [nomes[campo] for campo in precisa if not ditos[campo]]:
        raise ImproperlyConfigured(f"Falta no ambiente, para ligar o canal {canal}: {', '.join(faltam)}.")
    dados = {campo: dito or campos[campo] or "" for campo, dito in ditos.items()}
    _conferir_custo(nomes.get("custo", ""), dados.get("custo", "0"))
    _conferir_url(nomes.get("url", ""), dados.get("url", ""))
    if not dados.get("contas_novas", "0").isdecimal():
        raise ImproperlyConfigured(
            f"{nomes['contas_novas']} é quantos códigos por dia vão a quem não tem conta."
        )
    return dados


def _conferir_url(nome: str, url: str) -> None:
    """A chave e a senha não passam às claras pela rede; nesta máquina, podem."""
    partes = urlsplit(url)
    if url and partes.scheme not in CIFRADOS and partes.hostname not in LOCAIS:
        raise ImproperlyConfigured(f"{nome} tem de começar por https:// (ou pop3s://, a caixa postal).")


def _conferir_custo(nome: str, custo: str) -> None:
    """Lido só depois do aceite, um custo que não é número faria a mensagem sair de novo."""
    try:
        serve = 0 <= Decimal(custo) < MAIOR_CUSTO
    except InvalidOperation:
        serve = False
    if not serve:
        raise ImproperlyConfigured(f"{nome} é o preço de uma mensagem, em reais e com ponto: 0.08.")
