"""As duas bases de ruas, linha a linha: a de CEPs e a de logradouros. Tudo o que está errado é dito."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from roteamento.importacao.geometria import mesma_subprefeitura
from roteamento.importacao.leitura import Arquivo, Problemas, linhas_do_csv
from roteamento.importacao.nome_na_base_de_ceps import ler_nome, por_extenso
from roteamento.localizacao.enderecos import cep_da_cidade
from roteamento.localizacao.grafias import simplificar
from roteamento.models import Lado, Logradouro

COLUNAS_DOS_CEPS = ("cep", "logradouro")
COLUNAS_DOS_LOGRADOUROS = ("nome",)

LIMITES: dict[str, int] = {
    campo: getattr(Logradouro._meta.get_field(campo), "max_length")  # noqa: B009, SLF001  o tipo não o conhece
    for campo in ("nome", "bairro", "edificacao")
}

type Linha = dict[str, str]


@dataclass(slots=True)
class Trecho:
    """Uma linha da base, pronta para gravar. `declarado` é o distrito que a linha diz (pk)."""

    linha: int
    nome: str
    cep: str = ""
    bairro: str = ""
    edificacao: str = ""
    numero_de: int | None = None
    numero_ate: int | None = None
    lado: str = Lado.AMBOS
    lat: float | None = None
    lon: float | None = None
    declarado: int | None = None
    distrito: int | None = None


@dataclass(slots=True)
class Base:
    """Os trechos de um arquivo e o que se deixou de fora, com o motivo."""

    trechos: list[Trecho] = field(default_factory=list)
    contas: Counter[str] = field(default_factory=Counter)
    """Pelas chaves de `relatorio.ROTULOS`."""


@dataclass(frozen=True, slots=True)
class Conhecidos:
    """Os distritos do banco, pelo nome simplificado e pelo código, e a subprefeitura de cada um."""

    por_nome: Mapping[str, int]
    por_codigo: Mapping[str, int]
    subprefeituras: Mapping[int, str]


class Leitor:
    """Confere os campos de uma linha e anota os problemas dela."""

    def __init__(self, conhecidos: Conhecidos, problemas: Problemas) -> None:
        self.conhecidos, self.problemas = conhecidos, problemas

    def cep(self, numero: int, texto: str) -> str:
        """Oito algarismos, com ou sem o traço."""
        if re.fullmatch(r"\d{5}-?\d{3}", texto):
            return texto.replace("-", "")
        dica = "; a planilha comeu o zero da frente?" if re.fullmatch(r"\d{7}", texto) else ""
        self.problemas.na_linha(numero, f"o CEP “{texto}” não tem oito algarismos{dica}")
        return ""

    def texto(self, numero: int, campo: str, valor: str) -> str:
        limite = LIMITES[campo]
        if len(valor) > limite:
            self.problemas.na_linha(
                numero, f"{campo} com {len(valor)} letras; cabem {limite}: “{valor[:40]}…”"
            )
        if not valor.isprintable():
            self.problemas.na_linha(numero, f"{campo} com caractere de controle")
        return valor

    def distrito(self, numero: int, texto: str) -> int | None:
        if not texto:
            return None
        chave = simplificar(texto)
        achado = self.conhecidos.por_codigo.get(chave.lstrip("0")) or self.conhecidos.por_nome.get(chave)
        if achado is None:
            self.problemas.na_linha(numero, f"não há distrito “{texto}”")
        return achado

    def ponto(self, numero: int, lat: str, lon: str) -> tuple[float | None, float | None]:
        if not lat and not lon:
            return None, None
        try:
            lidos = float(lat.replace(",", ".")), float(lon.replace(",", "."))
        except ValueError:
            self.problemas.na_linha(numero, f"latitude e longitude “{lat}”, “{lon}” não são dois números")
            return None, None
        if not (-90 <= lidos[0] <= 90 and -180 <= lidos[1] <= 180):  # noqa: PLR2004  graus
            self.problemas.na_linha(
                numero, f"latitude e longitude “{lat}”, “{lon}” não são graus; parecem metros (UTM)"
            )
        elif lidos[0] < -40 and lidos[1] > -30:  # noqa: PLR2004  São Paulo fica em -23, -46
            self.problemas.na_linha(numero, f"latitude e longitude “{lat}”, “{lon}” parecem trocadas")
        return lidos

    def inteiro(self, numero: int, campo: str, texto: str) -> int | None:
        if not texto:
            return None
        if re.fullmatch(r"\d{1,6}", texto):
            return int(texto)
        self.problemas.na_linha(numero, f"{campo} “{texto}” não é um número de 0 a 999999")
        return None


def ler_ceps(
    arquivo: Arquivo, conhecidos: Conhecidos, problemas: Problemas, andar: Callable[[int], None]
) -> Base:
    """A base de CEPs: um CEP por linha. As colunas estão na ajuda do comando."""
    leitor, base = Leitor(conhecidos, problemas), Base()
    vistos: dict[str, int] = {}
    for numero, linha in _contadas(arquivo, COLUNAS_DOS_CEPS, problemas, base, andar):
        cep = leitor.cep(numero, linha["cep"])
        if cep and cep in vistos:
            problemas.na_linha(numero, f"o CEP {cep} já veio na linha {vistos[cep]}")
        vistos[cep] = numero
        trecho = _trecho_do_cep(numero, cep, linha, leitor, base)
        if cep and not cep_da_cidade(cep):
            base.contas["de_outra_cidade"] += 1
        elif not trecho.nome:
            base.contas["sem_rua"] += 1
        else:
            base.trechos.append(trecho)
    problemas.recusar()
    return base


def _trecho_do_cep(numero: int, cep: str, linha: Linha, leitor: Leitor, base: Base) -> Trecho:
    lido = ler_nome(linha["logradouro"])
    base.contas["em_km"] += lido.em_km
    bairro = linha.get("bairro", "")
    if lido.observacao and simplificar(lido.observacao) not in simplificar(bairro):
        bairro = f"{bairro} ({lido.observacao})" if bairro else lido.observacao
    trecho = Trecho(
        linha=numero,
        nome=leitor.texto(numero, "nome", lido.nome),
        cep=cep,
        bairro=leitor.texto(numero, "bairro", bairro),
        edificacao=leitor.texto(numero, "edificacao", lido.edificacao),
        numero_de=lido.numero_de,
        numero_ate=lido.numero_ate,
        lado=lido.lado,
    )
    return _situar(trecho, linha, leitor, base)


def _situar(trecho: Trecho, linha: Linha, leitor: Leitor, base: Base) -> Trecho:
    """O ponto e o distrito que a linha declara, e a faixa em ordem."""
    trecho.declarado = leitor.distrito(trecho.linha, linha.get("distrito", ""))
    trecho.lat, trecho.lon = leitor.ponto(trecho.linha, linha.get("lat", ""), linha.get("lon", ""))
    de, ate = trecho.numero_de, trecho.numero_ate
    if de is not None and ate is not None and de > ate:
        leitor.problemas.na_linha(trecho.linha, f"a faixa vai de {de} a {ate}: está ao contrário")
    if trecho.declarado and (dita := linha.get("subprefeitura", "")):
        nossa = leitor.conhecidos.subprefeituras[trecho.declarado]
        base.contas["subprefeitura_diferente"] += not mesma_subprefeitura(dita, nossa)
    return trecho


def ler_logradouros(
    arquivo: Arquivo, conhecidos: Conhecidos, problemas: Problemas, andar: Callable[[int], None]
) -> Base:
    """A base de logradouros: um trecho por linha. As colunas estão na ajuda do comando."""
    leitor, base = Leitor(conhecidos, problemas), Base()
    vistos: dict[tuple[object, ...], int] = {}
    for numero, linha in _contadas(arquivo, COLUNAS_DOS_LOGRADOUROS, problemas, base, andar):
        trecho = _trecho_do_logradouro(numero, linha, leitor, base)
        if not trecho.nome:
            base.contas["sem_rua"] += 1
            continue
        chave = (simplificar(trecho.nome), trecho.declarado, trecho.cep, trecho.numero_de, trecho.lado)
        if chave in vistos:
            problemas.na_linha(numero, f"{trecho.nome}: este trecho já veio na linha {vistos[chave]}")
        vistos[chave] = numero
        base.trechos.append(trecho)
    problemas.recusar()
    return base


def _trecho_do_logradouro(numero: int, linha: Linha, leitor: Leitor, base: Base) -> Trecho:
    cep = linha.get("cep", "")
    lado = simplificar(linha.get("lado", "")) or Lado.AMBOS
    if lado not in Lado.values:
        leitor.problemas.na_linha(numero, f"lado “{linha['lado']}”; escreva par, impar ou deixe vazio")
        lado = Lado.AMBOS
    trecho = Trecho(
        linha=numero,
        nome=leitor.texto(numero, "nome", por_extenso(linha["nome"])),
        cep=leitor.cep(numero, cep) if cep else "",
        bairro=leitor.texto(numero, "bairro", linha.get("bairro", "")),
        edificacao=leitor.texto(numero, "edificacao", linha.get("edificacao", "")),
        numero_de=leitor.inteiro(numero, "numero_de", linha.get("numero_de", "")),
        numero_ate=leitor.inteiro(numero, "numero_ate", linha.get("numero_ate", "")),
        lado=lado,
    )
    return _situar(trecho, linha, leitor, base)


def _contadas(
    arquivo: Arquivo,
    colunas: Sequence[str],
    problemas: Problemas,
    base: Base,
    andar: Callable[[int], None],
) -> Iterator[tuple[int, Linha]]:
    """As linhas do arquivo, contadas na base; nenhuma é um problema, se não há outro."""
    for numero, linha in linhas_do_csv(arquivo, colunas, problemas):
        base.contas["linhas"] += 1
        andar(base.contas["linhas"])
        yield numero, linha
    if not base.contas["linhas"] and not problemas.erros:
        problemas.erros.append("O arquivo só tem o cabeçalho.")
