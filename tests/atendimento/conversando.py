"""Uma conversa do portal e quem a atende: o que os testes da conversa montam."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atendimento import acoes, conversa
from atendimento.models import Conversa, Disponibilidade, HorarioDaConversa, Mensagem, RegraDaConversa
from atendimento.situacoes import DeQuem, Estado, SituacaoDaConversa
from contas.models import Usuario
from roteamento.models import Unidade
from tests.solicitacoes.pedindo import atendente, central

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

REDE = "200.1.2.3"


def sempre_aberta() -> None:
    """Há conversa a qualquer hora, também no feriado em que o teste calhar de rodar."""
    HorarioDaConversa.objects.all().delete()
    HorarioDaConversa.objects.bulk_create(
        HorarioDaConversa(dia=dia, das="00:00", ate="23:59:59.999999", em_feriado=True) for dia in range(7)
    )


def depressa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sem correntes, que o servidor dos testes não tem: as páginas perguntam a cada segundo."""
    monkeypatch.setattr(conversa, "PERGUNTAR", 1)


def acompanhado(corrente: str) -> str:
    """De quem é a corrente deste endereço, que só o portal sabe ler."""
    token = conversa.ler_token(parse_qs(urlsplit(corrente).query)["t"][0])
    assert token
    return token.assunto


def fechada() -> None:
    HorarioDaConversa.objects.all().delete()


def quem_atende(*, recebe: bool = True) -> Usuario:
    """Alguém da Central com a página das conversas aberta."""
    quem = atendente(central())
    acoes.por_a_disposicao(usuario=quem, unidade=central(), estado=Estado.RECEBE if recebe else Estado.PAUSA)
    return quem


def comecada(rede: str = "") -> Conversa:
    return acoes.comecar_conversa(rede=rede, conta=None)


def na_fila() -> Conversa:
    """Alguém está com a página aberta, em pausa ou cheio: a conversa espera."""
    agora = timezone.now()
    return Conversa.objects.create(situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=agora, ultima_em=agora)


def atendida(quem: Usuario | None = None, onde: Unidade | None = None) -> Conversa:
    """Uma conversa com quem atende, na Central dos testes ou onde se diz."""
    quem = quem or quem_atende(recebe=False)
    return acoes.tomar(conversa=na_fila(), por=quem, unidade=onde or central())


def diz(conversa: Conversa, texto: str = "Bom dia.", por: Usuario | None = None) -> Mensagem:
    """A pessoa, ou quem atende, diz alguma coisa."""
    de = DeQuem.ATENDENTE if por else DeQuem.PESSOA
    return acoes.dizer(conversa=conversa, de=de, texto=texto, chave=uuid4(), autor=por)


def manda(client: Client, conversa: Conversa, texto: str = "Boa tarde.", **mais: Any) -> Resposta:
    """Quem atende manda-o pela página da conversa; `headers=DO_MODULO`, sem a recarregar."""
    cabecalhos = mais.pop("headers", None)
    dados = {"texto": texto, "chave": str(uuid4()), "enviar": "sim", **mais}
    return client.post(reverse("central:conversa", args=[conversa.codigo]), dados, headers=cabecalhos)


def ha(conversa: Conversa, tempo: timedelta) -> Conversa:
    """A conversa e as mensagens dela aconteceram há este tempo."""
    for modelo, chave, campos in (
        (
            Conversa,
            "pk",
            ("comecada_em", "na_fila_desde", "ultima_em", "atendida_em", "avisada_em", "sem_resposta_desde"),
        ),
        (Mensagem, "conversa", ("em",)),
    ):
        for linha in modelo.objects.filter(**{chave: conversa.pk}):
            for campo in campos:
                if antes := getattr(linha, campo):
                    setattr(linha, campo, antes - tempo)
            linha.save()
    conversa.refresh_from_db()
    return conversa


def sem_sinal(quem: Usuario, ha_segundos: int = 3600) -> None:
    antes = timezone.now() - timedelta(seconds=ha_segundos)
    Disponibilidade.objects.filter(usuario=quem).update(presente_ate=antes)


def regra(**campos: int | str) -> RegraDaConversa:
    feita, _ = RegraDaConversa.objects.update_or_create(pk=1, defaults=campos)
    return feita


def local(texto: str) -> datetime:
    """A hora, no relógio da cidade."""
    return timezone.make_aware(datetime.fromisoformat(texto))
