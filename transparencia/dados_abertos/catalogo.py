"""O catálogo em DCAT (JSON-LD), que os portais de dados leem: um conjunto por leiaute."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from transparencia.models import ArquivoPublicado

LICENCA = "https://creativecommons.org/publicdomain/zero/1.0/"
CONTEXTO = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
QUEM = {"@type": "foaf:Agent", "foaf:name": "Prefeitura do Município de São Paulo"}
ALGORITMO = {"@id": "spdx:checksumAlgorithm_sha256"}


def catalogo(
    arquivos: Iterable[ArquivoPublicado], pagina: str, endereco: Callable[[ArquivoPublicado], str]
) -> Any:
    """`pagina` é o endereço da lista; `endereco` dá o de cada arquivo. Os dois, inteiros."""
    por_leiaute: dict[str, list[ArquivoPublicado]] = {}
    for arquivo in arquivos:
        por_leiaute.setdefault(arquivo.leiaute, []).append(arquivo)
    return {
        "@context": CONTEXTO,
        "@id": pagina,
        "@type": "dcat:Catalog",
        "dct:title": "Dados abertos do SP156",
        "dct:description": "Os pedidos de serviço à Prefeitura de São Paulo, sem dado pessoal.",
        "dct:language": "pt-BR",
        "dct:publisher": QUEM,
        "dct:license": {"@id": LICENCA},
        "dcat:dataset": [
            {
                "@id": f"{pagina}#{leiaute}",
                "@type": "dcat:Dataset",
                "dct:identifier": leiaute,
                "dct:title": ArquivoPublicado.Leiaute(leiaute).label,
                "dct:description": f"{ArquivoPublicado.Leiaute(leiaute).label}, por mês e por ano.",
                "dct:publisher": QUEM,
                "dcat:landingPage": {"@id": pagina},
                "dcat:distribution": [_arquivo(arquivo, endereco(arquivo)) for arquivo in deles],
            }
            for leiaute, deles in por_leiaute.items()
        ],
    }


def _arquivo(arquivo: ArquivoPublicado, url: str) -> dict[str, Any]:
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": arquivo.nome,
        "dct:issued": {"@type": "xsd:dateTime", "@value": arquivo.feito_em.isoformat(timespec="seconds")},
        "dct:license": {"@id": LICENCA},
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": "https://www.iana.org/assignments/media-types/text/csv"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(arquivo.tamanho)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": ALGORITMO,
            "spdx:checksumValue": arquivo.sha256,
        },
    }
