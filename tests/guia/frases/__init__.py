"""Buscas como as pessoas escrevem e o serviço que querem: antigas.yaml, novas, ultimas e ineditas.

As novas foram escritas antes de ajustar a busca. A cada três, a última é de `NUNCA_VISTAS`: só se mede no
fim, quando não há mais o que ajustar. As outras, e todas as antigas, são de `AJUSTE`. As `ULTIMAS` são uma
segunda leva nunca vista, para medir os acertos feitos depois de ver a primeira. As `INEDITAS` são de quem
nunca viu as palavras nem a busca. As `DIFICEIS` são de cinco pessoas que escrevem mal ou por outro caminho,
escritas antes de medir; das que vinham aos pares, a segunda é das `GUARDADAS`, medidas uma vez, no fim: a
medida que vale. As `CONTADAS` são de outras cinco pessoas, mais compridas e de mais rodeios: com elas se
pesou o sentido; a segunda de cada duas é das `RESERVADAS`, também medidas uma vez. As `SORTEADAS` e as
`DO_FIM` são de serviços tirados à sorte, cada uma de uma pessoa que só leu os títulos: das primeiras se leu o
que falhou, das outras só a conta. As `RECENTES` e as `DERRADEIRAS` são o mesmo, com o que cada uma aceita
conferido por quem nunca viu a busca: das primeiras leu-se o que falhou, as outras só se contaram. A resposta
da busca que serve escreve-se “resposta:chave”. As `PARECIDAS` são de serviços, e lembram uma resposta. As
`DELICADAS` são de quem está em perigo, de luto ou com fome, fala de um bicho, xinga ou escreve bobagem, com o
que não pode vir; a segunda de cada duas só se contou no fim, e as `DELICADAS_DO_FIM`, depois de lidas as
outras. As `DE_QUEM_FERE_ANTES` escreveram-se sem ter lido as regras, e as `DE_QUEM_FERE_DEPOIS`, com elas já
mudadas e antes de as medir.
"""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from referencia.tabelas import ler_yaml

PASTA = Path(__file__).parent

Frase = tuple[str, tuple[str, ...]]
"""A busca e os serviços que servem igual."""


@dataclass(frozen=True, slots=True)
class Delicada:
    """Uma busca, o que vem em primeiro (ou `LIVRE`, `NADA`, `INSULTO`) e o que não pode aparecer."""

    busca: str
    certos: frozenset[str]
    nunca: frozenset[str]

    @property
    def emergencia(self) -> bool:
        """Só uma resposta serve."""
        return all(certo.startswith("resposta:") for certo in self.certos)


LIVRE, NADA, INSULTO = (frozenset({um}) for um in ("livre", "nada", "insulto"))


def _ler_delicadas(arquivo: str, partes: str = "partes") -> list[Delicada]:
    grupos = ler_yaml(PASTA / "delicadas.yaml")["grupos"] | ler_yaml(PASTA / arquivo).get("grupos", {})
    return [
        Delicada(
            busca,
            frozenset({quer} if isinstance(quer, str) else quer),
            frozenset(chain.from_iterable(grupos[grupo] for grupo in parte["nunca"])),
        )
        for parte in ler_yaml(PASTA / arquivo)[partes]
        for busca, quer in parte["frases"].items()
    ]


def _ler(arquivo: str) -> list[Frase]:
    conteudo = ler_yaml(PASTA / arquivo)
    return [(busca, (quer,) if isinstance(quer, str) else tuple(quer)) for busca, quer in conteudo.items()]


ANTIGAS = _ler("antigas.yaml")
NOVAS = _ler("novas.yaml")
AJUSTE = ANTIGAS + [frase for n, frase in enumerate(NOVAS) if n % 3 != 2]
ULTIMAS = _ler("ultimas.yaml")
INEDITAS = _ler("ineditas.yaml")
DIFICEIS = _ler("dificeis.yaml")
GUARDADAS = _ler("guardadas.yaml")
CONTADAS = _ler("contadas.yaml")
RESERVADAS = _ler("reservadas.yaml")
SORTEADAS = _ler("sorteadas.yaml")
DO_FIM = _ler("do_fim.yaml")
RECENTES = _ler("recentes.yaml")
DERRADEIRAS = _ler("derradeiras.yaml")
PARECIDAS = [frase for frases in ler_yaml(PASTA / "parecidas.yaml").values() for frase in frases]
NUNCA_VISTAS = [frase for n, frase in enumerate(NOVAS) if n % 3 == 2]
DELICADAS = _ler_delicadas("delicadas.yaml")
DELICADAS_DO_FIM = _ler_delicadas("delicadas_do_fim.yaml")
DE_QUEM_FERE_ANTES = _ler_delicadas("de_quem_fere.yaml", "antes")
DE_QUEM_FERE_DEPOIS = _ler_delicadas("de_quem_fere.yaml", "depois")
