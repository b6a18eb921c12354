"""O pedido que quem atende começa e manda na conversa."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client

from atendimento import acoes
from atendimento.models import Atendimento, Conversa, Mensagem
from atendimento.situacoes import Estado, SituacaoDaConversa
from contas.models import Usuario
from protocolo.models import Rascunho
from solicitacoes.pedir.roteiro import DETALHES, LOCAL, TIPO
from tests.atendimento.atendendo import TUDO, NaMesa
from tests.atendimento.conversando import quem_atende
from tests.atendimento.quem_conversa import QuemConversa
from tests.solicitacoes import elenco
from tests.solicitacoes.pedindo import MARIA, PEQUENO, Pedinte, central

SO_O_QUE_FALTA = {"detalhes": PEQUENO, "identificacao": MARIA}
"""O que a pessoa responde no que se lhe mandou: o lugar já foi escrito."""


def com_alguem(conversa: Conversa) -> Usuario:
    """A conversa, de qualquer situação, com quem atende."""
    quem = quem_atende(recebe=False)
    Conversa.objects.filter(pk=conversa.pk).update(
        situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=conversa.comecada_em
    )
    acoes.tomar(conversa=conversa, por=quem, unidade=central())
    return quem


def mandado(conversa: Conversa) -> str:
    """A última parte do endereço que se mandou."""
    quem, servico = com_alguem(conversa), elenco.servico()
    rascunho = Rascunho(
        tipo=TIPO,
        assunto=servico.slug,
        dono=quem,
        dados={
            LOCAL: {"logradouro": "Rua Líbero Badaró", "numero": "425", "escrito": {"numero": "425"}},
            DETALHES: {"descricao": "Buraco fundo."},
        },
    )
    rascunho.expira_em = conversa.comecada_em
    rascunho.save()
    dita = acoes.mandar_formulario(
        conversa=conversa, rascunho=rascunho, servico=servico, chave=uuid4(), por=quem
    )
    return assinado(dita)


def assinado(dita: Mensagem) -> str:
    return dita.texto.partition("/formulario/")[2].partition("/")[0]


class PelosDois:
    """Uma conversa com quem atende: o pedido começa na mesa e acaba no navegador da pessoa."""

    def __init__(self, da_pessoa: Client, *, slug: str = "tapa-buraco") -> None:
        self.pessoa = QuemConversa(da_pessoa)
        self.pessoa.comecar()
        self.mesa = NaMesa(Client(), central())
        acoes.por_a_disposicao(usuario=self.mesa.quem, unidade=central(), estado=Estado.FORA)
        self.tomar(self.mesa)
        self.mesa.consultar(slug)
        self.slug = slug

    def tomar(self, mesa: NaMesa) -> None:
        """A conversa passa a ser desta mesa."""
        esta = self.pessoa.conversa
        Conversa.objects.filter(pk=esta.pk).update(
            situacao=SituacaoDaConversa.NA_FILA, na_fila_desde=esta.comecada_em
        )
        acoes.tomar(conversa=esta, por=mesa.quem, unidade=central())
        mesa.codigo = str(Atendimento.objects.abertos().get(conversa=esta).codigo)

    def mandar(self, dados: dict[str, Any]) -> None:
        """O que está na página da mesa vai à pessoa."""
        enviado = {"rascunho": str(self.mesa.rascunho.pk), "chave_do_formulario": str(uuid4())}
        resposta = self.mesa.client.post(
            self.mesa.endereco("mandar_formulario"), {**enviado, "adicionar": "a_pessoa", **dados}
        )
        assert resposta.status_code == 303, resposta.content.decode()[:2000]

    def abrir(self) -> Pedinte:
        """A pessoa abre o último endereço que se lhe mandou."""
        dita = self.pessoa.conversa.mensagens.filter(texto__contains="/formulario/").latest("ordem")
        pedinte = Pedinte(self.pessoa.client, self.slug)
        aberta = self.pessoa.client.get(self.pessoa.endereco("formulario", assinado(dita)))
        pedinte.uuid = aberta["Location"].split("/")[3]
        return pedinte

    def preencher(
        self, dados: dict[str, dict[str, Any]] = SO_O_QUE_FALTA, *, na_mesa: dict[str, Any] = TUDO
    ) -> Pedinte:
        """O que se escreveu na mesa, e o que a pessoa responde depois: tudo, menos enviar."""
        self.mandar(na_mesa)
        pedinte = self.abrir()
        for passo, ditos in dados.items():
            assert pedinte.mandar(f"{passo}/", ditos).status_code == 303
        return pedinte
