"""A cidade cheia em que se mede, quem pede as páginas e os atos que se mandam uma vez só."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.db import connection
from django.test import Client
from django.utils import timezone

from atendimento import acoes as da_mesa
from atendimento.casos import partes_de
from atendimento.models import Atendimento
from atendimento.pessoa.lista import todos_de
from contas.autor import Autor
from contas.models import Interessado, Usuario
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
from roteamento.models.unidades import TRIAGEM
from solicitacoes.agregados.contar import contar
from solicitacoes.models import Solicitacao
from solicitacoes.pedidos_iguais import publicos
from tests.medicao import massa_da_caixa, massa_da_cidade, massa_da_ouvidoria, massa_do_esic
from tests.medicao.banco import arrumar
from tests.medicao.carga_da_mesa import CENTRAL, atendentes
from tests.medicao.medidor import entrar
from tests.medicao.percurso import Pedido
from tests.medicao.pisos import TABELA
from tests.navegante import Navegante
from tests.solicitacoes.pedindo import BADARO, MARIA, PEQUENO, Pedinte, foto
from transparencia.paineis.acoes import publicar

NA_CAIXA = 2_000
DAS_OUTRAS = 5_000
"""Quantas manifestações, e quantos pedidos de informação."""
DA_CONTA = 60
"""Quantos pedidos tem a conta do munícipe que se mede."""
ATENDENTES = 60
PASSOS = ("local/", BADARO), ("detalhes/", PEQUENO), ("identificacao/", MARIA)


@dataclass(frozen=True, slots=True)
class Mundo:
    """O que as páginas citam; `sessoes` é quem as pede, pelo nome."""

    caixa: massa_da_caixa.Massa
    sessoes: dict[str, dict[str, str]]
    atendentes: list[Usuario]
    atendimento: Atendimento
    pedido_publico: Solicitacao | None
    rua: str
    ano: int
    do_esic: str


def preparar(quantos: int) -> Mundo:
    """Enche o banco descartável, soma os agregados, publica os painéis e põe cada um na sua sessão."""
    agora = timezone.now()
    caixa = massa_da_caixa.preparar(abertas=min(NA_CAIXA, quantos), amostra=None)
    massa_da_cidade.encher(caixa.unidade.pk, quantos)
    ouvidora, ano = massa_da_ouvidoria.preparar(min(DAS_OUTRAS, quantos), agora)
    esic = massa_do_esic.preparar(min(DAS_OUTRAS, quantos), agora)
    with connection.cursor() as cursor:
        cursor.execute(TABELA)
    arrumar()
    contar()
    publicar(agora=agora)
    atendimento = _reconhecido(caixa.pedido)
    encerrado = Solicitacao.objects.encerradas().filter(unidade=caixa.unidade).first() or caixa.pedido
    mundo = Mundo(
        caixa=caixa,
        sessoes={
            "servidor": entrar(caixa.servidor),
            "chefia": entrar(_chefia(caixa.unidade)),
            "municipe": entrar(_com_conta()),
            "atendente": entrar(atendimento.atendente),
            "ouvidoria": entrar(ouvidora),
            "sic": entrar(esic.sic),
        },
        atendentes=atendentes(ATENDENTES, de="mede"),
        atendimento=atendimento,
        pedido_publico=publicos(Solicitacao.objects.abertas().exclude(identificador=None)).first(),
        rua=encerrado.logradouro_busca,
        ano=ano,
        do_esic=esic.pedido.protocolo,
    )
    arrumar()
    return mundo


def _chefia(unidade: Unidade) -> Usuario:
    """A chefia da caixa, que lê também o painel da cidade."""
    quem, desde = massa_da_caixa.alguem("Chefia", "chefia@medicao.invalid"), {"de": timezone.localdate()}
    triagem = Unidade.objects.get(sigla=TRIAGEM)
    Lotacao.objects.get_or_create(usuario=quem, unidade=unidade, papel=Papel.CHEFIA, defaults=desde)
    Lotacao.objects.get_or_create(usuario=quem, unidade=triagem, papel=Papel.SERVIDOR, defaults=desde)
    return quem


def _com_conta() -> Usuario:
    quem = massa_da_caixa.alguem("Munícipe com conta", "conta@medicao.invalid")
    if not Interessado.objects.filter(usuario=quem).exists():
        partes = Interessado.objects.filter(solicitacao__isnull=False, usuario=None).order_by("-pk")[
            :DA_CONTA
        ]
        Interessado.objects.filter(pk__in=list(partes.values_list("pk", flat=True))).update(usuario=quem)
    return quem


def _reconhecido(caso: Solicitacao) -> Atendimento:
    """Um atendimento em que a pessoa disse quem é, e se abriram a ficha e um pedido dela."""
    central = Unidade.objects.get(sigla=CENTRAL)
    quem = atendentes(1, de="atende")[0]
    atendimento = da_mesa.comecar(atendente=quem, unidade=central)
    parte = caso.interessado
    assert parte
    rua = f"{caso.logradouro}, {caso.numero}"
    ditos = {"nome": parte.nome, "email": parte.email, "rua": rua}
    assert da_mesa.reconhecer(atendimento=atendimento, caso=caso, ditos=ditos, da_busca=[])
    atendimento.refresh_from_db()
    por = Autor(papel=Papel.ATENDENTE, usuario=quem, unidades=frozenset({central.pk}))
    da_mesa.abrir_ficha(atendimento=atendimento, dela=todos_de(partes_de(atendimento)), por=por)
    da_mesa.ler(atendimento=atendimento, caso=caso, por=por)
    return atendimento


# --- os atos: cada um muda o banco, e manda-se uma vez -------------------------------------


def notas(mundo: Mundo, quantas: int) -> list[Pedido]:
    return [
        _ato(mundo, caso, "anotar", {"texto": "Levar a escada grande."}) for caso in _abertos(mundo, quantas)
    ]


def comecos(mundo: Mundo, quantos: int) -> list[Pedido]:
    """O servidor começa o trabalho em cada um."""
    por_comecar = _abertos(mundo, quantos, situacao="aberta")
    return [_ato(mundo, caso, "iniciar", {"versao": str(caso.versao)}) for caso in por_comecar]


def _abertos(mundo: Mundo, quantos: int, **quais: str) -> list[Solicitacao]:
    da_caixa = (
        Solicitacao.objects.abertas().nativas().filter(unidade=mundo.caixa.unidade, principal=None, **quais)
    )
    return list(da_caixa.exclude(pk=mundo.caixa.pedido.pk).order_by("-pk")[:quantos])


def _ato(mundo: Mundo, caso: Solicitacao, ato: str, dados: dict[str, str]) -> Pedido:
    endereco = f"/caixa/{mundo.caixa.unidade.sigla}/{caso.protocolo}/{ato}/"
    return Pedido(endereco, mundo.sessoes["servidor"], dados, espera=302)


def procuras(mundo: Mundo, quantas: int, dado: str, **dados: str) -> list[Pedido]:
    """A mesma pessoa, procurada por muitos atendentes: cada um só procura tantas vezes por hora."""
    central = Unidade.objects.get(sigla=CENTRAL)
    return [_procura(usuario, central, {"dado": dado, **dados}) for usuario in mundo.atendentes[:quantas]]


def _procura(quem: Usuario, onde: Unidade, dados: dict[str, str]) -> Pedido:
    codigo = da_mesa.comecar(atendente=quem, unidade=onde).codigo
    return Pedido(f"/central/{codigo}/procurar/", entrar(quem), dados, espera=302)


def envios(porta: int, quantos: int) -> list[Pedido]:
    """O último passo de tantos pedidos, com uma foto cada, já respondido tudo o mais."""
    return [_por_enviar(porta) for _ in range(quantos)]


def _por_enviar(porta: int) -> Pedido:
    quem = Navegante(porta)
    pedinte = percorrer(quem)
    return Pedido(pedinte.endereco("conferir/"), quem.cookies, {}, espera=303)


def percorrer(quem: Navegante) -> Pedinte:
    """Do serviço à página de conferir, como o navegador: cada envio abre a página a que leva."""
    quem.get("/servicos/tapa-buraco/")
    pedinte = Pedinte(cast("Client", quem))
    quem.get(pedinte.comecar()["Location"])
    for passo, dados in PASSOS:
        mandado = {**dados, "fotos": foto()} if passo == "detalhes/" else dados
        feito = pedinte.mandar(passo, mandado)
        if feito.status_code != 303:  # noqa: PLR2004
            raise ValueError(f"O passo {passo} respondeu {feito.status_code}.")
        quem.get(feito["Location"])
    return pedinte


def jornada(porta: int) -> None:
    """Um pedido inteiro, do serviço à confirmação."""
    quem = Navegante(porta)
    feito = percorrer(quem).mandar("conferir/")
    quem.get(feito["Location"])
