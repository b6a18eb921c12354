"""O complemento: a Ouvidoria pergunta uma vez, o relógio para, a pessoa responde ou o tempo dela acaba.

Modelo: Decreto federal 9.492/2018, art. 18 (norma municipal a confirmar). De quem não se identificou só se
espera resposta pela página da chave, e por isso não se pergunta.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from contas.autor import Autor
from ouvidoria.acoes.encerrar import encerrar
from ouvidoria.models import Andamento, Manifestacao
from ouvidoria.notificacao import avisar, chamar_a_ouvidoria
from ouvidoria.situacoes import Situacao, Tipo
from protocolo import complemento
from protocolo.acoes import anexar, exigir, registrar, travar
from protocolo.erros import TransicaoProibida
from protocolo.models import ArquivoDeRascunho
from protocolo.prazos.em_palavras import dia

Alcance = Andamento.Alcance
JA_PERGUNTOU = "A Ouvidoria já perguntou uma vez, e só pode perguntar uma."


@transaction.atomic
def pedir_complemento(*, caso: Manifestacao, versao: int, por: Autor, pergunta: str) -> Manifestacao:
    """Pergunta à pessoa, uma vez por manifestação, e para o relógio."""
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.AGUARDANDO_MUNICIPE, por)
    if caso.anonima:
        raise TransicaoProibida("Quem não se identificou não tem como receber a pergunta.")
    if caso.complemento_em:
        raise TransicaoProibida(JA_PERGUNTOU)
    agora = timezone.now()
    caso.complemento_em = agora
    ate = complemento.perguntar(caso, em=agora)
    caso.situacao = Situacao.AGUARDANDO_MUNICIPE
    return registrar(
        caso,
        tipo=Tipo.COMPLEMENTO_PEDIDO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=pergunta,
        avisos=avisar(caso, "ouvidoria_complemento", {"responder_ate": dia(ate)}, pergunta=pergunta),
    )


@transaction.atomic
def mandar(
    *, caso: Manifestacao, por: Autor, texto: str, fotos: Sequence[ArquivoDeRascunho] = ()
) -> Manifestacao:
    """A pessoa responde à pergunta ou, sem pergunta, manda mais informações de uma manifestação aberta."""
    caso = travar(caso)
    if not caso.aberta:
        raise TransicaoProibida("Esta manifestação já foi encerrada e não recebe mais informações.")
    agora = timezone.now()
    respondeu = caso.situacao == Situacao.AGUARDANDO_MUNICIPE
    if respondeu:
        exigir(caso, Situacao.EM_ANALISE, por)
        caso.situacao = Situacao.EM_ANALISE
        complemento.retomar(caso, em=agora)
    caso = registrar(
        caso,
        tipo=Tipo.COMPLEMENTO_RESPONDIDO if respondeu else Tipo.INFORMACAO,
        por=por,
        alcance=Alcance.INTERESSADO,
        texto=texto,
        em=agora,
    )
    anexar(caso, fotos, por=por, ordem=caso.versao, em=agora)
    chamar_a_ouvidoria(caso, "A pessoa respondeu" if respondeu else "A pessoa mandou mais informações")
    return caso


@transaction.atomic
def lembrar_complemento(*, caso: Manifestacao, por: Autor) -> Manifestacao:
    """Lembra a pessoa, uma vez, na metade do tempo de resposta."""
    modelo = "ouvidoria_complemento_a_vencer"
    return complemento.lembrar(
        caso,
        por=por,
        avisos=lambda caso, pergunta, ate: avisar(
            caso, modelo, {"responder_ate": dia(ate)}, pergunta=pergunta
        ),
    )


@transaction.atomic
def encerrar_complemento(*, caso: Manifestacao, por: Autor) -> Manifestacao:
    """O tempo da pessoa acabou: arquiva-se sem resposta conclusiva, e ela pode registrar de novo."""
    caso = travar(caso)
    if caso.responder_ate is None or not complemento.acabou(caso, timezone.now()):
        return caso
    exigir(caso, Situacao.ARQUIVADA, por)
    motivo = f"A resposta que pedimos até {dia(caso.responder_ate)} não chegou."
    return encerrar(
        caso,
        Situacao.ARQUIVADA,
        tipo=Tipo.ARQUIVAMENTO,
        por=por,
        texto=motivo,
        avisos=avisar(caso, "ouvidoria_arquivada", {"motivo": motivo}),
    )
