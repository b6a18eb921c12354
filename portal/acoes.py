"""As escritas que não são de um processo só: mandar a quem perdeu os números dos seus casos."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from avisos.acoes import escrever
from avisos.models import Aviso
from contas.models import Interessado
from contas.segredos import chaves
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from portal.consultas import Achado
from protocolo.models import Recuperacao
from protocolo.prazos.em_palavras import dia
from solicitacoes.models import Solicitacao

MODELO = "recuperar_protocolo"
MAIS_NOVOS = 50
"""Quantos números cabem numa mensagem."""
NO_SMS = 5
"""Quantos cabem num SMS de uma parte."""
UMA_A_CADA = 600
"""Segundos em que pedir de novo não manda outra mensagem: ninguém enche a caixa de correio de outro."""

type Contato = tuple[str, str]
"""O e-mail e o telefone que o caso guarda."""


def pedir_os_numeros(*, cpf: str, contato: str) -> Recuperacao:
    """Guarda o pedido para a rotina: só isto se faz na página, haja casos ou não."""
    return Recuperacao.objects.create(cifrado=chaves.cifrar({"cpf": cpf, "contato": contato}))


@transaction.atomic
def mandar_os_numeros(*, recuperacao: Recuperacao) -> int:
    """Manda os números dos casos com este CPF e este contato: a cada contato, os dele. Diz quantas mensagens.

    O caso com o mesmo telefone e outro e-mail vai noutra mensagem, ao e-mail dele.
    """
    recuperacao.delete()
    try:
        dito = chaves.decifrar(bytes(recuperacao.cifrado))
    except InvalidToken:  # as chaves do selo mudaram no meio: quem pediu pede de novo
        return 0
    volta = int(timezone.now().timestamp()) // UMA_A_CADA
    avisos = []
    for contato, casos in _por_contato(dito["cpf"], dito["contato"]).items():
        casos.sort(key=lambda caso: caso.aberta_em, reverse=True)
        aviso = _aviso(casos)
        dados = f"{dito['cpf']}/{contato}/{volta}"
        unica = salted_hmac("portal.recuperar", dados, algorithm="sha256").hexdigest()
        aviso.chave = f"recuperar/{unica}"
        avisos.append(aviso)
    Aviso.objects.bulk_create(avisos, ignore_conflicts=True)
    return len(avisos)


def _por_contato(cpf: str, contato: str) -> dict[Contato, list[Achado]]:
    """Os casos de quem disse este CPF e este contato; de denúncia e do que se selou, nenhum."""
    deles = Interessado.objects.filter(
        Q(email=contato) | Q(telefone=contato), municipe__cpf=cpf, selado_em=None
    )
    achados: dict[Contato, list[Achado]] = defaultdict(list)
    for caso in _casos(deles.values_list("pk", flat=True)):
        if caso.interessado:
            achados[caso.interessado.email, caso.interessado.telefone].append(caso)
    return achados


def _casos(interessados: Iterable[int]) -> Iterator[Achado]:
    for consulta in (
        Solicitacao.objects.select_related("versao_servico"),
        Manifestacao.objects.sem_denuncias(),
        Pedido.objects.all(),
    ):
        seus = consulta.filter(interessado__in=interessados).select_related("interessado")
        yield from seus.order_by("-aberta_em")[:MAIS_NOVOS]


def _aviso(casos: list[Achado]) -> Aviso:
    interessado = casos[0].interessado
    assert interessado  # noqa: S101  `_por_contato` só junta os que têm
    numeros = "\n".join(_dizer(caso) for caso in casos[:MAIS_NOVOS])
    pagina = f"{settings.ENDERECO_PUBLICO}{reverse('portal:acompanhar')}"
    curtos = ", ".join(caso.protocolo_escrito for caso in casos[:NO_SMS])
    contexto = {"numeros": numeros, "pagina": pagina, "protocolo": curtos}
    return escrever(modelo=MODELO, contexto=contexto, interessado=interessado, protocolo="", ordem=0)


def _dizer(caso: Achado) -> str:
    """O número, o que se pediu e quando; do serviço sigiloso, só que é um pedido."""
    if isinstance(caso, Solicitacao):
        nome = "Pedido" if caso.sigilosa else caso.versao_servico.nome
    else:
        nome = NOMES[type(caso)]
    return f"{caso.protocolo_escrito}: {nome}, {dia(caso.aberta_em)}"


NOMES: Final = {Manifestacao: "Manifestação à Ouvidoria", Pedido: "Pedido de informação"}
