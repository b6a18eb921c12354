"""O pedido de informação, o andamento e o anexo dele, os recursos e as reclamações pela falta de resposta."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from esic import situacoes
from esic.situacoes import (
    DECIDE,
    Decisao,
    FormaDeResposta,
    Fundamento,
    Instancia,
    MotivoDeRecurso,
    Resultado,
    ResultadoDaReclamacao,
    Situacao,
    Tipo,
)
from guia.models import Orgao
from protocolo import models as protocolo
from protocolo.prazos.atraso import vencida

SEM_RESPOSTA = Q(encerrada_em=None, respondido_em=None)
"""Abertos que o órgão ainda não respondeu."""


class PedidoQuerySet(protocolo.CasoQuerySet["Pedido"]):
    def abertos(self) -> Self:
        return self.abertas()

    def sem_resposta(self) -> Self:
        return self.filter(SEM_RESPOSTA)

    def vencidos(self, em: datetime) -> Self:
        """Sem resposta e com o prazo passado."""
        return self.sem_resposta().filter(vencida(em))

    def a_encerrar(self, em: datetime) -> Self:
        """Nada mais cabe à pessoa, ou o tempo dela passou, e o órgão não tem decisão por cumprir."""
        por_cumprir = Recurso.objects.por_cumprir().filter(pedido=OuterRef("pk"))
        acabou = Q(recorrer_ate__lt=em) | Q(recorrer_ate=None, situacao=Situacao.DECIDIDO)
        esperando = self.abertos().filter(situacao__in=(Situacao.RESPONDIDO, Situacao.DECIDIDO))
        return esperando.filter(acabou).exclude(Exists(por_cumprir))

    def a_subir_de_oficio(self, em: datetime) -> Self:
        """Sem resposta no prazo, ou com o recurso sem decisão no prazo e outra instância acima."""
        parado = Recurso.objects.atrasados(em).filter(pedido=OuterRef("pk"), instancia__lt=Instancia.TERCEIRA)
        sem_resposta = Q(vencida(em), situacao=Situacao.EM_TRAMITACAO)
        return self.abertos().filter(sem_resposta | (Q(situacao=Situacao.EM_RECURSO) & Q(Exists(parado))))

    def por_cumprir(self) -> Self:
        """Os que têm decisão de recurso que o órgão ainda não cumpriu; `cumprir_ate` é até quando."""
        decisoes = Recurso.objects.por_cumprir()
        ultima = decisoes.filter(pedido=OuterRef("pk")).order_by("-instancia")
        achados = self.abertos().filter(pk__in=decisoes.values("pedido"))
        return achados.annotate(cumprir_ate=Subquery(ultima.values("cumprir_ate")[:1]))

    def que_o_calendario_refaz(self) -> Self:
        """Só os por responder: o prazo da resposta já dada não se refaz."""
        return self.sem_resposta()

    def perguntados(self) -> Self:
        """Os que têm pergunta de quem decide o recurso à espera do órgão."""
        return self.abertos().filter(pk__in=Andamento.objects.perguntas_em_aberto().values("caso"))

    def visiveis_para(self, autor: Autor) -> Self:
        """Os que esta pessoa, neste papel, pode abrir por inteiro."""
        if autor.papel == Papel.INTERESSADO:
            return self.do_interessado(autor)
        if autor.papel in {Papel.SIC, Papel.AUTORIDADE}:
            return self.filter(orgao__in=autor.orgaos)
        if autor.papel == Papel.CMAI:
            return self.filter(recursos__instancia=Instancia.TERCEIRA)
        return self if autor.papel in {Papel.OUVIDORIA, Papel.SISTEMA} else self.none()


class Pedido(protocolo.CasoComPrazo):
    """Um pedido de acesso à informação a um órgão. Nunca tem motivo (LAI, art. 10, §3º).

    O relógio da linha é o da resposta do órgão; o de cada recurso é uma linha própria. `recorrer_ate` é o
    último dia da pessoa para recorrer da resposta ou da última decisão.
    """

    TRANSICOES = situacoes.TRANSICOES
    FORENSES = ("situacao", "orgao", "vence_em", "decisao", "atendente")

    orgao = models.ForeignKey(Orgao, verbose_name="órgão", on_delete=models.PROTECT, related_name="+")
    texto = models.TextField("informação pedida")
    forma_de_resposta = models.CharField(
        "forma de resposta", max_length=8, choices=FormaDeResposta, default=FormaDeResposta.PAGINA
    )
    autoriza_divulgar = models.BooleanField("autoriza divulgar a pergunta", default=False)
    registrada_em = models.DateTimeField("registrada em")
    atendente = models.ForeignKey(
        Usuario, verbose_name="quem digitou", null=True, on_delete=models.PROTECT, related_name="+"
    )
    responsavel = models.ForeignKey(
        Usuario,
        verbose_name="responsável no órgão",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reencaminhamentos = models.PositiveSmallIntegerField("vezes que mudou de órgão", default=0)
    decisao = models.CharField("decisão", max_length=12, choices=Decisao, blank=True)
    fundamento = models.CharField("por que se negou", max_length=16, choices=Fundamento, blank=True)
    base_da_negativa = models.CharField("base legal da negativa", max_length=200, blank=True)
    classificada = models.ForeignKey(
        "esic.InformacaoClassificada",
        verbose_name="informação classificada que se negou",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    resposta = models.TextField("resposta", blank=True)
    respondido_em = models.DateTimeField("respondido em", null=True, blank=True)
    respondido_por = models.ForeignKey(
        Usuario, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorrer_ate = models.DateTimeField("a pessoa recorre até", null=True, blank=True)

    history = protocolo.HistoricoForense(no_db_index=["orgao"])
    objects = PedidoQuerySet.as_manager()

    class Meta:
        verbose_name = "pedido de informação"
        verbose_name_plural = "pedidos de informação"
        constraints = [
            *protocolo.CasoComPrazo.Meta.constraints,
            protocolo.encerrada_tem_data(
                situacoes.ABERTAS,
                situacoes.ENCERRADAS,
                name="pedido_encerrado_tem_data",
                violation_error_message="Só os encerrados, e todos eles, têm data de encerramento.",
            ),
            models.CheckConstraint(
                condition=Q(respondido_em=None, decisao="")
                | (Q(respondido_em__isnull=False) & ~Q(decisao="")),
                name="pedido_respondido_tem_decisao",
                violation_error_message="Todo pedido respondido tem decisão.",
            ),
            models.CheckConstraint(
                condition=~Q(decisao__in=situacoes.NEGATIVAS) | (~Q(fundamento="") & ~Q(base_da_negativa="")),
                name="pedido_negado_tem_fundamento",
                violation_error_message="A negativa precisa da categoria e da base legal.",
            ),
            models.CheckConstraint(
                condition=Q(classificada=None) | Q(fundamento="classificada"),
                name="pedido_so_classificada_diz_qual",
                violation_error_message="Só quem nega por informação classificada diz qual é.",
            ),
            models.CheckConstraint(
                condition=Q(parada_em=None),
                name="pedido_nao_para",
                violation_error_message="O prazo de um pedido de informação não para.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["orgao", "vence_em", "id"], condition=Q(encerrada_em=None), name="pedido_mesa"
            ),
            models.Index(
                fields=["orgao", "-encerrada_em", "-id"],
                condition=Q(encerrada_em__isnull=False),
                name="pedido_encerrados",
            ),
            models.Index(fields=["aberta_em"], name="pedido_do_ano"),
            models.Index(
                fields=["recorrer_ate"],
                condition=Q(encerrada_em=None, recorrer_ate__isnull=False),
                name="pedido_a_encerrar",
            ),
            models.Index(
                fields=["vence_em", "id"],
                condition=Q(encerrada_em=None, respondido_em=None),
                name="pedido_sem_resposta",
            ),
        ]

    @property
    def contando(self) -> bool:
        """Verdadeiro enquanto o órgão deve a resposta: o relógio não para."""
        return self.situacao == Situacao.EM_TRAMITACAO

    @property
    def nome_da_situacao(self) -> str:
        return Situacao(self.situacao).label


class RecursoQuerySet(models.QuerySet["Recurso"]):
    def por_decidir(self) -> Self:
        return self.filter(decidido_em=None)

    def que_o_calendario_refaz(self) -> Self:
        return self.por_decidir()

    def decididos(self) -> Self:
        return self.filter(decidido_em__isnull=False)

    def por_cumprir(self) -> Self:
        """Os que deram alguma coisa que o órgão ainda não entregou."""
        return self.filter(cumprir_ate__isnull=False, cumprido_em=None)

    def atrasados(self, em: datetime) -> Self:
        """Por decidir e com o prazo passado; a Comissão, que decide em reunião, não tem prazo em dias."""
        return self.por_decidir().filter(vencida(em))

    def de_quem_julga(self, autor: Autor) -> Self:
        """Os recursos da instância desta pessoa: os da 1ª, só dos órgãos por que ela responde."""
        instancias = [instancia for instancia, papel in DECIDE.items() if papel == autor.papel]
        meus = self.filter(instancia__in=instancias)
        return meus.filter(pedido__orgao__in=autor.orgaos) if autor.papel == Papel.AUTORIDADE else meus


class Recurso(protocolo.ComPrazo):
    """Um recurso, numa das três instâncias, com o seu relógio. Nunca o decide quem respondeu."""

    pedido = models.ForeignKey(Pedido, on_delete=models.PROTECT, related_name="recursos")
    instancia = models.PositiveSmallIntegerField("instância", choices=Instancia)
    motivo = models.CharField("motivo", max_length=12, choices=MotivoDeRecurso)
    texto = models.TextField("o que a pessoa diz", blank=True)
    de_oficio = models.BooleanField("de ofício", default=False, help_text="Aberto pelo sistema, sem pedido.")
    aberto_em = models.DateTimeField("aberto em")
    resultado = models.CharField("resultado", max_length=16, choices=Resultado, blank=True)
    fundamentacao = models.TextField("fundamentação", blank=True)
    decidido_em = models.DateTimeField("decidido em", null=True, blank=True)
    decidido_por = models.ForeignKey(
        Usuario, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reuniao = models.ForeignKey(
        "esic.Reuniao",
        verbose_name="reunião da Comissão",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recursos",
        help_text="Só na 3ª instância: em que reunião está na pauta, ou foi decidido.",
    )
    cumprir_ate = models.DateTimeField("o órgão cumpre até", null=True, blank=True)
    cumprido_em = models.DateTimeField("cumprido em", null=True, blank=True)

    objects = RecursoQuerySet.as_manager()

    class Meta:
        verbose_name = "recurso"
        ordering = ["instancia"]
        constraints = [
            models.UniqueConstraint(
                fields=["pedido", "instancia"],
                name="recurso_um_por_instancia",
                violation_error_message="Já há um recurso nesta instância.",
            ),
            models.CheckConstraint(
                condition=Q(instancia__in=Instancia.values),
                name="recurso_instancia_valida",
                violation_error_message="Há três instâncias.",
            ),
            models.CheckConstraint(
                condition=Q(decidido_em=None, resultado="")
                | (Q(decidido_em__isnull=False) & ~Q(resultado="")),
                name="recurso_decidido_tem_resultado",
                violation_error_message="Todo recurso decidido tem resultado.",
            ),
            models.CheckConstraint(
                condition=Q(reuniao=None) | Q(instancia=Instancia.TERCEIRA),
                name="recurso_so_a_comissao_tem_reuniao",
                violation_error_message="Só o recurso da 3ª instância vai à pauta da Comissão.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["instancia", "vence_em"], condition=Q(decidido_em=None), name="recurso_a_decidir"
            ),
            models.Index(
                fields=["pedido"],
                condition=Q(cumprir_ate__isnull=False, cumprido_em=None),
                name="recurso_a_cumprir",
            ),
            models.Index(
                fields=["instancia", "-decidido_em", "-id"],
                condition=Q(decidido_em__isnull=False),
                name="recurso_decididos",
            ),
        ]

    def __str__(self) -> str:
        return f"recurso de {self.pedido}, {self.instancia}ª instância"

    @property
    def quem_decide(self) -> Papel:
        return DECIDE[Instancia(self.instancia)]


class ReclamacaoQuerySet(models.QuerySet["ReclamacaoPorOmissao"]):
    def que_o_calendario_refaz(self) -> Self:
        """As que a Ouvidoria ainda não decidiu."""
        return self.filter(decidida_em=None)


class ReclamacaoPorOmissao(protocolo.ComPrazo):
    """A pessoa reclama que o prazo passou sem resposta (modelo: Decreto federal 7.724/2012, art. 22)."""

    pedido = models.ForeignKey(Pedido, on_delete=models.PROTECT, related_name="reclamacoes")
    aberta_em = models.DateTimeField("aberta em")
    resultado = models.CharField("resultado", max_length=16, choices=ResultadoDaReclamacao, blank=True)
    fundamentacao = models.TextField("fundamentação", blank=True)
    decidida_em = models.DateTimeField("decidida em", null=True, blank=True)
    decidida_por = models.ForeignKey(
        Usuario, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    responder_ate = models.DateTimeField("o órgão responde até", null=True, blank=True)

    objects = ReclamacaoQuerySet.as_manager()

    class Meta:
        verbose_name = "reclamação por omissão"
        verbose_name_plural = "reclamações por omissão"
        constraints = [
            models.UniqueConstraint(
                fields=["pedido"],
                condition=Q(decidida_em=None),
                name="reclamacao_uma_por_vez",
                violation_error_message="Já há uma reclamação em aberto.",
            )
        ]
        indexes = [
            models.Index(
                fields=["vence_em", "id"], condition=Q(decidida_em=None), name="reclamacao_a_decidir"
            )
        ]

    def __str__(self) -> str:
        return f"reclamação de {self.pedido}"


class AndamentoQuerySet(models.QuerySet["Andamento"]):
    def perguntas_em_aberto(self) -> Self:
        """As perguntas de quem decide que o órgão não respondeu ainda; a de um recurso decidido caducou."""
        depois = Andamento.objects.filter(
            caso=OuterRef("caso"), ordem__gt=OuterRef("ordem"), tipo__in=(Tipo.ESCLARECIDO, Tipo.RECURSO)
        )
        em_recurso = Recurso.objects.por_decidir().filter(pedido__encerrada_em=None).values("pedido")
        perguntas = self.filter(tipo=Tipo.ESCLARECIMENTO, caso__in=em_recurso)
        return perguntas.filter(~Exists(depois))


class Andamento(protocolo.Andamento):
    """Um passo do pedido de informação."""

    TIPOS = Tipo

    caso = models.ForeignKey(Pedido, on_delete=models.PROTECT, related_name="andamentos", db_index=False)

    objects = AndamentoQuerySet.as_manager()

    class Meta(protocolo.Andamento.Meta):
        abstract = False
        verbose_name = "andamento"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "ordem"],
                name="andamento_esic_ordem_unica",
                violation_error_message="Este passo já existe.",
            )
        ]


class Anexo(protocolo.Anexo):
    """Arquivo do pedido, da resposta ou de um recurso."""

    caso = models.ForeignKey(Pedido, on_delete=models.PROTECT, related_name="anexos", db_index=False)
    limpo_de = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="limpo",
        help_text="O original que esta cópia substitui na publicação.",
    )

    class Meta(protocolo.Anexo.Meta):
        abstract = False
        verbose_name = "anexo"
        constraints = [
            models.UniqueConstraint(
                fields=["caso", "sha256", "papel"],
                name="anexo_esic_sem_repeticao",
                violation_error_message="Este arquivo já está no pedido.",
            )
        ]
