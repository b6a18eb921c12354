"""O que os avisos do pedido dizem ao munícipe, e quem da equipe se chama no sino.

Nada do que quem pede escreveu sai numa mensagem: ela vai a quem o pedido disser, em nome da Prefeitura.

De serviço sigiloso nenhum aviso diz o nome, o local, a unidade nem o que alguém escreveu
(proteção de quem pede ajuda: a mensagem aparece na tela de quem estiver por perto).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from avisos.acoes import notificar, por_ler_do_caso
from avisos.models import Notificacao
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from protocolo.notificacao import Avisos
from referencia.enderecos import inteiro
from roteamento.consultas import em_exercicio
from roteamento.models import Unidade
from solicitacoes.consultas import quem_trabalha_em
from solicitacoes.lugar import em_mensagem
from solicitacoes.models import AvisoDoServico, Solicitacao

SERVICO_SIGILOSO = "sua solicitação"
PEDIDO_SIGILOSO = "serviço sigiloso"
"""O que o recado à equipe diz no lugar do nome do serviço: ele também vai por e-mail."""
SO_NA_PAGINA = {
    "pergunta": "A pergunta está na página do pedido.",
    "resposta": "A resposta está na página do pedido.",
    "recado": "O recado da equipe está na página do pedido.",
    "motivo": "está na página do pedido.",
    "unidade": "outra unidade",
}
"""O que o aviso de um sigiloso diz no lugar do que alguém escreveu ou de quem cuida dele."""


DO_PEDIDO = frozenset(
    """
    agendado cancelado complemento_a_vencer complemento_pedido complemento_vencido em_andamento
    endereco_corrigido engano finalizado indeferido prazo_recalculado prazo_vencido prorrogado reaberto
    reabertura_recusada registrado resposta_recalculada sem_conclusao servico_corrigido transferido
    """.split()  # noqa: SIM905  a lista em uma linha por aviso ocuparia meia tela
)
"""Os modelos dos avisos de um pedido: os que um serviço pode dizer com as suas palavras."""


def _dizer(caso: Solicitacao) -> dict[str, str]:
    return {
        "servico": SERVICO_SIGILOSO if caso.sigilosa else caso.versao_servico.chamado,
        "nome_oficial": "" if caso.sigilosa else caso.versao_servico.nome_oficial,
        "local": "" if caso.sigilosa else em_mensagem(caso),
        "ouvidoria": inteiro(reverse("ouvidoria:reclamar", args=[caso.protocolo])),
    }


def _do_servico(caso: Solicitacao, modelo: str) -> AvisoDoServico | None:
    """As palavras que são só deste serviço; do sigiloso, nenhumas: diriam qual é."""
    if caso.sigilosa:
        return None
    return AvisoDoServico.objects.filter(servico=caso.servico_id, geral__chave=modelo).first()


AVISOS = Avisos(_dizer, lambda caso: SO_NA_PAGINA if caso.sigilosa else None, _do_servico)
avisar = AVISOS.avisar


def chamar(  # noqa: PLR0913  cada argumento é um dado do recado
    caso: Solicitacao,
    pessoas: Iterable[Usuario],
    tipo: Notificacao.Tipo,
    texto: str,
    *,
    chave: str = "",
    endereco: str = "",
) -> None:
    """Deixa a quem trabalha um recado sobre o pedido, com o caminho da página dele.

    Cada andamento faz o seu recado; `chave` é dada pelo que o tempo causa, que não tem andamento.
    """
    servico = PEDIDO_SIGILOSO if caso.sigilosa else caso.versao_servico.nome
    notificar(
        pessoas,
        tipo=tipo,
        chave=chave or f"{caso.protocolo}/{caso.versao}/{tipo}",
        texto=f"{texto}: {servico}, {caso.protocolo_escrito}",
        endereco=endereco or reverse("caixa:pedido", args=[caso.unidade.sigla, caso.protocolo]),
        protocolo=caso.protocolo,
    )


def dar_a_lista(para: Usuario, unidade: Unidade, *, quantos: int, quem: str, chave: str) -> None:
    """Um colega passou pedidos da lista do dia: o recado leva à lista, e não diz que pedidos são."""
    oque = "um pedido" if quantos == 1 else f"{quantos} pedidos"
    notificar(
        [para],
        tipo=Notificacao.Tipo.ATRIBUIDO,
        chave=f"lista-do-dia/{chave}",
        texto=f"{quem} deu a você {oque} da lista do dia",
        endereco=reverse("caixa:campo", args=[unidade.sigla]),
    )


def chamar_a_chefia(caso: Solicitacao, texto: str) -> None:
    """A chefia daqui, ou quem a substitui hoje, fica sabendo que o pedido chegou."""
    hoje = timezone.localdate()
    lotacoes = caso.unidade.lotacoes.vigentes(hoje).filter(papel=Papel.CHEFIA).select_related("usuario")
    chefias = em_exercicio([lotacao.usuario for lotacao in lotacoes], caso.unidade, hoje)
    chamar(caso, chefias, Notificacao.Tipo.RECEBIDO, texto)


def chamar_quem_cuida(caso: Solicitacao, tipo: Notificacao.Tipo, texto: str) -> None:
    """O responsável, ou quem o substitui hoje; sem ele, todos os que trabalham na caixa.

    De um pedido que segue outro, os do principal, e o recado leva a ele: é lá que se age.
    """
    hoje, chave = timezone.localdate(), f"{caso.protocolo}/{caso.versao}/{tipo}"
    if (tratado := caso.onde_se_trata) != caso:
        caso, texto = tratado, f"{texto} no {caso.protocolo_escrito}, que está junto deste"
    pessoas = [caso.responsavel] if caso.responsavel else quem_trabalha_em(caso.unidade, hoje)
    chamar(caso, em_exercicio(pessoas, caso.unidade, hoje), tipo, texto, chave=chave)


def ainda_chamam(caso: Solicitacao, por: Autor) -> QuerySet[Notificacao]:
    """Os recados do que se escreveu que se calam quando esta pessoa abre o pedido.

    Os seus e, sem responsável, os de todos. O recado do que segue outro está no principal, e conta quem
    responde por ele.
    """
    return por_ler_do_caso(
        protocolo=caso.protocolo,
        no_principal=caso.principal.protocolo if caso.principal else "",
        tipo=Notificacao.Tipo.RESPONDIDO,
        so_de=por.usuario if caso.onde_se_trata.responsavel_id else None,
    )


def chamar_o_responsavel(caso: Solicitacao, tipo: Notificacao.Tipo, texto: str) -> None:
    """O responsável, ou quem o substitui hoje; ninguém, se o pedido não tem responsável."""
    if caso.responsavel:
        pessoas = em_exercicio([caso.responsavel], caso.unidade, timezone.localdate())
        chamar(caso, pessoas, tipo, texto)
