"""A lista de uma página de trabalho: os filtros da URL, o que escolhem, em que ordem e em que página.

Cada lista é uma subclasse de `Lista`: os campos são os filtros (`mesas.filtros`), e o que mais se escreve
nela é o que só ela sabe. O resto está aqui e em `templates/mesas/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from types import MappingProxyType
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path

from contas.autor import Autor
from guia.models import Orgao
from mesas.contagem import TETO, contar_ate
from mesas.filtros import EU, NINGUEM, Campo, Filtro, Formulario, Pares
from mesas.janela import Janela
from mesas.paginacao import Juntas, Ordem, paginar
from protocolo import numero

POR_PRAZO = Ordem("vence_em")
DA_ULTIMA = Ordem("encerrada_em", decrescente=True)
TODAS_AS_ENCERRADAS = "encerradas"
ALGARISMOS_DO_PROTOCOLO = 5
"""Com menos algarismos que isso, o número procurado não é o começo de um protocolo."""

type Opcoes = Mapping[str, Pares]
"""O que os filtros de cada nome oferecem nesta página."""
type Vistas = Mapping[str, Vista]
"""As partes da lista, pelo valor na URL; a primeira, de valor vazio, é a que se abre."""


@dataclass(frozen=True, slots=True)
class Vista:
    """Uma das partes em que a lista se divide: o nome, o que escolhe entre todas e em que ordem."""

    nome: str
    escolher: Callable[[Any, Any], Any]
    """Recebe todas e a hora, ou o dia, em que se olha."""
    ordem: Ordem = POR_PRAZO
    colunas: Mapping[str, str] = MappingProxyType({})
    """Por que mais se ordena: o nome na URL e a coluna, que algum índice tem de dar já em ordem."""


@dataclass(frozen=True, slots=True)
class Cabecalho:
    """O título de uma coluna que ordena: aonde leva, e em que sentido a lista vai por ela (`aria-sort`)."""

    consulta: str
    sentido: str


@dataclass(frozen=True)
class Lista:
    """Uma lista como a URL a pede: um campo por parâmetro, vazio se não escolhe nada."""

    @classmethod
    @cache
    def filtros(cls) -> Mapping[str, Filtro]:
        """Os filtros, pelo nome, na ordem em que se escreveram."""
        return {campo.name: campo.metadata["filtro"] for campo in fields(cls)}

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Self:
        """Os filtros da URL, sem o que não faz sentido: a ordem que a vista não tem, ou já tem."""
        lidos = {nome: filtro.valor(parametros.get(nome, "")) for nome, filtro in cls.filtros().items()}
        lida = cls(**lidos)
        if "ordem" not in lida.usados or "situacao" not in lidos:  # sem vistas, a ordem é um filtro da lista
            return lida
        return cls(**{**lidos, "ordem": ""}) if lida.ordem_pedida == lida.vista.ordem else lida

    @staticmethod
    def trazer(primeiras: QuerySet[Any, Any]) -> Iterable[Any]:
        """Das escolhidas de uma página, já cortadas e em ordem, as linhas como se mostram."""
        return primeiras

    @classmethod
    def de_onde_veio(cls, request: HttpRequest) -> Self:
        """A lista de que se abriu a página, com os filtros que ela tinha (`volta`)."""
        return cls.ler(QueryDict(request.GET.get("volta", "")))

    @cached_property
    def usados(self) -> dict[str, str]:
        """Só os que escolhem alguma coisa: é o que vai no endereço."""
        return {nome: valor for nome in self.filtros() if (valor := getattr(self, nome))}

    @property
    def ligados(self) -> dict[str, str]:
        """Os usados que escolhem linhas."""
        return {nome: valor for nome, valor in self.usados.items() if self.filtros()[nome].escolhe}

    @cached_property
    def consulta(self) -> str:
        """Os usados como vão no endereço, sempre na mesma ordem."""
        return urlencode(self.usados)

    @property
    def volta(self) -> str:
        """O que leva a lista adiante nos endereços das páginas que se abrem dela; vazio sem filtros."""
        return f"?{urlencode({'volta': self.consulta})}" if self.usados else ""

    def endereco(self, lista: str) -> str:
        """O endereço da lista, com estes filtros."""
        return f"{lista}?{self.consulta}" if self.usados else lista

    def enderecos(self, request: HttpRequest, *, pagina: str, lista: str) -> dict[str, str]:
        """Os endereços da página de um caso e do que se faz nela, todos com o que leva de volta a esta lista.

        `pagina` vai sem a consulta, para quem a troca; `ato` é o da página em que se está.
        """
        daqui = {nome: f"{pagina}{nome}/{self.volta}" for nome in ("contato", "anotar")}
        onde = {"pagina": pagina, "pedido": f"{pagina}{self.volta}", "ato": f"{request.path}{self.volta}"}
        volta = {"lista": self.endereco(lista), "consulta": self.volta, "volta": self.consulta}
        return {**daqui, **onde, **volta}

    @property
    def vista(self) -> Vista:
        """A parte da lista em que se está: o filtro `situacao`."""
        return self.filtros()["situacao"].vistas[self.usados.get("situacao", "")]

    @property
    def ordem_pedida(self) -> Ordem:
        """A ordem da coluna pedida, se a vista a tem; senão a da vista."""
        pedida = self.usados.get("ordem", "")
        coluna = self.vista.colunas.get(pedida.removeprefix("-"))
        return Ordem(coluna, pedida.startswith("-")) if coluna else self.vista.ordem

    @property
    def ordem_dita(self) -> str:
        """A ordem pedida, em palavras."""
        return self.filtros()["ordem"].dizer(self.usados.get("ordem", ""), ())

    @property
    def cabecalhos(self) -> dict[str, Cabecalho]:
        """Os títulos que ordenam: o da ordem em que se está a inverte."""
        return {nome: self._cabecalho(nome, coluna) for nome, coluna in self.vista.colunas.items()}

    def _cabecalho(self, nome: str, coluna: str) -> Cabecalho:
        atual = self.ordem_pedida
        if atual.campo != coluna:
            return Cabecalho(self.com(ordem=nome), "")
        if atual.decrescente:
            return Cabecalho(self.com(ordem=nome), "descending")
        return Cabecalho(self.com(ordem=f"-{nome}"), "ascending")

    def com(self, **outros: str) -> str:
        """A consulta desta lista com outros valores."""
        return self.ler({**self.usados, **outros}).consulta

    def escolher[Linhas: QuerySet[Any, Any]](self, todas: Linhas, em: date) -> Linhas:
        """As linhas da parte da lista em que se está que os filtros escolhem."""
        da_vista: Linhas = self.vista.escolher(todas, em)
        return da_vista.filter(*self.condicoes())

    def condicoes(self) -> Iterator[Q]:
        """O que escolhem os filtros que dizem onde."""
        filtros = self.filtros()
        for nome, valor in self.usados.items():
            yield filtros[nome].condicao(valor)

    def em_palavras(self, opcoes: Opcoes) -> str:
        """O que os filtros escolhem, numa frase curta."""
        return "; ".join(self._ditos(self.usados, opcoes))

    def no_registro(self, opcoes: Opcoes) -> str:
        """O que os filtros escolhem, como fica no registro de leituras: do que se escreveu, só o jeito."""
        filtros = self.filtros()
        tapados = {nome: filtros[nome].tapado(valor) for nome, valor in self.usados.items()}
        return "; ".join(self._ditos(tapados, opcoes)) or "sem filtro"

    def _ditos(self, usados: Mapping[str, str], opcoes: Opcoes) -> Iterator[str]:
        filtros = self.filtros()
        return (filtros[nome].dizer(valor, opcoes.get(nome, ())) for nome, valor in usados.items())

    def formulario(self, opcoes: Opcoes) -> Formulario:
        """O que a página pergunta: a escolha de que não há opção não se pergunta."""
        campos = [
            Campo(nome, filtro, getattr(self, nome), [*filtro.pares, *opcoes.get(nome, ())])
            for nome, filtro in self.filtros().items()
            if filtro.tipo and (filtro.tipo != "escolha" or filtro.pares or nome in opcoes)
        ]
        return Formulario(
            [campo for campo in campos if not campo.filtro.mais],
            [campo for campo in campos if campo.filtro.mais and campo.filtro.tipo != "marca"],
            [campo for campo in campos if campo.filtro.mais and campo.filtro.tipo == "marca"],
        )

    def pagina(
        self,
        escolhidas: QuerySet[Any, Any] | Juntas,
        parametros: Mapping[str, str],
        janela: Janela | None = None,
    ) -> dict[str, Any]:
        """O que toda página de lista mostra: as linhas, as páginas vizinhas e o que leva os filtros."""
        pagina = paginar(escolhidas, self.ordem_pedida, parametros, self.trazer, janela)
        return {"filtros": self, "pagina": pagina, "volta": self.volta, **pagina.enderecos(self.usados)}

    def responder(
        self,
        request: HttpRequest,
        modelo: str,
        contexto: dict[str, Any],
        em_volta: Callable[[], dict[str, Any]],
    ) -> HttpResponse:
        """A página; com htmx, só o fragmento `lista`, sem ler o que há em volta, e o endereço que fica.

        O endereço vai sem os campos vazios do formulário; e escapado, que um cabeçalho não leva um "é".
        """
        if request.headers.get("HX-Request"):
            resposta = render(request, f"{modelo}#lista", contexto)
            resposta["HX-Push-Url"] = f"{escape_uri_path(request.path)}?{self.consulta}"
        else:
            resposta = render(request, modelo, contexto | em_volta())
        patch_vary_headers(resposta, ["HX-Request"])
        return resposta


def opcoes_de_orgao(orgaos: QuerySet[Orgao, Any]) -> dict[str, list[tuple[str, str]]]:
    """Os órgãos para o filtro; nenhum se é um só."""
    achados = [
        (sigla, f"{sigla}: {nome}") for sigla, nome in orgaos.order_by("sigla").values_list("sigla", "nome")
    ]
    return {"orgao": achados} if len(achados) > 1 else {}


@dataclass(frozen=True, slots=True)
class Contador:
    """Um número do alto da lista, com o endereço do que ele conta."""

    consulta: str
    dito: str
    """A palavra, ou a de um e a de vários, com vírgula."""
    quantos: int
    teto: int

    @property
    def palavra(self) -> str:
        um, _, varios = self.dito.partition(",")
        return varios if varios and self.quantos != 1 else um


def contar[L: Lista](
    listas: Iterable[L], escolher: Callable[[L], QuerySet[Any, Any]], teto: int = TETO
) -> list[int]:
    """Quantos há em cada uma, sem passar do teto por mais de um, numa consulta só."""
    return contar_ate((escolher(lida).order_by(*lida.vista.ordem.colunas) for lida in listas), teto)


def contadores(
    ditos: Mapping[str, str],
    ler: Callable[[QueryDict], Lista],
    escolher: Callable[[Any], QuerySet[Any, Any]],
    teto: int = TETO,
) -> list[Contador]:
    """Os números do alto: de cada consulta, que é um endereço desta lista, a palavra e quantos há nela."""
    quantos = contar([ler(QueryDict(consulta)) for consulta in ditos], escolher, teto)
    return [
        Contador(consulta, dito, conta, teto)
        for (consulta, dito), conta in zip(ditos.items(), quantos, strict=True)
    ]


def vistas_de_casos(
    ao_abrir: Vista,
    abertas: Mapping[str, str],
    encerradas: Mapping[str, str],
    todas_as_encerradas: str,
    colunas: Mapping[str, str] = MappingProxyType({}),
) -> Vistas:
    """A que se abre e uma por situação das abertas; todas as encerradas e uma por situação delas.

    Por `colunas` se ordenam as encerradas; as abertas, pelas da que se abre.
    """

    def so_na(situacao: str, casos: Any, _agora: datetime) -> Any:
        de_que_lado = casos.abertas() if situacao in abertas else casos.encerradas()
        return de_que_lado.filter(situacao=situacao)

    return {
        "": ao_abrir,
        **{s: Vista(nome, partial(so_na, s), colunas=ao_abrir.colunas) for s, nome in abertas.items()},
        TODAS_AS_ENCERRADAS: Vista(
            todas_as_encerradas, lambda casos, _agora: casos.encerradas(), DA_ULTIMA, colunas
        ),
        **{s: Vista(nome, partial(so_na, s), DA_ULTIMA, colunas) for s, nome in encerradas.items()},
    }


def protocolo_em(busca: str) -> str:
    """Os algarismos de um protocolo, inteiro ou só o começo; vazio se a busca é de palavras."""
    algarismos = numero.normalizar(busca)
    parece = algarismos.isascii() and algarismos.isdigit() and len(algarismos) >= ALGARISMOS_DO_PROTOCOLO
    return algarismos if parece else ""


def quem_cuida(valor: str, por: Autor) -> int | None:
    """A pessoa que o filtro `responsavel` diz: ninguém, a própria, ou uma das da página."""
    if valor == NINGUEM:
        return None
    if valor == EU:
        return por.usuario.pk if por.usuario else 0
    return int(valor)


class ListaDeCasos[Casos: QuerySet[Any, Any]](Lista):
    """A lista de uma equipe: casos com situação, prazo e responsável, de que só se mostram os principais.

    Os juntados seguem o seu, e o protocolo de qualquer um o acha.
    """

    busca: str
    situacao: str
    responsavel: str
    atrasadas: str

    SO_DAS_ABERTAS: ClassVar[Iterable[str]] = ("atrasadas",)
    """O que não se pergunta das encerradas: encerrado não atrasa."""

    @classmethod
    def ler(cls, parametros: Mapping[str, str]) -> Self:
        """Os filtros da URL, sem os que a vista não tem."""
        lida = super().ler(parametros)
        return replace(lida, **dict.fromkeys(cls.SO_DAS_ABERTAS, "")) if lida.das_encerradas else lida

    @property
    def das_encerradas(self) -> bool:
        """As abertas vão pelo prazo; as encerradas, da última para a primeira."""
        return self.vista.ordem.decrescente

    @property
    def protocolo_procurado(self) -> str:
        return protocolo_em(self.busca)

    def aplicar(self, casos: Casos, *, por: Autor, agora: datetime) -> Casos:
        """O que estes filtros escolhem, entre os que se deram. Nada muda a ordem.

        Quem procura um protocolo quer achá-lo, aberto ou não.
        """
        escolhidos: Any = casos
        if self.situacao or not self.protocolo_procurado:
            escolhidos = self.vista.escolher(casos, agora)
        if not self.protocolo_procurado:
            escolhidos = self.que_se_tratam(escolhidos)
        if self.atrasadas:
            escolhidos = escolhidos.vencidas(agora)
        if self.responsavel:
            escolhidos = escolhidos.filter(responsavel=quem_cuida(self.responsavel, por))
        return escolhidos.filter(*self.condicoes(), *self.da_busca(agora))  # type: ignore[no-any-return]

    def que_se_tratam(self, casos: Any) -> Any:
        """Das da vista, as que a lista mostra a quem não procura um protocolo."""
        return casos.principais()

    def da_busca(self, agora: datetime) -> Iterable[Q]:
        """O que a busca desta lista quer dizer."""
        raise NotImplementedError
