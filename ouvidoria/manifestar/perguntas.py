"""O que se pergunta em cada tipo de manifestação, como dado: no máximo seis perguntas, e nunca a razão.

A lei proíbe exigir os motivos de quem se manifesta (Lei 13.460/2017, art. 10, §2º) e manda que os
formulários sejam simples (art. 10, §6º).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ouvidoria.situacoes import TipoDeManifestacao as T

MAXIMO = 6
NAO_SEI = "nao_sei"
"""A escolha de quem não sabe de que órgão fala."""

PROTOCOLO, FALHA, ORGAO = "protocolo", "falha", "orgao"


class Campo(StrEnum):
    """Que campo a pergunta vira."""

    PROTOCOLO = PROTOCOLO
    FALHA = FALHA
    ORGAO = ORGAO
    CURTO = "curto"
    LONGO = "longo"


@dataclass(frozen=True, slots=True)
class Pergunta:
    """Uma pergunta: a chave com que a resposta se guarda, o que se lê e se é preciso responder."""

    chave: str
    rotulo: str
    campo: Campo
    ajuda: str = ""
    obrigatoria: bool = False

    @property
    def de_texto(self) -> bool:
        """Falso para o que tem coluna própria na manifestação: protocolo, falha e órgão."""
        return self.campo in {Campo.CURTO, Campo.LONGO}


_NAO_SABE = "Se não sabe, deixe “Não sei”: a Ouvidoria descobre."


def _orgao(rotulo: str) -> Pergunta:
    return Pergunta(ORGAO, rotulo, Campo.ORGAO, _NAO_SABE)


def _contar(rotulo: str, ajuda: str) -> Pergunta:
    return Pergunta("o_que", rotulo, Campo.LONGO, ajuda, obrigatoria=True)


PERGUNTAS: dict[str, tuple[Pergunta, ...]] = {
    T.RECLAMACAO: (
        Pergunta(
            PROTOCOLO,
            "Número do protocolo do pedido",
            Campo.PROTOCOLO,
            "São 15 algarismos, como 12345-67890-12345. Se não há pedido, deixe em branco.",
        ),
        Pergunta(FALHA, "O que deu errado?", Campo.FALHA, obrigatoria=True),
        _orgao("De que órgão você reclama?"),
        _contar("O que aconteceu?", "Conte com as suas palavras."),
        Pergunta("pretende", "O que você quer que a Prefeitura faça?", Campo.LONGO),
    ),
    T.DENUNCIA: (
        _orgao("Em que órgão aconteceu?"),
        Pergunta(
            "quem", "Quem fez?", Campo.CURTO, "O nome, o cargo, o setor ou a empresa. Escreva o que souber."
        ),
        _contar(
            "O que aconteceu?",
            "Conte com as suas palavras. Para não ser reconhecido, não escreva o seu nome.",
        ),
        Pergunta("onde", "Onde foi?", Campo.CURTO, "O endereço, o prédio ou o setor."),
        Pergunta("quando", "Quando foi?", Campo.CURTO, "O dia, o mês ou “toda semana”, por exemplo."),
        Pergunta(
            "provas",
            "Que provas há?",
            Campo.LONGO,
            "Quem viu, que documento mostra, onde ele está. Se tem fotos, mande abaixo.",
        ),
    ),
    T.SUGESTAO: (
        _orgao("Para que órgão é a sugestão?"),
        _contar("Qual é a sua sugestão?", "Diga o que pode melhorar e como."),
        Pergunta(
            "onde", "É para algum lugar ou serviço?", Campo.CURTO, "Por exemplo: o posto de saúde da Sé."
        ),
    ),
    T.ELOGIO: (
        _orgao("De que órgão você fala?"),
        Pergunta("quem", "Quem atendeu bem?", Campo.CURTO, "O nome da pessoa, da equipe ou do lugar."),
        _contar("O que foi bem feito?", "Conte com as suas palavras."),
        Pergunta("onde", "Onde e quando foi?", Campo.CURTO),
    ),
    T.SOLICITACAO: (
        _contar("Do que você precisa?", "Diga a providência que espera da Prefeitura."),
        Pergunta("onde", "Onde é?", Campo.CURTO, "O endereço ou um ponto de referência."),
        _orgao("Que órgão cuida disso?"),
    ),
}
