"""Os números da mesa de quem atende, como dado: a administração os muda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from atendimento.models.turnos import Dia, dias_ditos, horas_ditas
from referencia.tabelas import Referencia, UmaSo


def _numero(rotulo: str, padrao: int, *, de: int = 1, ate: int, ajuda: str = "") -> models.Field[int, int]:
    """Um número inteiro entre dois outros."""
    return models.PositiveSmallIntegerField(
        rotulo,
        default=padrao,
        validators=[MinValueValidator(de), MaxValueValidator(ate)],
        help_text=ajuda,
    )


def _horas(de: str, ate: str) -> models.CheckConstraint:
    """As duas horas em ordem, ou nenhuma."""
    nenhuma = models.Q(**{f"{de}__isnull": True, f"{ate}__isnull": True})
    em_ordem = models.Q(**{f"{de}__isnull": False, f"{ate}__isnull": False, f"{ate}__gt": models.F(de)})
    return models.CheckConstraint(
        condition=nenhuma | em_ordem,
        name=f"regra_do_atendimento_{de}",
        violation_error_message="Escreva as duas horas, a última depois da primeira, ou nenhuma.",
    )


class Fato(models.TextChoices):
    """O que uma pessoa diz de si, e se compara com o que o caso guarda."""

    NOME = "nome", "Nome"
    DOCUMENTO = "documento", "CPF ou outro documento"
    EMAIL = "email", "E-mail"
    TELEFONE = "telefone", "Telefone"
    RUA = "rua", "Rua do pedido"
    MES = "mes", "Mês e ano do pedido"


def _todos() -> list[str]:
    return list(Fato.values)


def _os_fortes() -> list[str]:
    return [Fato.DOCUMENTO.value, Fato.EMAIL.value, Fato.TELEFONE.value]


def _fatos(rotulo: str, padrao: Callable[[], list[str]], ajuda: str) -> ArrayField[Any, Any]:
    um = models.CharField(max_length=10, choices=Fato)
    return ArrayField(um, verbose_name=rotulo, default=padrao, help_text=ajuda)


class RegraDoAtendimento(UmaSo):
    """Uma só linha: a que horas e quantas vezes se liga, o que basta para reconhecer alguém, o esquecido.

    Os dias úteis e as horas são os da cidade; num dia sem horas não se liga.
    """

    tentativas_de_retorno = _numero(
        "tentativas de um retorno", 5, ate=20, ajuda="Depois delas vai uma carta, se há endereço."
    )
    minutos_entre_tentativas = _numero("minutos entre duas tentativas", 180, ate=10080)
    minutos_para_ligar = _numero(
        "minutos para ligar", 15, ate=120, ajuda="Quem pegou um retorno tem este tempo; depois outro o pega."
    )
    minutos_sem_nada = _numero(
        "minutos sem nada feito",
        30,
        de=5,
        ate=480,
        ajuda="O atendimento aberto em que nada se fez por este tempo acaba sem resultado.",
    )
    buscas_sem_achar = _numero(
        "buscas sem achar ninguém",
        10,
        ate=1000,
        ajuda="Num dia: de tantas em diante a supervisão destaca.",
    )
    ligar_das = models.TimeField("liga-se nos dias úteis das", default=time(8))
    ligar_ate = models.TimeField("nos dias úteis às", default=time(20))
    sabado_das = models.TimeField("liga-se no sábado das", null=True, blank=True, default=time(8))
    sabado_ate = models.TimeField("no sábado às", null=True, blank=True, default=time(14))
    domingo_das = models.TimeField(
        "liga-se no domingo e no feriado das", null=True, blank=True, help_text="Sem as horas, não se liga."
    )
    domingo_ate = models.TimeField("no domingo e no feriado às", null=True, blank=True)
    fatos_perguntados = _fatos(
        "o que se pergunta à pessoa", _todos, "Para reconhecê-la. O que serviu para a achar não se pergunta."
    )
    fatos_fortes = _fatos("o que o vizinho não sabe", _os_fortes, "Um destes tem de conferir.")
    fatos_que_bastam = _numero("quantos bastam", 3, ate=6)
    erros_no_atendimento = _numero(
        "erros num atendimento", 3, ate=20, ajuda="Depois deles não se tenta mais."
    )
    erros_por_pessoa = _numero("erros com a mesma pessoa", 5, ate=50, ajuda="Em qualquer atendimento.")
    horas_dos_erros = _numero("horas em que se contam", 24, ate=720)

    class Meta:
        verbose_name = "regra do atendimento"
        verbose_name_plural = "regras do atendimento"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="regra_do_atendimento_uma_so",
                violation_error_message="As regras do atendimento são uma linha só.",
            ),
            _horas("ligar_das", "ligar_ate"),
            _horas("sabado_das", "sabado_ate"),
            _horas("domingo_das", "domingo_ate"),
            models.CheckConstraint(
                condition=models.Q(fatos_perguntados__len__gte=models.F("fatos_que_bastam")),
                name="regra_do_atendimento_fatos_bastam",
                violation_error_message="Não podem bastar mais dados do que os que se perguntam.",
            ),
            models.CheckConstraint(
                condition=models.Q(fatos_perguntados__overlap=models.F("fatos_fortes")),
                name="regra_do_atendimento_fato_forte",
                violation_error_message="Pergunte ao menos um dos dados que o vizinho não sabe.",
            ),
        ]

    def __str__(self) -> str:
        return "regras do atendimento"

    @property
    def para_ligar(self) -> timedelta:
        return timedelta(minutes=self.minutos_para_ligar)

    @property
    def entre_tentativas(self) -> timedelta:
        return timedelta(minutes=self.minutos_entre_tentativas)


CHAMAM = """\
falar com uma pessoa
falar com alguem
falar com um atendente
falar com uma atendente
falar com atendente
falar com um humano
falar com gente
quero uma pessoa
quero um atendente
conversar com uma pessoa
conversar com alguem
atendimento humano
atendente por favor
pessoa de verdade
"""
"""As frases com que se pede uma pessoa, de fábrica."""


class RegraDaConversa(UmaSo):
    """Uma só linha: quantas cada um atende, quando se dão por paradas, quanto se aceita de uma rede."""

    conversas_por_atendente = _numero("conversas de cada um ao mesmo tempo", 4, ate=20)
    minutos_para_avisar = _numero(
        "minutos até avisar", 5, ate=120, ajuda="A conversa em que a pessoa não responde por este tempo."
    )
    minutos_para_acabar = _numero(
        "minutos até acabar", 5, ate=120, ajuda="Depois do aviso, se ela continua sem responder."
    )
    segundos_sem_sinal = _numero(
        "segundos sem sinal",
        40,
        de=40,
        ate=600,
        ajuda="Quem atende e não dá sinal por este tempo devolve as conversas à fila. "
        "A página dá um a cada vinte segundos.",
    )
    minutos_na_fila = _numero(
        "minutos na fila", 30, ate=240, ajuda="Depois deles a conversa fica para se responder depois."
    )
    minutos_de_fila_sem_sinal = _numero(
        "minutos de fila sem sinal",
        5,
        ate=120,
        ajuda="Quem espera e não dá sinal por este tempo conta-se como quem saiu. Se volta, tem o seu lugar.",
    )
    segundos_para_atender = _numero(
        "segundos para atender",
        60,
        ate=3600,
        ajuda="A supervisão conta quantas se atendem neste tempo, de meia em meia hora. De fábrica, 60.",
    )
    minutos_de_conversa = _numero(
        "minutos de uma conversa",
        8,
        ate=120,
        ajuda="Com isto se prevê a espera enquanto poucas conversas acabaram há pouco, para a média servir.",
    )
    horas_para_responder = _numero("horas para responder a pendente", 24, ate=240)
    conversas_por_rede = _numero("conversas novas de uma rede, por hora", 30, ate=1000)
    mensagens_por_minuto = _numero("mensagens de uma conversa, por minuto", 20, ate=200)
    horas_para_a_denuncia = _numero(
        "horas para dizer que era denúncia",
        24,
        ate=720,
        ajuda="Depois do fim da conversa: por este tempo ainda se apaga o que nela se escreveu.",
    )
    minutos_para_registrar = _numero(
        "minutos para registrar",
        30,
        ate=480,
        ajuda="Depois do fim da conversa: por este tempo ainda se envia o pedido que se escrevia.",
    )
    dias_do_bloqueio = _numero(
        "dias em que se guarda um bloqueio", 30, ate=365, ajuda="Depois de acabar; passados eles, apaga-se."
    )
    chamam_uma_pessoa = models.TextField(
        "frases que chamam uma pessoa",
        blank=True,
        default=CHAMAM,
        help_text="Uma por linha, sem acento. Quem escreve uma delas vai a uma pessoa.",
    )

    class Meta:
        verbose_name = "regra da conversa"
        verbose_name_plural = "regras da conversa"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="regra_da_conversa_uma_so",
                violation_error_message="As regras da conversa são uma linha só.",
            )
        ]

    def __str__(self) -> str:
        return "regras da conversa"

    @property
    def sem_sinal(self) -> timedelta:
        return timedelta(seconds=self.segundos_sem_sinal)

    @property
    def para_atender(self) -> timedelta:
        return timedelta(seconds=self.segundos_para_atender)

    @property
    def para_responder(self) -> timedelta:
        """Quem atende não faz esperar mais do que o que se aceita a quem conversa."""
        return timedelta(minutes=self.minutos_para_avisar)


class HorarioDaConversa(Referencia):
    """Das quantas às quantas há quem converse, num dia da semana: sem linha, não há; feriado, se se diz."""

    dia = models.PositiveSmallIntegerField("dia da semana", choices=Dia)
    das = models.TimeField("das")
    ate = models.TimeField("às")
    em_feriado = models.BooleanField(
        "também em feriado",
        default=False,
        help_text="Sem isto, feriado, ponto facultativo e dia sem expediente fecham a conversa.",
    )

    class Meta:
        verbose_name = "horário da conversa"
        verbose_name_plural = "horários da conversa"
        ordering = ["dia", "das"]
        constraints = [
            models.UniqueConstraint(
                fields=["dia", "das"],
                name="horario_da_conversa_unico",
                violation_error_message="Já há um horário que começa a esta hora neste dia.",
            ),
            models.CheckConstraint(
                condition=models.Q(ate__gt=models.F("das")),
                name="horario_da_conversa_acaba",
                violation_error_message="O horário acaba depois de começar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_dia_display()}, {horas_ditas(self.das, self.ate)}"

    @classmethod
    def ditos(cls) -> str:
        """“segunda a sexta, das 8h às 20h; sábado, das 8h às 14h”; vazio se nenhum está posto."""
        dias_de: dict[tuple[time, time], list[int]] = {}
        for um in cls.objects.order_by("dia", "das"):
            dias_de.setdefault((um.das, um.ate), []).append(um.dia)
        return "; ".join(f"{dias_ditos(dias)}, {horas_ditas(*horas)}" for horas, dias in dias_de.items())


class AssuntoDaConversa(Referencia):
    """De que se quer falar numa conversa: a pessoa o escolhe ao entrar, e quem atende diz de quais recebe."""

    nome = models.CharField("nome", max_length=80, unique=True)
    ordem = models.PositiveSmallIntegerField("ordem", default=0)
    em_uso = models.BooleanField("em uso", default=True)

    class Meta:
        verbose_name = "assunto da conversa"
        verbose_name_plural = "assuntos da conversa"
        ordering = ["ordem", "nome"]

    def __str__(self) -> str:
        return self.nome


class RespostaDaConversa(Referencia):
    """Uma resposta pronta: o texto, com {pessoa}, {atendente} e {protocolo} no lugar do que muda."""

    titulo = models.CharField("título", max_length=80, unique=True)
    texto = models.TextField("texto", max_length=2000)
    em_uso = models.BooleanField("em uso", default=True)

    class Meta:
        verbose_name = "resposta da conversa"
        verbose_name_plural = "respostas da conversa"
        ordering = ["titulo"]

    def __str__(self) -> str:
        return self.titulo
