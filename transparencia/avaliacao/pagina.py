"""A tabela do ano como se lê: as linhas na ordem de um aspecto, com o lugar de cada uma, e a planilha."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documentos.planilha import Celula as DaPlanilha
from documentos.planilha import Linha
from transparencia.avaliacao.aspectos import (
    CONTAGENS,
    DIAS,
    POR_CHAVE,
    PROPORCOES,
    Aspecto,
    cobertura,
    contagem,
)
from transparencia.celula import Celula
from transparencia.models import Avaliacao, LinhaDaAvaliacao


@dataclass(frozen=True, slots=True)
class Mostrada:
    """Uma linha da tabela: `lugar` é o do aspecto da ordem; vazio, se ele não se sabe."""

    linha: LinhaDaAvaliacao
    lugar: int | None

    @property
    def celulas(self) -> list[tuple[Aspecto, Celula]]:
        return celulas(self.linha)

    @property
    def pedidos(self) -> str | int:
        return contagem(self.linha.contas, "pedidos")

    @property
    def manifestacoes(self) -> str | int:
        return contagem(self.linha.contas, "manifestacoes")

    @property
    def sem_manifestacoes(self) -> bool:
        """Não se diz quantas foram: `manifestacoes` diz por quê."""
        return not isinstance(self.manifestacoes, int)

    @property
    def cobertura(self) -> str:
        return cobertura(self.linha.contas)


def celulas(linha: LinhaDaAvaliacao) -> list[tuple[Aspecto, Celula]]:
    """Cada proporção e o que ela diz nesta linha."""
    return [(aspecto, Celula(linha.contas.get(aspecto.chave))) for aspecto in PROPORCOES]


def em_ordem(linhas: Iterable[LinhaDaAvaliacao], ordem: str) -> list[Mostrada]:
    """Do melhor ao pior; as contagens, da maior à menor; quem não tem número vem no fim, pelo nome.

    Uma proporção compara-se pelo menor valor do seu intervalo: cem por cento de cinco pessoas não passa à
    frente de noventa e cinco por cento de quinhentas. Empate, o mesmo lugar.
    """
    com_valor = [(valor_de(linha, ordem), linha) for linha in linhas]
    sabidos = [valor for valor, _ in com_valor if valor is not None]
    com_valor.sort(key=lambda par: (par[0] is None, -(par[0] or 0), par[1].nome))
    return [
        Mostrada(linha, None if valor is None else 1 + sum(outro > valor for outro in sabidos))
        for valor, linha in com_valor
    ]


def valor_de(linha: LinhaDaAvaliacao, ordem: str) -> float | None:
    """O que se compara; None se não se sabe ou não se abre."""
    celula = Celula(linha.contas.get(ordem))
    if ordem in POR_CHAVE:
        return celula.intervalo[0] if celula.intervalo else None
    return float(celula.valor[0]) if isinstance(celula.valor, list) else None


def em_planilha(avaliacao: Avaliacao, linhas: Iterable[LinhaDaAvaliacao]) -> Iterator[Linha]:
    """Uma linha por serviço, órgão e cidade; o que não se abre e o que não se registrou vão por extenso."""
    nomes = ["ano", "de", "sigla", "nome", *CONTAGENS, DIAS]
    for aspecto in PROPORCOES:
        nomes += [f"{aspecto.chave}_{parte}" for parte in ("sim", "respostas", "minimo", "maximo")]
    yield (*nomes, "situacao")
    estado = f"publicada em {avaliacao.publicada_em:%Y-%m-%d}" if avaliacao.publicada_em else "parcial"
    for linha in linhas:
        de = "serviço" if linha.servico_id else "órgão" if linha.orgao_id else "cidade"
        ditos: list[DaPlanilha] = [avaliacao.ano, de, linha.sigla, linha.nome]
        ditos += [contagem(linha.contas, chave) for chave in CONTAGENS]
        dias = Celula(linha.contas.get(DIAS))
        ditos.append(float(dias.valor[0]) if dias.partes else dias.por_que_nao)
        for aspecto in PROPORCOES:
            ditos += _da_proporcao(Celula(linha.contas.get(aspecto.chave)))
        yield (*ditos, estado)


def _da_proporcao(celula: Celula) -> list[DaPlanilha]:
    if celula.intervalo is None:
        return [celula.por_que_nao, celula.por_que_nao, "", ""]
    return [celula.partes[0], celula.n, *(round(ponta, 3) for ponta in celula.intervalo)]
