"""Para que serve cada dado pessoal que o portal pede (LGPD, art. 9º, I, e art. 23, I)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tratamento:
    """Um dado, para que serve, e se dá para não informar."""

    dado: str
    finalidade: str
    obrigatorio: str


_QUEM_PEDE = "Sim, menos nos serviços que aceitam pedido sem identificação."

TRATAMENTOS = (
    Tratamento("Nome", "Saber quem pediu e como chamar você na resposta.", _QUEM_PEDE),
    Tratamento(
        "CPF, CNPJ ou outro documento",
        "Garantir que o pedido é seu e juntar os seus pedidos. De quem tem CPF, nenhum outro é exigido.",
        _QUEM_PEDE,
    ),
    Tratamento(
        "E-mail",
        "Avisar quando o pedido anda, quando falta uma informação e quando termina.",
        "Não. Sem ele você acompanha pelo número do protocolo.",
    ),
    Tratamento(
        "Telefone",
        "Falar com você se a equipe não encontrar o lugar ou tiver uma dúvida. Sem e-mail, mandar os avisos "
        "por SMS, se a cidade os manda assim.",
        "Não.",
    ),
    Tratamento(
        "Endereço postal",
        "Mandar pelo correio a resposta de um pedido de informação, se você preferir assim.",
        "Só para quem quer a resposta em papel.",
    ),
    Tratamento(
        "Endereço do problema",
        "Levar o pedido à unidade que cuida do lugar e mostrar à equipe aonde ir.",
        "Só nos serviços que acontecem em um lugar.",
    ),
    Tratamento(
        "Descrição e respostas",
        "Explicar à equipe o que fazer. Evite escrever dados pessoais seus ou de outras pessoas.",
        "Depende do serviço.",
    ),
    Tratamento(
        "Fotos",
        "Mostrar o problema. Tiramos da foto o lugar, a hora e o aparelho que ela guardava.",
        "Não.",
    ),
    Tratamento(
        "O que você conta à Ouvidoria",
        "Apurar e responder. O órgão de que você fala lê o que aconteceu; quem é você, só se você deixar.",
        "Sim. Nunca perguntamos por que você quer se manifestar.",
    ),
    Tratamento(
        "Quem fez uma denúncia",
        "Responder a você e, se for preciso, ouvir você. Fica num selo cifrado, fora da denúncia.",
        "Não. A denúncia pode ser feita sem dizer quem você é.",
    ),
    Tratamento(
        "O que você escreve na conversa do portal",
        "Responder a você. O contato que deixar nela serve só para isso. Denúncia não se toma em conversa: "
        "o que se começou a contar se apaga.",
        "Não. Dá para conversar sem dizer quem você é.",
    ),
    Tratamento(
        "A sua avaliação da resposta",
        "Melhorar o atendimento. No relatório anual só entram os totais.",
        "Não.",
    ),
    Tratamento(
        "Nome, e-mail e senha da conta",
        "Entrar na área restrita. A senha é guardada de um jeito que ninguém consegue ler.",
        "Só para quem quer ter conta.",
    ),
)
