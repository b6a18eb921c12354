"""O lugar de um pedido que vem de outro sistema: do ponto ou do endereço escrito ao distrito, sem perguntar.

A página pergunta a quem pede quando há dúvida; aqui não há a quem: o que o endereço não resolve, o ponto
resolve pela rua mais perto, e o que nenhum dos dois resolve se recusa, com os lugares possíveis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from roteamento.localizacao.enderecos import Confianca, Local, Localizado
from roteamento.localizacao.grafias import simplificar
from roteamento.models import Distrito
from roteamento.ruas.no_banco import distritos_chamados
from solicitacoes import lugar
from solicitacoes.forms.local import LocalForm
from transparencia.open311.recusas import Recusa

DE_CADA_CAMPO = {"lat": "lat", "lon": "long"}
"""O parâmetro de cada campo do formulário; os outros vêm todos de `address_string`."""
CEP = re.compile(r"\b(?:CEP:?\s*)?(\d{5}-?\d{3})\b", re.IGNORECASE)
CIDADE = frozenset({"sao paulo", "sp", "sao paulo sp", "brasil", "brazil", "estado de sao paulo"})
FALTA = "Diga onde é: lat e long, ou address_string. Não se usa address_id."
JUNTOS = "lat e long vão juntos."
MAIOR = 500


def ler(texto: str) -> tuple[dict[str, str], str]:
    """Rua, número e CEP de um endereço numa linha, e o bairro que o segue; a cidade e o estado se ignoram."""
    achado = CEP.search(texto)
    sem_cep = CEP.sub(" ", texto) if achado else texto
    partes = [um.strip() for um in re.split(r",|;|\s[-–—]\s", sem_cep)]
    partes = [um for um in partes if um and simplificar(um) not in CIDADE]
    rua, *resto = partes or [""]
    numero = resto.pop(0) if resto and re.match(r"(?:n[º°o.]*\s*)?\d|s/?n\b", resto[0], re.IGNORECASE) else ""
    campos = {"logradouro": rua, "numero": numero, "cep": achado[1] if achado else ""}
    return campos, resto[0] if resto else ""


def decidir(dados: Mapping[str, str], *, so_distrito: bool) -> dict[str, Any]:
    """O lugar como o rascunho o guarda, já decidido. Levanta Recusa (400), que diz o parâmetro."""
    escrito, lat, lon = (dados.get(nome, "").strip() for nome in ("address_string", "lat", "long"))
    if bool(lat) != bool(lon):
        raise Recusa(JUNTOS, onde="lat" if lon else "long")
    if not escrito and not lat:
        raise Recusa(FALTA, onde="address_string")
    if len(escrito) > MAIOR:
        raise Recusa(f"São no máximo {MAIOR} letras.", onde="address_string")
    campos, bairro = ler(escrito)
    digitado = _conferido({**campos, "lat": lat, "lon": lon})
    digitado, achado = lugar.procurar(digitado)
    certo = achado.certo or _do_bairro(achado, bairro) or _do_ponto(digitado)
    if certo is None or certo.distrito is None:
        raise Recusa(_qual(achado), onde="address_string" if escrito else "lat")
    if so_distrito:
        return lugar.escolhido({}, certo.distrito)
    return lugar.decidido(digitado, certo, achado.motivo)


def _conferido(campos: dict[str, str]) -> dict[str, Any]:
    """O que a página confere de um endereço, com as frases dela e o parâmetro de cada uma."""
    form = LocalForm(campos, sugestoes="")
    if form.is_valid():
        return form.cleaned_data
    if form.non_field_errors():
        raise Recusa("O ponto não se lê, ou fica fora da cidade de São Paulo.", onde="lat")
    campo, frases = next(iter(form.errors.items()))
    raise Recusa(str(frases[0]), onde=DE_CADA_CAMPO.get(campo, "address_string"))


def _do_bairro(achado: Localizado, bairro: str) -> Local | None:
    """O candidato, se é um só, do distrito ou do bairro escrito depois da rua."""
    if not bairro:
        return None
    dali: list[Distrito] = distritos_chamados(bairro)
    procurado = simplificar(bairro)
    servem = [um for um in achado.candidatos if um.distrito in dali or simplificar(um.bairro) == procurado]
    if len({um.distrito for um in servem}) != 1:
        return None
    return replace(
        servem[0], motivo=f"{achado.motivo} O endereço diz o bairro {bairro}.", confianca=Confianca.MEDIA
    )


def _do_ponto(digitado: Mapping[str, Any]) -> Local | None:
    """Onde o endereço não resolve, o ponto: a rua mais perto, e o distrito dela."""
    if digitado.get("lat") is None:
        return None
    so_o_ponto = {"lat": digitado["lat"], "lon": digitado["lon"]}
    achado = lugar.localizar(so_o_ponto)
    for local in _em_ordem(achado):
        motivo = f"O sistema que mandou o pedido marcou o ponto. {achado.motivo}"
        return replace(
            local, motivo=motivo, confianca=Confianca.BAIXA if len(achado.distritos) > 1 else Confianca.MEDIA
        )
    return None


def _em_ordem(achado: Localizado) -> Iterator[Local]:
    yield from filter(None, [achado.certo])
    yield from (um for um in achado.candidatos if um.distrito)


def _qual(achado: Localizado) -> str:
    """Por que não se sabe onde é, e os lugares possíveis."""
    opcoes = "; ".join(lugar.em_palavras(um) for um in achado.opcoes)
    return f"{achado.motivo} {f'Pode ser: {opcoes}. ' if opcoes else ''}Mande também lat e long."
