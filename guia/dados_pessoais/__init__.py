"""O Guia não guarda nada de quem pede; só diz quem, nos órgãos, cuida de cada texto (ADR 0056)."""

from __future__ import annotations

from collections.abc import Iterator

from contas.dados_pessoais.pessoa import Arquivo, Guarda, Pessoa, em_json
from guia.models import PontoFocal

GUARDA = (
    Guarda(
        "De que órgão você escreve os serviços, se escreve",
        "Saber quem cuida do texto de cada serviço.",
        "Fica: é registro do serviço público, que se publica.",
        {"guia.PontoFocal": "usuario", "guia.HistoricalPontoFocal": "usuario history_change_reason"},
    ),
)
_DE_TODOS = "texto que a Prefeitura escreve para todos lerem"
SEM_PESSOA = {
    **dict.fromkeys(
        (
            "guia.AprendidoDaBusca",
            "guia.Assunto",
            "guia.Caminho",
            "guia.Comunicado",
            "guia.ExpressaoDeBusca",
            "guia.Lugar",
            "guia.Orgao",
            "guia.PalavraDeBusca",
            "guia.RegraDoGuia",
            "guia.RespostaDeBusca",
            "guia.Servico",
            "guia.Suspensao",
            "guia.Tema",
            "guia.TextoDeBusca",
            "guia.VersaoDoServico",
        ),
        _DE_TODOS,
    ),
    "guia.Opiniao": "o que se disse de um serviço, sem nenhuma ligação a quem o disse",
    "guia.BuscaSemResultado": "palavras somadas, sem nenhuma ligação a quem procurou",
}


def exportar(pessoa: Pessoa) -> Iterator[Arquivo]:
    if pessoa.usuario is None:
        return
    focais = PontoFocal.objects.filter(usuario=pessoa.usuario).select_related("orgao").order_by("de")
    if focais:
        yield em_json("guia.json", [{"Órgão": um.orgao.nome, "De": um.de, "Até": um.ate} for um in focais])


def anonimizar(_pessoa: Pessoa) -> None:
    """Quem cuidou do texto de um serviço não se apaga daqui: é registro do serviço público."""
