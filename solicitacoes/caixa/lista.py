"""A lista da caixa: as linhas de uma página e o que os filtros oferecem.

O SQL é escrito à mão: é a página mais usada, e montar estas consultas pelo ORM custava mais CPU que
executá-las. O que escolhe as linhas continua no ORM, em `filtros` e nos nomes de `SolicitacaoQuerySet`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.utils import timezone

from protocolo import numero
from protocolo.prazos.contagem import Contagem
from protocolo.prazos.em_palavras import SEM_PRAZO, classe, dia, em_palavras, idade
from referencia import sql
from roteamento.consultas import QUEM_TRABALHA
from roteamento.models import Unidade
from solicitacoes.consultas import opcoes_de_turma
from solicitacoes.models import Solicitacao
from solicitacoes.situacoes import NOMES_CURTOS


class DePedido:
    """O que toda linha de uma lista de pedidos sabe dizer de si, pelas colunas que tem."""

    __slots__ = ()
    logradouro: str
    numero: str
    situacao: str

    @property
    def endereco(self) -> str:
        return f"{self.logradouro}, {self.numero}" if self.numero else self.logradouro

    @property
    def nome_da_situacao(self) -> str:
        return NOMES_CURTOS[self.situacao]


@dataclass(frozen=True, slots=True)
class Linha(DePedido):
    """Um pedido na lista: a hora em que se olha e as colunas de `LINHAS`."""

    agora: datetime
    id: int
    protocolo: str
    logradouro: str
    numero: str
    situacao: str
    contagem: str
    aberta_em: datetime
    vence_em: datetime
    parada_em: datetime | None
    encerrada_em: datetime | None
    nome_do_servico: str
    nome_do_distrito: str | None
    nome_da_turma: str | None
    nome_do_responsavel: str | None
    com_foto: bool
    foto: int | None
    trecho: str
    reaberta_em: datetime | None
    agendada_para: date | None
    principal_id: int | None
    iguais: int
    versao: int
    por_ler: bool

    @property
    def protocolo_escrito(self) -> str:
        return numero.formatar(self.protocolo)

    @property
    def distrito(self) -> str:
        return self.nome_do_distrito or "não informado"

    @property
    def idade(self) -> str:
        return idade(self.aberta_em, self.agora)

    @property
    def rotulo_do_prazo(self) -> str:
        return "Encerrado" if self.encerrada_em else "Prazo"

    @property
    def prazo(self) -> str:
        """Quanto falta; o dia, se já se encerrou."""
        if self.encerrada_em:
            return dia(self.encerrada_em)
        if self.parada_em:
            return "parado"
        return SEM_PRAZO if self.sem_prazo else em_palavras(self.vence_em, self.agora)

    @property
    def classe_do_prazo(self) -> str:
        corre = not (self.encerrada_em or self.parada_em or self.sem_prazo)
        return classe(self.vence_em, self.agora) if corre else ""

    @property
    def responsavel(self) -> str:
        """O primeiro e o último nome, para a linha não dobrar."""
        nomes = (self.nome_do_responsavel or "").split()
        if not nomes:
            return "–" if self.encerrada_em else "ninguém"
        return " ".join([nomes[0], nomes[-1]]) if len(nomes) > 1 else nomes[0]

    @property
    def sem_prazo(self) -> bool:
        return self.contagem == Contagem.SEM_PRAZO

    @property
    def marcada(self) -> bool:
        """Há alguma marca que mostrar."""
        return bool(self.por_ler or self.marcas)

    @property
    def marcas(self) -> list[str]:
        """O que distingue a linha, em poucas palavras; quase sempre nada."""
        ditas = [
            self.iguais and f"+{self.iguais} {'igual' if self.iguais == 1 else 'iguais'}",
            self.principal_id and "junto de outro",
            self.agendada_para and f"marcada para {self.agendada_para:%d/%m}",
            self.reaberta_em and "reaberta",
            self.nome_da_turma and f"turma {self.nome_da_turma}",
        ]
        return [dita for dita in ditas if dita]


LINHAS = """SELECT pedido.id, pedido.protocolo, pedido.logradouro, pedido.numero, pedido.situacao,
    pedido.contagem, pedido.aberta_em, pedido.vence_em, pedido.parada_em, pedido.encerrada_em,
    (SELECT nome FROM guia_versaodoservico WHERE id = pedido.versao_servico_id) AS nome_do_servico,
    (SELECT nome FROM roteamento_distrito WHERE id = pedido.distrito_id) AS nome_do_distrito,
    (SELECT nome FROM solicitacoes_turma WHERE id = pedido.turma_id) AS nome_da_turma,
    (SELECT nome FROM contas_usuario WHERE id = pedido.responsavel_id) AS nome_do_responsavel,
    pedido.com_foto, pedido.reaberta_em, pedido.agendada_para, pedido.principal_id, pedido.versao,
    CASE WHEN pedido.sigilosa THEN '' ELSE left(pedido.descricao, 200) END AS trecho,
    CASE WHEN pedido.com_foto AND NOT pedido.sigilosa THEN (
        SELECT anexo.id FROM solicitacoes_anexo anexo
        WHERE anexo.caso_id = pedido.id AND anexo.miniatura <> '' ORDER BY anexo.ordem, anexo.id LIMIT 1
    ) END AS foto,
    iguais.quantos AS iguais,
    pedido.por_ler_desde IS NOT NULL OR COALESCE(iguais.por_ler, false) AS por_ler
FROM ({escolhidas}) AS escolhida (id)
JOIN solicitacoes_solicitacao pedido ON pedido.id = escolhida.id
CROSS JOIN LATERAL (
    SELECT count(*) AS quantos, bool_or(igual.por_ler_desde IS NOT NULL
        AND (igual.unidade_id, igual.servico_id) = (pedido.unidade_id, pedido.servico_id)) AS por_ler
    FROM solicitacoes_solicitacao igual WHERE igual.principal_id = pedido.id AND igual.encerrada_em IS NULL
) iguais
ORDER BY {ordem}
"""
"""Do relato só o começo, e a primeira foto; do sigiloso, nem isso. Nenhum JSON.

Primeiro se acham as da página, só pelas colunas que o índice tem, e só delas se traz o resto. Os nomes são
subconsultas: escolher em que ordem juntar mais três tabelas custava ao banco mais do que lê-las.
"""


def linhas(primeiras: QuerySet[Solicitacao]) -> list[Linha]:
    """As linhas da lista, na ordem e no corte que as escolhidas já têm."""
    agora = timezone.now()
    return [Linha(agora=agora, **colunas) for colunas in trazer(LINHAS, primeiras.values("pk"))]


def trazer(consulta: str, escolhidas: QuerySet[Any, Any], ordem: str = "") -> list[dict[str, Any]]:
    """O que se lê das `{escolhidas}`, que o ORM escolheu e cortou, por `{ordem}` (se vazia, a delas)."""
    ordem = ordem or ", ".join(_em_sql(str(coluna)) for coluna in escolhidas.query.order_by)
    try:
        escolher, parametros = escolhidas.query.sql_with_params()
    except EmptyResultSet:  # a busca não deixou o que procurar
        return []
    return sql.ler(consulta.format(escolhidas=escolher, ordem=ordem), parametros)


def _em_sql(coluna: str) -> str:
    """`-vence_em` como o ORM escreve, em SQL."""
    return f"pedido.{coluna.removeprefix('-')} {'DESC' if coluna.startswith('-') else 'ASC'}"


OPCOES = """SELECT filtro, valor, palavra FROM (
    SELECT 'servico' AS filtro, servico.slug AS valor, COALESCE(versao.nome, servico.slug) AS palavra,
        versao.nome AS ordem
    FROM (
        WITH RECURSIVE achado (servico_id) AS (
            (SELECT servico_id FROM solicitacoes_solicitacao
             WHERE unidade_id = %(unidade)s AND encerrada_em IS NULL ORDER BY servico_id LIMIT 1)
            UNION ALL
            SELECT (SELECT servico_id FROM solicitacoes_solicitacao
                    WHERE unidade_id = %(unidade)s AND encerrada_em IS NULL
                      AND servico_id > achado.servico_id
                    ORDER BY servico_id LIMIT 1)
            FROM achado WHERE servico_id IS NOT NULL
        )
        SELECT servico_id FROM achado WHERE servico_id IS NOT NULL
    ) com_aberto
    JOIN guia_servico servico ON servico.id = com_aberto.servico_id
    LEFT JOIN guia_versaodoservico versao ON versao.id = servico.publicada_id
    UNION ALL
    SELECT 'distrito', codigo::text, nome, nome_busca FROM roteamento_distrito
    WHERE %(subprefeitura)s::bigint IS NULL OR subprefeitura_id = %(subprefeitura)s
    UNION ALL
    SELECT 'responsavel', id::text, nome, nome FROM contas_usuario
    WHERE id IN (
        SELECT usuario_id FROM roteamento_lotacao
        WHERE unidade_id = %(unidade)s AND papel = ANY(%(equipe)s)
          AND de <= %(hoje)s AND (ate IS NULL OR ate >= %(hoje)s)
    )
) opcao ORDER BY ordem, valor
"""
"""As três listas numa consulta.

A dos serviços salta de um ao seguinte no índice `solicitacao_caixa_servico`: uma procura por serviço, e não
uma por pedido aberto, que é o que o banco faria com um DISTINCT ou um EXISTS.
"""


def opcoes_de_filtro(unidade: Unidade, hoje: date) -> dict[str, list[tuple[str, str]]]:
    """Serviços com pedido aberto aqui, distritos do território, quem serve hoje na unidade e as turmas."""
    argumentos: dict[str, Any] = {
        "unidade": unidade.pk,
        "subprefeitura": unidade.subprefeitura_id,
        "equipe": [*QUEM_TRABALHA],
        "hoje": hoje,
    }
    opcoes: dict[str, list[tuple[str, str]]] = {"servico": [], "distrito": [], "responsavel": []}
    for opcao in sql.ler(OPCOES, argumentos):
        opcoes[opcao["filtro"]].append((opcao["valor"], opcao["palavra"]))
    return opcoes | opcoes_de_turma(unidade)
