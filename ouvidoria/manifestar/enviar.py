"""Do rascunho à manifestação: o envio, que vale uma vez só."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from assistente.aparelho import canal_de
from assistente.preenchimento import BALCAO
from assistente.rascunhos import apagar, concluir, respostas_de
from assistente.roteiro import IDENTIFICACAO
from contas.autor import Autor
from contas.identificacao import identificacao
from contas.papeis import Papel
from guia.models import Orgao
from ouvidoria.acoes.abrir import NovaManifestacao, abrir
from ouvidoria.manifestar.perguntas import FALHA, NAO_SEI, ORGAO, PROTOCOLO
from ouvidoria.manifestar.roteiro import Roteiro
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.models import ArquivoDeRascunho, Rascunho
from solicitacoes.models import Solicitacao


@transaction.atomic
def enviar(*, rascunho: Rascunho, por: Autor, em: datetime) -> Manifestacao:
    """Registra a manifestação uma vez só: duplo clique, reenvio e duas abas recebem a mesma.

    Depois do envio o rascunho guarda o protocolo e por onde chegou, e o de uma denúncia não existe mais. Sem
    identificação, nem por onde chegou, nem o dono ficam. Levanta RascunhoIncompleto.
    """
    travado = Rascunho.objects.select_for_update(of=("self",), no_key=True).filter(pk=rascunho.pk).first()
    if travado is None or travado.protocolo:
        return Manifestacao.objects.get(chave_de_envio=str(rascunho.pk))
    nova = _montar(travado, por=por, em=em)
    caso = abrir(nova, por=por, em=em)
    if caso.denuncia:
        apagar(travado)
        return caso
    do_anonimo = nova.identificacao.anonima and por.papel == Papel.INTERESSADO
    chegou = {} if nova.identificacao.anonima else travado.dados.get(BALCAO)
    do_balcao = {BALCAO: chegou} if chegou else {}
    concluir(travado, caso.protocolo, fica=do_balcao, sem_dono=do_anonimo)
    return caso


def _montar(travado: Rascunho, *, por: Autor, em: datetime) -> NovaManifestacao:
    """A manifestação pelas respostas guardadas, conferidas outra vez."""
    protocolo = travado.dados.get("perguntas", {}).get(PROTOCOLO, "")
    pedido = Solicitacao.objects.filter(protocolo=protocolo).first() if protocolo else None
    roteiro = Roteiro(travado.assunto, travado.dados, pedido, em)
    roteiro.exigir_completo()
    respostas, quem = roteiro.respostas, respostas_de(travado, IDENTIFICACAO)
    orgao = respostas.get(ORGAO, NAO_SEI)
    do_balcao = travado.dados.get(BALCAO, {})
    da_conta = por.usuario if por.papel == Papel.INTERESSADO else None
    return NovaManifestacao(
        tipo=travado.assunto,
        chave_de_envio=str(travado.pk),
        canal=do_balcao.get("canal") or canal_de(travado),
        respostas=roteiro.em_pares(),
        falha=respostas.get(FALHA, ""),
        orgao=None if orgao == NAO_SEI else Orgao.objects.filter(pk=orgao).first(),
        solicitacao=pedido,
        permite_identificar=bool(quem.get("permite_identificar")),
        identificacao=identificacao(quem, da_conta),
        arquivos=_arquivos(travado),
        recebida_em=roteiro.recebida if do_balcao else None,
    )


def _arquivos(travado: Rascunho) -> list[ArquivoDeRascunho]:
    """Os arquivos do rascunho; os de uma denúncia perdem o nome, que pode dizer de quem vêm."""
    arquivos = list(travado.arquivos.order_by("pk"))
    if travado.assunto == TipoDeManifestacao.DENUNCIA:
        for ordem, arquivo in enumerate(arquivos, start=1):
            arquivo.nome = f"arquivo-{ordem}{Path(arquivo.arquivo.name or '').suffix}"
    return arquivos
