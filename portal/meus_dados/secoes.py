"""O que é cada parte da cópia dos dados, na ordem em que se lê: o título e uma frase que a explica."""

from __future__ import annotations

SECOES = {
    "conta": ("A sua conta", "O que a sua conta no SP156 tem de você, e o que mudou nela."),
    "contatos-dos-pedidos": (
        "O contato que você deixou em cada pedido",
        "Nome, documento, e-mail e telefone, como você os escreveu de cada vez. O mais novo vem primeiro.",
    ),
    "convites-a-avaliar": (
        "Se perguntamos a você se foi resolvido",
        "Os pedidos de que perguntamos por mensagem, e se você disse que não quer mais.",
    ),
    "boletins-do-bairro": (
        "Os boletins do bairro que você recebe",
        "O distrito e o serviço de cada um, e desde quando.",
    ),
    "pedidos-de-servico": (
        "Os seus pedidos de serviço",
        "O que você pediu, onde, e tudo o que aconteceu com cada pedido.",
    ),
    "manifestacoes": (
        "O que você disse à Ouvidoria",
        "Reclamações, elogios, sugestões e solicitações. Denúncia não aparece: a conta não sabe que é sua.",
    ),
    "pedidos-de-informacao": (
        "Os seus pedidos de informação",
        "O que você perguntou com base na Lei de Acesso à Informação, as respostas e os recursos.",
    ),
    "pedidos-que-acompanho-junto": (
        "Os pedidos que você acompanha junto",
        "Pedidos de outras pessoas de que você escolheu receber as novidades.",
    ),
    "por-enviar": (
        "O que você começou e não enviou",
        "Fica guardado uns dias, para você continuar, e depois se apaga.",
    ),
    "mensagens": (
        "As mensagens que mandamos a você",
        "E-mails, SMS e avisos no aparelho: quando, o texto, e se chegaram. O link de cada um não se copia.",
    ),
    "por-onde-receber-avisos": (
        "Como você quer ser avisado",
        "De cada assunto, por onde você aceita avisos.",
    ),
    "conversas": ("As suas conversas no portal", "O que se disse na conversa com a Central 156."),
    "atendimentos": (
        "Os seus atendimentos",
        "As vezes em que a Central 156 ou uma Praça atendeu você e soube quem você era.",
    ),
    "reconhecimentos": (
        "As tentativas de saber se era você",
        "Cada vez que quem atende perguntou os seus dados, e se o que se disse conferia.",
    ),
    "ligacoes-de-retorno": (
        "As ligações que fizemos a você",
        "Para contar o que os avisos não conseguiram dizer.",
    ),
    "quem-leu-os-meus-dados": (
        "Quem leu os seus dados",
        "O papel e a unidade de quem leu, quando e o que leu. O nome da pessoa não se diz.",
    ),
    "trabalho": ("O seu trabalho na Prefeitura", "Onde você trabalhou no SP156, e em que papel."),
    "guia": ("O seu trabalho no Guia de serviços", "De que órgãos você cuida, ou cuidou, no Guia."),
}
"""O nome do arquivo de cada aplicativo (`exportar` de `dados_pessoais`) → o que a página diz dele."""
ROTULOS = {
    "cep": "CEP",
    "cpf": "CPF",
    "descricao": "Descrição",
    "documento": "Número do documento",
    "email": "E-mail",
    "endereco": "Endereço",
    "identificacao": "Quem pede",
    "lat": "Latitude",
    "lon": "Longitude",
    "numero": "Número",
    "orgao": "Órgão",
    "referencia": "Ponto de referência",
    "tipo_documento": "Tipo de documento",
}
"""O campo de uma página por enviar, cujo nome é o do programa, como se lê."""
