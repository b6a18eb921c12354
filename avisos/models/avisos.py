"""A cidade que assina, os modelos de aviso, a caixa de saída e as notificações de quem trabalha."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone

from avisos import textos
from avisos.situacoes import BASTA_O_APARELHO, Canal, TipoDeAviso
from contas.models import Interessado, Usuario
from referencia.tabelas import Referencia, UmaSo

ENDERECO_DO_MAPA = r"^(geo:|https://)[^\s<>\"']+$"
NAO_E_DO_MAPA = "Comece por geo: ou https://, sem espaços."


class Cidade(UmaSo):
    """Nome, telefones e horários da cidade: uma só linha, editada na administração."""

    nome = models.CharField("cidade", max_length=80, default="São Paulo")
    prefeitura = models.CharField("nome da prefeitura", max_length=120, default="Prefeitura de São Paulo")
    telefone_central = models.CharField("telefone da Central", max_length=20, default="156")
    horario_central = models.CharField("horário da Central", max_length=120, blank=True)
    site = models.URLField("página da prefeitura", blank=True)
    encarregado = models.CharField("encarregado de dados pessoais", max_length=150, blank=True)
    contato_do_encarregado = models.CharField("contato do encarregado", max_length=200, blank=True)
    suporte = models.CharField(
        "suporte a quem trabalha",
        max_length=200,
        blank=True,
        help_text="Quem ajuda quem não consegue entrar, como vai na frase “Fale com…”: nome, ramal, e-mail.",
    )
    portal_da_transparencia = models.URLField("Portal da Transparência", blank=True)
    diario_oficial = models.URLField("Diário Oficial", blank=True)
    dados_abertos = models.URLField("portal de dados abertos", blank=True)
    mapa_de_um_ponto = models.CharField(
        "mapa do telefone, um lugar",
        max_length=200,
        default="geo:{lat},{lon}?q={lat},{lon}",
        validators=[RegexValidator(ENDERECO_DO_MAPA, NAO_E_DO_MAPA)],
        help_text="O endereço que abre o aplicativo de mapas; {lat} e {lon} são o lugar.",
    )
    mapa_de_varios = models.CharField(
        "mapa do telefone, muitos lugares",
        max_length=200,
        blank=True,
        validators=[RegexValidator(ENDERECO_DO_MAPA, NAO_E_DO_MAPA)],
        help_text="O endereço que abre um caminho; {pontos} são os lugares, lat,lon/lat,lon, na ordem da "
        "visita. Vazio: o caminho inteiro não se oferece.",
    )
    dias_do_escrito = models.PositiveSmallIntegerField(
        "dias que se guarda o que não se enviou",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Quem trabalha acha na página do ato o que escrevia; depois destes dias, apaga-se.",
    )

    class Meta:
        verbose_name = "cidade"
        verbose_name_plural = "cidade"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="cidade_uma_so",
                violation_error_message="Só existe uma cidade.",
            )
        ]

    def __str__(self) -> str:
        return self.nome

    @property
    def portas(self) -> list[tuple[str, str]]:
        """As páginas oficiais da cidade na internet, nome e endereço; a que não se disse não está."""
        ditas = [
            (self.prefeitura, self.site),
            ("Portal da Transparência", self.portal_da_transparencia),
            ("Diário Oficial", self.diario_oficial),
            ("Dados abertos da cidade", self.dados_abertos),
        ]
        return [(nome, endereco) for nome, endereco in ditas if endereco]


class PalavrasDeAviso(Referencia):
    """O que um modelo de aviso diz: o assunto e o texto da mensagem, e o que cabe num SMS."""

    assunto = models.CharField("assunto", max_length=150)
    texto = models.TextField(
        "texto",
        help_text="Separe os parágrafos por linha em branco. O parágrafo cuja variável vier vazia não vai.",
    )
    curto = models.CharField(
        "texto curto",
        max_length=300,
        blank=True,
        help_text="Vai por SMS, sem acentos, e no aviso do aparelho; o endereço da página é posto no fim. "
        "Aparece na tela bloqueada: só pode usar o protocolo e datas. Vazio, diz só que há novidade.",
    )

    class Meta:
        abstract = True

    def faltas(self, variaveis: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Campo → o que lhe falta ou sobra: variável desconhecida, a obrigatória que não está."""
        ditas = {
            "texto": textos.conferir(f"{self.assunto}\n\n{self.texto}", variaveis),
            "curto": textos.conferir_curto(self.curto),
        }
        return {campo: frases for campo, frases in ditas.items() if frases}


class ModeloDeAviso(PalavrasDeAviso):
    """As palavras de um aviso: dado de referência que a administração edita.

    `variaveis` é uma lista de `{"nome", "exemplo", "obrigatoria"}`; o texto só pode usar estas,
    e tem de usar as obrigatórias.
    """

    chave = models.SlugField("chave", max_length=40, db_index=False)
    nome = models.CharField("nome", max_length=80)
    quando = models.CharField("quando é enviado", max_length=200)
    tipo = models.CharField(
        "assunto", max_length=9, choices=TipoDeAviso, default=TipoDeAviso.ANDAMENTO, editable=False
    )
    urgente = models.BooleanField(
        "urgente",
        default=False,
        help_text="Vai a qualquer hora e, se não chegar em cinco minutos, pelo canal seguinte.",
    )
    modelo_no_whatsapp = models.CharField(
        "nome do modelo aprovado no WhatsApp",
        max_length=100,
        blank=True,
        help_text="Tem uma variável só, o protocolo. Vazio, usa-se o modelo geral da cidade.",
    )
    variaveis = models.JSONField("variáveis", default=list, editable=False)

    class Meta:
        verbose_name = "modelo de aviso"
        verbose_name_plural = "modelos de aviso"
        constraints = [
            models.UniqueConstraint(
                fields=["chave"],
                name="modelo_de_aviso_unico",
                violation_error_message="Já existe um modelo com esta chave.",
            )
        ]

    def __str__(self) -> str:
        return self.nome

    def clean(self) -> None:
        """Recusa variável desconhecida e a falta de uma obrigatória, dizendo qual."""
        if faltas := self.faltas(self.variaveis):
            raise ValidationError(faltas)


class AvisoQuerySet(models.QuerySet["Aviso"]):
    def a_entregar(self, em: datetime) -> AvisoQuerySet:
        """Pendentes ou abandonados no meio da entrega, cuja hora chegou."""
        return self.filter(situacao__in=Aviso.ABERTAS, proxima_em__lte=em)


class Aviso(models.Model):
    """Uma mensagem a uma pessoa, escrita na transação do andamento e entregue depois.

    `canal` é por onde vai agora; vazio, ainda se escolhe. O que houve em cada um está em `Envio`.
    O texto já vem pronto, mas sem endereço e sem a chave de acesso: o trabalhador lê o contato no
    interessado e põe o link na hora de enviar. `para_cifrado` é o endereço de quem não tem conta, ou o
    celular e o código que se manda a ele; some na entrega.
    """

    class Situacao(models.TextChoices):
        PENDENTE = "pendente", "Na fila"
        ENVIANDO = "enviando", "Em entrega"
        ENVIADO = "enviado", "Enviado"
        SEM_CONTATO = "sem_contato", "Sem contato"
        FALHOU = "falhou", "Não foi possível entregar"
        DITO = "dito", "Dito por telefone"

    ABERTAS = (Situacao.PENDENTE, Situacao.ENVIANDO)
    CONTA = "conta"
    OUTRA_SENHA = "conta_outra_senha"
    SEM_CADASTRO = "conta_sem_cadastro"
    ENDERECO_ANTIGO = "conta_endereco_antigo"
    CODIGO_POR_SMS = "conta_codigo_sms"
    CODIGO = "conta_codigo"
    CHAVE_PERDIDA = "conta_chave_perdida"
    DA_CONTA = {
        "account/email/password_reset_key": OUTRA_SENHA,
        "endereco_antigo": ENDERECO_ANTIGO,
    }
    """O modelo do allauth → o nosso; as outras mensagens da conta são só `CONTA`."""

    chave = models.CharField("chave", max_length=90)
    interessado = models.ForeignKey(Interessado, null=True, on_delete=models.PROTECT, db_index=False)
    usuario = models.ForeignKey(Usuario, null=True, on_delete=models.PROTECT, db_index=False)
    para_cifrado = models.BinaryField("endereço de quem não tem conta", null=True, editable=False)
    protocolo = models.CharField("protocolo", max_length=20, blank=True)
    modelo = models.CharField("modelo", max_length=40)
    assunto = models.CharField("assunto", max_length=200)
    corpo = models.TextField("texto")
    curto = models.CharField("texto curto", max_length=300, blank=True, default="", db_default="")
    tipo = models.CharField(
        "assunto", max_length=9, choices=TipoDeAviso, default=TipoDeAviso.ANDAMENTO, db_default="andamento"
    )
    urgente = models.BooleanField("urgente", default=False, db_default=False)
    canal = models.CharField("canal", max_length=8, choices=Canal, blank=True, default="", db_default="")
    situacao = models.CharField("situação", max_length=12, choices=Situacao, default=Situacao.PENDENTE)
    tentativas = models.PositiveSmallIntegerField("tentativas", default=0)
    repeticoes_possiveis = models.PositiveSmallIntegerField("repetições possíveis", default=0)
    criado_em = models.DateTimeField("criado em", default=timezone.now)
    proxima_em = models.DateTimeField("próxima tentativa", default=timezone.now)
    enviado_em = models.DateTimeField("enviado em", null=True, blank=True)
    message_id = models.CharField("Message-ID", max_length=120, blank=True)
    erro = models.CharField("último erro", max_length=300, blank=True)

    objects = AvisoQuerySet.as_manager()

    class Meta:
        verbose_name = "aviso"
        constraints = [
            models.UniqueConstraint(
                fields=["chave"],
                name="aviso_unico",
                violation_error_message="Este aviso já existe.",
            ),
            models.CheckConstraint(
                condition=models.Q(interessado__isnull=False, usuario=None, para_cifrado=None)
                | models.Q(usuario__isnull=False, interessado=None, para_cifrado=None)
                | models.Q(usuario=None, interessado=None, modelo__startswith="conta"),
                name="aviso_a_uma_pessoa",
                violation_error_message="O aviso vai ao interessado, a um usuário ou a quem não tem conta.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["canal", "-urgente", "proxima_em"],
                condition=models.Q(situacao__in=["pendente", "enviando"]),
                name="aviso_da_vez_no_canal",
            ),
            models.Index(fields=["protocolo"], name="aviso_do_protocolo"),
            models.Index(
                fields=["criado_em"],
                condition=models.Q(situacao__in=["sem_contato", "falhou"]),
                name="aviso_que_nao_chegou",
            ),
        ]

    def __str__(self) -> str:
        return self.assunto

    @property
    def basta_o_aparelho(self) -> bool:
        """O aviso no aparelho é só um toque no ombro: do urgente, e do que pede algo, vai também outro."""
        return not self.urgente and self.tipo in BASTA_O_APARELHO


class Notificacao(models.Model):
    """Um recado a quem trabalha, mostrado na página e juntado no resumo do dia.

    `endereco` é o caminho, sem o servidor, da página de que o recado fala. `chave` impede o mesmo recado
    duas vezes.
    """

    class Tipo(models.TextChoices):
        ATRIBUIDO = "atribuido", "Pedido dado a você"
        RESPONDIDO = "respondido", "O munícipe respondeu"
        RECEBIDO = "recebido", "Pedido recebido de outra unidade"
        REABERTO = "reaberto", "Pedido reaberto"
        PRAZO = "prazo", "Prazo perto ou vencido"
        OUVIDORIA = "ouvidoria", "Manifestação na Ouvidoria"
        INFORMACAO = "informacao", "Pedido de informação"
        GUIA = "guia", "Guia de Serviços"

    usuario = models.ForeignKey(
        Usuario, on_delete=models.CASCADE, related_name="notificacoes", db_index=False
    )
    chave = models.CharField("chave", max_length=90)
    tipo = models.CharField("tipo", max_length=10, choices=Tipo)
    protocolo = models.CharField("protocolo", max_length=20, blank=True)
    texto = models.CharField("texto", max_length=300)
    endereco = models.CharField("caminho da página", max_length=200)
    em = models.DateTimeField("quando", default=timezone.now)
    lida_em = models.DateTimeField("lida em", null=True, blank=True)
    resumida_em = models.DateTimeField("foi no resumo em", null=True, blank=True)

    class Meta:
        verbose_name = "notificação"
        verbose_name_plural = "notificações"
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "chave"],
                name="notificacao_unica",
                violation_error_message="Esta notificação já existe.",
            )
        ]
        indexes = [
            models.Index(fields=["usuario", "-em", "-id"], name="notificacao_da_pessoa"),
            models.Index(fields=["usuario"], condition=models.Q(lida_em=None), name="notificacao_por_ler"),
            models.Index(
                fields=["protocolo"], condition=models.Q(lida_em=None), name="notificacao_do_caso_por_ler"
            ),
            models.Index(
                fields=["em"],
                condition=models.Q(lida_em=None, resumida_em=None),
                name="notificacao_a_resumir",
            ),
        ]

    def __str__(self) -> str:
        return self.texto


class PreferenciaDeAvisos(models.Model):
    """Que resumos por e-mail um servidor quer e por onde a pessoa quer os avisos; sem linha, o de todos.

    `canais` é assunto → canais aceitos. O primeiro é `comeca_por`, e os outros seguem a ordem da cidade.
    """

    usuario = models.OneToOneField(
        Usuario, on_delete=models.CASCADE, primary_key=True, related_name="preferencia_de_avisos"
    )
    resumo_diario = models.BooleanField("resumo do dia por e-mail", default=True)
    resumo_semanal = models.BooleanField("resumo da semana por e-mail", default=True)
    canais: models.JSONField[dict[str, list[str]], dict[str, list[str]]] = models.JSONField(
        "canais por assunto", default=dict, blank=True
    )
    comeca_por = models.CharField("começa por", max_length=8, choices=Canal, blank=True)
    silencio_de = models.TimeField("silêncio desde", null=True, blank=True, default=time(22))
    silencio_ate = models.TimeField("silêncio até", null=True, blank=True, default=time(7))

    class Meta:
        verbose_name = "preferência de avisos"
        verbose_name_plural = "preferências de avisos"

    def __str__(self) -> str:
        return str(self.usuario)
