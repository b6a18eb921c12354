"""Leituras das unidades, das regras e de quem serve nelas, para as páginas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico
from referencia import sql
from roteamento.localizacao.grafias import simplificar
from roteamento.models import Lotacao, Regra, Sucessao, Unidade

QUEM_TRABALHA = (Papel.SERVIDOR.value, Papel.CHEFIA.value)
"""Os papéis de quem trabalha na caixa: unidade sem nenhum deles não tem equipe."""

CAIXAS = """SELECT DISTINCT ON (unidade) unidade, papel FROM (
    WITH RECURSIVE proprias AS (
        SELECT unidade_id AS unidade, papel FROM roteamento_lotacao
        WHERE usuario_id = %(usuario)s AND papel = ANY(%(papeis)s)
          AND de <= %(em)s AND (ate IS NULL OR ate >= %(em)s)
    ), caixas AS (
        SELECT unidade, papel FROM proprias WHERE papel = ANY(%(da_caixa)s)
        UNION
        SELECT outra.id, caixas.papel FROM caixas JOIN LATERAL (
            SELECT subordinada.id FROM roteamento_unidade subordinada
            WHERE subordinada.superior_id = caixas.unidade
            UNION ALL
            SELECT antiga.id FROM roteamento_sucessao sucessao
            JOIN roteamento_unidade antiga ON antiga.id = sucessao.antiga_id
            WHERE sucessao.nova_id = caixas.unidade AND antiga.vigente_ate < %(em)s
        ) outra ON NOT EXISTS (
            SELECT 1 FROM roteamento_lotacao lotacao
            WHERE lotacao.unidade_id = outra.id AND lotacao.papel = ANY(%(equipe)s)
              AND lotacao.de <= %(em)s AND (lotacao.ate IS NULL OR lotacao.ate >= %(em)s)
        )
    )
    SELECT unidade, papel, 0 AS distancia FROM proprias
    UNION ALL
    SELECT unidade, papel, 1 FROM caixas
) todas ORDER BY unidade, distancia, papel
"""
"""As lotações e, a partir delas, as unidades sem equipe. O `UNION` não repete linha: um laço não prende.

Na dúvida entre dois papéis herdados vale a chefia, que vem antes na ordem das letras.
"""


def papeis_de(usuario: Usuario, em: date, papeis: Iterable[Papel] = Papel) -> dict[int, Papel]:
    """Unidade → papel: as lotações do dia, só nestes papéis, e as caixas que vêm com elas.

    Quem trabalha numa unidade trabalha também nas subordinadas que não têm ninguém, descendo até a
    primeira que tenha gente sua, e vê o que as unidades que ela sucedeu deixaram. O papel é o da lotação
    de onde a caixa vem; em cada unidade há um papel por vez, e o da própria lotação vem primeiro.
    """
    if not usuario.papeis_valem:
        return {}
    pedidos = [papel.value for papel in papeis]
    da_caixa = [papel for papel in pedidos if papel in QUEM_TRABALHA]
    argumentos: dict[str, Any] = {"usuario": usuario.pk, "em": em, "papeis": pedidos, "da_caixa": da_caixa}
    caixas = sql.ler(CAIXAS, argumentos | {"equipe": [*QUEM_TRABALHA]})
    return {caixa["unidade"]: Papel(caixa["papel"]) for caixa in caixas}


def unidades_sem_gente(em: date) -> list[int]:
    """As unidades cuja caixa ninguém com conta ativa abre no dia, também pela unidade de cima (`CAIXAS`)."""
    superiores = dict(Unidade.objects.vigentes(em).order_by().values_list("pk", "superior"))
    equipes: dict[int, bool] = {}
    lotacoes = Lotacao.objects.vigentes(em).filter(papel__in=QUEM_TRABALHA).order_by()
    for unidade, ativa in lotacoes.values_list("unidade", "usuario__is_active"):
        equipes[unidade] = equipes.get(unidade, False) or ativa

    def alguem_abre(unidade: int) -> bool:
        vistas: set[int] = set()
        onde: int | None = unidade
        while onde is not None and onde not in equipes and onde not in vistas:
            vistas.add(onde)
            onde = superiores.get(onde)
        return onde is not None and equipes.get(onde, False)

    return [unidade for unidade in superiores if not alguem_abre(unidade)]


def chefia_da_unidade(usuario: Usuario | None, unidade: Unidade, em: date) -> bool:
    """É chefia desta unidade por lotação própria, e não porque ela está sem equipe?"""
    dela = unidade.lotacoes.vigentes(em).filter(papel=Papel.CHEFIA)
    return usuario is not None and dela.de_usuario(usuario).exists()


NO_LUGAR_DA_CHEFIA = """SELECT sua.unidade_id FROM roteamento_lotacao sua
JOIN roteamento_lotacao titular ON titular.unidade_id = sua.unidade_id
    AND titular.usuario_id = sua.substitui_id AND titular.papel = %(chefia)s
    AND titular.de <= %(em)s AND (titular.ate IS NULL OR titular.ate >= %(em)s)
WHERE sua.usuario_id = %(usuario)s AND sua.de <= %(em)s AND (sua.ate IS NULL OR sua.ate >= %(em)s)"""
"""Em SQL porque toda caixa o pergunta: montá-la pelo ORM custava mais que o banco respondê-la."""


def no_lugar_da_chefia(usuario: Usuario, em: date) -> set[int]:
    """As unidades em que a pessoa está, neste dia, no lugar de quem é chefia.

    O papel dela continua o da sua lotação: chefia, só a administração dá.
    """
    if not usuario.papeis_valem:
        return set()
    argumentos = {"usuario": usuario.pk, "em": em, "chefia": Papel.CHEFIA.value}
    return {linha["unidade_id"] for linha in sql.ler(NO_LUGAR_DA_CHEFIA, argumentos)}


SUPERIORES = """WITH RECURSIVE acima AS (
    SELECT id, superior_id FROM roteamento_unidade WHERE id = %s
    UNION
    SELECT u.id, u.superior_id FROM roteamento_unidade u JOIN acima ON u.id = acima.superior_id
) SELECT id FROM acima"""
"""O `UNION` não repete linha: um laço de superiores não prende."""


def unidade_e_superiores(unidade: Unidade) -> list[int]:
    """As chaves da unidade e de todas as que estão acima dela."""
    return [linha["id"] for linha in sql.ler(SUPERIORES, [unidade.pk])]


def lotados(unidade: Unidade, em: date) -> QuerySet[Lotacao]:
    """Quem trabalha na unidade no dia ou vai trabalhar depois dele, por nome; a chefia primeiro."""
    dela = unidade.lotacoes.filter(Q(ate=None) | Q(ate__gte=em), papel__in=QUEM_TRABALHA)
    return dela.select_related("usuario", "substitui").order_by("papel", "usuario__nome", "de")


def em_exercicio(pessoas: Iterable[Usuario], unidade: Unidade, em: date) -> list[Usuario]:
    """Estas pessoas, trocada a que está fora por quem a substitui na unidade neste dia."""
    no_lugar: dict[int | None, Usuario] = {
        lotacao.substitui_id: lotacao.usuario
        for lotacao in unidade.lotacoes.vigentes(em).filter(substitui__in=pessoas).select_related("usuario")
    }
    return list(dict.fromkeys(no_lugar.get(quem.pk, quem) for quem in pessoas))


ANTERIORES = """WITH RECURSIVE antes AS (
    SELECT unnest(%(unidades)s::bigint[]) AS id
    UNION
    SELECT sucessao.antiga_id FROM roteamento_sucessao sucessao
    JOIN antes ON antes.id = sucessao.nova_id WHERE sucessao.em <= %(em)s
) SELECT id FROM antes"""


def com_as_anteriores(unidades: Iterable[int], em: date) -> list[int]:
    """As chaves destas unidades e das que elas sucederam até este dia."""
    return [linha["id"] for linha in sql.ler(ANTERIORES, {"unidades": list(unidades), "em": em})]


def sucessoras(unidade: Unidade, em: date) -> list[Unidade]:
    """As unidades que no dia fazem o que esta fazia, a principal primeiro; ela mesma, se ainda existe."""
    vivas: list[Unidade] = []
    fila, vistas = [unidade], {unidade.pk}
    while fila:
        atual = fila.pop(0)
        if atual.vigente_ate is None or em <= atual.vigente_ate:
            vivas.append(atual)
            continue
        ligacoes = Sucessao.objects.filter(antiga=atual, em__lte=em).exclude(nova__in=vistas)
        seguintes = [ligacao.nova for ligacao in ligacoes.select_related("nova").order_by("pk")]
        vistas |= {nova.pk for nova in seguintes}
        fila += seguintes
    return vivas


def regras_que_chegam(unidade: Unidade, em: date) -> QuerySet[Regra]:
    """As que, hoje ou depois, mandam pedidos para ela: pelo nome ou pela atribuição que exerce no lugar."""
    onde = Q(subprefeitura=None, distrito=None)
    if (dela := unidade.subprefeitura_id) is not None:
        onde |= Q(subprefeitura=dela) | Q(distrito__subprefeitura=dela)
    quais = Q(unidade=unidade)
    if unidade.atribuicao:
        quais |= Q(atribuicao=unidade.atribuicao) & onde
    de_hoje_em_diante = DateRange(em, None)
    return (
        Regra.objects.filter(quais, vigencia__overlap=de_hoje_em_diante)
        .select_related("servico__publicada", "subprefeitura", "distrito", "unidade")
        .order_by("servico__publicada__nome", "servico", "alcance", "vigencia")
    )


def existe(hoje: date) -> Q:
    """As unidades que existem no dia ou vão existir: não acabaram."""
    return Q(vigente_ate=None) | Q(vigente_ate__gte=hoje)


def regras_de(servico: Servico, em: date) -> QuerySet[Regra]:
    """As regras que valem hoje ou vão valer para o serviço, a da cidade toda primeiro."""
    de_hoje_em_diante = Regra.objects.filter(servico=servico, vigencia__overlap=DateRange(em, None))
    juntas = de_hoje_em_diante.select_related("unidade", "subprefeitura", "distrito")
    return juntas.order_by("alcance", "numero_de", "vigencia")


def destinos_por_extenso(servico: Servico) -> list[tuple[str, str]]:
    """Aonde vão os pedidos do serviço, lugar por lugar (ver DESTINOS_DE_UM_SERVICO)."""
    regras = list(regras_de(servico, timezone.localdate()))
    lidos = [regra.lugar[0].upper() + regra.lugar[1:] for regra in regras]
    return list(zip(lidos, nomes_dos_destinos(regras), strict=True))


def nomes_dos_destinos(regras: Sequence[Regra]) -> list[str]:
    """Aonde manda cada regra, pelo nome. Uma consulta, se alguma manda à unidade de cada subprefeitura."""
    de_cada = nomes_das_atribuicoes() if any(regra.atribuicao for regra in regras) else {}
    return [
        f"{regra.unidade.nome} ({regra.unidade.sigla})"
        if regra.unidade
        else em_cada_subprefeitura(de_cada.get(regra.atribuicao, regra.atribuicao))
        for regra in regras
    ]


def em_cada_subprefeitura(nome: str) -> str:
    """O destino que é, em cada lugar, a unidade dele que faz isto."""
    return f"{nome}, em cada subprefeitura"


def pracas(em: date) -> list[Unidade]:
    """As Praças de Atendimento que existem no dia, pela ordem do nome da subprefeitura."""
    abertas = Unidade.objects.vigentes(em).pracas().select_related("subprefeitura")
    return sorted(
        abertas, key=lambda praca: simplificar(praca.subprefeitura.nome if praca.subprefeitura else "")
    )


def nome_da_atribuicao(nome_da_unidade: str) -> str:
    """O que a unidade faz, sem o lugar: “Supervisão Técnica de Manutenção – Sé” é a primeira parte."""
    return nome_da_unidade.partition(" – ")[0]


def nomes_das_atribuicoes() -> dict[str, str]:
    """Atribuição → o que ela faz e a sigla, como as pessoas a escolhem."""
    com_nome = Unidade.objects.exclude(atribuicao="").order_by("atribuicao", "sigla").distinct("atribuicao")
    pares = com_nome.values_list("atribuicao", "nome")
    return {sigla: f"{nome_da_atribuicao(nome)} ({sigla})" for sigla, nome in pares}
