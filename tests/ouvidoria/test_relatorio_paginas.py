"""O relatório nas páginas: rascunho da Ouvidoria, publicado de todos, planilha, textos que não se perdem."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contas.models import Usuario
from contas.papeis import Papel
from ouvidoria import acoes
from ouvidoria.acoes.relatar import ANO_EM_CURSO, FALTA_TEXTO
from ouvidoria.models import Relatorio
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.erros import Conflito, TransicaoProibida
from tests.ouvidoria import elenco

pytestmark = pytest.mark.django_db
ANO = 2025
TEXTOS = {"pontos_recorrentes": "Buracos que voltam.", "providencias": "Contrato novo de asfalto."}
CANARIO = "Canária da Silva Identificada"


@pytest.fixture(autouse=True)
def ano_passado() -> None:
    """Uma sugestão e uma denúncia identificada, recebidas em 2025."""
    quando = datetime(ANO, 6, 10, 12, tzinfo=timezone.get_default_timezone())
    nome = {**{campo: getattr(elenco.MARIA, campo) for campo in elenco.MARIA.__slots__}, "nome": CANARIO}
    for tipo in (TipoDeManifestacao.SUGESTAO, TipoDeManifestacao.DENUNCIA):
        nova = elenco.nova(tipo, identificacao=type(elenco.MARIA)(**nome))
        acoes.abrir(nova, por=elenco.municipe(), em=quando)


@pytest.fixture
def ouvidora() -> Usuario:
    """Da Ouvidoria e com a permissão de escrever o relatório."""
    quem = elenco.designar(Papel.OUVIDORIA, "OGM")
    quem.user_permissions.add(Permission.objects.get(codename="escrever_relatorio"))
    return quem


@pytest.fixture
def mesa(ouvidora: Usuario) -> Client:
    cliente = Client()
    cliente.force_login(ouvidora)
    return cliente


def publica(ano: int = ANO, nome: str = "relatorio") -> str:
    return reverse(f"ouvidoria:{nome}", args=[ano])


def escrever(mesa: Client, botao: str = "", **campos: str | int) -> int:
    dados = {**TEXTOS, "versao": Relatorio.history.filter(ano=ANO).count(), **campos}
    if botao:
        dados[botao] = "sim"
    return mesa.post(reverse("mesa:relatorio", args=[ANO]), dados).status_code


def linhas_de(corpo: Iterator[bytes]) -> list[list[str]]:
    texto = b"".join(corpo).decode("utf-8-sig")
    return list(csv.reader(StringIO(texto), delimiter=";"))


def test_rascunho_so_a_ouvidoria_ve_e_publicado_e_de_todos(client: Client, mesa: Client) -> None:
    for nome in ("relatorio", "relatorio_csv"):
        assert client.get(publica(nome=nome)).status_code == 404
        assert mesa.get(publica(nome=nome)).status_code == 200
    assert "Rascunho" in mesa.get(publica()).text
    assert escrever(mesa) == 302
    assert client.get(publica()).status_code == 404
    assert escrever(mesa, "publicar") == 302
    pagina = client.get(publica()).text
    assert "Buracos que voltam." in pagina
    assert "Rascunho" not in pagina
    assert f"Relatório de gestão de {ANO}" in client.get(reverse("ouvidoria:relatorios")).text
    assert escrever(mesa, "recolher") == 302
    assert client.get(publica()).status_code == 404
    assert client.get(reverse("ouvidoria:relatorios")).text.count("Relatório de gestão de") == 0


def test_ninguem_identificado_aparece(client: Client, mesa: Client) -> None:
    escrever(mesa, "publicar")
    planilha = b"".join(client.get(publica(nome="relatorio_csv")).streaming_content).decode()  # type: ignore[attr-defined]
    for texto in (client.get(publica()).text, planilha, mesa.get(reverse("mesa:relatorio", args=[ANO])).text):
        for segredo in (CANARIO, elenco.MARIA.documento, elenco.MARIA.email, elenco.TEXTO):
            assert segredo not in texto


@pytest.mark.parametrize("ano", [0, 1999, 2023, 99999, 10**30])
def test_ano_sem_manifestacao_nao_existe(mesa: Client, ano: int) -> None:
    assert mesa.get(publica(ano)).status_code == 404
    assert mesa.get(reverse("mesa:relatorio", args=[ano])).status_code == 404


def test_planilha_um_valor_por_linha_e_nada_que_se_execute(client: Client, mesa: Client) -> None:
    escrever(mesa, "publicar", providencias="=SOMA(A1)")
    resposta = client.get(publica(nome="relatorio_csv"))
    assert resposta.headers["Content-Disposition"] == 'attachment; filename="relatorio-ouvidoria-2025.csv"'
    linhas = linhas_de(resposta.streaming_content)  # type: ignore[attr-defined]
    assert linhas[0] == ["Quadro", "Linha", "Coluna", "Valor"]
    assert ["Manifestações recebidas, por tipo", "Sugestão", "Quantas", "1"] in linhas
    assert linhas[-1] == ["Providências adotadas", "", "Texto", "'=SOMA(A1)"]
    assert {len(linha) for linha in linhas} == {4}


def test_os_numeros_publicados_se_contam_de_dez_em_dez_minutos(client: Client, mesa: Client) -> None:
    """Sem o cache a página continua certa; com ele, quem insiste não conta tudo de novo."""
    escrever(mesa, "publicar")
    primeira = client.get(publica())
    elenco.registrada()
    with_cache = client.get(publica())
    assert with_cache.context["numeros"] == primeira.context["numeros"]
    cache.clear()
    assert client.get(publica()).context["numeros"].em > primeira.context["numeros"].em


def test_publicar_pede_os_dois_textos_e_nao_perde_o_escrito(mesa: Client) -> None:
    resposta = mesa.post(
        reverse("mesa:relatorio", args=[ANO]),
        {"pontos_recorrentes": "Só isto.", "providencias": " ", "versao": 0, "publicar": "sim"},
    )
    assert resposta.status_code == 422
    assert "Para publicar, escreva as providências." in resposta.text
    assert "Só isto." in resposta.text
    assert not Relatorio.objects.filter(publicado_em__isnull=False).exists()


def test_o_publicado_nao_fica_em_branco(mesa: Client) -> None:
    escrever(mesa, "publicar")
    assert escrever(mesa, providencias="") == 422
    assert escrever(mesa, providencias="Outra.") == 302
    assert Relatorio.objects.get().providencias == "Outra."


def test_duas_pessoas_ao_mesmo_tempo(mesa: Client) -> None:
    """A segunda vê o que a primeira guardou, com o que ela mesma escreveu no formulário, e pode insistir."""
    escrever(mesa, versao=0)
    resposta = mesa.post(
        reverse("mesa:relatorio", args=[ANO]), {**TEXTOS, "providencias": "As minhas.", "versao": 0}
    )
    assert resposta.status_code == 409
    assert "Outra pessoa mudou este relatório" in resposta.text
    assert "As minhas." in resposta.text
    assert TEXTOS["providencias"] in resposta.text
    assert escrever(mesa, providencias="As minhas.", versao=resposta.context["form"]["versao"].value()) == 302


def test_ano_em_curso_nao_se_publica() -> None:
    ano = timezone.localdate().year
    por = elenco.ogm()
    with pytest.raises(TransicaoProibida, match=ANO_EM_CURSO[:24]):
        acoes.publicar_relatorio(ano=ano, versao=0, por=por, **TEXTOS)
    assert not Relatorio.objects.exists()
    acoes.escrever_relatorio(ano=ano, versao=0, por=por, **TEXTOS)
    assert Relatorio.history.get().history_user == por.usuario


def test_a_acao_tambem_exige_os_textos_e_a_versao() -> None:
    por = elenco.ogm()
    with pytest.raises(TransicaoProibida, match=FALTA_TEXTO[:20]):
        acoes.publicar_relatorio(ano=ANO, versao=0, por=por, **{**TEXTOS, "providencias": "  "})
    with pytest.raises(Conflito):
        acoes.recolher_relatorio(ano=ANO, versao=3, por=por)
    assert not Relatorio.objects.exists()


def test_sem_permissao_le_e_nao_escreve() -> None:
    cliente = Client()
    cliente.force_login(elenco.designar(Papel.OUVIDORIA, "OGM"))
    pagina = cliente.get(reverse("mesa:relatorio", args=[ANO]))
    assert pagina.status_code == 200
    assert "<textarea" not in pagina.text
    assert escrever(cliente) == 403
    assert not Relatorio.objects.exists()


def test_permissao_sem_designacao_nao_basta() -> None:
    cliente = Client()
    quem = elenco.pessoa()
    quem.user_permissions.add(Permission.objects.get(codename="escrever_relatorio"))
    cliente.force_login(quem)
    assert escrever(cliente) == 403


def test_anos_na_mesa(mesa: Client) -> None:
    escrever(mesa, "publicar")
    pagina = mesa.get(reverse("mesa:relatorios")).text
    assert "Publicado em" in pagina
    assert pagina.count("Por escrever") == timezone.localdate().year - ANO
