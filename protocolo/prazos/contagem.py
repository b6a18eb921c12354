"""Contagem de prazos: uma função pura, sem banco e sem relógio, que também diz como contou.

Regras (Lei federal 9.784/1999, art. 66, e Lei municipal 14.141/2006; artigos municipais a confirmar):

- o dia do evento não conta e o último dia conta;
- se o último dia não tem expediente, o prazo passa para o próximo dia útil;
- o prazo em dias vence às 23:59:59 de America/Sao_Paulo;
- dia de meio expediente (`DiaNaoUtil.meio_expediente`) é dia útil e pode ser o último dia;
- prorrogar é calcular de novo, do mesmo início, com a soma das quantidades: os arrastos não se acumulam.

A regra A (padrão) começa no primeiro dia útil depois do evento; a B, no dia seguinte, seja qual for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import models

if TYPE_CHECKING:
    from protocolo.calendario import Calendario

SAO_PAULO = ZoneInfo("America/Sao_Paulo")
FIM_DO_DIA = time(23, 59, 59)
UM_DIA = timedelta(days=1)
UMA_HORA = timedelta(hours=1)
DIAS_DA_SEMANA = (
    "segunda-feira",
    "terça-feira",
    "quarta-feira",
    "quinta-feira",
    "sexta-feira",
    "sábado",
    "domingo",
)
SABADO = 5
MAIOR_PRAZO = 10_000
MAIOR_PARADA = 100_000
ANOS_ACEITOS = range(1900, 2201)
BUSCA_MAXIMA = 366


class PrazoInvalido(ValueError):
    """Pedido de cálculo sem sentido. A mensagem pode ser mostrada a uma pessoa."""


class Contagem(models.TextChoices):
    """A unidade em que o prazo é dado."""

    CORRIDOS = "corridos", "dias corridos"
    UTEIS = "uteis", "dias úteis"
    HORAS = "horas", "horas"
    IMEDIATO = "imediato", "imediato"
    SEM_PRAZO = "sem_prazo", "sem prazo definido"


class Regra(models.TextChoices):
    """Em que dia a contagem começa."""

    A = "A", "no primeiro dia útil depois do evento"
    B = "B", "no dia seguinte ao evento"


@dataclass(frozen=True, slots=True)
class Prazo:
    """Quando vence (None: sem prazo) e as frases que explicam a conta, em ordem."""

    vence_em: datetime | None
    como: tuple[str, ...]


def calcular(
    inicio: datetime,
    quantidade: int | None,
    contagem: str,
    calendario: Calendario,
    *,
    regra: str = Regra.A,
    parado: int = 0,
    evento: str = "Você pediu",
) -> Prazo:
    """Calcula o vencimento de um prazo que nasce em `inicio`.

    `quantidade` e `parado` (o que a contagem ficou parada) estão na unidade da `contagem`: dias, dias úteis
    ou horas; no imediato, dias. `quantidade` não é lida no imediato nem no sem prazo. Horas correm sem
    parar, do próprio evento. O imediato vence no fim do dia do evento ou, sem expediente, no do próximo
    dia útil. `evento` começa a primeira frase. Levanta `PrazoInvalido`.
    """
    tipo = _conferir_contagem(contagem)
    _conferir_numeros(inicio, quantidade, tipo, parado)
    local = inicio.astimezone(SAO_PAULO)
    frases = [f"{evento} em {por_extenso(local.date())}."]
    if tipo is Contagem.SEM_PRAZO:
        return Prazo(None, (*frases, "Não há prazo definido."))
    if tipo is Contagem.HORAS:
        return _em_horas(local, quantidade or 0, parado, evento)
    if tipo is Contagem.IMEDIATO:
        ultimo = _imediato(local.date(), parado, calendario, frases)
    else:
        primeiro = _comecar(local.date(), _conferir_regra(regra), calendario, frases)
        contar = _em_uteis if tipo is Contagem.UTEIS else _em_corridos
        ultimo = contar(primeiro, quantidade or 0, parado, calendario, frases)
    if calendario.meio_expediente(ultimo):
        frases.append(f"Em {ultimo:%d/%m} há expediente só em parte do dia, e ele conta como dia útil.")
    frases.append(f"O prazo vai até o fim de {por_extenso(ultimo)}.")
    fim = datetime.combine(ultimo, FIM_DO_DIA, SAO_PAULO)
    return Prazo(max(fim, local), tuple(frases))  # o imediato que nasce no último segundo do dia vence nele


def parado_entre(parada_em: datetime, retomada_em: datetime, contagem: str, calendario: Calendario) -> int:
    """Quantas unidades inteiras a contagem perdeu entre a parada e a retomada.

    - corridos e imediato: as viradas de dia. O dia da parada já contou; o da retomada não conta;
    - úteis: os dias úteis depois do dia da parada, até o da retomada, que não conta;
    - horas: o tempo decorrido, arredondado para cima;
    - sem prazo: zero.

    Assim os dias (ou horas) que faltavam na parada ainda faltam, todos, na retomada.
    """
    tipo = _conferir_contagem(contagem)
    _conferir_momento(parada_em)
    _conferir_momento(retomada_em)
    if retomada_em < parada_em:
        raise PrazoInvalido("A retomada não pode ser anterior à parada.")
    de, ate = parada_em.astimezone(SAO_PAULO).date(), retomada_em.astimezone(SAO_PAULO).date()
    if tipo is Contagem.SEM_PRAZO:
        return 0
    if tipo is Contagem.HORAS:
        return -((parada_em.astimezone(UTC) - retomada_em.astimezone(UTC)) // UMA_HORA)
    if tipo is Contagem.UTEIS:
        return sum(calendario.eh_util(de + n * UM_DIA) for n in range(1, (ate - de).days + 1))
    return (ate - de).days


def por_extenso(dia: date) -> str:
    """`quinta-feira, 22/01/2026`."""
    return f"{DIAS_DA_SEMANA[dia.weekday()]}, {dia:%d/%m/%Y}"


def _comecar(evento: date, regra: Regra, calendario: Calendario, frases: list[str]) -> date:
    """O primeiro dia da contagem."""
    seguinte = evento + UM_DIA
    if regra is Regra.B:
        frases.append(f"A contagem começa no dia seguinte: {por_extenso(seguinte)}.")
        return seguinte
    primeiro, pulados = _pular(seguinte, calendario)
    if pulados:
        frases.append(f"{_razoes(pulados, calendario)}: a contagem espera o próximo dia útil.")
    frases.append(f"A contagem começa em {por_extenso(primeiro)}, primeiro dia útil depois dessa data.")
    return primeiro


def _em_corridos(
    primeiro: date, quantidade: int, parado: int, calendario: Calendario, frases: list[str]
) -> date:
    """Todos os dias contam; só o último precisa ser útil."""
    frases.append(f"O prazo é de {_quantos(quantidade, 'dia corrido', 'dias corridos')}.")
    _dizer_parada(parado, "dia", "dias", frases)
    return _arrastar(primeiro + (quantidade + parado - 1) * UM_DIA, calendario, frases)


def _em_uteis(
    primeiro: date, quantidade: int, parado: int, calendario: Calendario, frases: list[str]
) -> date:
    """Só os dias úteis contam."""
    uteis = _quantos(quantidade, "dia útil", "dias úteis")
    frases.append(f"O prazo é de {uteis}: sábados e domingos não contam.")
    _dizer_parada(parado, "dia útil", "dias úteis", frases)
    dia, fechados = _pular(primeiro, calendario)
    for _ in range(quantidade + parado - 1):
        dia, pulados = _pular(dia + UM_DIA, calendario)
        fechados += pulados
    com_nome = [fechado for fechado in fechados if fechado.weekday() < SABADO]
    if com_nome:
        frases.append(f"{_razoes(com_nome, calendario)}: também não contam.")
    return dia


def _imediato(evento: date, parado: int, calendario: Calendario, frases: list[str]) -> date:
    """O dia do evento, mais o que ficou parado."""
    frases.append("O atendimento é imediato: deve ser feito no mesmo dia.")
    _dizer_parada(parado, "dia", "dias", frases)
    return _arrastar(evento + parado * UM_DIA, calendario, frases)


def _em_horas(inicio: datetime, quantidade: int, parado: int, evento: str) -> Prazo:
    """Horas de relógio, contadas em UTC: o horário de verão do passado não as encurta."""
    fim = (inicio.astimezone(UTC) + (quantidade + parado) * UMA_HORA).astimezone(SAO_PAULO)
    frases = [
        f"{evento} em {por_extenso(inicio.date())}, às {inicio:%Hh%M}.",
        f"O prazo é de {_quantos(quantidade, 'hora', 'horas')}, de dia e de noite, todos os dias.",
    ]
    _dizer_parada(parado, "hora", "horas", frases)
    frases.append(f"O prazo vai até {por_extenso(fim.date())}, às {fim:%Hh%M}.")
    return Prazo(fim, tuple(frases))


def _arrastar(dia: date, calendario: Calendario, frases: list[str]) -> date:
    """Passa o último dia sem expediente para o próximo dia útil e diz por quê."""
    ultimo, pulados = _pular(dia, calendario)
    if pulados:
        frases.append(f"O último dia seria {por_extenso(dia)}.")
        frases.append(f"{_razoes(pulados, calendario)}: o prazo passa para o próximo dia útil.")
    return ultimo


def _pular(dia: date, calendario: Calendario) -> tuple[date, list[date]]:
    """O primeiro dia útil a partir de `dia` e os que foram pulados."""
    pulados: list[date] = []
    while not calendario.eh_util(dia):
        pulados.append(dia)
        if len(pulados) > BUSCA_MAXIMA:
            raise PrazoInvalido("O calendário não tem nenhum dia útil em mais de um ano.")
        dia += UM_DIA
    return dia, pulados


def _razoes(dias: list[date], calendario: Calendario) -> str:
    """`24/01 é sábado e 25/01 é feriado (Aniversário da Cidade de São Paulo)`."""
    partes = [f"{dia:%d/%m} é {calendario.motivo(dia) or DIAS_DA_SEMANA[dia.weekday()]}" for dia in dias]
    return " e ".join(filter(None, [", ".join(partes[:-1]), partes[-1]]))


def _quantos(numero: int, um: str, varios: str) -> str:
    return f"{numero} {um if numero == 1 else varios}"


def _dizer_parada(parado: int, um: str, varios: str, frases: list[str]) -> None:
    if parado:
        tempo = _quantos(parado, um, varios)
        frases.append(f"A contagem ficou parada por {tempo}, e esse tempo foi somado ao prazo.")


def _conferir_contagem(contagem: str) -> Contagem:
    try:
        return Contagem(contagem)
    except ValueError:
        raise PrazoInvalido(f"Contagem desconhecida: {contagem}. Use {', '.join(Contagem.values)}.") from None


def _conferir_regra(regra: str) -> Regra:
    try:
        return Regra(regra)
    except ValueError:
        raise PrazoInvalido(f"Regra desconhecida: {regra}. Use A ou B.") from None


def _conferir_momento(momento: datetime) -> None:
    if momento.tzinfo is None:
        raise PrazoInvalido("O momento precisa ter fuso horário.")
    if momento.year not in ANOS_ACEITOS:
        raise PrazoInvalido(f"O ano precisa estar entre {ANOS_ACEITOS[0]} e {ANOS_ACEITOS[-1]}.")


def _conferir_numeros(inicio: datetime, quantidade: int | None, tipo: Contagem, parado: int) -> None:
    _conferir_momento(inicio)
    if not 0 <= parado <= MAIOR_PARADA:
        raise PrazoInvalido(f"O tempo parado precisa estar entre 0 e {MAIOR_PARADA}.")
    if tipo in (Contagem.IMEDIATO, Contagem.SEM_PRAZO):
        return
    if quantidade is None or not 1 <= quantidade <= MAIOR_PRAZO:
        raise PrazoInvalido(f"A quantidade do prazo precisa ser um número de 1 a {MAIOR_PRAZO}.")
