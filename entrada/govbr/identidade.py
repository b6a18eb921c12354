"""Quem o gov.br diz que é: o ID token conferido e o que dele se usa, e nada mais.

As amostras do manual discordam umas das outras: o `sub` vem com ou sem pontos. O e-mail não se usa: o gov.br
o confirmou um dia, e quem o lê hoje pode ser outro.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import ValidationError

from contas.cpf_e_cnpj import validar_cpf
from contas.models import Municipe

ASSINATURAS = ["RS256", "PS256", "ES256"]
"""Só as de chave pública: com as outras, quem tem a nossa configuração assinaria por ele."""
FOLGA = 30
"""Segundos que os relógios podem estar fora."""
PROVAM = {"silver": Municipe.Prova.PRATA, "gold": Municipe.Prova.OURO}
"""Os níveis que provam o CPF; o bronze não."""
MAIOR_NOME = 150


@dataclass(frozen=True, slots=True)
class Identidade:
    """O que se usa de quem entrou: o CPF, o nome e a prova, se há."""

    cpf: str
    nome: str
    prova: Municipe.Prova | None


def conferir(
    id_token: str, *, chaves: Mapping[str, Any], emissor: str, cliente: str, nonce: str
) -> dict[str, Any]:
    """O que o ID token diz, com assinatura, emissor, destino, prazo e nonce certos; senão, OAuth2Error."""
    try:
        chave = _a_chave(jwt.get_unverified_header(id_token).get("kid"), chaves)
        dito: dict[str, Any] = jwt.decode(
            id_token,
            key=chave,
            algorithms=ASSINATURAS,
            issuer=emissor,
            audience=cliente,
            leeway=FOLGA,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as erro:
        raise OAuth2Error("O ID token não confere.") from erro
    so_nosso = dito["aud"] in (cliente, [cliente])
    if dito.get("azp", cliente if so_nosso else None) != cliente:
        raise OAuth2Error("O ID token é de outro cliente.")
    if not nonce or dito.get("nonce") != nonce:
        raise OAuth2Error("O nonce não é o desta entrada.")
    return dito


def _a_chave(kid: str | None, chaves: Mapping[str, Any]) -> Any:
    for chave in jwt.PyJWKSet.from_dict(dict(chaves)).keys:
        if kid and chave.key_id == kid:
            return chave.key
    raise OAuth2Error("A assinatura é de uma chave que o gov.br não publica.")


def ler(dito: Mapping[str, Any]) -> Identidade:
    """A identidade do ID token conferido. Levanta OAuth2Error se o `sub` não é um CPF."""
    try:
        cpf = validar_cpf(re.sub(r"\D", "", str(dito.get("sub", ""))))
    except ValidationError as erro:
        raise OAuth2Error("O sub não é um CPF.") from erro
    confiavel = dito.get("reliability_info")
    nivel = confiavel.get("level") if isinstance(confiavel, dict) else None
    return Identidade(
        cpf=cpf,
        nome=_texto(dito, "social_name") or _texto(dito, "name") or "Pessoa do gov.br",
        prova=PROVAM.get(nivel) if isinstance(nivel, str) else None,
    )


def _texto(dito: Mapping[str, Any], nome: str) -> str:
    valor = dito.get(nome)
    return valor.strip()[:MAIOR_NOME] if isinstance(valor, str) else ""
