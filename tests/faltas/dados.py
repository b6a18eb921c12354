"""As faltas: pequenos estragos como dados, cada um com a frase do que se quebra e os testes que o notam.

Elas guardam o que a rodada prova: quem acelera, junta ou muda testes continua a notar todas. A
falta que não se aplica mais, porque o código mudou, se aponta de novo na mesma mudança; a frase não muda.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DADOS = Path(__file__).parent
MINIMO = 40


class FaltaInvalida(ValueError):
    """A falta não se aplica a este código; a mensagem diz qual e por quê."""


@dataclass(frozen=True)
class Falta:
    """`mudancas` trocam um trecho que aparece uma vez só, ou criam um arquivo; `testes` são do pytest."""

    nome: str
    frase: str
    mudancas: tuple[dict[str, str], ...]
    testes: tuple[str, ...]

    def aplicar(self, pasta: Path) -> dict[Path, str | None]:
        """Estraga a cópia em `pasta` e devolve o que havia; se não se aplica, não toca em nada."""
        novos = self._novos(pasta)
        antes = {caminho: caminho.read_text("utf-8") if caminho.exists() else None for caminho in novos}
        for caminho, texto in novos.items():
            caminho.parent.mkdir(parents=True, exist_ok=True)
            caminho.write_text(texto, encoding="utf-8")
        return antes

    def _novos(self, pasta: Path) -> dict[Path, str]:
        novos: dict[Path, str] = {}
        for mudanca in self.mudancas:
            caminho = pasta / (mudanca.get("cria") or mudanca["arquivo"])
            if "cria" in mudanca:
                if caminho.exists():
                    raise FaltaInvalida(f"{self.nome}: {mudanca['cria']} já existe.")
                novos[caminho] = mudanca["texto"]
                continue
            texto = novos.get(caminho) or (caminho.read_text("utf-8") if caminho.exists() else "")
            if texto.count(mudanca["de"]) != 1:
                vezes = texto.count(mudanca["de"])
                raise FaltaInvalida(f"{self.nome}: o trecho de {mudanca['arquivo']} aparece {vezes} vezes.")
            novos[caminho] = texto.replace(mudanca["de"], mudanca["para"])
        return novos


def desfazer(antes: dict[Path, str | None]) -> None:
    """Põe de volta o que `Falta.aplicar` mudou."""
    for caminho, texto in antes.items():
        if texto is None:
            caminho.unlink()
        else:
            caminho.write_text(texto, encoding="utf-8")


def ler(pasta: Path = DADOS) -> list[Falta]:
    """Todas as faltas, na ordem dos arquivos; nome repetido é erro."""
    lidas = [_falta(linha) for arquivo in sorted(pasta.glob("*.yaml")) for linha in _linhas(arquivo)]
    vezes = Counter(falta.nome for falta in lidas)
    if repetidas := [nome for nome, quantas in vezes.items() if quantas > 1]:
        raise FaltaInvalida(f"Faltas com o mesmo nome: {', '.join(repetidas)}.")
    return lidas


def _linhas(arquivo: Path) -> list[dict[str, Any]]:
    linhas: list[dict[str, Any]] = yaml.safe_load(arquivo.read_text(encoding="utf-8"))
    return linhas


def _falta(linha: dict[str, Any]) -> Falta:
    return Falta(linha["nome"], linha["frase"], tuple(linha["mudancas"]), tuple(linha["testes"]))
