"""O lugar do pedido: do que foi digitado a um `Local`, com a escolha da pessoa onde há dúvida.

No rascunho o lugar é um dicionário com os campos digitados e, depois de certo ou escolhido, `distrito` (pk),
`origem`, `motivo` e `confirmado`. Nada é adivinhado em silêncio: sem `confirmado` o pedido não segue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roteamento import consultas
from roteamento.enderecos import Achado, Local, OrigemDoLocal, escolher_distrito
from roteamento.models import Distrito, Regra

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from guia.models import Servico, VersaoDoServico

DIGITADOS = ("logradouro", "numero", "complemento", "referencia", "cep", "lat", "lon")
MAIS_CANDIDATOS = 8
"""Quantos lugares se oferecem em botões; os outros distritos ficam na lista completa."""


def localizar(digitado: Mapping[str, Any]) -> Achado:
    """O que o endereço digitado diz; sem rua nem CEP, ou se eles nada dizem, o ponto marcado."""
    rua, cep = digitado.get("logradouro", ""), digitado.get("cep", "")
    achado = None
    if rua or cep:
        achado = consultas.localizar(logradouro=rua, numero=digitado.get("numero", ""), cep=cep)
    if digitado.get("lat") is None or (achado and achado.distritos):
        return achado or Achado("Escreva a rua ou o CEP.")
    return consultas.localizar_ponto(digitado["lat"], digitado["lon"])


def candidatos(achado: Achado) -> dict[str, Local]:
    """Os lugares a oferecer, cada um com o valor do seu botão."""
    return {
        f"{local.distrito.pk}|{local.logradouro}": local
        for local in achado.candidatos[:MAIS_CANDIDATOS]
        if local.distrito
    }


def em_palavras(local: Local) -> str:
    """Um candidato como se lê: rua e distrito, ou só o distrito."""
    onde = distrito_por_extenso(local.distrito) if local.distrito else ""
    return f"{local.logradouro}, {onde}" if local.logradouro else onde


def distrito_por_extenso(distrito: Distrito) -> str:
    """O distrito e a subprefeitura dele."""
    return f"{distrito.nome} (Subprefeitura {distrito.subprefeitura.nome})"


def decidido(digitado: Mapping[str, Any], local: Local, motivo: str) -> dict[str, Any]:
    """O lugar certo ou escolhido, como o rascunho o guarda; o digitado só cede à rua conhecida."""
    rua = local.logradouro or digitado.get("logradouro", "")
    lat, lon = digitado.get("lat"), digitado.get("lon")
    if lat is None:
        lat, lon = local.lat, local.lon
    return {
        **{campo: digitado.get(campo, "") for campo in DIGITADOS},
        "logradouro": rua,
        "cep": digitado.get("cep") or local.cep,
        "lat": lat,
        "lon": lon,
        "distrito": local.distrito.pk if local.distrito else None,
        "origem": str(local.origem),
        "motivo": motivo,
        "confirmado": True,
    }


def escolhido(digitado: Mapping[str, Any], distrito: Distrito) -> dict[str, Any]:
    """O lugar cujo distrito a pessoa disse qual é."""
    achado = escolher_distrito(distrito)
    return decidido(digitado, achado.certo or Local(distrito=distrito), achado.motivo)


def como_local(guardado: Mapping[str, Any]) -> Local:
    """O `Local` de um lugar guardado; o distrito é lido de novo do banco."""
    if not guardado:
        return Local()
    campos = {campo: guardado.get(campo, "") for campo in DIGITADOS}
    distrito = Distrito.objects.com_subprefeitura().filter(pk=guardado.get("distrito") or 0).first()
    return Local(
        **{**campos, "lat": guardado.get("lat"), "lon": guardado.get("lon")},
        distrito=distrito,
        origem=guardado.get("origem", ""),
        confirmado=guardado.get("origem") in {OrigemDoLocal.ESCOLHA, OrigemDoLocal.PONTO},
    )


def pede_distrito(servico: Servico, versao: VersaoDoServico, em: date) -> bool:
    """O serviço dispensa o endereço, mas o seu destino depende do lugar: pergunta-se só o distrito."""
    if versao.precisa_de_endereco:
        return False
    regras = Regra.objects.vigentes(em).filter(servico=servico).values_list("alcance", "atribuicao")
    return any(alcance != "cidade" or atribuicao for alcance, atribuicao in regras)
