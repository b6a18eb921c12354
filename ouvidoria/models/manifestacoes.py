"""A manifestação à Ouvidoria, os andamentos, os anexos e a avaliação de quem se manifestou."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Orgao
from ouvidoria import situacoes
from ouvidoria.situacoes import DA_DENUNCIA, Falha, Resposta, Situacao, TipoDeManifestacao
from protocolo import models as protocolo
from protocolo.prazos.atraso import vencida
from solicitacoes.models import Solicitacao

A_RESPONDER = Q(encerrada_em=None) & ~Q(situacao=Situacao.EM_APURACAO)


def atrasada(em: datetime) -> Q:
    """Aberta, com o relógio correndo e o prazo passado. A apuração de uma denúncia não tem prazo."""
    return A_RESPONDER & vencida(em)


class ManifestacaoQuerySet(protocolo.ComComplementoQuerySet["Manifestacao"]):
    def com_resposta_a_dar(self) -> Self:
        """Abertas com prazo: a apuração de uma denúncia, que não tem, fica à parte."""
        return self.filter(A_RESPONDER)

    def vencidas(self, em: datetime) -> Self:
        return self.filter(atrasada(em))

    def calculadas_antes(self, mudanca: datetime) -> Self:
        """Abertas com algum relógio (o da resposta ou o de um órgão) calculado antes da mudança."""
        dela = Q(calculada_em__lt=mudanca) & ~Q(situacao=Situacao.EM_APURACAO)
        do_orgao = Q(encaminhamentos__encerrado_em=None, encaminhamentos__calculada_em__lt=mudanca)
        return self.filter(pk__in=self.model.objects.abertas().filter(dela | do_orgao).values("pk"))

    def principais(self) -> Self:
        """As que se tratam: as juntadas a outra seguem a principal dela."""
        return self.filter(principal=None)

    def sem_denuncias(self) -> Self:
        return self.exclude(tipo=TipoDeManifestacao.DENUNCIA)

    def na_ordem_da_mesa(self) -> Self:
        """Por prazo e nada mais."""
        return self.order_by("vence_em", "id")

    def visiveis_para(self, autor: Autor) -> Self:
        """As que esta pessoa, neste papel, pode abrir por inteiro.

        O órgão e a Corregedoria não abrem a manifestação: leem os encaminhamentos que são seus. O que um
        atendente digitou, se é denúncia, some das telas dele ao ser gravado.
        """
        if autor.papel == Papel.INTERESSADO:
            return self.do_interessado(autor)
        if autor.papel in {Papel.OUVIDORIA, Papel.SISTEMA}:
            return self
        if autor.papel == Papel.ATENDENTE:
            return self.sem_denuncias().filter(atendente=autor.usuario)
        return self.none()


class Manifestacao(protocolo.ComComplemento):
    """Reclamação, denúncia, sugestão, elogio ou solicitação, na Ouvidoria Geral do Município.

    `aberta_em` é o dia em que a Ouvidoria ou o balcão a recebeu de verdade, e é dele que o prazo conta;
    `registrada_em`, quando foi digitada. De uma denúncia o interessado está sempre selado.
    """

    TRANSICOES = situacoes.TRANSICOES
    PRAZO_DO_COMPLEMENTO = "OUV_COMPLEMENTO"
    FORENSES = ("tipo", "situacao", "responsavel", "vence_em", "resposta", "principal")
    """As únicas colunas que o histórico guarda."""

    tipo = models.CharField("tipo", max_length=12, choices=TipoDeManifestacao)
    tipo_original = models.CharField("tipo ao registrar", max_length=12, choices=TipoDeManifestacao)
    falha = models.CharField("o que deu errado", max_length=16, choices=Falha, blank=True)
    orgao = models.ForeignKey(
        Orgao,
        verbose_name="órgão de que se fala",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    solicitacao = models.ForeignKey(
        Solicitacao,
        verbose_name="pedido de que se reclama",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="manifestacoes",
    )
    registrada_em = models.DateTimeField("registrada em")
    atendente = models.ForeignKey(
        Usuario, verbose_name="quem digitou", null=True, on_delete=models.PROTECT, related_name="+"
    )
    respostas: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        "respostas", default=list, help_text="Lista de {chave, rotulo, valor}, na ordem das perguntas."
    )
    permite_identificar = models.BooleanField(
        "o órgão pode saber quem é", default=False, help_text="Só quando a própria pessoa deixa."
    )
    responsavel = models.ForeignKey(
        Usuario,
        verbose_name="responsável na Ouvidoria",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    principal = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="juntadas"
    )
    complemento_em = models.DateTimeField("complemento pedido em", null=True, blank=True)
    resposta = models.CharField("resposta", max_length=12, choices=Resposta, blank=True)
    conclusao = models.TextField("resposta da Ouvidoria", blank=True)
    revisao_em = models.DateTimeField("revisão pedida em", null=True, blank=True)

    history = protocolo.HistoricoForense(no_db_index=["responsavel", "principal"])
    objects = ManifestacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "manifestação"
        verbose_name_plural = "manifestações"
        constraints = [
            *protocolo.ComComplemento.Meta.constraints,
            protocolo.encerrada_tem_data(
                situacoes.ABERTAS, situacoes.ENCERRADAS, name="manifestacao_encerrada_tem_data"
            ),
            models.CheckConstraint(
                condition=Q(situacao=Situacao.CONCLUIDA) ^ Q(resposta=""),
                name="manifestacao_concluida_tem_resposta",
                violation_error_message="Só as concluídas, e todas elas, têm resposta conclusiva.",
            ),
            models.CheckConstraint(
                condition=~Q(situacao__in=DA_DENUNCIA) | Q(tipo=TipoDeManifestacao.DENUNCIA),
                name="manifestacao_so_denuncia_se_admite",
                violation_error_message="Só uma denúncia é admitida e apurada.",
            ),
            models.CheckConstraint(
                condition=Q(principal=None) | ~Q(principal=F("id")),
                name="manifestacao_nao_se_junta_a_si",
                violation_error_message="Uma manifestação não se junta a si mesma.",
            ),
        ]
        indexes = [
            models.Index(fields=["vence_em", "id"], condition=Q(encerrada_em=None), name="manifestacao_mesa"),
            models.Index(
                fields=["-encerrada_em", "-id"],
                condition=Q(encerrada_em__isnull=False),
                name="manifestacao_encerradas",
            ),
            models.Index(fields=["aberta_em"], name="manifestacao_do_ano"),
            models.Index(
                fields=["responder_ate"],
                condition=Q(responder_ate__isnull=False),
                name="manifestacao_complemento",
            ),
        ]

    @property
    def denuncia(self) -> bool:
        """Verdadeiro para a denúncia: tudo nela é reservado."""
        return self.tipo == TipoDeManifestacao.DENUNCIA

    @property
    def anonima(self) -> bool:
        """Verdadeiro para quem se manifestou sem se identificar."""
        return self.interessado is None or self.interessado.anonimo

    @property
    def contando(self) -> bool:
        """Verdadeiro com o relógio correndo: nem à espera da pessoa, nem na apuração, que não tem prazo."""
        return super().contando and self.situacao != Situacao.EM_APURACAO

    @property
    def cancelavel(self) -> bool:
        """Só de quem se identificou, e nunca a denúncia: o fato não é de quem o contou."""
        return self.aberta and not self.denuncia and not self.anonima

    @property
    def respondido(self) -> str:
        """O que a pessoa respondeu, cada resposta debaixo da sua pergunta."""
        return "\n\n".join(
            f"{r['rotulo']}\n{r['valor']}" for r in self.respostas if str(r.get("valor") or "").strip()
        )

    @property
    def nome_do_tipo(self) -> str:
        return TipoDeManifestacao(self.tipo).label

    @property
    def nome_da_situacao(self) -> str:
        return Situacao(self.situacao).label


class Andamento(protocolo.Andamento):
    """Um passo da manifestação. O que é de um encaminhamento, quem o recebe também lê."""

    TIPOS = situacoes.Tipo

    caso = models.ForeignKey(
        Manifestacao, on_delete=models.PROTECT, related_name="andamentos", db_index=False
    )
    encaminhamento = models.ForeignKey(
        "ouvidoria.Encaminhamento", null=True, on_delete=models.PROTECT, related_name="andamentos"
    )

    class Meta(protocolo.Andamento.Meta):
        abstract = False
        verbose_name = "andamento"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "ordem"],
                name="andamento_ouvidoria_ordem_unica",
                violation_error_message="Este passo já existe.",
            )
        ]


class AnexoQuerySet(models.QuerySet["Anexo"]):
    def da_pessoa(self) -> Self:
        """O que a pessoa mandou: nem a resposta do órgão, nem as cópias limpas."""
        return self.filter(encaminhamento=None, limpo_de=None).order_by("pk")

    def visiveis_para(self, autor: Autor) -> Self:
        """Os anexos das manifestações que este papel pode abrir; só a Ouvidoria vê também os do órgão."""
        dos_casos = self.filter(caso__in=Manifestacao.objects.visiveis_para(autor))
        return dos_casos if autor.papel == Papel.OUVIDORIA else dos_casos.da_pessoa()


class Anexo(protocolo.Anexo):
    """Arquivo da manifestação: de quem se manifesta, do órgão ou da Ouvidoria.

    `limpo_de` liga a cópia sem o que identifica ao original que ela substitui perante os outros.
    """

    caso = models.ForeignKey(Manifestacao, on_delete=models.PROTECT, related_name="anexos", db_index=False)
    encaminhamento = models.ForeignKey(
        "ouvidoria.Encaminhamento",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="respondidos",
        help_text="Com que encaminhamento o órgão o mandou.",
    )
    limpo_de = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="limpo"
    )

    objects = AnexoQuerySet.as_manager()

    class Meta(protocolo.Anexo.Meta):
        abstract = False
        verbose_name = "anexo"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "sha256", "papel"],
                name="anexo_ouvidoria_sem_repeticao",
                violation_error_message="Este arquivo já está na manifestação.",
            )
        ]


class Satisfacao(protocolo.Satisfacao):
    """O que a pessoa achou do atendimento, depois da resposta."""

    manifestacao = models.OneToOneField(
        Manifestacao, on_delete=models.PROTECT, primary_key=True, related_name="satisfacao"
    )
    nota = models.PositiveSmallIntegerField("como foi o atendimento", choices=protocolo.Satisfacao.NOTAS)
    comentario = models.TextField("comentário", blank=True)

    class Meta:
        verbose_name = "avaliação de manifestação"
        verbose_name_plural = "avaliações de manifestações"
        constraints = [
            models.CheckConstraint(
                condition=Q(nota__gte=1, nota__lte=5),
                name="satisfacao_nota_de_1_a_5",
                violation_error_message="A nota vai de 1 a 5.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.nota} de 5"
