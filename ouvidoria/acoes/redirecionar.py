"""O que a pessoa precisa se resolve por outro caminho: abre-se ou indica-se, e o protocolo fica ligado."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from contas.acoes import Identificacao
from contas.autor import Autor
from esic import acoes as esic
from guia.models import Orgao, Servico
from ouvidoria.acoes.encerrar import encerrar
from ouvidoria.models import Manifestacao
from ouvidoria.notificacao import avisar
from ouvidoria.situacoes import Situacao, Tipo
from protocolo import numero
from protocolo.acoes import exigir, travar
from protocolo.erros import TransicaoProibida
from protocolo.models import Vinculo
from roteamento.localizacao.enderecos import Local
from solicitacoes import acoes as solicitacoes

DENUNCIA_NAO_VIRA_INFORMACAO = "Uma denúncia não vira pedido de informação: corrija o tipo antes."
DENUNCIA_NAO_VIRA_SERVICO = "Uma denúncia não vira pedido de serviço: corrija o tipo antes."


@transaction.atomic
def redirecionar_ao_servico(  # noqa: PLR0913  cada argumento é um dado do pedido
    *,
    caso: Manifestacao,
    versao: int,
    por: Autor,
    servico: Servico,
    local: Local,
    descricao: str,
    motivo: str,
) -> Manifestacao:
    """Abre o pedido de serviço em nome da pessoa e liga os dois protocolos."""
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.REDIRECIONADA, por)
    if caso.denuncia:
        raise TransicaoProibida(DENUNCIA_NAO_VIRA_SERVICO)
    agora = timezone.now()
    pedido = solicitacoes.abrir(
        solicitacoes.NovaSolicitacao(
            servico=servico,
            local=local,
            chave_de_envio=f"ouvidoria:{caso.protocolo}",
            canal=caso.canal,
            descricao=descricao,
            identificacao=identificacao_de(caso),
        ),
        por=por,
        em=agora,
    )
    return ligar_e_encerrar(caso, por, protocolo=pedido.protocolo, nome="o pedido de serviço", motivo=motivo)


@transaction.atomic
def redirecionar_ao_esic(
    *, caso: Manifestacao, versao: int, por: Autor, orgao: Orgao, texto: str, motivo: str
) -> Manifestacao:
    """Abre o pedido de informação em nome da pessoa e liga os dois protocolos.

    Levanta `esic.FaltaIdentificacao` se ela não se identificou: a LAI pede nome e documento (art. 10).
    """
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.REDIRECIONADA, por)
    if caso.denuncia:
        raise TransicaoProibida(DENUNCIA_NAO_VIRA_INFORMACAO)
    pedido = esic.abrir(
        esic.NovoPedido(
            orgao=orgao,
            texto=texto,
            chave_de_envio=f"ouvidoria:{caso.protocolo}",
            identificacao=identificacao_de(caso),
            canal=caso.canal,
        ),
        por=por,
        em=timezone.now(),
    )
    return ligar_e_encerrar(
        caso, por, protocolo=pedido.protocolo, nome="o pedido de informação", motivo=motivo
    )


@transaction.atomic
def redirecionar_para_fora(
    *, caso: Manifestacao, versao: int, por: Autor, onde: str, motivo: str
) -> Manifestacao:
    """É de outro governo ou empresa: diz-se onde."""
    caso = travar(caso, versao=versao)
    exigir(caso, Situacao.REDIRECIONADA, por)
    return _encerrar(caso, por, destino=onde, motivo=motivo)


def identificacao_de(caso: Manifestacao) -> Identificacao:
    """Como a pessoa se apresentou, para o caso novo ser dela. De quem está selado, nada se leva."""
    quem = caso.interessado
    if quem is None or quem.anonimo or quem.selado_em:
        return Identificacao()
    return Identificacao(
        nome=quem.nome,
        tipo_documento=quem.tipo_documento,
        documento=quem.documento,
        email=quem.email,
        telefone=quem.telefone,
        endereco=quem.endereco,
        usuario=quem.usuario,
    )


def ligar_e_encerrar(
    caso: Manifestacao, por: Autor, *, protocolo: str, nome: str, motivo: str
) -> Manifestacao:
    """Liga a manifestação ao caso que ela abriu e a encerra."""
    Vinculo.objects.create(
        de_protocolo=caso.protocolo, para_protocolo=protocolo, tipo="redirecionada", reservado=False
    )
    return _encerrar(caso, por, destino=f"{nome} {numero.formatar(protocolo)}", motivo=motivo)


def _encerrar(caso: Manifestacao, por: Autor, *, destino: str, motivo: str) -> Manifestacao:
    return encerrar(
        caso,
        Situacao.REDIRECIONADA,
        tipo=Tipo.REDIRECIONAMENTO,
        por=por,
        texto=f"{motivo}\n\nO caminho: {destino}.",
        mudancas={"destino": ["", destino]},
        avisos=avisar(caso, "ouvidoria_redirecionada", destino=destino, motivo=motivo),
    )
