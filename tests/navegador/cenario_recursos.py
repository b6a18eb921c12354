"""As mesas de quem decide recursos e da Comissão, para o navegador: cada página em cada estado."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from contas.segredos import chaves
from esic import acoes
from esic.models import Pedido, Recurso, Reuniao
from esic.situacoes import Decisao, Resultado
from referencia.tabelas import estado
from tests.esic import elenco

DA_AUTORIDADE = ("recurso com tudo", "recurso com pergunta ao órgão", "recurso decidido")
DA_OUVIDORIA = ("reclamação pela falta de resposta", "recurso de órgão sem autoridade")
DA_COMISSAO = (
    "recurso na pauta",
    "recurso parado",
    "reunião realizada",
    "reunião cancelada",
    "corrigir a ata",
    "não se cancela",
)
DO_SIC = ("pedido com decisão por cumprir", "pedido com pergunta de quem decide")
PUBLICAS = ("reunião com ata", "reunião marcada")
COM_A_CHAVE = "pedido na pauta da Comissão"
ATOS = ("decidir", "pedir-esclarecimento")
ATA = "A Comissão decidiu um recurso, indeferido, e marcou a reunião do mês que vem.\n\nNada mais houve."


def das_mesas() -> dict[str, str]:
    """Onde está cada página, pelo nome dela. Uma reunião é hoje, e nela se decidiu um recurso."""
    sem_autoridade = elenco.em_tramitacao(orgao=elenco.orgao("SMT", "Secretaria de Mobilidade"))
    sem_autoridade = elenco.em_recurso(elenco.respondido(Decisao.NEGADO, sem_autoridade))[0]
    reclamado = elenco.vencido()
    acoes.reclamar(caso=reclamado, por=elenco.municipe(reclamado.protocolo))
    por_decidir = elenco.em_recurso(_completo())[0]
    return {
        "recursos:recurso": _em("recurso", por_decidir),
        **{f"recursos:{ato}": _em(ato, por_decidir) for ato in ATOS},
        "recursos:decidir-reclamacao": _em("decidir-reclamacao", reclamado),
        "recurso com tudo": _em("recurso", elenco.em_recurso(_completo())[0]),
        "recurso com pergunta ao órgão": _em("recurso", elenco.perguntado()),
        "recurso decidido": _em("recurso", elenco.decidido(Resultado.PARCIAL)),
        "reclamação pela falta de resposta": _em("recurso", reclamado),
        "recurso de órgão sem autoridade": _em("recurso", sem_autoridade),
        "pedido com decisão por cumprir": _do_sic("pedido", deferido := elenco.decidido(Resultado.DEFERIDO)),
        "sic:cumprir": _do_sic("cumprir", deferido),
        "pedido com pergunta de quem decide": _do_sic("pedido", perguntado := elenco.perguntado()),
        "sic:esclarecer": _do_sic("esclarecer", perguntado),
        **_da_comissao(),
    }


def _da_comissao() -> dict[str, str]:
    decidido = elenco.decidido(caso=elenco.decidido(caso=elenco.decidido()))
    de_hoje = Reuniao.objects.get(recursos__pedido=decidido)
    cancelada = elenco.reuniao(_daqui_a(3))
    acoes.cancelar(reuniao=cancelada, marca=estado(cancelada), por=elenco.cmai())
    realizada = elenco.realizada(ha_dias=30)
    acoes.publicar_ata(
        reuniao=realizada, marca=estado(realizada), por=elenco.cmai(), numero="110/2026", texto=ATA
    )
    sem_ata, antiga = elenco.realizada(ha_dias=60), elenco.realizada(ha_dias=500)
    parado, recurso = elenco.na_instancia(3)
    Recurso.objects.filter(pk=recurso.pk).update(aberto_em=timezone.now() - timedelta(days=70))
    futura = elenco.reuniao(_daqui_a(20), hora="14:30", local="Viaduto do Chá, 15, 5º andar")
    acoes.por_os_que_esperam(por=elenco.cmai())
    na_pauta = elenco.na_instancia(3)[0]
    return {
        "recurso na pauta": _em("recurso", na_pauta),
        "recurso parado": _em("recurso", parado),
        **{f"cmai:{pagina}": _reuniao(pagina, futura) for pagina in ("reuniao", "alterar", "cancelar")},
        "cmai:ata": _reuniao("ata", sem_ata),
        "reunião realizada": _reuniao("reuniao", realizada),
        "corrigir a ata": _reuniao("ata", realizada),
        "reunião cancelada": _reuniao("reuniao", cancelada),
        "não se cancela": _reuniao("cancelar", de_hoje),
        "esic:reuniao": reverse("esic:reuniao", args=[realizada.pk]),
        "reunião com ata": reverse("esic:reuniao", args=[realizada.pk]),
        "reunião marcada": reverse("esic:reuniao", args=[futura.pk]),
        "reuniões de outro ano": f"{reverse('esic:reunioes')}?ano={antiga.dia.year}",
        COM_A_CHAVE: reverse(
            "portal:entrar_com_chave", args=[na_pauta.protocolo, chaves.chave_de(na_pauta.protocolo)]
        ),
    }


def _completo() -> Pedido:
    """Com arquivo de quem pediu e de quem respondeu, e texto que não se parte."""
    caso = elenco.com_anexo(elenco.em_tramitacao(texto=f"{elenco.PERGUNTA} {'x' * 80}"), nome="mapa.pdf")
    caso = elenco.respondido(Decisao.NEGADO, caso)
    return elenco.com_anexo(caso, ordem=caso.versao, papel="sic", nome="planilha.pdf")


def _daqui_a(dias: int) -> date:
    return timezone.localdate() + timedelta(days=dias)


def _em(pagina: str, caso: Pedido) -> str:
    return reverse(f"recursos:{pagina}", args=[caso.protocolo])


def _do_sic(pagina: str, caso: Pedido) -> str:
    return reverse(f"sic:{pagina}", args=[caso.protocolo])


def _reuniao(pagina: str, reuniao: Reuniao) -> str:
    return reverse(f"cmai:{pagina}", args=[reuniao.pk])
