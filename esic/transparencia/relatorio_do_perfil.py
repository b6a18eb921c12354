"""No relatório anual: quem pede, em geral (LAI, art. 30, III). Número pequeno não se abre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, TextChoices

from contas.models import Interessado
from documentos.relatorios.quadros import QUANTOS, Quadro, contagem, das_escolhas
from documentos.relatorios.sigilo import MENOR_QUE_SE_ABRE, que_se_abrem
from esic.models import PedidoQuerySet, Perfil
from esic.models.perfil_de_quem_pede import Escolaridade, FaixaEtaria, Genero, Ocupacao
from esic.situacoes import FormaDeResposta
from protocolo.models import Canal

SEM_RESPOSTA = "Não disse"
JUNTAS = "Outras, juntas"
NOTA = (
    f"Número menor que {MENOR_QUE_SE_ABRE} não se abre, nem se deixa achar por subtração: vai junto com "
    "outro, para não dizer de quem é."
)
PESSOA_FISICA, PESSOA_JURIDICA, SEM_DOCUMENTO = "Pessoa física", "Pessoa jurídica", "Não informado"
PERFIS: tuple[tuple[str, str, type[TextChoices]], ...] = (
    ("genero", "Gênero", Genero),
    ("faixa_etaria", "Idade", FaixaEtaria),
    ("escolaridade", "Escolaridade", Escolaridade),
    ("ocupacao", "Ocupação", Ocupacao),
)
"""O campo, o nome dele e o que se pode responder."""


def pessoa(tipo_de_documento: str | None) -> str:
    """Pessoa jurídica é quem se identifica com CNPJ; os outros documentos são de pessoa física."""
    if not tipo_de_documento:
        return SEM_DOCUMENTO
    return PESSOA_JURIDICA if tipo_de_documento == Interessado.Documento.CNPJ else PESSOA_FISICA


def de_quem_pede(pedidos: PedidoQuerySet) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Quantos pedidos por canal, por forma de resposta e por tipo de pessoa, numa consulta só."""
    canais, formas, pessoas = Counter[str](), Counter[str](), Counter[str]()
    contados = pedidos.values_list("canal", "forma_de_resposta", "interessado__tipo_documento")
    for canal, forma, documento, quantos in contados.annotate(quantos=Count("pk")).order_by():
        canais[canal] += quantos
        formas[forma] += quantos
        pessoas[pessoa(documento)] += quantos
    return canais, formas, pessoas


def quadros(do_ano: PedidoQuerySet, ano: int) -> tuple[Quadro, ...]:
    """O que se sabe de quem pediu, pelo pedido e pelo que quis dizer depois dele."""
    canais, formas, pessoas = de_quem_pede(do_ano)
    nomes = (PESSOA_FISICA, PESSOA_JURIDICA, SEM_DOCUMENTO)
    return (
        sem_pequenas("Quem pediu, pelo documento", "Pessoa", [(nome, pessoas[nome]) for nome in nomes]),
        sem_pequenas("Por onde se pediu", "Canal", das_escolhas(Canal, canais)),
        sem_pequenas("Como se quis a resposta", "Forma", das_escolhas(FormaDeResposta, formas)),
        *_perfis(ano),
    )


def sem_pequenas(titulo: str, coluna: str, pares: Iterable[tuple[str, int]]) -> Quadro:
    """A contagem em que os números pequenos aparecem somados, numa linha só."""
    contas = {nome: quantos for nome, quantos in pares if quantos}
    abertas = que_se_abrem(contas)
    linhas = [(nome, quantos) for nome, quantos in contas.items() if nome in abertas]
    if juntas := sum(contas.values()) - sum(abertas.values()):
        linhas.append((JUNTAS, juntas))
    return contagem(titulo, coluna, linhas, nota=NOTA if juntas else "", conta=QUANTOS)


def _perfis(ano: int) -> list[Quadro]:
    """As respostas soltas de quem quis dizer de si; cada pergunta conta à parte, e ninguém as cruza."""
    do_ano = Perfil.objects.filter(mes__gte=date(ano, 1, 1), mes__lt=date(ano + 1, 1, 1))
    campos = [campo for campo, _, _ in PERFIS]
    contas = {campo: Counter[str]() for campo in campos}
    for *valores, quantas in do_ano.values_list(*campos).annotate(quantas=Count("pk")).order_by():
        for campo, valor in zip(campos, valores, strict=True):
            contas[campo][valor] += quantas
    return [
        sem_pequenas(
            f"De quem quis dizer: {nome.lower()}",
            nome,
            [*das_escolhas(escolhas, contas[campo]), (SEM_RESPOSTA, contas[campo][""])],
        )
        for campo, nome, escolhas in PERFIS
    ]
