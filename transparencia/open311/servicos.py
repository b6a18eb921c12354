"""Os serviços que se pedem pela API e as perguntas de cada um, como o GeoReport os diz."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from guia.consultas import endereco_atual, lugares_chamados
from guia.models import Servico, VersaoDoServico
from guia.models.servicos import ServicoQuerySet
from guia.perguntas import COM_ARQUIVO, COM_DIA, Pergunta, Tipo, ler
from transparencia.models import Parceiro
from transparencia.open311.recusas import Recusa, como_se_pede

CPF = "cpf_de_quem_pede"
"""O atributo que só os serviços com identificação têm."""
SEM_COMPLEMENTO = "Só se pede a quem escolheu “{opcao}” em “{rotulo}”. "
TIPOS = {
    Tipo.UMA: "singlevaluelist",
    Tipo.LUGAR: "singlevaluelist",
    Tipo.VARIAS: "multivaluelist",
    Tipo.NUMERO: "number",
    **dict.fromkeys(COM_DIA, "datetime"),
}
"""Os outros são `string`."""
COMO = {
    Tipo.PLACA: "Como ABC-1234 ou ABC1D23.",
    Tipo.CNPJ: "São 14 números ou letras.",
    Tipo.EMAIL: "Como nome@exemplo.com.br.",
    Tipo.DATA: "Como 2026-11-05 ou 2026-11-05T03:00:00Z; a hora não se lê.",
    Tipo.NASCIMENTO: "Como 1990-11-05 ou 1990-11-05T03:00:00Z; a hora não se lê.",
    **dict.fromkeys(COM_ARQUIVO, "Mande o arquivo em multipart/form-data, no campo attribute[{chave}]."),
}
COM_CONVENIO = "Só parceiros com convênio pedem este serviço. Mande também first_name e last_name."
QUALQUER_CHAVE, SO_CONVENIO = "qualquer chave", "só chave de convênio"
"""A primeira palavra-chave de cada serviço: com que chave se pede."""


def os_que_se_pedem() -> ServicoQuerySet:
    """Os solicitáveis do Guia, menos os sigilosos, que não saem daqui de forma nenhuma."""
    no_ar = Servico.objects.no_guia().filter(publicada__solicitavel=True, publicada__sigilosa=False)
    return no_ar.select_related("publicada", "assunto__tema")


def achar(codigo: str) -> tuple[Servico, VersaoDoServico]:
    """O serviço deste código, também pelo que já teve. Levanta Recusa (404)."""
    servico = os_que_se_pedem().filter(slug=codigo).first()
    if servico is None and (mudou := endereco_atual(codigo)):
        servico = os_que_se_pedem().filter(pk=mudou.pk).first()
    if servico is None or servico.publicada is None:
        raise Recusa(
            "Este serviço não existe, ou não se pede aqui.",
            onde="service_code",
            situacao=HTTPStatus.NOT_FOUND,
        )
    return servico, servico.publicada


def lista() -> list[dict[str, Any]]:
    """Todos, na ordem do código."""
    return [_servico(um, um.publicada) for um in os_que_se_pedem().order_by("slug") if um.publicada]


def _servico(servico: Servico, versao: VersaoDoServico) -> dict[str, Any]:
    return {
        "service_code": servico.slug,
        "service_name": versao.chamado.strip(),
        "description": " ".join(versao.o_que_e.split()) or versao.nome,
        "metadata": bool(versao.perguntas) or not versao.anonima,
        "type": "realtime",
        "keywords": ", ".join(
            str(um).replace(",", " ")
            for um in (QUALQUER_CHAVE if versao.anonima else SO_CONVENIO, *versao.palavras)
        ),
        "group": servico.assunto.tema.nome,
    }


def conferir_alcance(versao: VersaoDoServico, parceiro: Parceiro) -> None:
    """O parceiro pode pedir este serviço. Levanta Recusa (403), que diz qual é e como se consegue."""
    if not parceiro.pode_abrir:
        falta = "uma chave que abra pedidos, e esta só lê"
    elif not versao.anonima and parceiro.alcance != Parceiro.Alcance.CONVENIO:
        falta = f"chave de convênio e o CPF de quem pede, em attribute[{CPF}]"
    else:
        return
    frase = f"“{versao.chamado.strip()}” pede {falta}. {como_se_pede()}"
    raise Recusa(frase, onde="service_code", situacao=HTTPStatus.FORBIDDEN)


def definicao(codigo: str) -> dict[str, Any]:
    """As perguntas do serviço. Levanta Recusa (404), também do que não tem nenhuma."""
    _, versao = achar(codigo)
    ditos = atributos(versao)
    if not ditos:
        raise Recusa("Este serviço não tem perguntas (metadata é false).", situacao=HTTPStatus.NOT_FOUND)
    em_ordem = [{**um, "order": ordem} for ordem, um in enumerate(ditos, start=1)]
    return {"service_code": codigo, "attributes": em_ordem}


def atributos(versao: VersaoDoServico) -> list[dict[str, Any]]:
    """Um por pergunta; o que se diz a quem dá certa resposta vem depois dela, com `variable` falso."""
    perguntas = ler(versao.perguntas)
    ditos = []
    for pergunta in perguntas:
        ditos.append(_da_pergunta(pergunta, perguntas))
        ditos.extend(_orientacoes(pergunta))
    return ditos if versao.anonima else [*ditos, _do_cpf()]


def _da_pergunta(pergunta: Pergunta, todas: list[Pergunta]) -> dict[str, Any]:
    """A que depende de outra não se diz obrigatória: só o é a quem deu aquela resposta."""
    quando = ""
    if condicao := pergunta.mostrar_se:
        anterior = next(um for um in todas if um.chave == condicao["pergunta"])
        opcao = dict(anterior.escolhas).get(condicao["valor"], condicao["valor"])
        quando = SEM_COMPLEMENTO.format(opcao=opcao, rotulo=anterior.rotulo)
    como = COMO.get(Tipo(pergunta.tipo), "").format(chave=pergunta.chave)
    dito = _atributo(
        pergunta.chave,
        pergunta.rotulo,
        datatype=TIPOS.get(Tipo(pergunta.tipo), "string"),
        required=pergunta.obrigatoria and not quando,
        datatype_description=" ".join(f"{quando}{pergunta.ajuda} {como}".split()),
    )
    escolhas = pergunta.escolhas or [(um.nome, um.nome) for um in lugares_chamados(pergunta.lugares)]
    return dito | ({"values": [{"key": k, "name": nome} for k, nome in escolhas]} if escolhas else {})


def _orientacoes(pergunta: Pergunta) -> list[dict[str, Any]]:
    """O que a página mostra antes de seguir a quem dá esta resposta: aqui, quem mostra é o parceiro."""
    return [
        _atributo(
            f"{pergunta.chave}_{opcao.valor}_orientacao",
            f"Se a resposta for “{opcao.rotulo}”: {opcao.orientacao}",
            variable=False,
        )
        for opcao in pergunta.opcoes
        if opcao.orientacao
    ]


def _do_cpf() -> dict[str, Any]:
    return _atributo(
        CPF, "CPF de quem pede", datatype="string", required=True, datatype_description=COM_CONVENIO
    )


def _atributo(
    codigo: str,
    descricao: str,
    *,
    datatype: str = "text",
    required: bool = False,
    variable: bool = True,
    datatype_description: str = "",
) -> dict[str, Any]:
    return {
        "variable": variable,
        "code": codigo,
        "datatype": datatype,
        "required": required,
        "datatype_description": datatype_description,
        "order": 0,
        "description": " ".join(descricao.split()).rstrip(":").rstrip(),
    }
