"""Pedidos de informação de demonstração, um em cada situação, e as reuniões da Comissão.

Só no modo embutido, uma vez, pelas mesmas ações que as pessoas usam.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from contas.autor import SISTEMA, Autor
from contas.papeis import Papel
from documentos import texto_marcado
from esic import acoes
from esic.acoes import classificadas, publicar
from esic.models import Pedido, Publicacao
from esic.o_que_se_publica import estado
from esic.situacoes import Decisao, Fundamento, Grau, MotivoDeRecurso, Resultado
from guia.models import Orgao
from referencia import tabelas as referencia
from sp156.demonstracao.manifestacoes import CHAVE, MUNICIPE, QUEM, no_papel
from sp156.demonstracao.pessoas import exigir_embutido

NEGATIVA = "Os nomes dos proprietários são informação pessoal e não podem ser entregues a outra pessoa."
RAZOES = "O órgão mostrou que a informação pedida é pessoal, e o resto já foi entregue na resposta."


@transaction.atomic
def criar() -> int:
    """Cria o que falta; devolve quantos criou. Recusa rodar fora do modo embutido."""
    exigir_embutido("Pedidos")
    if Pedido.objects.filter(chave_de_envio__startswith=CHAVE).exists():
        return 0
    _por_responder()
    _respondidos()
    _em_recurso()
    _na_comissao()
    return Pedido.objects.filter(chave_de_envio__startswith=CHAVE).count()


def _por_responder() -> None:
    """Um novo, um prorrogado, um atrasado de que se reclamou, e um de órgão sem SIC."""
    _abrir("novo", "Quantas árvores foram podadas em cada distrito em 2025?", ha=2)
    tarde = _abrir("prorrogado", "Quais contratos de limpeza de bueiros estão em vigor?", ha=6)
    motivo = "A informação está em vinte processos em papel, que estão sendo conferidos."
    acoes.prorrogar(caso=tarde, versao=tarde.versao, por=_sic(), motivo=motivo)
    vencido = _abrir("atrasado", "Qual é a lista das praças sem iluminação?", ha=45)
    acoes.reclamar(caso=vencido, por=MUNICIPE)
    _abrir(
        "sem-sic",
        "Quantos radares estão em manutenção?",
        ha=9,
        orgao=Orgao.objects.exclude(sigla__in=["SMSUB", "OGM", "CGM"]).order_by("sigla")[0],
    )


def _respondidos() -> None:
    """Um acesso concedido, uma desistência e uma decisão que o órgão ainda tem de cumprir."""
    dado = _abrir("concedido", "Qual é o horário das feiras livres da Sé?", ha=8)
    texto = "As feiras livres da Sé funcionam de terça a domingo, das 7h às 13h."
    _responder(dado, decisao=Decisao.CONCEDIDO, texto=texto)
    desistente = _abrir("desistiu", "Quantos bancos há no Parque da Luz?", ha=3)
    acoes.desistir(caso=desistente, por=MUNICIPE)
    deferido = _recorrer(_negado("a-cumprir", "Quais imóveis foram notificados em 2025?"))
    razoes = "O endereço do imóvel não é informação pessoal: entregue a lista sem os nomes."
    _decidir(deferido, _autoridade(), Resultado.DEFERIDO, razoes)


def _em_recurso() -> None:
    """Um recurso em cada uma das duas primeiras instâncias; no da 1ª, uma pergunta ao órgão."""
    primeiro = _recorrer(_negado("recurso-1", "Quem pediu a remoção das barracas da praça?"))
    acoes.pedir_esclarecimento(
        caso=primeiro,
        versao=primeiro.versao,
        por=_autoridade(),
        pergunta="Há como entregar a informação sem os nomes das pessoas?",
    )
    segundo = _recorrer(_negado("recurso-2", "Quais multas foram aplicadas na Rua Direita?"))
    _recorrer(_decidir(segundo, _autoridade(), Resultado.INDEFERIDO, RAZOES))


def _na_comissao() -> None:
    """Uma reunião com ata: um recurso dela já se publicou, outro espera revisão. A próxima, com mais um."""
    hoje = timezone.localdate()
    por_rever = _na_terceira("recurso-3-decidido", "Quais denúncias de barulho vieram da Sé?")
    por_publicar = _na_terceira("recurso-3-publicado", "Quantas calçadas foram refeitas na Sé em 2025?")
    comissao = no_papel("comissao@demo.invalid", Papel.CMAI, "CGM")
    reuniao = acoes.marcar(
        por=comissao, dados={"nome": "111ª reunião ordinária", "dia": hoje, "local": "Viaduto do Chá, 15"}
    )
    _entregue(por_rever, "Da Sé vieram 412 denúncias de barulho em 2025, a maior parte da Rua Direita.")
    _publicar(
        _entregue(por_publicar, "Em 2025 a Prefeitura refez 87 calçadas na Sé, 31 delas em ruas de escola.")
    )
    reuniao = acoes.realizar(reuniao=reuniao, marca=referencia.estado(reuniao), por=comissao)
    acoes.publicar_ata(
        reuniao=reuniao,
        marca=referencia.estado(reuniao),
        por=comissao,
        numero="111/2026",
        texto="A Comissão decidiu dois recursos, deferidos em parte, e marcou a reunião do mês que vem.",
    )
    em_um_mes = {"nome": "112ª reunião ordinária", "dia": hoje + timedelta(days=28), "local": "A distância"}
    acoes.marcar(por=comissao, dados=em_um_mes)
    _na_terceira("recurso-3", "Quais empresas receberam advertência em 2025?")
    _classificadas(hoje, comissao)


def _entregue(caso: Pedido, entrega: str) -> Pedido:
    """A Comissão dá em parte, o órgão cumpre, e o pedido se encerra."""
    caso.refresh_from_db()
    comissao = no_papel("comissao@demo.invalid", Papel.CMAI, "CGM")
    caso = _decidir(caso, comissao, Resultado.PARCIAL, "Os totais são públicos e devem ser entregues.")
    caso = acoes.cumprir(caso=caso, versao=caso.versao, por=_sic(), texto=entrega)
    return acoes.encerrar(caso=caso, por=SISTEMA)


def _publicar(caso: Pedido) -> None:
    """A Ouvidoria confere cada parte, dá o título e publica."""
    por, publicacao = _ouvidoria(), caso.publicacao
    for texto in publicacao.textos.all():
        publicar.decidir_texto(
            texto=texto,
            por=por,
            estado=texto_marcado.estado(texto),
            decisoes=dict.fromkeys(range(len(texto.marcas)), texto_marcado.TIRAR),
            concluir=True,
        )
    publicacao = Publicacao.objects.get(pk=publicacao.pk)
    titulo = "Calçadas refeitas na Sé em 2025"
    publicacao = publicar.intitular(publicacao=publicacao, por=por, estado=estado(publicacao), titulo=titulo)
    publicar.publicar(publicacao=publicacao, por=por, estado=estado(publicacao))


def _classificadas(hoje: date, comissao: Autor) -> None:
    """Uma informação em segredo."""
    dados: dict[str, Any] = {
        "codigo": "SMSUB-2026-1",
        "orgao": Orgao.objects.get(sigla="SMSUB"),
        "assunto": "Plano de segurança de um depósito de máquinas",
        "grau": Grau.RESERVADA,
        "fundamento": "Lei 12.527/2011, art. 23, VII",
        "produzida_em": hoje - timedelta(days=200),
        "classificada_em": hoje - timedelta(days=190),
        "ate": hoje + timedelta(days=900),
    }
    classificadas.classificar(por=comissao, dados=dados)


def _abrir(nome: str, texto: str, *, ha: int, **campos: Any) -> Pedido:
    """Pedido há tantos dias."""
    padrao: dict[str, Any] = {"orgao": Orgao.objects.get(sigla="SMSUB"), "identificacao": QUEM}
    novo = acoes.NovoPedido(
        texto=texto, chave_de_envio=f"{CHAVE}{nome}", autoriza_divulgar=True, **{**padrao, **campos}
    )
    return acoes.abrir(novo, por=MUNICIPE, em=timezone.now() - timedelta(days=ha))


def _negado(nome: str, texto: str) -> Pedido:
    caso = _abrir(nome, texto, ha=10)
    return _responder(
        caso,
        decisao=Decisao.NEGADO,
        texto=NEGATIVA,
        fundamento=Fundamento.PESSOAL,
        base_legal="Lei 12.527/2011, art. 31",
    )


def _na_terceira(nome: str, texto: str) -> Pedido:
    """Indeferido nas duas primeiras instâncias e com recurso à Comissão."""
    caso = _recorrer(_negado(nome, texto))
    caso = _recorrer(_decidir(caso, _autoridade(), Resultado.INDEFERIDO, RAZOES))
    return _recorrer(_decidir(caso, _ouvidoria(), Resultado.INDEFERIDO, RAZOES))


def _responder(caso: Pedido, **campos: Any) -> Pedido:
    return acoes.responder(caso=caso, versao=caso.versao, por=_sic(), resposta=acoes.Resposta(**campos))


def _recorrer(caso: Pedido) -> Pedido:
    texto = "Não pedi o nome de ninguém: basta a quantidade."
    acoes.recorrer(caso=caso, por=MUNICIPE, motivo=MotivoDeRecurso.NEGADO, texto=texto)
    return Pedido.objects.get(pk=caso.pk)


def _decidir(caso: Pedido, por: Autor, resultado: str, razoes: str) -> Pedido:
    recurso = caso.recursos.get(decidido_em=None)
    return acoes.decidir(
        recurso=recurso, versao=caso.versao, por=por, resultado=resultado, fundamentacao=razoes
    )


def _sic() -> Autor:
    return no_papel("sic@demo.invalid", Papel.SIC, "SMSUB")


def _autoridade() -> Autor:
    return no_papel("autoridade@demo.invalid", Papel.AUTORIDADE, "SMSUB")


def _ouvidoria() -> Autor:
    return no_papel("ouvidoria@demo.invalid", Papel.OUVIDORIA, "OGM")
