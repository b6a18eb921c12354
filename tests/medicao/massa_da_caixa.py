"""A massa da medição: a amostra importada e uma caixa com milhares de pedidos abertos."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING

from django.db.models.functions import Mod
from django.utils import timezone

from contas.autor import SISTEMA, Autor
from contas.models import Interessado, Usuario
from contas.papeis import Papel
from guia.models import Servico
from protocolo.models import Canal
from roteamento.localizacao.enderecos import Local
from roteamento.models import Logradouro, Lotacao, Unidade
from roteamento.rotas import calcular_rota
from solicitacoes import acoes
from solicitacoes.importacao.importador import importar
from solicitacoes.models import FiltroGuardado, Solicitacao
from solicitacoes.situacoes import Situacao
from tests.medicao.banco import arrumar

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CAIXA = "SMPR-CPO-STM-Sé"
CHAVE = "medicao:"
SEMENTE = 156
LOTE = 2000
MAIS_ANTIGO = 90
"""Dias: com prazos de 30 a 60, uma boa parte da caixa está atrasada, como na vida."""
EM_ANDAMENTO = 10
"""Um em cada tantos já está com alguém da equipe."""
COM_FOTO = 50
REABERTAS = 100
JUNTAS = 20
"""Um em cada tantos tem foto, foi reaberto, segue outro do seu serviço: filtros que escolhem pouco."""
TEXTOS = (
    "O buraco fica perto da faixa de pedestres e aumenta quando chove. ",
    "A calçada quebrada derruba quem passa, na frente da escola. ",
    "Está assim há meses e ninguém vem. ",
)
RARO = "Uma caçamba abandonada atrapalha o ponto de ônibus. "
"""O que um em cada RAROS diz."""
RAROS = 200


@dataclass(frozen=True, slots=True)
class Massa:
    """O que a medição usa: a caixa, quem nela trabalha e um pedido com história."""

    unidade: Unidade
    servidor: Usuario
    pedido: Solicitacao
    servico: Servico


def preparar(*, abertas: int, amostra: Path | None) -> Massa:
    """Importa a amostra, completa a caixa até `abertas` e atualiza as estatísticas. Pode ser repetido."""
    if amostra:
        importar(amostra)
    unidade = Unidade.objects.get(sigla=CAIXA)
    servidor = _servidor(unidade)
    ja = Solicitacao.objects.abertas().filter(unidade=unidade).count()
    _encher(unidade, servidor, abertas - ja)
    pedido = _com_historia(unidade, servidor)
    _guardar_filtros(unidade, servidor, pedido)
    arrumar()
    return Massa(unidade, servidor, pedido, pedido.servico)


def _servidor(unidade: Unidade) -> Usuario:
    lotacao = Lotacao.objects.vigentes(timezone.localdate()).filter(unidade=unidade, papel=Papel.SERVIDOR)
    if achada := lotacao.select_related("usuario").first():
        return achada.usuario
    usuario = alguem("Mário da Medição", "medicao@demo.invalid")
    Lotacao.objects.create(
        usuario=usuario, unidade=unidade, papel=Papel.SERVIDOR, de=timezone.localdate() - timedelta(days=1)
    )
    return usuario


def alguem(nome: str, email: str) -> Usuario:
    """A pessoa deste e-mail, que nasce da primeira vez."""
    achada = Usuario.objects.filter(email=email).first()
    return achada or Usuario.objects.create_user(nome=nome, email=email)


def _encher(unidade: Unidade, servidor: Usuario, quantas: int) -> None:
    tabelas = acoes.Tabelas.carregar()
    agora = timezone.now()
    sorteio = random.Random(SEMENTE)  # noqa: S311  a mesma massa em toda medição
    servicos = _servicos_da(unidade, tabelas, agora)
    ruas = _ruas_da(unidade)
    inicio = Solicitacao.objects.filter(chave_de_envio__startswith=CHAVE).count()
    for lote in batched(range(inicio, inicio + quantas), LOTE):
        casos = [_montar(n, sorteio, servicos, ruas, tabelas, agora) for n in lote]
        partes = Interessado.objects.bulk_create(_partes(lote))
        for n, (caso, parte) in enumerate(zip(casos, partes, strict=True)):
            caso.interessado = parte
            caso.com_foto = n % COM_FOTO == 0
            caso.reaberta_em = caso.aberta_em if n % REABERTAS == 0 else None
            if n % EM_ANDAMENTO == 0:
                caso.situacao, caso.responsavel = Situacao.EM_ANDAMENTO, servidor
        acoes.gravar(casos, por=SISTEMA)
    _juntar(unidade)


def _juntar(unidade: Unidade) -> None:
    """Alguns seguem o mais antigo do seu serviço, como quando muita gente pede a mesma coisa."""
    nossas = Solicitacao.objects.abertas().filter(unidade=unidade, chave_de_envio__startswith=CHAVE)
    primeiras = dict(nossas.order_by("servico", "-pk").values_list("servico", "pk"))
    for servico, principal in primeiras.items():
        seguem = nossas.filter(servico=servico).exclude(pk=principal).annotate(resto=Mod("pk", JUNTAS))
        seguem.filter(resto=0).update(principal=principal)


def _guardar_filtros(unidade: Unidade, servidor: Usuario, pedido: Solicitacao) -> None:
    """Os que um servidor teria, dos que escolhem muito aos que quase não escolhem."""
    consultas = {
        "Meus": "responsavel=eu",
        "Meus atrasados": "responsavel=eu&atrasadas=sim",
        "Atrasados": "atrasadas=sim",
        "Um serviço": f"servico={pedido.servico.slug}",
        "Um serviço, sem ninguém": f"servico={pedido.servico.slug}&responsavel=ninguem",
        "Reabertos": "reabertas=sim",
        "Com iguais": "iguais=sim",
        "Caçambas": "busca=caçamba",
    }
    for nome, consulta in consultas.items():
        FiltroGuardado.objects.get_or_create(
            usuario=servidor, unidade=unidade, nome=nome, defaults={"consulta": consulta}
        )


def _servicos_da(unidade: Unidade, tabelas: acoes.Tabelas, agora: datetime) -> list[Servico]:
    """Os que a rota leva a esta caixa, num endereço do seu território."""
    local = Local(distrito=next(d for d in tabelas.rotas.distritos.values() if _no_territorio(d, unidade)))
    publicados = Servico.objects.no_guia().select_related("publicada").filter(publicada__solicitavel=True)
    return [s for s in publicados if calcular_rota(s, local, agora, tabelas.rotas).unidade == unidade]


def _no_territorio(distrito: object, unidade: Unidade) -> bool:
    return getattr(distrito, "subprefeitura_id", None) == unidade.subprefeitura_id


def _ruas_da(unidade: Unidade) -> list[Logradouro]:
    return list(
        Logradouro.objects.filter(distrito__subprefeitura=unidade.subprefeitura)
        .select_related("distrito__subprefeitura")
        .order_by("pk")
    )


def _montar(
    n: int,
    sorteio: random.Random,
    servicos: list[Servico],
    ruas: list[Logradouro],
    tabelas: acoes.Tabelas,
    agora: datetime,
) -> Solicitacao:
    rua = sorteio.choice(ruas)
    nova = acoes.NovaSolicitacao(
        servico=sorteio.choice(servicos),
        local=Local(
            logradouro=rua.nome,
            numero=str(sorteio.randint(1, 3000)),
            referencia="Perto da banca de jornal",
            cep=rua.cep,
            lat=rua.lat,
            lon=rua.lon,
            distrito=rua.distrito,
        ),
        chave_de_envio=f"{CHAVE}{n}",
        canal=sorteio.choice([Canal.PORTAL, Canal.APLICATIVO, Canal.CENTRAL, Canal.PRACA]),
        descricao="".join(sorteio.choices(TEXTOS, k=sorteio.randint(1, 4)))
        + (RARO if n % RAROS == 0 else ""),
        respostas=[{"chave": "tamanho", "rotulo": "Qual é o tamanho?", "valor": "Menor que um prato"}],
    )
    aberta_em = agora - timedelta(minutes=sorteio.randint(1, MAIS_ANTIGO * 24 * 60))
    return acoes.montar(nova, por=SISTEMA, em=aberta_em, tabelas=tabelas)


def _partes(lote: tuple[int, ...]) -> Iterator[Interessado]:
    for n in lote:
        yield Interessado(
            identidade=Interessado.Identidade.DECLARADA,
            nome=f"Munícipe de Medição {n}",
            tipo_documento=Interessado.Documento.OUTRO,
            documento=f"medicao-{n}",
            email=f"medicao{n}@exemplo.invalid",
        )


def _com_historia(unidade: Unidade, servidor: Usuario) -> Solicitacao:
    """Um pedido por que a equipe já passou: assumido, em andamento, complemento pedido e respondido."""
    por = Autor(papel=Papel.SERVIDOR, usuario=servidor, unidades=frozenset({unidade.pk}))
    nossas = Solicitacao.objects.nativas().abertas().filter(unidade=unidade)
    if feito := nossas.filter(versao__gte=5).select_related("servico").order_by("pk").first():
        return feito
    caso = nossas.filter(situacao=Situacao.ABERTA).order_by("pk")[0]
    parte = Autor(papel=Papel.INTERESSADO, protocolos=frozenset({caso.protocolo}))
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=por)
    caso = acoes.iniciar(caso=caso, versao=caso.versao, por=por)
    caso = acoes.pedir_complemento(
        caso=caso, versao=caso.versao, por=por, pergunta="De que lado da rua fica o buraco?"
    )
    return acoes.responder_complemento(caso=caso, por=parte, texto="Do lado do número par, perto da banca.")
