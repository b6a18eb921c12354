"""Como as contas de um quadro se somam: folhas em grupos, colunas em temas, e a cidade dos dois lados."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from transparencia.sigilo import Partes

type Onde = tuple[str, str]
"""A linha e a coluna de uma conta; vazio é o total daquele lado."""
type Nos = tuple[str, str, str]

CIDADE: Onde = ("", "")


def rede_de(
    celulas: Mapping[Onde, Partes],
    *,
    grupo: Callable[[str], str],
    acima: Callable[[str], str] | None = None,
) -> dict[Onde, tuple[Nos, Nos, Partes]]:
    """De cada célula (folha, coluna) às somas que se mostram: da folha, do grupo, da coluna, do que a contém.

    Um distrito está numa subprefeitura e um serviço num tema. O grupo também se cruza com as colunas; o tema,
    não: com dois lados assim já não haveria rede.
    """
    contas: dict[Onde, tuple[Nos, Nos, list[int]]] = {}

    def somar(onde: Onde, de: Nos, para: Nos, partes: Partes) -> None:
        antes = contas.get(onde)
        soma = [a + b for a, b in zip(antes[2], partes, strict=True)] if antes else list(partes)
        contas[onde] = (de, para, soma)

    for (folha, coluna), partes in celulas.items():
        dela, tema = grupo(folha), acima(coluna) if acima else ""
        do_lado, da_coluna = ("lado", "", ""), ("fim", "", "")
        do_grupo, da_folha = ("grupo", dela, ""), ("folha", folha, "")
        cruzado, fim = ("grupo", dela, coluna), ("coluna", coluna, "")
        somar(CIDADE, da_coluna, do_lado, partes)
        somar((dela, ""), do_lado, do_grupo, partes)
        somar((folha, ""), do_grupo, da_folha, partes)
        somar((folha, coluna), da_folha, cruzado, partes)
        somar((dela, coluna), cruzado, fim, partes)
        somar(("", coluna), fim, ("tema", tema, "") if acima else da_coluna, partes)
        if acima:
            somar(("", tema), ("tema", tema, ""), da_coluna, partes)
    return dict(contas)
