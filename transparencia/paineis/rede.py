"""Como as contas de um período se somam: distritos, serviços, unidades e colunas, e a cidade por cima."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from documentos.relatorios.sigilo import Partes
from transparencia.paineis.chaves import Chaves
from transparencia.paineis.contagem import CANCELADO, LADOS, Contado, Onde

type Conta = tuple[str, str, str, str]
"""O lugar, o serviço, a medida em colunas e a coluna; as duas últimas, vazias, se é a linha."""

CIDADE: Onde = ("", "")


@dataclass(slots=True)
class Rede:
    """As contas de uma medida e das que a abrem em colunas, e de que cada uma é a soma."""

    contas: dict[Conta, list[int]] = field(default_factory=dict)
    _somas: dict[tuple[Conta, str], set[Conta]] = field(default_factory=dict)

    @property
    def somas(self) -> Iterator[tuple[Conta, set[Conta]]]:
        for (total, _), parcelas in self._somas.items():
            yield total, parcelas

    def contar(self, conta: Conta, partes: Partes) -> None:
        antes = self.contas.get(conta, [0] * len(partes))
        self.contas[conta] = [a + b for a, b in zip(antes, partes, strict=True)]

    def compor(self, total: Conta, parcela: Conta, lado: str) -> None:
        """A parcela é uma das que, deste lado, fazem o total."""
        self._somas.setdefault((total, lado), set()).add(parcela)

    def acrescentar(self, caminho: Sequence[Conta], partes: Partes, lado: str) -> None:
        """Conta a folha e o que está acima dela, até à cidade, que se conta só pelos lugares."""
        for conta in caminho if lado == "lugares" else caminho[:-1]:
            self.contar(conta, partes)
        for parcela, total in pairwise(caminho):
            self.compor(total, parcela, lado)


def rede_de(contado: Contado, chaves: Chaves, medida: str, colunas: dict[str, int]) -> Rede:
    """A rede da medida. `colunas`: as que a abrem → qual das partes delas é esta medida."""
    rede = Rede()
    for (distrito, servico), partes in contado.cruzado[medida].items():
        _acrescentar_cruzado(rede, distrito, servico, partes, chaves)
    for (unidade, _), partes in contado.unidades[medida].items():
        rede.acrescentar(_acima(unidade, "unidades", chaves, "", ""), partes, "unidades")
    for quadro, parte in colunas.items():
        for lado in LADOS:
            for (linha, coluna), partes in contado.colunas[lado, quadro].items():
                caminho = _acima(linha, lado, chaves, quadro, coluna)
                rede.acrescentar(caminho, [partes[parte]], lado)
                if coluna != CANCELADO:
                    for lugar, servico, *_ in caminho:
                        rede.compor((lugar, servico, "", ""), (lugar, servico, quadro, coluna), quadro)
    return rede


def _acima(linha: str, lado: str, chaves: Chaves, quadro: str, coluna: str) -> list[Conta]:
    """A linha, o grupo dela e a cidade, nesta coluna."""
    if lado == "servicos":
        ondes = [("", linha), ("", chaves.do_servico[linha])]
    else:
        ondes = [(linha, "")]
        if lado == "lugares":
            ondes.append((chaves.do_distrito[linha], ""))
    return [(*onde, quadro, coluna) for onde in (*ondes, CIDADE)]


def _acrescentar_cruzado(rede: Rede, distrito: str, servico: str, partes: Partes, chaves: Chaves) -> None:
    """Um distrito e um serviço: contam nas linhas dos dois, nas dos grupos e na cruzada com a subprefeitura.

    O tema não se cruza com lugar.
    """
    rede.acrescentar(_acima(distrito, "lugares", chaves, "", ""), partes, "lugares")
    rede.acrescentar(_acima(servico, "servicos", chaves, "", ""), partes, "servicos")
    cruzada, do_grupo = (distrito, servico, "", ""), (chaves.do_distrito[distrito], servico, "", "")
    rede.contar(cruzada, partes)
    rede.contar(do_grupo, partes)
    rede.compor((distrito, "", "", ""), cruzada, "servicos")
    rede.compor(do_grupo, cruzada, "distritos")
    rede.compor(("", servico, "", ""), do_grupo, "subprefeituras")
