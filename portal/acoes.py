"""As escritas que não são de um processo só: os números de quem os perdeu, e outra chave de acesso."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from avisos.acoes import escrever_ao_contato
from avisos.models import Aviso
from contas.acoes import subir_serie
from contas.autor import Autor
from contas.models import Interessado
from contas.papeis import Papel
from contas.segredos import chaves
from contas.segredos.link_da_chave import USADO, LinkRecusado, protocolo_de
from esic.models import Pedido
from esic.notificacao import avisar as do_pedido
from ouvidoria.models import Manifestacao
from ouvidoria.notificacao import avisar as da_manifestacao
from portal.consultas import Achado, em_segredo, localizar
from protocolo.acoes import registrar, travar
from protocolo.models import Andamento, Recuperacao
from protocolo.notificacao import quem_pediu
from protocolo.prazos.em_palavras import dia
from referencia.enderecos import inteiro
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar as da_solicitacao

MODELO = "conta_protocolos"
DE_UM_SO = "conta_protocolo"
CHAVE_PERDIDA = Aviso.CHAVE_PERDIDA
PELO_LINK = "pedida por quem perdeu a anterior, com um link mandado ao e-mail do caso"
O_LINK = "o link mandado ao e-mail deste protocolo a quem perdeu a chave"
MAIS_NOVOS = 50
"""Quantos números cabem numa mensagem."""
HA_OUTROS = "E outros, mais antigos: para sabê-los, ligue 156."
NO_SMS = 5
"""Quantos cabem num SMS de uma parte."""
UMA_A_CADA = 600
"""Segundos em que pedir de novo não manda outra mensagem: ninguém enche a caixa de correio de outro."""


def pedir_os_numeros(*, cpf: str, contato: str) -> Recuperacao:
    """Guarda o pedido para a rotina: só isto se faz na página, haja casos ou não."""
    return Recuperacao.objects.create(cifrado=chaves.cifrar({"cpf": cpf, "contato": contato}))


def pedir_a_chave(*, protocolo: str, email: str) -> Recuperacao:
    """O mesmo, de quem perdeu a chave de um caso."""
    return Recuperacao.objects.create(cifrado=chaves.cifrar({"protocolo": protocolo, "email": email}))


@transaction.atomic
def mandar_o_perdido(*, recuperacao: Recuperacao) -> int:
    """Manda ao contato escrito, e só a ele, o que se perdeu: os números, ou o link da chave. 1, se saiu.

    Não vai pelo interessado de nenhum caso: quem abre um com o CPF e o telefone de outra pessoa não recebe
    na sua conta os números dela.
    """
    recuperacao.delete()
    try:
        dito = chaves.decifrar(bytes(recuperacao.cifrado))
    except InvalidToken:  # as chaves do selo mudaram no meio: quem pediu pede de novo
        return 0
    return int(_mandar_o_link(**dito) if "protocolo" in dito else _mandar_os_numeros(**dito))


def _mandar_os_numeros(*, cpf: str, contato: str) -> bool:
    """Os números dos casos com este CPF que guardam este contato."""
    casos = sorted(_casos(cpf=cpf, contato=contato), key=lambda caso: caso.aberta_em, reverse=True)
    return bool(casos) and _mandar(MODELO, casos, contato=contato, de_quem=cpf)


def _mandar_o_link(*, protocolo: str, email: str) -> bool:
    """O link que troca a chave, se este é o e-mail que o caso guarda; nunca por SMS."""
    caso = localizar(protocolo)
    if caso is None or email_que_recupera(caso) != email:
        return False
    return _mandar(CHAVE_PERDIDA, [caso], contato=email, de_quem=protocolo, protocolo=protocolo)


def email_que_recupera(caso: Achado) -> str:
    """O e-mail a que o link pode ir; de denúncia, de serviço sigiloso e de identidade selada, nenhum."""
    parte = caso.interessado
    return "" if parte is None or parte.selado_em or em_segredo(caso) else parte.email.lower()


@transaction.atomic
def usar_o_link(*, token: str) -> None:
    """Troca a chave do caso do link, que assim se gasta. Levanta LinkRecusado.

    A série lê-se com o caso travado: de dois toques no botão, um só a troca.
    """
    caso = localizar(protocolo_de(token))
    if caso is None or not email_que_recupera(caso):
        raise LinkRecusado(USADO)
    caso = travar(caso)
    protocolo_de(token)
    trocar_chave(caso=caso, por=Autor(papel=Papel.INTERESSADO), motivo=PELO_LINK, por_onde=O_LINK)


@transaction.atomic
def mandar_o_numero(*, caso: Achado, contato: str) -> bool:
    """Manda a este contato, e a nenhum outro, o número do caso; a chave, nunca. Falso se não há por onde."""
    return _mandar(DE_UM_SO, [caso], contato=contato, de_quem=caso.protocolo)


def _mandar(modelo: str, casos: list[Achado], *, contato: str, de_quem: str, protocolo: str = "") -> bool:
    """Põe a mensagem na caixa de saída; a mesma, a seguir, não sai outra vez."""
    volta = int(timezone.now().timestamp()) // UMA_A_CADA
    dados = f"{modelo}/{de_quem}/{contato}/{volta}"
    unica = salted_hmac("portal.recuperar", dados, algorithm="sha256").hexdigest()
    aviso = escrever_ao_contato(
        modelo=modelo, contexto=_contexto(casos), contato=contato, chave=f"recuperar/{unica}"
    )
    if aviso:
        aviso.protocolo = protocolo
        Aviso.objects.bulk_create([aviso], ignore_conflicts=True)
    return aviso is not None


def _casos(*, cpf: str, contato: str) -> Iterator[Achado]:
    """Os casos de quem disse este CPF e este contato; de denúncia e do que se selou, nenhum."""
    deles = Interessado.objects.filter(
        Q(email=contato) | Q(telefone=contato), municipe__cpf=cpf, selado_em=None
    )
    interessados = list(deles.values_list("pk", flat=True))
    for consulta in (
        Solicitacao.objects.select_related("versao_servico"),
        Manifestacao.objects.sem_denuncias(),
        Pedido.objects.all(),
    ):
        yield from consulta.filter(interessado__in=interessados).order_by("-aberta_em")[: MAIS_NOVOS + 1]


def _contexto(casos: list[Achado]) -> dict[str, str]:
    ditos = [_dizer(caso) for caso in casos[:MAIS_NOVOS]]
    if len(casos) > MAIS_NOVOS:
        ditos.append(HA_OUTROS)
    return {
        "numeros": "\n".join(ditos),
        "pagina": inteiro(reverse("portal:acompanhar")),
        "protocolo": ", ".join(caso.protocolo_escrito for caso in casos[:NO_SMS]),
    }


def _dizer(caso: Achado) -> str:
    """O número, o que se pediu e quando; do serviço sigiloso, só que é um pedido."""
    if isinstance(caso, Solicitacao):
        nome = "Pedido" if caso.sigilosa else caso.versao_servico.chamado
    else:
        nome = NOMES[type(caso)]
    return f"{caso.protocolo_escrito}: {nome}, {dia(caso.aberta_em)}"


NOMES: Final = {Manifestacao: "Manifestação à Ouvidoria", Pedido: "Pedido de informação"}


NOTA = "nota"
"""A anotação interna tem o mesmo nome nos três processos."""
AVISAR: Final[dict[type[Achado], Callable[[Any, str, Mapping[str, str]], Sequence[Aviso]]]] = {
    Solicitacao: da_solicitacao,
    Manifestacao: da_manifestacao,
    Pedido: do_pedido,
}


@transaction.atomic
def trocar_chave(*, caso: Achado, por: Autor, motivo: str, por_onde: str = "") -> Sequence[Aviso]:
    """Sobe a série, anota no caso e põe a chave nova na caixa de saída; devolve os avisos.

    `por_onde` é o canal em que alguém a pediu a quem atende: a mensagem o diz.
    """
    travado = travar(caso)
    subir_serie(protocolo=travado.protocolo)
    avisos = AVISAR[type(travado)](travado, "chave_trocada", {"quem_pediu": quem_pediu(por, por_onde)})
    texto = f"A chave de acesso foi trocada. Motivo: {motivo}"
    registrar(travado, tipo=NOTA, por=por, alcance=Andamento.Alcance.INTERNO, texto=texto, avisos=avisos)
    return avisos


def leva_a_chave(aviso: Aviso) -> bool:
    """A chave só sai por e-mail: o SMS passa pela operadora e não a leva."""
    quem = aviso.interessado
    return quem is not None and bool(quem.recebe_mensagem or (quem.usuario and quem.usuario.email))
