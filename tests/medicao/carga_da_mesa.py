"""Muita gente a atender ao mesmo tempo, contra o servidor de verdade: quanto demora cada resposta da mesa."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from statistics import quantiles
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from roteamento.models import Lotacao, Unidade
from tests.medicao.medidor import entrar
from tests.navegante import Navegante, Recebida

CENTRAL = "Central 156"
RASCUNHO = re.compile(r'name="rascunho" value="([0-9a-f-]{36})"')
LUGAR = {"logradouro": "Rua Líbero Badaró", "numero": "425"}
PEDIDO = {
    **LUGAR,
    "r_tamanho": "medio",
    "descricao": "Buraco em frente ao ponto de ônibus.",
    "nome": "Maria Silva",
    "cpf": "529.982.247-25",
    "telefone": "11 98765-4321",
    "e_outro": "sim",
}
PASSOS = 8
"""Pedidos ao servidor em cada atendimento: é o que `_atender` faz."""
ENTRE_PASSOS = 1.0
"""Segundos de um pedido ao seguinte, no mesmo atendimento: quem atende ouve e escreve."""


def encher(quantos: int, de: str = "carga") -> list[str]:
    """Tantas pessoas lotadas na Central, com `de` no e-mail; devolve a sessão de cada uma, já dentro."""
    return [next(iter(entrar(quem).values())) for quem in atendentes(quantos, de)]


def atendentes(quantos: int, de: str) -> list[Usuario]:
    """As pessoas; as que já houver, outra vez."""
    onde, hoje = Unidade.objects.get(sigla=CENTRAL), timezone.localdate()
    emails, senha = [f"{de}{n}@exemplo.invalid" for n in range(quantos)], make_password(None)
    ja = {um.email for um in Usuario.objects.filter(email__in=emails)}
    novas = [
        Usuario(nome=f"Atendente {n}", email=email, password=senha)
        for n, email in enumerate(emails)
        if email not in ja
    ]
    pessoas = Usuario.objects.bulk_create(novas)
    Lotacao.objects.bulk_create(
        Lotacao(usuario=quem, unidade=onde, papel=Papel.ATENDENTE, de=hoje) for quem in pessoas
    )
    return list(Usuario.objects.filter(email__in=emails).order_by("pk"))


@dataclass
class Medidas:
    """O que demorou cada pedido, em segundos, e os que não responderam como deviam."""

    demoras: list[float] = field(default_factory=list)
    erros: list[str] = field(default_factory=list)

    def resumir(self, *, atendentes: int, segundos: float, cpu: float) -> dict[str, float]:
        p = quantiles(self.demoras, n=100)
        return {
            "atendentes": atendentes,
            "pedidos_por_segundo": round(len(self.demoras) / segundos, 1),
            "segundos": round(segundos, 1),
            "p50_ms": round(p[49] * 1000, 1),
            "p95_ms": round(p[94] * 1000, 1),
            "erros": len(self.erros),
            "cpu_por_cento": round(100 * cpu / segundos, 1),
        }


class Atendente:
    """Uma pessoa na mesa: cada pedido espera a sua hora e se mede do envio à resposta inteira."""

    def __init__(
        self, porta: int, sessao: str, medidas: Medidas, comeca: float, entre: float = ENTRE_PASSOS
    ) -> None:
        self.navegante = Navegante(porta)
        self.navegante.cookies |= {"sessionid": sessao, "csrftoken": "c" * 32}
        self.medidas = medidas
        self.hora = comeca
        self.entre = entre

    def pedir(self, caminho: str, dados: dict[str, Any] | None = None, *, espera: int = 200) -> Recebida:
        time.sleep(max(0.0, self.hora - time.monotonic()))
        self.hora += self.entre
        inicio = time.monotonic()
        feito = self.navegante.get(caminho) if dados is None else self.navegante.post(caminho, dados)
        self.medidas.demoras.append(time.monotonic() - inicio)
        if feito.status_code != espera:
            self.medidas.erros.append(f"{caminho} {feito.status_code}")
        return feito

    def atender(self) -> None:
        """Começa, busca, escolhe o serviço, guarda, registra e termina; o que falha fica nos erros."""
        try:
            self._atender()
        except Exception as erro:  # noqa: BLE001  uma conexão que cai é um erro da medida, não o fim dela
            self.medidas.erros.append(repr(erro))

    def _atender(self) -> None:
        mudou = HTTPStatus.SEE_OTHER
        onde = self.pedir("/central/comecar/", {"q": "buraco na rua"}, espera=mudou)["Location"]
        self.pedir(onde)
        daqui = onde.partition("?")[0]
        self.pedir(f"{daqui}servico/", {"servico": "tapa-buraco"}, espera=mudou)
        pagina = self.pedir(daqui).content.decode()
        achado = RASCUNHO.search(pagina)
        assert achado, "a página não tem o pedido"
        rascunho = {"rascunho": achado[1]}
        self.pedir(daqui, {**rascunho, **LUGAR, "guardar": "sim"}, espera=mudou)
        self.pedir(daqui, {**rascunho, **PEDIDO}, espera=mudou)
        self.pedir(daqui)
        self.pedir(f"{daqui}terminar/", {"resultado": "pedido"}, espera=HTTPStatus.FOUND)


def carregar(  # noqa: PLR0913  cada argumento é um dado da carga
    porta: int,
    sessoes: Sequence[str],
    *,
    por_segundo: float,
    segundos: float,
    cpu: Callable[[], float],
    entre: float = ENTRE_PASSOS,
) -> tuple[dict[str, float], list[str]]:
    """Atendimentos que começam a um ritmo fixo, respondam como responderem; o resumo e os erros."""
    medidas, comeco, gasto = Medidas(), time.monotonic() + 0.5, cpu()
    quantos = max(1, round(segundos * por_segundo / PASSOS))
    em_voo = round(por_segundo * entre) + PASSOS * 4
    with ThreadPoolExecutor(max_workers=em_voo) as pessoas:
        for n in range(quantos):
            comeca = comeco + n * PASSOS / por_segundo
            quem = Atendente(porta, sessoes[n % len(sessoes)], medidas, comeca, entre)
            pessoas.submit(quem.atender)
    durou = time.monotonic() - comeco
    resumo = medidas.resumir(atendentes=len(sessoes), segundos=durou, cpu=cpu() - gasto)
    return resumo, medidas.erros
