"""A versão sem nomes: cada marca decidida por uma pessoa, e nada de usar a de um texto que mudou."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from contas.papeis import Papel
from documentos import texto_marcado
from documentos.pessoais import Tipo
from ouvidoria import acoes, versao_sem_nomes
from ouvidoria.models import Manifestacao, Versao
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.erros import Conflito, TransicaoProibida
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db


TEXTO = "O fiscal João Pereira me cobrou. Liguei 11 98765-4321 e o João riu. Sou a única grávida do setor."


@pytest.fixture
def caso() -> Manifestacao:
    respostas = [{"chave": "o_que", "rotulo": "O que aconteceu", "valor": TEXTO}]
    return elenco.em_analise(TipoDeManifestacao.DENUNCIA, respostas=respostas)


def decidir(caso: Manifestacao, *, concluir: bool = True, **decisoes: str) -> Versao:
    """Tira todas, salvo as que se disserem."""
    versao = versao_sem_nomes.atual(caso)
    todas = {i: decisoes.get(f"m{i}", "tirar") for i in range(len(versao.marcas))}
    return acoes.decidir(
        caso=caso, por=elenco.ogm(), estado=texto_marcado.estado(versao), decisoes=todas, concluir=concluir
    )


@pytest.fixture
def olga(client: Client) -> Client:
    client.force_login(elenco.designar(Papel.OUVIDORIA, "OGM"))
    return client


def endereco(caso: Manifestacao, nome: str = "versao") -> str:
    return reverse(f"mesa:{nome}", args=[caso.protocolo])


def test_o_que_se_tira_vira_rotulo_e_o_que_se_deixa_fica(caso: Manifestacao) -> None:
    versao = decidir(caso)
    assert "O fiscal [pessoa 1] me cobrou. Liguei [telefone 1] e o [pessoa 1] riu." in versao.texto
    assert "João" not in versao.texto
    assert versao.conferida_por
    assert "O fiscal João Pereira" in decidir(caso, m0="deixar").texto


def test_so_conclui_com_todas_decididas(caso: Manifestacao) -> None:
    versao = versao_sem_nomes.atual(caso)
    assert len(versao.marcas) == 3
    with pytest.raises(TransicaoProibida, match="por decidir"):
        acoes.decidir(
            caso=caso,
            por=elenco.ogm(),
            estado=texto_marcado.estado(versao),
            decisoes={0: "tirar"},
            concluir=True,
        )
    assert not Versao.objects.exists()


@pytest.mark.parametrize("decisoes", [{99: "tirar"}, {-1: "tirar"}, {0: "talvez"}, {0: ""}])
def test_decisao_de_marca_que_nao_existe(caso: Manifestacao, decisoes: dict[int, str]) -> None:
    estado = texto_marcado.estado(versao_sem_nomes.atual(caso))
    with pytest.raises(ValueError, match="nenhuma marca"):
        acoes.decidir(caso=caso, por=elenco.ogm(), estado=estado, decisoes=decisoes)


@pytest.mark.parametrize(
    "marcas",
    [
        [{"inicio": 0, "fim": 9999, "tipo": "nome", "decisao": "tirar"}],
        [{"inicio": -3, "fim": 5, "tipo": "nome", "decisao": "tirar"}],
        [{"inicio": 8, "fim": 8, "tipo": "nome", "decisao": "tirar"}],
        [
            {"inicio": 0, "fim": 9, "tipo": "nome", "decisao": "tirar"},
            {"inicio": 5, "fim": 12, "tipo": "cpf", "decisao": "tirar"},
        ],
    ],
)
def test_marca_fora_do_texto_ou_por_cima_de_outra_nao_vira_texto(
    caso: Manifestacao, marcas: list[dict[str, Any]]
) -> None:
    """Só um banco mexido por fora as teria: a conferência não conclui, e nada se envia."""
    Versao.objects.create(manifestacao=caso, original=versao_sem_nomes.texto_da(caso), marcas=marcas)
    with pytest.raises(ValueError, match="fora do texto"):
        decidir(caso)
    assert not versao_sem_nomes.em_dia(caso)


def test_acrescentar_marca_em_todos_os_lugares(caso: Manifestacao) -> None:
    def marcar(trecho: str, tipo: Tipo = Tipo.OUTRO) -> int:
        estado = texto_marcado.estado(versao_sem_nomes.atual(caso))
        return acoes.acrescentar(caso=caso, por=elenco.ogm(), estado=estado, trecho=trecho, tipo=tipo)

    assert marcar("única  GRÁVIDA do setor") == 1
    assert marcar("riu") == 1
    with pytest.raises(ValueError, match="não está no texto"):
        marcar("Wanderley")
    with pytest.raises(ValueError, match="não está no texto"):
        marcar("   ")
    with pytest.raises(ValueError, match="não está no texto"):
        marcar("ri")
    assert "Sou a [trecho 2]." in decidir(caso).texto


def test_a_marca_nova_engole_as_que_cruza(caso: Manifestacao) -> None:
    estado = texto_marcado.estado(versao_sem_nomes.atual(caso))
    acoes.acrescentar(caso=caso, por=elenco.ogm(), estado=estado, trecho="fiscal João", tipo=Tipo.NOME)
    versao = versao_sem_nomes.atual(caso)
    trechos = [versao.original[m["inicio"] : m["fim"]] for m in versao.marcas]
    assert trechos == ["fiscal João Pereira", "11 98765-4321", "João"]
    assert "O [pessoa 1] me cobrou" in decidir(caso).texto


def test_mais_informacoes_pedem_conferencia_e_guardam_o_que_ja_se_decidiu(caso: Manifestacao) -> None:
    decidir(caso, m1="deixar")
    assert versao_sem_nomes.em_dia(caso)
    caso = acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto="A Rosângela também viu.")
    assert not versao_sem_nomes.em_dia(caso)
    versao = versao_sem_nomes.atual(caso)
    assert [m["decisao"] for m in versao.marcas] == ["tirar", "deixar", "tirar", ""]
    assert versao.conferida_em is None


def test_nao_se_envia_a_versao_de_um_texto_que_mudou() -> None:
    caso = elenco.admitida()
    caso = acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto="A Rosângela também viu.")
    with pytest.raises(TransicaoProibida, match="conferir a versão"):
        acoes.enviar_a_apuracao(
            caso=caso, versao=caso.versao, por=elenco.ogm(), orgao=elenco.orgao("CGM", "Controladoria")
        )


def test_versao_ja_usada_nao_muda_ate_chegar_algo_novo() -> None:
    caso, envio = elenco.em_apuracao()
    with pytest.raises(TransicaoProibida, match="já foi enviada"):
        decidir(caso)
    caso = acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto="A Rosângela também viu.")
    assert "A [pessoa 1] também viu." in decidir(caso).texto
    envio = acoes.complementar_apuracao(envio=envio, versao=caso.versao, por=elenco.ogm())
    assert "A [pessoa 1] também viu." in envio.texto
    caso = Manifestacao.objects.get(pk=caso.pk)
    with pytest.raises(TransicaoProibida, match="nada de novo"):
        acoes.complementar_apuracao(envio=envio, versao=caso.versao, por=elenco.ogm())


@pytest.mark.parametrize("tipo", [TipoDeManifestacao.RECLAMACAO, TipoDeManifestacao.DENUNCIA])
def test_so_de_uma_denuncia_ja_assumida(tipo: str) -> None:
    with pytest.raises(TransicaoProibida, match="depois de assumir"):
        decidir(elenco.registrada(tipo))


def test_quem_via_outra_versao_recebe_conflito(caso: Manifestacao) -> None:
    visto = texto_marcado.estado(versao_sem_nomes.atual(caso))
    decidir(caso, concluir=False)
    with pytest.raises(Conflito):
        acoes.decidir(caso=caso, por=elenco.ogm(), estado=visto, decisoes={0: "deixar"})


@pytest.mark.django_db(transaction=True)
def test_dois_ao_mesmo_tempo_um_so_grava(caso: Manifestacao) -> None:
    visto, por, largada = (
        texto_marcado.estado(versao_sem_nomes.atual(caso)),
        elenco.ogm(),
        threading.Barrier(2),
    )
    recusas: list[BaseException] = []

    def conferir(decisao: str) -> None:
        largada.wait()
        try:
            acoes.decidir(caso=caso, por=por, estado=visto, decisoes=dict.fromkeys(range(3), decisao))
        except Conflito as recusa:
            recusas.append(recusa)
        finally:
            connection.close()

    threads = [threading.Thread(target=conferir, args=[decisao]) for decisao in ("tirar", "deixar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(recusas) == 1
    assert len({m["decisao"] for m in Versao.objects.get().marcas}) == 1


# --- a página -----------------------------------------------------------------------------


def test_a_pagina_mostra_antes_e_depois_sem_gravar_nada(caso: Manifestacao, olga: Client) -> None:
    pagina = olga.get(endereco(caso)).content.decode()
    assert pagina.count("<mark") == 6
    assert "Tirar: vira [pessoa 1]" in pagina
    assert not Versao.objects.exists()


def test_concluir_com_uma_por_decidir_diz_qual(caso: Manifestacao, olga: Client) -> None:
    estado = texto_marcado.estado(versao_sem_nomes.atual(caso))
    dados = {"estado": estado, "m0": "tirar", "m1": "deixar", "concluir": "sim"}
    resposta = olga.post(endereco(caso), dados)
    assert resposta.status_code == 422
    assert "Decida a marca 3" in resposta.content.decode()
    assert olga.post(endereco(caso), dados | {"m2": "tirar"}).status_code == 302
    assert versao_sem_nomes.em_dia(caso)


def test_guardar_pela_metade_e_continuar(caso: Manifestacao, olga: Client) -> None:
    estado = texto_marcado.estado(versao_sem_nomes.atual(caso))
    assert olga.post(endereco(caso), {"estado": estado, "m0": "tirar", "guardar": "sim"}).status_code == 302
    assert [m["decisao"] for m in Versao.objects.get().marcas] == ["tirar", "", ""]


def test_decisao_inventada_e_422(caso: Manifestacao, olga: Client) -> None:
    estado = texto_marcado.estado(versao_sem_nomes.atual(caso))
    dados = {"estado": estado, "m0": "apagar", "m77": "tirar", "guardar": "sim"}
    assert olga.post(endereco(caso), dados).status_code == 422
    assert not Versao.objects.exists()


def test_conflito_na_pagina_mostra_a_de_agora(caso: Manifestacao, olga: Client) -> None:
    visto = texto_marcado.estado(versao_sem_nomes.atual(caso))
    decidir(caso)
    resposta = olga.post(endereco(caso), {"estado": visto, "m0": "deixar", "guardar": "sim"})
    assert resposta.status_code == 409
    assert texto_marcado.OUTRA_PESSOA in resposta.content.decode()


def test_trecho_pela_pagina_e_o_que_se_escreveu_volta_no_erro(caso: Manifestacao, olga: Client) -> None:
    estado = texto_marcado.estado(versao_sem_nomes.atual(caso))
    onde = endereco(caso, "versao_trecho")
    ruim = olga.post(onde, {"estado": estado, "trecho": "Zoroastro", "tipo": "nome"})
    assert ruim.status_code == 422
    assert 'value="Zoroastro"' in ruim.content.decode()
    assert olga.post(onde, {"estado": estado, "trecho": "setor", "tipo": "outro"}).status_code == 302
    velho = olga.post(onde, {"estado": estado, "trecho": "riu", "tipo": "outro"})
    assert velho.status_code == 409
    assert 'value="riu"' in velho.content.decode()


def test_o_texto_nao_vira_html(olga: Client) -> None:
    ataque = "O <script>alert(1)</script> João Pereira <img src=x onerror=y>"
    respostas = [{"chave": "o_que", "rotulo": "O quê", "valor": ataque}]
    caso = elenco.em_analise(TipoDeManifestacao.DENUNCIA, respostas=respostas)
    pagina = olga.get(endereco(caso)).content.decode()
    assert "<script>alert" not in pagina
    assert "<img src=x" not in pagina


def test_de_uma_reclamacao_nao_ha_pagina(olga: Client) -> None:
    caso = elenco.em_analise()
    for nome in ("versao", "denuncia_anexos", "identidade", "admitir"):
        assert olga.get(endereco(caso, nome)).status_code == 404
