"""O cabeçalho de quem trabalha: o sino e, a quem é da Ouvidoria ou de um órgão, o caminho às suas mesas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from protocolo.prazos.atraso import VENCIDA
from referencia import sql

TETO = 99


@dataclass(frozen=True, slots=True)
class Cabecalho:
    """Cada número é "" quando nada há, "7", ou "99+"."""

    por_ler: str = ""
    ouvidoria: bool = False
    atrasadas: str = ""
    """As manifestações atrasadas, a quem é da Ouvidoria."""
    orgao: bool = False
    perguntas: str = ""
    """O que a Ouvidoria espera do órgão por que a pessoa responde, ou da Corregedoria."""
    sic: bool = False
    """Responde aos pedidos de informação de um órgão."""
    autoridade: bool = False
    """Decide os recursos dos pedidos ao seu órgão."""
    cmai: bool = False
    """É da Comissão Municipal de Acesso à Informação."""

    @property
    def esic(self) -> str:
        """A primeira página do acesso à informação para esta pessoa, pelo nome; vazio se nenhuma."""
        if self.sic or self.ouvidoria:
            return "sic:lista"
        if self.autoridade:
            return "recursos:lista"
        return "cmai:agenda" if self.cmai else ""


CABECALHO = f"""SELECT
    (SELECT count(*) FROM (
        SELECT FROM avisos_notificacao
        WHERE usuario_id = %(quem)s AND lida_em IS NULL LIMIT %(ate)s) por_ler) AS por_ler,
    papeis,
    CASE WHEN 'ouvidoria' = ANY(papeis) THEN (SELECT count(*) FROM (
        SELECT FROM ouvidoria_manifestacao
        WHERE encerrada_em IS NULL AND principal_id IS NULL AND situacao <> 'em_apuracao' AND {VENCIDA}
        LIMIT %(ate)s) atrasadas) ELSE 0 END AS atrasadas,
    CASE WHEN orgaos IS NOT NULL OR 'corregedoria' = ANY(papeis) THEN (SELECT count(*) FROM (
        SELECT FROM ouvidoria_encaminhamento
        WHERE encerrado_em IS NULL AND (
            (destino = 'orgao' AND orgao_id = ANY(orgaos))
            OR (destino = 'corregedoria' AND 'corregedoria' = ANY(papeis))
        ) LIMIT %(ate)s) perguntas) ELSE 0 END AS perguntas
FROM (
    SELECT COALESCE(array_agg(DISTINCT papel::text), '{{}}') AS papeis,
        array_agg(orgao_id) FILTER (WHERE papel = 'interlocutor') AS orgaos
    FROM roteamento_designacao
    WHERE usuario_id = %(quem)s AND de <= %(hoje)s AND (ate IS NULL OR ate >= %(hoje)s)
) designada"""  # noqa: S608  só entra a regra do relógio
"""As `vencidas()` que são `principais()`, e os `pendentes()` de quem responde, com o que há por ler.

À mão: está em toda página de quem trabalha, e o ORM gastava mais em montá-la que o banco em responder.
"""


def cabecalho(quem: object) -> Cabecalho:
    """Tudo o que o alto da página diz, numa consulta só, que para no teto; nenhuma a quem não entrou.

    Só conta o que é da pessoa: a quem não tem designação o banco não lê manifestação nenhuma.
    """
    if not isinstance(quem, Usuario):
        return Cabecalho()
    agora = timezone.now()
    valores: dict[str, Any] = {
        "quem": quem.pk,
        "agora": agora,
        "hoje": timezone.localdate(agora),
        "ate": TETO + 1,
    }
    (lido,) = sql.ler(CABECALHO, valores)
    papeis = lido["papeis"]
    return Cabecalho(
        por_ler=_dizer(lido["por_ler"]),
        ouvidoria=Papel.OUVIDORIA in papeis,
        atrasadas=_dizer(lido["atrasadas"]),
        orgao=not {Papel.INTERLOCUTOR, Papel.CORREGEDORIA}.isdisjoint(papeis),
        perguntas=_dizer(lido["perguntas"]),
        sic=Papel.SIC in papeis,
        autoridade=Papel.AUTORIDADE in papeis,
        cmai=Papel.CMAI in papeis,
    )


def _dizer(quantos: int) -> str:
    return f"{TETO}+" if quantos > TETO else str(quantos or "")
