"""O lugar do pedido: do que foi digitado a um `Local`, com a escolha da pessoa onde há dúvida.

No rascunho o lugar é um dicionário com os campos digitados e, depois de certo ou escolhido, `distrito` (pk),
`origem`, `motivo` e `confirmado`. Nada é adivinhado em silêncio: sem `confirmado` o pedido não segue.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from roteamento import consultas
from roteamento.enderecos import (
    Achado,
    Confianca,
    Local,
    OrigemDoLocal,
    escolher_distrito,
    ler_cep,
    normalizar,
)
from roteamento.models import Distrito, Logradouro, Regra

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from guia.models import Servico, VersaoDoServico
    from solicitacoes.models import Solicitacao

LETRAS_DA_BUSCA = 150
"""O nome por extenso pode não caber onde o abreviado cabia ("R DR…" → "rua doutor…")."""

DIGITADOS = ("logradouro", "numero", "complemento", "referencia", "cep", "lat", "lon")
MAIS_CANDIDATOS = 8
"""Quantos lugares se oferecem em botões; os outros distritos ficam na lista completa."""


@dataclass(frozen=True, slots=True)
class Sugestao:
    """Uma rua para escolher enquanto se escreve: onde fica, em palavras, e o distrito, se se sabe."""

    nome: str
    onde: str
    distrito: int | None


def sugestoes(consulta: Mapping[str, str]) -> list[Sugestao]:
    """As ruas do CEP digitado ou, sem ele, as de nome parecido; uma por rua e lugar."""
    if "cep" in consulta:
        cep = ler_cep(consulta["cep"])
        ruas = Logradouro.objects.select_related("distrito").exclude(cep="").filter(cep=cep)
        achadas = list(ruas.order_by("nome_busca", "distrito_id")[:MAIS_CANDIDATOS])
    else:
        achadas = consultas.ruas_chamadas(consulta.get("logradouro", "")[:150])
    todas = [
        Sugestao(rua.nome, rua.distrito.nome if rua.distrito else rua.bairro, rua.distrito_id)
        for rua in achadas
    ]
    return list(dict.fromkeys(todas))


def localizar(digitado: Mapping[str, Any]) -> Achado:
    """O que o endereço diz; a rua que a pessoa escolheu na lista resolve a dúvida entre distritos."""
    achado = _localizar(digitado)
    sugerido = digitado.get("sugerido")
    if achado.certo or not sugerido:
        return achado
    deste = [local for local in achado.candidatos if local.distrito and local.distrito.pk == sugerido]
    if len(deste) != 1:
        return achado
    escolhida = confirmar(deste[0], achado.motivo)
    return Achado(escolhida.motivo, escolhida)


def _localizar(digitado: Mapping[str, Any]) -> Achado:
    """Sem rua nem CEP, ou se eles nada dizem, vale o ponto marcado."""
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


def confirmar(local: Local, motivo: str) -> Local:
    """O candidato que a pessoa escolheu: passa a ser certo, com o motivo da dúvida que ela resolveu."""
    texto = f"A pessoa escolheu entre os lugares possíveis. {motivo}"
    return replace(local, confirmado=True, motivo=texto, confianca=Confianca.ALTA)


def em_palavras(local: Local) -> str:
    """Um candidato como se lê: rua e distrito, ou só o distrito."""
    onde = distrito_por_extenso(local.distrito) if local.distrito else ""
    return f"{local.logradouro}, {onde}" if local.logradouro else onde


def distrito_por_extenso(distrito: Distrito) -> str:
    """O distrito e a subprefeitura dele."""
    return f"{distrito.nome} (Subprefeitura {distrito.subprefeitura.nome})"


def decidido(digitado: Mapping[str, Any], local: Local, motivo: str = "") -> dict[str, Any]:
    """O lugar certo ou escolhido, como o rascunho o guarda; o digitado só cede à rua conhecida.

    `motivo` vale quando o próprio lugar não diz o seu.
    """
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
        "motivo": local.motivo or motivo,
        "confianca": str(local.confianca),
        "confirmado": True,
    }


def escolhido(digitado: Mapping[str, Any], distrito: Distrito) -> dict[str, Any]:
    """O lugar cujo distrito a pessoa disse qual é."""
    achado = escolher_distrito(distrito)
    return decidido(digitado, achado.certo or Local(distrito=distrito))


def mantido(digitado: Mapping[str, Any], local: Local) -> dict[str, Any]:
    """O lugar que já se sabia, com o complemento e a referência de agora."""
    return decidido({**digitado, "lat": local.lat, "lon": local.lon}, local)


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
        motivo=guardado.get("motivo", ""),
        confianca=guardado.get("confianca", ""),
        confirmado=guardado.get("origem") in {OrigemDoLocal.ESCOLHA, OrigemDoLocal.PONTO},
    )


def pede_distrito(servico: Servico, versao: VersaoDoServico, em: date) -> bool:
    """O serviço dispensa o endereço, mas o seu destino depende do lugar: pergunta-se só o distrito."""
    if versao.precisa_de_endereco:
        return False
    regras = Regra.objects.vigentes(em).filter(servico=servico).values_list("alcance", "atribuicao")
    return any(alcance != "cidade" or atribuicao for alcance, atribuicao in regras)


# --- o lugar de um pedido já aberto -------------------------------------------------------


def do_caso(caso: Solicitacao) -> Local:
    """O lugar que o pedido guarda, e de onde se soube dele."""
    digitado = {campo: getattr(caso, campo) for campo in DIGITADOS}
    sabido = {"motivo": caso.rota.get("lugar") or "", "confianca": caso.rota.get("confianca") or ""}
    return Local(**digitado | sabido, distrito=caso.distrito)


def por_no_caso(caso: Solicitacao, local: Local) -> None:
    """Escreve o lugar no pedido, em memória, com o que dele se deriva."""
    for campo in DIGITADOS:
        setattr(caso, campo, getattr(local, campo))
    caso.logradouro_busca = normalizar(local.logradouro)[:LETRAS_DA_BUSCA]
    caso.distrito, caso.subprefeitura = local.distrito, local.subprefeitura


def por_extenso(local: Local) -> str:
    """O endereço inteiro numa linha, com o distrito; vazio se não há nenhum."""
    rua = ", ".join(parte for parte in (local.logradouro, local.numero, local.complemento) if parte)
    referencia = f"referência: {local.referencia}" if local.referencia else ""
    cep = f"CEP {com_traco(local.cep)}" if local.cep else ""
    distrito = local.distrito.nome if local.distrito else ""
    return "; ".join(parte for parte in (rua, referencia, cep, distrito) if parte)


def com_traco(cep: str) -> str:
    """`01009000` → `01009-000`."""
    return f"{cep[:5]}-{cep[5:]}"
