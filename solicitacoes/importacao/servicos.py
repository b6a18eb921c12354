"""Acha no Guia o serviço que uma linha antiga nomeia; o que não há é criado já arquivado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guia.acoes import criar_arquivado
from guia.models import VersaoDoServico
from guia.situacoes import Situacao
from roteamento.enderecos import simplificar

if TYPE_CHECKING:
    from datetime import datetime

PREFIXO_DE_ARQUIVADO = "antigo-"
"""O que `criar_arquivado` fez numa importação anterior acha-se por ele mesmo, com o tema."""


class Servicos:
    """Índice em memória: nome oficial, depois palavras do cidadão e nomes antigos sem ambiguidade."""

    def __init__(self, em: datetime) -> None:
        self.em = em
        self._achados: dict[tuple[str, str], VersaoDoServico] = {}
        self._por_nome: dict[str, VersaoDoServico] = {}
        self._por_palavra: dict[str, VersaoDoServico | None] = {}
        publicadas = VersaoDoServico.objects.filter(situacao=Situacao.PUBLICADA).select_related("servico")
        for versao in publicadas.exclude(servico__slug__startswith=PREFIXO_DE_ARQUIVADO):
            self._por_nome[simplificar(versao.nome)] = versao
            for palavra in versao.palavras:
                chave = simplificar(palavra)
                self._por_palavra[chave] = None if chave in self._por_palavra else versao

    def achar(self, *, tema: str, assunto: str, nome: str) -> VersaoDoServico:
        """A versão do serviço com este nome; se não há, cria o serviço arquivado."""
        chave = (tema, nome)
        if chave not in self._achados:
            simples = simplificar(nome)
            achada = self._por_nome.get(simples) or self._por_palavra.get(simples)
            self._achados[chave] = achada or criar_arquivado(
                tema=tema or "Sem tema", assunto=assunto or "Sem assunto", nome=nome, em=self.em
            )
        return self._achados[chave]
