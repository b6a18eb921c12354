"""O que o Guia responde a quem começa uma conversa, antes de alguém: é texto, marcado como automático."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid5

from django.urls import reverse

from atendimento.acoes.dizer import dizer
from atendimento.models import MAIOR_MENSAGEM, Conversa, Mensagem, RegraDaConversa
from atendimento.situacoes import DeQuem, SituacaoDaConversa
from guia.busca import encaminhar, ordem, respostas, sentido
from guia.busca.sinonimos import simplificar
from guia.consultas import buscar
from guia.models import RespostaDeBusca
from referencia.enderecos import inteiro

MAIS_SERVICOS = 3
PALAVRA = re.compile(r"\w+")
MAIOR_CHAMADO = 80
"""Letras: o que é mais comprido conta um problema, e o Guia responde."""
NADA = "Não achei no Guia um serviço para isso. Escreva de outro jeito, ou fale com uma pessoa."
SERVICOS = "Talvez seja isto. Toque no nome para ler e pedir:"
SE_NAO = "Não é nada disso? Escreva de outro jeito ou fale com uma pessoa."
DENUNCIA = (
    "Se é denúncia contra um agente público ou uma empresa contratada, não a conte aqui: o formulário "
    "protege quem denuncia."
)
DA_OUVIDORIA = "portal:quando_procurar"


def responder(*, conversa: Conversa, pergunta: Mensagem) -> Mensagem | None:
    """Responde à mensagem com o que a busca do Guia acha; None se a pessoa já pediu alguém, ou o pede nela.

    A mesma mensagem não se responde duas vezes: a chave da resposta sai da chave dela.
    """
    no_comeco = conversa.situacao == SituacaoDaConversa.COMECO
    if not no_comeco or not pergunta.texto or pede_uma_pessoa(pergunta.texto):
        return None
    chave = uuid5(pergunta.chave, "resposta")
    texto = resposta_do_guia(pergunta.texto)
    return dizer(conversa=conversa, de=DeQuem.AUTOMATICA, texto=texto, chave=chave)


def pede_uma_pessoa(texto: str) -> bool:
    """É só isso que se quer: a frase curta diz uma das que a regra da conversa traz."""
    if len(texto) > MAIOR_CHAMADO:
        return False
    dito = _palavras(texto)
    frases = (_palavras(uma) for uma in RegraDaConversa.atual().chamam_uma_pessoa.splitlines())
    return any(frase.strip() and frase in dito for frase in frases)


def _palavras(texto: str) -> str:
    """Sem acentos nem pontos, com um espaço de cada lado: só se acham palavras inteiras."""
    return f" {' '.join(PALAVRA.findall(simplificar(texto)))} "


def resposta_do_guia(texto: str) -> str:
    """A emergência e o que não é da Prefeitura, as outras portas e os serviços, nesta ordem."""
    procurado = texto[: ordem.MAIOR_BUSCA]
    lido = sentido.ler(procurado)
    partes = ["\n".join(_dita(resposta)) for resposta in respostas.responder(procurado, lido=lido)]
    partes += ["\n".join(_porta(porta)) for porta in encaminhar.portas(procurado)]
    if servicos := buscar(procurado, MAIS_SERVICOS, lido=lido):
        achados = [f"{servico.titulo}: {inteiro(servico.get_absolute_url())}" for servico in servicos]
        partes.append("\n".join([SERVICOS, *achados]))
    escrito = "\n\n".join([*partes, SE_NAO] if partes else [NADA])
    return escrito[:MAIOR_MENSAGEM]


def _dita(resposta: RespostaDeBusca) -> Iterator[str]:
    yield resposta.titulo
    if resposta.frase:
        yield resposta.frase
    for telefone in resposta.telefones:
        yield f"Ligue {telefone['numero']}: {telefone['quem']}"
    if resposta.link:
        yield f"{resposta.rotulo_do_link}: {resposta.link}"


def _porta(porta: encaminhar.Porta) -> Iterator[str]:
    yield porta.porque
    yield f"{porta.nome}: {inteiro(reverse(porta.pagina))}"
    if porta.pagina == DA_OUVIDORIA:
        yield DENUNCIA
        yield f"Fazer uma denúncia: {inteiro(reverse('ouvidoria:comecar', args=['denuncia']))}"
