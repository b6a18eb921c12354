"""Registrar uma manifestação. Nenhuma é recusada (Lei 13.460/2017, art. 11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from avisos.models import Aviso
from contas.acoes import Identificacao, identificar, identificar_em_segredo
from contas.papeis import Papel
from ouvidoria.instancia import tipo_que_cabe
from ouvidoria.models import Andamento, Anexo, Manifestacao
from ouvidoria.notificacao import avisar, chamar_a_ouvidoria
from ouvidoria.situacoes import Situacao, Tipo, TipoDeManifestacao
from protocolo import legais, numero
from protocolo.models import ArquivoDeRascunho, Canal, Vinculo

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from contas.autor import Autor
    from guia.models import Orgao
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
    aviso = avisar(caso, "ouvidoria_registrada")
    caso.versao = 1
    caso.save()
    Andamento.objects.create(
        caso=caso,
        ordem=1,
        tipo=Tipo.REGISTRO,
        alcance=Andamento.Alcance.PUBLICO,
        papel=por.papel,
        usuario=por.usuario_no_registro,
        em=em,
    )
    Aviso.objects.bulk_create(aviso)
    anexar(caso, nova.arquivos, por=por, ordem=1, em=em)
    _ligar(caso)
    chamar_a_ouvidoria(caso, "Manifestação nova")
    return caso


def _montar(nova: NovaManifestacao, *, por: Autor, em: datetime) -> Manifestacao:
    recebida = nova.recebida_em or em
    tipo = tipo_que_cabe(nova.tipo, solicitacao=nova.solicitacao, falha=nova.falha, em=recebida)
    de_denuncia = tipo == TipoDeManifestacao.DENUNCIA
    caso = Manifestacao(
        protocolo=_numero_livre(),
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
    legais.partir(caso, "OUV_RESPOSTA", inicio=recebida)
    return caso


def _numero_livre() -> str:
    """Um número sorteado que ninguém tem; a restrição do banco decide a corrida, que é quase impossível."""
    while True:
        sorteado = numero.gerar(numero.Processo.MANIFESTACAO)
        if not Manifestacao.objects.filter(protocolo=sorteado).exists():
            return sorteado


def _ligar(caso: Manifestacao) -> None:
    """A página do pedido de serviço mostra que há segunda instância; se é denúncia, o vínculo é reservado."""
    if caso.solicitacao:
        Vinculo.objects.create(
            de_protocolo=caso.protocolo,
            para_protocolo=caso.solicitacao.protocolo,
            tipo=Vinculo.SEGUNDA_INSTANCIA,
            reservado=caso.denuncia,
            criado_em=timezone.now(),
        )


def anexar(  # noqa: PLR0913  cada argumento é um campo do anexo
    caso: Manifestacao,
    arquivos: Sequence[ArquivoDeRascunho],
    *,
    por: Autor,
    ordem: int,
    em: datetime,
    **campos: Any,
) -> list[Anexo]:
    """Passa os arquivos do rascunho a anexos do caso; o arquivo fica onde está. Repetido é ignorado."""
    anexos = [
        Anexo(
            caso=caso,
            ordem=ordem,
            arquivo=arquivo.arquivo.name,
            miniatura=arquivo.miniatura.name,
            nome=arquivo.nome,
            sha256=arquivo.sha256,
            papel=por.papel,
            enviado_em=em,
            **campos,
        )
        for arquivo in arquivos
    ]
    Anexo.objects.bulk_create(anexos, ignore_conflicts=True)
    ArquivoDeRascunho.objects.filter(pk__in=[arquivo.pk for arquivo in arquivos]).delete()
    return anexos
