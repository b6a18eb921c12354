"""A manifestação em cada situação, para o navegador: só pelo número, com a chave e na lista da conta."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from contas.models import Usuario
from ouvidoria import acoes
from ouvidoria.models import Encaminhamento, Manifestacao
from ouvidoria.situacoes import Situacao, TipoDeManifestacao
from protocolo.models import Vinculo
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import com_chave
from tests.solicitacoes import pedindo
from tests.solicitacoes.elenco import solicitacao

if TYPE_CHECKING:
    from django.test import Client

CONTADO = (
    "No dia 3 fui à subprefeitura pedir notícia do buraco da Rua Direita, que pedi há três meses. "
    "A pessoa do balcão disse que não era com ela, não quis anotar o protocolo e foi embora.\n"
    "Voltei no dia 10 e aconteceu o mesmo."
)
RESPOSTA = (
    "A Subprefeitura Sé refez o trecho da Rua Direita no dia 12 e a chefia orientou a equipe do balcão. "
    "O endereço foi conferido por uma pessoa da Ouvidoria. Se o buraco abrir de novo, peça por aqui mesmo."
)
POR_SITUACAO = {f"manifestação {situacao}": situacao for situacao in Situacao}
OUTRAS = (
    "manifestação pelo número",
    "manifestação encerrada pelo número",
    "manifestação atrasada pelo número",
    "manifestação atrasada",
    "manifestação completa",
    "manifestação avaliada",
    "denúncia anônima",
    "denúncia com pergunta",
    "responder à Ouvidoria",
    "mandar à Ouvidoria",
    "desistir da manifestação",
    "desistir de denúncia",
    "mandar à manifestação encerrada",
)
DO_DONO = (*POR_SITUACAO, *OUTRAS)
"""As páginas que o `dono` abre, todas com a chave, menos as que dizem “pelo número”."""


def manifestacoes_do_dono(dono: Client) -> dict[str, str]:
    """O endereço de cada página, com o navegador do dono já aberto onde é preciso."""

    def aberta(caso: Manifestacao) -> str:
        com_chave(caso, dono)
        return _caso(caso)

    por_situacao = {nome: aberta(elenco.na_situacao(situacao)) for nome, situacao in POR_SITUACAO.items()}
    perguntada, anonima = _perguntada(), elenco.registrada(identificacao=elenco.anonima(), tipo=DENUNCIA)
    concluida, avaliada = completa(), completa()
    acoes.avaliar(caso=avaliada, por=elenco.municipe(), nota=4, resolveu="sim", comentario="")
    redirecionada = Manifestacao.objects.get(situacao=Situacao.REDIRECIONADA)
    Vinculo.objects.create(
        de_protocolo=redirecionada.protocolo, para_protocolo=solicitacao().protocolo, tipo="redirecionada"
    )
    esperando = por_situacao[f"manifestação {Situacao.AGUARDANDO_MUNICIPE}"]
    return por_situacao | {
        "manifestação pelo número": _caso(elenco.registrada()),
        "manifestação encerrada pelo número": _caso(elenco.na_situacao(Situacao.CONCLUIDA)),
        "manifestação atrasada pelo número": _caso(atrasada()),
        "manifestação atrasada": aberta(atrasada()),
        "manifestação completa": aberta(concluida),
        "manifestação avaliada": aberta(avaliada),
        "denúncia anônima": aberta(anonima),
        "denúncia com pergunta": aberta(perguntada),
        "portal:consentir": f"{_caso(perguntada)}consentir/",
        "portal:avaliar": f"{_caso(concluida)}avaliar/",
        "portal:revisar": f"{_caso(concluida)}revisar/",
        "responder à Ouvidoria": f"{esperando}mandar/",
        "mandar à Ouvidoria": f"{por_situacao[f'manifestação {Situacao.REGISTRADA}']}mandar/",
        "desistir da manifestação": f"{por_situacao[f'manifestação {Situacao.REGISTRADA}']}cancelar/",
        "desistir de denúncia": f"{_caso(anonima)}cancelar/",
        "mandar à manifestação encerrada": f"{_caso(concluida)}mandar/",
    }


DENUNCIA = TipoDeManifestacao.DENUNCIA


def _caso(caso: Manifestacao) -> str:
    return reverse("portal:caso", args=[caso.protocolo])


def _perguntada() -> Manifestacao:
    caso = elenco.em_analise(DENUNCIA)
    return acoes.pedir_consentimento(
        caso=caso,
        versao=caso.versao,
        por=elenco.ogm(),
        a_quem="Corregedoria Geral do Município",
        finalidade="Ouvir você como testemunha, porque só você viu a entrega do dinheiro.",
    )


def atrasada() -> Manifestacao:
    """Com a Ouvidoria e com o órgão, os dois fora do prazo."""
    caso, envio = elenco.encaminhada(ha_dias=50)
    ontem = timezone.now() - timedelta(days=1)
    Encaminhamento.objects.filter(pk=envio.pk).update(vence_em=ontem)
    return caso


def completa() -> Manifestacao:
    """Tudo o que uma reclamação concluída costuma ter: pedido, foto, órgão, prorrogação e resposta."""
    quem = elenco.ogm()
    caso = elenco.registrada(
        ha_dias=25,
        solicitacao=elenco.pedido_vencido(),
        respostas=[{"chave": "o_que", "rotulo": "O que aconteceu?", "valor": CONTADO}],
    )
    nome = default_storage.save("anexos/foto.jpg", pedindo.foto())
    caso.anexos.create(
        ordem=1, arquivo=nome, miniatura=nome, nome="foto.jpg", sha256="0" * 64, papel="interessado"
    )
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=quem)
    envios = [acoes.Envio(orgao=elenco.orgao(), texto=CONTADO)]
    caso = acoes.encaminhar(caso=caso, versao=caso.versao, por=quem, envios=envios)
    caso = acoes.prorrogar(
        caso=caso, versao=caso.versao, por=quem, motivo="O órgão vai ouvir a equipe do balcão."
    )
    acoes.responder_como_orgao(
        envio=caso.encaminhamentos.get(), versao=caso.versao, por=elenco.interlocutor(), resposta=RESPOSTA
    )
    caso.refresh_from_db()
    return acoes.concluir(caso=caso, versao=caso.versao, por=quem, resposta="atendida", conclusao=RESPOSTA)


def da_conta() -> None:
    """O servidor também é munícipe: um pedido e duas manifestações feitos com a conta dele."""
    dono = Usuario.objects.get(nome="servidor")
    quem = replace(elenco.MARIA, usuario=dono)
    elenco.registrada(identificacao=quem)
    elenco.registrada(TipoDeManifestacao.ELOGIO, ha_dias=40, identificacao=quem)
    pedido = solicitacao()
    assert pedido.interessado
    pedido.interessado.usuario = dono
    pedido.interessado.save()
