"""O que os endereços da transparência pedem: o ano contado, a edição publicada, o distrito e as chaves."""

from __future__ import annotations

from typing import Any

from django.core.signing import Signer
from django.utils import timezone

from transparencia.avaliacao.acoes import contar_ano
from transparencia.avaliacao.convites import chave_da_recusa
from transparencia.bairro import boletim
from transparencia.paineis.acoes import publicar


def da_transparencia(nome: str, partes: Any) -> dict[str, Any]:
    """As partes do endereço `nome`, com o que elas pedem já feito."""
    return {**_da_avaliacao(nome, partes), **_dos_paineis(nome), **_do_bairro(nome)}


def _da_avaliacao(nome: str, partes: Any) -> dict[str, Any]:
    """O ano corrente, já contado; as medidas são as do órgão do interlocutor, e a recusa, a de ninguém."""
    if not nome.startswith("avaliacao:"):
        return {}
    contar_ano(ano=timezone.localdate().year, agora=timezone.now())
    return {"chave": chave_da_recusa("ninguém"), **({"sigla": "SMSUB"} if "sigla" in partes else {})}


def _dos_paineis(nome: str) -> dict[str, str]:
    """As planilhas pedem uma publicação; o ranking, de quê."""
    if nome.startswith("paineis:"):
        publicar(agora=timezone.now())
    return {"de": "servicos"} if nome.startswith("paineis:ranking") else {}


def _do_bairro(nome: str) -> dict[str, str]:
    """O distrito dos pedidos, e a chave de um boletim que já ninguém recebe."""
    return {"slug": "se", "chave": Signer(salt=boletim.SAL).sign("0")} if nome.startswith("bairro:") else {}
