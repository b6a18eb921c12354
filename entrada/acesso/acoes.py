"""Propor, aceitar e recusar: a proposta travada decide a corrida, e o banco recusa quem aceita a própria."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from contas.models import PropostaDeAcesso, Usuario
from entrada.acesso import por_onde_entra, recados
from entrada.acesso.efeitos import aplicar
from entrada.acesso.guarda_sigilo import pode_aceitar, quem_aceita
from referencia.enderecos import inteiro

registro = logging.getLogger(__name__)

VALIDADE = timedelta(days=7)
DUAS_PESSOAS = 2
NAO_A_SI = "Ninguém dá acesso a si mesmo, nem com o aceite de outra pessoa: peça a outra que proponha."


class RecusaDeProposta(Exception):
    """O que se pediu não cabe; a mensagem se mostra a quem pediu."""


@dataclass(frozen=True, slots=True)
class Proposto:
    """O que se quer fazer do acesso de alguém, antes de se dizer por quê."""

    tipo: str
    pessoa: Usuario
    resumo: str
    dados: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def propor(*, proposto: Proposto, por: Usuario | None, motivo: str) -> PropostaDeAcesso:
    """Deixa a proposta à espera de outra pessoa, por `VALIDADE`, e avisa quem pode aceitá-la.

    Guarda por onde ela entra agora. Sem `por`, quem propõe é o comando do console. Levanta RecusaDeProposta
    sem motivo, se já há uma igual ou se alguém se dá acesso.
    """
    if por == proposto.pessoa and proposto.tipo in por_onde_entra.DAO_ACESSO:
        raise RecusaDeProposta(NAO_A_SI)
    if not motivo.strip():
        raise RecusaDeProposta("Diga por quê: quem vai decidir precisa saber.")
    agora = timezone.now()
    iguais = PropostaDeAcesso.objects.filter(
        tipo=proposto.tipo, pessoa=proposto.pessoa, dados=proposto.dados, aceita=None
    )
    iguais.filter(vale_ate__lt=agora).update(aceita=False, decidida_em=agora)
    pessoa = Usuario.objects.select_for_update(no_key=True).get(pk=proposto.pessoa.pk)
    nova = PropostaDeAcesso(
        tipo=proposto.tipo,
        pessoa=pessoa,
        dados=proposto.dados,
        retrato=por_onde_entra.retrato(pessoa),
        resumo=proposto.resumo,
        motivo=motivo.strip(),
        proposta_por=por,
        vale_ate=agora + VALIDADE,
    )
    try:
        with transaction.atomic():
            nova.save(force_insert=True)
    except IntegrityError as erro:
        raise RecusaDeProposta("Já há uma proposta igual à espera de outra pessoa.") from erro
    for quem in quem_aceita(menos=[por, pessoa]):
        recados.avisar(quem, "proposta_de_acesso", f"proposta/{nova.pk}/nova", _em_palavras(nova))
    return nova


@transaction.atomic
def aceitar(*, proposta: PropostaDeAcesso, por: Usuario) -> PropostaDeAcesso:
    """Faz o que se propôs, porque outra pessoa aceita. Levanta RecusaDeProposta com a razão."""
    proposta = _em_aberto(proposta)
    if razao := por_que_nao_e_voce(proposta, por):
        raise RecusaDeProposta(razao)
    return _concluir(proposta, por)


def por_que_nao_e_voce(proposta: PropostaDeAcesso, por: Usuario) -> str:
    """A razão por que esta pessoa não é a segunda de que a proposta precisa; vazio se é."""
    if not pode_aceitar(por):
        return "Você não tem a permissão de aceitar propostas de acesso."
    if por.pk == proposta.proposta_por_id:
        return "Foi você quem propôs: outra pessoa precisa aceitar."
    if por.pk == proposta.pessoa_id:
        return "A proposta é sobre o seu próprio acesso: outra pessoa precisa aceitar."
    if proposta.proposta_por is None:
        return "Esta proposta é do console, e só ele a conclui."
    if por_onde_entra.abriu_a_conta(por, proposta.proposta_por):
        return (
            f"Foi você quem criou a conta de {proposta.proposta_por}, lhe deu a administração ou mudou por "
            "onde entra: outra pessoa precisa aceitar."
        )
    return ""


@transaction.atomic
def recusar(*, proposta: PropostaDeAcesso, por: Usuario) -> PropostaDeAcesso:
    """Quem pode aceitar recusa, ou quem propôs desiste: nada muda."""
    proposta = _em_aberto(proposta)
    if por.pk != proposta.proposta_por_id and not pode_aceitar(por):
        raise RecusaDeProposta("Só quem pode aceitar, ou quem propôs, recusa.")
    _decidir(proposta, aceita=False, por=por)
    _contar(proposta, "proposta_recusada")
    return proposta


@transaction.atomic
def aceitar_pelo_console(*, proposta: PropostaDeAcesso) -> PropostaDeAcesso:
    """Conclui pelo console, enquanto não há duas pessoas que possam decidir; fica no registro e na lista.

    A própria pessoa não conta: ela não decide sobre o seu acesso.
    """
    proposta = _em_aberto(proposta)
    podem = list(quem_aceita(menos=[proposta.pessoa]))
    if len(podem) >= DUAS_PESSOAS:
        nomes = ", ".join(pessoa.nome for pessoa in podem)
        raise RecusaDeProposta(f"Já há quem proponha e quem aceite, na administração: {nomes}.")
    proposta.pelo_console = True
    return _concluir(proposta, None)


def _em_aberto(proposta: PropostaDeAcesso) -> PropostaDeAcesso:
    """Travada até o fim da transação, ela e a pessoa: quem chega depois lê a decisão da outra."""
    travada = (
        PropostaDeAcesso.objects.select_for_update(of=("self", "pessoa"), no_key=True)
        .select_related("pessoa", "proposta_por")
        .get(pk=proposta.pk)
    )
    if travada.aceita is not None:
        raise RecusaDeProposta("Esta proposta já foi decidida.")
    if travada.vale_ate < timezone.now():
        raise RecusaDeProposta("Esta proposta venceu. Se ainda for preciso, proponha de novo.")
    return travada


def _concluir(proposta: PropostaDeAcesso, por: Usuario | None) -> PropostaDeAcesso:
    if razao := por_onde_entra.por_que_nao_se_aceita(proposta):
        raise RecusaDeProposta(razao)
    try:
        with transaction.atomic():
            aplicar(proposta, por)
    except (ValidationError, IntegrityError) as erro:
        dito = " ".join(erro.messages) if isinstance(erro, ValidationError) else "Os dados já não cabem."
        raise RecusaDeProposta(f"O que se propôs já não pode ser feito. {dito}") from erro
    _decidir(proposta, aceita=True, por=por)
    registro.warning(
        "proposta de acesso %s aceita por %s", proposta.pk, por.pk if por else "comando do console"
    )
    _contar(proposta, "proposta_aceita")
    return proposta


def _decidir(proposta: PropostaDeAcesso, *, aceita: bool, por: Usuario | None) -> None:
    proposta.aceita, proposta.decidida_por, proposta.decidida_em = aceita, por, timezone.now()
    proposta.save(update_fields=["aceita", "decidida_por", "decidida_em", "pelo_console"])


def _contar(proposta: PropostaDeAcesso, modelo: str) -> None:
    """A decisão, a quem propôs, a quem podia decidir e à própria pessoa."""
    ditas = {pessoa.pk: pessoa for pessoa in quem_aceita(menos=[proposta.decidida_por])}
    ditas |= {p.pk: p for p in (proposta.proposta_por, proposta.pessoa) if p and p != proposta.decidida_por}
    for pessoa in ditas.values():
        recados.avisar(pessoa, modelo, f"proposta/{proposta.pk}/fim", _em_palavras(proposta))


def _em_palavras(proposta: PropostaDeAcesso) -> dict[str, str]:
    return {
        "resumo": proposta.resumo,
        "motivo": proposta.motivo,
        "quem_propos": str(proposta.proposta_por or "o comando do console"),
        "quem_decidiu": str(proposta.decidida_por or "o comando do console"),
        "pagina": inteiro(f"/admin/contas/propostadeacesso/{proposta.pk}/change/"),
    }
