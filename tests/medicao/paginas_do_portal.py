"""As páginas que se medem no servidor de verdade, com o que custavam e o que podem custar; e os atos.

O que podem custar é o da emenda de dezembro de 2026, em milissegundos de CPU da web e do PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.medicao import mundo as atos
from tests.medicao.mundo import Mundo
from tests.medicao.paginas import Pagina
from tests.medicao.percurso import Pedido
from transparencia.bairro.lugares import slug_de
from transparencia.models import Parceiro
from transparencia.open311.acoes import dar_chave

DOS_PAINEIS_MS = 20.0


def paginas(mundo: Mundo) -> list[Pagina]:
    """Na ordem da tabela."""
    return [*_publicas(mundo), *_da_caixa(mundo), *_de_quem_atende(mundo), *_das_outras_mesas(mundo)]


def _publicas(mundo: Mundo) -> list[Pagina]:
    pedido, ontem = mundo.caixa.pedido, timezone.localdate() - timedelta(days=1)
    distrito = pedido.distrito
    assert distrito
    publico = mundo.pedido_publico
    do_servico = f"?servico=servico-{mundo.caixa.servico.slug}"
    return [
        Pagina("início", reverse("portal:inicio"), 2, antes=13.1),
        Pagina("serviço do Guia", reverse("guia:servico", args=[mundo.caixa.servico.slug]), 2.5, antes=9.2),
        Pagina("busca do Guia", reverse("guia:servicos") + "?q=buraco na rua", 9, antes=17.9),
        Pagina("acompanhar pelo número", reverse("portal:caso", args=[pedido.protocolo]), 4, antes=8.2),
        Pagina("minha área", reverse("portal:area"), 12, "municipe", antes=22.4),
        *([Pagina("página pública de um pedido", _junto(publico.identificador))] if publico else []),
        Pagina("acompanhar, no e-SIC", reverse("portal:caso", args=[mundo.do_esic]), 10),
        Pagina("painéis, a porta", reverse("paineis:porta"), DOS_PAINEIS_MS),
        Pagina("painéis, um serviço", reverse("paineis:porta") + do_servico, DOS_PAINEIS_MS),
        Pagina("painéis, o serviço e a cidade", reverse("paineis:comparar") + do_servico, DOS_PAINEIS_MS),
        Pagina("painéis, o ranking", reverse("paineis:ranking", args=["servicos"]), DOS_PAINEIS_MS),
        Pagina("meu bairro", reverse("bairro:bairro", args=[slug_de(distrito)]), DOS_PAINEIS_MS),
        Pagina("decisões automáticas", reverse("decisoes:registro")),
        Pagina("dados abertos", reverse("dados_abertos:indice")),
        Pagina("Open311, os serviços", reverse("open311:servicos", args=["json"])),
        Pagina(
            "Open311, os pedidos",
            f"{reverse('open311:pedidos', args=['json'])}?start_date={ontem}T12:00:00Z&api_key={_chave()}",
        ),
    ]


def _chave() -> str:
    """A de um parceiro com limite largo: sem chave, o portal recusaria quem mede."""
    ditos = {"contato": "medicao@exemplo.invalid", "por_minuto": 30_000}
    parceiro, _ = Parceiro.objects.get_or_create(nome="Medição", defaults=ditos)
    parceiro.chaves.all().delete()
    return dar_chave(parceiro=parceiro, por=None)


def _junto(chave: object) -> str:
    return reverse("solicitacoes:junto", args=[chave])


def _da_caixa(mundo: Mundo) -> list[Pagina]:
    sigla, quem = mundo.caixa.unidade.sigla, "servidor"
    lista = reverse("caixa:lista", args=[sigla])
    do_pedido = reverse("caixa:pedido", args=[sigla, mundo.caixa.pedido.protocolo])
    encerrados = f"{lista}?situacao=encerradas"
    return [
        Pagina("caixa, inteira", lista, 11, quem, antes=18.2),
        Pagina("caixa, fragmento", lista, 6, quem, htmx=True, antes=10.7),
        Pagina("caixa, palavra comum", f"{lista}?busca=calçada", 18, quem, antes=32.5),
        Pagina("encerrados, palavra que não há", f"{encerrados}&busca=paralelepípedo", 20, quem, antes=28),
        Pagina("encerrados, uma rua", f"{encerrados}&rua={mundo.rua}", 20, quem),
        Pagina("caixa, mapa", reverse("caixa:mapa", args=[sigla]), 25, quem),
        Pagina("pedido, ao servidor", do_pedido, 10, quem, antes=15.7),
        Pagina("painel da chefia", reverse("caixa:painel", args=[sigla]), 20, "chefia", antes=227),
        Pagina("painel da cidade", reverse("painel:cidade"), 30, "chefia", antes=609),
    ]


def _de_quem_atende(mundo: Mundo) -> list[Pagina]:
    codigo, protocolo = mundo.atendimento.codigo, mundo.caixa.pedido.protocolo
    mesa = reverse("central:atendimento", args=[codigo])
    caso = reverse("central:pessoa_caso", args=[codigo, protocolo])
    return [
        Pagina("mesa de quem atende", mesa, 20, "atendente", antes=40),
        Pagina("pedido da pessoa, ao telefone", caso, 12, "atendente", antes=22.4),
    ]


def _das_outras_mesas(mundo: Mundo) -> list[Pagina]:
    return [
        Pagina("lista da Ouvidoria", reverse("mesa:lista"), 36, "ouvidoria"),
        Pagina(
            "relatório da Ouvidoria, em rascunho",
            reverse("mesa:relatorio", args=[mundo.ano]),
            600,
            "ouvidoria",
        ),
        Pagina("lista do SIC", reverse("sic:lista"), 26, "sic"),
        Pagina("pedido, ao SIC", reverse("sic:pedido", args=[mundo.do_esic]), 16, "sic"),
    ]


type Ato = tuple[str, float, float | None, Callable[[Mundo, int, int], list[Pedido]]]


ATOS: list[Ato] = [
    ("anotar", 8, 10.6, lambda mundo, _porta, quantos: atos.notas(mundo, quantos)),
    ("iniciar", 10, 13.5, lambda mundo, _porta, quantos: atos.comecos(mundo, quantos)),
    ("enviar o pedido", 16, 26.1, lambda _mundo, porta, quantos: atos.envios(porta, quantos)),
    (
        "procurar pelo telefone",
        15,
        94,
        lambda mundo, _porta, quantos: atos.procuras(mundo, quantos, "11 98765-4321"),
    ),
    (
        "procurar pelo CPF de ninguém",
        15,
        None,
        lambda mundo, _porta, quantos: atos.procuras(mundo, quantos, "111.444.777-35"),
    ),
    ("procurar pelo e-mail", 15, 35, lambda mundo, _porta, quantos: _pelo_email(mundo, quantos)),
    ("procurar pelo nome e pela rua", 15, 42, lambda mundo, _porta, quantos: _pelo_nome(mundo, quantos)),
]
"""Nome, alvo, o que custava e como se preparam: cada um muda o banco e manda-se uma vez."""


def _pelo_email(mundo: Mundo, quantos: int) -> list[Pedido]:
    parte = mundo.caixa.pedido.interessado
    return atos.procuras(mundo, quantos, parte.email if parte else "")


def _pelo_nome(mundo: Mundo, quantos: int) -> list[Pedido]:
    pedido = mundo.caixa.pedido
    nome = pedido.interessado.nome if pedido.interessado else ""
    return atos.procuras(mundo, quantos, "", nome=nome, rua=pedido.logradouro)


LINHAS = "cinquenta linhas"
PISOS = {
    "nada": "/medicao/vazio/",
    LINHAS: "/medicao/lista/",
    "uma linha gravada": "/medicao/inserir/",
}
