"""Reconhecer a pessoa pelo que ela diz: às cegas, com limite, e nunca pelo que serviu para a achar."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import signing
from django.utils import timezone
from django.utils.formats import date_format

from atendimento import casos, fatos
from atendimento.acoes import registrou
from atendimento.acoes.reconhecer import O_ACHADO, O_CONTATO, OS_CASOS
from atendimento.mesa.views.tela import conta_de
from atendimento.models import Reconhecimento, RegraDoAtendimento
from contas.acoes import Identificacao
from contas.models import Interessado, LeituraDePessoal, Municipe
from contas.papeis import Papel
from entrada.guardados import guardar_na_conta
from entrada.municipes import provar_cpf
from tests.atendimento.com_a_pessoa import OS_DE_MARIA, TRES, Atendendo
from tests.atendimento.ligando import regra
from tests.contas.factories import UsuarioFactory
from tests.solicitacoes import elenco, pedindo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mesa_do_arquivo")]
CPF = elenco.MARIA.documento
JOAO = Identificacao("João Lima", "cpf", "11144477735", "joao@exemplo.invalid", "1132145678")
Identidade = Interessado.Identidade


@pytest.fixture
def mesa() -> Atendendo:
    return Atendendo()


def _tres(*campos: str) -> dict[str, str]:
    return {campo: OS_DE_MARIA[campo] for campo in campos}


def test_tres_fatos_certos_reconhecem_e_escrevem_o_ato_e_a_leitura(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    assert mesa.reconhecer(caso.protocolo)["Location"] == f"/central/{mesa.codigo}/"
    feito = mesa.atendimento
    assert (feito.reconhecido_id, feito.identidade) == (caso.interessado_id, Identidade.DECLARADA)
    assert mesa.atos() == [("reconheceu", ""), ("abriu_ficha", "")]
    (lida,) = LeituraDePessoal.objects.filter(quantos=None).exclude(o_que=O_ACHADO)
    assert (lida.usuario, lida.papel) == (mesa.usuario, Papel.ATENDENTE)
    assert lida.interessado_id == caso.interessado_id
    assert (lida.protocolo, lida.o_que) == (caso.protocolo, "os seus casos, num atendimento")
    assert lida.motivo == str(feito)
    (tentativa,) = Reconhecimento.objects.values()
    assert (tentativa["fatos"], tentativa["conferiu"]) == ("nome email rua", True)
    assert "Maria Silva" in mesa.ver().content.decode()


def test_o_contato_que_o_formulario_mostra_fica_escrito(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    caso = elenco.solicitacao()
    do_contato = LeituraDePessoal.objects.filter(o_que=O_CONTATO, interessado=caso.interessado)
    with subtests.test("sem formulário aberto, não"):
        mesa.reconhecida(caso)
        assert not do_contato.exists()
    with subtests.test("ao abrir um, uma vez"):
        for _ in range(2):
            mesa.mandar("servico/", {"servico": elenco.servico().slug})
        assert [lida.protocolo for lida in do_contato.filter(motivo=str(mesa.atendimento))] == [
            caso.protocolo
        ]
    outra = Atendendo(quem=mesa.usuario)
    with subtests.test("o que já estava aberto ao reconhecer"):
        outra.mandar("servico/", {"servico": elenco.servico().slug})
        outra.reconhecida(caso)
        assert do_contato.filter(motivo=str(outra.atendimento)).count() == 1


def test_confere_so_o_que_se_diz_certo(subtests: pytest.Subtests) -> None:
    caso = elenco.solicitacao()
    mes = f"{timezone.localtime(caso.aberta_em):%m/%Y}"
    sem_telefone = elenco.solicitacao(identificacao=replace(elenco.MARIA, telefone=""))
    aberta = timezone.localtime(caso.aberta_em)
    nome_do_mes = date_format(aberta, "F")
    certos = {
        "três": TRES,
        "nome do meio a menos": {**TRES, "nome": "maria SILVA"},
        "telefone com país": {**_tres("nome", "rua"), "telefone": "+55 11 98765-4321"},
        "mês": {**_tres("nome", "email"), "mes": mes},
        "mês com o ano curto": {**_tres("nome", "email"), "mes": f"{aberta.month}/{aberta:%y}"},
        "mês por extenso": {**_tres("nome", "email"), "mes": f"{nome_do_mes} de {aberta.year}"},
        "mês abreviado": {**_tres("nome", "email"), "mes": f"{nome_do_mes[:3]}/{aberta.year}"},
        "todos": {**OS_DE_MARIA, "mes": mes},
        "rua sem o tipo": {**TRES, "rua": "Líbero Badaró"},
    }
    errados = {
        "dois": _tres("nome", "email"),
        "um errado entre muitos certos": {**OS_DE_MARIA, "mes": "01/1999"},
        "o ano sem o mês": {**_tres("nome", "email"), "mes": str(aberta.year)},
        "outro e-mail": {**TRES, "email": "outra@exemplo.invalid"},
        "só o primeiro nome": {**TRES, "nome": "Maria"},
        "outro sobrenome": {**TRES, "nome": "Maria Souza"},
        "só o que o vizinho sabe": {**_tres("nome", "rua"), "mes": mes},
    }
    for nome, ditos in certos.items():
        with subtests.test(nome):
            assert fatos.confere(RegraDoAtendimento(), caso, ditos, [])
    for nome, ditos in errados.items():
        with subtests.test(nome):
            assert not fatos.confere(RegraDoAtendimento(), caso, ditos, [])
    with subtests.test("o que não se guarda não conta"):
        assert not fatos.confere(RegraDoAtendimento(), sem_telefone, _tres("nome", "rua", "telefone"), [])
        assert fatos.confere(RegraDoAtendimento(), sem_telefone, OS_DE_MARIA, [])


def test_o_que_serviu_para_achar_nao_prova(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    """O CPF que se digita e o número de onde se liga não dizem quem é."""
    elenco.solicitacao()
    com_o_da_busca = {
        CPF: _tres("nome", "documento", "rua"),
        elenco.MARIA.telefone: _tres("nome", "telefone", "rua"),
        elenco.MARIA.email: _tres("nome", "email", "rua"),
    }
    for dado, ditos in com_o_da_busca.items():
        with subtests.test(dado):
            assert mesa.reconhecer(dado, ditos).status_code == 422
            assert mesa.atendimento.reconhecido is None


def test_o_que_ja_achou_neste_atendimento_tambem_nao_prova(mesa: Atendendo) -> None:
    """Procurar por um dado de cada vez confere-o sem gastar tentativa: nenhum deles conta depois."""
    caso = elenco.solicitacao()
    mesa.procurar(CPF)
    mesa.procurar("outra@exemplo.invalid")
    pagina = mesa.ver(mesa.escolhas(caso.protocolo)[0]).content.decode()
    assert ('name="documento"' in pagina, 'name="email"' in pagina) == (False, True)
    assert mesa.reconhecer(caso.protocolo, _tres("nome", "documento", "rua")).status_code == 422
    assert mesa.atendimento.reconhecido is None
    assert mesa.reconhecer(caso.protocolo).status_code == 302


def test_a_escolha_nao_diz_de_quem_e(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    assinada = mesa.escolhas(caso.protocolo)[0].split("/")[1]
    assert signing.b64_decode(assinada.split(":")[0].encode()).startswith(b'"gAAAA'), "cifrada"


def test_nao_confere_nao_diz_qual_e_guarda_o_que_se_digitou(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    paginas = []
    for errado in ({"email": "x@exemplo.invalid"}, {"rua": "Rua Direita"}):
        resposta = mesa.reconhecer(caso.protocolo, {**TRES, **errado})
        texto = resposta.content.decode()
        assert (resposta.status_code, next(iter(errado.values())) in texto) == (422, True)
        erros = BeautifulSoup(texto, "lxml").select("[id=erros], .govuk-error-message, [aria-invalid]")
        paginas.append([erro.get_text(" ", strip=True) for erro in erros])
    assert paginas[0] == paginas[1]
    assert len(paginas[0]) == 1
    assert "Não confere" in paginas[0][0]
    assert not LeituraDePessoal.objects.filter(quantos=None).exclude(o_que=O_ACHADO).exists()


def test_tres_erros_acabam_no_atendimento_e_cinco_com_a_pessoa(mesa: Atendendo) -> None:
    caso, outro = elenco.solicitacao(), elenco.solicitacao()
    for _ in range(3):
        assert mesa.reconhecer(caso.protocolo, {**TRES, "nome": "Eva Lima"}).status_code == 422
    assert mesa.reconhecer(caso.protocolo).status_code == 409, "nem o certo"
    depois = Atendendo(quem=mesa.usuario)
    for _ in range(2):
        assert depois.reconhecer(outro.protocolo, {**TRES, "nome": "Eva Lima"}).status_code == 422
    assert depois.reconhecer(outro.protocolo).status_code == 409, "é o mesmo CPF"
    joao = elenco.solicitacao(identificacao=JOAO)
    ditos = {"nome": JOAO.nome, "email": JOAO.email, "rua": "Rua Líbero Badaró"}
    assert depois.reconhecer(joao.protocolo, ditos).status_code == 302
    Reconhecimento.objects.update(em=timezone.now() - timedelta(hours=25))
    assert Atendendo(quem=mesa.usuario).reconhecer(caso.protocolo).status_code == 302


def test_sem_cpf_o_limite_junta_quem_tem_o_mesmo_contato(mesa: Atendendo) -> None:
    sem_cpf = replace(JOAO, tipo_documento="rg", documento="123456789")
    um, outro = elenco.solicitacao(identificacao=sem_cpf), elenco.solicitacao(identificacao=sem_cpf)
    for caso, vezes in ((um, 3), (outro, 2)):
        erra = Atendendo(quem=mesa.usuario)
        for _ in range(vezes):
            assert erra.reconhecer(caso.protocolo).status_code == 422
    ditos = {"nome": JOAO.nome, "email": JOAO.email, "rua": "Rua Líbero Badaró"}
    for caso in (um, outro):
        assert Atendendo(quem=mesa.usuario).reconhecer(caso.protocolo, ditos).status_code == 409


def test_o_que_basta_e_dado(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    regra(fatos_que_bastam=2, fatos_perguntados=["nome", "email", "rua"])
    pagina = mesa.ver(mesa.escolhas(caso.protocolo)[0]).content.decode()
    assert ('name="email"' in pagina, 'name="telefone"' in pagina) == (True, False)
    assert mesa.reconhecer(caso.protocolo, _tres("nome", "email")).status_code == 302


def test_poucos_dados_nao_gastam_tentativa(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    assert mesa.reconhecer(caso.protocolo, _tres("nome")).status_code == 422
    assert not Reconhecimento.objects.exists()


def test_o_pedido_feito_com_o_cpf_e_o_contato_de_outra_nao_abre_os_dela(mesa: Atendendo) -> None:
    """Quem o fez sabe três fatos dele: os que inventou e os que copiou."""
    dela = elenco.solicitacao()
    golpe = elenco.solicitacao(identificacao=replace(elenco.MARIA, nome="Eva Lima"))
    assert mesa.reconhecer(golpe.protocolo, {**TRES, "nome": "Eva Lima"}).status_code == 302
    assert dela.interessado
    assert casos.partes_de(mesa.atendimento) == [golpe.interessado_id]


def test_uma_pessoa_por_atendimento(mesa: Atendendo) -> None:
    caso, joao = elenco.solicitacao(), elenco.solicitacao(identificacao=JOAO)
    mesa.reconhecida(caso)
    ditos = {"nome": JOAO.nome, "email": JOAO.email, "rua": "Rua Líbero Badaró"}
    assert mesa.reconhecer(joao.protocolo, ditos).status_code == 409
    assert mesa.atendimento.reconhecido_id == caso.interessado_id


def test_a_escolha_e_so_deste_atendimento(mesa: Atendendo) -> None:
    escolha = mesa.escolhas(elenco.solicitacao().protocolo)[0]
    outra = Atendendo(quem=mesa.usuario)
    assert (outra.ver(escolha).status_code, outra.ver("reconhecer/falsa/").status_code) == (404, 404)
    assert mesa.ver(escolha).status_code == 200


def test_o_documento_visto_so_vale_na_praca(mesa: Atendendo) -> None:
    caso = elenco.solicitacao()
    com_documento = {**_tres("nome", "documento"), "viu_documento": "on"}
    assert mesa.reconhecer(caso.protocolo, com_documento).status_code == 422
    assert mesa.atendimento.reconhecido is None
    praca = Atendendo(pedindo.praca())
    errado = {**com_documento, "documento": "111.444.777-35"}
    assert praca.reconhecer(caso.protocolo, errado).status_code == 422
    assert praca.reconhecer(CPF, com_documento).status_code == 302
    assert praca.atendimento.identidade == Identidade.COMPROVADA


def test_a_ficha_liga_o_que_e_mesmo_dela(mesa: Atendendo, subtests: pytest.Subtests) -> None:
    """O CPF que outro declarou não abre os casos dela: é preciso nome e contato, conta ou documento."""
    dela = elenco.solicitacao()
    do_outro_com_o_cpf_dela = replace(JOAO, documento=CPF)
    golpe = elenco.solicitacao(identificacao=do_outro_com_o_cpf_dela)
    mesmo_contato = elenco.solicitacao(identificacao=replace(elenco.MARIA, email=""))
    conta = UsuarioFactory.create()
    Interessado.objects.filter(solicitacao=dela).update(usuario=conta)
    na_conta = elenco.solicitacao(identificacao=replace(JOAO, documento="", tipo_documento="", usuario=conta))
    Interessado.objects.filter(solicitacao=na_conta).update(identidade="declarada", usuario=conta)
    ditos = {"nome": JOAO.nome, "email": JOAO.email, "rua": "Rua Líbero Badaró"}
    with subtests.test("o golpe não vê os dela"):
        golpista = Atendendo(quem=mesa.usuario)
        assert golpista.reconhecer(golpe.protocolo, ditos).status_code == 302
        pagina = golpista.ver().content.decode()
        assert "1 caso da pessoa" in pagina
    with subtests.test("ela vê os seus"):
        mesa.reconhecida(dela)
        assert "3 casos da pessoa" in mesa.ver().content.decode()
        lidos = LeituraDePessoal.objects.filter(motivo=str(mesa.atendimento), o_que=OS_CASOS).values_list(
            "protocolo", flat=True
        )
        assert set(lidos) == {caso.protocolo for caso in (dela, mesmo_contato, na_conta)}
    with subtests.test("comprovada, todos os do CPF"):
        praca = Atendendo(pedindo.praca())
        visto = {**_tres("nome", "documento"), "viu_documento": "on"}
        assert praca.reconhecer(dela.protocolo, visto).status_code == 302
        assert "4 casos da pessoa" in praca.ver().content.decode()


def test_o_que_outra_conta_guardou_com_a_chave_nao_e_dela(mesa: Atendendo) -> None:
    """A filha que guarda o pedido da mãe na sua conta não vê os dela, nem os dela se abrem à mãe."""
    da_mae, filha = elenco.solicitacao(identificacao=JOAO), UsuarioFactory.create()
    da_filha = elenco.solicitacao(identificacao=replace(elenco.MARIA, usuario=filha))
    guardar_na_conta(interessado=Interessado.objects.get(solicitacao=da_mae), usuario=filha)
    ditos = {"nome": JOAO.nome, "email": JOAO.email, "rua": "Rua Líbero Badaró"}
    assert mesa.reconhecer(da_mae.protocolo, ditos).status_code == 302
    assert "1 caso da pessoa" in mesa.ver().content.decode()
    assert conta_de(mesa.atendimento) is None
    outra = Atendendo(quem=mesa.usuario).reconhecida(da_filha)
    assert "1 caso da pessoa" in outra.ver().content.decode()


def test_registrar_um_pedido_nao_abre_os_outros(mesa: Atendendo) -> None:
    """Quem pede com o CPF e o telefone de outra pessoa só vê o que acabou de pedir, até a reconhecerem."""
    antigo = elenco.solicitacao(identificacao=replace(elenco.MARIA, email=""))
    novo = elenco.solicitacao(identificacao=replace(elenco.MARIA, email="golpe@exemplo.invalid"))
    registrou(atendimento=mesa.atendimento, caso=novo)
    assert mesa.atendimento.reconhecido_id == novo.interessado_id
    pagina = mesa.ver().content.decode()
    assert ("Maria Silva" in pagina, "Procurar a pessoa" in pagina) == (True, True)
    assert mesa.mandar("ficha/").status_code == 302
    assert not LeituraDePessoal.objects.exists()
    assert mesa.mandar(f"caso/{antigo.protocolo}/ler/").status_code == 403
    assert mesa.mandar(f"caso/{novo.protocolo}/ler/").status_code == 302, "o que registrou agora, sim"
    ditos = {**_tres("nome", "telefone", "rua"), "telefone": "11 98765-4321"}
    assert mesa.reconhecer(antigo.protocolo, ditos).status_code == 302
    assert mesa.atendimento.reconhecido_id == antigo.interessado_id
    assert "2 casos da pessoa" in mesa.ver().content.decode()


def test_a_conta_do_cpf_so_se_usa_com_o_documento_visto(mesa: Atendendo) -> None:
    """Quem abriu um pedido com o CPF de outra pessoa não a põe a acompanhar nada."""
    caso, conta = elenco.solicitacao(), UsuarioFactory.create()
    provar_cpf(usuario=conta, cpf=CPF, como=Municipe.Prova.DOCUMENTO)
    Interessado.objects.filter(solicitacao=caso).update(usuario=None)
    mesa.reconhecida(caso)
    assert conta_de(mesa.atendimento) is None
    praca = Atendendo(pedindo.praca())
    praca.reconhecer(caso.protocolo, {**_tres("nome", "documento"), "viu_documento": "on"})
    assert conta_de(praca.atendimento) == conta
