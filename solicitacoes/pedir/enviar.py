"""Do rascunho ao pedido: o arquivo que responde a uma pergunta, e o envio, que vale uma vez só."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assistente.aparelho import canal_de
from assistente.preenchimento import CONVERSA
from assistente.rascunhos import concluir, guardar_passo, respostas_abertas
from assistente.roteiro import IDENTIFICACAO, RascunhoIncompleto
from contas.autor import Autor
from contas.identificacao import identificacao
from contas.papeis import Papel
from documentos import recebidos
from guia.models import Servico
from guia.perguntas import Pergunta, Tipo
from protocolo.acoes import travar_rascunho
from protocolo.erros import ArquivoRecusado
from protocolo.models import Rascunho
from roteamento.models import Unidade
from solicitacoes.acoes.abrir import NovaSolicitacao, abrir
from solicitacoes.forms.identificacao import para_quem
from solicitacoes.lugar import como_local
from solicitacoes.models import Solicitacao
from solicitacoes.pedir.roteiro import ATENDIMENTO, CANAL, DETALHES, LOCAL, Roteiro, canal_da, em_pares


def responder_com_arquivo(
    *, rascunho: Rascunho, pergunta: Pergunta, arquivo: UploadedFile[Any], rede: str = ""
) -> str:
    """O arquivo que responde a uma pergunta do serviço; o novo toma o lugar do anterior.

    Vai já para o rascunho, antes de se conferir o resto da página. Devolve a recusa, ou vazio.
    """
    chave, nome = pergunta.chave, arquivo.name or "arquivo"
    guardar = recebidos.guardar_arquivo if pergunta.tipo == Tipo.DOCUMENTO else recebidos.guardar_foto
    anterior = rascunho.dados.get(DETALHES, {}).get("arquivos", {}).get(chave)
    try:
        guardado = guardar(rascunho, arquivo, nome, rede)
    except ArquivoRecusado as recusa:
        return f"{nome}: {recusa}"
    if guardado is None:
        return ""
    detalhes = rascunho.dados.get(DETALHES, {})
    respostas = {**detalhes.get("respostas", {}), chave: guardado.nome}
    arquivos = {**detalhes.get("arquivos", {}), chave: guardado.pk}
    guardar_passo(
        rascunho=rascunho, passo=DETALHES, respostas=detalhes | {"respostas": respostas, "arquivos": arquivos}
    )
    if anterior not in {None, *arquivos.values()}:
        tirar_foto(rascunho=rascunho, pk=anterior)
    return ""


def tirar_foto(*, rascunho: Rascunho, pk: int) -> None:
    """Apaga a foto e a tira das perguntas a que respondia; a que não é deste rascunho fica onde está."""
    if not recebidos.tirar_arquivo(rascunho, pk):
        return
    detalhes = rascunho.dados.get(DETALHES, {})
    vazias = {chave for chave, de in detalhes.get("arquivos", {}).items() if de == pk}
    if vazias:
        sem = {
            nome: {chave: valor for chave, valor in detalhes.get(nome, {}).items() if chave not in vazias}
            for nome in ("respostas", "arquivos")
        }
        guardar_passo(rascunho=rascunho, passo=DETALHES, respostas=detalhes | sem)


@transaction.atomic
def enviar(
    *,
    rascunho: Rascunho,
    servico: Servico,
    pede_lugar: bool,
    por: Autor,
    unidade: Unidade | None,
    em: datetime,
) -> Solicitacao:
    """Abre o pedido uma vez só: duplo clique, reenvio e duas abas recebem o mesmo.

    O segundo envio espera o primeiro na trava do rascunho. Depois do envio o rascunho guarda o
    protocolo e mais nada: as respostas e os dados pessoais ficam só no pedido. Sem identificação,
    nem o dono do rascunho fica, nem a conversa que o mandou. `unidade` é onde o atendente está. Levanta
    RascunhoIncompleto.
    """
    travado = travar_rascunho(rascunho.pk)
    if travado.protocolo:
        return Solicitacao.objects.get(protocolo=travado.protocolo)
    nova = _montar(travado, servico, pede_lugar=pede_lugar, por=por, unidade=unidade)
    caso = abrir(nova, por=por, em=em)
    do_anonimo = nova.identificacao.anonima and unidade is None
    fica = {nome: travado.dados[nome] for nome in (ATENDIMENTO, CONVERSA) if nome in travado.dados}
    if CONVERSA in fica and (do_anonimo or caso.sigilosa):
        fica[CONVERSA] = {}
    concluir(travado, caso.protocolo, fica=fica, sem_dono=do_anonimo)
    return caso


def _montar(
    travado: Rascunho, servico: Servico, *, pede_lugar: bool, por: Autor, unidade: Unidade | None
) -> NovaSolicitacao:
    """O pedido pelas respostas guardadas, conferidas outra vez pela versão do serviço em vigor."""
    if servico.publicada is None:
        raise RascunhoIncompleto("Este serviço não está no Guia.")
    dados = respostas_abertas(travado)
    roteiro = Roteiro(servico.publicada, dados, pede_lugar=pede_lugar)
    roteiro.exigir_completo()
    return NovaSolicitacao(
        servico=servico,
        local=como_local(dados.get(LOCAL, {})),
        chave_de_envio=str(travado.pk),
        canal=dados.get(ATENDIMENTO, {}).get(CANAL) or (canal_da(unidade) if unidade else canal_de(travado)),
        descricao=dados[DETALHES].get("descricao", ""),
        respostas=[*em_pares(roteiro.perguntas, roteiro.respostas), *para_quem(dados[IDENTIFICACAO])],
        identificacao=identificacao(
            dados[IDENTIFICACAO], por.usuario if por.papel == Papel.INTERESSADO else None
        ),
        local_de_registro=unidade,
        fotos=list(travado.arquivos.order_by("pk")),
    )
