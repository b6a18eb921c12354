"""O que se lê de uma conversa e de quem pode conversar agora: mensagens, fila, horas, tokens."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from atendimento import espera, horas
from atendimento.models import (
    AssuntoDaConversa,
    Chamada,
    Conversa,
    Disponibilidade,
    HorarioDaConversa,
    Mensagem,
    RegraDaConversa,
)
from atendimento.models.disponibilidades import DisponibilidadeQuerySet
from atendimento.situacoes import DeQuem, Fim, SituacaoDaConversa
from contas.segredos import chaves
from protocolo.calendario import carregar_calendario
from protocolo.prazos.em_palavras import dia_e_hora
from roteamento.models import Unidade

CORRENTES = "/correntes/"
"""Responde o laço de eventos (`sp156.web.correntes`), sem o Django."""
PERGUNTAR = 15
"""Segundos entre duas perguntas da página que não consegue acompanhar."""
BUSCA_MAXIMA = 60
"""Dias em que se procura a próxima abertura."""
AUSENCIA = timedelta(minutes=2)
"""Sem ninguém que receba por este tempo, quem espera deixa de esperar: menos do que isto, o portal volta."""
CONTINUA_POR = timedelta(days=1)
"""Depois de parar, por quanto tempo ainda se continua a mesma conversa."""
GUARDA_O_LUGAR_POR = timedelta(hours=1)
"""Depois de parar, por quanto tempo se volta ao seu lugar na fila; mais tarde, vai-se depois dos outros."""
MAIOR_TOKEN = 400
"""Letras."""
VALE = timedelta(minutes=5)
"""Uma corrente dura de uma a duas vezes isto; só a sessão, ou o cookie da conversa, a renova."""


# --- a conversa e as mensagens ------------------------------------------------------


def de_codigo(codigo: UUID) -> QuerySet[Conversa]:
    """A que tem este código, com quem a atende."""
    return Conversa.objects.select_related("atendente").filter(codigo=codigo)


def mensagens_depois(conversa: Conversa, ordem: int, lado: DeQuem) -> QuerySet[Mensagem]:
    """As mensagens que vêm depois desta ordem, com as fotos; as notas, só a quem atende."""
    ditas = Mensagem.objects.filter(conversa=conversa, ordem__gt=ordem).order_by("ordem")
    if lado == DeQuem.PESSOA:
        ditas = ditas.exclude(de=DeQuem.NOTA)
    return ditas.select_related("autor").prefetch_related("arquivos__quarentena")


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
        fotos = [f"[foto: {foto.nome}]" for foto in mensagem.arquivos.all()]
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


def espera_prevista(
    em: datetime, *, antes: int, assunto: AssuntoDaConversa | None = None, lugar: Unidade | None = None
) -> timedelta | None:
    """Quanto espera quem tem tantos antes (`espera.prever`); None se ninguém que a possa atender recebe.

    A passada a um lugar é de quem atende nele; a outra, de quem atende o assunto.
    """
    recebem = que_recebem(em)
    if lugar:
        recebem = recebem.filter(unidade=lugar)
    elif assunto:
        recebem = recebem.do_assunto(assunto)
    return espera.prever(
        antes=antes,
        ocupados=list(recebem.com_quantas().values_list("tem", flat=True)),
        cabem=RegraDaConversa.atual().conversas_por_atendente,
        duracao=espera.duracao_media(em),
    )


def espera_de(conversa: Conversa, em: datetime) -> timedelta | None:
    """Quanto espera ainda quem está nesta conversa, na fila."""
    antes = lugar_na_fila(conversa) - 1
    return espera_prevista(em, antes=antes, assunto=conversa.assunto, lugar=conversa.lugar)


def ha_quem_converse(em: datetime, assunto: AssuntoDaConversa | None = None) -> bool:
    """É hora de conversa, e alguém que atende este assunto recebe e deu sinal há pouco."""
    quem = que_recebem(em)
    return aberta_em(em) and (quem.do_assunto(assunto) if assunto else quem).exists()


def assuntos_sem_quem(em: datetime) -> list[AssuntoDaConversa]:
    """Os assuntos de que agora ninguém recebe conversas: o que se pede deles fica por responder."""
    deste = que_recebem(em).do_assunto(OuterRef("pk"))
    return list(AssuntoDaConversa.objects.filter(~Exists(deste), em_uso=True))


def na_fila_sem_quem(em: datetime) -> QuerySet[Conversa]:
    """As conversas à espera há mais de `AUSENCIA`, de um assunto de que ninguém recebe desde então."""
    recebem = que_recebem(em - AUSENCIA)
    deste = recebem.do_assunto(OuterRef("assunto"))
    ninguem = Q(assunto=None) & ~Exists(recebem) | Q(assunto__isnull=False) & ~Exists(deste)
    esperam = Conversa.objects.na_fila().alias(espera_desde=Coalesce("voltou_em", "na_fila_desde"))
    return esperam.filter(ninguem, espera_desde__lt=em - AUSENCIA)


def que_recebem(em: datetime) -> DisponibilidadeQuerySet:
    """Quem recebe conversas agora e tem a página aberta."""
    return Disponibilidade.objects.presentes(em).que_recebem()


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


# --- o que a página acompanha ----------------------------------------------------------


class DoLado(StrEnum):
    """De quem é a página."""

    PESSOA = "p"
    QUEM_ATENDE = "a"
    CHEFIA = "c"


@dataclass(frozen=True, slots=True)
class Token:
    """O que a página acompanha: uma conversa (da pessoa), as de quem atende, ou a fila (da chefia).

    `ate` é a hora em que a corrente acaba, em segundos da época: a página pede outro, com a autorização dela.
    `sessao` é a de quem entrou, e sem ela a corrente acaba antes; vazia, a conversa é do cookie do navegador.
    """

    lado: DoLado
    pk: int
    ate: int
    sessao: str

    @property
    def assunto(self) -> str:
        return assunto_de(self.lado, self.pk)


def assunto_de(lado: DoLado, pk: int) -> str:
    """Como um evento diz de quem é: `p12`, a conversa 12; `a7`, quem atende e tem o número 7."""
    return f"{lado}{pk}"


def corrente(lado: DoLado, pk: int, sessao: str) -> str:
    """O endereço por onde esta página sabe que algo mudou; o fim sorteia-se: não acabam todas juntas."""
    vale = random.uniform(VALE.total_seconds(), 2 * VALE.total_seconds())  # noqa: S311  só espalha
    ate = str(int(timezone.now().timestamp() + vale))
    token = chaves.cifrar({"corrente": assunto_de(lado, pk), "ate": ate, "sessao": sessao}).decode()
    return f"{CORRENTES}?{urlencode({'t': token})}"


def ler_token(escrito: str) -> Token | None:
    """O token, se é nosso e ainda vale."""
    if len(escrito) > MAIOR_TOKEN:
        return None
    try:
        dito = chaves.decifrar(escrito.encode())
        de_quem = dito["corrente"]
    except (InvalidToken, KeyError):  # não o cifrámos, ou era para outra coisa
        return None
    lido = Token(DoLado(de_quem[:1]), int(de_quem[1:]), int(dito["ate"]), dito["sessao"])
    return lido if lido.ate > timezone.now().timestamp() else None


def versoes(conversas: Iterable[int], de_quem: Iterable[int]) -> dict[str, int]:
    """A versão de cada uma destas conversas e de quem atende, numa leitura só, pelo assunto."""
    da_pessoa = Conversa.objects.filter(pk__in=list(conversas))
    da_mesa = Disponibilidade.objects.filter(pk__in=list(de_quem))
    lidas = da_pessoa.values_list(Value(DoLado.PESSOA.value), "pk", "versao").union(
        da_mesa.values_list(Value(DoLado.QUEM_ATENDE.value), "pk", "versao"), all=True
    )
    return {assunto_de(DoLado(lado), pk): versao for lado, pk, versao in lidas}


def versao_de(conversa: Conversa, em: datetime) -> str:
    """O que a página da pessoa manda de volta em `v`: a versão, a fila e o que o outro lado viu."""
    vista = vista_do_outro_lado(conversa, DeQuem.PESSOA)
    na_fila = conversa.situacao == SituacaoDaConversa.NA_FILA
    fila = f"{lugar_na_fila(conversa)}.{espera.em_minutos(espera_de(conversa, em))}" if na_fila else "0"
    return f"{conversa.versao}.{fila}.{vista}"


def versao_da_mesa(versao: int, suas: Iterable[Conversa], ligacoes: Iterable[Chamada]) -> str:
    """O mesmo, de quem atende: a versão, o que as pessoas das suas conversas viram e as ligações."""
    tocam = "".join(f".{uma.pk}-{uma.passo}" for uma in ligacoes)
    return f"{versao}.{sum(uma.lida_pela_pessoa for uma in suas)}{tocam}"
