"""Acha no Guia o serviço que uma linha antiga nomeia; o que não há é criado já arquivado."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import product

from guia.acoes import PREFIXO_DE_ARQUIVADO, criar_arquivado
from guia.models import VersaoDoServico
from guia.situacoes import Situacao
from roteamento.localizacao.grafias import simplificar

PALAVRAS_DE_UM_NOME = 4
"""Fora do tema do serviço, só vale como nome antigo o que tem tantas palavras: "Maria da Penha" não basta."""

LETRAS_DE_UM_NOME = 16
"""Com menos palavras, vale o que tem tantas letras e está no Guia escrito igual: "Limpeza de córrego"."""

SUBSTITUIDO = re.compile(r"^(\(antigo\)|cópia de )\s*", re.IGNORECASE)
"""As marcas que a cidade põe no nome de um serviço que outro, de mesmo nome, substituiu ou copiou."""

CONTROLES = {c: bytes([c]).decode("cp1252", errors="ignore") for c in range(0x80, 0xA0)}
"""Travessões e aspas do cp1252 que uma conversão antiga deixou como caracteres de controle."""


class Servicos:
    """Índice em memória: nome oficial, depois palavras do cidadão e nomes antigos sem ambiguidade."""

    def __init__(self, em: datetime) -> None:
        self.em = em
        self._achados: dict[tuple[str, str], VersaoDoServico] = {}
        self._por_nome: dict[str, list[VersaoDoServico]] = defaultdict(list)
        self._por_palavra: dict[str, list[VersaoDoServico]] = defaultdict(list)
        # o que `criar_arquivado` fez acha-se por ele mesmo, com o tema
        publicadas = VersaoDoServico.objects.filter(situacao=Situacao.PUBLICADA)
        for versao in publicadas.exclude(servico__slug__startswith=PREFIXO_DE_ARQUIVADO).select_related(
            "servico__assunto__tema"
        ):
            for nome in {simplificar(versao.nome), *_nomes_por_lugar(versao)}:
                self._por_nome[nome].append(versao)
            for palavra in {simplificar(palavra) for palavra in versao.palavras}:
                self._por_palavra[palavra].append(versao)

    def achar(self, *, tema: str, assunto: str, nome: str) -> VersaoDoServico:
        """A versão do serviço com este nome; se não há, cria o serviço arquivado."""
        chave = (tema, nome)
        if chave not in self._achados:
            tema, assunto, nome = (_legivel(texto) for texto in (tema, assunto, nome))
            self._achados[chave] = self._no_guia(tema, nome) or criar_arquivado(
                tema=tema or "Sem tema", assunto=assunto or "Sem assunto", nome=nome, em=self.em
            )
        return self._achados[chave]

    def _no_guia(self, tema: str, nome: str) -> VersaoDoServico | None:
        simples = simplificar(SUBSTITUIDO.sub("", nome))
        oficial = _unica(self._por_nome.get(simples, ()), tema)
        if oficial:
            return oficial
        antigos = self._por_palavra.get(simples, [])
        comprido = len(simples.split()) >= PALAVRAS_DE_UM_NOME
        igual = len(nome) >= LETRAS_DE_UM_NOME and any(nome in versao.palavras for versao in antigos)
        return _unica(antigos, tema, so_no_tema=not (comprido or igual))


def _nomes_por_lugar(versao: VersaoDoServico) -> set[str]:
    """Os nomes que eram um por posto e por tipo, e hoje são perguntas: "Descomplica SP Lapa - Elogio"."""
    opcoes = {p["chave"]: [simplificar(o["rotulo"]) for o in p.get("opcoes", ())] for p in versao.perguntas}
    comeco = simplificar(versao.nome.split(" - ", maxsplit=1)[0])
    pares = product(opcoes.get("posto", ()), opcoes.get("tipo", ()))
    return {f"{comeco} {posto} {tipo}" for posto, tipo in pares}


def _unica(
    candidatas: Iterable[VersaoDoServico], tema: str, *, so_no_tema: bool = False
) -> VersaoDoServico | None:
    """A que está no tema da linha; sem ela, a única que há. Duas possíveis são nenhuma."""
    todas = list(candidatas)
    no_tema = [v for v in todas if simplificar(v.servico.assunto.tema.nome) == simplificar(tema)]
    escolha = no_tema if no_tema or so_no_tema else todas
    return escolha[0] if len(escolha) == 1 else None


def _legivel(texto: str) -> str:
    """O texto com os travessões de volta; vazio se não tem letra nem algarismo."""
    limpo = texto.translate(CONTROLES)
    return limpo if simplificar(limpo) else ""
