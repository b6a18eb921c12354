"""O que se vigia nos avisos: se saem por cada canal, e se têm fim."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from avisos.entrega import FINAL
from avisos.espera import esperas
from avisos.models import Aviso, Cidade, Envio
from avisos.situacoes import Canal
from referencia.vigias import Vigia

GRUPO = "Avisos"
PROVA = timedelta(days=30)
FOLGA = timedelta(hours=2)
"""Com as voltas da rotina, depois do último dia em que um aviso pode esperar."""


def avisos_saem() -> str:
    """Por canal e urgência: quantos esperam mais do que deviam, e desde quando."""
    parados = [espera for espera in esperas(timezone.now()) if not espera.bem]
    ditos = [f"{um.nome}: {um.quantos}, desde {timezone.localtime(um.desde):%d/%m, %H:%M}" for um in parados]
    return f"Há avisos parados. {'; '.join(ditos)}." if ditos else ""


def avisos_acabam() -> str:
    """Em 72 horas todo aviso tem estado final."""
    passou = timezone.now() - FINAL - FOLGA
    quantos = Aviso.objects.filter(situacao__in=Aviso.ABERTAS, criado_em__lt=passou).count()
    return f"Avisos que passaram de 72 horas sem sair nem acabar: {quantos}." if quantos else ""


def correio_ligado() -> str:
    return "CORREIO_URL diz nenhum: os avisos de quem só tem e-mail esperam." if settings.SEM_CORREIO else ""


def correio_provado() -> str:
    """Alguma mensagem foi aceita há pouco: não basta a configuração."""
    desde = timezone.now() - PROVA
    provado = Envio.objects.filter(canal=Canal.EMAIL, criado_em__gte=desde, aceito_em__isnull=False).exists()
    return "" if provado else f"Nenhum e-mail saiu nos últimos {PROVA.days} dias."


def devolucoes_lidas() -> str:
    return "" if "devolucoes" in settings.CANAIS else "Não se lê a caixa das devoluções de e-mail."


def cidade_preenchida() -> str:
    cidade = Cidade.atual()
    ditos = {
        "o encarregado de dados pessoais": cidade.encarregado,
        "o contato do encarregado": cidade.contato_do_encarregado,
        "o suporte a quem trabalha": cidade.suporte,
    }
    faltam = ", ".join(nome for nome, dito in ditos.items() if not dito)
    return f"Falta dizer: {faltam}." if faltam else ""


VIGIAS = (
    Vigia(
        codigo="avisos_saem",
        nome="Os avisos saem por todos os canais",
        porque="Quem pediu espera notícia, e o código de quem entra vale poucos minutos.",
        conferir=avisos_saem,
        conserto="Veja na caixa de saída o erro de cada um e, no servidor, o endereço e a senha do canal",
        pagina="admin:avisos_aviso_changelist",
        alerta=True,
    ),
    Vigia(
        codigo="avisos_acabam",
        nome="Todo aviso acaba em 72 horas",
        porque="O que não acaba nem sai nem passa ao canal seguinte, e quem espera não sabe.",
        conferir=avisos_acabam,
        conserto="Veja na caixa de saída os que esperam",
        pagina="admin:avisos_aviso_changelist",
        alerta=True,
    ),
    Vigia(
        codigo="correio_ligado",
        nome="A cidade manda e-mail",
        porque="É o canal de todo mundo: sem ele nem se recupera a senha.",
        conferir=correio_ligado,
        conserto="No servidor, ponha em CORREIO_URL o servidor SMTP da cidade",
    ),
    Vigia(
        codigo="correio_provado",
        nome="O e-mail já saiu daqui",
        porque="O servidor pode recusar o remetente ou a senha, e só se sabe tentando.",
        conferir=correio_provado,
        conserto="Mande a mensagem de prova, na página Implantação",
        pagina="admin:implantacao",
    ),
    Vigia(
        codigo="devolucoes_lidas",
        nome="As devoluções de e-mail se leem",
        porque="Sem elas, o endereço que não existe conta como avisado.",
        conferir=devolucoes_lidas,
        conserto="No servidor, ponha em DEVOLUCOES_URL a caixa a que elas voltam",
    ),
    Vigia(
        codigo="cidade_preenchida",
        nome="A cidade disse quem responde pelos dados pessoais e pelo suporte",
        porque="A lei pede o encarregado à vista, e quem não entra precisa saber a quem pedir ajuda.",
        conferir=cidade_preenchida,
        conserto="Preencha os dados da cidade",
        pagina="admin:avisos_cidade_changelist",
    ),
)
