"""O lugar do pedido: do que foi digitado a um `Local`, com a escolha da pessoa onde há dúvida.

No rascunho o lugar é um dicionário com os campos digitados e, depois de certo ou escolhido, `distrito` (pk),
`origem`, `motivo`, `confianca` e `confirmado`. `lat` e `lon` são o ponto que a pessoa marcou; o da rua
conhecida fica à parte, em `ponto_da_rua`. Nada é adivinhado em silêncio: sem `confirmado` o pedido não segue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from guia.models import Servico, VersaoDoServico
from roteamento.localizacao.enderecos import (
    Confianca,
    Local,
    Localizado,
    OrigemDoLocal,
    com_traco,
    confirmar,
    escolher_distrito,
    ler_cep,
    na_cidade,
    separar_cep,
)
from roteamento.localizacao.grafias import normalizar, separar_numero, separar_tipo, simplificar
from roteamento.localizacao.nomes_populares import ruas_do_apelido
from roteamento.localizacao.ponto import ruas_do_ponto
from roteamento.models import Distrito, Logradouro, Regra
from roteamento.ruas import no_banco
from roteamento.ruas.busca import ruas_chamadas
from roteamento.ruas.contornos import contornos
from roteamento.ruas.geocodificacao import ponto_de_fora
from solicitacoes.models import Solicitacao

LETRAS_DA_BUSCA = 150
"""O nome por extenso pode não caber onde o abreviado cabia ("R DR…" → "rua doutor…")."""

DIGITADOS = ("logradouro", "numero", "complemento", "referencia", "cep", "lat", "lon")
MAIS_CANDIDATOS = 4
"""Quantos lugares se oferecem numa pergunta curta; os outros distritos ficam na lista completa."""
MAIS_HOMONIMAS = 8
MAIS_SUGESTOES = 8
NUMERO_DA_CASA = re.compile(r"\d{1,6}[A-Za-z]?", re.ASCII)
NA_PAGINA = "o endereço está na página do pedido"
FALTA_RUA = "Este CEP diz o bairro, mas não a rua. Escreva o nome da rua."
CEP_DESCONHECIDO = "Não conhecemos a rua do CEP {}. Confira os números e escreva o nome da rua."


@dataclass(frozen=True, slots=True)
class Sugestao:
    """Uma rua para escolher enquanto se escreve: onde fica, em palavras, e o valor que a resolve."""

    nome: str
    onde: str
    valor: str


def sugestoes(consulta: Mapping[str, str]) -> list[Sugestao]:
    """As ruas do CEP digitado ou, sem ele, as de nome parecido; uma por rua e lugar."""
    if "cep" in consulta:
        achadas = _ruas_do_cep(ler_cep(consulta["cep"]))
    else:
        achadas = ruas_chamadas(consulta.get("logradouro", "")[:150])
    todas = [
        Sugestao(
            rua.nome,
            rua.distrito.nome if rua.distrito else rua.bairro,
            _valor(rua.distrito_id, rua.nome) if rua.distrito_id else "",
        )
        for rua in achadas
    ]
    return list(dict.fromkeys(todas))


def ao_escrever(consulta: Mapping[str, str]) -> dict[str, Any]:
    """O que se mostra sob o campo enquanto se escreve: as ruas e, do que é um bairro, que falta a rua.

    O CEP e o número escritos com a rua vão junto: quem a escolhe não os perde.
    """
    escrito = "" if "cep" in consulta else consulta.get("logradouro", "")[:LETRAS_DA_BUSCA]
    cep, numero = separar_cep(escrito)
    return {
        "sugestoes": sugestoes(consulta),
        "bairro": bairro_em_palavras(escrito) if escrito else "",
        "cep": com_traco(cep) if cep else "",
        "numero": numero or separar_numero(escrito)[1],
    }


def bairro_em_palavras(escrito: str) -> str:
    """Que o escrito é um bairro, e de que distrito; vazio se não é, ou se uma rua se chama assim mesmo.

    "Parque do Carmo" é um distrito e um parque, que se acha: o que tem tipo e está na base é um lugar.
    """
    nome = separar_numero(escrito)[0]
    distritos = [] if ruas_do_apelido(nome) else no_banco.distritos_chamados(nome)
    procurado = normalizar(nome)
    if not distritos or (
        separar_tipo(procurado)[0] and Logradouro.objects.filter(nome_busca=procurado).exists()
    ):
        return ""
    if [distrito.nome_busca for distrito in distritos] == [simplificar(nome)]:
        return f"{distritos[0].nome} é um distrito da cidade."
    onde = " e ".join(distrito.nome for distrito in distritos)
    no_distrito = "no distrito" if len(distritos) == 1 else "nos distritos"
    return f"“{nome.strip()}” é um bairro, {no_distrito} {onde}."


def _ruas_do_cep(cep: str) -> list[Logradouro]:
    if not cep:
        return []
    ruas = Logradouro.objects.filter(cep=cep).select_related("distrito")
    return list(ruas.order_by("nome_busca", "distrito_id")[:MAIS_SUGESTOES])


def _valor(distrito: int, rua: str) -> str:
    return f"{distrito}|{rua}"


def falta_a_rua(digitado: Mapping[str, Any], achado: Localizado) -> str:
    """O que dizer a quem só deu um CEP de que não se sabe a rua; vazio se há rua, ou um ponto."""
    if digitado.get("logradouro") or digitado.get("lat") is not None or not digitado.get("cep"):
        return ""
    locais = [achado.certo] if achado.certo else achado.candidatos
    if any(local.logradouro for local in locais):
        return ""
    return FALTA_RUA if achado.distritos else CEP_DESCONHECIDO.format(com_traco(digitado["cep"]))


def fora_da_cidade(lat: float, lon: float) -> bool:
    """O ponto fica, ou parece ficar, fora do município? Sem contornos importados decidem as ruas em volta.

    Sem ruas também, não há como saber: só o retângulo da cidade recusa.
    """
    if not na_cidade(lat, lon):
        return True
    poligonos = contornos()
    if poligonos is not None:
        return not poligonos.da_divisa(lat, lon)
    return not no_banco.localizar(lat=lat, lon=lon).distritos and Logradouro.objects.exists()


def procurar(digitado: dict[str, Any]) -> tuple[dict[str, Any], Localizado]:
    """O que o endereço diz; na dúvida, com a pista de fora, que o rascunho guarda para não se repetir."""
    achado = localizar(digitado)
    if achado.certo or not digitado.get("logradouro") or digitado.get("lat") is not None:
        return digitado, achado
    de_fora = ponto_de_fora(digitado["logradouro"], digitado.get("numero", ""))
    if de_fora is None:
        return digitado, achado
    com_pista = {**digitado, "de_fora": asdict(de_fora)}
    return com_pista, localizar(com_pista)


def localizar(digitado: Mapping[str, Any]) -> Localizado:
    """O que o endereço diz, sem perguntar a ninguém de fora.

    A rua escolhida na lista de sugestões, ou já escolhida antes, resolve a dúvida entre distritos.
    """
    achado = _localizar(digitado)
    if achado.certo:
        return achado
    sugerido = str(digitado.get("sugerido") or "")
    escolhida = _todos(achado).get(sugerido)
    if escolhida and normalizar(escolhida.logradouro) == normalizar(digitado.get("logradouro", "")):
        certo = confirmar(escolhida, achado.motivo)
        return Localizado(certo.motivo, certo)
    return _com_a_pista_de_fora(achado, digitado)


def _localizar(digitado: Mapping[str, Any]) -> Localizado:
    """A rua, o CEP e o ponto marcado, juntos; do ponto sozinho, a rua mais perto se confirma."""
    rua, cep = digitado.get("logradouro", ""), digitado.get("cep", "")
    lat, lon = digitado.get("lat"), digitado.get("lon")
    numero = digitado.get("numero", "")
    achado = no_banco.localizar(logradouro=rua, numero=numero, cep=cep, lat=lat, lon=lon)
    if rua or cep or lat is None or lon is None:
        return achado
    ruas = ruas_do_ponto(lat, lon, no_banco.DoBanco().perto(lat, lon))
    dali = tuple(local for local in ruas.candidatos if local.distrito in achado.distritos)
    return replace(ruas, candidatos=dali) if dali else achado


def _com_a_pista_de_fora(achado: Localizado, digitado: Mapping[str, Any]) -> Localizado:
    """O ponto do geocodificador é só mais uma fonte: concorda com um candidato, ou é mais um a oferecer."""
    pista = digitado.get("de_fora")
    distrito = _distrito(pista["distrito"]) if pista else None
    if pista is None or distrito is None:
        return achado
    iguais = [local for local in achado.candidatos if local.distrito == distrito]
    rua = digitado.get("logradouro", "")
    if len(iguais) == 1 and normalizar(iguais[0].logradouro) == normalizar(rua):
        motivo = f"{achado.motivo} O serviço externo de mapas põe o endereço no distrito {distrito.nome}."
        certo = replace(iguais[0], motivo=motivo, confianca=Confianca.MEDIA)
        return Localizado(motivo, certo)
    if iguais:
        return achado
    novo = Local(
        logradouro=rua, distrito=distrito, lat=pista["lat"], lon=pista["lon"], origem=OrigemDoLocal.PONTO
    )
    todos = (*achado.candidatos[: MAIS_CANDIDATOS - 1], novo)
    return replace(achado, candidatos=todos, pergunta=achado.pergunta or "É este o lugar?")


def candidatos(achado: Localizado) -> dict[str, Local]:
    """Os lugares a oferecer, cada um com o valor do seu botão; das ruas diferentes de um nome só, mais."""
    quantos = MAIS_CANDIDATOS if achado.so_o_distrito else MAIS_HOMONIMAS
    return dict(list(_todos(achado).items())[:quantos])


def _todos(achado: Localizado) -> dict[str, Local]:
    todos: dict[str, Local] = {}
    for local in achado.candidatos:
        if local.distrito:
            todos.setdefault(_valor(local.distrito.pk, local.logradouro), local)
    return todos


def em_palavras(local: Local) -> str:
    """Um candidato como se lê: rua e distrito, ou só o distrito com a subprefeitura."""
    if local.distrito is None:
        return local.logradouro
    if not local.logradouro:
        return distrito_por_extenso(local.distrito)
    return f"{local.logradouro}, distrito {local.distrito.nome}"


def com_o_que_distingue(local: Local) -> str:
    """Um candidato entre outros: também o bairro e o CEP, que dizem qual é das ruas de nomes iguais."""
    bairro = local.bairro if local.distrito and local.bairro != local.distrito.nome else ""
    cep = f"CEP {com_traco(local.cep)}" if local.cep else ""
    return ", ".join(filter(None, [em_palavras(local), bairro, cep]))


def distrito_por_extenso(distrito: Distrito) -> str:
    """O distrito e a subprefeitura dele."""
    return f"{distrito.nome} (Subprefeitura {distrito.subprefeitura.nome})"


def decidido(digitado: Mapping[str, Any], local: Local, motivo: str = "") -> dict[str, Any]:
    """O lugar certo ou escolhido, como o rascunho o guarda; o digitado só cede à rua conhecida.

    `motivo` vale quando o próprio lugar não diz o seu.
    """
    rua = local.logradouro or digitado.get("logradouro", "")
    return {
        **{campo: digitado.get(campo, "") for campo in DIGITADOS},
        "logradouro": rua,
        "cep": digitado.get("cep") or local.cep,
        "lat": digitado.get("lat"),
        "lon": digitado.get("lon"),
        "ponto_da_rua": [local.lat, local.lon],
        "distrito": local.distrito.pk if local.distrito else None,
        "sugerido": _valor(local.distrito.pk, rua) if local.distrito else "",
        "origem": str(local.origem),
        "motivo": local.motivo or motivo,
        "confianca": str(local.confianca),
        "confirmado": True,
    }


def sem_ponto_de_outro_distrito(digitado: Mapping[str, Any], distrito: Distrito | None) -> dict[str, Any]:
    """Quem escolheu outro distrito disse que o ponto marcado não é ali: ele não segue com o pedido."""
    lat, lon, poligonos = digitado.get("lat"), digitado.get("lon"), contornos()
    if lat is None or lon is None or poligonos is None or distrito is None:
        return dict(digitado)
    dali = distrito.pk in poligonos.da_divisa(lat, lon)
    return dict(digitado) if dali else {**digitado, "lat": None, "lon": None}


def escolhido(digitado: Mapping[str, Any], distrito: Distrito) -> dict[str, Any]:
    """O lugar cujo distrito a pessoa disse qual é."""
    achado = escolher_distrito(distrito)
    return decidido(digitado, achado.certo or Local(distrito=distrito))


def mantido(digitado: Mapping[str, Any], local: Local) -> dict[str, Any]:
    """O lugar que já se sabia, com o complemento e a referência de agora."""
    return decidido({**digitado, "lat": local.lat, "lon": local.lon}, local)


def ponto(guardado: Mapping[str, Any]) -> tuple[float, float] | None:
    """O ponto de um lugar guardado: o que a pessoa marcou vale mais que o da rua conhecida."""
    lat, lon = guardado.get("lat"), guardado.get("lon")
    if lat is None or lon is None:
        lat, lon = guardado.get("ponto_da_rua") or (None, None)
    return None if lat is None or lon is None else (lat, lon)


def ponto_a_mostrar(guardado: Mapping[str, Any]) -> tuple[float, float] | None:
    """O ponto do lugar ou, da rua que tem muitos, o do meio dela no distrito: só para um mapa abrir."""
    if achado := ponto(guardado):
        return achado
    rua, distrito = normalizar(guardado.get("logradouro", "")), guardado.get("distrito")
    if not rua or not distrito:
        return None
    trechos = Logradouro.objects.filter(nome_busca=rua, distrito=distrito).order_by("lat", "lon")
    pontos = [
        (lat, lon) for lat, lon in trechos.values_list("lat", "lon") if lat is not None and lon is not None
    ]
    return pontos[len(pontos) // 2] if pontos else None


def como_local(guardado: Mapping[str, Any]) -> Local:
    """O `Local` de um lugar guardado, com o distrito lido de novo do banco."""
    if not guardado:
        return Local()
    campos = {campo: guardado.get(campo, "") for campo in DIGITADOS}
    lat, lon = ponto(guardado) or (None, None)
    return Local(
        **{**campos, "lat": lat, "lon": lon},
        distrito=_distrito(guardado.get("distrito")),
        origem=guardado.get("origem", ""),
        motivo=guardado.get("motivo", ""),
        confianca=guardado.get("confianca", ""),
        confirmado=guardado.get("origem") in {OrigemDoLocal.ESCOLHA, OrigemDoLocal.PONTO},
    )


def _distrito(pk: int | None) -> Distrito | None:
    return Distrito.objects.com_subprefeitura().filter(pk=pk or 0).first()


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


def nomes_oficiais(casos: Iterable[Solicitacao]) -> dict[str, str]:
    """Das ruas destes pedidos, as que a base conhece: como se procura → como ela a escreve. Uma consulta."""
    ruas = {caso.logradouro_busca for caso in casos} - {""}
    conhecidas = Logradouro.objects.filter(nome_busca__in=ruas).order_by("nome").distinct()
    return dict(conhecidas.values_list("nome_busca", "nome"))


def rua_conhecida(caso: Solicitacao, oficiais: Mapping[str, str] | None = None) -> str:
    """O nome oficial da rua e o número da casa; vazio se a base não conhece a rua.

    É o que se pode repetir numa mensagem: ela sai em nome da Prefeitura, a quem o pedido disser, e o endereço
    do pedido é o que alguém escreveu. Do número, só algarismos e uma letra. `oficiais`: já lidos, de muitos.
    """
    oficiais = nomes_oficiais([caso]) if oficiais is None else oficiais
    oficial = oficiais.get(caso.logradouro_busca, "")
    com_numero = oficial and NUMERO_DA_CASA.fullmatch(caso.numero)
    return f"{oficial}, {caso.numero}" if com_numero else oficial


def em_mensagem(caso: Solicitacao) -> str:
    """O lugar como um aviso o diz; do que a base não conhece, só que está na página."""
    rua, distrito = rua_conhecida(caso), caso.distrito.nome if caso.distrito else ""
    if caso.logradouro and not rua:
        return "; ".join(filter(None, [distrito, NA_PAGINA]))
    return ", ".join(filter(None, [rua, distrito]))


def por_extenso(local: Local) -> str:
    """O endereço inteiro numa linha, com o distrito; vazio se não há nenhum."""
    rua = ", ".join(parte for parte in (local.logradouro, local.numero, local.complemento) if parte)
    referencia = f"referência: {local.referencia}" if local.referencia else ""
    cep = f"CEP {com_traco(local.cep)}" if local.cep else ""
    distrito = local.distrito.nome if local.distrito else ""
    return "; ".join(parte for parte in (rua, referencia, cep, distrito) if parte)
