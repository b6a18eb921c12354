"""Quem espera uma ligação, e quem liga: o que os testes dos retornos e da supervisão dividem."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from atendimento import acoes
from atendimento.models import RegraDoAtendimento, Retorno, TentativaDeRetorno
from avisos.models import Aviso
from contas.acoes import Identificacao
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.models import Vinculo
from roteamento.models import Unidade
from solicitacoes.models import Solicitacao
from tests.solicitacoes import elenco

SO_TELEFONE = Identificacao(
    nome="Joana Dias", tipo_documento="cpf", documento="52998224725", telefone="1133334444"
)
COM_ENDERECO = Identificacao(
    nome="Joana Dias",
    tipo_documento="cpf",
    documento="52998224725",
    telefone="1133334444",
    endereco="Rua Direita, 10",
)


A_TODA_HORA = {
    f"{dia}_{ponta}": hora
    for dia in ("ligar", "sabado", "domingo")
    for ponta, hora in (("das", time.min), ("ate", time.max))
}
"""O teste não depende da hora a que roda."""


def regra(**campos: Any) -> RegraDoAtendimento:
    """A regra do atendimento, com que se liga a toda hora."""
    dita, _ = RegraDoAtendimento.objects.update_or_create(pk=1, defaults=A_TODA_HORA | campos)
    return dita


def central() -> Unidade:
    return elenco.unidade("Central 156", subprefeitura=None, atende_publico=True, telefone="156")


def sem_aviso(quem: Identificacao = SO_TELEFONE, **campos: Any) -> Solicitacao:
    """Um pedido de que nenhum aviso chegou."""
    caso = elenco.solicitacao(identificacao=quem, **campos)
    nao_chegou(caso)
    return caso


def nao_chegou(caso: Any, situacao: str = Aviso.Situacao.SEM_CONTATO) -> Aviso:
    return Aviso.objects.create(
        chave=f"teste/{Aviso.objects.count()}",
        interessado=caso.interessado,
        protocolo=caso.protocolo,
        modelo="registrado",
        assunto="Recebemos o seu pedido de tapa-buraco",
        corpo="Recebemos o seu pedido. O prazo é 10/12/2026.\n\nPara ver o pedido:\n\n{{ link }}",
        situacao=situacao,
    )


def na_lista(caso: Solicitacao | None = None) -> Retorno:
    caso = caso or sem_aviso()
    if not RegraDoAtendimento.objects.exists():
        regra()
    acoes.juntar_retornos(em=timezone.now())
    return Retorno.objects.get(protocolo=caso.protocolo, acabou_em=None)


def pegar(quem: Usuario, retorno: Retorno | None = None) -> TentativaDeRetorno:
    por = elenco.autor(quem, central(), papel=Papel.ATENDENTE)
    return acoes.pegar_retorno(por=por, quem=quem, unidade=central(), qual=retorno.pk if retorno else None)


def registrar(ligacao: TentativaDeRetorno, quem: Usuario, resultado: str, **campos: Any) -> Retorno:
    por = elenco.autor(quem, central(), papel=Papel.ATENDENTE)
    return acoes.registrar_ligacao(ligacao=ligacao, resultado=resultado, por=por, **campos)


def resguardar(protocolo: str) -> None:
    """A pessoa reclamou deste pedido e não deixou dizer quem é."""
    Vinculo.objects.create(
        de_protocolo="2" * 15,
        para_protocolo=protocolo,
        tipo=Vinculo.SEGUNDA_INSTANCIA,
        resguarda=True,
    )
