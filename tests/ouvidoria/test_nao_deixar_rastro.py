"""De uma denúncia nada fica fora do selo e das respostas dela, nem no rascunho nem na sessão."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from assistente.conferir import VEIO_DE_CONFERIR
from avisos.models import Aviso
from contas.guardas import SESSAO
from contas.models import Municipe, Selo, Usuario
from contas.papeis import Papel
from contas.segredos.chaves import decifrar
from ouvidoria import acoes
from protocolo.models import ArquivoDeRascunho, Rascunho
from tests.ouvidoria import elenco
from tests.ouvidoria.manifestando import IDENTIFICADA, TEXTO, Manifestante
from tests.ouvidoria.vestigios import onde_aparece
from tests.solicitacoes import pedindo
from tests.solicitacoes.pedindo import foto

pytestmark = pytest.mark.django_db
CANARIO = {
    **IDENTIFICADA,
    "nome": "Quitéria Canária",
    "email": "quiteria@exemplo.invalid",
    "telefone": "11 97777-1234",
}
VESTIGIOS = ["Zebedeu", "Quitéria", "Canária", "52998224725", "529.982.247-25", "quiteria@", "977771234"]
DENUNCIA = {
    "o_que": TEXTO,
    "quem": "Zebedeu",
    "onde": "Zebedeu 1",
    "quando": "Zebedeu 2",
    "provas": "Zebedeu 3",
}


@pytest.fixture(autouse=True)
def referencia() -> None:
    elenco.orgao()
    elenco.designar(Papel.OUVIDORIA, "OGM")


def _denunciar(client: Client, onde: str = "denuncia") -> Manifestante:
    quem = Manifestante(client)
    fotos = [foto("Quitéria e Zebedeu.jpg"), foto("Canária.png", "blue")]
    assert quem.comecar(onde, DENUNCIA | {"fotos": fotos}).status_code == 303
    return _terminar(quem)


def _terminar(quem: Manifestante) -> Manifestante:
    assert quem.mandar("identificacao/", CANARIO).status_code == 303
    quem.client.get(quem.endereco(f"conferir/?de={VEIO_DE_CONFERIR}"))
    assert quem.mandar("conferir/").status_code == 303
    quem.ver("comprovante/")
    return quem


def test_do_portal_nada_fica_fora_do_selo_e_das_respostas(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    quem = _denunciar(client)
    assert onde_aparece(VESTIGIOS) == []
    assert onde_aparece([quem.uuid], menos=["ouvidoria_manifestacao.chave_de_envio"]) == []
    assert not Rascunho.objects.exists()
    assert not ArquivoDeRascunho.objects.exists()
    assert not Municipe.objects.exists()
    assert quem.caso.protocolo not in client.session.get(SESSAO, [])
    assert sorted(quem.caso.anexos.values_list("nome", flat=True)) == ["arquivo-1.jpg", "arquivo-2.jpg"]
    assert not any(vestigio in caplog.text for vestigio in [*VESTIGIOS, quem.uuid])
    assert decifrar(bytes(Selo.objects.get().cifrado))["nome"] == "Quitéria Canária"


def test_a_procura_acharia_o_que_nao_e_denuncia(client: Client) -> None:
    """Sem isto o teste de cima poderia passar por não procurar nada."""
    Manifestante(client).enviar("elogio", {"o_que": TEXTO, "quem": "Zebedeu"}, CANARIO)
    achados = onde_aparece(VESTIGIOS, menos=[])
    assert {"contas_interessado.nome: Quitéria", "ouvidoria_manifestacao.respostas: Zebedeu"} <= set(achados)


def test_a_conta_de_quem_denuncia_nao_se_liga_a_denuncia(client: Client) -> None:
    """Nem o rascunho, enquanto se escreve, é da conta."""
    pessoa = elenco.pessoa("Paula Própria", cpf="52998224725")
    client.force_login(pessoa)
    quem = Manifestante(client)
    quem.comecar("denuncia", DENUNCIA)
    assert quem.rascunho.dono is None
    assert "Paula Própria" not in str(pedindo.sopa(quem.ver("identificacao/")).find("main"))
    _terminar(quem)
    interessado = quem.caso.interessado
    assert interessado is not None
    assert (interessado.usuario, interessado.municipe, interessado.nome) == (None, None, "")
    assert onde_aparece([quem.caso.protocolo], menos=[]) == [
        f"{coluna}: {quem.caso.protocolo}"
        for coluna in ("avisos_aviso.chave", "avisos_aviso.protocolo", "avisos_notificacao.chave",
                       "avisos_notificacao.endereco", "avisos_notificacao.protocolo",
                       "ouvidoria_manifestacao.protocolo")
    ]  # fmt: skip


def test_os_avisos_nao_dizem_que_e_denuncia(client: Client) -> None:
    _denunciar(client)
    aviso = Aviso.objects.get()
    assert "enúncia" not in aviso.assunto + aviso.corpo


def test_no_comprovante_e_no_recibo_nao_se_le_que_e_denuncia(client: Client) -> None:
    quem = _denunciar(client)
    for pagina in ("comprovante/", "recibo/"):
        assert "enúncia" not in str(pedindo.sopa(quem.ver(pagina)).find("main"))


def test_o_que_vira_denuncia_perde_o_rascunho(client: Client) -> None:
    client.force_login(elenco.pessoa("Paula Própria"))
    caso = Manifestante(client).enviar("elogio")
    assert Rascunho.objects.get().dono is not None
    caso = acoes.assumir(caso=caso, versao=caso.versao, por=elenco.ogm())
    acoes.reclassificar(
        caso=caso, versao=caso.versao, por=elenco.ogm("Oto"), tipo="denuncia", motivo="É denúncia."
    )
    assert not Rascunho.objects.exists()


def test_os_arquivos_ficam_so_na_denuncia(client: Client) -> None:
    quem = _denunciar(client)
    guardados = set()
    for anexo in quem.caso.anexos.all():
        guardados |= {str(anexo.arquivo.name), str(anexo.miniatura.name)}
    pasta = next(iter(guardados)).rpartition("/")[0]
    assert {f"{pasta}/{nome}" for nome in default_storage.listdir(pasta)[1]} == guardados


# --- quem digitou no balcão ------------------------------------------------------------------


def _atendente() -> tuple[Client, Usuario]:
    usuario = pedindo.atendente(pedindo.central())
    client = Client()
    client.force_login(usuario)
    return client, usuario


def test_o_atendente_ve_o_comprovante_e_depois_nada_da_denuncia() -> None:
    client, usuario = _atendente()
    quem = Manifestante(client)
    quem.no_balcao("denuncia")
    assert quem.mandar("perguntas/", DENUNCIA).status_code == 303
    assert quem.mandar("identificacao/", CANARIO).status_code == 303
    assert quem.mandar("conferir/").status_code == 303
    caso = quem.caso
    assert caso.protocolo_escrito in quem.ver("comprovante/").content.decode()
    assert onde_aparece(VESTIGIOS) == []
    assert caso.atendente is None
    assert not Rascunho.objects.filter(dono=usuario).exists()
    for passo in ("", "perguntas/", "identificacao/", "conferir/"):
        assert quem.ver(passo)["Location"] == quem.endereco("comprovante/"), passo
    for pagina in ("/ouvidoria/balcao/", "/ouvidoria/balcao/registradas/", "/central/", "/caixa/avisos/"):
        dita = client.get(pagina).content.decode()
        assert caso.protocolo not in dita, pagina
        assert caso.protocolo_escrito not in dita, pagina
    assert client.get(f"/mesa/{caso.protocolo}/").status_code == 403
