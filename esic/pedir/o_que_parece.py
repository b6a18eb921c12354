"""O texto parece pedido de informação, ou é um serviço ou uma reclamação? Só palavras, sem banco.

Quem decide é a pessoa: aqui só se escolhe que caminho lhe mostrar antes de seguir, e nada se recusa
(LAI, art. 10; Lei 13.460/2017, art. 11). Na dúvida, é informação. As frases que medem a regra estão nos
testes.
"""

from __future__ import annotations

import re
from enum import StrEnum

from guia.busca.sinonimos import simplificar


class Parece(StrEnum):
    """O que o texto parece ser, quando não parece um pedido de informação."""

    SERVICO = "servico"
    RECLAMACAO = "reclamacao"


def _expressao(palavras: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(palavras.split())})\b".replace("_", " "))


INFORMACAO = _expressao(
    r"""
    quant[oa]s? qua(?:l|is) copias? integra contratos? convenios? aditivos? relatorios? dados?
    planilhas? listas? listagem relac(?:ao|oes)_d[aeo]s? estatisticas? indicadores numeros?_d[aeo]s?
    percentua(?:l|is) ranking documentos? laudos? parecer(?:es)? edita(?:l|is) licitac(?:ao|oes) pregao
    atas? processos?_administrativos? criterios? cronogramas? informac(?:ao|oes) inventario levantamento
    historico notas_fiscais orcament\w+ remunerac(?:ao|oes) salarios?_d[aeo]s? gastos? gastou arrecad\w+
    repasses? folha_de_pagamento organograma projeto_(?:executivo|basico) mapas?_d[aeo]s? nomes?_e
    tempo_medio media_de estudos? registros_d[aeo]s? em_que_(?:data|ano) acesso_a[os]? bases?_de_dados
    quem_(?:sao|foi|e) termo_de_\w+ gravac(?:ao|oes)_d[aeo]s? microdados solicito_saber numero_de
    plano_d[aeo] agenda_d[aeo]s? escalas?_d[aeo]s? imagens_d[aeo]s? motivos?_d[aeo]
    por_(?:mes|ano|distrito|regiao|subprefeitura) (?:de|em|desde)_(?:19|20)[0-9]{2} quando_(?:foi|foram)
    valor(?:es)?_(?:pag|gast)o?s? metas? indice parceria justificativas? norma instrucao_normativa
    decreto portaria
    """
)
"""Do que se pede para saber. Uma só basta para ser informação."""

RECLAMACAO = _expressao(
    r"""
    reclam\w+ denunci\w+ (?:mal|bem)_(?:atendid\w+|tratad\w+|educad\w+) maltrat\w+
    gross(?:a|o|eir[ao]s?|eria) desrespeit\w+ descaso absurdo vergonha indignad\w+ revoltad\w+
    pouco_caso corrup\w+ propina nepotismo assedio humilh\w+ desvi(?:a|ou|o)_(?:de_)?(?:dinheiro|verba)
    mal_?feit[oa] ninguem_ter_feito
    ninguem_(?:resolve\w*|faz|fez|veio|vem|aparece\w*|responde\w*|atende\w*|toma|tomou|liga)
    nao_(?:vieram|veio|resolveram|responderam|atenderam|fizeram|apareceram|cumpr\w+)
    nao_me_(?:responder|atender)\w+ (?:pediu|cobrou|exigiu)_(?:dinheiro|propina) carro_oficial
    nao_trabalha\w* ja_(?:pedi|reclamei|solicitei|liguei) prazo_(?:\w+_){0,3}(?:venceu|passou|acabou)
    elogi\w+ parabens agradec\w+ sugiro suger\w+ sugest(?:ao|oes) pessim[ao] xing\w+ discrimin\w+
    racis\w+ parabeniz\w+ injust\w+ persegu\w+ mentira ideia_e cancelaram furando(?:_a)?_fila ameac\w+
    abus\w+ irregular\w+ superfaturad\w+ recebe_e_nao nunca_(?:vem|veio|passa|funciona|atende\w*)
    dorm(?:e|em|indo) deixam?_esperando trat(?:ou|aram)_mal obrigad[ao]_a(?:o|os)? meus_parabens
    excelente otim[ao] melhorar
    """
)
"""De quem se queixa, denuncia, elogia ou sugere."""

ACAO = _expressao(
    r"""
    tap(?:ar|em|assem?) consert\w+ arrum(?:ar?|em|assem) retir(?:ar?|em|ada|assem)
    remo(?:ver?|vam|cao|vessem) recolh(?:er?|am|ida|essem) poda pod(?:ar|em|assem) troca_d[aeo]s?
    tro(?:car|quem) substitu(?:ir|am|icao) limp(?:ar?|em|eza_d[aeo]s?|asse|assem) varr(?:er|am|icao)
    capin(?:ar|a|em|acao) cort(?:ar|em|assem) fiscaliz(?:ar|em|acao|assem) vistori(?:ar|em)
    instal(?:ar|em|acao_d[aeo]s?) recolo(?:car|quem) coloquem colocacao_de castrar pint(?:ar|em)
    asfalt(?:ar|em) recap(?:ear|eiem) desentup\w+ sinalizar nebuliz\w+ provid(?:encias?|enciar|enciem)
    mandem vaga_(?:na|em|para) segunda_via 2_via marcar agendar matricul\w+
    (?:fazer|tirar|renovar|emitir|solicitar|pedir)_(?:o|a|meu|minha) isencao parcelar rebaix\w+
    cadastrar atualizo atualizar inscrever renovar limpar dedetiz\w+ buscar desobstru\w+
    ilumin(?:ar|acao_n[ao])
    """
)
"""O que se pede que façam."""

PROBLEMA = _expressao(
    r"""
    buracos? cratera entulho lampadas? poste bueiro esgoto mato alto terreno_baldio semaforo farol
    dengue ratos? escorpi\w+ vazamento vazando arvore calcada lixo barulho som_alto placa
    faixa_de_pedestre queda alagamento quebrad[ao] queimad[ao] apagad[ao] entupid[ao] abandonad[ao]
    caid[ao] caindo caiu solt[ao] invadi\w+ galho boca_de_lobo orelhao balanco destruid[ao]
    arrebentad[ao] estragad[ao] prestes_a atrapalhando transbord\w+ machuc\w+ perig\w+ escur[ao] breu
    sujeira mau_cheiro enxame abelhas
    """
)
"""O que está errado na rua: duas destas, ou uma com quem a conta de perto."""

DE_PERTO = _expressao(
    r"""
    minhas? meus? moro moramos precis\w+ quero gostaria peco solicito aqui ao_lado (?:em|na)_frente
    estao? esta tem_um[ao]? ha_um[ao]? favor alguem urgente quando_(?:voces_)?vao
    """
)
"""Quem conta o que acontece perto de si, agora."""


def parece(texto: str) -> Parece | None:
    """O que o texto parece; None se parece informação ou se não se sabe."""
    simples = " ".join(re.findall(r"[^\W_]+", simplificar(texto)))
    if INFORMACAO.search(simples):
        return None
    if RECLAMACAO.search(simples):
        return Parece.RECLAMACAO
    problemas, perto = PROBLEMA.findall(simples), DE_PERTO.search(simples)
    if ACAO.search(simples) or len(problemas) > 1 or (problemas and perto):
        return Parece.SERVICO
    return None
