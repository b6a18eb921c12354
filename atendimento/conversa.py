"""O que se lê de uma conversa e de quem pode conversar agora: mensagens, fila, horas, tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from django.core import signing
from django.db.models import (
    Avg,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from atendimento import horas
from atendimento.models import (
    AssuntoDaConversa,
    Conversa,
    Disponibilidade,
    HorarioDaConversa,
    Mensagem,
    RegraDaConversa,
)
from atendimento.models.disponibilidades import DisponibilidadeQuerySet
from atendimento.situacoes import DeQuem, Fim, SituacaoDaConversa
from contas.models import Usuario
from protocolo.calendario import carregar_calendario
from protocolo.prazos.em_palavras import dia_e_hora

ATIVA = timedelta(minutes=2)
"""Depois da última mensagem, por este tempo a conversa pergunta depressa."""
DEPRESSA, DE_PLANTAO, DEVAGAR, NUNCA = 2.2, 5.0, 15.0, 0.0
"""Segundos até a página perguntar de novo: enquanto se fala, à espera de alguém, parada; zero, nunca mais."""
BUSCA_MAXIMA = 60
"""Dias em que se procura a próxima abertura."""
ULTIMA_HORA = timedelta(hours=1)
CONTINUA_POR = timedelta(days=1)
"""Depois de parar, por quanto tempo ainda se continua a mesma conversa."""
GUARDA_O_LUGAR_POR = timedelta(hours=1)
"""Depois de parar, por quanto tempo se volta ao seu lugar na fila; mais tarde, vai-se depois dos outros."""
SAL = "conversa"
MAIOR_TOKEN = 120
"""Letras."""
VALE, VALE_A_QUEM_ATENDE = timedelta(hours=12), timedelta(minutes=5)
"""Por quanto tempo uma página aberta pergunta com o mesmo token. O de quem atende só a sessão o renova: quem
saiu deixa de dar sinal."""


# --- a conversa e as mensagens ------------------------------------------------------


def de_codigo(codigo: UUID) -> QuerySet[Conversa]:
    """A que tem este código, com o nome de quem a atende."""
    return Conversa.objects.com_quem_atende().filter(codigo=codigo)


def de_numero(numero: int) -> QuerySet[Conversa]:
    """A conversa deste número, com quem a atende."""
    return Conversa.objects.com_quem_atende().filter(pk=numero)


def mensagens_depois(conversa: Conversa, ordem: int, lado: DeQuem) -> list[Mensagem]:
    """As mensagens que vêm depois desta ordem, com as fotos; as notas, só a quem atende."""
    lidas = list(_ditas_depois(conversa.pk, ordem, DeQuem.NOTA if lado == DeQuem.PESSOA else ""))
    prefetch_related_objects([uma for uma in lidas if uma.tem_fotos], "arquivos__quarentena")
    return lidas


def _ditas_depois(conversa: int, ordem: int, menos: str) -> QuerySet[Mensagem]:
    return Mensagem.objects.filter(conversa=conversa, ordem__gt=ordem).exclude(de=menos).que_se_mostram()


def novas(conversa: Conversa, depois: int, lado: DeQuem, dita: Mensagem | None = None) -> list[Mensagem]:
    """As mensagens depois desta ordem; nada se lê se não há, ou se a única é a que se acabou de dizer."""
    if depois >= conversa.ultima:
        return []
    if dita and not dita.tem_fotos and dita.ordem == depois + 1 == conversa.ultima:
        return [dita]
    return mensagens_depois(conversa, depois, lado)


def por_ler(conversa: Conversa) -> int:
    """Quantas mensagens da pessoa quem atende ainda não viu."""
    vistas = conversa.lida_por_quem_atende
    return conversa.mensagens.filter(de=DeQuem.PESSOA, ordem__gt=vistas).count()


def ainda_se_apaga(conversa: Conversa, em: datetime) -> bool:
    """A que corre, e a que acabou há menos do que a regra diz: ainda se pode dizer que era denúncia."""
    if conversa.fim == Fim.DENUNCIA:
        return False
    acabou = conversa.encerrada_em
    return acabou is None or em < acabou + timedelta(hours=RegraDaConversa.atual().horas_para_a_denuncia)


def pode_continuar(conversa: Conversa, em: datetime) -> bool:
    """A que acabou parada há menos de um dia: quem conversava a continua de onde estava."""
    acabou = conversa.encerrada_em
    return conversa.fim == Fim.PARADA and acabou is not None and em < acabou + CONTINUA_POR


def guarda_o_lugar(conversa: Conversa, em: datetime) -> bool:
    """A que parou há pouco volta ao lugar que tinha na fila."""
    acabou = conversa.encerrada_em
    return acabou is not None and em < acabou + GUARDA_O_LUGAR_POR


def vista_do_outro_lado(conversa: Conversa, lado: DeQuem) -> int:
    """A ordem da última mensagem que o outro lado viu."""
    return conversa.lida_por_quem_atende if lado == DeQuem.PESSOA else conversa.lida_pela_pessoa


def tem_contato(conversa: Conversa) -> bool:
    """Há um e-mail ou um telefone para onde responder."""
    quem = conversa.interessado
    return bool(quem and (quem.email or quem.telefone))


def transcricao(conversa: Conversa) -> str:
    """Tudo o que se disse, como se guarda ou se manda por e-mail: quem, a que horas, o quê. Sem as notas."""
    linhas = [f"Conversa nº {conversa.pk} com o SP156, começada em {dia_e_hora(conversa.comecada_em)}"]
    for mensagem in mensagens_depois(conversa, 0, DeQuem.PESSOA):
        fotos = [f"[foto: {foto.nome}]" for foto in mensagem.arquivos.all()] if mensagem.tem_fotos else []
        dito = "\n".join(filter(None, [mensagem.texto, *fotos]))
        linhas.append(f"{timezone.localtime(mensagem.em):%d/%m %H:%M} – {_quem(mensagem)}:\n{dito}")
    return "\n\n".join(linhas)


def _quem(mensagem: Mensagem) -> str:
    """Quem atende se diz pelo primeiro nome."""
    if mensagem.de == DeQuem.ATENDENTE and mensagem.autor:
        return mensagem.autor.get_short_name()
    return "Você" if mensagem.de == DeQuem.PESSOA else str(mensagem.get_de_display())


# --- fila ----------------------------------------------------------------------------


def lugar_na_fila(conversa: Conversa) -> int:
    """1 é a próxima; 0, não está na fila."""
    if conversa.situacao != SituacaoDaConversa.NA_FILA:
        return 0
    antes = Q(na_fila_desde__lt=conversa.na_fila_desde)
    antes |= Q(na_fila_desde=conversa.na_fila_desde, pk__lt=conversa.pk)
    if conversa.lugar_id:  # só espera por quem atende lá
        antes &= Q(lugar=conversa.lugar_id)
    return Conversa.objects.na_fila().presentes().filter(antes).exclude(pk=conversa.pk).count() + 1


def espera_prevista(assunto: AssuntoDaConversa | None, em: datetime) -> timedelta | None:
    """A espera média de quem foi atendido na última hora, neste assunto; None se não houve ninguém."""
    atendidas = Conversa.objects.filter(
        comecada_em__gte=em - 2 * ULTIMA_HORA, atendida_em__gte=em - ULTIMA_HORA, na_fila_desde__isnull=False
    )
    if assunto:
        atendidas = atendidas.filter(assunto=assunto)
    esperou = ExpressionWrapper(F("atendida_em") - F("na_fila_desde"), output_field=DurationField())
    media: timedelta | None = atendidas.aggregate(media=Avg(esperou))["media"]
    return media


def ha_quem_converse(em: datetime, assunto: AssuntoDaConversa | None = None) -> bool:
    """É hora de conversa, e alguém que atende este assunto recebe e deu sinal há pouco."""
    quem = que_recebem(em)
    return aberta_em(em) and (quem.do_assunto(assunto) if assunto else quem).exists()


def assuntos_sem_quem(em: datetime) -> list[AssuntoDaConversa]:
    """Os assuntos de que agora ninguém recebe conversas: o que se pede deles fica por responder."""
    deste = que_recebem(em).do_assunto(OuterRef("pk"))
    return list(AssuntoDaConversa.objects.filter(~Exists(deste), em_uso=True))


def na_fila_sem_quem(em: datetime) -> QuerySet[Conversa]:
    """As conversas de um assunto de que ninguém recebe, à espera há mais tempo do que um sinal leva."""
    deste = que_recebem(em).do_assunto(OuterRef("assunto"))
    ninguem = Q(assunto=None) & ~Exists(que_recebem(em)) | Q(assunto__isnull=False) & ~Exists(deste)
    esperam = Conversa.objects.na_fila().alias(espera_desde=Coalesce("voltou_em", "na_fila_desde"))
    return esperam.filter(ninguem, espera_desde__lt=sinal_desde(em))


def que_recebem(em: datetime) -> DisponibilidadeQuerySet:
    """Quem recebe conversas agora e tem a página aberta."""
    return Disponibilidade.objects.com_sinal(sinal_desde(em)).filter(recebe=True)


def sinal_desde(em: datetime) -> datetime:
    """Quem deu o último sinal antes disto já não está."""
    return em - timedelta(seconds=RegraDaConversa.atual().segundos_sem_sinal)


# --- horas ---------------------------------------------------------------------------


def aberta_em(em: datetime) -> bool:
    """Está dentro do horário de conversa?"""
    return any(abre <= em < fecha for abre, fecha in _expedientes(em, dias=1))


def proxima_abertura(em: datetime) -> datetime | None:
    """Quando volta a haver conversa; agora mesmo, se é hora. None se nenhum horário está posto."""
    expediente = horas.proxima(em, _expedientes(em, dias=BUSCA_MAXIMA))
    return max(expediente[0], em) if expediente else None


def prazo_de_resposta(em: datetime) -> datetime:
    """Até quando se responde ao que fica pendente agora: as horas da regra, contadas de quando há gente.

    O que cairia fora de hora passa para o fim do expediente seguinte.
    """
    prazo = (proxima_abertura(em) or em) + timedelta(hours=RegraDaConversa.atual().horas_para_responder)
    expediente = horas.proxima(prazo, _expedientes(prazo, dias=BUSCA_MAXIMA))
    if expediente is None:
        return prazo
    abre, fecha = expediente
    return prazo if abre <= prazo else fecha


def _expedientes(em: datetime, *, dias: int) -> Iterator[horas.Janela]:
    do_dia = horas.de_conversar(HorarioDaConversa.objects.all(), carregar_calendario())
    return horas.janelas(em, do_dia, dias=dias)


# --- a pergunta da página ------------------------------------------------------------


class DoLado(StrEnum):
    """De quem é a página que pergunta."""

    PESSOA = "p"
    QUEM_ATENDE = "a"


@dataclass(frozen=True, slots=True)
class Token:
    """De quem o token prova que é a página: a conversa (da pessoa) ou o usuário (de quem atende)."""

    lado: DoLado
    pk: int


def token(conversa: Conversa) -> str:
    """O token da página da pessoa: diz de que conversa é e até quando vale, assinado."""
    return _assinar(DoLado.PESSOA, conversa.pk, VALE)


def token_de(usuario: Usuario) -> str:
    """O token da página de quem atende: um só para todas as suas conversas."""
    return _assinar(DoLado.QUEM_ATENDE, usuario.pk, VALE_A_QUEM_ATENDE)


def _assinar(lado: DoLado, pk: int, vale: timedelta) -> str:
    ate = int((timezone.now() + vale).timestamp())
    return signing.Signer(salt=SAL, sep=".").sign(f"{lado}{pk}-{ate}")


def ler_token(escrito: str) -> Token | None:
    """O token, se a assinatura confere e ainda vale."""
    if len(escrito) > MAIOR_TOKEN:
        return None
    dito, ate = _conferido(escrito)
    return dito if ate > timezone.now().timestamp() else None


@lru_cache(maxsize=10_000)
def _conferido(escrito: str) -> tuple[Token | None, int]:
    """O que está assinado, e até quando vale: a página pergunta muitas vezes com o mesmo."""
    try:
        dito = signing.Signer(salt=SAL, sep=".").unsign(escrito)
        pk, _, ate = dito[1:].partition("-")
        return Token(DoLado(dito[0]), int(pk)), int(ate)
    except (signing.BadSignature, ValueError, IndexError):
        return None, 0


def versao_de(conversa: Conversa) -> str:
    """O que a página da pessoa manda de volta em `v`; na fila diz também o lugar, que muda sem ela mudar."""
    lugar = lugar_na_fila(conversa)
    return f"{conversa.versao}.{lugar}" if lugar else str(conversa.versao)


def proximo_intervalo(conversa: Conversa, em: datetime) -> float:
    """Segundos até a página da pessoa perguntar de novo; zero se a conversa acabou."""
    return intervalo(conversa.situacao, conversa.ultima_em, em)


def intervalo(situacao: str, ultima_em: datetime, em: datetime) -> float:
    """Segundos até a página da pessoa perguntar de novo, pela situação e pela hora em que se falou."""
    if situacao == SituacaoDaConversa.ENCERRADA:
        return NUNCA
    if situacao == SituacaoDaConversa.NA_FILA:
        return DE_PLANTAO
    if situacao == SituacaoDaConversa.COM_ATENDENTE and em - ultima_em < ATIVA:
        return DEPRESSA
    return DEVAGAR


def intervalo_de_quem_atende(suas: Iterable[Conversa], em: datetime) -> float:
    """Segundos até a página de quem atende perguntar de novo: poucos, se numa das suas se falou há pouco."""
    return DEPRESSA if any(uma.ultima_em > em - ATIVA for uma in suas) else DE_PLANTAO


def de_quem(usuario: Usuario) -> list[Conversa]:
    """As conversas que esta pessoa atende agora, com o que a resposta à pergunta diz delas."""
    return list(Conversa.objects.de(usuario).only("ultima_em", "lida_pela_pessoa").order_by("pk"))
