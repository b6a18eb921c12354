"""O que uma pessoa escrevia numa página e ainda não enviou: só ela o lê, e volta ao campo (ADR 0048).

Há um escrito por pessoa e página, numa linha de `Rascunho`: cada vez que se guarda toma o lugar do de antes,
o ato feito o apaga, e do esquecido cuida a rotina dos rascunhos vencidos.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assistente.rascunhos import CIFRADO, VALIDADE_DO_SIGILOSO
from avisos.models import Cidade
from contas import aparelhos
from contas.guardas import Pagina
from contas.segredos import chaves
from protocolo.models import Rascunho
from referencia.limite_de_tentativas import DEZ_MINUTOS, dentro_do_limite, quem_pede

TIPO = "escrito"
CAMPOS = "campos"
MAIOR = 64 * 1024
"""Letras do que se guarda, como vai no banco: o que passa disto não é uma resposta."""
DE_QUEM_SAIU_POR_LUGAR = 120
"""Em dez minutos: quem já não está na sessão não escreve no banco sem fim."""
BOTOES = frozenset({"guardar", "descartar", "ver", "confirmar", "corrigir", "remover_foto"})
DA_PAGINA = frozenset({"csrfmiddlewaretoken", "versao", "aba", "mexidos", "envio", "ato", "caixa", "p"})
"""O que a página põe, e não a pessoa: num lote, também o ato, a caixa e os pedidos marcados."""
FORA_DO_LUGAR = frozenset({"sigla", "ato"})
"""Partes do endereço que não dizem de que é a página: a caixa muda com o pedido, e o ato já é o nome dela."""


@dataclass(frozen=True, slots=True)
class Escrito:
    """O que estava na página, e quando se guardou."""

    campos: QueryDict
    em: datetime


def retoma[**P, R: HttpResponseBase](view: Pagina[P, R]) -> Pagina[P, R]:
    """Marca a página que devolve ao campo o que se escreveu: a sessão que acaba guarda-o para ela."""
    view.retoma = True  # type: ignore[attr-defined]
    return view


# --- de que página ----------------------------------------------------------------------------


def lugar(rota: str, **partes: object) -> str:
    """O nome de uma página: a rota e o que, no endereço, diz de que caso ela é."""
    ditas = (str(valor) for nome, valor in sorted(partes.items()) if nome not in FORA_DO_LUGAR)
    return " ".join((rota, *ditas))


def desta_pagina(request: HttpRequest) -> str:
    """O nome da página que se pede: a rota e o que, no endereço, diz de que caso ela é."""
    achada = request.resolver_match
    return lugar(achada.view_name, **achada.kwargs) if achada else request.path


def _caso(request: HttpRequest) -> str:
    """O protocolo que o endereço diz, para se achar tudo o que se escreveu de um caso."""
    return str(request.resolver_match.kwargs.get("protocolo", "")) if request.resolver_match else ""


def _chave(dono: int, onde: str) -> UUID:
    return UUID(bytes=salted_hmac(__name__, f"{dono} {onde}", algorithm="sha256").digest()[:16])


# --- guardar, ler e apagar --------------------------------------------------------------------


def tem_texto(campos: QueryDict) -> bool:
    """Alguém escreveu ou escolheu alguma coisa?"""
    return any(str(valor).strip() for nome, valor in campos.items() if nome not in DA_PAGINA | BOTOES)


def juntos(guardado: QueryDict, enviado: QueryDict, mexidos: Collection[str]) -> QueryDict:
    """O que já se tinha guardado, e por cima só os campos em que se mexeu nesta página (duas abas)."""
    campos = guardado.copy()
    for nome in mexidos:
        campos.setlist(nome, enviado.getlist(nome))
    return campos


def guardar(
    request: HttpRequest,
    dono: int,
    *,
    protocolo: str = "",
    sigiloso: bool = False,
    campos: QueryDict | None = None,
    onde: str = "",
) -> datetime | None:
    """Guarda `campos`, ou o que este envio traz, na página `onde`, ou nesta, no lugar do que havia.

    O vazio apaga. None se nada ficou guardado. `protocolo` é o do caso, se o endereço não o diz: por ele se
    esquece. O sigiloso fica cifrado e dura o que dura o rascunho de uma denúncia.
    """
    campos = _so_o_escrito(request.POST if campos is None else campos)
    onde, agora = onde or desta_pagina(request), timezone.now()
    escrito, assunto = campos.urlencode(), (protocolo or _caso(request)).replace("\0", "")[:120]
    if not tem_texto(campos) or len(escrito) > MAIOR:
        apagar(dono, onde)
        return None
    dias = VALIDADE_DO_SIGILOSO if sigiloso else timedelta(days=Cidade.atual().dias_do_escrito)
    novo = Rascunho(
        uuid=_chave(dono, onde),
        tipo=TIPO,
        assunto=assunto,
        dados={CIFRADO: chaves.cifrar({CAMPOS: escrito}).decode()} if sigiloso else {CAMPOS: escrito},
        dono_id=dono,
        sigiloso=sigiloso,
        criado_em=agora,
        expira_em=agora + dias,
    )
    mudam = ["dados", "sigiloso", "criado_em", "expira_em", *(["assunto"] if assunto else [])]
    Rascunho.objects.bulk_create([novo], update_conflicts=True, unique_fields=["uuid"], update_fields=mudam)
    return agora


def guardar_de_quem_saiu(request: HttpRequest) -> bool:
    """Guarda o que se enviou depois de a sessão acabar, para a última conta que entrou neste navegador.

    Não se sabe ainda se o caso é sigiloso: guarda-se como se fosse.
    """
    dono = aparelhos.ultima_conta(request)
    if dono is None or not dentro_do_limite(
        "escritos", quem_pede(request), vezes=DE_QUEM_SAIU_POR_LUGAR, segundos=DEZ_MINUTOS
    ):
        return False
    return guardar(request, dono, sigiloso=True) is not None


def ler(dono: int, onde: str) -> Escrito | None:
    """O que esta pessoa deixou por enviar nesta página."""
    return ler_varios(dono, [onde]).get(onde)


def ler_varios(dono: int, ondes: Iterable[str]) -> Mapping[str, Escrito]:
    """O que a pessoa escrevia em cada uma destas páginas, numa consulta."""
    lugares = {_chave(dono, onde): onde for onde in ondes}
    vigentes = Rascunho.objects.filter(pk__in=lugares, tipo=TIPO, dono=dono, expira_em__gt=timezone.now())
    lidos = {lugares[linha.pk]: _aberto(linha) for linha in vigentes}
    return {onde: escrito for onde, escrito in lidos.items() if escrito}


def apagar(dono: int, onde: str) -> None:
    """O que se escrevia nesta página foi feito, ou a pessoa não o quer mais."""
    _esquecer(Rascunho.objects.filter(pk=_chave(dono, onde)))


def passar(de: tuple[int, str], para: tuple[int, str]) -> None:
    """O que uma pessoa escrevia numa página passa a outra, que continua o que ela fazia: (dono, onde).

    O que quem continua já escrevia na sua fica como está.
    """
    if ler(*para) is not None:
        return
    Rascunho.objects.filter(pk=_chave(*para), tipo=TIPO).delete()  # a linha vazia do que já se fez
    dela = Rascunho.objects.filter(pk=_chave(*de), tipo=TIPO, expira_em__gt=timezone.now())
    dela.update(uuid=_chave(*para), dono=para[0])


def esquecer(protocolo: str) -> None:
    """Tudo o que alguém escrevia sobre este caso: ele acaba de ficar sob sigilo."""
    _esquecer(Rascunho.objects.filter(assunto=protocolo))


def _esquecer(quais: QuerySet[Rascunho]) -> None:
    """O texto some agora; a linha vazia, com as outras vencidas, na rotina."""
    quais.filter(tipo=TIPO).update(dados={}, expira_em=timezone.now())


def _aberto(linha: Rascunho) -> Escrito | None:
    """None se nenhuma chave de selo em vigor o abre."""
    guardado: dict[str, Any] = linha.dados
    if CIFRADO in guardado:
        try:
            guardado = chaves.decifrar(guardado[CIFRADO].encode())
        except InvalidToken:
            return None
    return Escrito(QueryDict(guardado[CAMPOS]), linha.criado_em)


def _so_o_escrito(enviado: QueryDict) -> QueryDict:
    """Sem o segredo do CSRF, sem senhas e sem o botão que se apertou."""
    campos = QueryDict(mutable=True)
    for nome, valores in enviado.lists():
        if nome != "csrfmiddlewaretoken" and nome not in BOTOES and "password" not in nome:
            campos.setlist(nome, valores)
    return campos
