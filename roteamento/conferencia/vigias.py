"""O que se vigia nas unidades, nas rotas e em quem responde pelos órgãos."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from contas.papeis import Papel
from referencia.vigias import Vigia
from roteamento.designados import designados, orgaos_sem
from roteamento.models import ConferenciaDeRotas, Importacao
from roteamento.pendencias import DE_UM_ORGAO

GRUPO = "Unidades e rotas"
CITADAS = 5
DA_CIDADE = (Papel.OUVIDORIA, Papel.CORREGEDORIA, Papel.CMAI)
"""Os papéis de que a cidade precisa de alguém."""
ATRASO = timedelta(days=2)
"""A conferência das rotas é de toda noite."""


def destinos_com_gente() -> str:
    """As unidades que são destino de um serviço e não têm quem o receba, na última conferência."""
    ultima = ConferenciaDeRotas.objects.first()
    vazias = ultima.unidades_sem_servidor if ultima else []
    if not vazias:
        return ""
    mais = f" e mais {len(vazias) - CITADAS}" if len(vazias) > CITADAS else ""
    return f"Recebem serviços e não têm ninguém: {', '.join(vazias[:CITADAS])}{mais}."


def rotas_sem_furo() -> str:
    ultima = ConferenciaDeRotas.objects.first()
    furos = len(ultima.lacunas) + len(ultima.conflitos) if ultima else 0
    return f"Lugares em que um serviço não tem um destino só: {furos}." if furos else ""


def rotas_conferidas() -> str:
    ultima = ConferenciaDeRotas.objects.first()
    if ultima is None:
        return "As rotas ainda não foram conferidas: é a rotina de toda noite."
    velha = ultima.em < timezone.now() - ATRASO
    return f"A última conferência das rotas é de {timezone.localtime(ultima.em):%d/%m/%Y}." if velha else ""


def papeis_da_cidade() -> str:
    hoje = timezone.localdate()
    vagos = [papel.label for papel in DA_CIDADE if not designados(papel, hoje).exists()]
    return f"Ninguém está designado: {', '.join(vagos)}." if vagos else ""


def papeis_dos_orgaos() -> str:
    """Quantos órgãos estão sem cada papel."""
    hoje = timezone.localdate()
    contados = [(papel.label, orgaos_sem(papel, hoje).count()) for papel in Papel if papel in DE_UM_ORGAO]
    ditos = [f"{nome}: {quantos}" for nome, quantos in contados if quantos]
    return f"Órgãos sem ninguém designado. {'; '.join(ditos)}." if ditos else ""


def territorio_oficial() -> str:
    oficiais = Importacao.objects.filter(tipo=Importacao.Tipo.DISTRITOS)
    return "" if oficiais.exists() else "As divisas dos distritos são aproximadas: as oficiais não vieram."


VIGIAS = (
    Vigia(
        codigo="destinos_com_gente",
        nome="Toda unidade que recebe serviços tem gente",
        porque="O pedido que lá chegar espera, e ninguém o vê.",
        conferir=destinos_com_gente,
        conserto="Registre a lotação de quem trabalha em cada uma",
        pagina="admin:roteamento_lotacao_changelist",
    ),
    Vigia(
        codigo="rotas_sem_furo",
        nome="Todo serviço tem um destino em todo lugar",
        porque="De onde não há destino, o pedido vai à triagem e espera quem o encaminhe.",
        conferir=rotas_sem_furo,
        conserto="Veja o que falta na conferência das rotas",
        pagina="roteamento:conferencia",
    ),
    Vigia(
        codigo="rotas_conferidas",
        nome="As rotas se conferem toda noite",
        porque="Sem a conferência, uma regra que acabou só se nota quando o pedido se perde.",
        conferir=rotas_conferidas,
        conserto="Confira as rotas, ou rode manage.py conferir_rotas",
        pagina="roteamento:conferencia",
    ),
    Vigia(
        codigo="papeis_da_cidade",
        nome="A Ouvidoria, a Corregedoria e a Comissão têm gente",
        porque="Manifestações, denúncias e recursos chegam a quem está designado; sem ninguém, vencem.",
        conferir=papeis_da_cidade,
        conserto="Designe quem responde por cada uma",
        pagina="admin:roteamento_designacao_changelist",
    ),
    Vigia(
        codigo="papeis_dos_orgaos",
        nome="Cada órgão tem interlocutor, SIC e autoridade",
        porque="A pergunta da Ouvidoria e o pedido de informação chegam ao órgão, e ninguém é chamado.",
        conferir=papeis_dos_orgaos,
        conserto="Designe quem responde por cada órgão",
        pagina="admin:roteamento_designacao_changelist",
    ),
    Vigia(
        codigo="territorio_oficial",
        nome="O território é o oficial da cidade",
        porque="Com divisas aproximadas, o pedido perto de uma divisa pode ir à unidade vizinha.",
        conferir=territorio_oficial,
        conserto="Importe os arquivos no servidor, com manage.py importar_territorio, e veja as importações",
        pagina="admin:roteamento_importacao_changelist",
    ),
)
