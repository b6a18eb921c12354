"""Registrar uma manifestação. Nenhuma é recusada (Lei 13.460/2017, art. 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from contas.acoes import Identificacao, identificar, identificar_em_segredo
from contas.autor import Autor
from contas.papeis import Papel
from guia.models import Orgao
from ouvidoria.models import Andamento, Manifestacao
from ouvidoria.notificacao import avisar, chamar_a_ouvidoria
from ouvidoria.segunda_instancia import tipo_que_cabe
from ouvidoria.situacoes import Situacao, Tipo, TipoDeManifestacao
from protocolo import prazos_legais
from protocolo.acoes import anexar, numero_livre, registrar
from protocolo.models import ArquivoDeRascunho, Canal, Vinculo
from protocolo.numero import Processo
from solicitacoes.models import Solicitacao


@dataclass(frozen=True, slots=True)
class NovaManifestacao:
    """Tudo o que se sabe de uma manifestação antes de ela existir.

    `respostas` é a lista de `{chave, rotulo, valor}` na ordem das perguntas do tipo; `recebida_em`, quando
    o balcão ou a carta a recebeu de verdade (vazio: agora).
    """

    tipo: str
    chave_de_envio: str
    respostas: Sequence[dict[str, Any]]
    canal: str = Canal.PORTAL
    falha: str = ""
    orgao: Orgao | None = None
    solicitacao: Solicitacao | None = None
    permite_identificar: bool = False
    identificacao: Identificacao = field(default_factory=Identificacao)
    arquivos: Sequence[ArquivoDeRascunho] = ()
    recebida_em: datetime | None = None


@transaction.atomic
def abrir(nova: NovaManifestacao, *, por: Autor, em: datetime) -> Manifestacao:
    """Registra: protocolo, relógio, andamento, anexos, vínculo e aviso, numa transação.

    A mesma chave de envio devolve a já aberta. Reclamação que ainda não é segunda instância entra como
    solicitação. De uma denúncia a identidade vai direto para o selo, e a conta de quem entrou não se guarda.
    """
    existente = Manifestacao.objects.filter(chave_de_envio=nova.chave_de_envio).first()
    if existente:
        return existente
    if nova.recebida_em and nova.recebida_em > em:
        raise ValueError("A data de recebimento não pode estar no futuro.")
    caso = _montar(nova, por=por, em=em)
    guardar = identificar_em_segredo if caso.denuncia else identificar
    caso.interessado = guardar(dados=nova.identificacao)
    registrar(
        caso,
        tipo=Tipo.REGISTRO,
        por=por,
        alcance=Andamento.Alcance.PUBLICO,
        em=em,
        avisos=avisar(caso, "ouvidoria_registrada"),
    )
    anexar(caso, nova.arquivos, por=por, ordem=caso.versao, em=em)
    _ligar(caso)
    chamar_a_ouvidoria(caso, "Manifestação nova")
    return caso


def _montar(nova: NovaManifestacao, *, por: Autor, em: datetime) -> Manifestacao:
    recebida = nova.recebida_em or em
    tipo = tipo_que_cabe(nova.tipo, solicitacao=nova.solicitacao, falha=nova.falha, em=recebida)
    de_denuncia = tipo == TipoDeManifestacao.DENUNCIA
    caso = Manifestacao(
        protocolo=numero_livre(Manifestacao, Processo.MANIFESTACAO),
        chave_de_envio=nova.chave_de_envio,
        canal=nova.canal,
        situacao=Situacao.REGISTRADA,
        aberta_em=recebida,
        registrada_em=em,
        tipo=tipo,
        tipo_original=nova.tipo,
        falha=nova.falha,
        orgao=nova.orgao,
        solicitacao=nova.solicitacao,
        respostas=list(nova.respostas),
        permite_identificar=nova.permite_identificar and not de_denuncia,
        atendente=por.usuario if por.papel == Papel.ATENDENTE and not de_denuncia else None,
    )
    prazos_legais.partir(caso, "OUV_RESPOSTA", inicio=recebida)
    return caso


def _ligar(caso: Manifestacao) -> None:
    """A página do pedido de serviço mostra que há segunda instância; se é denúncia, o vínculo é reservado.

    Quem não deixou o órgão saber quem é também não se diz à unidade que tem o pedido. Na denúncia nada muda à
    vista dela: fechar o contato diria que há uma.
    """
    if caso.solicitacao:
        Vinculo.objects.create(
            de_protocolo=caso.protocolo,
            para_protocolo=caso.solicitacao.protocolo,
            tipo=Vinculo.SEGUNDA_INSTANCIA,
            reservado=caso.denuncia,
            resguarda=not caso.denuncia and not caso.permite_identificar,
        )
