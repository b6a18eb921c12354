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
        "Falar com você se a equipe não encontrar o lugar ou tiver uma dúvida.",
        "Não.",
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
        "Nome, documento e contato de quem fala com a Ouvidoria",
        "Responder e tirar dúvidas. O órgão só os vê se você deixar; os de quem denuncia ficam selados, e "
        "cada leitura fica registrada.",
        "Não. Qualquer manifestação pode ser feita sem identificação.",
    ),
    Tratamento(
        "Nome, e-mail e senha da conta",
        "Entrar na área restrita. A senha é guardada de um jeito que ninguém consegue ler.",
        "Só para quem quer ter conta.",
    ),
)
