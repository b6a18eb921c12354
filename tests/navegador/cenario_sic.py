"""A mesa do SIC, para o navegador: cada página em cada estado."""

from __future__ import annotations

from django.urls import reverse

from esic import acoes
from esic.models import Pedido
from esic.situacoes import Decisao
from tests.esic import elenco

DO_SIC = (
    "pedido de informação atrasado",
    "pedido de informação negado",
    "pedido de informação encerrado",
    "pedido de informação prorrogado",
)


def do_sic() -> dict[str, str]:
    """Onde está cada página, pelo nome dela. Um dos pedidos fica com um órgão sem SIC."""
    aberto = elenco.em_tramitacao(texto=f"{elenco.PERGUNTA} {'x' * 80}", forma_de_resposta="correio")
    prorrogado = elenco.em_tramitacao()
    prorrogado = acoes.prorrogar(
        caso=prorrogado, versao=prorrogado.versao, por=elenco.sic(), motivo=elenco.FRASE
    )
    elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Secretaria de Mobilidade"))
    return {
        **{f"sic:{pagina}": _em(pagina, aberto) for pagina in ("pedido", *PAGINAS)},
        "pedido de informação atrasado": _em("pedido", elenco.vencido()),
        "pedido de informação negado": _em("pedido", elenco.respondido(Decisao.NEGADO)),
        "pedido de informação encerrado": _em("pedido", elenco.na_situacao("encerrado")),
        "pedido de informação prorrogado": _em("pedido", prorrogado),
    }


PAGINAS = ("responder", "prorrogar", "reencaminhar", "atribuir")


def _em(pagina: str, caso: Pedido) -> str:
    return reverse(f"sic:{pagina}", args=[caso.protocolo])
