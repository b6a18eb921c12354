"""`manage.py explicar_rota`: para onde iria um pedido feito agora, e por quê."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from guia.models import Servico
from roteamento.localizacao.enderecos import Local, Localizado, OrigemDoLocal
from roteamento.rotas import Rota, SemTriagem, Tabelas, calcular_rota
from roteamento.ruas import no_banco


class SemResposta(Exception):
    """O pedido de explicação não tem resposta; a mensagem diz por quê."""


class Command(BaseCommand):
    help = "Diz que unidade atenderia um serviço num endereço, com a regra e o motivo. Não grava nada."

    def add_arguments(self, parser: CommandParser) -> None:
        # Aqui todo ponto começa com "-" (-23.5,-46.6), e o argparse o tomaria por uma opção.
        parser._negative_number_matcher = re.compile(r"^-\d")  # noqa: SLF001  não há outro jeito de dizer isso
        parser.add_argument("--servico", required=True, help="endereço (slug) do serviço, como tapa-buraco")
        parser.add_argument("--cep", default="")
        parser.add_argument("--logradouro", default="")
        parser.add_argument("--numero", default="")
        parser.add_argument("--distrito", default="")
        parser.add_argument("--ponto", default="", metavar="LAT,LON")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **opcoes: Any) -> None:
        try:
            resposta = explicar(opcoes)
        except (SemResposta, SemTriagem) as erro:
            if not opcoes["json"]:
                raise CommandError(str(erro)) from erro
            self.stdout.write(json.dumps({"erro": str(erro)}, ensure_ascii=False))
            sys.exit(1)
        if opcoes["json"]:
            self.stdout.write(json.dumps(resposta, ensure_ascii=False))
        else:
            self.stdout.write(f"{resposta['unidade']}\n{resposta['motivo']}")


def explicar(opcoes: dict[str, Any]) -> dict[str, Any]:
    """A resposta do comando; SemResposta se o serviço não existe ou o endereço não basta."""
    servico = Servico.objects.filter(slug=opcoes["servico"]).first()
    if servico is None:
        raise SemResposta(f"Não há serviço com o endereço “{opcoes['servico']}” no Guia.")
    achado = achar(opcoes)
    rota = _rota(servico, achado)
    completa = rota.como_json()
    return {chave: completa[chave] for chave in ("unidade", "distrito", "subprefeitura", "regra")} | {
        "motivo": f"{achado.motivo} {rota.motivo}".strip()
    }


def achar(opcoes: dict[str, Any]) -> Localizado:
    """O que se sabe do lugar: o distrito dado; senão a rua, o CEP e o ponto, juntos."""
    logradouro, numero, cep = opcoes["logradouro"], opcoes["numero"], opcoes["cep"]
    if opcoes["distrito"]:
        achado = no_banco.localizar_distrito(opcoes["distrito"])
        if achado.certo is None:
            return achado
        return replace(
            achado, certo=replace(achado.certo, logradouro=logradouro, numero=str(numero or ""), cep=cep)
        )
    if not (logradouro or cep or opcoes["ponto"]):
        return Localizado("", Local())
    lat, lon = _ler_ponto(opcoes["ponto"]) if opcoes["ponto"] else (None, None)
    return no_banco.localizar(logradouro=logradouro, numero=str(numero or ""), cep=cep, lat=lat, lon=lon)


def _ler_ponto(texto: str) -> tuple[float, float]:
    try:
        lat, lon = (float(parte) for parte in texto.split(","))
    except ValueError as erro:
        raise SemResposta("Escreva o ponto como LATITUDE,LONGITUDE: -23.5469,-46.6365.") from erro
    return lat, lon


def _rota(servico: Servico, achado: Localizado) -> Rota:
    """A rota do lugar certo; sem contornos, da rua mais perto; de candidatos, se dão todos na mesma."""
    tabelas, agora = Tabelas.carregar(servico), timezone.now()
    if achado.certo and not achado.so_o_distrito:
        return calcular_rota(servico, achado.certo, agora, tabelas)
    if not achado.candidatos:
        raise SemResposta(achado.motivo)
    rotas = [calcular_rota(servico, local, agora, tabelas) for local in achado.candidatos]
    if achado.candidatos[0].origem == OrigemDoLocal.PONTO and achado.candidatos[0].logradouro:
        return rotas[0]
    if len({rota.unidade.pk for rota in rotas}) > 1:
        raise SemResposta(achado.motivo)
    return _sem_distrito(rotas)


def _sem_distrito(rotas: list[Rota]) -> Rota:
    """Candidatos que dão todos na mesma unidade: ela é certa; o distrito só se for um."""
    primeira = rotas[0]
    if len({rota.distrito for rota in rotas}) == 1:
        return primeira
    subprefeituras = {rota.subprefeitura for rota in rotas}
    return replace(
        primeira,
        distrito=None,
        subprefeitura=primeira.subprefeitura if len(subprefeituras) == 1 else None,
        motivo=f"Em qualquer deles a unidade é {primeira.unidade.sigla}.",
    )
