"""Nomes de rua como as pessoas escrevem: um nome só para cada grafia.

Tudo aqui é função pura e de texto; quem decide sobre endereços é `roteamento.localizacao.enderecos`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _por_abreviatura(palavras: dict[str, str]) -> dict[str, str]:
    """De cada palavra e os jeitos de a abreviar, o jeito → a palavra."""
    return {curta: palavra for palavra, curtas in palavras.items() for curta in curtas.split()}


TIPOS = _por_abreviatura(
    {
        "rua": "r",
        "avenida": "av ave aven",
        "alameda": "al alam",
        "praca": "pc pca pça",
        "travessa": "tv trav",
        "estrada": "es est estr",
        "largo": "lg lgo",
        "viaduto": "vd vdt viad",
        "rodovia": "rod",
        "parque": "pq",
        "ponte": "pte pt",
        "acesso": "ac",
        "ladeira": "lad ld",
        "vila": "vl",
        "jardim": "jd",
    }
)
"""Abreviatura do tipo, só na primeira palavra (ou na última, depois de vírgula)."""

TIPOS_POR_EXTENSO = frozenset(TIPOS.values()) | {"via", "viela", "passagem", "caminho", "beco", "rampa"}

TITULOS = _por_abreviatura(
    {
        "alferes": "alf",
        "almirante": "alm",
        "arquiteto": "arq",
        "barao": "br",
        "baronesa": "bra",
        "bispo": "bisp",
        "brigadeiro": "brig",
        "capitao": "cap",
        "cardeal": "card",
        "comendador": "cdor comen",
        "compositor": "comp",
        "conego": "con",
        "conselheiro": "cons",
        "coronel": "cel",
        "dentista": "dent",
        "deputado": "dep",
        "desembargador": "des desem",
        "doutor": "dr",
        "doutora": "dra",
        "duque": "duq",
        "embaixador": "emb",
        "engenheiro": "eng",
        "general": "gal gen",
        "governador": "gov",
        "imperatriz": "imp",
        "jornalista": "jorn",
        "junior": "jr",
        "maestro": "maest",
        "major": "maj",
        "marechal": "mal",
        "marques": "marq",
        "ministro": "min",
        "monsenhor": "mons",
        "nossa senhora": "nsra",
        "nossa": "nsa",
        "padre": "pde pe",
        "pastor": "past",
        "prefeito": "pref",
        "presidente": "pres",
        "professor": "prof",
        "professora": "profa",
        "regente": "reg",
        "reverendo": "rev",
        "santa": "sta",
        "santo": "sto",
        "sargento": "sgt sarg",
        "senador": "sen",
        "senhora": "sra",
        "soldado": "sold",
        "tenente": "ten",
        "vereador": "ver",
        "vigario": "vig",
        "visconde": "visc",
        "voluntario": "vol",
    }
)
"""Abreviatura de título ou de palavra, em qualquer posição."""

TITULOS_DISPENSAVEIS = frozenset(TITULOS.values()) - {"junior"} | {
    "conde",
    "condessa",
    "dom",
    "dona",
    "frei",
    "imperatriz",
    "infante",
    "nossa",
    "santa",
    "santo",
    "sao",
    "senhora",
}
"""Palavras que as pessoas e os pedidos antigos omitem: "Av. Faria Lima", "Av. João" por São João."""

NUMERAIS = _por_abreviatura(
    {
        "primeiro": "1 1o",
        "dois": "2",
        "tres": "3",
        "sete": "7 vii",
        "nove": "9 ix",
        "onze": "11 xi",
        "treze": "13 xiii",
        "quatorze": "14 xiv",
        "quinze": "15 xv",
        "vinte": "20 xx",
        "vinte e um": "21",
        "vinte e tres": "23 xxiii",
        "vinte e quatro": "24 xxiv",
        "vinte e cinco": "25 xxv",
    }
)
"""Dias que dão nome a ruas, só antes de "de": 25 de Março, 9 de Julho, XV de Novembro."""

PARTICULAS = frozenset({"a", "as", "da", "das", "de", "do", "dos", "e", "o"})


LEMBRADOS = 20_000
"""Nomes cuja forma normalizada se guarda: em lote, as mesmas ruas vêm muitas vezes."""


@lru_cache(maxsize=LEMBRADOS)
def simplificar(texto: str) -> str:
    """Sem acento, em minúsculas e sem pontuação: o mesmo que a função do banco faz com os nomes guardados."""
    sem_acento = "".join(c for c in unicodedata.normalize("NFKD", texto) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", sem_acento.lower()).strip()


@lru_cache(maxsize=LEMBRADOS)
def normalizar(texto: str) -> str:
    """O nome da rua por extenso e simplificado: "R. Dr. Falcão" e "Rua Doutor Falcão" dão o mesmo.

    Entende também o tipo depois da vírgula ("INTERLAGOS, AV") e dias em algarismos ("Av. 9 de Julho").
    """
    palavras = simplificar(_tipo_para_a_frente(texto)).split()
    if not palavras:
        return ""
    primeira = TIPOS.get(palavras[0], palavras[0]) if len(palavras) > 1 else palavras[0]
    resto = [_por_extenso(palavras, posicao) for posicao in range(1, len(palavras))]
    if primeira == palavras[0]:
        primeira = _por_extenso(palavras, 0)
    return " ".join([primeira, *resto])


def _tipo_para_a_frente(texto: str) -> str:
    nome, virgula, fim = texto.rpartition(",")
    ultima = simplificar(fim)
    if virgula and (ultima in TIPOS or ultima in TIPOS_POR_EXTENSO):
        return f"{ultima} {nome}"
    return texto


def _por_extenso(palavras: list[str], posicao: int) -> str:
    palavra = palavras[posicao]
    seguinte = palavras[posicao + 1] if posicao + 1 < len(palavras) else ""
    if palavra in NUMERAIS and seguinte == "de":
        return NUMERAIS[palavra]
    if palavra == "s" and seguinte:
        return "sao"
    return TITULOS.get(palavra, palavra)


def abreviaturas(nome: str) -> list[str]:
    """As palavras abreviadas de um nome que devia estar por extenso (vazia quando está certo)."""
    palavras = simplificar(nome).split()
    achadas = [p for p in palavras[:1] if len(palavras) > 1 and p in TIPOS]
    return achadas + [p for p in palavras[1:] if p in TITULOS]


def separar_tipo(normalizado: str) -> tuple[str, str]:
    """Divide o nome normalizado em tipo ("rua", ou vazio) e o resto."""
    primeira, _, resto = normalizado.partition(" ")
    if resto and primeira in TIPOS_POR_EXTENSO:
        return primeira, resto
    return "", normalizado


def nome_da_rua(texto: str) -> str:
    """O nome normalizado sem o tipo nem o número da porta, que quem fala ora diz, ora não.

    "R. Líbero Badaró, 425" e "Líbero Badaró" dão o mesmo; "Rua 7" fica com o seu número.
    """
    _, nome = separar_tipo(normalizar(texto))
    return re.sub(r" \d+$", "", nome)


def como_se_guarda(texto: str) -> list[str]:
    """Os nomes normalizados de uma rua dita assim: de cada tipo, com os algarismos do fim e sem eles."""
    _, nome = separar_tipo(normalizar(texto))
    nomes = dict.fromkeys([nome, nome_da_rua(texto)])
    return [f"{tipo} {um}".strip() for um in nomes if um for tipo in ("", *sorted(TIPOS_POR_EXTENSO))]


GRAFIAS = (("th", "t"), ("ph", "f"), ("y", "i"), ("w", "v"), ("z", "s"), ("manoel", "manuel"))
"""Trocas que juntam grafias do mesmo nome: Luiz e Luís, Souza e Sousa, Manoel e Manuel, Thereza e Teresa."""


@lru_cache(maxsize=LEMBRADOS)
def chave_da_rua(texto: str) -> str:
    """O nome sem tipo, partículas, títulos e diferenças de grafia.

    Serve de índice: "Av. Faria Lima" e "Avenida Brigadeiro Faria Lima" têm a mesma chave, e
    "Luiz Carlos" a mesma de "Luís Carlos". Não é para mostrar, e duas ruas podem ter a mesma.
    """
    _, nome = separar_tipo(normalizar(texto))
    palavras = [p for p in nome.split() if p not in PARTICULAS]
    principais = [p for p in palavras if p not in TITULOS_DISPENSAVEIS]
    return " ".join(_grafia(p) for p in principais or palavras) or nome


def _grafia(palavra: str) -> str:
    for antes, depois in GRAFIAS:
        palavra = palavra.replace(antes, depois)
    return re.sub(r"([a-z])\1", r"\1", palavra)


def mesma_rua(procurado: str, guardado: str) -> bool:
    """Os dois nomes normalizados são da mesma rua? Perdoa a grafia, e o tipo e os títulos que faltam.

    "faria lima" e "avenida faria lima" são a Avenida Brigadeiro Faria Lima; "Rua Doutor Falcão" não é
    a "Rua Falcão", porque o procurado diz um título que a guardada não tem.
    """
    tipo, nome = separar_tipo(procurado)
    tipo_guardado, nome_guardado = separar_tipo(guardado)
    if tipo and tipo != tipo_guardado:
        return False
    ditas = {_grafia(palavra) for palavra in nome.split()} - PARTICULAS
    ha = {_grafia(palavra) for palavra in nome_guardado.split()}
    return ditas <= ha and chave_da_rua(procurado) == chave_da_rua(guardado)


MASCULINOS = frozenset({"acesso", "beco", "caminho", "jardim", "largo", "parque", "viaduto"})


def com_artigo(nome: str) -> str:
    """O nome da rua como se diz no meio da frase: "a Rua Augusta", "o Largo do Arouche"."""
    return f"{'o' if simplificar(nome).partition(' ')[0] in MASCULINOS else 'a'} {nome}"


NUMERO_NO_FIM = re.compile(
    r"^(?P<nome>.*?[^\W\d_].*?)(?:\s*,\s*|\s+)(?:n[º°o]?\.?\s*)?(?P<numero>\d{1,6}\s?[a-z]?)(?:\s*(?:[-–,]|$).*)?$",
    re.IGNORECASE,
)
SO_NOME = re.compile(r"\b(?:de|do|da|km|lote|quadra)$|^\w+\.?$", re.IGNORECASE)
"""O que vem antes dos algarismos e não é nome de rua: "Rua 7", "Rua 25 de Março", "Rodovia X, km 12"."""


def separar_numero(texto: str) -> tuple[str, str]:
    """O nome e o número escritos juntos: "av paulista 1578" → ("av paulista", "1578"). Sem número, vazio."""
    achado = NUMERO_NO_FIM.match(texto.strip())
    if not achado or SO_NOME.search(achado["nome"]):
        return texto, ""
    return achado["nome"].strip(" ,"), achado["numero"].strip()
