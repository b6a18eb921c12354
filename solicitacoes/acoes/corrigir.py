"""Corrigir o pedido que chegou errado: o endereço ou o serviço. O protocolo e a data são os mesmos.

`aplicar_endereco` e `aplicar_servico` mudam o caso em memória e dizem o que mudou: a prévia usa as
mesmas numa cópia, e por isso mostra exatamente o que a ação vai gravar.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from guia.models import Servico, VersaoDoServico
from protocolo.acoes import exigir, travar
from protocolo.calendario import Calendario, carregar_calendario
from protocolo.erros import TransicaoProibida
from protocolo.prazos import relogio
from protocolo.prazos.contagem import Contagem, parado_entre
from protocolo.prazos.em_palavras import dia
from roteamento.localizacao.enderecos import Local
from roteamento.models import Unidade
from roteamento.rotas import Tabelas, calcular_rota
from solicitacoes.acoes.agrupar import soltar
from solicitacoes.acoes.registro import passar_a, registrar_ato
from solicitacoes.acoes.sigilo import dizer_o_sigilo
from solicitacoes.lugar import do_caso, pede_distrito, por_extenso, por_no_caso
from solicitacoes.models import Solicitacao
from solicitacoes.notificacao import avisar, chamar_a_chefia
from solicitacoes.situacoes import Tipo

SEM_DISTRITO = "Diga em que distrito fica o endereço."
NADA_MUDA = "O endereço e o distrito são os mesmos: não há o que corrigir."
MESMO_SERVICO = "O pedido já é deste serviço."
NAO_SE_PEDE = "“{nome}” não recebe pedidos por aqui."
FALTA_ENDERECO = (
    "“{nome}” depende do endereço, e este pedido não tem. Corrija antes o endereço e depois o serviço."
)
RETOMADAS = (Tipo.COMPLEMENTO_RESPONDIDO, Tipo.COMPLEMENTO_VENCIDO)
"""Os andamentos em que o relógio parado volta a correr."""
AVISOS = {Tipo.ENDERECO_CORRIGIDO: "endereco_corrigido", Tipo.RECLASSIFICACAO: "servico_corrigido"}
RELOGIO = ("quantidade", "contagem", "base_legal", "parado", "vence_em")


@dataclass(frozen=True, slots=True)
class Correcao:
    """O que uma correção mudou: para o andamento (campo → antes, depois) e para o aviso."""

    mudancas: dict[str, list[str]]
    extras: dict[str, str]


# --- endereço -----------------------------------------------------------------------------


@transaction.atomic
def corrigir_endereco(
    *, caso: Solicitacao, versao: int, por: Autor, local: Local, motivo: str, com_o_grupo: bool = False
) -> Solicitacao:
    """Troca o endereço e refaz a rota; o protocolo, a data e o relógio ficam.

    O pedido só muda de unidade se a regra manda o endereço novo para outro lugar que o antigo: a
    transferência já feita por uma pessoa não se desfaz por um número corrigido. Sozinho, o que muda de
    unidade sai do grupo; `com_o_grupo`, quem corrige todos decide depois quem fica (`corrigir_no_grupo`).
    """
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    feita = aplicar_endereco(caso, local, motivo)
    return _registrar(caso, feita, Tipo.ENDERECO_CORRIGIDO, por, motivo, com_o_grupo=com_o_grupo)


def aplicar_endereco(caso: Solicitacao, local: Local, motivo: str) -> Correcao:
    """Põe o endereço e a rota dele no caso, em memória. Levanta TransicaoProibida se nada muda."""
    if local.distrito is None:
        raise TransicaoProibida(SEM_DISTRITO)
    if ja_tem_o_endereco(caso, local):
        raise TransicaoProibida(NADA_MUDA)
    antes, agora, tabelas = do_caso(caso), timezone.now(), Tabelas.carregar(caso.servico)
    era, fica = por_extenso(antes), por_extenso(local)
    de_antes = calcular_rota(caso.servico, antes, agora, tabelas)
    rota = calcular_rota(caso.servico, local, agora, tabelas)
    por_no_caso(caso, local)
    caso.rota = rota.como_json()
    mesma = rota.unidade.pk == de_antes.unidade.pk
    mudou = _mandar(caso, caso.unidade if mesma else rota.unidade)
    unidade = caso.unidade.nome if mudou else ""
    return Correcao({"endereco": [era, fica], **mudou}, {"unidade": unidade, "motivo": motivo})


def ja_tem_o_endereco(caso: Solicitacao, local: Local) -> bool:
    """O endereço, o distrito e o ponto do pedido são estes: não há o que corrigir nele."""
    fica = copy(caso)
    por_no_caso(fica, local)
    do_pedido = (por_extenso(do_caso(caso)), caso.lat, caso.lon)
    return do_pedido == (por_extenso(local), fica.lat, fica.lon)


# --- serviço ------------------------------------------------------------------------------


@transaction.atomic
def reclassificar(
    *, caso: Solicitacao, versao: int, por: Autor, servico: Servico, motivo: str, com_o_grupo: bool = False
) -> Solicitacao:
    """Passa o pedido ao serviço certo, com a versão em vigor, e refaz a rota e o prazo.

    O prazo conta da data do pedido, com o prazo do serviço novo, e nunca fica menor que o já dito. As
    respostas ficam como foram dadas. Recusa o serviço que não recebe pedidos e o que depende de um
    endereço que o pedido não tem. Sozinho, o pedido sai do grupo (veja `corrigir_endereco`).
    """
    caso = travar(caso, versao=versao)
    exigir(caso, caso.situacao, por)
    feita = aplicar_servico(caso, servico, motivo)
    return _registrar(caso, feita, Tipo.RECLASSIFICACAO, por, motivo, com_o_grupo=com_o_grupo)


def aplicar_servico(caso: Solicitacao, servico: Servico, motivo: str) -> Correcao:
    """Põe o serviço, a rota e o prazo dele no caso, em memória. Levanta TransicaoProibida."""
    agora = timezone.now()
    nova = conferir_servico(caso, servico, agora)
    antiga, vencia, local = caso.versao_servico, caso.vence_em, do_caso(caso)
    rota = calcular_rota(servico, local, agora, Tabelas.carregar(servico))
    caso.servico, caso.versao_servico = servico, nova
    dizer_o_sigilo([caso])
    caso.rota = rota.como_json()
    _recontar(caso, nova, agora)
    mudancas = {"servico": [antiga.nome, nova.nome], **_mandar(caso, rota.unidade)}
    if caso.vence_em != vencia:
        mudancas["prazo"] = [dia(vencia), dia(caso.vence_em)]
    extras = {
        "antes": "" if caso.sigilosa else antiga.nome,
        "unidade": caso.unidade.nome if "unidade" in mudancas else "",
        "motivo": "" if caso.sigilosa else motivo,
    }
    return Correcao(mudancas, extras)


def conferir_servico(caso: Solicitacao, servico: Servico, em: datetime) -> VersaoDoServico:
    """A versão em vigor do serviço a que o pedido pode passar, ou TransicaoProibida com a razão."""
    if servico.pk == caso.servico_id:
        raise TransicaoProibida(MESMO_SERVICO)
    versao = servico.publicada
    if versao is None or not servico.aceita_pedidos:
        raise TransicaoProibida(NAO_SE_PEDE.format(nome=servico.nome))
    falta_rua = versao.precisa_de_endereco and not caso.logradouro and caso.lat is None
    depende = versao.precisa_de_endereco or pede_distrito(servico, versao, timezone.localdate(em))
    if falta_rua or (depende and caso.distrito_id is None):
        raise TransicaoProibida(FALTA_ENDERECO.format(nome=versao.nome))
    return versao


def _recontar(caso: Solicitacao, versao: VersaoDoServico, agora: datetime) -> None:
    """O prazo do serviço novo, desde o começo; se não passa do já dito, o relógio fica como estava."""
    calendario = carregar_calendario()
    novo = copy(caso)
    novo.parado = _tempo_parado(caso, versao.prazo_contagem, calendario)
    relogio.partir(
        novo,
        inicio=caso.conta_desde,
        quantidade=versao.prazo_quantidade or 0,
        contagem=versao.prazo_contagem,
        base_legal=f"Guia de Serviços, {versao.nome}"[:200],
        calendario=calendario,
    )
    if caso.contagem != Contagem.SEM_PRAZO and novo.vence_em <= caso.vence_em:
        return
    for campo in RELOGIO:
        setattr(caso, campo, getattr(novo, campo))
    caso.calculada_em = agora
    if caso.vence_em > agora:
        caso.vencimento_avisado_em = None


def _tempo_parado(caso: Solicitacao, contagem: str, calendario: Calendario) -> int:
    """O que o relógio já ficou parado, na unidade da contagem nova, lido da história."""
    if contagem == caso.contagem or not caso.parado:
        return caso.parado
    parado, desde = 0, None
    for tipo, em in caso.andamentos.order_by("ordem").values_list("tipo", "em"):
        if tipo == Tipo.COMPLEMENTO_PEDIDO:
            desde = em
        elif desde is not None and tipo in RETOMADAS:
            parado += parado_entre(desde, em, contagem, calendario)
            desde = None
    return parado


# --- o que as duas têm em comum -----------------------------------------------------------


def _mandar(caso: Solicitacao, destino: Unidade) -> dict[str, list[str]]:
    """Passa o caso à unidade da rota; o que espera decisão da coordenação fica onde está."""
    if caso.aguarda_decisao_desde or destino.pk == caso.unidade_id:
        return {}
    return passar_a(destino, caso)


def _registrar(  # noqa: PLR0913, PLR0917  cada argumento é um dado da correção
    caso: Solicitacao, feita: Correcao, tipo: Tipo, por: Autor, motivo: str, *, com_o_grupo: bool
) -> Solicitacao:
    """Grava a correção já posta no caso, avisa e, se ele mudou de unidade, chama a que o recebe."""
    origem = feita.mudancas.get("unidade", [caso.unidade.sigla])[0]
    if not com_o_grupo:
        soltar(caso, feita.mudancas, por=por)
    avisos = avisar(caso, AVISOS[tipo], **feita.extras)
    caso = registrar_ato(
        caso, tipo, por, texto=motivo, unidade=origem, mudancas=feita.mudancas, avisos=avisos
    )
    if "unidade" in feita.mudancas:
        chamar_a_chefia(caso, f"Recebido de {origem}")
    return caso
