"""A avaliação anual: o que se conta e o que nunca sai, as páginas, as medidas, o ano que não muda."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from avisos.models import Notificacao
from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico
from ouvidoria import acoes as ouvidoria
from ouvidoria.situacoes import TipoDeManifestacao
from protocolo.erros import Conflito, TransicaoProibida
from solicitacoes.models import Satisfacao, Solicitacao
from solicitacoes.situacoes import Desfecho, Situacao
from tests.ouvidoria import elenco as da_ouvidoria
from tests.solicitacoes import elenco
from transparencia import tasks
from transparencia.avaliacao import acoes, lembretes
from transparencia.celula import POUCOS
from transparencia.models import Avaliacao, LinhaDaAvaliacao, MedidasAdotadas

pytestmark = pytest.mark.django_db
ANO = localdate().year - 1
MEIO = datetime(ANO, 6, 10, 12, tzinfo=timezone.get_default_timezone())
CANARIO = "Zumbaia"
MEDIDAS = "Contratamos mais quatro equipes em agosto.\n\nO prazo médio caiu de 40 para 22 dias."
ENDERECO = f"/transparencia/avaliacao/{ANO}/"


def encerrados(quantos: int, servico: Servico, **campos: Any) -> list[Solicitacao]:
    """Pedidos do meio do ano, feitos dez dias depois."""
    fim = MEIO + timedelta(days=10)
    valores = {"situacao": Situacao.FINALIZADA, "desfecho": Desfecho.REALIZADO, "encerrada_em": fim, **campos}
    return elenco.iguais(quantos, elenco.unidade(), servico=servico, em=MEIO, descricao=CANARIO, **valores)


def responderam(casos: list[Solicitacao], resolveu: str, **campos: Any) -> None:
    Satisfacao.objects.bulk_create(
        Satisfacao(caso=caso, do_fim_em=caso.encerrada_em, em=caso.encerrada_em, resolveu=resolveu, **campos)
        for caso in casos
        if caso.encerrada_em
    )


@pytest.fixture
def ano() -> int:
    """Vinte de tapa-buraco, 12 sim e 6 não; outros serviços, um deles sigiloso; importados; desistências."""
    buraco = elenco.servico()
    varricao = elenco.servico("varricao", "Varrição de rua", prazo_provisorio=True)
    casos = encerrados(20, buraco)
    responderam(casos[:12], "sim", nota=5, no_prazo="sim", clareza="sim")
    responderam(casos[12:18], "nao", nota=1, no_prazo="sim")
    tarde = [caso.pk for caso in casos[:6]]
    Solicitacao.objects.filter(pk__in=tarde).update(vence_em=MEIO + timedelta(days=2))
    encerrados(8, varricao)
    encerrados(3, elenco.servico("poda", "Poda"))
    encerrados(12, elenco.servico("capina", "Capina"))
    encerrados(6, elenco.servico("entulho", "Entulho"), procedencia=Solicitacao.Procedencia.IMPORTADA)
    sigiloso = elenco.servico("abrigo", f"Abrigo {CANARIO}", sigilosa=True)
    responderam(encerrados(7, sigiloso), "sim")
    encerrados(9, buraco, situacao=Situacao.CANCELADA, desfecho="")
    for tipo in (*[TipoDeManifestacao.RECLAMACAO] * 6, TipoDeManifestacao.DENUNCIA):
        ouvidoria.abrir(da_ouvidoria.nova(tipo), por=elenco.municipe(), em=MEIO)
    acoes.contar_ano(ano=ANO, agora=timezone.now())
    return ANO


def contas(slug: str = "") -> dict[str, Any]:
    """Do serviço ou, sem ele, da cidade."""
    linhas = LinhaDaAvaliacao.objects.filter(avaliacao=ANO)
    return (linhas.get(servico__slug=slug) if slug else linhas.da_cidade().get()).contas


@pytest.fixture
def ouvidora() -> Client:
    quem = da_ouvidoria.designar(Papel.OUVIDORIA, "OGM")
    quem.user_permissions.add(Permission.objects.get(codename="escrever_relatorio"))
    return entrar(quem)


def entrar(quem: Usuario) -> Client:
    cliente = Client()
    cliente.force_login(quem)
    return cliente


def test_o_que_se_conta_e_o_que_se_fecha(ano: int) -> None:
    buraco = contas("tapa-buraco")
    assert buraco["resolvido"] == buraco["nota"] == [12, 6]
    assert (buraco["clareza"], buraco["no_tempo"], buraco["prazo"]) == ([12, 0], [18, 0], [14, 6])
    assert (buraco["pedidos"], buraco["dias"], buraco["sem_prazo"]) == ([20], [10.0], [0])
    varricao = contas("varricao")
    assert (varricao["resolvido"], varricao["prazo"], varricao["sem_prazo"]) == ([0, 0], None, [8])
    assert contas("poda")["pedidos"] == contas("poda")["dias"] == POUCOS
    assert contas("capina")["prazo"] == POUCOS, "senão, por subtração, saber-se-iam os três da poda"
    assert (contas("capina")["pedidos"], contas("entulho")["pedidos"]) == (POUCOS, [6])
    assert contas("entulho")["resolvido"] is contas("entulho")["prazo"] is None, "importado: não se registrou"
    assert not LinhaDaAvaliacao.objects.filter(servico__slug="abrigo").exists()
    cidade, orgao = contas(), LinhaDaAvaliacao.objects.dos_orgaos().get(sigla="SMSUB").contas
    assert (cidade["pedidos"], orgao["pedidos"]) == ([56], [49]), "o sigiloso só entra na soma da cidade"
    assert (cidade["resolvido"], cidade["manifestacoes"]) == ([19, 6], [6]), "denúncia, nem na soma"
    assert acoes.contar_ano(ano=ano, agora=timezone.now()) == LinhaDaAvaliacao.objects.count()


def test_publicada_nao_muda_mais(ano: int, ouvidora: Client) -> None:
    antes = list(LinhaDaAvaliacao.objects.order_by("pk").values_list("nome", "contas"))
    quadro = "/transparencia/avaliacao/quadro/"
    assert "Secretaria das Subprefeituras" in ouvidora.get(quadro).text, "o órgão que falta"
    assert ouvidora.post(quadro, {"ano": ANO}).status_code == 422
    for torto in ("x", "9" * 5000):
        assert ouvidora.post(quadro, {"ano": torto, "confirmo": "sim"}).status_code == 404
    assert ouvidora.post(quadro, {"ano": ANO, "confirmo": "sim"}).headers["Location"] == ENDERECO
    assert ouvidora.post(quadro, {"ano": ANO, "confirmo": "sim"}).status_code == 409
    publicada = Avaliacao.objects.get(ano=ANO)
    assert publicada.publicada_por
    encerrados(30, elenco.servico())
    tasks.contar_avaliacao()
    tasks.publicar_avaliacao()
    assert (
        list(LinhaDaAvaliacao.objects.filter(avaliacao=ANO).order_by("pk").values_list("nome", "contas"))
        == antes
    )
    assert Avaliacao.objects.get(ano=ANO).publicada_em == publicada.publicada_em
    with pytest.raises(TransicaoProibida):
        acoes.publicar_avaliacao(ano=ANO + 1)
    with pytest.raises(TransicaoProibida):
        acoes.publicar_avaliacao(ano=ANO - 5)
    with pytest.raises(TransicaoProibida):
        acoes.escrever_medidas(
            ano=ANO, orgao=elenco.orgao(), versao=0, por=da_ouvidoria.interlocutor(), texto="Tarde demais."
        )


def test_a_rotina_publica_a_que_ninguem_publicou(ano: int, client: Client) -> None:
    assert "Parcial" in client.get(ENDERECO).text
    tasks.publicar_avaliacao()
    pagina = client.get(ENDERECO).text
    assert "Os números não mudam mais" in pagina
    assert "Nenhum órgão disse o que fez" in pagina


@pytest.mark.usefixtures("ano")
def test_a_tabela_vai_em_ordem_e_a_planilha_diz_o_mesmo(client: Client) -> None:
    servicos = client.get(ENDERECO, {"ver": "servicos", "ordem": "pedidos"}).text
    assert servicos.index("Tapa-buraco") < servicos.index("Varrição de rua") < servicos.index("Poda")
    assert "44% a 84%" in servicos
    assert "ninguém respondeu" in servicos
    do_orgao = client.get(ENDERECO, {"orgao": "SMSUB", "ordem": "o-que-nao-ha", "pagina": "9"}).text
    assert "Tapa-buraco" in do_orgao
    planilha = client.get(f"{ENDERECO}planilha/").content.decode("utf-8-sig")
    linhas = {linha["nome"]: linha for linha in csv.DictReader(StringIO(planilha), delimiter=";")}
    assert next(iter(linhas)) == "A cidade"
    assert (linhas["Tapa-buraco"]["resolvido_sim"], linhas["Tapa-buraco"]["resolvido_minimo"]) == (
        "12",
        "0,437",
    )
    assert (linhas["Poda"]["pedidos"], linhas["Entulho"]["prazo_sim"]) == ("não se abre", "sem dado")
    assert CANARIO not in servicos + do_orgao + planilha
    assert client.get(ENDERECO).headers["ETag"]
    assert client.get("/transparencia/avaliacao/1999/").status_code == 404


@pytest.mark.usefixtures("ano")
def test_os_numeros_de_um_servico(client: Client) -> None:
    pagina = client.get("/transparencia/servico/tapa-buraco/").text
    assert "10 dias" in pagina
    assert "67% (44% a 84%, 18 respostas)" in " ".join(pagina.split())
    assert client.get("/transparencia/servico/abrigo/").status_code == 404
    assert "Nada contado ainda" in client.get(f"/transparencia/servico/{novo_servico().slug}/").text
    assert "/transparencia/servico/tapa-buraco/" in client.get("/servicos/tapa-buraco/").text
    assert "/transparencia/servico/abrigo/" not in client.get("/servicos/abrigo/").text


def novo_servico() -> Servico:
    return elenco.servico("novo", "Novo")


def test_sem_nada_contado_diz_quando_aparece(client: Client) -> None:
    assert "Nada contado ainda" in client.get("/transparencia/avaliacao/").text
    acoes.contar_ano(ano=ANO, agora=timezone.now())
    assert "Nada contado" in client.get(ENDERECO).text


def test_o_orgao_escreve_as_medidas_e_so_se_leem_depois_de_publicar(ano: int, client: Client) -> None:
    quem = da_ouvidoria.designar(Papel.INTERLOCUTOR, "SMSUB", nome="Ivo Interlocutor")
    navegador, onde = entrar(quem), f"/transparencia/avaliacao/medidas/{ANO}/SMSUB/"
    assert "Por escrever" in navegador.get("/transparencia/avaliacao/medidas/").text
    vazio = navegador.post(onde, {"texto": "", "versao": 0})
    assert (vazio.status_code, "Se não fez nada, diga isso" in vazio.text) == (422, True)
    comprido = navegador.post(onde, {"texto": "a" * 8001, "versao": 0})
    assert (comprido.status_code, "a" * 8001 in comprido.text) == (422, True), (
        "nada do que se escreveu se perde"
    )
    assert navegador.post(onde, {"texto": MEDIDAS, "versao": 0}).status_code == 302
    outro = navegador.post(onde, {"texto": "Outra coisa.", "versao": 0})
    assert (outro.status_code, "Outra coisa." in outro.text, "quatro equipes" in outro.text) == (
        409,
        True,
        True,
    )
    assert "Ivo Interlocutor" in navegador.get(onde).text
    assert "quatro equipes" not in client.get(ENDERECO, {"orgao": "SMSUB"}).text
    tasks.publicar_avaliacao()
    assert "quatro equipes" in client.get(ENDERECO, {"orgao": "SMSUB"}).text
    assert "quatro equipes" in client.get(ENDERECO).text
    assert navegador.post(onde, {"texto": "Mudei.", "versao": 1}).status_code == 409
    assert "não muda mais" in navegador.get(onde).text
    assert MedidasAdotadas.objects.get().texto == MEDIDAS
    with pytest.raises(Conflito):
        acoes.escrever_medidas(
            ano=ANO + 1, orgao=elenco.orgao(), versao=3, por=da_ouvidoria.interlocutor(), texto=MEDIDAS
        )


def test_em_janeiro_lembra_quem_ainda_nao_escreveu(ano: int) -> None:
    por = da_ouvidoria.interlocutor()
    dia = localdate().replace(month=1, day=5)
    assert lembretes.lembrar(dia) == lembretes.lembrar(dia) == 1
    (recado,) = Notificacao.objects.all()
    assert (recado.usuario, recado.endereco) == (
        por.usuario,
        f"/transparencia/avaliacao/medidas/{ANO}/SMSUB/",
    )
    acoes.escrever_medidas(ano=ANO, orgao=elenco.orgao(), versao=0, por=por, texto=MEDIDAS)
    tasks.lembrar_medidas()
    assert lembretes.lembrar(dia.replace(day=15)) == 0
    assert Notificacao.objects.count() == 1
