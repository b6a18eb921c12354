"""Tipos, situações, respostas e a tabela de transições da manifestação (Lei 13.460/2017, arts. 10 a 16)."""

from __future__ import annotations

from django.db.models import TextChoices

from contas.papeis import Papel
from protocolo.situacoes import Transicao


class TipoDeManifestacao(TextChoices):
    """Os cinco da lei (Lei 13.460/2017, art. 2º, V)."""

    RECLAMACAO = "reclamacao", "Reclamação"
    DENUNCIA = "denuncia", "Denúncia"
    SUGESTAO = "sugestao", "Sugestão"
    ELOGIO = "elogio", "Elogio"
    SOLICITACAO = "solicitacao", "Solicitação"


class Situacao(TextChoices):
    """Onde a manifestação está."""

    REGISTRADA = "registrada", "Recebida"
    EM_ANALISE = "em_analise", "Em análise na Ouvidoria"
    AGUARDANDO_MUNICIPE = "aguardando_municipe", "Aguardando o munícipe"
    ENCAMINHADA = "encaminhada", "Com o órgão responsável"
    RESPOSTA_RECEBIDA = "resposta_recebida", "Resposta do órgão em análise"
    ADMITIDA = "admitida", "Denúncia admitida"
    EM_APURACAO = "em_apuracao", "Em apuração"
    CONCLUIDA = "concluida", "Concluída"
    ARQUIVADA = "arquivada", "Arquivada"
    REDIRECIONADA = "redirecionada", "Passou para outro caminho"
    CANCELADA = "cancelada", "Cancelada"


class Resposta(TextChoices):
    """A resposta conclusiva, da lista (Lei 13.460/2017, art. 12, parágrafo único, IV)."""

    ATENDIDA = "atendida", "Atendida"
    PARCIAL = "parcial", "Atendida em parte"
    NAO_ATENDIDA = "nao_atendida", "Não atendida"
    ORIENTADA = "orientada", "Orientação dada"
    IMPROCEDENTE = "improcedente", "Sem fundamento"
    EM_APURACAO = "em_apuracao", "Enviada a quem apura"


class Falha(TextChoices):
    """O que deu errado, numa reclamação: por que se chega à segunda instância."""

    PRAZO_VENCIDO = "prazo_vencido", "Demorou demais e ninguém atendeu"
    NAO_FEITO = "nao_feito", "Disseram que fizeram, mas não fizeram"
    MAL_FEITO = "mal_feito", "Fizeram, mas ficou malfeito"
    INDEFERIDO = "indeferido", "Recusaram o pedido sem razão"
    MAU_ATENDIMENTO = "mau_atendimento", "Fui mal atendido"


class Destino(TextChoices):
    """A quem um encaminhamento vai."""

    ORGAO = "orgao", "Órgão responsável"
    CORREGEDORIA = "corregedoria", "Corregedoria Geral do Município"
    EXTERNO = "externo", "Fora da Prefeitura"


class Tipo(TextChoices):
    """Tipos de andamento. O rótulo é a frase, sempre a mesma."""

    REGISTRO = "registro", "Manifestação recebida"
    ANALISE = "analise", "A Ouvidoria começou a análise"
    NOTA = "nota", "Anotação da Ouvidoria"
    RECLASSIFICACAO = "reclassificacao", "O tipo da manifestação foi corrigido"
    COMPLEMENTO_PEDIDO = "complemento_pedido", "A Ouvidoria pediu mais informações"
    COMPLEMENTO_LEMBRADO = "complemento_lembrado", "Lembramos que falta a sua resposta"
    COMPLEMENTO_RESPONDIDO = "complemento_respondido", "Você respondeu"
    INFORMACAO = "informacao", "Você mandou mais informações"
    ENCAMINHAMENTO = "encaminhamento", "A manifestação foi enviada ao órgão responsável"
    RECOLHIMENTO = "recolhimento", "A Ouvidoria retirou o envio ao órgão"
    PRORROGACAO_DO_ORGAO = "prorrogacao_do_orgao", "O órgão prorrogou o seu prazo"
    RESPOSTA_DO_ORGAO = "resposta_do_orgao", "O órgão respondeu à Ouvidoria"
    DEVOLUCAO_AO_ORGAO = "devolucao_ao_orgao", "A Ouvidoria pediu ao órgão uma resposta melhor"
    PRORROGACAO = "prorrogacao", "O prazo da resposta foi prorrogado"
    ADMISSAO = "admissao", "A denúncia foi admitida"
    NAO_ADMISSAO = "nao_admissao", "A denúncia não foi admitida"
    APURACAO = "apuracao", "A denúncia foi enviada para apuração"
    APURACAO_INFORMADA = "apuracao_informada", "Quem apura informou a Ouvidoria"
    CONSENTIMENTO_PEDIDO = "consentimento_pedido", "A Ouvidoria perguntou se pode dizer quem você é"
    CONSENTIMENTO_DADO = "consentimento_dado", "Você autorizou dizer quem é"
    CONSENTIMENTO_NEGADO = "consentimento_negado", "Você não autorizou dizer quem é"
    JUNCAO = "juncao", "A manifestação passou a ser tratada junto com outra igual"
    SEPARACAO = "separacao", "A manifestação voltou a ser tratada sozinha"
    RECALCULO = "recalculo", "O prazo foi recalculado"
    VENCIMENTO = "vencimento", "O prazo venceu sem a resposta"
    CONCLUSAO = "conclusao", "Resposta da Ouvidoria"
    ARQUIVAMENTO = "arquivamento", "Manifestação arquivada"
    REDIRECIONAMENTO = "redirecionamento", "A manifestação passou para outro caminho"
    CANCELAMENTO = "cancelamento", "Manifestação cancelada"
    REVISAO = "revisao", "Você pediu a revisão da resposta"
    AVALIACAO = "avaliacao", "Você avaliou o atendimento"


S = Situacao
ABERTAS = (
    S.REGISTRADA,
    S.EM_ANALISE,
    S.AGUARDANDO_MUNICIPE,
    S.ENCAMINHADA,
    S.RESPOSTA_RECEBIDA,
    S.ADMITIDA,
    S.EM_APURACAO,
)
ENCERRADAS = (S.CONCLUIDA, S.ARQUIVADA, S.REDIRECIONADA, S.CANCELADA)
DA_DENUNCIA = (S.ADMITIDA, S.EM_APURACAO)
"""Só uma denúncia passa por estas; é a ação que o exige."""
DE_PREPARAR = (S.EM_ANALISE, *DA_DENUNCIA)
"""Em que se preparam a versão sem nomes e as cópias dos anexos de uma denúncia."""

OGM = frozenset({Papel.OUVIDORIA})
PARTE = frozenset({Papel.INTERESSADO, Papel.ATENDENTE})
"""Ela, ou quem a atende e a reconheceu (`atendimento.pessoa.guardas`)."""
ORGAO = frozenset({Papel.INTERLOCUTOR})
QUEM_APURA = frozenset({Papel.CORREGEDORIA, Papel.OUVIDORIA})
TEMPO = frozenset({Papel.SISTEMA})

TRANSICOES = (
    Transicao(S.REGISTRADA, S.EM_ANALISE, OGM),
    Transicao(S.EM_ANALISE, S.EM_ANALISE, OGM, "reclassificar, juntar e anotar não mudam a situação"),
    # Complemento: uma vez; sem resposta, arquiva-se (a pessoa pode registrar de novo).
    Transicao(S.EM_ANALISE, S.AGUARDANDO_MUNICIPE, OGM),
    Transicao(S.AGUARDANDO_MUNICIPE, S.EM_ANALISE, PARTE),
    Transicao(S.AGUARDANDO_MUNICIPE, S.ARQUIVADA, OGM | TEMPO, "passou o tempo de resposta"),
    # O órgão responde à Ouvidoria, e é ela quem responde à pessoa.
    Transicao(S.EM_ANALISE, S.ENCAMINHADA, OGM),
    Transicao(
        S.ENCAMINHADA, S.ENCAMINHADA, OGM | ORGAO, "outro órgão, prorrogação ou resposta de um de vários"
    ),
    Transicao(
        S.ENCAMINHADA,
        S.RESPOSTA_RECEBIDA,
        OGM | ORGAO,
        "o último dos órgãos respondeu, ou a Ouvidoria retirou o último que faltava",
    ),
    Transicao(S.ENCAMINHADA, S.EM_ANALISE, OGM, "a Ouvidoria retirou o envio"),
    Transicao(S.RESPOSTA_RECEBIDA, S.ENCAMINHADA, OGM, "resposta insuficiente, ou outro órgão"),
    # Conclusão.
    Transicao(S.EM_ANALISE, S.CONCLUIDA, OGM),
    Transicao(S.RESPOSTA_RECEBIDA, S.CONCLUIDA, OGM),
    Transicao(S.CONCLUIDA, S.EM_ANALISE, PARTE, "pedido de revisão, uma vez, no prazo"),
    # Denúncia: admissibilidade e apuração (Portaria CGM 01/2022, art. 2º).
    Transicao(S.EM_ANALISE, S.ADMITIDA, OGM),
    Transicao(S.EM_ANALISE, S.ARQUIVADA, OGM, "denúncia não admitida"),
    Transicao(S.ADMITIDA, S.EM_APURACAO, OGM),
    Transicao(S.EM_APURACAO, S.EM_APURACAO, QUEM_APURA, "quem apura informa o andamento"),
    Transicao(S.EM_APURACAO, S.CONCLUIDA, OGM),
    # Outro caminho e desistência.
    Transicao(S.EM_ANALISE, S.REDIRECIONADA, OGM),
    *(
        Transicao(de, S.CANCELADA, PARTE, "desistência de quem se identificou; nunca de denúncia")
        for de in (S.REGISTRADA, S.EM_ANALISE, S.AGUARDANDO_MUNICIPE, S.ENCAMINHADA, S.RESPOSTA_RECEBIDA)
    ),
)
