"""O que uma versão do Guia diz, campo a campo, escrito para se ler: nada de chaves nem de dados crus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from guia import perguntas
from guia.models import Caminho, Lugar, VersaoDoServico
from protocolo.prazos.contagem import Contagem

CANAIS = dict(VersaoDoServico.CanalDoGuia.choices)
PROVAS = dict(VersaoDoServico.Prova.choices)
NOMES = {
    "titulo": "Como a pessoa diria",
    "nome": "Nome do serviço",
    "o_que_e": "O que é?",
    "quando_solicitar": "Quando pedir?",
    "publico_alvo": "Para quem é?",
    "requisitos": "O que é preciso ter ou saber?",
    "etapas": "O que acontece depois do pedido?",
    "legislacao": "Leis e normas",
    "custo": "O serviço custa alguma coisa?",
    "taxas": "Quanto custa, ou quem paga e quem não paga?",
    "prazo_quantidade": "Em quanto tempo?",
    "prazo_contagem": "Como o prazo se conta?",
    "prazo_provisorio": "É o prazo padrão da cidade: o órgão ainda não confirmou o seu",
    "canais": "Por onde se pede?",
    "caminhos": "Como agir",
    "lugares": "Em que lugares se atende?",
    "observacoes": "Observações",
    "roteiro_perguntar": "O que quem atende pergunta?",
    "roteiro_dizer": "O que quem atende diz?",
    "palavras": "Como as pessoas chamam este serviço?",
    "relatos": "Como as pessoas contam o problema?",
    "perguntas": "Perguntas",
    "solicitavel": "Dá para pedir por este portal",
    "identificacao": "Quem pede precisa se identificar?",
    "anonima_desde": "Desde quando o órgão aceita pedidos sem identificação?",
    "anonima_por": "Quem, no órgão, disse que aceita?",
    "sigilosa": "É sigiloso: o protocolo sozinho não diz qual é o serviço",
    "publica": "É um problema da rua, à vista de todos: quem vai pedir vê os iguais ali perto",
    "precisa_de_endereco": "O pedido precisa do endereço do problema",
    "complemento_vencido": "Se a pessoa não responder ao que a equipe perguntar",
    "prova": "O que a equipe apresenta para dizer que fez?",
    "fontes": "De onde veio cada fato",
    "a_confirmar": "O que o órgão ainda não confirmou?",
    "motivo": "Por que o texto mudou?",
    "prazo": "Prazo",
    "orgao": "Que órgão responde por ele?",
    "assunto": "Em que assunto ele fica?",
    "codigo": "Código",
    "regra": "Para onde vai",
    "pedidos_por_ano": "Pedidos por ano",
}
"""Campo → o nome que ele tem em toda página: no passo em que se escreve, na conferência, no que falta."""


def rotulo(campo: str) -> str:
    """O nome do campo, que é um só em toda página; o que não é campo fica como está."""
    return NOMES.get(campo, campo)


def texto(versao: VersaoDoServico, campo: str) -> str:
    """O valor do campo: lista, um item por linha; escolha, o nome dela; vazio, texto vazio."""
    valor = getattr(versao, campo)
    if valor in (None, "", [], {}):
        return ""
    if escrever := DE_CADA_UM.get(campo):
        return escrever(valor)
    if VersaoDoServico._meta.get_field(campo).choices:  # type: ignore[union-attr]
        return str(getattr(versao, f"get_{campo}_display")())
    return _simples(valor)


def campos(versao: VersaoDoServico) -> list[tuple[str, str]]:
    """Rótulo e valor do que a versão diz, na ordem do Guia; o que está vazio não aparece."""
    ditos = ((rotulo(campo), texto(versao, campo)) for campo in VersaoDoServico.CONTEUDO)
    return [(nome, dito) for nome, dito in ditos if dito]


def _simples(valor: Any) -> str:
    if isinstance(valor, bool):
        return "sim" if valor else "não"
    if isinstance(valor, date):
        return f"{valor:%d/%m/%Y}"
    if isinstance(valor, list):
        return "\n".join(valor)
    return str(valor)


def _nomes(todos: QuerySet[Any], chaves: Iterable[str]) -> dict[str, str]:
    """Como se lê cada uma destas chaves; a que não é de ninguém fica como está."""
    nomes = {chave: chave for chave in chaves}
    return nomes | {linha.slug: str(linha) for linha in todos.filter(slug__in=nomes)}


def _perguntas(dados: Iterable[dict[str, Any]]) -> str:
    lidas = perguntas.ler(dados)
    lugares = _nomes(Lugar.objects.all(), (lugar for lida in lidas for lugar in lida.lugares))
    por_chave = {lida.chave: lida for lida in lidas}
    return "\n".join(linha for lida in lidas for linha in _pergunta(lida, por_chave, lugares))


def _pergunta(
    lida: perguntas.Pergunta, por_chave: Mapping[str, perguntas.Pergunta], lugares: Mapping[str, str]
) -> list[str]:
    como = [perguntas.Tipo(lida.tipo).label.lower(), "obrigatória" if lida.obrigatoria else "opcional"]
    if lida.mostrar_se and (outra := por_chave.get(lida.mostrar_se["pergunta"])):
        valor = lida.mostrar_se["valor"]
        como.append(f"só se em “{outra.rotulo}” for “{dict(outra.escolhas).get(valor, valor)}”")
    linhas = [f"{lida.rotulo} ({', '.join(como)})"]
    if lida.ajuda:
        linhas.append(f"    Ajuda: {lida.ajuda}")
    linhas.extend(f"    • {opcao.rotulo}{_conselho(opcao)}" for opcao in lida.opcoes)
    return [*linhas, *(f"    • {lugares[lugar]}" for lugar in lida.lugares)]


def _conselho(opcao: perguntas.Opcao) -> str:
    if not opcao.orientacao:
        return ""
    como = {
        perguntas.TipoDeOrientacao.PERIGO.value: "é perigo, interrompe o pedido e diz",
        perguntas.TipoDeOrientacao.NAO_E_AQUI.value: "não é aqui, para o pedido e diz",
    }.get(opcao.orientacao_tipo, "para o pedido e diz")
    return f" → {como}: {opcao.orientacao}"


FALTAS = {
    "o_que_e": "o que o serviço faz",
    "quando_solicitar": "quando procurar",
    "publico_alvo": "para quem é",
    "solicitavel": "se dá para pedir por este portal",
    "requisitos": "os documentos pedidos",
    "identificacao": "se é preciso se identificar",
    "sigilosa": "se o pedido é sigiloso",
    "canais": "onde se pede",
    "prazo": "o prazo",
    "etapas": "as etapas",
    "orgao": "o órgão responsável",
    "legislacao": "as leis e normas",
    "observacoes": "as observações",
}
"""O que o órgão ainda não confirmou, como se diz a quem lê; o que só interessa à casa não está aqui."""
POR_CONFERIR = "se os endereços e telefones continuam os mesmos"


def falta_confirmar(versao: VersaoDoServico, caminhos: Iterable[Caminho]) -> str:
    """Tudo o que não se sabe ao certo, numa lista para se ler de uma vez; vazio se nada falta."""
    faltam = {campo for campo in FALTAS if campo in versao.a_confirmar}
    ditos = list(caminhos)
    if ditos:  # onde se pede está nos caminhos
        faltam.discard("canais")
    if versao.prazo_contagem == Contagem.SEM_PRAZO:
        faltam.discard("prazo")
    if versao.prazo_provisorio:
        faltam.add("prazo")
    frases = [frase for campo, frase in FALTAS.items() if campo in faltam]
    if any(not c.conferido_em and c.tipo != Caminho.Tipo.PORTAL for c in ditos):
        frases.append(POR_CONFERIR)
    *primeiras, ultima = frases or [""]
    return f"{', '.join(primeiras)} e {ultima}" if primeiras else ultima


DE_CADA_UM: dict[str, Callable[[Any], str]] = {
    "caminhos": lambda chaves: "\n".join(_nomes(Caminho.objects.select_related("lugar"), chaves).values()),
    "lugares": lambda chaves: "\n".join(_nomes(Lugar.objects.all(), chaves).values()),
    "canais": lambda canais: "\n".join(CANAIS.get(canal, canal) for canal in canais),
    "legislacao": lambda normas: "\n".join(f"{lei['norma']} ({lei['fonte']})" for lei in normas),
    "prova": lambda provas: "\n".join(PROVAS.get(prova, prova) for prova in provas),
    "perguntas": _perguntas,
    "fontes": lambda fontes: "\n".join(
        f"{rotulo(campo).rstrip('?')}: {fonte}" for campo, fonte in fontes.items()
    ),
    "a_confirmar": lambda nomes: "\n".join(map(rotulo, nomes)),
}
"""Os campos que não se escrevem sozinhos."""
