"""Quem pede um serviço pelo assistente: o território mínimo e um navegador que sabe os passos."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from PIL import Image

from contas.models import Usuario
from contas.papeis import Papel
from guia.models import Servico
from protocolo.models import Rascunho
from roteamento.models import Logradouro, PrefixoDeCep, Regra, Unidade
from roteamento.models.unidades import PRACA_DE_ATENDIMENTO, TRIAGEM
from tests.referencia import gravar_linha
from tests.solicitacoes import elenco

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Resposta

PERGUNTAS = [
    {
        "chave": "tamanho",
        "rotulo": "Qual é o tamanho do buraco?",
        "tipo": "uma",
        "obrigatoria": True,
        "opcoes": [
            {"valor": "pequeno", "rotulo": "Menor que um prato"},
            {"valor": "grande", "rotulo": "Maior que um pneu"},
            {
                "valor": "risco",
                "rotulo": "O chão está afundando",
                "orientacao": "Ligue já para o 199.",
                "orientacao_tipo": "perigo",
            },
        ],
    },
    {
        "chave": "largura",
        "rotulo": "Quantos metros ele tem?",
        "tipo": "numero",
        "obrigatoria": True,
        "mostrar_se": {"pergunta": "tamanho", "valor": "grande"},
    },
    {"chave": "desde", "rotulo": "Desde quando?", "tipo": "data", "obrigatoria": False},
]
BADARO = {"logradouro": "Rua Líbero Badaró", "numero": "425"}
PEQUENO = {"r_tamanho": "pequeno", "descricao": "Buraco em frente ao ponto de ônibus."}
PAGINAS = {"local": "detalhes/", "identificacao": "conferir/"}
"""A página em que se responde o que não tem uma sua."""
MARIA = {
    "nome": "Maria Silva",
    "cpf": "529.982.247-25",
    "email": "maria@exemplo.invalid",
    "telefone": "11 98765-4321",
}


def foto(nome: str = "buraco.jpg", cor: str = "red") -> SimpleUploadedFile:
    """Uma foto de verdade, pequena."""
    arquivo = io.BytesIO()
    Image.new("RGB", (40, 30), cor).save(arquivo, "JPEG")
    return SimpleUploadedFile(nome, arquivo.getvalue(), "image/jpeg")


def territorio(**versao: Any) -> Servico:
    """A Sé com uma rua e um CEP, Pinheiros com outro CEP, e o tapa-buraco com a sua regra.

    Com `territorio_do_arquivo` já estão lá, e só se acham.
    """
    if PrefixoDeCep.objects.filter(cep5="01010").exists():
        assert not versao, "o território deste arquivo já se fez, com o serviço como vem"
        return elenco.servico()
    ruas_e_ceps()
    stm = elenco.unidade("SMPR-CPO-STM-Sé", "Supervisão Técnica de Manutenção – Sé", atribuicao="CPO-STM")
    servico = elenco.servico(**{"perguntas": PERGUNTAS, "precisa_de_endereco": True, **versao})
    regra(servico, atribuicao=stm.atribuicao)
    return servico


def ruas_e_ceps() -> None:
    """Onde se acham os endereços, e a triagem, para onde vai o que não tem regra."""
    se, pinheiros = elenco.distrito(78, "Sé"), elenco.distrito(62, "Pinheiros")
    Logradouro.objects.bulk_create(
        [
            *[Logradouro(nome="Avenida Comprida", distrito=d, lat=d.lat, lon=d.lon) for d in (se, pinheiros)],
            Logradouro(nome="Rua Líbero Badaró", distrito=se, cep="01009000", lat=-23.5466, lon=-46.6367),
        ]
    )
    PrefixoDeCep.objects.bulk_create(
        [
            PrefixoDeCep(cep5="01010", distrito=se, concordancia=1.0, pedidos=100),
            PrefixoDeCep(cep5="01020", distrito=se, concordancia=0.6, pedidos=100),
            PrefixoDeCep(cep5="01020", distrito=pinheiros, concordancia=0.4, pedidos=100),
        ]
    )
    elenco.unidade(TRIAGEM, "Coordenação do SP156", subprefeitura=None)


def regra(servico: Servico, **destino: Any) -> Regra:
    """A regra da cidade toda para o serviço."""
    return gravar_linha(Regra(servico=servico, vigencia=DateRange(elenco.DESDE, None), **destino))


def central() -> Unidade:
    return elenco.unidade("CENTRAL", "Central 156", subprefeitura=None, atende_publico=True, telefone="156")


def praca() -> Unidade:
    return elenco.unidade(
        "PAT-Sé",
        "Praça de Atendimento Sé",
        atribuicao=PRACA_DE_ATENDIMENTO,
        atende_publico=True,
        telefone="156",
    )


def atendente(onde: Unidade) -> Usuario:
    return elenco.servidor(onde, nome="Ana Atende", papel=Papel.ATENDENTE)


class Pedinte:
    """Um navegador com um pedido em curso; cada método é um POST e devolve a resposta."""

    def __init__(self, client: Client, slug: str = "tapa-buraco") -> None:
        self.client = client
        self.slug = slug
        self.uuid = ""

    @property
    def rascunho(self) -> Rascunho:
        return Rascunho.objects.get(pk=self.uuid)

    def endereco(self, passo: str = "") -> str:
        return f"/solicitar/{self.slug}/{self.uuid}/{passo}"

    def comecar(self) -> Resposta:
        resposta = self.client.post(f"/solicitar/{self.slug}/")
        self.uuid = resposta["Location"].split("/")[3]
        return resposta

    def ver(self, passo: str) -> Resposta:
        return self.client.get(self.endereco(passo))

    def mandar(self, passo: str, dados: dict[str, Any] | None = None) -> Resposta:
        return self.client.post(self.endereco(passo), dados or {})

    def ate(self, passo: str) -> Resposta:
        """Responde tudo o que vem antes de `passo` e o abre."""
        if not self.uuid:
            self.comecar()
        for anterior, dados in (("local", BADARO), ("detalhes", PEQUENO), ("identificacao", MARIA)):
            if anterior == passo:
                break
            assert self.mandar(f"{anterior}/", dados).status_code == 303
        return self.ver(PAGINAS.get(passo, f"{passo}/"))

    def enviar(self) -> Resposta:
        """Do começo ao envio."""
        self.ate("conferir")
        return self.mandar("conferir/")


def sopa(resposta: Resposta) -> BeautifulSoup:
    return BeautifulSoup(resposta.content, "lxml")


def atributos(achados: Iterable[Tag], nome: str) -> list[str]:
    """O valor de um atributo em cada elemento."""
    return [str(achado[nome]) for achado in achados]


def erros(resposta: Resposta) -> list[str]:
    """As frases do resumo de erros, sem repetir o que está em cada campo."""
    resumo = sopa(resposta).select(".govuk-error-summary__list li")
    return [item.get_text(strip=True) for item in resumo]


def valor(resposta: Resposta, campo: str) -> str:
    """O que um campo de texto mostra; na mesa, o do pedido, que quem é também pergunta o nome."""
    pagina = sopa(resposta)
    achado = (pagina.find(id="pedido") or pagina).find(["input", "textarea"], {"name": campo})
    assert achado is not None
    return str(achado.get("value") or achado.get_text()).strip()
