"""Manifestações de demonstração, em várias situações: a mesa da Ouvidoria não nasce vazia.

Só no modo embutido, uma vez, pelas mesmas ações que as pessoas usam.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from contas.acoes import Identificacao
from contas.autor import Autor
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Orgao, Servico
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Falha, Resposta, TipoDeManifestacao
from protocolo.models import Canal
from roteamento.localizacao.enderecos import Local
from roteamento.models import Distrito
from solicitacoes import acoes as solicitacoes
from solicitacoes.models import Solicitacao
from sp156.demonstracao.pessoas import exigir_embutido

CHAVE = "demonstracao:"
MUNICIPE = Autor(papel=Papel.INTERESSADO)
QUEM = Identificacao(
    nome="Maria da Demonstração",
    tipo_documento="cpf",
    documento="52998224725",
    email="maria@demo.invalid",
)
T = TipoDeManifestacao


@transaction.atomic
def criar() -> int:
    """Cria o que falta; devolve quantas criou. Recusa rodar fora do modo embutido."""
    exigir_embutido("Manifestações")
    if Manifestacao.objects.filter(chave_de_envio__startswith=CHAVE).exists():
        return 0
    por = no_papel("ouvidoria@demo.invalid", Papel.OUVIDORIA, "OGM")
    _recebidas()
    _com_o_orgao(por)
    _com_a_ouvidoria(por)
    return Manifestacao.objects.filter(chave_de_envio__startswith=CHAVE).count()


def _recebidas() -> None:
    """A reclamação de um pedido atrasado e duas denúncias: uma com o nome no selo, outra anônima."""
    _abrir(
        T.RECLAMACAO,
        "Pedi para tapar o buraco há três meses e ninguém veio.",
        ha=2,
        falha=Falha.PRAZO_VENCIDO,
        solicitacao=_pedido_atrasado(),
    )
    _abrir(
        T.DENUNCIA,
        "Um fiscal pediu dinheiro para liberar a obra do meu vizinho, na terça-feira à tarde.",
        ha=1,
    )
    _abrir(
        T.DENUNCIA,
        "Um carro da Prefeitura é usado aos domingos para levar compras.",
        ha=4,
        identificacao=Identificacao(),
    )


def _com_o_orgao(por: Autor) -> None:
    """Uma que o órgão ainda não respondeu e um elogio que já voltou à Ouvidoria."""
    interlocutor = no_papel("interlocutor@demo.invalid", Papel.INTERLOCUTOR, "SMSUB")
    poda = _abrir(
        T.RECLAMACAO,
        "Cortaram a árvore pela metade e deixaram os galhos na calçada.",
        ha=12,
        falha=Falha.MAU_ATENDIMENTO,
        canal=Canal.CENTRAL,
    )
    _encaminhar(poda, por, "Os galhos de uma poda ficaram na calçada. O que foi feito?")
    elogio = _abrir(T.ELOGIO, "A equipe da varrição ajudou minha mãe a atravessar.", ha=6)
    elogio = _encaminhar(elogio, por, "Um elogio à equipe da varrição da Sé, para que ela saiba.")
    acoes.responder_como_orgao(
        envio=elogio.encaminhamentos.get(),
        versao=elogio.versao,
        por=interlocutor,
        resposta="A equipe da varrição e a sua chefia foram avisadas do elogio e agradecem.",
    )


def _com_a_ouvidoria(por: Autor) -> None:
    """Uma atrasada, uma à espera da pessoa e uma respondida e avaliada."""
    atrasada = _abrir(T.SOLICITACAO, "A praça perto de casa precisa de mais lixeiras.", ha=50)
    acoes.assumir(caso=atrasada, versao=atrasada.versao, por=por)
    sugestao = _abrir(T.SUGESTAO, "Ponham bancos na praça.", ha=8, canal=Canal.CARTA)
    sugestao = acoes.assumir(caso=sugestao, versao=sugestao.versao, por=por)
    acoes.pedir_complemento(
        caso=sugestao, versao=sugestao.versao, por=por, pergunta="Em qual praça, e em que lado dela?"
    )
    feita = _abrir(
        T.RECLAMACAO,
        "Esperei duas horas no balcão e mandaram voltar amanhã.",
        ha=20,
        falha=Falha.MAU_ATENDIMENTO,
        canal=Canal.PRACA,
    )
    feita = acoes.assumir(caso=feita, versao=feita.versao, por=por)
    feita = acoes.concluir(
        caso=feita,
        versao=feita.versao,
        por=por,
        resposta=Resposta.ATENDIDA,
        conclusao="O balcão passou a dar senha na chegada, e a fila hoje não passa de meia hora.",
    )
    acoes.avaliar(caso=feita, por=MUNICIPE, nota=4, resolveu="sim", comentario="")


def _abrir(tipo: str, texto: str, *, ha: int, **campos: Any) -> Manifestacao:
    """Recebida há tantos dias."""
    em = timezone.now() - timedelta(days=ha)
    padrao: dict[str, Any] = {"orgao": Orgao.objects.get(sigla="SMSUB"), "identificacao": QUEM}
    nova = acoes.NovaManifestacao(
        tipo=tipo,
        chave_de_envio=f"{CHAVE}{tipo}:{em:%Y%m%d}",
        respostas=[{"chave": "o_que", "rotulo": "O que aconteceu", "valor": texto}],
        **{**padrao, **campos},
    )
    return acoes.abrir(nova, por=MUNICIPE, em=em)


def _encaminhar(caso: Manifestacao, por: Autor, texto: str) -> Manifestacao:
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=por)
    envio = acoes.Envio(orgao=Orgao.objects.get(sigla="SMSUB"), texto=texto)
    return acoes.encaminhar(caso=caso, versao=caso.versao, por=por, envios=[envio])


def _pedido_atrasado() -> Solicitacao:
    """Um tapa-buraco na Sé, pedido há noventa dias."""
    nova = solicitacoes.NovaSolicitacao(
        servico=Servico.objects.select_related("publicada").get(slug="tapa-buraco"),
        local=Local(logradouro="Rua Líbero Badaró", numero="425", distrito=Distrito.objects.get(codigo=78)),
        chave_de_envio=f"{CHAVE}pedido",
        descricao="Um buraco fundo em frente ao ponto de ônibus.",
        identificacao=QUEM,
        rotear_em=timezone.now(),
    )
    return solicitacoes.abrir(nova, por=MUNICIPE, em=timezone.now() - timedelta(days=90))


def no_papel(email: str, papel: Papel, sigla: str) -> Autor:
    """A pessoa de demonstração, no papel dela."""
    orgao = Orgao.objects.get(sigla=sigla)
    return Autor(papel=papel, usuario=Usuario.objects.get(email=email), orgaos=frozenset({orgao.pk}))
