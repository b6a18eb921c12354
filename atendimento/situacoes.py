"""Como um atendimento acaba, e o que se faz nele."""

from __future__ import annotations

from django.db.models import TextChoices


class Resultado(TextChoices):
    """O que a pessoa levou do atendimento; vazio enquanto ele não acaba, ou se acabou sem ninguém dizer."""

    PEDIDO = "pedido", "Pedido registrado"
    ANDAMENTO = "andamento", "Andamento lido"
    INFORMACAO = "informacao", "Só informação"
    OUVIDORIA = "ouvidoria", "Ouvidoria"
    ESIC = "esic", "Pedido de informação"
    TRANSFERIDO = "transferido", "Ligação transferida"
    SEM_SINAL = "sem_sinal", "Sem sinal de quem atendia"
    """A página de quem atendia calou-se: a conversa foi à fila, e o que se escrevia vai com ela."""
    CAIU = "caiu", "A ligação caiu"
    ENGANO = "engano", "Engano ou trote"
    RETORNO = "retorno", "Ligação de retorno"
    """De saída: o que houve está na tentativa (`TentativaDeRetorno`); a mesa não o oferece."""


class SituacaoDaConversa(TextChoices):
    """Em que ponto está uma conversa do portal."""

    COMECO = "comeco", "No começo"
    """A pessoa ainda fala com as respostas do Guia; ninguém espera por ela."""
    NA_FILA = "na_fila", "Na fila"
    COM_ATENDENTE = "com_atendente", "Com quem atende"
    PENDENTE = "pendente", "Por responder"
    """Chegou fora de hora, ou ninguém pôde: alguém responde até o prazo, e a pessoa é avisada."""
    ENCERRADA = "encerrada", "Encerrada"


class Fim(TextChoices):
    """Como a conversa acabou."""

    PESSOA = "pessoa", "Encerrada pela pessoa"
    ATENDENTE = "atendente", "Encerrada por quem atendeu"
    DESISTIU = "desistiu", "A pessoa saiu da fila"
    PARADA = "parada", "Acabou parada"
    RESPONDIDA = "respondida", "Respondida depois"
    DENUNCIA = "denuncia", "Levada ao formulário da Ouvidoria"
    ABUSO = "abuso", "Bloqueada"


class Estado(TextChoices):
    """Em que está quem atende: só a quem recebe chegam conversas."""

    RECEBE = "recebe", "Recebe"
    PAUSA = "pausa", "Em pausa"
    ALMOCO = "almoco", "No almoço"
    TREINAMENTO = "treinamento", "Em treinamento"
    FORA = "fora", "Não recebe"
    """Ainda não começou, acabou o turno, ou nunca recebeu: só tomou alguma."""


SEM_NADA_DEPOIS = frozenset({Fim.DENUNCIA, Fim.ABUSO})
"""Depois destes fins não se dá nota, nem se manda cópia."""


class DeQuem(TextChoices):
    """De quem é uma mensagem da conversa."""

    PESSOA = "pessoa", "Pessoa"
    ATENDENTE = "atendente", "Atendente"
    AUTOMATICA = "automatica", "Resposta automática"
    AVISO = "aviso", "Aviso do portal"
    """O que a conversa diz de si: quem entrou, que está parada, que acabou."""
    NOTA = "nota", "Nota a quem atende"


PEDIDO_ENVIADO = "Pedido enviado"
"""Como começa o aviso de que a pessoa enviou o pedido: o único que diz alguma coisa dela."""
DA_MESA = [um for um in Resultado if um not in {Resultado.RETORNO, Resultado.SEM_SINAL}]
"""Como acaba o atendimento de quem procurou a cidade."""


class Providencia(TextChoices):
    """O que o atendente fez no atendimento. O de uma denúncia não leva protocolo (ADR 0018)."""

    CONSULTOU = "consultou", "Consultou o serviço"
    REGISTROU = "registrou", "Registrou o pedido"
    PEDIU = "pediu", "A pessoa enviou o pedido"
    """Foi ela que terminou o que se lhe mandou na conversa."""
    LEU = "leu", "Leu o andamento"
    CONTOU = "contou", "Contou o que o aviso dizia"
    COMPLETOU = "completou", "Mandou a resposta da pessoa"
    ACRESCENTOU = "acrescentou", "Acrescentou ao pedido"
    CANCELOU = "cancelou", "Registrou a desistência"
    PEDIU_REABERTURA = "pediu_reabertura", "Pediu a reabertura"
    RECORREU = "recorreu", "Apresentou o recurso"
    PEDIU_REVISAO = "pediu_revisao", "Pediu a revisão"
    RECLAMOU = "reclamou", "Reclamou da falta de resposta"
    APOIOU = "apoiou", "Pôs a pessoa a acompanhar junto"
    OUVIDORIA = "ouvidoria", "Registrou na Ouvidoria"
    ESIC = "esic", "Registrou o pedido de informação"
    MANDOU_CHAVE = "mandou_chave", "Mandou uma chave nova"
    MANDOU_PROTOCOLO = "mandou_protocolo", "Mandou o protocolo"
    IMPRIMIU = "imprimiu", "Imprimiu o comprovante"
    RECONHECEU = "reconheceu", "Reconheceu a pessoa"
    PROVOU = "provou", "Conferiu o documento"
    ABRIU_FICHA = "abriu_ficha", "Viu os casos da pessoa"


DE_PEDIDO = frozenset({Providencia.REGISTROU, Providencia.PEDIU})
"""Os que dizem que do atendimento saiu um pedido, de quem quer que o tenha enviado."""
RESULTADO_DE = {
    Providencia.REGISTROU: Resultado.PEDIDO,
    Providencia.PEDIU: Resultado.PEDIDO,
    Providencia.OUVIDORIA: Resultado.OUVIDORIA,
    Providencia.ESIC: Resultado.ESIC,
    Providencia.LEU: Resultado.ANDAMENTO,
    Providencia.CONTOU: Resultado.ANDAMENTO,
    Providencia.COMPLETOU: Resultado.ANDAMENTO,
    Providencia.ACRESCENTOU: Resultado.ANDAMENTO,
    Providencia.CANCELOU: Resultado.ANDAMENTO,
    Providencia.PEDIU_REABERTURA: Resultado.ANDAMENTO,
    Providencia.RECORREU: Resultado.ANDAMENTO,
    Providencia.PEDIU_REVISAO: Resultado.OUVIDORIA,
    Providencia.RECLAMOU: Resultado.OUVIDORIA,
    Providencia.APOIOU: Resultado.ANDAMENTO,
    Providencia.CONSULTOU: Resultado.INFORMACAO,
}
"""O resultado que a mesa sugere pelo que se fez, o que mais pesa primeiro; outro ato não sugere nada."""
