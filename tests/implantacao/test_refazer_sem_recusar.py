"""Refazer a web sem recusar ninguém: o granian sozinho, e duas webs atrás do nginx."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sp156.web.servidor import TRABALHADORES
from tests.implantacao import doc
from tests.implantacao.carga import Carga
from tests.instalacao import Instalacao, esperar, instalar
from tests.sp156 import test_proxy
from tests.sp156.portal_no_ar import porta_livre

pytestmark = [pytest.mark.processo, pytest.mark.noturno, pytest.mark.timeout(400)]
PAGINAS = ("/saude/viva/", "/")
PESSOAS = 4


def filhos_de(pid: int) -> set[int]:
    lidos = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return {int(um) for um in lidos}


def refeitos(feita: Instalacao) -> None:
    """Manda refazer, e espera que nenhum dos processos de antes atenda."""
    web = feita.filhos["web"].processo.pid
    antes = filhos_de(web)
    feita.filhos["web"].processo.send_signal(signal.SIGHUP)
    esperar(
        lambda: not antes & (agora := filhos_de(web)) and len(agora) >= TRABALHADORES,
        150,
        falta="os processos novos",
    )


def test_o_sinal_refaz_a_web_com_pedidos_a_chegar() -> None:
    with instalar(processos_da_web=TRABALHADORES) as feita:
        feita.subir("web")
        with Carga(feita.porta, PAGINAS).correndo(PESSOAS) as carga:
            esperar(lambda: carga.contas["200"] > 20, falta="a carga começar")
            refeitos(feita)
        assert set(carga.contas) == {"200"}, carga.contas


def test_duas_webs_atras_do_nginx_refazem_se_uma_de_cada_vez(tmp_path: Path) -> None:
    """Cada uma para de vez e volta, como no `systemctl restart`: o nginx passa à outra o que uma recusa."""
    with instalar() as feita:
        feita.subir("web")
        outra = replace(feita, porta=porta_livre(), filhos={})
        outra.subir("web")
        try:
            with proxy_diante_de(tmp_path, feita.porta, outra.porta) as porta:
                with Carga(porta, PAGINAS).correndo(PESSOAS) as carga:
                    esperar(lambda: carga.contas["200"] > 20, falta="a carga começar")
                    for uma in (feita, outra):
                        uma.parar("web")
                        uma.subir("web")
                assert set(carga.contas) == {"200"}, carga.contas
        finally:
            outra.parar("web")


@contextlib.contextmanager
def proxy_diante_de(pasta: Path, *portas: int) -> Iterator[int]:
    """O nginx do repositório, com as webs de docs/implantacao.md nestas portas."""
    porta = porta_livre()
    arquivo = test_proxy.configurar(pasta, porta, portas[0])
    texto = arquivo.read_text(encoding="utf-8")
    assert "max_fails=0" in doc.texto(), "senão a que voltou fica dez segundos por morta"
    webs = " ".join(f"server 127.0.0.1:{uma} max_fails=0;" for uma in portas)
    arquivo.write_text(texto.replace(f"server 127.0.0.1:{portas[0]};", webs), encoding="utf-8")
    casa = pasta / "da_casa.conf"
    casa.write_text(casa.read_text(encoding="utf-8") + "127.0.0.1 1;\n", encoding="utf-8")
    with subprocess.Popen(test_proxy.no_primeiro_plano(pasta, arquivo)) as nginx:
        try:
            test_proxy.esperar_porta(porta)
            yield porta
        finally:
            nginx.terminate()
