"""Conta um ano e diz, de cada serviço, de cada órgão e da cidade, o que se publica.

Um pedido é do ano em que a unidade o encerrou; uma manifestação, do ano em que chegou. O serviço sigiloso,
hoje ou quando se pediu, e o que não se sabe de que órgão é só entram na soma da cidade; denúncia, em nenhuma.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, DurationField, F, Q, Sum
from django.db.models.functions import Coalesce

from documentos.relatorios.contagens import do_ano
from documentos.relatorios.sigilo import Soma, fechadas
from guia.models import Orgao, Servico
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from solicitacoes.acoes.resolvido import ENCERRADOS_PELA_UNIDADE
from solicitacoes.models import Satisfacao, Solicitacao, prometida
from transparencia.avaliacao.aspectos import CONTAGENS, DIAS, POR_CHAVE
from transparencia.celula import POUCOS
from transparencia.models import LinhaDaAvaliacao

BOA_NOTA = 4
TAMANHOS = {**dict.fromkeys(CONTAGENS, 1), **dict.fromkeys(POR_CHAVE, 2)}
"""Quantas partes tem cada conta."""
DOS_ENCERRADOS = ("pedidos", "nativos", "sem_prazo")
"""Os encerrados são os importados e os nativos, e estes os que tinham prazo e os que não."""
TEMPO = "tempo"
"""A soma dos dias até o fim: só serve à média."""

type Contas = dict[str, list[int]]


def contar(ano: int) -> list[LinhaDaAvaliacao]:
    """As linhas do ano, por gravar: a cidade, cada órgão e cada serviço que tem o que contar."""
    servicos, dos_orgaos, da_cidade = _contados(ano)
    de = dict(Servico.objects.filter(pk__in=servicos).values_list("pk", "orgao"))
    orgaos = {orgao: _soma([]) for orgao in Orgao.objects.values_list("pk", flat=True)}
    for orgao in orgaos:
        deles = [contas for servico, contas in servicos.items() if de[servico] == orgao]
        orgaos[orgao] = _soma([*deles, dos_orgaos.get(orgao, _soma([]))])
    sem_orgao = [contas for servico, contas in servicos.items() if de[servico] is None]
    escondidas = _soma([*sem_orgao, da_cidade])
    orgaos = {orgao: contas for orgao, contas in orgaos.items() if _ha(contas)}
    desde = Manifestacao.objects.filter(aberta_em__lt=do_ano(ano)[1]).exists()
    cidade = _soma([*orgaos.values(), escondidas])
    abertas = _abertas(orgaos, servicos, de, cidade, escondidas)
    if not _ha(cidade):
        return []
    return list(_linhas(cidade, orgaos, {s: c for s, c in servicos.items() if de[s]}, de, abertas, desde))


def _linhas(
    cidade: Contas,
    orgaos: Mapping[int, Contas],
    servicos: Mapping[int, Contas],
    de: Mapping[int, int | None],
    abertas: Mapping[str, set[Any]],
    ha_ouvidoria: bool,  # noqa: FBT001
) -> Iterator[LinhaDaAvaliacao]:
    ditos = {orgao.pk: orgao for orgao in Orgao.objects.filter(pk__in=orgaos)}
    chamado = Coalesce("publicada__nome", "slug", output_field=CharField())
    nomes = dict(Servico.objects.filter(pk__in=servicos).values_list("pk", chamado))

    def linha(quem: Any, contas: Contas, **campos: Any) -> LinhaDaAvaliacao:
        se_abre = {chave for chave in abertas if quem in abertas[chave]}
        return LinhaDaAvaliacao(contas=publicavel(contas, se_abre, ha_ouvidoria=ha_ouvidoria), **campos)

    yield linha("cidade", cidade, nome="A cidade")
    for orgao, contas in orgaos.items():
        nome, sigla = ditos[orgao].nome, ditos[orgao].sigla
        yield linha(("orgao", orgao), contas, orgao_id=orgao, nome=nome, sigla=sigla)
    for servico, contas in servicos.items():
        if _ha(contas):
            dele = ditos[int(de[servico] or 0)]
            campos = {"orgao_id": dele.pk, "servico_id": servico, "sigla": dele.sigla}
            yield linha(("servico", servico), contas, nome=nomes[servico], **campos)


def publicavel(contas: Contas, se_abre: set[str], *, ha_ouvidoria: bool) -> dict[str, Any]:
    """Aspecto → as partes, `POUCOS` ou nulo, se não se registrou."""
    dito: dict[str, Any] = {}
    for chave in TAMANHOS:
        partes = contas[chave]
        nada = chave in POR_CHAVE and (not contas["nativos"][0] or (chave == "prazo" and not any(partes)))
        if chave == "manifestacoes":
            nada = not ha_ouvidoria
        dito[chave] = None if nada else partes if chave in se_abre else POUCOS
    quantos = contas["pedidos"][0]
    media = [round(contas[TEMPO][0] / quantos, 1)] if quantos else None
    return {**dito, DIAS: media if "pedidos" in se_abre else POUCOS}


def _abertas(
    orgaos: Mapping[int, Contas],
    servicos: Mapping[int, Contas],
    de: Mapping[int, int | None],
    cidade: Contas,
    escondidas: Contas,
) -> dict[str, set[Any]]:
    """Quem se abre em cada conta: a cidade é a soma dos órgãos, e o órgão, a dos seus serviços."""
    todas: dict[Any, Contas] = {"cidade": cidade, "escondidas": escondidas}
    somas: list[Soma[Any]] = [("cidade", ["escondidas", *(("orgao", orgao) for orgao in orgaos)])]
    for orgao, contas in orgaos.items():
        deles = {("servico", servico): dele for servico, dele in servicos.items() if de[servico] == orgao}
        sem_servico = _soma(deles.values())
        sem_servico = {
            chave: [a - b for a, b in zip(contas[chave], sem_servico[chave], strict=True)] for chave in contas
        }
        todas |= {("orgao", orgao): contas, **deles, ("sem servico", orgao): sem_servico}
        somas.append((("orgao", orgao), [*deles, ("sem servico", orgao)]))
    sem_linha = {quem for quem in todas if quem == "escondidas" or quem[0] == "sem servico"}
    fora = dict[str, set[Any]]()
    for chave in TAMANHOS:
        partes = {quem: _que_se_decidem(chave, contas) for quem, contas in todas.items()}
        ja = fora["nativos"] if chave == "prazo" else set[Any]()
        ao_todo = todas.keys() - ja if chave == "prazo" else ()
        fora[chave] = fechadas(partes, somas, ja=ja, sem_linha=sem_linha, ao_todo=ao_todo)
    return {chave: todas.keys() - fechadas_nela for chave, fechadas_nela in fora.items()}


def _que_se_decidem(chave: str, contas: Contas) -> list[int]:
    """As partes que se fecham juntas, porque a soma ou a diferença delas também se lê."""
    if chave not in DOS_ENCERRADOS:
        return contas[chave]
    (pedidos,), (nativos,), (sem_prazo,) = (contas[qual] for qual in DOS_ENCERRADOS)
    return [nativos - sem_prazo, sem_prazo, pedidos - nativos]


# --- o que se conta -------------------------------------------------------------------------


def _contados(ano: int) -> tuple[dict[int, Contas], dict[int, Contas], Contas]:
    """O que é de cada serviço; o que só se sabe de que órgão é; e o que só entra na soma da cidade."""
    servicos: dict[int, Contas] = {}
    orgaos: dict[int, Contas] = {}
    cidade = _soma([])
    for grupo in _grupos(ano):
        servico, orgao = grupo.get("servico_"), grupo.get("orgao_")
        onde = cidade
        if not grupo["reservado"] and servico:
            onde = servicos.setdefault(servico, _soma([]))
        elif not grupo["reservado"] and orgao:
            onde = orgaos.setdefault(orgao, _soma([]))
        for chave, partes in _partes(grupo).items():
            onde[chave] = [a + b for a, b in zip(onde[chave], partes, strict=True)]
    return servicos, orgaos, cidade


def _partes(grupo: Mapping[str, Any]) -> Contas:
    """As contas que este grupo traz: `resolvido_sim` e `resolvido_nao` são as partes de `resolvido`."""
    contas = {chave: [grupo[chave]] for chave in CONTAGENS if chave in grupo}
    contas |= {
        chave: [grupo[f"{chave}_sim"], grupo[f"{chave}_nao"]]
        for chave in POR_CHAVE
        if f"{chave}_sim" in grupo
    }
    if TEMPO in grupo:
        contas[TEMPO] = [round((grupo[TEMPO] or timedelta()) / timedelta(days=1))]
    return contas


def _grupos(ano: int) -> Iterator[dict[str, Any]]:
    inicio, fim = do_ano(ano)
    yield from _encerrados(inicio, fim)
    yield from _respostas(inicio, fim)
    yield from _por_servico(Solicitacao.objects.abertas()).annotate(abertos=Count("pk"))
    yield from _manifestacoes(inicio, fim)


def _por_servico(linhas: Any, caso: str = "", *mais: str) -> Any:
    """Agrupa por serviço, e por ele se proteger; o que não tem pedido, não."""
    por = linhas.annotate(servico_=F(f"{caso}servico"), reservado=F(f"{caso}sigilosa"))
    return por.values("servico_", "reservado", *mais).order_by()


def _encerrados(inicio: datetime, fim: datetime) -> Iterable[dict[str, Any]]:
    nativo = Q(procedencia=Solicitacao.Procedencia.NATIVA)
    prometido = prometida()
    cumprido = Q(encerrada_em__lte=F("vence_em"))
    do_ano_dado = Solicitacao.objects.filter(
        situacao__in=ENCERRADOS_PELA_UNIDADE, encerrada_em__gte=inicio, encerrada_em__lt=fim
    )
    grupos: Iterable[dict[str, Any]] = _por_servico(do_ano_dado).annotate(
        pedidos=Count("pk"),
        nativos=Count("pk", filter=nativo),
        sem_prazo=Count("pk", filter=nativo & ~prometido),
        prazo_sim=Count("pk", filter=prometido & cumprido),
        prazo_nao=Count("pk", filter=prometido & ~cumprido),
        tempo=Sum(F("encerrada_em") - F("aberta_em"), output_field=DurationField()),
    )
    return grupos


def _respostas(inicio: datetime, fim: datetime) -> Iterable[dict[str, Any]]:
    """O que se disse do encerramento que vale: do que se reabriu e se encerrou de novo, só do último."""
    ditas = Satisfacao.objects.filter(
        caso__situacao__in=ENCERRADOS_PELA_UNIDADE,
        caso__encerrada_em__gte=inicio,
        caso__encerrada_em__lt=fim,
        do_fim_em=F("caso__encerrada_em"),
    )
    sim, nao = Satisfacao.SimOuNao.SIM, Satisfacao.SimOuNao.NAO
    grupos: Iterable[dict[str, Any]] = _por_servico(ditas, "caso__").annotate(
        resolvido_sim=Count("pk", filter=Q(resolveu=sim)),
        resolvido_nao=Count("pk", filter=Q(resolveu=nao)),
        nota_sim=Count("pk", filter=Q(nota__gte=BOA_NOTA)),
        nota_nao=Count("pk", filter=Q(nota__lt=BOA_NOTA)),
        clareza_sim=Count("pk", filter=Q(clareza=sim)),
        clareza_nao=Count("pk", filter=Q(clareza=nao)),
        no_tempo_sim=Count("pk", filter=Q(no_prazo=sim)),
        no_tempo_nao=Count("pk", filter=Q(no_prazo=nao)),
    )
    return grupos


def _manifestacoes(inicio: datetime, fim: datetime) -> Iterable[dict[str, Any]]:
    """As do ano, menos as denúncias: do serviço de que se fala ou, sem ele, do órgão que se disse."""
    do_ano_dado = Manifestacao.objects.filter(aberta_em__gte=inicio, aberta_em__lt=fim)
    sem_denuncias = do_ano_dado.exclude(tipo=TipoDeManifestacao.DENUNCIA)
    por = _por_servico(sem_denuncias.annotate(orgao_=F("orgao")), "solicitacao__", "orgao_")
    grupos: Iterable[dict[str, Any]] = por.annotate(manifestacoes=Count("pk"))
    return grupos


def _soma(todas: Iterable[Contas]) -> Contas:
    soma = {**{chave: [0] * tamanho for chave, tamanho in TAMANHOS.items()}, TEMPO: [0]}
    for contas in todas:
        for chave, partes in contas.items():
            soma[chave] = [a + b for a, b in zip(soma[chave], partes, strict=True)]
    return soma


def _ha(contas: Contas) -> bool:
    return any(contas[chave][0] for chave in ("pedidos", "manifestacoes", "abertos"))
