"""Situações, desfechos, tipos de andamento e a tabela de transições da solicitação."""

from __future__ import annotations

from django.db.models import TextChoices

from contas.papeis import Papel
from protocolo.situacoes import Transicao


class Situacao(TextChoices):
    """Onde a solicitação está."""

    ABERTA = "aberta", "Aguardando atendimento"
    EM_ANDAMENTO = "em_andamento", "Em andamento"
    AGUARDANDO_MUNICIPE = "aguardando_municipe", "Aguardando o munícipe"
    FINALIZADA = "finalizada", "Finalizada"
    INDEFERIDA = "indeferida", "Indeferida"
    CANCELADA = "cancelada", "Cancelada"


ABERTAS = (Situacao.ABERTA, Situacao.EM_ANDAMENTO, Situacao.AGUARDANDO_MUNICIPE)
ENCERRADAS = (Situacao.FINALIZADA, Situacao.INDEFERIDA, Situacao.CANCELADA)

NOMES_CURTOS: dict[str, str] = {
    Situacao.ABERTA: "Aberta",
    Situacao.EM_ANDAMENTO: "Em andamento",
    Situacao.AGUARDANDO_MUNICIPE: "Com o munícipe",
    Situacao.FINALIZADA: "Finalizada",
    Situacao.INDEFERIDA: "Indeferida",
    Situacao.CANCELADA: "Cancelada",
}
"""A situação como a equipe a chama: na lista cada palavra custa uma linha."""


class Desfecho(TextChoices):
    """O resultado de uma solicitação finalizada."""

    REALIZADO = "realizado", "Realizado"
    JA_RESOLVIDO = "ja_resolvido", "Já estava resolvido"
    NAO_ENCONTRADO = "nao_encontrado", "Problema não encontrado no local"
    IMPROCEDENTE = "improcedente", "Improcedente"
    FORA_DA_COMPETENCIA = "fora_da_competencia", "Fora da competência da Prefeitura"
    NAO_INFORMADO = "nao_informado", "Não informado"


ESCOLHIVEIS = tuple(d for d in Desfecho if d != Desfecho.NAO_INFORMADO)
"""Os desfechos que a equipe pode dar; o não informado é só dos importados."""


class MotivoDeRecusa(TextChoices):
    """Por que uma solicitação é indeferida; completa a frase "Motivo: …"."""

    AREA_PARTICULAR = "area_particular", "o local é particular"
    FALTA_INFORMACAO = "falta_informacao", "faltam informações para localizar ou entender o problema"
    SEM_REQUISITOS = "sem_requisitos", "o pedido não atende aos requisitos do serviço"
    REPETIDO = "repetido", "já existe um pedido seu para o mesmo problema"
    OUTRA_ESFERA = "outra_esfera", "o assunto é de outro governo ou empresa"
    OUTRO = "outro", "outro motivo"


class MotivoDaVolta(TextChoices):
    """Por que a equipe foi ao lugar e não deu para fazer; o munícipe também lê."""

    SEM_ACESSO = "sem_acesso", "O local estava fechado ou sem acesso"
    NAO_ACHADO = "nao_achado", "O endereço não foi encontrado"
    ALGO_NO_CAMINHO = "algo_no_caminho", "Havia carro ou outra coisa no caminho"
    SEM_MATERIAL = "sem_material", "Faltou material ou equipamento"
    CHUVA_OU_RISCO = "chuva_ou_risco", "Chovia, ou havia risco para a equipe"
    SEM_TEMPO = "sem_tempo", "Não houve tempo hoje"
    OUTRO = "outro", "Outro motivo"


class Tipo(TextChoices):
    """Tipos de andamento. O rótulo é a frase pública, sempre a mesma."""

    REGISTRO = "registro", "Pedido registrado"
    IMPORTACAO = "importacao", "Pedido importado da base histórica"
    ASSUNCAO = "assuncao", "Um servidor assumiu o pedido"
    ATRIBUICAO = "atribuicao", "O pedido foi dado a um servidor"
    TURMA = "turma", "O pedido mudou de turma"
    NOTA = "nota", "Anotação da equipe"
    INICIO = "inicio", "A equipe começou a cuidar do pedido"
    AGENDAMENTO = "agendamento", "A equipe marcou o dia do serviço"
    PRORROGACAO = "prorrogacao", "O prazo foi prorrogado"
    AGRUPAMENTO = "agrupamento", "O pedido passou a ser tratado junto com outro igual"
    DESAGRUPAMENTO = "desagrupamento", "O pedido voltou a ser tratado sozinho"
    COMPLEMENTO_PEDIDO = "complemento_pedido", "A equipe pediu mais informações"
    COMPLEMENTO_LEMBRADO = "complemento_lembrado", "Lembramos que falta a resposta do munícipe"
    COMPLEMENTO_RESPONDIDO = "complemento_respondido", "O munícipe respondeu"
    COMPLEMENTO_VENCIDO = "complemento_vencido", "O tempo de resposta do munícipe acabou"
    INFORMACAO = "informacao", "O munícipe mandou mais informações"
    VISITA = "visita", "A equipe foi ao local e não conseguiu fazer o serviço"
    TRANSFERENCIA = "transferencia", "O pedido passou para outra unidade"
    DEVOLUCAO = "devolucao", "O pedido voltou para a unidade anterior"
    DECISAO = "decisao", "A coordenação decidiu que unidade cuida do pedido"
    MUDANCA_DE_UNIDADE = "mudanca_de_unidade", "A unidade responsável mudou de nome ou de organização"
    RECLASSIFICACAO = "reclassificacao", "O serviço do pedido foi corrigido"
    ENDERECO_CORRIGIDO = "endereco_corrigido", "O endereço do pedido foi corrigido"
    RECALCULO = "recalculo", "O prazo foi recalculado"
    VENCIMENTO = "vencimento", "O prazo venceu sem a conclusão do pedido"
    FINALIZACAO = "finalizacao", "Pedido finalizado"
    INDEFERIMENTO = "indeferimento", "Pedido indeferido"
    CANCELAMENTO = "cancelamento", "Pedido cancelado"
    REABERTURA = "reabertura", "O pedido foi reaberto"
    ENGANO = "engano", "A equipe desfez o que tinha feito por engano"
    PROVA_CORRIGIDA = "prova_corrigida", "A equipe corrigiu as fotos do que foi feito"
    SATISFACAO = "satisfacao", "Quem pediu disse se foi resolvido"
    REABERTURA_PEDIDA = "reabertura_pedida", "Quem pediu diz que não foi resolvido e pede que se reabra"
    REABERTURA_RECUSADA = "reabertura_recusada", "A unidade decidiu não reabrir o pedido"


ENCERRAM = (Tipo.FINALIZACAO, Tipo.INDEFERIMENTO, Tipo.CANCELAMENTO)

CUMPRIDOS = (Desfecho.REALIZADO, Desfecho.JA_RESOLVIDO)
"""Os desfechos que contam como feito. "Não encontrado" e "fora da competência" nunca contam."""

EQUIPE = frozenset({Papel.SERVIDOR, Papel.CHEFIA})
PARTE = frozenset({Papel.INTERESSADO, Papel.ATENDENTE})
S = Situacao

TRANSICOES = (
    # A equipe trabalha.
    Transicao(S.ABERTA, S.ABERTA, EQUIPE, "assumir, transferir e devolver não mudam a situação"),
    Transicao(S.EM_ANDAMENTO, S.EM_ANDAMENTO, EQUIPE, "idem"),
    Transicao(S.AGUARDANDO_MUNICIPE, S.AGUARDANDO_MUNICIPE, EQUIPE, "idem, enquanto o munícipe não responde"),
    Transicao(S.ABERTA, S.EM_ANDAMENTO, EQUIPE),
    Transicao(S.ABERTA, S.AGUARDANDO_MUNICIPE, EQUIPE),
    Transicao(S.EM_ANDAMENTO, S.AGUARDANDO_MUNICIPE, EQUIPE),
    # O munícipe responde, ou o tempo dele acaba e o serviço diz o que acontece.
    Transicao(
        S.AGUARDANDO_MUNICIPE,
        S.EM_ANDAMENTO,
        PARTE | {Papel.SISTEMA},
        "resposta, ou fim do tempo em serviço que prossegue",
    ),
    Transicao(
        S.AGUARDANDO_MUNICIPE,
        S.CANCELADA,
        PARTE | {Papel.SISTEMA},
        "desistência, ou fim do tempo de resposta",
    ),
    # Desistência.
    Transicao(S.ABERTA, S.CANCELADA, PARTE),
    Transicao(S.EM_ANDAMENTO, S.CANCELADA, PARTE),
    # Encerramento pela equipe.
    Transicao(S.ABERTA, S.FINALIZADA, EQUIPE),
    Transicao(S.EM_ANDAMENTO, S.FINALIZADA, EQUIPE),
    Transicao(S.AGUARDANDO_MUNICIPE, S.FINALIZADA, EQUIPE, "resolvido sem precisar da resposta"),
    Transicao(S.ABERTA, S.INDEFERIDA, EQUIPE),
    Transicao(S.EM_ANDAMENTO, S.INDEFERIDA, EQUIPE),
    # Encerrado por engano: só a chefia reabre, com a razão.
    Transicao(S.FINALIZADA, S.EM_ANDAMENTO, frozenset({Papel.CHEFIA}), "encerrado por engano"),
    Transicao(S.INDEFERIDA, S.EM_ANDAMENTO, frozenset({Papel.CHEFIA}), "indeferido por engano"),
)
