"""O histórico da administração: o que mudou, em palavras, e voltar a uma versão com as mesmas regras."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contas.models import PropostaDeAcesso, Usuario
from contas.papeis import Papel
from protocolo.models import DiaNaoUtil, PrazoLegal
from roteamento.models import Designacao, Regra
from tests.contas.factories import UsuarioFactory
from tests.entrada.propondo import entrou, propor
from tests.roteamento.factories import DistritoFactory, RegraFactory, UnidadeFactory, servico_aberto
from tests.sp156 import linhas

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sem_menu")]

MOTIVO = "A mudança foi um engano."
COM_HISTORICO = sorted(
    modelo._meta.label for modelo, tela in admin.site._registry.items() if hasattr(tela, "por_que_nao_volta")
)
NAO_NESTA_MATRIZ = {"contas.Usuario", "protocolo.DiaNaoUtil", "guia.VersaoDoServico", "solicitacoes.Turma"}
"""A que se abre antes, o que pergunta antes, o texto publicado (têm o seu teste) e o que só se vê."""
TEXTOS = (
    "nome",
    "ato",
    "base_legal",
    "norma",
    "titulo",
    "motivo",
    "rotulo",
    "endereco",
    "telefone",
    "numero",
)


@pytest.fixture
def alice(client: Client) -> Usuario:
    quem = Usuario.objects.create_superuser(nome="Alice Tudo", email="alice@exemplo.invalid")
    client.force_login(quem, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    return quem


def pagina_de(linha: Any, versao: Any = None) -> str:
    nome = f"admin:{linha._meta.app_label}_{linha._meta.model_name}"
    if versao is None:
        return reverse(f"{nome}_history", args=[linha.pk])
    return reverse(f"{nome}_simple_history", args=[linha.pk, versao.pk])


def voltar(client: Client, linha: Any, versao: Any, motivo: str = MOTIVO) -> Any:
    """Lê a página da versão e manda o formulário dela."""
    pagina = pagina_de(linha, versao)
    aberta = client.get(pagina)
    assert aberta.status_code == 200
    lido = aberta.context["form"]["lido"].value()
    return client.post(pagina, {"motivo": motivo, "lido": lido})


def lida(resposta: Any) -> str:
    return " ".join(BeautifulSoup(resposta.content, "lxml").get_text(" ").split())


def prazo_mudado() -> tuple[PrazoLegal, Any]:
    """Um prazo que era de dez dias corridos e passou a vinte, úteis; e a versão de antes."""
    prazo = linhas.prazo(0)
    antes = prazo.history.first()
    prazo.quantidade, prazo.contagem, prazo.vigente_ate = 20, "uteis", date(2030, 12, 31)
    prazo.save()
    return prazo, antes


def test_o_historico_diz_em_palavras_o_que_mudou_e_volta(client: Client, alice: Usuario) -> None:
    prazo, antes = prazo_mudado()
    historico = client.get(pagina_de(prazo))
    dito = lida(historico)
    assert "Contagem : de “dias corridos” para “dias úteis”" in dito
    assert "de “nada” para “31/12/2030”" in dito
    assert b"Voltar a esta vers" in historico.content
    aberta = lida(client.get(pagina_de(prazo, antes)))
    assert "de “20” para “10”" in aberta
    resposta = voltar(client, prazo, antes)
    assert resposta.headers["Location"] == pagina_de(prazo)
    prazo.refresh_from_db()
    assert (prazo.quantidade, prazo.contagem, prazo.vigente_ate) == (10, antes.contagem, None)
    nova = prazo.history.first()
    assert (nova.history_user, nova.history_change_reason, nova.history_type) == (alice, MOTIVO, "~")
    assert prazo.history.count() == 3
    assert MOTIVO in LogEntry.objects.get().change_message
    depois = client.get(pagina_de(prazo))
    assert f"Motivo: {MOTIVO}" in lida(depois)
    assert "Voltou à versão de" not in voltar(client, prazo, nova).content.decode()


def test_sem_motivo_ou_com_a_linha_ja_outra_nada_muda(client: Client, alice: Usuario) -> None:
    prazo, antes = prazo_mudado()
    recusa = voltar(client, prazo, antes, motivo=" ")
    assert recusa.status_code == 422
    assert "Diga por que volta" in recusa.content.decode()
    lido = client.get(pagina_de(prazo, antes)).context["form"]["lido"].value()
    PrazoLegal.objects.filter(pk=prazo.pk).update(base_legal="Lei de outra pessoa")
    recusa = client.post(pagina_de(prazo, antes), {"motivo": MOTIVO, "lido": lido})
    assert recusa.status_code == 409
    assert "Outra pessoa mudou" in recusa.content.decode()
    assert MOTIVO in recusa.content.decode()
    assert "Lei de outra pessoa" in recusa.content.decode()
    prazo.refresh_from_db()
    assert (prazo.quantidade, prazo.history.count()) == (20, 2)


def test_a_regra_que_deixaria_lacuna_nao_volta(client: Client, alice: Usuario) -> None:
    """As mesmas regras do formulário: a versão antiga cobria menos, e o serviço ficaria sem destino."""
    UnidadeFactory(triagem=True)
    distritos = [DistritoFactory(nome=nome) for nome in ("Sé", "Perus")]
    regra: Regra = RegraFactory(servico=servico_aberto(), unidade__sigla="GERAL", distrito=distritos[0])
    regra.save()
    antes = regra.history.first()
    regra.distrito = None
    regra.save()
    quantas = regra.history.count()
    recusa = voltar(client, regra, antes)
    assert recusa.status_code == 422
    assert "Perus" in lida(recusa)
    assert MOTIVO in recusa.content.decode()
    regra.refresh_from_db()
    assert (regra.distrito, regra.history.count()) == (None, quantas)


def test_o_que_pede_duas_pessoas_vira_proposta_com_o_motivo(alice: Usuario) -> None:
    """Voltar a uma designação que lê denúncias é designar: outra pessoa aceita."""
    eu = entrou(alice)
    feita: Designacao = linhas.designacao(0)
    Designacao.objects.filter(pk=feita.pk).update(papel=Papel.OUVIDORIA)
    feita.refresh_from_db()
    feita.save()
    antes = feita.history.first()
    feita.ate = date(2024, 1, 1)
    feita.save()
    quantas = feita.history.count()
    perguntou = voltar(eu, feita, antes)
    assert "Isto precisa de outra pessoa" in perguntou.content.decode()
    assert MOTIVO in perguntou.content.decode()
    feita.refresh_from_db()
    assert (feita.ate, feita.history.count()) == (date(2024, 1, 1), quantas)
    assert propor(eu, perguntou, MOTIVO).status_code == 200
    proposta = PropostaDeAcesso.objects.get()
    assert (proposta.motivo, proposta.dados["ate"]) == (MOTIVO, None)


def test_o_dia_fechado_pergunta_antes_quantos_prazos_move(client: Client, alice: Usuario) -> None:
    dia: DiaNaoUtil = linhas.dia(0)
    antes = dia.history.first()
    dia.nome = "Outro nome"
    dia.save()
    pergunta = voltar(client, dia, antes)
    assert "Antes de guardar" in pergunta.content.decode()
    escrito = {par[0]: par[1] for par in pergunta.context["escrito"]}
    gravou = client.post(pagina_de(dia, antes), {**escrito, "_conferido": "sim"})
    assert gravou.status_code == 302
    dia.refresh_from_db()
    assert dia.nome == "Dia 0"
    dia.revogado_em = dia.registrado_em
    dia.save()
    assert "o revogado não muda mais" in lida(client.get(pagina_de(dia)))
    assert client.post(pagina_de(dia, antes), {"motivo": MOTIVO}).status_code == 403


def test_o_contato_de_outra_pessoa_pede_a_conta_aberta_e_a_prova(client: Client, alice: Usuario) -> None:
    rosa = UsuarioFactory.create(nome="Rosa", email="rosa@exemplo.invalid")
    antes = rosa.history.first()
    rosa.email = "outra@exemplo.invalid"
    rosa.save()
    fechada = client.post(pagina_de(rosa, antes), {"motivo": MOTIVO})
    assert "Abrir a conta" in fechada.content.decode()
    client.post(reverse("admin:contas_usuario_abrir", args=[rosa.pk]))
    recusa = voltar(client, rosa, antes)
    assert recusa.status_code == 422
    assert "confirme que é você" in recusa.content.decode()
    com_prova = entrou(alice)
    com_prova.post(reverse("admin:contas_usuario_abrir", args=[rosa.pk]))
    assert voltar(com_prova, rosa, antes).status_code == 302
    rosa.refresh_from_db()
    assert rosa.email == "rosa@exemplo.invalid"


def test_quem_so_ve_e_o_que_nao_volta_dizem_por_que(client: Client, alice: Usuario) -> None:
    versao = linhas.criar("guia.VersaoDoServico", 1)[0]
    assert "não volta por aqui" in lida(client.get(pagina_de(versao)))
    prazo, antes = prazo_mudado()
    apagado = linhas.prazo(1)
    criacao, chave = apagado.history.first(), apagado.pk
    apagado.delete()
    apagado.pk = chave
    for pagina in (pagina_de(apagado), pagina_de(apagado, criacao)):
        assert "Já foi apagado" in lida(client.get(pagina))
    assert client.post(pagina_de(apagado, criacao), {"motivo": MOTIVO}).status_code == 403
    focal = UsuarioFactory.create(is_staff=True)
    focal.user_permissions.add(*permissoes_de_ver(PrazoLegal))
    client.force_login(focal, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    assert "quem volta a uma versão é quem pode mudar" in lida(client.get(pagina_de(prazo, antes)))
    assert client.post(pagina_de(prazo, antes), {"motivo": MOTIVO}).status_code == 403


def permissoes_de_ver(modelo: Any) -> Any:
    tipo = ContentType.objects.get_for_model(modelo)
    return tipo.permission_set.filter(codename__startswith="view_")


def test_o_ponto_focal_nao_abre_a_versao_de_outro_orgao(client: Client) -> None:
    lugar: Any = linhas.criar("guia.Lugar", 1)[0]
    focal = UsuarioFactory.create(is_staff=True)
    focal.groups.add(Group.objects.get(name="Ponto focal"))
    client.force_login(focal, backend="entrada.entrar.email_ou_cpf.EmailOuCpf")
    assert client.get(pagina_de(lugar, lugar.history.first())).status_code == 404


@pytest.mark.matriz
def test_toda_tabela_com_historico_volta_ou_diz_por_que(alice: Usuario, subtests: pytest.Subtests) -> None:
    """Muda-se um texto e volta-se: o texto é o de antes, ou a página diz o que o impede; poucas consultas."""
    eu, voltaram = entrou(alice), set()
    for tabela in COM_HISTORICO:
        linha: Any = linhas.criar(tabela, 1)[0]
        nomes = {campo.name for campo in linha._meta.fields}
        texto = next((nome for nome in TEXTOS if nome in nomes), None)
        if texto is None or tabela in NAO_NESTA_MATRIZ:
            continue
        with subtests.test(tabela):
            de_antes, antes = getattr(linha, texto), linha.history.first()
            setattr(linha, texto, "Rua das Mudanças" if texto != "numero" else "9999")
            linha.save()
            with CaptureQueriesContext(connection) as feitas:
                resposta = eu.get(pagina_de(linha, antes))
            assert len(feitas) <= 20
            resposta = voltar(eu, linha, antes)
            assert resposta.status_code == 302, resposta.context["erros"]
            linha.refresh_from_db()
            assert getattr(linha, texto) == de_antes
            voltaram.add(tabela)
    assert len(voltaram) > 15
