"""A função com folga não pede memória a cada vez que os quadros passam de um pedaço a outro."""

import resource
import threading
from collections.abc import Callable

from sp156.web.pilha import com_folga

VEZES = 300


def descer(niveis: int) -> None:
    if niveis:
        descer(niveis - 1)


def ir_e_vir(niveis: int) -> int:
    """Desce `niveis` quadros e dali vai e vem `VEZES` vezes; diz quantas páginas o núcleo teve de dar."""
    if niveis:
        return ir_e_vir(niveis - 1)
    descer(10)
    antes = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(VEZES):
        descer(10)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - antes


def piores(funcao: Callable[[int], int]) -> int:
    """A pior de todas as fundezas, numa linha nova, com a pilha dela."""
    vistas: list[int] = []
    linha = threading.Thread(target=lambda: vistas.extend(funcao(niveis) for niveis in range(0, 240, 4)))
    linha.start()
    linha.join()
    return max(vistas)


def test_na_beira_de_um_pedaco_so_quem_tem_folga_nao_paga() -> None:
    @com_folga
    def folgada(niveis: int) -> int:
        return ir_e_vir(niveis)

    assert piores(ir_e_vir) >= VEZES, "este Python já não devolve o pedaço: `com_folga` pode sair"
    assert piores(folgada) < VEZES // 10
