"""A Ouvidoria e o e-SIC dentro do atendimento, já com quem é; e a denúncia, de que nada fica na mesa."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from atendimento.acoes import registrou
from atendimento.models import Atendimento, AtoDoAtendimento
from atendimento.urls import central as urls
from contas.models import Interessado
from contas.papeis import Papel
from esic.models import Pedido
from ouvidoria.models import Manifestacao
from ouvidoria.situacoes import TipoDeManifestacao
from portal.consultas import Achado
from protocolo.models import Canal, Rascunho
from tests.atendimento.com_a_pessoa import Atendendo
from tests.esic import elenco as do_esic
from tests.ouvidoria import elenco as ouvidoria
from tests.ouvidoria.manifestando import ANONIMA, IDENTIFICADA, MAU
from tests.solicitacoes import elenco, pedindo
from tests.solicitacoes.pedindo import valor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
CANARIO = "palavra-da-denuncia"


@pytest.fixture
def mesa() -> Atendendo:
    ouvidoria.orgao()
    return Atendendo()


def _comecar(mesa: Atendendo, tipo: str, onde: str = "ouvidoria/") -> str:
    """O endereço do rascunho."""
    resposta = mesa.mandar(onde, {"tipo": tipo})
    assert resposta.status_code == 303, resposta.content.decode()
    return urlsplit(resposta["Location"]).path.rsplit("/", 2)[0]


def _responder(mesa: Atendendo, rascunho: str, texto: str, quem: dict[str, str] | None) -> str:
    """Da primeira pergunta ao fim; devolve o endereço do comprovante."""
    perguntas = MAU if "reclamacao" in texto else {"o_que": texto}
    mesa.client.post(f"{rascunho}/perguntas/", perguntas)
    if quem:
        mesa.client.post(f"{rascunho}/identificacao/", quem)
    enviado = mesa.client.post(f"{rascunho}/conferir/")
    assert enviado.status_code == 303, enviado.content.decode()
    return str(enviado["Location"])


def test_ja_vem_com_quem_e_e_o_ato_fica_sem_o_protocolo(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    mesa.reconhecida(caso)
    rascunho = _comecar(mesa, "elogio")
    mesa.client.post(f"{rascunho}/perguntas/", {"o_que": "A equipe foi muito atenciosa comigo."})
    pagina = mesa.client.get(f"{rascunho}/identificacao/")
    assert (valor(pagina, "nome"), valor(pagina, "email")) == ("Maria Silva", elenco.MARIA.email)
    fim = _responder(mesa, rascunho, "A equipe foi muito atenciosa comigo.", IDENTIFICADA)
    feita = Manifestacao.objects.get()
    assert (feita.canal, feita.atendente, feita.tipo) == (Canal.CENTRAL, mesa.usuario, "elogio")
    assert feita.andamentos.get().papel == Papel.ATENDENTE
    assert mesa.atos()[-1] == ("ouvidoria", "")
    assert mesa.atendimento.reconhecido_id == caso.interessado_id
    comprovante = BeautifulSoup(mesa.client.get(fim).content, "lxml")
    assert comprovante.find("a", href=f"/central/{mesa.codigo}/")
    mesa.mandar("terminar/", {"resultado": "ouvidoria"})
    assert not Rascunho.objects.exists(), "nada liga o atendimento à manifestação"


def test_reclama_do_pedido_dela_com_o_protocolo_ja_escrito(mesa: Atendendo) -> None:
    caso = elenco.solicitacao(ha_dias=60)
    mesa.reconhecida(caso)
    rascunho = _comecar(mesa, "reclamacao", f"caso/{caso.protocolo}/reclamar/")
    pagina = mesa.client.get(f"{rascunho}/perguntas/")
    assert caso.protocolo in pagina.content.decode().replace("-", "")


def test_a_denuncia_nao_deixa_nada_na_mesa(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    """Nem o protocolo, nem de quem, nem o texto; e não fica no atendimento de quem se reconheceu."""
    caso = elenco.solicitacao()
    mesa.reconhecida(caso)
    rascunho = _comecar(mesa, TipoDeManifestacao.DENUNCIA)
    identificacao = mesa.client.get(f"{rascunho}/identificacao/", follow=True)
    assert "Maria Silva" not in identificacao.content.decode()
    outro = Atendimento.objects.exclude(codigo=mesa.codigo).get()
    _responder(mesa, rascunho, f"Contei que {CANARIO} recebeu dinheiro para liberar a obra.", IDENTIFICADA)
    denuncia = Manifestacao.objects.get()
    assert (denuncia.tipo, denuncia.atendente_id) == ("denuncia", None)
    assert not Rascunho.objects.exists()
    assert ("ouvidoria", "") not in mesa.atos()
    outro.refresh_from_db()
    assert (outro.reconhecido_id, outro.resultado) == (None, "ouvidoria")
    assert list(AtoDoAtendimento.objects.filter(atendimento=outro).values_list("tipo", "protocolo")) == [
        ("ouvidoria", "")
    ]
    mesa.mandar(f"caso/{caso.protocolo}/ler/")
    paginas = [
        "/ouvidoria/balcao/registradas/",
        *_da_mesa(codigos=(mesa.codigo, outro.codigo), casos=(caso, denuncia)),
    ]
    assert len(paginas) > 20
    for endereco in paginas:
        with subtests.test(endereco):
            texto = mesa.client.get(endereco, follow=True).content.decode()
            for dito in (endereco, denuncia.protocolo if denuncia.protocolo in endereco else ""):
                texto = texto.replace(dito, "") if dito else texto
            for segredo in (CANARIO, denuncia.protocolo, denuncia.protocolo_escrito, "enúncia registrada"):
                assert segredo not in texto
    with subtests.test("nem pela busca"):
        for dado in (denuncia.protocolo, elenco.MARIA.documento):
            assert denuncia.protocolo_escrito not in mesa.procurar(dado).content.decode()


def _da_mesa(*, codigos: Iterable[UUID], casos: Iterable[Achado]) -> Iterator[str]:
    """Toda página de `/central/`, de cada um destes atendimentos e com cada um destes protocolos."""
    for rota in urls.urlpatterns:
        partes = set(rota.pattern.converters)
        valores = product(codigos, (caso.protocolo for caso in casos))
        if not partes - {"codigo", "protocolo"}:
            ditos = [{"codigo": codigo, "protocolo": protocolo} for codigo, protocolo in valores]
            endereco = f"central:{rota.name}"
            yield from {reverse(endereco, kwargs={p: dito[p] for p in partes}) for dito in ditos}


def test_sem_ninguem_reconhecido_a_denuncia_tambem_vai_a_parte(mesa: Atendendo) -> None:
    """Quem depois diz o nome neste atendimento não fica ao lado dela; e o dela acaba com ela."""
    rascunho = _comecar(mesa, TipoDeManifestacao.DENUNCIA)
    _responder(mesa, rascunho, "Um fiscal pediu dinheiro para não multar a loja.", ANONIMA)
    assert mesa.atos() == []
    outro = Atendimento.objects.exclude(codigo=mesa.codigo).get()
    assert (outro.aberto, outro.resultado, outro.reconhecido) == (False, "ouvidoria", None)
    assert [ato.tipo for ato in outro.atos.all()] == ["ouvidoria"]


def test_o_que_se_pediu_a_parte_nao_fica_ao_lado_da_denuncia(mesa: Atendendo) -> None:
    rascunho = _comecar(mesa, TipoDeManifestacao.DENUNCIA)
    a_parte = Atendimento.objects.exclude(codigo=mesa.codigo).get()
    registrou(atendimento=a_parte, caso=elenco.solicitacao())
    _responder(mesa, rascunho, "Um fiscal pediu dinheiro para não multar a loja.", ANONIMA)
    assert [ato.tipo for ato in a_parte.atos.all()] == ["registrou"]
    ultimo = Atendimento.objects.latest("pk")
    assert (ultimo.reconhecido, [ato.tipo for ato in ultimo.atos.all()]) == (None, ["ouvidoria"])


def test_o_ato_da_ouvidoria_e_igual_em_todos_os_tipos(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    """Se só a denúncia não levasse o protocolo, a falta dele diria qual é."""
    for tipo in TipoDeManifestacao:
        with subtests.test(str(tipo)):
            outra = Atendendo(quem=mesa.usuario)
            rascunho = _comecar(outra, tipo)
            texto = "reclamacao" if tipo == TipoDeManifestacao.RECLAMACAO else "Um texto comprido o bastante."
            _responder(outra, rascunho, texto, ANONIMA)
            onde = Atendimento.objects.latest("pk")
            assert list(onde.atos.values_list("tipo", "protocolo")) == [("ouvidoria", "")]
            assert onde.reconhecido is None
            assert not Rascunho.objects.filter(dados__balcao__atendimento=str(onde.codigo)).exists()


def test_pede_informacao_ao_e_sic_pela_central_e_pela_praca(subtests: pytest.Subtests) -> None:
    do_esic.orgao()
    for onde, canal in ((pedindo.central(), Canal.CENTRAL), (pedindo.praca(), Canal.PRACA)):
        with subtests.test(str(canal)):
            mesa = Atendendo(onde).reconhecida(elenco.solicitacao())
            resposta = mesa.mandar("e-sic/")
            assert resposta.status_code == 303
            rascunho = urlsplit(resposta["Location"]).path.rsplit("/", 2)[0]
            pedido = {
                "orgao": str(do_esic.orgao().pk),
                "texto": "Quantas árvores a Prefeitura podou em 2025?",
                "forma_de_resposta": "pagina",
                "autoriza_divulgar": "nao",
            }
            assert mesa.client.post(f"{rascunho}/informacao/", pedido).status_code == 303
            pagina = mesa.client.get(f"{rascunho}/identificacao/")
            assert valor(pagina, "nome") == "Maria Silva"
            quem = {"nome": "Maria Silva", "cpf": elenco.MARIA.documento, "email": elenco.MARIA.email}
            mesa.client.post(f"{rascunho}/identificacao/", quem)
            fim = mesa.client.post(f"{rascunho}/conferir/")
            caso = Pedido.objects.latest("pk")
            assert (caso.canal, caso.atendente) == (canal, mesa.usuario)
            assert mesa.atos()[-1] == ("esic", caso.protocolo)
            assert f"/central/{mesa.codigo}/" in mesa.client.get(fim["Location"]).content.decode()


def test_quem_pede_informacao_sem_ter_caso_fica_reconhecido(mesa: Atendendo) -> None:
    do_esic.orgao()
    rascunho = urlsplit(mesa.mandar("e-sic/")["Location"]).path.rsplit("/", 2)[0]
    pedido = {
        "orgao": str(do_esic.orgao().pk),
        "texto": "Quantas árvores a Prefeitura podou em 2025?",
        "forma_de_resposta": "pagina",
        "autoriza_divulgar": "nao",
    }
    mesa.client.post(f"{rascunho}/informacao/", pedido)
    quem = {"nome": "Maria Silva", "cpf": elenco.MARIA.documento, "email": elenco.MARIA.email}
    mesa.client.post(f"{rascunho}/identificacao/", quem)
    mesa.client.post(f"{rascunho}/conferir/")
    feito = mesa.atendimento
    assert feito.reconhecido_id == Pedido.objects.get().interessado_id
    assert feito.identidade == Interessado.Identidade.DECLARADA


def test_tipo_que_nao_ha_e_atendimento_acabado(mesa: Atendendo) -> None:
    assert mesa.mandar("ouvidoria/", {"tipo": "fofoca"}).status_code == 422
    assert mesa.mandar("ouvidoria/").status_code == 422
    mesa.mandar("terminar/", {"resultado": "ouvidoria"})
    assert mesa.mandar("ouvidoria/", {"tipo": "elogio"}).status_code == 409
    assert mesa.mandar("e-sic/").status_code == 409


def test_o_que_nao_se_enviou_some_com_o_atendimento(mesa: Atendendo) -> None:
    mesa.reconhecida(elenco.solicitacao())
    _comecar(mesa, "elogio")
    mesa.mandar("e-sic/")
    assert Rascunho.objects.count() == 2
    mesa.mandar("terminar/", {"resultado": "andamento"})
    assert not Rascunho.objects.exists()
