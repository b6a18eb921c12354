"""A manifestação pelo número (quase nada, e o mesmo para todas) e com a chave (tudo, na voz de quem lê)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from contas.autor import Autor
from contas.guardas import SESSAO
from contas.papeis import Papel
from contas.segredos import chaves
from ouvidoria import acoes
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import Situacao, Tipo, TipoDeManifestacao
from portal import consultas
from protocolo import numero
from protocolo.models import Vinculo
from tests.ouvidoria import elenco
from tests.ouvidoria.acompanhando import com_chave, pagina, texto
from tests.solicitacoes.elenco import servico, solicitacao

pytestmark = pytest.mark.django_db

S = Situacao
T = TipoDeManifestacao
DENUNCIAS = (S.ADMITIDA, S.EM_APURACAO)
NUNCA_SEM_CHAVE = (
    *(t.label for t in T),
    "Secretaria das Subprefeituras",
    "SMSUB",
    "Corregedoria",
    "apura",
    elenco.TEXTO,
    elenco.FRASE,
    "Maria",
    "maria@",
)


@pytest.fixture(autouse=True)
def limpo() -> None:
    cache.clear()


def vencida(caso: Manifestacao, dias: int = 3) -> Manifestacao:
    Manifestacao.objects.filter(pk=caso.pk).update(vence_em=timezone.now() - timedelta(days=dias))
    caso.refresh_from_db()
    return caso


# --- só o número --------------------------------------------------------------------


@pytest.mark.parametrize("tipo", T)
def test_pelo_numero_nenhuma_diz_o_tipo_o_orgao_nem_o_texto(client: Client, tipo: str) -> None:
    caso = elenco.registrada(tipo)
    resposta = client.get(pagina(caso))
    lido = texto(resposta)
    assert all(dito in lido for dito in ("Manifestação à Ouvidoria", "Em aberto", "faltam"))
    achados = [dito for dito in NUNCA_SEM_CHAVE if dito in lido]
    assert achados == []
    assert chaves.chave_escrita(caso.protocolo) not in resposta.content.decode()


@pytest.mark.parametrize("situacao", S)
def test_pelo_numero_a_situacao_e_uma_de_duas(client: Client, situacao: str) -> None:
    caso = elenco.na_situacao(situacao)
    lido = texto(client.get(pagina(caso)))
    assert ("Em aberto" if caso.aberta else "Encerrada") in lido
    ditas = [outra.label for outra in S if outra.label in lido]
    assert ditas == []


def test_a_pagina_de_uma_denuncia_e_igual_a_das_outras(client: Client) -> None:
    """Fora o protocolo e o segredo do formulário, a mesma página, letra por letra."""

    def sem_o_que_muda(caso: Manifestacao) -> str:
        lida = client.get(pagina(caso)).content.decode()
        lida = lida.replace(caso.protocolo, "P").replace(caso.protocolo_escrito, "P")
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", lida)

    paginas = {sem_o_que_muda(elenco.registrada(tipo)) for tipo in T}
    assert len(paginas) == 1


def test_a_que_espera_a_pessoa_e_a_que_se_apura_dizem_o_mesmo_do_prazo(client: Client) -> None:
    for situacao in (S.AGUARDANDO_MUNICIPE, S.EM_APURACAO):
        assert "Parado agora" in texto(client.get(pagina(elenco.na_situacao(situacao))))


def test_atrasada_diz_ha_quantos_dias_dos_dois_lados(client: Client) -> None:
    caso = vencida(elenco.em_analise())
    assert "atrasada há 3 dias" in texto(client.get(pagina(caso)))
    assert "atrasada há 3 dias" in texto(com_chave(caso).get(pagina(caso)))


def test_o_que_se_apura_nao_atrasa(client: Client) -> None:
    caso = vencida(elenco.na_situacao(S.EM_APURACAO), 40)
    assert "atrasad" not in texto(client.get(pagina(caso)))
    assert "prazo em dias a quem apura" in texto(com_chave(caso).get(pagina(caso)))


def test_o_formulario_de_procurar_acha_a_manifestacao(client: Client) -> None:
    caso = elenco.registrada()
    dados = {"protocolo": caso.protocolo_escrito, "chave": chaves.chave_escrita(caso.protocolo)}
    resposta = client.post("/acompanhar/", dados, follow=True)
    assert "Reclamação à Ouvidoria" in texto(resposta)


@pytest.mark.parametrize("processo", [numero.Processo.MANIFESTACAO, numero.Processo.PEDIDO])
def test_numero_que_nao_existe_em_nenhum_processo(client: Client, processo: str) -> None:
    inventado = numero.gerar(processo)
    assert client.post("/acompanhar/", {"protocolo": inventado}).status_code == 422
    for resto in ("", "mandar/", "avaliar/", "AAAAAAAA/"):
        assert client.get(f"/acompanhar/{inventado}/{resto}").status_code == 404


def test_a_chave_errada_nao_abre_e_nao_diz_nada(client: Client) -> None:
    caso = elenco.registrada(T.DENUNCIA)
    resposta = client.post(pagina(caso, "abrir/"), {"chave": "AAAAAAAA"})
    assert resposta.status_code == 422
    assert "<title>Erro:" in resposta.content.decode()
    assert "Denúncia" not in texto(resposta)


def test_a_chave_de_uma_nao_abre_outra(client: Client) -> None:
    minha, alheia = elenco.registrada(), elenco.registrada(T.DENUNCIA)
    com_chave(minha, client)
    chave = chaves.chave_de(minha.protocolo)
    client.get(pagina(alheia, f"{chave}/"))
    assert "Denúncia" not in texto(client.get(pagina(alheia)))


# --- limites e custo ----------------------------------------------------------------


def test_adivinhar_numeros_para_num_limite_e_quem_tem_a_chave_entra(client: Client) -> None:
    caso = elenco.registrada()
    respostas = [
        client.get(f"/acompanhar/{numero.gerar(numero.Processo.MANIFESTACAO)}/").status_code
        for _ in range(61)
    ]
    assert respostas == [404] * 60 + [429]
    assert client.get(pagina(caso)).status_code == 429
    assert com_chave(caso, client).get(pagina(caso)).status_code == 200


def test_tentar_chaves_em_serie_para_num_limite(client: Client) -> None:
    caso = elenco.registrada()
    codigos = [client.post(pagina(caso, "abrir/"), {"chave": "AAAAAAAA"}).status_code for _ in range(11)]
    assert codigos == [422] * 10 + [429]


def test_localizar_faz_uma_consulta_so(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pedido, caso = solicitacao(), elenco.registrada()
    for esperado in (pedido, caso):
        with django_assert_num_queries(1):
            assert consultas.localizar(esperado.protocolo) == esperado
    with django_assert_num_queries(0):
        assert consultas.localizar("912345678901234") is None


def test_consultas_da_pagina_publica(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    caso = elenco.encaminhada()[0]
    with django_assert_num_queries(2):  # a manifestação e a cidade
        client.get(pagina(caso))


@pytest.mark.parametrize("passos", [1, 6])
def test_consultas_da_pagina_inteira_nao_crescem(
    passos: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    caso, _ = elenco.respondida(solicitacao=elenco.pedido_vencido())
    dono = com_chave(caso)
    for vez in range(passos):
        acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto=f"Mais {vez}")
    with django_assert_max_num_queries(12):  # uma diz se o caso ainda pode ir para uma conta
        assert dono.get(pagina(caso)).status_code == 200


# --- com a chave --------------------------------------------------------------------


def test_com_a_chave_tudo_o_que_se_escreveu(client: Client) -> None:
    pedido = elenco.pedido_vencido()
    caso = elenco.registrada(solicitacao=pedido)
    lido = texto(com_chave(caso, client).get(pagina(caso)))
    for dito in (
        "Reclamação à Ouvidoria",
        "Fui mal atendido",
        "Secretaria das Subprefeituras",
        elenco.TEXTO,
        pedido.protocolo_escrito,
        "Tapa-buraco",
        "A Ouvidoria recebeu a manifestação em",
        "Lei 13.460/2017",
        chaves.chave_escrita(caso.protocolo),
    ):
        assert dito in lido
    assert f'href="/acompanhar/{pedido.protocolo}/"' in client.get(pagina(caso)).content.decode()


def test_pedido_sigiloso_reclamado_so_mostra_o_numero() -> None:
    """Reclamar pelo número não ensina de que serviço ele é."""
    qual = servico(slug="violencia", nome="Denúncia de violência", sigilosa=True)
    caso = elenco.registrada(solicitacao=elenco.pedido_vencido(servico=qual))
    lido = texto(com_chave(caso).get(pagina(caso)))
    assert caso.solicitacao
    assert caso.solicitacao.protocolo_escrito in lido
    assert "violência" not in lido


def test_a_historia_e_na_voz_de_quem_le_e_sem_o_que_e_interno() -> None:
    caso, envio = elenco.respondida()
    acoes.anotar(caso=caso, por=elenco.ogm(), texto="Nota que só a Ouvidoria lê")
    caso.refresh_from_db()
    acoes.devolver_ao_orgao(envio=envio, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    acoes.mandar(caso=caso, por=elenco.municipe(caso.protocolo), texto="O buraco cresceu.")
    lido = texto(com_chave(caso).get(pagina(caso)))
    for dito in ("Você mandou mais informações", "O buraco cresceu.", "Enviada a: Secretaria das"):
        assert dito in lido
    for interno in ("Nota que só", elenco.FRASE, Tipo.DEVOLUCAO_AO_ORGAO.label, "Olga", "Ivo"):
        assert interno not in lido


def test_prorrogada_e_reclassificada_dizem_o_antes_e_o_depois() -> None:
    caso = elenco.em_analise()
    antes = timezone.localtime(caso.vence_em)
    acoes.prorrogar(caso=caso, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    caso.refresh_from_db()
    acoes.reclassificar(caso=caso, versao=caso.versao, por=elenco.ogm(), tipo=T.ELOGIO, motivo=elenco.FRASE)
    lido = texto(com_chave(caso).get(pagina(caso)))
    assert f"O prazo passou de {antes:%d/%m/%Y} para" in lido
    assert "Era Reclamação; passou a ser Elogio." in lido
    assert "não pode ser prorrogado outra vez" in lido


def test_a_quem_foi_enviada_e_ate_quando_responde() -> None:
    caso, envio = elenco.encaminhada()
    dono = com_chave(caso)
    assert "Responde à Ouvidoria até" in texto(dono.get(pagina(caso)))
    type(envio).objects.filter(pk=envio.pk).update(vence_em=timezone.now() - timedelta(days=2))
    assert "atrasado há 2 dias" in texto(dono.get(pagina(caso)))
    acoes.recolher(envio=envio, versao=caso.versao, por=elenco.ogm(), motivo=elenco.FRASE)
    assert "Responde à Ouvidoria" not in texto(dono.get(pagina(caso)))


def test_denuncia_apurada_diz_a_quem_foi_e_quem_sabe() -> None:
    caso, _ = elenco.em_apuracao()
    lido = texto(com_chave(caso).get(pagina(caso)))
    for dito in ("Denúncia à Ouvidoria", "Corregedoria Geral do Município", "Só a Ouvidoria pode saber"):
        assert dito in lido
    assert "Maria" not in lido


def test_denuncia_anonima_so_pela_chave(client: Client) -> None:
    caso = elenco.registrada(T.DENUNCIA, identificacao=elenco.anonima())
    client.force_login(elenco.pessoa())
    assert "Denúncia" not in texto(client.get(pagina(caso)))
    lido = texto(com_chave(caso, client).get(pagina(caso)))
    assert "Guarde o protocolo e a chave" in lido
    assert "Desistir" not in lido


def test_a_conta_dona_abre_sem_chave_salvo_denuncia(client: Client) -> None:
    dono = elenco.pessoa("Dora Dona")
    client.force_login(dono)
    quem = replace(elenco.MARIA, usuario=dono)
    assert elenco.TEXTO in texto(client.get(pagina(elenco.registrada(identificacao=quem))))
    denuncia = elenco.registrada(T.DENUNCIA, identificacao=quem)
    assert elenco.TEXTO not in texto(client.get(pagina(denuncia)))


def test_a_sessao_de_quem_entrou_nao_liga_a_conta_a_denuncia(client: Client, settings: Settings) -> None:
    caso = elenco.registrada(T.DENUNCIA)
    client.force_login(elenco.pessoa())
    com_chave(caso, client)
    assert caso.protocolo not in json.dumps(dict(client.session))
    assert "Denúncia" in texto(client.get(pagina(caso)))
    settings.CHAVES_DE_SELO = [Fernet.generate_key().decode()]
    assert "Denúncia" not in texto(client.get(pagina(caso)))


@pytest.mark.parametrize("velho", [["241394092582007"], "o que não se decifra", None])
def test_sessao_que_nao_se_le_nao_abre_nada_nem_quebra(client: Client, velho: object) -> None:
    caso = elenco.registrada()
    sessao = client.session
    sessao[SESSAO] = velho
    sessao.save()
    assert "Reclamação" not in texto(client.get(pagina(caso)))
    assert "Reclamação" in texto(com_chave(caso, client).get(pagina(caso)))


@pytest.mark.parametrize(("papel", "sigla"), [(Papel.OUVIDORIA, "OGM"), (Papel.INTERLOCUTOR, "SMSUB")])
def test_quem_trabalha_nela_nao_e_a_parte(client: Client, papel: Papel, sigla: str) -> None:
    client.force_login(elenco.designar(papel, sigla))
    caso = elenco.encaminhada()[0]
    assert elenco.TEXTO not in texto(client.get(pagina(caso)))
    assert client.get(pagina(caso, "mandar/")).status_code == 403


def test_a_resposta_vem_em_destaque_e_o_prazo_e_o_que_era() -> None:
    caso = elenco.na_situacao(S.CONCLUIDA)
    lido = texto(com_chave(caso).get(pagina(caso)))
    assert lido.index("Resposta da Ouvidoria: atendida") < lido.index("O que já aconteceu")
    assert all(dito in lido for dito in ("Concluída: atendida", "Era ", "Peça a revisão", elenco.FRASE))
    assert "Mandar mais informações" not in lido


def test_redirecionada_leva_ao_protocolo_novo_ja_aberto(client: Client) -> None:
    """Quem não se identificou não teria a chave do pedido que a Ouvidoria abriu por ele."""
    caso = elenco.na_situacao(S.REDIRECIONADA)
    novo = solicitacao(descricao="Buraco da reclamação")
    Vinculo.objects.create(
        de_protocolo=caso.protocolo, para_protocolo=novo.protocolo, tipo="redirecionada", reservado=False
    )
    com_chave(caso, client)
    assert novo.protocolo_escrito in texto(client.get(pagina(caso)))
    endereco = f"/acompanhar/{novo.protocolo}/{chaves.chave_de(novo.protocolo)}/"
    assert f'href="{endereco}"' in client.get(pagina(caso)).content.decode()
    assert "Buraco da reclamação" in texto(client.get(endereco, follow=True))


def test_redirecionada_para_fora_diz_onde_sem_link() -> None:
    caso = elenco.na_situacao(S.REDIRECIONADA)
    lido = texto(com_chave(caso).get(pagina(caso)))
    assert "o Governo do Estado" in lido
    assert "continua no protocolo" not in lido


@pytest.mark.parametrize("situacao", S)
def test_toda_situacao_tem_pagina_inteira(situacao: str) -> None:
    caso = elenco.na_situacao(situacao)
    assert com_chave(caso).get(pagina(caso)).status_code == 200


def test_atendente_aparece_sem_nome() -> None:
    quem = Autor(papel=Papel.ATENDENTE, usuario=elenco.pessoa("Ana Atendente"))
    caso = acoes.abrir(elenco.nova(), por=quem, em=timezone.now())
    lido = texto(com_chave(caso).get(pagina(caso)))
    assert "atendente" in lido
    assert "Ana" not in lido
