"""O que o atendimento decide sozinho, na conversa e no telefone, como se lê no registro público."""

from __future__ import annotations

from datetime import date

from referencia.decisoes import Decisao

GRUPO = "A conversa e a Central"
DECISOES = (
    Decisao(
        codigo="conversa",
        nome="O que a conversa por escrito responde, e quem atende você",
        o_que="À primeira pergunta a conversa responde com o que a busca acha. Se você pede uma pessoa, "
        "entra na espera por ordem de chegada. A conversa em que você não responde para, e a que espera "
        "demais fica para se responder depois.",
        dados="O que você escreveu, o assunto, a hora em que chegou e quem está livre para atender.",
        quem_decide="Quem atende, desde que você peça uma pessoa. Nada se pede nem se nega na resposta "
        "automática.",
        contestar="Peça uma pessoa na própria conversa, ou ligue para a Central 156.",
        lei="Lei 13.460/2017, artigo 5º, III (atender por ordem de chegada).",
        desde=date(2026, 12, 1),
        onde=("atendimento.acoes.distribuir", "atendimento.acoes.conversar.responder"),
        rotinas=("atendimento.cuidar_das_conversas", "atendimento.cuidar_das_paradas"),
    ),
    Decisao(
        codigo="reconhecer",
        nome="Se quem liga é a pessoa do pedido",
        o_que="O portal compara o que você diz com o que o pedido guarda e diz a quem atende só se confere. "
        "Depois de alguns erros, não se tenta mais por um tempo.",
        dados="O que você diz (nome, documento, contato, rua, mês) e o que está no pedido.",
        quem_decide="O portal: quem atende não pode passar por cima, para que ninguém se passe por você.",
        contestar="Mostre um documento numa Praça de Atendimento, ou entre com a sua conta.",
        lei="LGPD, artigos 6º, VII, e 46 (segurança); Lei 13.460/2017, artigo 10, § 7º.",
        desde=date(2026, 12, 2),
        onde=("atendimento.fatos.confere",),
    ),
    Decisao(
        codigo="retorno",
        nome="A quem a Central liga porque o aviso não chegou",
        o_que="Se nenhum aviso sobre o seu pedido chegou, o portal põe você na lista de quem se chama por "
        "telefone e, depois de algumas tentativas, por carta.",
        dados="O que houve com os avisos mandados e o telefone ou o endereço do pedido.",
        quem_decide="Quem atende: liga, anota o que houve ou tira da lista.",
        contestar="Diga a quem ligou que não quer contato, e não se liga mais sobre este pedido.",
        lei="Lei 13.460/2017, artigo 12 (dar ciência a quem pediu).",
        desde=date(2026, 12, 2),
        onde=("atendimento.acoes.retornos.juntar_retornos",),
        rotinas=("atendimento.juntar_retornos",),
    ),
)
