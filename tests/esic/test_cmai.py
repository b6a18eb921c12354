"""A Comissão: as reuniões, a pauta, e a decisão que só se toma em reunião."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from avisos.models import Aviso
from contas.autor import Autor
from contas.papeis import Papel
from esic import acoes
from esic.models import Andamento, Pedido, Recurso, Reuniao
from esic.situacoes import Resultado, SituacaoDaReuniao, Tipo
from protocolo.erros import Conflito, RecusaDeAcao, TransicaoProibida
from referencia.tabelas import estado
from tests.esic import elenco

S = SituacaoDaReuniao
ATA = "A Comissão decidiu um recurso e marcou a próxima reunião para o mês que vem."


pytestmark = pytest.mark.django_db


def daqui_a(dias: int) -> date:
    return timezone.localdate() + timedelta(days=dias)


def _da_pauta(caso: Pedido) -> list[str]:
    passos = caso.andamentos.filter(tipo__in=[Tipo.PAUTA, Tipo.FORA_DA_PAUTA]).order_by("ordem")
    return [passo.texto for passo in passos]


def _no(recurso: Recurso) -> Reuniao | None:
    return Recurso.objects.select_related("reuniao").get(pk=recurso.pk).reuniao


# --- a pauta se faz sozinha ---------------------------------------------------------------------


def test_o_recurso_entra_sozinho_na_proxima_reuniao_e_a_pessoa_sabe() -> None:
    elenco.reuniao(daqui_a(40))
    proxima = elenco.reuniao(daqui_a(12))
    caso, recurso = elenco.na_instancia(3)
    assert _no(recurso) == proxima
    passo = caso.andamentos.get(tipo=Tipo.PAUTA)
    assert (passo.alcance, passo.papel) == (Andamento.Alcance.PUBLICO, Papel.SISTEMA)
    assert f"{proxima.dia:%d/%m/%Y}" in passo.texto
    aviso = Aviso.objects.latest("pk")
    assert f"{proxima.dia:%d/%m/%Y}" in aviso.assunto
    assert proxima.nome in aviso.corpo


def test_a_pauta_de_hoje_ja_esta_feita() -> None:
    elenco.reuniao()
    _, recurso = elenco.na_instancia(3)
    assert _no(recurso) is None
    assert [r.pk for r in acoes.fora_de_pauta()] == [recurso.pk]
    assert acoes.por_os_que_esperam(por=elenco.cmai()) == 1
    assert acoes.fora_de_pauta() == []


def test_sem_reuniao_espera_e_entra_quando_se_marca_uma() -> None:
    caso, recurso = elenco.na_instancia(3)
    assert (_no(recurso), _da_pauta(caso)) == (None, [])
    assert acoes.por_os_que_esperam(por=elenco.cmai()) == 0
    reuniao = elenco.reuniao(daqui_a(9))
    assert _no(recurso) == reuniao
    assert len(_da_pauta(caso)) == 1


def test_o_recurso_das_outras_instancias_nao_vai_a_pauta() -> None:
    elenco.reuniao(daqui_a(9))
    _, recurso = elenco.na_instancia(2)
    assert _no(recurso) is None


# --- mudar e cancelar ---------------------------------------------------------------------------


def test_mudar_o_dia_diz_a_quem_esta_na_pauta_e_mudar_a_hora_nao() -> None:
    reuniao = elenco.reuniao(daqui_a(9))
    caso, _ = elenco.na_instancia(3)
    reuniao = _alterar(reuniao, dia=reuniao.dia, local="Viaduto do Chá, 15")
    assert len(_da_pauta(caso)) == 1
    reuniao = _alterar(reuniao, dia=daqui_a(16))
    assert len(_da_pauta(caso)) == 2
    assert f"{daqui_a(16):%d/%m/%Y}" in Aviso.objects.latest("pk").assunto


def _alterar(reuniao: Reuniao, **dados: Any) -> Reuniao:
    return acoes.alterar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai(), dados=dados)


def test_cancelar_passa_a_pauta_a_proxima() -> None:
    primeira, segunda = elenco.reuniao(daqui_a(9)), elenco.reuniao(daqui_a(30))
    caso, recurso = elenco.na_instancia(3)
    acoes.cancelar(reuniao=primeira, marca=estado(primeira), por=elenco.cmai())
    assert _no(recurso) == segunda
    assert len(_da_pauta(caso)) == 2


def test_cancelar_sem_proxima_deixa_o_recurso_a_espera_e_a_pessoa_sabe() -> None:
    reuniao = elenco.reuniao(daqui_a(9))
    caso, recurso = elenco.na_instancia(3)
    acoes.cancelar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai())
    assert _no(recurso) is None
    assert _da_pauta(caso)[-1].startswith(f"A reunião de {reuniao.dia:%d/%m/%Y} foi cancelada.")
    nova = elenco.reuniao(reuniao.dia)
    assert _no(recurso) == nova


def test_reuniao_em_que_se_decidiu_nao_se_cancela() -> None:
    caso, recurso = elenco.na_instancia(3)
    caso = elenco.em_pauta_de_hoje(recurso)
    _decidir(caso, recurso)
    reuniao = _no(recurso)
    assert reuniao
    with pytest.raises(TransicaoProibida, match="já se decidiu"):
        acoes.cancelar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai())


# --- decidir só em reunião ----------------------------------------------------------------------


def _decidir(caso: Pedido, recurso: Recurso) -> Pedido:
    return acoes.decidir(
        recurso=recurso,
        versao=caso.versao,
        por=elenco.cmai(),
        resultado=Resultado.INDEFERIDO,
        fundamentacao=elenco.FRASE,
    )


def test_fora_de_pauta_antes_da_reuniao_e_antes_de_a_registrar_nao_se_decide() -> None:
    caso, recurso = elenco.na_instancia(3)
    with pytest.raises(TransicaoProibida, match="não está na pauta"):
        _decidir(caso, recurso)
    reuniao = elenco.reuniao(daqui_a(9))
    caso.refresh_from_db()
    with pytest.raises(TransicaoProibida, match="decide-se nesse dia"):
        _decidir(caso, recurso)
    Reuniao.objects.filter(pk=reuniao.pk).update(dia=daqui_a(-1))
    with pytest.raises(TransicaoProibida, match="Registre antes"):
        _decidir(caso, recurso)
    reuniao.refresh_from_db()
    acoes.realizar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai())
    _decidir(caso, recurso)
    recurso.refresh_from_db()
    assert (recurso.resultado, recurso.reuniao) == (Resultado.INDEFERIDO, reuniao)


def test_no_dia_decide_se_antes_mesmo_de_registrar_que_houve() -> None:
    caso, recurso = elenco.na_instancia(3)
    caso = elenco.em_pauta_de_hoje(recurso)
    _decidir(caso, recurso)
    assert Recurso.objects.get(pk=recurso.pk).decidido_em


def test_o_que_a_reuniao_nao_decidiu_passa_a_seguinte() -> None:
    caso, recurso = elenco.na_instancia(3)
    caso = elenco.em_pauta_de_hoje(recurso)
    reuniao = _no(recurso)
    assert reuniao
    with pytest.raises(TransicaoProibida, match="Só depois da reunião"):
        acoes.adiar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai())
    reuniao = acoes.realizar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai())
    assert acoes.adiar(reuniao=reuniao, marca=estado(reuniao), por=elenco.cmai()) == 1
    assert _no(recurso) is None
    assert _da_pauta(caso)[-1].startswith(f"A reunião de {reuniao.dia:%d/%m/%Y} não o decidiu.")
    seguinte = elenco.reuniao(daqui_a(20))
    assert _no(recurso) == seguinte


# --- realizar e a ata ---------------------------------------------------------------------------


def test_a_ata_tem_numero_e_data_e_corrigida_guarda_a_anterior() -> None:
    reuniao = elenco.realizada()
    caio = elenco.cmai()
    reuniao = acoes.publicar_ata(
        reuniao=reuniao, marca=estado(reuniao), por=caio, numero="111/2026", texto=ATA
    )
    primeira = reuniao.ata_em
    assert primeira
    reuniao = acoes.publicar_ata(
        reuniao=reuniao, marca=estado(reuniao), por=caio, numero="111/2026", texto=f"{ATA} Corrigida."
    )
    assert reuniao.ata_em == primeira
    assert [h.ata for h in reuniao.history.order_by("-history_id")][:2] == [f"{ATA} Corrigida.", ATA]
    assert reuniao.history.latest().history_user == caio.usuario


PROIBIDAS = [
    ("realizar", S.REALIZADA),
    ("realizar", S.CANCELADA),
    ("cancelar", S.REALIZADA),
    ("cancelar", S.CANCELADA),
    ("alterar", S.REALIZADA),
    ("alterar", S.CANCELADA),
    ("publicar_ata", S.MARCADA),
    ("publicar_ata", S.CANCELADA),
    ("adiar", S.MARCADA),
    ("adiar", S.CANCELADA),
]
EXTRAS: dict[str, dict[str, Any]] = {
    "alterar": {"dados": {"local": "Outro lugar"}},
    "publicar_ata": {"numero": "1", "texto": ATA},
}


def _fazer(nome: str, reuniao: Reuniao, por: Autor, marca: str = "") -> Any:
    fazer = getattr(acoes, nome)
    return fazer(reuniao=reuniao, marca=marca or estado(reuniao), por=por, **EXTRAS.get(nome, {}))


def _na_situacao(situacao: str) -> Reuniao:
    reuniao = elenco.reuniao()
    Reuniao.objects.filter(pk=reuniao.pk).update(situacao=situacao)
    reuniao.refresh_from_db()
    return reuniao


@pytest.mark.parametrize(("nome", "situacao"), PROIBIDAS)
def test_cada_passagem_que_a_tabela_nao_tem(nome: str, situacao: str) -> None:
    reuniao = _na_situacao(situacao)
    with pytest.raises(TransicaoProibida):
        _fazer(nome, reuniao, elenco.cmai())
    assert Reuniao.objects.get(pk=reuniao.pk).situacao == situacao


@pytest.mark.parametrize("nome", ["realizar", "cancelar", "alterar", "publicar_ata", "adiar"])
@pytest.mark.parametrize("papel", [Papel.OUVIDORIA, Papel.AUTORIDADE, Papel.SIC, Papel.INTERESSADO])
def test_so_a_comissao_mexe_nas_suas_reunioes(nome: str, papel: Papel) -> None:
    reuniao = _na_situacao(S.REALIZADA if nome in {"publicar_ata", "adiar"} else S.MARCADA)
    por = Autor(papel=papel, usuario=elenco.pessoa())
    with pytest.raises(TransicaoProibida):
        _fazer(nome, reuniao, por)
    with pytest.raises(TransicaoProibida):
        acoes.marcar(por=por, dados={"nome": "X", "dia": daqui_a(3)})
    with pytest.raises(TransicaoProibida):
        acoes.por_os_que_esperam(por=por)


def test_a_de_amanha_ainda_nao_se_realizou() -> None:
    reuniao = elenco.reuniao(daqui_a(1))
    with pytest.raises(TransicaoProibida, match="ainda não aconteceu"):
        _fazer("realizar", reuniao, elenco.cmai())


def test_dia_ocupado_passado_ou_mudado_por_outra_pessoa() -> None:
    reuniao = elenco.reuniao(daqui_a(9))
    with pytest.raises(acoes.DiaOcupado):
        elenco.reuniao(daqui_a(9))
    with pytest.raises(RecusaDeAcao, match="de hoje em diante"):
        elenco.reuniao(daqui_a(-1))
    marca = estado(reuniao)
    _alterar(reuniao, local="Outro lugar")
    with pytest.raises(Conflito):
        _fazer("cancelar", reuniao, elenco.cmai(), marca)
