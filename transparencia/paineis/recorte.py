"""O que se escolheu ver: a edição, o período, o lugar e o serviço, e os números disso. Só lê."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.http import Http404

from portal.templatetags.portugues import plural_pt
from transparencia.celula import Celula, milhares
from transparencia.models import Edicao, NumerosQuerySet
from transparencia.paineis.chaves import DISTRITO, SERVICO, SUBPREFEITURA, TEMA, UNIDADE, tipo_de
from transparencia.paineis.periodos import PADRAO, Periodo

NAO_HA = "Não há edição guardada com esta data. As que se podem citar estão em “Como contamos”."
DE_ANTES = "de pedidos de antes deste portal, de que não se registraram o prazo nem o que se seguiu"
SO_DE_ANTES = f"Todos os encerrados são {DE_ANTES}."
A_CIDADE, TODOS = "A cidade inteira", "Todos os serviços"
GRUPOS_DE_LUGARES = {SUBPREFEITURA: "Subprefeituras", DISTRITO: "Distritos", UNIDADE: "Unidades"}
GRUPOS_DE_SERVICOS = {TEMA: "Temas", SERVICO: "Serviços"}


def edicao_de(em: str) -> Edicao | None:
    """A última ou, com a data, a daquele dia; None se nunca se publicou. 404 se a data não é de nenhuma."""
    if not em:
        return Edicao.objects.first()
    try:
        achada = Edicao.objects.filter(dia=date.fromisoformat(em)).first()
    except ValueError:
        achada = None
    if achada is None:
        raise Http404(NAO_HA)
    return achada


@dataclass(frozen=True, slots=True)
class Recorte:
    """Um lugar e um serviço num período de uma edição; vazios, a cidade e todos."""

    edicao: Edicao
    periodo: Periodo
    lugar: str
    servico: str
    contas: Mapping[str, Any]
    em: str = ""
    """A data que veio no endereço: quem citou uma edição continua nela."""

    @property
    def nome_do_lugar(self) -> str:
        return self.edicao.nomes.get(self.lugar, A_CIDADE)

    @property
    def nome_do_servico(self) -> str:
        return self.edicao.nomes.get(self.servico, TODOS)

    @property
    def nome(self) -> str:
        return f"{self.nome_do_lugar}, {self.nome_do_servico[0].lower()}{self.nome_do_servico[1:]}"

    @property
    def cruzado(self) -> bool:
        return bool(self.lugar and self.servico)

    @property
    def publicado(self) -> bool:
        """Há o que mostrar dele: nem tudo se cruza, e o que é de poucos não se publica."""
        return bool(self.contas)

    @property
    def cobertura(self) -> list[str]:
        """De que parte se sabe: quanto é de antes deste portal, e quantos disseram se foi resolvido."""
        encerrados, prazo, ditas = self.celula("encerrados").n, self.contas.get("prazo"), []
        if prazo is None and encerrados:
            ditas.append(SO_DE_ANTES)
        if isinstance(prazo, list) and prazo[-1]:
            ditas.append(f"{milhares(prazo[-1])} dos {milhares(sum(prazo))} encerrados são {DE_ANTES}.")
        if respostas := self.celula("resolvido").n:
            daqui = sum(prazo[:-1]) if isinstance(prazo, list) else 0
            de = f", de {plural_pt(daqui, 'encerrado,encerrados')} neste portal" if daqui else ""
            ditas.append(f"Disseram se foi resolvido: {milhares(respostas)}{de}.")
        return ditas

    @property
    def filtros(self) -> dict[str, str]:
        """O que se escolheu, como vai no endereço."""
        todos = {
            "lugar": self.lugar,
            "servico": self.servico,
            "periodo": self.periodo.chave,
            "em": self.em,
        }
        return {nome: valor for nome, valor in todos.items() if valor}

    def consulta(self, **mais: str) -> str:
        """O fim do endereço do mesmo recorte, com o que mudar."""
        return urlencode({nome: valor for nome, valor in {**self.filtros, **mais}.items() if valor})

    def so(self, *, lugar: bool, servico: bool) -> Recorte:
        """O mesmo com um só dos filtros, para as linhas que o outro abriria."""
        return replace(self, lugar=self.lugar if lugar else "", servico=self.servico if servico else "")

    def celula(self, medida: str) -> Celula:
        return Celula(self.contas.get(medida))


def ler(edicao: Edicao, dados: Mapping[str, str], sufixo: str = "") -> Recorte:
    """O recorte do endereço; o lugar e o serviço que não há valem todos. `sufixo`: o do outro da comparação.

    404 se o período não é da edição: com outro, os números seriam lidos como os dele.
    """
    nomes = edicao.nomes
    periodos = {um["chave"]: um for um in edicao.periodos}
    lugar, servico = dados.get(f"lugar{sufixo}", ""), dados.get(f"servico{sufixo}", "")
    lugar = lugar if tipo_de(lugar) in GRUPOS_DE_LUGARES and lugar in nomes else ""
    servico = servico if tipo_de(servico) in GRUPOS_DE_SERVICOS and servico in nomes else ""
    qual = dados.get(f"periodo{sufixo}") or padrao(edicao)
    if qual not in periodos:
        raise Http404("Não há números deste período.")
    periodo = Periodo.lido(periodos[qual])
    achado = edicao.numeros.do_recorte(periodo.chave, lugar, servico).first()
    contas = achado.contas if achado else {}
    return Recorte(edicao, periodo, lugar, servico, contas, em=dados.get("em", ""))


def padrao(edicao: Edicao) -> str:
    """Os últimos noventa dias ou, se neles não se pediu nada, o último ano em que se pediu."""
    da_cidade = edicao.numeros.filter(lugar="", servico="").values_list("periodo", "contas__pedidos")
    com_pedidos = {periodo for periodo, pedidos in da_cidade if pedidos}
    chaves = [PADRAO, *(um["chave"] for um in edicao.periodos)]
    return next((chave for chave in chaves if chave in com_pedidos), PADRAO)


def irmaos(recorte: Recorte, tipo: str) -> NumerosQuerySet:
    """As linhas de um tipo (serviço, distrito, unidade…) no recorte, da de mais pedidos à de menos.

    De um tema, os serviços dele; de um serviço numa subprefeitura, os distritos dela.
    """
    linhas = recorte.edicao.numeros.filter(periodo=recorte.periodo.chave)
    if tipo in GRUPOS_DE_SERVICOS:
        linhas = linhas.filter(lugar=recorte.lugar, tipo_de_servico=tipo)
        if tipo_de(recorte.servico) == TEMA and tipo == SERVICO:
            linhas = linhas.filter(servico__in=recorte.edicao.dentro_de(recorte.servico))
    else:
        linhas = linhas.filter(servico=recorte.servico, tipo_de_lugar=tipo)
        if tipo_de(recorte.lugar) == SUBPREFEITURA and tipo == DISTRITO:
            linhas = linhas.filter(lugar__in=recorte.edicao.dentro_de(recorte.lugar))
    return linhas.order_by(F("contas__pedidos__0").desc(nulls_last=True), "lugar", "servico")
