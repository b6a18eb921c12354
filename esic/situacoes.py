"""Situações, decisões, graus de segredo e as transições do pedido de informação (Lei 12.527/2011, a LAI)."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices

from contas.papeis import Papel
from protocolo.situacoes import Transicao


class Situacao(TextChoices):
    """Onde o pedido está."""

    EM_TRAMITACAO = "em_tramitacao", "À espera da resposta"
    RESPONDIDO = "respondido", "Respondido"
    EM_RECURSO = "em_recurso", "Em recurso"
    DECIDIDO = "decidido", "Recurso decidido"
    ENCERRADO = "encerrado", "Encerrado"
    DESISTENCIA = "desistencia", "Desistência"


class Decisao(TextChoices):
    """O que o órgão decidiu sobre o pedido (LAI, art. 11, §1º)."""

    CONCEDIDO = "concedido", "Acesso concedido"
    PARCIAL = "parcial", "Acesso concedido em parte"
    NEGADO = "negado", "Acesso negado"
    INEXISTENTE = "inexistente", "A informação não existe"
    NAO_COMPETE = "nao_compete", "Outro órgão tem a informação"
    NAO_E_PEDIDO = "nao_e_pedido", "Não é pedido de informação"
    REPETIDO = "repetido", "Pedido repetido"


NEGATIVAS = (Decisao.NEGADO, Decisao.PARCIAL)
"""Só valem com categoria, base legal e texto (LAI, art. 11, §1º, II, e §4º)."""


class Fundamento(TextChoices):
    """Por que o acesso é negado, no todo ou em parte. Cada um pede o texto que o explica.

    Os três últimos vêm do Decreto federal 7.724/2012, art. 13 (norma municipal a confirmar).
    """

    CLASSIFICADA = "classificada", "Informação classificada (LAI, arts. 23 e 24)"
    SIGILO = "sigilo", "Outro sigilo legal (LAI, art. 22)"
    PESSOAL = "pessoal", "Informação pessoal (LAI, art. 31)"
    PREPARATORIO = "preparatorio", "Documento preparatório (LAI, art. 7º, §3º)"
    GENERICO = "generico", "Pedido genérico"
    DESPROPORCIONAL = "desproporcional", "Pedido desproporcional ou desarrazoado"
    TRABALHO = "trabalho", "Exige trabalho adicional de análise, consolidação ou produção"


class FormaDeResposta(TextChoices):
    """Como a pessoa prefere receber."""

    PAGINA = "pagina", "Pela página do pedido e por e-mail"
    CORREIO = "correio", "Pelo correio"
    BALCAO = "balcao", "No balcão do órgão"


class Instancia(IntegerChoices):
    """A ordem não se pula."""

    PRIMEIRA = 1, "1ª instância: autoridade máxima do órgão"
    SEGUNDA = 2, "2ª instância: Controladoria Geral do Município"
    TERCEIRA = 3, "3ª instância: Comissão Municipal de Acesso à Informação"


DECIDE = {
    Instancia.PRIMEIRA: Papel.AUTORIDADE,
    Instancia.SEGUNDA: Papel.OUVIDORIA,
    Instancia.TERCEIRA: Papel.CMAI,
}
"""Quem decide cada instância (Decreto municipal 53.623/2012; artigos a confirmar)."""
QUEM_DECIDE = {
    Instancia.PRIMEIRA: "quem dirige o órgão",
    Instancia.SEGUNDA: "a Controladoria Geral do Município",
    Instancia.TERCEIRA: "a Comissão Municipal de Acesso à Informação",
}
"""O mesmo, dito a quem recorre."""


class MotivoDeRecurso(TextChoices):
    """Por que se recorre."""

    NEGADO = "negado", "Negaram a informação"
    INCOMPLETA = "incompleta", "A resposta veio incompleta"
    OUTRA_COISA = "outra_coisa", "A resposta não é do que pedi"
    SEM_RESPOSTA = "sem_resposta", "O prazo passou sem resposta"
    OUTRO = "outro", "Outro motivo"


class Resultado(TextChoices):
    """A decisão de um recurso."""

    DEFERIDO = "deferido", "Deferido"
    PARCIAL = "parcial", "Deferido em parte"
    INDEFERIDO = "indeferido", "Indeferido"
    NAO_CONHECIDO = "nao_conhecido", "Não conhecido"
    PERDA_DE_OBJETO = "perda_de_objeto", "Perdeu o objeto"


A_CUMPRIR = (Resultado.DEFERIDO, Resultado.PARCIAL)
"""O órgão tem de entregar o que o recurso deu."""


class ResultadoDaReclamacao(TextChoices):
    """A decisão de uma reclamação por omissão."""

    PROCEDENTE = "procedente", "Procedente: o órgão tem de responder"
    IMPROCEDENTE = "improcedente", "Improcedente"
    PERDA_DE_OBJETO = "perda_de_objeto", "Já não é preciso decidir"


class SituacaoDaPublicacao(TextChoices):
    """Se a resposta é pública. Nada se publica sem uma pessoa conferir."""

    A_REVISAR = "a_revisar", "Por revisar"
    PUBLICADO = "publicado", "Publicado"
    NAO_PUBLICAR = "nao_publicar", "Não publicar"


class ParteDoPedido(TextChoices):
    """As partes de um pedido publicado, na ordem em que aconteceram."""

    PERGUNTA = "pergunta", "O que se pediu"
    RESPOSTA = "resposta", "O que o órgão respondeu"
    RECURSO = "recurso", "Recurso"
    DECISAO = "decisao", "Decisão do recurso"
    CUMPRIMENTO = "cumprimento", "O que o órgão entregou depois"


class SituacaoDaReuniao(TextChoices):
    """Onde está uma reunião da Comissão."""

    MARCADA = "marcada", "Marcada"
    REALIZADA = "realizada", "Realizada"
    CANCELADA = "cancelada", "Cancelada"


class Grau(TextChoices):
    """Os graus de sigilo (LAI, art. 24, §1º)."""

    RESERVADA = "reservada", "Reservada"
    SECRETA = "secreta", "Secreta"
    ULTRASSECRETA = "ultrassecreta", "Ultrassecreta"


ANOS_EM_SEGREDO = {Grau.RESERVADA: 5, Grau.SECRETA: 15, Grau.ULTRASSECRETA: 25}
"""O máximo de cada grau, contado da produção (LAI, art. 24, §1º)."""


class Tipo(TextChoices):
    """Tipos de andamento. O rótulo é a frase, sempre a mesma."""

    REGISTRO = "registro", "Pedido de informação recebido"
    NOTA = "nota", "Anotação interna"
    RESPONSAVEL = "responsavel", "O pedido tem novo responsável"
    REENCAMINHAMENTO = "reencaminhamento", "O pedido passou para outro órgão"
    PRORROGACAO = "prorrogacao", "O prazo da resposta foi prorrogado"
    RESPOSTA = "resposta", "O órgão respondeu"
    VENCIMENTO = "vencimento", "O prazo venceu sem a resposta"
    RECLAMACAO = "reclamacao", "Reclamação pela falta de resposta"
    RECLAMACAO_DECIDIDA = "reclamacao_decidida", "A reclamação foi decidida"
    RECURSO = "recurso", "Recurso apresentado"
    RECURSO_DECIDIDO = "recurso_decidido", "O recurso foi decidido"
    CUMPRIMENTO = "cumprimento", "O órgão cumpriu a decisão"
    ESCLARECIMENTO = "esclarecimento", "Quem decide perguntou ao órgão"
    ESCLARECIDO = "esclarecido", "O órgão respondeu a quem decide"
    PAUTA = "pauta", "O recurso entrou na pauta da Comissão"
    FORA_DA_PAUTA = "fora_da_pauta", "O recurso espera outra reunião da Comissão"
    RECALCULO = "recalculo", "O prazo foi recalculado"
    ENCERRAMENTO = "encerramento", "Pedido encerrado"
    DESISTENCIA = "desistencia", "A pessoa desistiu do pedido"
    PARTE_CONFERIDA = "parte_conferida", "Uma parte foi conferida para publicar"
    COPIA_PUBLICA = "copia_publica", "Decidiu-se de um anexo para publicar"
    PUBLICACAO = "publicacao", "A resposta foi publicada"
    NAO_PUBLICACAO = "nao_publicacao", "Decidiu-se não publicar a resposta"
    VOLTA_A_REVISAO = "volta_a_revisao", "A publicação voltou à revisão"


S = Situacao
ABERTAS = (S.EM_TRAMITACAO, S.RESPONDIDO, S.EM_RECURSO, S.DECIDIDO)
ENCERRADAS = (S.ENCERRADO, S.DESISTENCIA)
PARTE = frozenset({Papel.INTERESSADO})
RECORRE = PARTE | {Papel.ATENDENTE}
"""A pessoa, ou quem a atende e a reconheceu (`atendimento.pessoa.guardas`)."""
SIC = frozenset({Papel.SIC})
TEMPO = frozenset({Papel.SISTEMA})
JULGA = frozenset(DECIDE.values())
REVE = frozenset({Papel.OUVIDORIA})
COMISSAO = frozenset({Papel.CMAI})

TRANSICOES = (
    Transicao(
        S.EM_TRAMITACAO, S.EM_TRAMITACAO, SIC | {Papel.OUVIDORIA}, "outro órgão, ou prorrogação (só o SIC)"
    ),
    Transicao(S.EM_TRAMITACAO, S.RESPONDIDO, SIC),
    Transicao(S.EM_TRAMITACAO, S.EM_RECURSO, RECORRE | TEMPO, "o prazo passou sem resposta"),
    Transicao(S.EM_TRAMITACAO, S.DESISTENCIA, PARTE),
    Transicao(S.RESPONDIDO, S.EM_RECURSO, RECORRE),
    Transicao(S.RESPONDIDO, S.ENCERRADO, TEMPO, "passou o tempo de recorrer"),
    Transicao(S.EM_RECURSO, S.DECIDIDO, JULGA, "cada papel, só na sua instância"),
    Transicao(S.EM_RECURSO, S.RESPONDIDO, SIC, "resposta que faltava: o recurso pela omissão perde o objeto"),
    Transicao(S.EM_RECURSO, S.EM_RECURSO, RECORRE | TEMPO, "a instância não decidiu no prazo"),
    Transicao(S.DECIDIDO, S.EM_RECURSO, RECORRE),
    Transicao(S.DECIDIDO, S.DECIDIDO, SIC, "o órgão cumpre a decisão"),
    Transicao(S.DECIDIDO, S.ENCERRADO, TEMPO, "nada mais cabe: última instância, ou passou o tempo"),
)

DA_PUBLICACAO = (
    Transicao(SituacaoDaPublicacao.A_REVISAR, SituacaoDaPublicacao.PUBLICADO, REVE),
    Transicao(SituacaoDaPublicacao.A_REVISAR, SituacaoDaPublicacao.NAO_PUBLICAR, REVE),
    Transicao(SituacaoDaPublicacao.NAO_PUBLICAR, SituacaoDaPublicacao.A_REVISAR, REVE, "reviu-se"),
    Transicao(
        SituacaoDaPublicacao.PUBLICADO,
        SituacaoDaPublicacao.A_REVISAR,
        REVE,
        "sai do ar para se corrigir: o que se publicou com dado pessoal não espera",
    ),
)

R = SituacaoDaReuniao
DA_REUNIAO = (
    Transicao(R.MARCADA, R.MARCADA, COMISSAO, "mudou o dia, a hora ou o lugar"),
    Transicao(R.MARCADA, R.REALIZADA, COMISSAO),
    Transicao(R.MARCADA, R.CANCELADA, COMISSAO),
    Transicao(R.REALIZADA, R.REALIZADA, COMISSAO, "a ata, e a correção dela"),
)
