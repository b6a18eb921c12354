"""O atendimento e a conversa que os endereços de `/central/` e `/conversa/` pedem, na matriz de acesso."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from atendimento import acoes as acoes_do_atendimento
from atendimento.acoes import anotar, comecar, comunicar, por_turno
from atendimento.models import ArquivoDaMensagem, Atendimento, Bloqueio, Conversa, RespostaDaConversa, Turno
from atendimento.pessoa.busca import em_candidatos
from atendimento.situacoes import Providencia
from contas.models import Usuario
from solicitacoes.models import Anexo, Solicitacao
from tests.atendimento.conversando import atendida, diz
from tests.atendimento.formulario_mandado import mandado
from tests.atendimento.ligando import central, na_lista, pegar
from tests.atendimento.quem_conversa import QuemConversa

LONGE = 900_001
"""A chave do anexo, que outras tabelas repetem: longe das que o banco dá."""


def do_atendimento(nome: str, caso: Solicitacao, partes: frozenset[str]) -> dict[str, Any]:
    """Um atendimento em curso, de `atendente_que_digitou`; da chefia, o que ela põe para todos."""
    if nome in DA_CHEFIA:
        return DA_CHEFIA[nome]()
    if "turnos_de" in nome or "tirar_turno" in nome:
        return {"sigla": central().sigla, "turno": _turno().pk}
    if not nome.startswith("central:") or "codigo" not in partes:
        return {}
    quem = Usuario.objects.get(nome="atendente_que_digitou")
    if "conversa" in nome:
        return _conversa_atendida(nome, quem)
    if nome == "central:retorno":
        return {"codigo": pegar(quem, na_lista()).atendimento.codigo}
    este = comecar(atendente=quem, unidade=central())
    if nome in {"central:pracas_comprovante", "central:pracas_mandar"}:
        anotar(atendimento=este, tipo=Providencia.REGISTROU, protocolo=caso.protocolo)
    if "protocolo" in partes:
        Atendimento.objects.filter(pk=este.pk).update(reconhecido=caso.interessado_id)
        anotar(atendimento=este, tipo=Providencia.LEU, protocolo=caso.protocolo)
    (candidato,) = em_candidatos([caso], este)
    return {"codigo": este.codigo, "escolha": candidato.escolha}


def _comunicado() -> dict[str, Any]:
    por, agora = Usuario.objects.get(nome="supervisao"), timezone.now()
    ate = agora + timedelta(hours=1)
    return {"comunicado": comunicar(texto="Sem sistema.", unidade=None, de=agora, ate=ate, por=por).pk}


def _bloqueio() -> dict[str, Any]:
    por, ate = Usuario.objects.get(nome="supervisao"), timezone.now() + timedelta(days=1)
    return {"pk": Bloqueio.objects.create(rede="a", motivo="x", por=por, ate=ate).pk}


def _resposta() -> dict[str, Any]:
    return {"pk": RespostaDaConversa.objects.create(titulo="Olá", texto="Olá, {pessoa}!").pk}


DA_CHEFIA = {
    "central:pracas_tirar_comunicado": _comunicado,
    "central:supervisao_levantar": _bloqueio,
    "central:supervisao_resposta": _resposta,
}


def da_conversa(nome: str, dono: Client, partes: frozenset[str]) -> dict[str, Any]:
    """Uma conversa que o navegador do dono começou, com uma foto."""
    if not nome.startswith("conversa:"):
        return {}
    dele = QuemConversa(dono)
    dele.comecar()
    if "pk" in partes:
        guardado = Anexo.objects.get(pk=LONGE)
        campos = {"arquivo": guardado.arquivo.name, "miniatura": guardado.miniatura.name, "nome": "f.jpg"}
        ArquivoDaMensagem.objects.create(pk=LONGE, mensagem=dele.conversa.mensagens.all()[0], **campos)
    if "assinado" in partes:
        return {"codigo": dele.codigo, "assinado": mandado(dele.conversa)}
    return {"codigo": dele.codigo}


def _conversa_atendida(nome: str, quem: Usuario) -> dict[str, Any]:
    """Uma conversa com quem atende, e um contato a que mandar o código; para a foto, uma foto."""
    esta = acoes_do_atendimento.deixar_contato(
        conversa=atendida(quem), nome="Rita", email=f"rita{Conversa.objects.count()}@exemplo.invalid"
    )
    if nome != "central:conversa_foto":
        return {"codigo": esta.codigo}
    guardado = Anexo.objects.get(pk=LONGE)
    campos = {"arquivo": guardado.arquivo.name, "miniatura": guardado.miniatura.name, "nome": "f.jpg"}
    foto = ArquivoDaMensagem.objects.create(mensagem=diz(esta), **campos)
    return {"codigo": esta.codigo, "pk": foto.pk}


def _turno() -> Turno:
    quem, chefe = (Usuario.objects.get(nome=nome) for nome in ("atendente", "supervisao"))
    return Turno.objects.filter(usuario=quem).first() or por_turno(
        unidade=central(), por=chefe, usuario=quem, dias=[0], de=time(8), ate=time(14)
    )
