"""As bases de todo caso numerado: prazo, complemento, andamento, anexo e vínculo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from contas.autor import Autor
from contas.models import Interessado, Usuario
from contas.papeis import Papel
from protocolo import numero
from protocolo.models.quarentena import Quarentena
from protocolo.prazos.contagem import Contagem
from protocolo.situacoes import Transicao


class Canal(models.TextChoices):
    """Por onde o pedido entrou. Nenhum canal tem prioridade na fila."""

    PORTAL = "portal", "Portal"
    APLICATIVO = "aplicativo", "Aplicativo"
    CENTRAL = "central", "Central 156"
    PRACA = "praca", "Praça de Atendimento"
    CHAT = "chat", "Chat"
    CARTA = "carta", "Carta"
    BALCAO = "balcao", "Balcão do órgão"
    INTEGRACAO = "integracao", "Integração"
    NAO_INFORMADO = "nao_informado", "Não informado"


class Caso(models.Model):
    """Base abstrata de tudo o que tem protocolo.

    Aberto quer dizer `encerrada_em` nulo; a classe concreta prende isso à situação com uma
    restrição do banco. `versao` sobe a cada andamento e é o que detecta o conflito.
    """

    class Procedencia(models.TextChoices):
        NATIVA = "nativa", "Aberto aqui"
        IMPORTADA = "importada", "Importado"

    TRANSICOES: ClassVar[tuple[Transicao, ...]] = ()

    protocolo = models.CharField("protocolo", max_length=15, editable=False)
    chave_de_envio = models.CharField("chave de envio", max_length=64, editable=False)
    canal = models.CharField("canal", max_length=14, choices=Canal)
    procedencia = models.CharField(
        "procedência",
        max_length=9,
        choices=Procedencia,
        default=Procedencia.NATIVA,
        editable=False,
    )
    interessado = models.OneToOneField(
        Interessado,
        verbose_name="interessado",
        null=True,
        on_delete=models.PROTECT,
        related_name="%(class)s",
    )
    situacao = models.CharField("situação", max_length=20)
    versao = models.PositiveIntegerField("versão", default=0)
    aberta_em = models.DateTimeField("aberta em")
    encerrada_em = models.DateTimeField("encerrada em", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["protocolo"],
                name="%(class)s_protocolo_unico",
                violation_error_message="Protocolo já usado.",
            ),
            models.UniqueConstraint(
                fields=["chave_de_envio"],
                name="%(class)s_envio_unico",
                violation_error_message="Este envio já foi feito.",
            ),
        ]

    def __str__(self) -> str:
        return self.protocolo_escrito

    @property
    def protocolo_escrito(self) -> str:
        """O protocolo em grupos, como se lê em voz alta."""
        return numero.formatar(self.protocolo)

    @property
    def aberta(self) -> bool:
        """Verdadeiro enquanto o caso não se encerra."""
        return self.encerrada_em is None

    @property
    def ha_a_quem_avisar(self) -> bool:
        """Falso nos importados da base histórica: não têm parte e rotina nenhuma fala deles."""
        return self.interessado_id is not None and self.procedencia == self.Procedencia.NATIVA


def encerrada_tem_data(
    abertas: Iterable[str],
    encerradas: Iterable[str],
    *,
    name: str,
    violation_error_message: str = "Só as encerradas, e todas elas, têm data de encerramento.",
) -> models.CheckConstraint:
    """A restrição que prende `encerrada_em` à situação: por ela `aberta` e `abertas()` valem o que dizem."""
    return models.CheckConstraint(
        condition=models.Q(situacao__in=abertas, encerrada_em__isnull=True)
        | models.Q(situacao__in=encerradas, encerrada_em__isnull=False),
        name=name,
        violation_error_message=violation_error_message,
    )


class ComPrazoQuerySet[M: models.Model](models.QuerySet[M]):
    """O que se pergunta a qualquer linha com relógio; aberto quer dizer `encerrada_em` nulo."""

    def calculadas_antes(self, mudanca: datetime) -> Self:
        """Abertas com o relógio de antes da última mudança no calendário."""
        return self.filter(encerrada_em=None, calculada_em__lt=mudanca)


class CasoQuerySet[M: models.Model](ComPrazoQuerySet[M]):
    """O que se pergunta a qualquer caso; o predicado é o mesmo dos índices parciais."""

    def abertas(self) -> Self:
        return self.filter(encerrada_em=None)

    def que_o_calendario_refaz(self) -> Self:
        """As que uma mudança no calendário alcança."""
        return self.abertas()

    def encerradas(self) -> Self:
        return self.filter(encerrada_em__isnull=False)

    def da_conta(self, usuario: Usuario) -> Self:
        """Os que a pessoa pediu com a conta, ou noutra porta com o CPF que ela provou."""
        return self.filter(interessado__in=Interessado.objects.da_conta(usuario))

    def do_interessado(self, autor: Autor) -> Self:
        """Os casos de quem os abriu: os da conta, ou os que esta sessão provou serem seus com a chave."""
        seus = models.Q(protocolo__in=autor.protocolos)
        if autor.usuario:
            seus |= models.Q(interessado__in=Interessado.objects.da_conta(autor.usuario))
        return self.filter(seus)


class ComComplementoQuerySet[M: models.Model](CasoQuerySet[M]):
    def com_complemento_vencido(self, em: datetime) -> Self:
        """À espera do munícipe depois da data de resposta."""
        return self.filter(encerrada_em=None, responder_ate__lt=em)

    def com_complemento_a_lembrar(self, em: datetime) -> Self:
        """À espera do munícipe, ainda no tempo dele, e já passou da metade sem lembrete."""
        return self.filter(encerrada_em=None, responder_ate__gte=em, lembrar_em__lte=em)


class ComPrazo(models.Model):
    """Base abstrata de uma linha com um relógio, e um só; dois relógios são duas linhas.

    `quantidade` e `parado` estão na unidade de `contagem` (dias corridos, dias úteis ou horas).
    Os valores são copiados da lei ou do Guia quando o relógio parte: mudança posterior na fonte
    não move prazo antigo.
    """

    conta_desde = models.DateTimeField("conta desde")
    quantidade = models.PositiveIntegerField("prazo")
    contagem = models.CharField("contagem", max_length=9, choices=Contagem)
    base_legal = models.CharField("de onde vem o prazo", max_length=200)
    parada_em = models.DateTimeField("parada em", null=True, blank=True)
    parado = models.PositiveIntegerField("tempo parado", default=0)
    prorrogada_em = models.DateTimeField("prorrogada em", null=True, blank=True)
    vence_em = models.DateTimeField("vence em")
    calculada_em = models.DateTimeField("prazo calculado em")

    class Meta:
        abstract = True


class CasoComPrazo(Caso, ComPrazo):
    """Base abstrata do caso com relógio: o da resposta, ou da solução, que se deve a quem o abriu."""

    vencimento_avisado_em = models.DateTimeField("vencimento avisado em", null=True, blank=True)

    class Meta(Caso.Meta):
        abstract = True

    @property
    def contando(self) -> bool:
        """Verdadeiro com o relógio correndo."""
        return self.aberta and self.parada_em is None

    @property
    def prometido(self) -> bool:
        """Se o prazo foi dado por quem responde, ou pela lei: só então se diz que vai até tal dia."""
        return True


class ComComplemento(CasoComPrazo):
    """Base abstrata do caso em que se pode perguntar a quem o abriu, com o relógio parado até a resposta."""

    PRAZO_DO_COMPLEMENTO: ClassVar[str]
    """A chave do prazo legal que a pessoa tem para responder."""

    responder_ate = models.DateTimeField("o munícipe responde até", null=True, blank=True)
    lembrar_em = models.DateTimeField("lembrar o munícipe em", null=True, blank=True)

    class Meta(CasoComPrazo.Meta):
        abstract = True
        constraints = [
            *CasoComPrazo.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(
                    situacao="aguardando_municipe", parada_em__isnull=False, responder_ate__isnull=False
                )
                | (~models.Q(situacao="aguardando_municipe") & models.Q(parada_em=None, responder_ate=None)),
                name="%(class)s_espera_com_relogio_parado",
                violation_error_message="O relógio fica parado só enquanto se espera o munícipe.",
            ),
        ]


class Andamento(models.Model):
    """Base abstrata de um passo do caso. A classe concreta define `caso` e os tipos."""

    TIPOS: ClassVar[type[models.TextChoices]]
    """O rótulo de cada tipo é a frase do passo."""

    class Alcance(models.TextChoices):
        PUBLICO = "publico", "Público"
        INTERESSADO = "interessado", "Interessado"
        INTERNO = "interno", "Interno"

    ordem = models.PositiveIntegerField("ordem")
    tipo = models.CharField("tipo", max_length=24)
    texto = models.TextField("texto", blank=True)
    alcance = models.CharField("alcance", max_length=11, choices=Alcance)
    papel = models.CharField("papel", max_length=12, choices=Papel)
    usuario = models.ForeignKey(
        Usuario, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    unidade = models.CharField("unidade", max_length=60, blank=True)
    em = models.DateTimeField("em")
    mudancas: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("mudanças", default=dict)

    class Meta:
        abstract = True
        ordering = ["ordem"]

    def __str__(self) -> str:
        return f"{self.tipo} nº {self.ordem}"

    @property
    def frase(self) -> str:
        """A frase, fixa para cada tipo."""
        frase: str = self.TIPOS(self.tipo).label
        return frase


class Satisfacao(models.Model):
    """Base abstrata do que a pessoa achou, depois do fim (Lei 13.460/2017, art. 23)."""

    class Resolveu(models.TextChoices):
        SIM = "sim", "Sim"
        EM_PARTE = "em_parte", "Em parte"
        NAO = "nao", "Não"

    NOTAS = [(1, "Muito ruim"), (2, "Ruim"), (3, "Regular"), (4, "Bom"), (5, "Muito bom")]

    resolveu = models.CharField("resolveu", max_length=8, choices=Resolveu)
    em = models.DateTimeField("em")

    class Meta:
        abstract = True


A_CONFERIR = "O portal ainda confere este arquivo. Ele aparece aqui assim que acabar."


class ComArquivo(models.Model):
    """O que se diz de um arquivo guardado: foto (JPEG) ou PDF, e nada mais."""

    arquivo: models.FileField
    miniatura: models.FileField
    nome: models.CharField[str, str]
    quarentena = models.ForeignKey(
        Quarentena,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="quarentena",
        help_text="Vazio se o arquivo está pronto.",
    )

    class Meta:
        abstract = True

    @property
    def pdf(self) -> bool:
        """Verdadeiro para um PDF, que não tem miniatura."""
        return bool(self.arquivo.name and self.arquivo.name.endswith(".pdf"))

    @property
    def espera(self) -> str:
        """Por que o arquivo ainda não se abre, ou nunca se abrirá; vazio se já se pode abrir."""
        if self.quarentena is None or self.quarentena.situacao == Quarentena.Situacao.PRONTO:
            return ""
        return self.quarentena.porque or A_CONFERIR

    @property
    def recusado(self) -> bool:
        """Verdadeiro se o arquivo, depois de recebido, não pôde ser aceito."""
        return self.quarentena is not None and self.quarentena.situacao == Quarentena.Situacao.RECUSADO


class Anexo(ComArquivo):
    """Base abstrata de um arquivo do caso, já validado e recodificado, sempre privado."""

    ordem = models.PositiveIntegerField("andamento", help_text="A ordem do andamento com que veio.")
    arquivo = models.FileField("arquivo", upload_to="anexos/%Y/%m", max_length=200)
    miniatura = models.FileField("miniatura", upload_to="anexos/%Y/%m", max_length=200, blank=True)
    nome = models.CharField("nome", max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)
    papel = models.CharField("enviado por", max_length=12, choices=Papel)
    enviado_em = models.DateTimeField("enviado em", default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nome


class Vinculo(models.Model):
    """Ligação entre dois protocolos, em texto: a página de baixo mostra que há algo acima.

    O reservado é de denúncia: só a Ouvidoria sabe que existe.
    """

    SEGUNDA_INSTANCIA = "segunda_instancia"
    """De uma manifestação ao pedido de serviço de que ela fala."""

    de_protocolo = models.CharField("do protocolo", max_length=15)
    para_protocolo = models.CharField("para o protocolo", max_length=15)
    tipo = models.SlugField("tipo", max_length=30, db_index=False)
    reservado = models.BooleanField("reservado", default=False)
    resguarda = models.BooleanField(
        "resguarda quem pediu",
        default=False,
        db_default=False,
        help_text="A pessoa não deixou dizer quem é: quem tem o caso de baixo não abre o contato dela.",
    )
    criado_em = models.DateTimeField("criado em", default=timezone.now)

    class Meta:
        verbose_name = "vínculo"
        constraints = [
            models.UniqueConstraint(
                fields=["de_protocolo", "para_protocolo", "tipo"],
                name="vinculo_unico",
                violation_error_message="Estes protocolos já estão ligados.",
            )
        ]
        indexes = [models.Index(fields=["para_protocolo"], name="vinculo_inverso")]

    def __str__(self) -> str:
        return f"{self.de_protocolo} → {self.para_protocolo}"

    @classmethod
    def da_segunda_instancia(cls, protocolo: str) -> tuple[bool, bool]:
        """Se há na Ouvidoria uma manifestação sobre este pedido, e se o contato de quem pediu não se abre.

        O resguardo vale também do que depois virou denúncia: reabrir o contato diria que virou.
        """
        acima = cls.objects.filter(para_protocolo=protocolo, tipo=cls.SEGUNDA_INSTANCIA)
        vinculos = list(acima.values_list("reservado", "resguarda"))
        return any(not reservado for reservado, _ in vinculos), any(resguarda for _, resguarda in vinculos)

    @classmethod
    def tem_segunda_instancia(cls, protocolo: str) -> bool:
        """Há na Ouvidoria uma manifestação, que não é denúncia, sobre este pedido?"""
        acima = cls.objects.filter(para_protocolo=protocolo, tipo=cls.SEGUNDA_INSTANCIA, reservado=False)
        return acima.exists()
