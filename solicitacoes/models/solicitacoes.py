"""A solicitação de serviço: o que se pergunta delas, os campos, as restrições e os índices."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self, override

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Cast

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico, VersaoDoServico
from guia.vetor_de_busca import CONFIGURACAO, normalizado
from protocolo import models as protocolo
from protocolo.prazos.atraso import vencida
from protocolo.prazos.contagem import Contagem
from roteamento.models import Distrito, Subprefeitura, Unidade
from solicitacoes import situacoes
from solicitacoes.models.identificador import ComIdentificador
from solicitacoes.models.juntadas import TRATADAS
from solicitacoes.models.turmas import Turma
from solicitacoes.situacoes import NOMES_CURTOS, Desfecho, MotivoDeRecusa, Situacao

PALAVRAS_DA_DESCRICAO = SearchVector(normalizado("descricao"), config=CONFIGURACAO)
"""O que se acha por uma palavra do que o munícipe escreveu; só as abertas têm índice."""

FILTRADAS = [
    "principal",
    "situacao",
    "servico",
    "distrito",
    "responsavel",
    "turma",
    "canal",
    "com_foto",
    "aberta_em",
    "reaberta_em",
]
"""O que os filtros da caixa olham: vai nos índices dela, para nenhum filtro ler a tabela à procura."""
DO_MAPA_E_DOS_PAINEIS = ["lat", "lon", "devolucoes", "prorrogada_em", "versao_servico"]


def prometida() -> Q:
    """O prazo que o órgão deu a um pedido aberto aqui; o do importado viria do Guia de hoje."""
    nativa = Q(procedencia=Solicitacao.Procedencia.NATIVA, versao_servico__prazo_provisorio=False)
    return nativa & ~Q(contagem=Contagem.SEM_PRAZO)


class SolicitacaoQuerySet(protocolo.ComComplementoQuerySet["Solicitacao"]):
    def nativas(self) -> Self:
        """Abertas aqui: nenhuma rotina toca nas importadas."""
        return self.filter(procedencia=Solicitacao.Procedencia.NATIVA)

    def que_o_calendario_refaz(self) -> Self:
        return self.nativas().abertas()

    def da_unidade(self, unidade: Unidade) -> Self:
        """As que estão na caixa dela.

        No tipo da coluna: o índice das palavras e o das ruas, que são GIN, não comparam um inteiro menor.
        """
        return self.filter(unidade=Cast(Value(unidade.pk), models.BigIntegerField()))

    def vencidas(self, em: datetime) -> Self:
        return self.abertas().filter(vencida(em))

    def prometidas(self) -> Self:
        """As que têm prazo dado pelo órgão: só delas se diz que venceram."""
        return self.filter(prometida())

    def principais(self) -> Self:
        """As que se tratam: as juntadas a outra seguem a principal dela.

        A que segue uma que se encerrou, foi a outra unidade ou mudou de serviço também se trata por si:
        nenhum ato, de quem for, esconde um pedido aberto da caixa em que ele está. A regra está em
        `public.solicitacoes_segue` (migração 0001), que diz por que ela é uma função do banco.
        """
        return self.filter(TRATADAS)

    def juntadas(self) -> Self:
        """As solicitações que seguem a sua principal."""
        return self.filter(~TRATADAS)

    def com_mensagem_por_ler(self) -> Self:
        """Abertas em que o munícipe escreveu e ninguém da unidade ainda abriu."""
        return self.abertas().filter(por_ler_desde__isnull=False)

    def sem_resguardo(self) -> Self:
        """Solicitações de quem se pode dizer à unidade: fora as de quem reclamou e pediu que não se diga."""
        resguardo = protocolo.Vinculo.objects.filter(
            para_protocolo=models.OuterRef("protocolo"),
            tipo=protocolo.Vinculo.SEGUNDA_INSTANCIA,
            resguarda=True,
        )
        return self.filter(~models.Exists(resguardo))

    def que_se_ligam(self) -> Self:
        """As que se pode dizer de quem são: nem anônima, selada, anonimizada, sigilosa ou importada."""
        conhecida = Q(interessado__selado_em=None, interessado__anonimizado_em=None)
        ligam = self.filter(conhecida, interessado__isnull=False, sigilosa=False)
        return ligam.exclude(interessado__identidade="anonima")

    def na_ordem_da_caixa(self) -> Self:
        """Por prazo e nada mais: canal não dá prioridade."""
        return self.order_by("vence_em", "id")

    def visiveis_para(self, autor: Autor) -> Self:
        """As que esta pessoa, neste papel, pode abrir por inteiro."""
        if autor.papel == Papel.INTERESSADO:
            return self.do_interessado(autor)
        if autor.eh_servidor:
            return self.filter(unidade__in=autor.unidades)
        if autor.papel == Papel.ATENDENTE:
            return self.filter(atendente=autor.usuario)
        return self if autor.papel == Papel.SISTEMA else self.none()


class Solicitacao(protocolo.ComComplemento, ComIdentificador):
    """O pedido de um serviço do Guia num lugar da cidade, na caixa de uma unidade."""

    TRANSICOES = situacoes.TRANSICOES
    PRAZO_DO_COMPLEMENTO = "COMPLEMENTO_MUNICIPE"
    FORENSES = ("situacao", "unidade", "servico", "responsavel", "vence_em", "desfecho", "principal")
    """As únicas colunas que o histórico guarda: nenhum texto, nenhuma pessoa que pede."""

    servico = models.ForeignKey(
        Servico,
        verbose_name="serviço",
        on_delete=models.PROTECT,
        related_name="solicitacoes",
        db_index=False,  # solicitacao_do_servico começa por ela
    )
    versao_servico = models.ForeignKey(
        VersaoDoServico,
        verbose_name="versão do serviço",
        on_delete=models.PROTECT,
        related_name="solicitacoes",
        db_index=False,
        help_text="O texto do Guia em vigor quando o pedido foi aberto.",
    )
    local_de_registro = models.ForeignKey(
        Unidade,
        verbose_name="registrada em",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    atendente = models.ForeignKey(Usuario, null=True, on_delete=models.PROTECT, related_name="+")

    logradouro = models.CharField("logradouro", max_length=150, blank=True)
    logradouro_busca = models.CharField(max_length=150, blank=True, editable=False)
    numero = models.CharField("número", max_length=20, blank=True)
    complemento = models.CharField("complemento", max_length=80, blank=True)
    referencia = models.CharField("ponto de referência", max_length=200, blank=True)
    cep = models.CharField("CEP", max_length=8, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    distrito = models.ForeignKey(
        Distrito, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subprefeitura = models.ForeignKey(
        Subprefeitura, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    descricao = models.TextField("descrição", blank=True)
    respostas: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "respostas",
        default=list,
        help_text="Lista de {chave, rotulo, valor}, na ordem das perguntas.",
    )

    unidade = models.ForeignKey(
        Unidade, on_delete=models.PROTECT, related_name="solicitacoes", db_index=False
    )
    unidade_anterior = models.ForeignKey(
        Unidade, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rota: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        "por que veio para cá", default=dict
    )
    responsavel = models.ForeignKey(
        Usuario,
        verbose_name="responsável",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    turma = models.ForeignKey(
        Turma, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    principal = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agrupadas",
        db_index=False,  # solicitacao_juntadas: quase nenhuma tem
    )
    transferencias = models.PositiveSmallIntegerField("transferências", default=0)
    devolucoes = models.PositiveSmallIntegerField("devoluções", default=0)
    aguarda_decisao_desde = models.DateTimeField(
        "aguarda decisão da coordenação desde",
        null=True,
        blank=True,
        help_text="Devolvida duas vezes: fica com a última unidade até alguém decidir.",
    )
    por_ler_desde = models.DateTimeField(
        "mensagem do munícipe por ler desde",
        null=True,
        blank=True,
        help_text="Quando ele escreveu; vazio se alguém da unidade já abriu o pedido depois.",
    )
    com_foto = models.BooleanField("tem foto", default=False, db_default=False)
    sigilosa = models.BooleanField(
        "sigilosa",
        default=False,
        db_default=False,
        editable=False,
        help_text="O serviço é sigiloso, ou já foi desde que se pediu. Não volta atrás.",
    )
    agendada_para = models.DateField(
        "marcada para", null=True, blank=True, help_text="O dia em que a equipe disse que vai ao local."
    )
    executada_em = models.DateField("feita em", null=True, blank=True)
    ordem_de_servico = models.CharField("ordem de serviço", max_length=40, blank=True)
    reaberta_em = models.DateTimeField("reaberta em", null=True, blank=True)
    desfecho = models.CharField("desfecho", max_length=20, choices=Desfecho, blank=True)
    motivo_de_recusa = models.CharField("motivo da recusa", max_length=20, choices=MotivoDeRecusa, blank=True)

    history = protocolo.HistoricoForense(no_db_index=["unidade", "servico", "responsavel", "principal"])
    objects = SolicitacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "solicitação"
        verbose_name_plural = "solicitações"
        constraints = [
            *protocolo.ComComplemento.Meta.constraints,
            *ComIdentificador.Meta.constraints,
            protocolo.encerrada_tem_data(
                situacoes.ABERTAS, situacoes.ENCERRADAS, name="solicitacao_encerrada_tem_data"
            ),
            models.CheckConstraint(
                condition=Q(situacao=Situacao.FINALIZADA) ^ Q(desfecho=""),
                name="solicitacao_finalizada_tem_desfecho",
                violation_error_message="Só as finalizadas, e todas elas, têm desfecho.",
            ),
            models.CheckConstraint(
                condition=Q(principal=None) | ~Q(principal=F("id")),
                name="solicitacao_nao_se_junta_a_si",
                violation_error_message="Um pedido não se junta a si mesmo.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unidade", "vence_em", "id"],
                include=["parada_em", "contagem", *FILTRADAS, *DO_MAPA_E_DOS_PAINEIS],
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa",
            ),
            models.Index(
                fields=["unidade", "aberta_em", "id"],
                include=["servico", "principal"],
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa_idade",
            ),
            models.Index(
                fields=["unidade", "servico", "vence_em", "id"],
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa_servico",
            ),
            models.Index(
                fields=["unidade", "distrito", "vence_em", "id"],
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa_distrito",
            ),
            models.Index(
                fields=["unidade", "situacao", "vence_em", "id"],
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa_situacao",
            ),
            models.Index(
                fields=["unidade", "responsavel", "vence_em", "id"],
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa_pessoa",
            ),
            models.Index(
                fields=["servico", "aberta_em"],
                include=["distrito"],  # conta os de um serviço por lugar sem ler a tabela
                name="solicitacao_do_servico",
            ),
            models.Index(
                fields=["servico", "distrito"],
                condition=Q(encerrada_em=None),
                name="solicitacao_abertas_do_servico",
            ),
            models.Index(fields=["distrito", "-aberta_em", "-id"], name="solicitacao_do_distrito"),
            models.Index(
                fields=["unidade", "-encerrada_em", "-id"],
                include=[*FILTRADAS, "logradouro_busca", "numero"],  # não há outro índice de rua delas
                condition=Q(encerrada_em__isnull=False),
                name="solicitacao_encerradas",
            ),
            models.Index(
                fields=["vence_em"],
                condition=Q(
                    encerrada_em=None,
                    parada_em=None,
                    vencimento_avisado_em=None,
                    procedencia="nativa",
                ),
                name="solicitacao_a_vencer",
            ),
            models.Index(
                fields=["responder_ate"],
                condition=Q(responder_ate__isnull=False),
                name="solicitacao_complemento",
            ),
            models.Index(
                fields=["aguarda_decisao_desde", "id"],
                condition=Q(encerrada_em=None, aguarda_decisao_desde__isnull=False),
                name="solicitacao_a_decidir",
            ),
            models.Index(
                fields=["unidade", "principal", "id"],
                condition=Q(encerrada_em=None, por_ler_desde__isnull=False),
                name="solicitacao_por_ler",
            ),
            models.Index(
                fields=["principal", "encerrada_em"],
                condition=Q(principal__isnull=False),
                name="solicitacao_juntadas",
            ),
            models.Index(
                fields=["unidade", "lat"],
                condition=Q(encerrada_em=None, lat__isnull=False),
                name="solicitacao_perto",
            ),
            models.Index(
                fields=["servico", "lat"],
                condition=Q(encerrada_em=None, lat__isnull=False),
                name="solicitacao_perto_do_servico",
            ),
            models.Index(
                fields=["logradouro_busca", "numero", "-aberta_em"],
                condition=~Q(logradouro_busca=""),
                name="solicitacao_endereco",
            ),
            GinIndex(
                F("unidade"),
                OpClass(F("logradouro_busca"), name="gin_trgm_ops"),
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa_rua",
            ),
            GinIndex(
                OpClass(F("protocolo"), name="gin_trgm_ops"),
                condition=Q(encerrada_em=None),
                name="solicitacao_pedaco",
            ),
            GinIndex(
                F("unidade"),
                PALAVRAS_DA_DESCRICAO,
                condition=Q(encerrada_em=None),
                name="solicitacao_caixa_palavras",
                fastupdate=False,  # a fila de um lote grande se leria inteira a cada busca
            ),
        ]

    @property
    @override
    def prometido(self) -> bool:
        """É uma das `prometida`; sem prazo do órgão, a contagem só diz desde quando se pode reclamar."""
        nativa = self.procedencia == self.Procedencia.NATIVA
        return nativa and self.contagem != Contagem.SEM_PRAZO and not self.versao_servico.prazo_provisorio

    @property
    def segue_o_principal(self) -> bool:
        """Se é tratado com o principal: se um dos dois mudou de caixa ou se encerrou, voltou a ser só seu."""
        principal = self.principal if self.principal_id else None
        return (
            principal is not None
            and self.aberta
            and principal.aberta
            and (principal.unidade_id, principal.servico_id) == (self.unidade_id, self.servico_id)
        )

    @property
    def onde_se_trata(self) -> Solicitacao:
        """O principal, se o segue; senão, ele mesmo."""
        return self.principal if self.principal and self.segue_o_principal else self

    @property
    def nome_da_situacao(self) -> str:
        """A situação como a equipe a chama, a mesma palavra na lista e no pedido."""
        return NOMES_CURTOS[self.situacao]

    @property
    def endereco(self) -> str:
        """Logradouro e número numa linha, sem o distrito."""
        return ", ".join(p for p in (self.logradouro, self.numero) if p)
