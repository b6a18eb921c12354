"""Cada filtro da caixa, sozinho, e cada painel, num banco de milhões: o que acha muito, pouco e nada."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from solicitacoes.chefia.ambito import da_cidade, da_subprefeitura, da_unidade, do_orgao
from tests.medicao.medidor import Navegante, entrar
from tests.medicao.paginas import Pagina, medir_pagina

if TYPE_CHECKING:
    from contas.models import Usuario
    from roteamento.models import Unidade
    from solicitacoes.chefia.ambito import Ambito

FILTRO_MS = 25.0
PAINEL_MS = 30.0
LISTA_DO_PAINEL_MS = 600.0
"""O que se conta na hora e poucos abrem, como o relatório da Ouvidoria."""

DOS_ABERTOS = {
    "um serviço": "servico={servico}",
    "um distrito": "distrito=9",
    "situação": "situacao=em_andamento",
    "atrasados": "atrasadas=sim",
    "os meus, que não há": "responsavel=eu",
    "canal que não há": "canal=chat",
    "com foto": "foto=sim",
    "reabertos, que não há": "reabertas=sim",
    "com iguais, que não há": "iguais=sim",
    "com mensagem, que não há": "escreveu=sim",
    "abertos até um dia antigo": "ate={antigo}",
    "palavra comum": "busca=calçada",
    "palavra que não há": "busca=paralelepípedo",
    "rua comum": "rua=avenida",
    "uma rua": "rua={rua}",
    "rua que não há": "rua=rua inexistente",
}
DOS_ENCERRADOS = {
    "todos": "",
    "um serviço": "servico={servico}",
    "um distrito": "distrito=9",
    "situação que não há": "situacao=indeferida",
    "os meus, que não há": "responsavel=eu",
    "canal que não há": "canal=chat",
    "com foto, que não há": "foto=sim",
    "reabertos, que não há": "reabertas=sim",
    "com iguais, que não há": "iguais=sim",
    "abertos até um dia antigo": "ate={antigo}",
    "abertos desde ontem": "de={ontem}",
    "encerrados num dia antigo, com foto": "saiu_ate={antigo}&foto=sim",
    "palavra comum": "busca=avenida",
    "palavra que não há": "busca=paralelepípedo",
    "uma rua": "rua={rua}",
    "uma rua, com o número": "rua={rua} 1234",
    "rua que não há": "rua=rua inexistente",
}


def paginas(unidade: Unidade, rua: str, servico: str) -> list[Pagina]:
    """Os fragmentos de filtro da caixa, que é o que a mudança de um filtro troca, e os painéis."""
    lista, hoje = reverse("caixa:lista", args=[unidade.sigla]), timezone.localdate()
    valores = {
        "rua": rua,
        "servico": servico,
        "antigo": hoje - timedelta(days=900),
        "ontem": hoje - timedelta(days=1),
    }
    encerrados = {nome: f"situacao=encerradas&{consulta}" for nome, consulta in DOS_ENCERRADOS.items()}
    filtros = {
        **{f"abertos: {nome}": consulta for nome, consulta in DOS_ABERTOS.items()},
        **{f"encerrados: {nome}": consulta for nome, consulta in encerrados.items()},
    }
    return [
        *(
            Pagina(nome, f"{lista}?{consulta.format(**valores)}", FILTRO_MS, de_servidor=True, htmx=True)
            for nome, consulta in filtros.items()
        ),
        *_dos_paineis(unidade),
    ]


def _dos_paineis(unidade: Unidade) -> list[Pagina]:
    assert unidade.subprefeitura
    ambitos: dict[str, Ambito] = {
        "da unidade": da_unidade(unidade),
        "da subprefeitura": da_subprefeitura(unidade.subprefeitura),
        "do órgão": do_orgao(unidade.orgao),
        "da cidade": da_cidade(),
    }
    listas = {
        "os atrasados": "?atrasadas=sim",
        "o que entrou": "?situacao=todos&de={}",
        "o que saiu": "?situacao=encerradas&saiu_de={}",
    }
    mes = timezone.localdate() - timedelta(days=29)
    return [
        pagina
        for nome, ambito in ambitos.items()
        for pagina in (
            Pagina(f"painel {nome}", ambito.painel, PAINEL_MS, de_servidor=True),
            *(
                Pagina(
                    f"painel {nome}, {lista}",
                    ambito.lista + consulta.format(mes),
                    LISTA_DO_PAINEL_MS,
                    de_servidor=True,
                )
                for lista, consulta in listas.items()
            ),
        )
    ]


def medir(
    unidade: Unidade, quem: Usuario, repeticoes: int, *, rua: str, servico: str
) -> dict[str, dict[str, Any]]:
    """Nome da página → o que ela custa."""
    navegante = Navegante(entrar(quem))
    return {
        pagina.nome: medir_pagina(pagina, navegante, repeticoes) for pagina in paginas(unidade, rua, servico)
    }
