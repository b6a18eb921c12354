"""Importa os arquivos do território, todos numa transação: ou muda tudo, ou nada."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction

from referencia.travas import Trava, tentar
from roteamento.importacao import gravacao, relatorio
from roteamento.importacao.ceps_e_logradouros import Conhecidos, ler_ceps, ler_logradouros
from roteamento.importacao.distrito_do_trecho import dar_distritos
from roteamento.importacao.geometria import poligonos, subprefeituras_diferentes
from roteamento.importacao.leitura import Arquivo, ArquivoInvalido, Problemas, abrir, ler_geojson
from roteamento.models import Distrito, Importacao, Logradouro, OrigemDaRua
from roteamento.ruas.contornos import Contornos, contornos

Tipo = Importacao.Tipo
ORDEM = (Tipo.DISTRITOS, Tipo.CEPS, Tipo.LOGRADOUROS)
"""O que a cidade importa: os polígonos, que dão o distrito às ruas, e por fim os logradouros, mais finos."""


class ImportacaoEmCurso(RuntimeError):
    """Outra importação do território está em andamento."""


class ArquivosInvalidos(ValueError):
    """Um ou mais arquivos não servem; a mensagem diz por quê, arquivo por arquivo."""

    def __init__(self, recusas: list[ArquivoInvalido]) -> None:
        self.recusas = recusas
        super().__init__("\n".join(str(recusa) for recusa in recusas))


@dataclass(slots=True)
class _Contexto:
    distritos: list[Distrito]
    contornos: Contornos | None
    agora: datetime
    dizer: Callable[[str], None]

    @property
    def nomes(self) -> dict[int, str]:
        return {distrito.pk: distrito.nome for distrito in self.distritos}

    @property
    def conhecidos(self) -> Conhecidos:
        return Conhecidos(
            {distrito.nome_busca: distrito.pk for distrito in self.distritos},
            {str(distrito.codigo): distrito.pk for distrito in self.distritos},
            {distrito.pk: distrito.subprefeitura.nome for distrito in self.distritos},
        )

    def andar(self, linhas: int) -> None:
        if linhas % 20_000 == 0:
            self.dizer(f"{linhas} linhas…")


@transaction.atomic
def importar(
    arquivos: Mapping[str, Path], *, agora: datetime, dizer: Callable[[str], None] = lambda _frase: None
) -> dict[str, dict[str, Any]]:
    """Importa os arquivos (tipo → caminho) e devolve o relatório de cada um.

    Levanta ArquivosInvalidos (e nada muda) se algum não serve, e ImportacaoEmCurso se outra está rodando.
    """
    if not tentar(Trava.TERRITORIO):
        raise ImportacaoEmCurso("Outra importação do território está em andamento; espere ela acabar.")
    distritos = list(Distrito.objects.com_subprefeitura().por_nome())
    if not distritos:
        raise ArquivosInvalidos(
            [ArquivoInvalido("banco", ["Não há distritos: rode carregar_referencia antes."])]
        )
    contexto = _Contexto(distritos, contornos(), agora, dizer)
    relatorios, recusas = {}, []
    for tipo in ORDEM:
        if tipo not in arquivos:
            continue
        try:
            arquivo = abrir(arquivos[tipo])
            contexto.dizer(f"Lendo {arquivo.nome}…")
            importar_tipo = _importar_distritos if tipo == Tipo.DISTRITOS else _importar_base
            relatorios[tipo.value] = importar_tipo(tipo, arquivo, contexto)
        except ArquivoInvalido as recusa:
            recusas.append(recusa)
    if recusas:
        raise ArquivosInvalidos(recusas)
    return relatorios


def _importar_distritos(tipo: str, arquivo: Arquivo, contexto: _Contexto) -> dict[str, Any]:
    problemas = Problemas(arquivo.nome)
    lido = ler_geojson(arquivo)
    contexto.dizer("Conferindo os polígonos…")
    formas = poligonos(lido, contexto.distritos, problemas)
    contexto.contornos = Contornos.montar(formas)
    wkbs = {pk: shapely.to_wkb(forma) for pk, forma in formas.items()}
    criados, atualizados, iguais = gravacao.comparar_contornos(wkbs)
    contas: dict[str, Any] = {
        "linhas": len(lido["features"]),
        "criados": len(criados),
        "atualizados": len(atualizados),
        "iguais": iguais,
        "distritos_atualizados": [contexto.nomes[pk] for pk in atualizados],
        "avisos": subprefeituras_diferentes(lido, contexto.distritos),
    }
    mudou = bool(criados or atualizados)
    if mudou and Logradouro.objects.filter(origem=OrigemDaRua.IMPORTACAO).exists():
        contas["avisos"].append(
            "as ruas já importadas ficam no distrito que tinham até a base delas ser importada de novo"
        )
    importacao = _registrar(tipo, arquivo, contas, contexto, mudou=mudou)
    if importacao:
        gravacao.gravar_contornos(wkbs, [*criados, *atualizados], importacao)
    return contas


def _importar_base(tipo: str, arquivo: Arquivo, contexto: _Contexto) -> dict[str, Any]:
    problemas = Problemas(arquivo.nome)
    ler = ler_ceps if tipo == Tipo.CEPS else ler_logradouros
    base = ler(arquivo, contexto.conhecidos, problemas, contexto.andar)
    contexto.dizer(f"{len(base.trechos)} trechos lidos; achando o distrito de cada um…")
    lugares = dar_distritos(base.trechos, contexto.contornos)
    diferenca = gravacao.comparar(tipo, base.trechos)
    contas = relatorio.da_base(base, lugares, diferenca, contexto.nomes, base.trechos)
    importacao = _registrar(tipo, arquivo, contas, contexto, mudou=diferenca.mudou)
    if importacao and diferenca.mudou:
        contexto.dizer(f"Gravando {len(diferenca.a_gravar)} trechos, tirando {len(diferenca.a_tirar)}…")
        gravacao.gravar(diferenca, importacao)
    return contas


def _registrar(
    tipo: str, arquivo: Arquivo, contas: dict[str, Any], contexto: _Contexto, *, mudou: bool
) -> Importacao | None:
    """Guarda a importação se algo mudou ou se o arquivo é outro."""
    ultima = Importacao.objects.filter(tipo=tipo).order_by("-pk").values_list("sha256", flat=True).first()
    contas.update(
        arquivo=arquivo.nome, sha256=arquivo.sha256, arquivo_igual=ultima == arquivo.sha256, mudou=mudou
    )
    if not mudou and contas["arquivo_igual"]:
        return None
    return Importacao.objects.create(
        tipo=tipo,
        arquivo=arquivo.nome,
        sha256=arquivo.sha256,
        em=contexto.agora,
        linhas=contas["linhas"],
        relatorio=contas,
    )
