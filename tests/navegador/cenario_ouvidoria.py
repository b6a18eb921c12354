"""As manifestações que o navegador percorre: cada passo, o comprovante e o que se registrou no balcão."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from tests.ouvidoria import elenco
from tests.ouvidoria.manifestando import ANONIMA, MAU, TEXTO, Manifestante
from tests.solicitacoes import elenco as solicitacoes
from tests.solicitacoes import pedindo

if TYPE_CHECKING:
    from django.test import Client

    from roteamento.models import Unidade
    from solicitacoes.models import Solicitacao


def do_dono(dono: Client, onde: Unidade) -> dict[str, str]:
    """Cada passo de uma denúncia, os comprovantes e a reclamação que cabe ou ainda não."""
    cheia = escrita(dono, ANONIMA)
    passos = {f"ouvidoria:{p}": f"{p}/" for p in ("perguntas", "identificacao", "conferir")}
    enderecos = {nome: cheia.endereco(passo) for nome, passo in passos.items()}
    sem_pedido = Manifestante(dono)
    sem_pedido.comecar("reclamacao", {"falha": "nao_feito", "o_que": TEXTO})
    denuncia = escrita(dono, ANONIMA)
    assert denuncia.mandar("conferir/").status_code == 303
    reclamacao = Manifestante(dono)
    reclamacao.enviar("reclamacao", MAU)
    vencido, no_prazo = elenco.pedido_vencido(onde=onde), solicitacoes.solicitacao(onde)
    return enderecos | {
        "ouvidoria:retomar": cheia.endereco(),
        "ouvidoria:caminho": sem_pedido.endereco("caminho/"),
        "ouvidoria:comprovante": denuncia.endereco("comprovante/"),
        "ouvidoria:recibo": denuncia.endereco("recibo/"),
        "ouvidoria:reclamar": reclamar(vencido),
        "reclamar no prazo": reclamar(no_prazo),
        "reclamar no prazo, assim mesmo": f"{reclamar(no_prazo)}?registrar=sim",
        "reclamação sem pedido": sem_pedido.endereco("perguntas/"),
        "identificação da denúncia vazia": escrita(dono).endereco("identificacao/"),
        "comprovante da reclamação": reclamacao.endereco("comprovante/"),
        "recibo da reclamação": reclamacao.endereco("recibo/"),
    }


def escrita(dono: Client, quem: dict[str, str] | None = None) -> Manifestante:
    """Uma denúncia com foto, à espera da identificação ou, com ela, do envio."""
    nova = Manifestante(dono)
    fotos = [pedindo.foto(), pedindo.foto("outra.jpg", "blue")]
    assert nova.comecar("denuncia", {"o_que": TEXTO, "fotos": fotos}).status_code == 303
    if quem:
        assert nova.mandar("identificacao/", quem).status_code == 303
    return nova


def do_balcao(atendente: Client) -> dict[str, str]:
    """Um elogio já registrado e uma carta pela metade."""
    feito, meio = Manifestante(atendente), Manifestante(atendente)
    feito.no_balcao("elogio")
    feito.mandar("perguntas/", {"o_que": TEXTO})
    feito.mandar("identificacao/", pedindo.MARIA | {"como": "identificado"})
    assert feito.mandar("conferir/").status_code == 303
    meio.no_balcao("denuncia", canal="carta")
    return {
        "no balcão": meio.endereco("perguntas/"),
        "comprovante do balcão": feito.endereco("comprovante/"),
    }


def reclamar(pedido: Solicitacao) -> str:
    return reverse("ouvidoria:reclamar", args=[pedido.protocolo])
