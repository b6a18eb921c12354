"""O que aconteceria com um pedido: as mesmas funções que o abrem, sem gravar nada.

O lugar vem de `solicitacoes.lugar`, o pedido de `acoes.montar`: aqui não há regra nenhuma.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from contas.autor import Autor
from contas.papeis import Papel
from guia.models import Servico
from protocolo.prazos import relogio
from protocolo.prazos.contagem import Contagem
from roteamento.localizacao.enderecos import Local, Localizado, confirmar
from roteamento.models import Distrito
from solicitacoes import lugar
from solicitacoes.acoes.abrir import NovaSolicitacao, Tabelas, montar
from solicitacoes.caixa import percurso
from solicitacoes.caixa.percurso import Percurso
from solicitacoes.forms.local import LugarForm
from solicitacoes.models import Solicitacao

MUNICIPE = Autor(papel=Papel.INTERESSADO)
QUAL_LUGAR = str(LugarForm.base_fields["lugar"].label)


@dataclass(frozen=True, slots=True)
class Destino:
    """O pedido como seria aberto num lugar: unidade, rota e prazo."""

    caso: Solicitacao
    como: tuple[str, ...]
    texto: str = ""
    """O lugar em palavras, quando é um entre vários."""

    @property
    def percurso(self) -> Percurso:
        return percurso.da_rota(self.caso.rota)

    @property
    def sem_prazo(self) -> bool:
        return self.caso.contagem == Contagem.SEM_PRAZO


@dataclass(frozen=True, slots=True)
class Simulacao:
    """O destino certo ou, se o endereço deixa dúvida, o que se perguntaria e o destino de cada resposta.

    `pergunta` fica também quando a resposta já foi dada: o munícipe teria passado por ela.
    """

    servico: Servico
    em: datetime
    destino: Destino | None = None
    pergunta: str = ""
    motivo: str = ""
    opcoes: dict[str, Destino] = field(default_factory=dict)
    falta_a_rua: bool = False


def simular(
    *,
    servico: Servico,
    digitado: dict[str, Any],
    dia: date,
    distrito: Distrito | None = None,
    escolha: str = "",
) -> Simulacao:
    """O pedido de `servico` no endereço digitado, se fosse enviado no dia a esta hora.

    `distrito` e `escolha` (o valor de um dos lugares oferecidos) são a resposta do munícipe à dúvida.
    """
    versao = servico.publicada
    if versao is None:
        raise ValueError(f"O serviço {servico.slug} não está publicado.")
    em = timezone.make_aware(datetime.combine(dia, timezone.localtime().time()))
    abrir = _Abrir(servico, em, Tabelas.carregar(servico))
    if versao.precisa_de_endereco:
        return _com_endereco(abrir, digitado, distrito, escolha)
    if not lugar.pede_distrito(servico, versao, dia):
        return Simulacao(servico, em, abrir({}))
    if distrito is None:
        return Simulacao(servico, em, pergunta="Em que distrito é?")
    return Simulacao(servico, em, abrir(lugar.escolhido({}, distrito)), "Em que distrito é?")


def _com_endereco(
    abrir: _Abrir, digitado: dict[str, Any], distrito: Distrito | None, escolha: str
) -> Simulacao:
    """Como o passo “Onde é?” e, na dúvida, a escolha que vem depois dele."""
    digitado, achado = lugar.procurar(digitado)
    if achado.certo:
        guardado = lugar.decidido(digitado, achado.certo, achado.motivo)
        sem_rua = not guardado["logradouro"]
        return Simulacao(abrir.servico, abrir.em, abrir(guardado), falta_a_rua=sem_rua)
    candidatos = lugar.candidatos(achado)
    pergunta = QUAL_LUGAR if candidatos else "Em que distrito fica?"
    destino = None
    if escolha in candidatos:
        destino = abrir(_escolhido(digitado, candidatos[escolha], achado))
    elif distrito:
        destino = abrir(lugar.escolhido(digitado, distrito))
    opcoes = {
        valor: abrir(_escolhido(digitado, local, achado), lugar.com_o_que_distingue(local))
        for valor, local in candidatos.items()
        if destino is None
    }
    return Simulacao(abrir.servico, abrir.em, destino, pergunta, achado.motivo, opcoes)


def _escolhido(digitado: Mapping[str, Any], local: Local, achado: Localizado) -> dict[str, Any]:
    return lugar.decidido(digitado, confirmar(local, achado.motivo))


@dataclass(frozen=True, slots=True)
class _Abrir:
    """Monta o pedido num lugar guardado, com as tabelas lidas uma vez."""

    servico: Servico
    em: datetime
    tabelas: Tabelas

    def __call__(self, guardado: Mapping[str, Any], texto: str = "") -> Destino:
        nova = NovaSolicitacao(servico=self.servico, local=lugar.como_local(guardado), chave_de_envio="")
        caso = montar(nova, por=MUNICIPE, em=self.em, tabelas=self.tabelas)
        return Destino(caso, relogio.como(caso, self.tabelas.calendario), texto)
