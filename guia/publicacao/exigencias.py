"""O que falta a uma versão para ir ao ar. Cada exigência é uma função que devolve as faltas."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.utils.module_loading import import_string

from guia import perguntas
from guia.models import VersaoDoServico
from guia.publicacao import por_extenso
from protocolo.models import PrazoLegal
from referencia.tabelas import Origem

REVISAO = "REVISAO_DO_GUIA"
"""De quanto em quanto tempo, em dias corridos, o órgão relê o que publicou."""

PADRAO_DA_CIDADE = "PRAZO_PROVISORIO"
"""O prazo do serviço cujo órgão ainda não disse o seu."""
DESTINO, DO_SERVICO = "destino", "orgao"
"""O que falta e não é campo da versão: a regra, de um aplicativo de cima, e o órgão, do serviço."""

SEMPRE = ("nome", "o_que_e", "quando_solicitar", "publico_alvo", "requisitos", "canais")
SE_SOLICITAVEL = ("etapas",)


class Falta(str):
    """A frase do que falta; `campo` diz em que lugar do serviço se responde."""

    __slots__ = ("campo",)
    campo: str

    def __new__(cls, frase: str, campo: str) -> Self:
        falta = super().__new__(cls, frase)
        falta.campo = campo
        return falta


def obrigatorios(versao: VersaoDoServico) -> tuple[str, ...]:
    """Os campos que se preenchem antes de publicar, salvo o que o órgão ainda tem de confirmar."""
    return (*SEMPRE, *(SE_SOLICITAVEL if versao.solicitavel else ()))


def campos(versao: VersaoDoServico) -> list[Falta]:
    """O que falta no texto. O que está em `a_confirmar` pode ir ao ar vazio."""
    vazios = [c for c in obrigatorios(versao) if not getattr(versao, c) and c not in versao.a_confirmar]
    faltas = [
        Falta(f"Preencha “{por_extenso.rotulo(campo)}” ou marque-o como a confirmar.", campo)
        for campo in vazios
    ]
    if versao.servico.orgao_id is None:
        faltas.append(Falta("Diga qual é o órgão responsável.", DO_SERVICO))
    if not versao.solicitavel and not (versao.caminhos or versao.lugares):
        frase = "Diga como se age: uma página oficial, um telefone, um lugar ou um aplicativo."
        faltas.append(Falta(frase, "caminhos"))
    return faltas + (_de_quem_pede(versao) if versao.solicitavel else [])


def _de_quem_pede(versao: VersaoDoServico) -> list[Falta]:
    """O que só se cobra do serviço que se pede por aqui: os outros não têm os passos em que se responde."""
    faltas = []
    if (
        versao.anonima
        and versao.origem == Origem.EDICAO
        and not (versao.anonima_desde and versao.anonima_por)
    ):
        frase = "O serviço aceita pedido anônimo: diga desde quando e quem, no órgão, o disse."
        faltas.append(Falta(frase, "identificacao"))
    return faltas + [Falta(erro, "perguntas") for erro in perguntas.erros(versao.perguntas)]


def prazo_padrao(em: date) -> PrazoLegal | None:
    """O prazo provisório da cidade, que vale até o órgão dizer o seu."""
    return PrazoLegal.objects.vigentes(em).filter(chave=PADRAO_DA_CIDADE).first()


def proxima_revisao(publicada: date) -> date | None:
    """O dia em que a versão publicada precisa ser relida, pelo PrazoLegal; None se a cidade não o marcou."""
    prazo = PrazoLegal.objects.vigentes(publicada).filter(chave=REVISAO).order_by("-vigente_de").first()
    return publicada + timedelta(days=prazo.quantidade) if prazo and prazo.quantidade else None


def exigencias(versao: VersaoDoServico) -> list[Falta]:
    """Tudo o que falta, segundo cada caminho de EXIGENCIAS_DE_PUBLICACAO."""
    return [
        falta for caminho in settings.EXIGENCIAS_DE_PUBLICACAO for falta in import_string(caminho)(versao)
    ]
