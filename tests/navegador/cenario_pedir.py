"""O pedido de informação que se escreve, para o navegador: cada passo e cada estado que importa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guia.models import Orgao
from tests.esic.pedindo import QuemPede
from tests.solicitacoes import pedindo

if TYPE_CHECKING:
    from django.test import Client

SERVICO = "Quero que tapem o buraco da minha rua, em frente ao ponto de ônibus."
QUEIXA = "Quero reclamar do atendimento, fui mal atendida no balcão."
LONGO = f"Quantos contratos de limpeza há em cada distrito? {'x' * 90}"
DO_DONO = (
    "o que parece serviço",
    "o que parece reclamação",
    "identificar-se para pedir informação",
    "pedir pelo correio",
    "pedido que vai a quem passa adiante",
)
DO_BALCAO = (
    "registrar: o que a pessoa quer saber",
    "registrar: quem é a pessoa",
    "registrar: conferir",
    "comprovante do SIC",
    "recibo do SIC",
)


def _novo(cliente: Client, **campos: object) -> QuemPede:
    """Um pedido que passou do primeiro passo."""
    quem = QuemPede(cliente)
    assert quem.comecar(**campos).status_code == 303
    return quem


def do_dono(dono: Client) -> dict[str, str]:
    """Os passos de um pedido por enviar, com arquivo, e as páginas de um já enviado."""
    cheio = _novo(dono, texto=LONGO, fotos=[pedindo.foto()])
    assert cheio.mandar("identificacao/", pedindo.MARIA).status_code == 303
    servico = _novo(dono, texto=SERVICO)
    enviado, adiante = _novo(dono), _novo(dono, orgao="nao_sei")
    enviado.terminar()
    adiante.terminar()
    passos = ("informacao", "identificacao", "conferir")
    return {f"esic:{passo}": cheio.endereco(f"{passo}/") for passo in passos} | {
        "esic:retomar": cheio.endereco(),
        "esic:antes": servico.endereco("antes/"),
        "esic:comprovante": enviado.endereco("comprovante/"),
        "esic:recibo": enviado.endereco("recibo/"),
        "o que parece serviço": servico.endereco("antes/"),
        "o que parece reclamação": _novo(dono, texto=QUEIXA).endereco("antes/"),
        "identificar-se para pedir informação": _novo(dono).endereco("identificacao/"),
        "pedir pelo correio": _novo(dono, forma_de_resposta="correio").endereco("identificacao/"),
        "pedido que vai a quem passa adiante": adiante.endereco("comprovante/"),
        "perfil de quem pede": enviado.endereco("comprovante/"),
    }


def do_balcao(sic: Client) -> dict[str, str]:
    """O que o SIC registra: por escrever, por conferir e já enviado."""
    escrito, enviado = QuemPede(sic), QuemPede(sic)
    dados = {
        "orgao": str(Orgao.objects.get(sigla="SMSUB").pk),
        "texto": LONGO,
        "forma_de_resposta": "balcao",
        "autoriza_divulgar": "nao",
    }
    for quem in (escrito, enviado):
        assert quem.no_balcao(canal="carta").status_code == 303
        assert quem.mandar("informacao/", dados).status_code == 303
    enviado.terminar()
    assert escrito.mandar("identificacao/", pedindo.MARIA).status_code == 303
    return {
        "registrar: o que a pessoa quer saber": escrito.endereco("informacao/"),
        "registrar: quem é a pessoa": escrito.endereco("identificacao/"),
        "registrar: conferir": escrito.endereco("conferir/"),
        "comprovante do SIC": enviado.endereco("comprovante/"),
        "recibo do SIC": enviado.endereco("recibo/"),
    }
