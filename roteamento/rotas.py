"""A rota de um pedido: que unidade o executa, por que regra e por quê.

`calcular_rota` não consulta o banco nem o relógio: lê `Tabelas`, carregadas uma vez por quem
chama (uma página, um comando, o importador com centenas de milhares de linhas).
Vence a regra mais específica que vale no dia: rua, distrito, subprefeitura, cidade.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from guia.models import Servico
from roteamento.localizacao.enderecos import Local, aceita_numero
from roteamento.localizacao.grafias import normalizar, simplificar
from roteamento.models import Distrito, Regra, Subprefeitura, Unidade
from roteamento.models.unidades import TRIAGEM

type RegrasDoServico = dict[str, list[Regra]]
"""As regras de um serviço por alcance ("cidade", "distrito:78", "rua:78:rua libero badaro")."""


class SemTriagem(Exception):
    """Falta a unidade de triagem: sem ela um pedido sem rota se perderia, então nada é roteado."""


@dataclass(frozen=True, slots=True)
class Rota:
    """O destino de um pedido e a razão dele, para guardar no caso e mostrar ao servidor.

    `lugar` e `confianca`: por que se diz que o endereço fica ali, e quanto vale essa resposta.
    """

    unidade: Unidade
    regra: Regra | None
    motivo: str
    distrito: Distrito | None = None
    subprefeitura: Subprefeitura | None = None
    lugar: str = ""
    confianca: str = ""

    @property
    def sem_rota(self) -> bool:
        """Nenhuma regra deu destino: foi para a triagem."""
        return self.regra is None

    def como_json(self) -> dict[str, str | int | bool | None]:
        """A rota como o caso a guarda: textos, que continuam certos quando as tabelas mudam."""
        return {
            "unidade": self.unidade.sigla,
            "distrito": self.distrito.nome if self.distrito else None,
            "subprefeitura": self.subprefeitura.nome if self.subprefeitura else None,
            "regra": descrever(self.regra) if self.regra else None,
            "regra_id": self.regra.pk if self.regra else None,
            "motivo": self.motivo,
            "lugar": self.lugar,
            "confianca": self.confianca,
            "sem_rota": self.sem_rota,
        }


@dataclass(frozen=True, slots=True)
class Tabelas:
    """As tabelas de referência da rota, em memória."""

    regras: dict[int, RegrasDoServico]
    unidades: dict[int, Unidade]
    por_atribuicao: dict[tuple[str, int], list[Unidade]]
    distritos: dict[int, Distrito]
    distritos_por_nome: dict[str, Distrito]
    triagem: Unidade

    @classmethod
    def carregar(cls, *servicos: Servico) -> Tabelas:
        """Lê do banco em quatro consultas; com `servicos`, só as regras deles."""
        subprefeituras = {s.pk: s for s in Subprefeitura.objects.all()}
        distritos = {d.pk: d for d in Distrito.objects.all()}
        for distrito in distritos.values():
            distrito.subprefeitura = subprefeituras[distrito.subprefeitura_id]
        unidades = {u.pk: u for u in Unidade.objects.all()}
        triagem = next((u for u in unidades.values() if u.sigla == TRIAGEM), None)
        if triagem is None:
            raise SemTriagem(f"A unidade {TRIAGEM} não existe: rode “manage.py carregar_referencia”.")
        por_atribuicao: dict[tuple[str, int], list[Unidade]] = defaultdict(list)
        for unidade in unidades.values():
            if unidade.atribuicao and unidade.subprefeitura_id:
                por_atribuicao[unidade.atribuicao, unidade.subprefeitura_id].append(unidade)
        lidas = Regra.objects.filter(servico__in=servicos) if servicos else Regra.objects.all()
        return cls(
            regras=_por_servico(lidas, unidades, distritos, subprefeituras),
            unidades=unidades,
            por_atribuicao=dict(por_atribuicao),
            distritos=distritos,
            distritos_por_nome={d.nome_busca: d for d in distritos.values()},
            triagem=triagem,
        )

    def distrito_chamado(self, nome: str) -> Distrito | None:
        """O distrito pelo nome, com ou sem acento, em maiúsculas ou não ("FREGUESIA DO O")."""
        return self.distritos_por_nome.get(simplificar(nome))


def _por_servico(
    regras: Iterable[Regra],
    unidades: dict[int, Unidade],
    distritos: dict[int, Distrito],
    subprefeituras: dict[int, Subprefeitura],
) -> dict[int, RegrasDoServico]:
    """Agrupa as regras e liga cada uma ao que já está em memória."""
    grupos: dict[int, RegrasDoServico] = {}
    for regra in regras:
        if regra.unidade_id:
            regra.unidade = unidades[regra.unidade_id]
        if regra.distrito_id:
            regra.distrito = distritos[regra.distrito_id]
        if regra.subprefeitura_id:
            regra.subprefeitura = subprefeituras[regra.subprefeitura_id]
        grupos.setdefault(regra.servico_id, {}).setdefault(regra.alcance, []).append(regra)
    return grupos


def calcular_rota(servico: Servico, local: Local, em: datetime | date, tabelas: Tabelas) -> Rota:
    """A unidade que executa `servico` em `local` no dia `em`. Sempre responde: sem rota, a triagem."""
    dia = timezone.localdate(em) if isinstance(em, datetime) else em
    rota = _no_dia(servico, local, dia, tabelas)
    return replace(rota, lugar=local.motivo, confianca=str(local.confianca))


def _no_dia(servico: Servico, local: Local, dia: date, tabelas: Tabelas) -> Rota:
    regras = tabelas.regras.get(servico.pk, {})
    distrito, subprefeitura = local.distrito, local.subprefeitura
    if distrito is None and _dependem_do_lugar(regras, dia):
        return Rota(tabelas.triagem, None, "Não se sabe o distrito, e o destino deste serviço depende dele.")
    regra = _mais_especifica(regras, local, dia)
    if regra is None:
        lugar = f"no distrito {distrito.nome}" if distrito else "na cidade toda"
        motivo = f"Não há regra deste serviço {lugar} em {dia:%d/%m/%Y}."
        return Rota(tabelas.triagem, None, motivo, distrito, subprefeitura)
    unidade = _destino(regra, subprefeitura, dia, tabelas)
    if unidade is None:
        motivo = _sem_unidade(regra, subprefeitura, dia)
        return Rota(tabelas.triagem, None, motivo, distrito, subprefeitura)
    return Rota(unidade, regra, _motivo(regra, unidade, local), distrito, subprefeitura)


def vale(regra: Regra, dia: date) -> bool:
    """A regra vale no dia? O fim da vigência é o primeiro dia em que já não vale."""
    inicio, fim = regra.vigencia.lower, regra.vigencia.upper
    return (inicio is None or inicio <= dia) and (fim is None or dia < fim)


def _dependem_do_lugar(regras: RegrasDoServico, dia: date) -> bool:
    """Há regra vigente por lugar, ou que se resolve pela subprefeitura?"""
    return any(
        vale(regra, dia) and (alcance != "cidade" or bool(regra.atribuicao))
        for alcance, grupo in regras.items()
        for regra in grupo
    )


def _mais_especifica(regras: RegrasDoServico, local: Local, dia: date) -> Regra | None:
    """A primeira que vale, da mais à menos específica. O banco garante que há no máximo uma em cada nível."""
    for alcance in _alcances(regras, local):
        for regra in regras.get(alcance, ()):
            if vale(regra, dia) and no_trecho(regra, local.numero_inteiro):
                return regra
    return None


def _alcances(regras: RegrasDoServico, local: Local) -> list[str]:
    if local.distrito is None:
        return ["cidade"]
    niveis = [
        f"distrito:{local.distrito.pk}",
        f"subprefeitura:{local.distrito.subprefeitura_id}",
        "cidade",
    ]
    if local.logradouro and any(alcance.startswith("rua:") for alcance in regras):
        niveis.insert(0, f"rua:{local.distrito.pk}:{normalizar(local.logradouro)}")
    return niveis


def no_trecho(regra: Regra, numero: int | None) -> bool:
    """Uma regra de trecho só vale para quem deu o número; a da rua toda vale sempre."""
    return not regra.tem_trecho or (numero is not None and aceita_numero(regra, numero))


def _destino(
    regra: Regra, subprefeitura: Subprefeitura | None, dia: date, tabelas: Tabelas
) -> Unidade | None:
    if regra.unidade is not None:
        candidatas = [regra.unidade]
    else:
        chave = (regra.atribuicao, subprefeitura.pk if subprefeitura else 0)
        candidatas = tabelas.por_atribuicao.get(chave, [])
    return next((unidade for unidade in candidatas if unidade.vigente_em(dia)), None)


def _sem_unidade(regra: Regra, subprefeitura: Subprefeitura | None, dia: date) -> str:
    if regra.unidade is not None:
        return f"A regra manda para {regra.unidade.sigla}, que não existe em {dia:%d/%m/%Y}."
    onde = f"na subprefeitura {subprefeitura.nome}" if subprefeitura else "sem subprefeitura conhecida"
    return f"A regra manda para {regra.atribuicao}, e não há essa unidade {onde} em {dia:%d/%m/%Y}."


def _motivo(regra: Regra, unidade: Unidade, local: Local) -> str:
    """Em palavras: o lugar, a regra e como ela chegou à unidade."""
    partes = []
    if local.distrito is not None:
        partes.append(
            f"O endereço fica no distrito {local.distrito.nome}, "
            f"subprefeitura {local.distrito.subprefeitura.nome}."
        )
    if regra.atribuicao:
        partes.append(
            f"A regra de {regra.lugar} manda este serviço para {regra.atribuicao}, que ali é {unidade.sigla}."
        )
    else:
        partes.append(f"A regra de {regra.lugar} manda este serviço para {unidade.sigla}.")
    if regra.norma:
        partes.append(f"Norma: {regra.norma}.")
    return " ".join(partes)


def descrever(regra: Regra) -> str:
    """A regra numa linha: alcance e destino."""
    return f"{regra.lugar} → {regra.destino}"
