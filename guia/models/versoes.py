"""As versões do que o Guia diz de um serviço."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from contas.models import Usuario
from guia.models.servicos import Servico
from guia.situacoes import EM_ELABORACAO, Situacao
from protocolo.prazos.contagem import Contagem
from referencia.tabelas import Referencia

COM_QUANTIDADE = (Contagem.CORRIDOS, Contagem.UTEIS, Contagem.HORAS)
"""Contagens que pedem um número; imediato e sem prazo não têm."""

ANTES_DA_REVISAO = ENTRE_LEMBRETES = timedelta(days=30)

NO_SINGULAR = {Contagem.CORRIDOS: "dia corrido", Contagem.UTEIS: "dia útil", Contagem.HORAS: "hora"}


class VersaoQuerySet(models.QuerySet["VersaoDoServico"]):
    """Vocabulário das versões."""

    def em_elaboracao(self) -> VersaoQuerySet:
        """Rascunhos e versões em revisão."""
        return self.filter(situacao__in=EM_ELABORACAO)

    def no_ar(self) -> VersaoQuerySet:
        """As que o cidadão lê hoje."""
        return self.filter(situacao=Situacao.PUBLICADA, servico__arquivado_em=None)

    def sem_prazo_do_orgao(self) -> VersaoQuerySet:
        """As no ar que se pedem por aqui e cujo prazo o órgão não deu."""
        return self.no_ar().filter(solicitavel=True, prazo_provisorio=True)

    def a_lembrar(self, em: date) -> VersaoQuerySet:
        """As publicadas cuja revisão se lembra hoje: 30 dias antes, no dia, e todo mês depois dele."""
        antes, mes_passado = em + ANTES_DA_REVISAO, em - ENTRE_LEMBRETES
        falta = Q(revisao_lembrada_em=None) | Q(revisar_em__lte=em, revisao_lembrada_em__lt=F("revisar_em"))
        de_novo = Q(revisar_em__lt=em, revisao_lembrada_em__lte=mes_passado)
        return self.no_ar().filter(falta | de_novo, revisar_em__lte=antes)


class VersaoDoServico(Referencia):
    """Tudo o que o Guia diz de um serviço. Não muda mais depois de publicada.

    O pedido guarda a versão em vigor quando foi aberto.
    """

    class Identificacao(models.TextChoices):
        ANONIMA = "anonima", "Pode ser pedido sem se identificar"
        CPF = "cpf", "Pede identificação"

    class SemComplemento(models.TextChoices):
        """O que acontece quando o munícipe não responde ao que lhe foi perguntado."""

        ENCERRA = "encerra", "O pedido se encerra"
        PROSSEGUE = "prossegue", "O pedido segue sem a resposta"

    class Prova(models.TextChoices):
        """O que a equipe tem de apresentar para dizer que fez."""

        FOTO = "foto", "Foto depois do serviço"
        DATA = "data", "Dia em que foi feito"
        ORDEM = "ordem", "Número da ordem de serviço"

    class Custo(models.TextChoices):
        """Quanto custa o serviço em si: pedir aqui é sempre de graça."""

        GRATUITO = "gratuito", "Gratuito"
        PAGO = "pago", "Tem taxa"
        DEPENDE = "depende", "Depende do caso"
        INFORMA = "informa", "O órgão informa se houver taxa"

    class CanalDoGuia(models.TextChoices):
        """Por onde o serviço pode ser pedido, como o Guia o diz."""

        PORTAL = "portal", "Este portal"
        APLICATIVO = "aplicativo", "Aplicativo"
        CENTRAL = "central", "Telefone"
        PRACAS = "pracas", "Praças de Atendimento"
        CHAT = "chat", "Chat"
        PRESENCIAL = "presencial", "No local do serviço"
        OUTRO = "outro", "Outro canal"

    servico = models.ForeignKey(
        Servico,
        models.PROTECT,
        related_name="versoes",
        verbose_name="serviço",
        db_index=False,
    )
    numero = models.PositiveSmallIntegerField("número", editable=False)
    situacao = models.CharField(
        "situação",
        max_length=11,
        choices=Situacao,
        default=Situacao.RASCUNHO,
        editable=False,
    )
    titulo = models.CharField(
        "título nas palavras do cidadão",
        max_length=120,
        blank=True,
        help_text="O que a pessoa diria: Pedir poda ou retirada de árvore. Vazio: aparece só o nome.",
    )
    nome = models.CharField("nome", max_length=200, help_text="O oficial, como a cidade o chama.")
    o_que_e = models.TextField("o que é", blank=True)
    quando_solicitar = models.TextField("quando solicitar", blank=True)
    publico_alvo = models.TextField("para quem é", blank=True)
    requisitos = models.TextField("requisitos, documentos e informações", blank=True)
    etapas = models.JSONField("etapas", default=list, blank=True)
    legislacao = models.JSONField("legislação", default=list, blank=True)
    custo = models.CharField(
        "custo",
        max_length=8,
        choices=Custo,
        blank=True,
        help_text="O do serviço em si. Vazio: não se sabe, e este tipo de serviço não costuma ter taxa.",
    )
    taxas = models.TextField("taxas", blank=True, help_text="Quanto é, ou quem paga e quem não paga.")
    prazo_quantidade = models.PositiveSmallIntegerField("prazo", null=True, blank=True)
    prazo_contagem = models.CharField(
        "contagem do prazo", max_length=9, choices=Contagem, default=Contagem.SEM_PRAZO
    )
    prazo_provisorio = models.BooleanField(
        "prazo provisório",
        default=False,
        help_text="É o prazo padrão da cidade; o órgão ainda não confirmou o seu.",
    )
    canais = models.JSONField("canais", default=list, blank=True)
    caminhos = models.JSONField(
        "como agir",
        default=list,
        blank=True,
        help_text="Chaves dos caminhos oficiais, o primeiro a tentar em cima.",
    )
    lugares = models.JSONField(
        "lugares", default=list, blank=True, help_text="Chaves dos lugares onde se atende."
    )
    observacoes = models.TextField("observações", blank=True)
    roteiro_perguntar = models.TextField(
        "o que quem atende pergunta",
        blank=True,
        default="",
        db_default="",
        help_text="Uma pergunta por linha, o perigo primeiro. Só quem atende lê.",
    )
    roteiro_dizer = models.TextField(
        "o que quem atende diz",
        blank=True,
        default="",
        db_default="",
        help_text="Uma frase por linha, para ler em voz alta. Só quem atende lê.",
    )
    palavras = models.JSONField(
        "palavras do cidadão",
        default=list,
        blank=True,
        help_text="Como as pessoas chamam este serviço, e nomes antigos.",
    )
    relatos = models.JSONField(
        "relatos",
        default=list,
        db_default=[],
        blank=True,
        help_text="O problema contado por inteiro, por quem não sabe o nome do serviço.",
    )
    perguntas = models.JSONField("perguntas", default=list, blank=True)
    solicitavel = models.BooleanField("pode ser solicitado aqui", default=False)
    identificacao = models.CharField(
        "identificação", max_length=7, choices=Identificacao, default=Identificacao.CPF
    )
    anonima_desde = models.DateField(
        "aceita anônimo desde", null=True, blank=True, help_text="Quando o órgão disse que aceita."
    )
    anonima_por = models.CharField(
        "quem disse que aceita anônimo", max_length=150, blank=True, help_text="Nome ou ato do órgão."
    )
    sigilosa = models.BooleanField(
        "sigilosa",
        default=False,
        help_text="O protocolo sozinho não diz qual é o serviço.",
    )
    publica = models.BooleanField(
        "pública",
        default=False,
        help_text="Um problema da rua, à vista de todos: quem vai pedir vê os pedidos iguais ali perto.",
    )
    precisa_de_endereco = models.BooleanField("precisa de endereço", default=True)
    complemento_vencido = models.CharField(
        "sem resposta ao complemento",
        max_length=9,
        choices=SemComplemento,
        default=SemComplemento.ENCERRA,
    )
    prova = models.JSONField(
        "prova do serviço feito",
        default=list,
        blank=True,
        help_text="O que se exige para finalizar como realizado.",
    )
    fontes = models.JSONField("fontes", default=dict, blank=True, help_text="De onde veio cada fato.")
    a_confirmar = models.JSONField(
        "a confirmar",
        default=list,
        blank=True,
        help_text="Campos que o órgão ainda precisa confirmar.",
    )
    motivo = models.CharField("por que mudou", max_length=300, blank=True)
    ajustes = models.TextField("o que ajustar", max_length=1000, blank=True, editable=False)
    devolvida_em = models.DateTimeField("devolvida em", null=True, blank=True, editable=False)
    devolvida_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        related_name="+",
        verbose_name="devolvida por",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )
    publicada_em = models.DateTimeField("publicada em", null=True, blank=True, editable=False)
    revisar_em = models.DateField(
        "próxima revisão",
        null=True,
        blank=True,
        editable=False,
        help_text="Marcada na publicação, pelo PrazoLegal REVISAO_DO_GUIA.",
    )
    revisao_lembrada_em = models.DateField("revisão lembrada em", null=True, blank=True, editable=False)
    publicada_por = models.ForeignKey(
        Usuario,
        models.PROTECT,
        related_name="+",
        verbose_name="publicada por",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
    )

    CONTEUDO = (
        "titulo",
        "nome",
        "o_que_e",
        "quando_solicitar",
        "publico_alvo",
        "requisitos",
        "etapas",
        "legislacao",
        "custo",
        "taxas",
        "prazo_quantidade",
        "prazo_contagem",
        "prazo_provisorio",
        "canais",
        "caminhos",
        "lugares",
        "observacoes",
        "roteiro_perguntar",
        "roteiro_dizer",
        "palavras",
        "relatos",
        "perguntas",
        "solicitavel",
        "identificacao",
        "anonima_desde",
        "anonima_por",
        "sigilosa",
        "publica",
        "precisa_de_endereco",
        "complemento_vencido",
        "prova",
        "fontes",
        "a_confirmar",
    )
    """O que se copia de uma versão para a seguinte e o que as distingue."""

    objects = VersaoQuerySet.as_manager()

    class Meta:
        verbose_name = "versão do serviço"
        verbose_name_plural = "versões dos serviços"
        ordering = ["servico", "-numero"]
        permissions = [("publicar", "Pode publicar e arquivar serviços")]
        constraints = [
            models.UniqueConstraint(
                fields=["servico", "numero"],
                name="versao_numero_unico",
                violation_error_message="Este serviço já tem uma versão com este número.",
            ),
            models.UniqueConstraint(
                fields=["servico"],
                condition=Q(situacao__in=EM_ELABORACAO),
                name="versao_um_rascunho",
                violation_error_message="Este serviço já tem uma versão em elaboração.",
            ),
            models.UniqueConstraint(
                fields=["servico"],
                condition=Q(situacao=Situacao.PUBLICADA),
                name="versao_uma_publicada",
                violation_error_message="Este serviço já tem uma versão publicada.",
            ),
            models.CheckConstraint(
                condition=Q(situacao__in=EM_ELABORACAO) | Q(publicada_em__isnull=False),
                name="versao_publicada_tem_data",
                violation_error_message="Uma versão publicada tem a data da publicação.",
            ),
            models.CheckConstraint(
                condition=Q(
                    prazo_contagem__in=COM_QUANTIDADE, prazo_quantidade__isnull=False, prazo_quantidade__gt=0
                )
                | (~Q(prazo_contagem__in=COM_QUANTIDADE) & Q(prazo_quantidade=None)),
                name="versao_prazo_coerente",
                violation_error_message="Dias e horas pedem um número; imediato e sem prazo não têm número.",
            ),
            models.CheckConstraint(
                condition=Q(solicitavel=False) | ~Q(prazo_contagem=Contagem.SEM_PRAZO),
                name="versao_solicitavel_tem_prazo",
                violation_error_message="O serviço que se pode solicitar tem prazo.",
            ),
            models.CheckConstraint(
                condition=Q(publica=False) | Q(sigilosa=False),
                name="versao_publica_nao_sigilosa",
                violation_error_message="O serviço sigiloso não pode ser público: tire uma das duas marcas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nome} (versão {self.numero})"

    @property
    def a_foto_mostra(self) -> bool:
        """Verdadeiro se uma foto mostra se foi feito: está à vista de todos, ou a equipe prova com uma."""
        return self.publica or self.Prova.FOTO in self.prova

    @property
    def chamado(self) -> str:
        """Como se chama o serviço para quem o procura."""
        return self.titulo or self.nome

    @property
    def nome_oficial(self) -> str:
        """O nome que a cidade dá, quando o título não o repete; senão, vazio."""
        return self.nome if self.titulo and self.nome.casefold() not in self.titulo.casefold() else ""

    @property
    def custo_sabido(self) -> bool:
        """Verdadeiro quando se sabe se o serviço custa; o que não se sabe não se põe ao lado do botão."""
        return self.custo in (self.Custo.GRATUITO, self.Custo.PAGO, self.Custo.DEPENDE)

    @property
    def imutavel(self) -> bool:
        """Verdadeiro depois da publicação: os pedidos guardam esta versão."""
        return self.situacao not in EM_ELABORACAO

    @property
    def voltou(self) -> bool:
        """Verdadeiro quando a coordenação devolveu o texto e ele ainda não foi enviado de novo."""
        return self.situacao == Situacao.RASCUNHO and self.devolvida_em is not None

    @property
    def anonima(self) -> bool:
        """Verdadeiro quando o serviço pode ser pedido sem se identificar."""
        return self.identificacao == self.Identificacao.ANONIMA

    @property
    def sem_prazo_do_orgao(self) -> str:
        """Que o órgão não deu o prazo deste serviço; vazio se o deu."""
        return (
            "O órgão responsável ainda não informou o prazo deste serviço." if self.prazo_provisorio else ""
        )

    @property
    def quando_reclamar(self) -> str:
        """Em quantos dias se pode reclamar do que não tem prazo: é regra da cidade, não promessa dele."""
        return (
            f"Se o pedido não for concluído em {self.prazo_quantidade} dias, você pode reclamar na Ouvidoria."
        )

    @property
    def prazo_escrito(self) -> str:
        """O prazo que o órgão deu: "até 45 dias corridos", "na hora"; vazio quando não há, ou não o deu."""
        if self.prazo_contagem == Contagem.SEM_PRAZO or self.prazo_provisorio:
            return ""
        if self.prazo_contagem == Contagem.IMEDIATO:
            return "na hora"
        if self.prazo_quantidade == 1:
            return f"até 1 {NO_SINGULAR[Contagem(self.prazo_contagem)]}"
        return f"até {self.prazo_quantidade} {Contagem(self.prazo_contagem).label}"
