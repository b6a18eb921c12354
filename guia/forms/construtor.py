"""O construtor das perguntas: soma, ordena e confere as de um serviço, sem que ninguém escreva dados crus.

O que está na página é uma lista de perguntas escritas (`Escrita`), certas ou não. Os botões mexem na lista e
nada conferem; gravar confere cada campo. A chave da pergunta e o valor da opção saem do que se escreveu na
primeira vez e não mudam mais, para que “só depois desta resposta” continue a apontar para ela.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import slugify

from guia import perguntas
from guia.forms.passos import lugares, marcas
from guia.perguntas import COM_OPCOES, NUMERO_A_CHAMAR, Tipo, TipoDeOrientacao

type Escrita = dict[str, Any]
"""Uma pergunta como está na página: as chaves dos dados das perguntas, e tudo pode faltar ou estar errado."""

MAIS_PERGUNTAS, MAIS_OPCOES = 40, 60
LINHAS_DE_OPCOES, OPCOES_EM_BRANCO = 4, 3
"""Quantas linhas uma pergunta de escolha nova traz, e quantas mais se pedem por vez."""
MAIS_OPCOES_NO_SERVICO = 160
"""De todas as perguntas juntas: cada uma são quatro campos, e um envio não leva mais de mil."""
LIDAS = 200
"""Quantas perguntas, e opções de cada uma, se leem da página: mais do que ela deixa adicionar."""
MAIOR_CHAVE, ALGARISMOS = 40, 6
UMA_E_OUTRA = 2
CHAVE_DE_PERGUNTA, CHAVE_DE_OPCAO = r"^[a-z][a-z0-9_]*$", r"^[a-z0-9_-]+$"
SEMPRE = ("", "Sempre")
JA_NAO_HA = "A resposta que se escolheu já não está antes desta pergunta"


class PerguntaForm(forms.Form):
    """Uma pergunta. Só as de escolha têm opções, e só as de lugar, lugares."""

    use_required_attribute = False
    sem_opcional = True

    rotulo = forms.CharField(
        label="Pergunta", max_length=300, error_messages={"required": "Escreva a pergunta."}
    )
    tipo = forms.ChoiceField(label="Como se responde?", choices=Tipo.choices)
    obrigatoria = forms.BooleanField(label="É preciso responder", required=False)
    ajuda = forms.CharField(label="Ajuda para responder", required=False, max_length=300)
    mostrar_se = forms.ChoiceField(label="Quando aparece?", required=False)
    chave = forms.RegexField(
        CHAVE_DE_PERGUNTA, required=False, max_length=MAIOR_CHAVE, widget=forms.HiddenInput
    )

    def __init__(
        self, escrita: Escrita, numero: int, antes: Iterable[Escrita], *, conferir: bool, sem_lugar: bool
    ) -> None:
        """`antes`: as de cujas respostas esta pode depender; `sem_lugar`: já não cabem opções no serviço."""
        self.cheia = sem_lugar or len(escrita["opcoes"]) >= MAIS_OPCOES
        self.escrita, self.numero = escrita, numero
        self.linhas = range(len(escrita["opcoes"]))
        prefixo = f"p-{numero}"
        valores = _em_campos(escrita)
        enviados = QueryDict(mutable=True)
        for nome, valor in valores.items():
            enviados.setlist(f"{prefixo}-{nome}", valor if isinstance(valor, list) else [valor])
        if not escrita.get("obrigatoria"):
            enviados.pop(f"{prefixo}-obrigatoria")
        super().__init__(enviados if conferir else None, prefix=prefixo, initial=valores)
        self._adicionar_campos(antes)

    def _adicionar_campos(self, antes: Iterable[Escrita]) -> None:
        quando: Any = self.fields["mostrar_se"]
        self.oferecidas = [*_respostas_de(antes)]
        atual = self.initial["mostrar_se"]
        todas = {valor for _, opcoes in self.oferecidas for valor, _ in opcoes}
        self.perdida = bool(atual) and atual not in todas
        quando.choices = [SEMPRE, *self.oferecidas, *([(atual, JA_NAO_HA)] if self.perdida else [])]
        if self.responde_com == Tipo.LUGAR:
            self.fields["lugares"] = marcas(lugares(), rotulo="Que lugares se oferecem?")
        entrada = forms.TextInput if self.com_opcoes else forms.HiddenInput
        for i in self.linhas:
            self.fields[f"opcao_{i}"] = forms.CharField(
                label=f"Opção {i + 1}", required=False, max_length=300, widget=entrada
            )
            self.fields[f"conselho_{i}"] = forms.CharField(
                label=f"Quem escolhe a opção {i + 1} não pede, e lê",
                required=False,
                max_length=1000,
                widget=entrada,
            )
            self.fields[f"tipo_do_conselho_{i}"] = forms.ChoiceField(
                label=f"O que a opção {i + 1} quer dizer",
                required=False,
                choices=[("", "Escolha"), *TipoDeOrientacao.choices],
                widget=forms.Select if self.com_opcoes else forms.HiddenInput,
            )
            self.fields[f"valor_{i}"] = forms.RegexField(
                CHAVE_DE_OPCAO, required=False, max_length=MAIOR_CHAVE, widget=forms.HiddenInput
            )

    @property
    def responde_com(self) -> str:
        """O tipo escrito, que diz que campos a pergunta tem."""
        return str(self.escrita.get("tipo"))

    @property
    def com_opcoes(self) -> bool:
        return self.responde_com in COM_OPCOES

    @property
    def opcoes(self) -> list[Any]:
        """As linhas das opções, para a página."""
        return [
            {nome: self[f"{nome}_{i}"] for nome in ("opcao", "conselho", "tipo_do_conselho", "valor")}
            for i in self.linhas
        ]

    @property
    def escolhidas(self) -> bool:
        """Alguma opção para o pedido? Então os conselhos ficam à vista."""
        return any(opcao["orientacao"] for opcao in self.escrita["opcoes"])

    def por_o_foco(self) -> None:
        """No que se vai escrever agora: a pergunta ou, se ela já está escrita, a primeira opção vazia."""
        vazia = next((i for i in self.linhas if not self.escrita["opcoes"][i]["rotulo"]), None)
        opcao = self.com_opcoes and self.escrita["rotulo"] and vazia is not None
        self.fields[f"opcao_{vazia}" if opcao else "rotulo"].widget.attrs["autofocus"] = True

    def clean_mostrar_se(self) -> str:
        if self.perdida:
            raise ValidationError(f"{JA_NAO_HA}: escolha outra, ou “Sempre”.")
        return str(self.cleaned_data["mostrar_se"])

    def clean(self) -> dict[str, Any]:
        limpos = super().clean() or self.cleaned_data
        if self.com_opcoes:
            self._conferir_opcoes()
        if self.responde_com == Tipo.LUGAR and len(limpos.get("lugares", [])) < UMA_E_OUTRA:
            self.add_error("lugares", "Escolha ao menos dois lugares.")
        return limpos

    def _conferir_opcoes(self) -> None:
        escritas = {i: self.cleaned_data.get(f"opcao_{i}", "") for i in self.linhas}
        vistas: set[str] = set()
        for i, dita in escritas.items():
            if dita and dita.casefold() in vistas:
                self.add_error(f"opcao_{i}", "Esta opção já está na lista.")
            vistas.add(dita.casefold())
            if not dita and self.cleaned_data.get(f"conselho_{i}"):
                self.add_error(f"opcao_{i}", "Escreva a opção a que se dá este conselho.")
            self._conferir_conselho(i)
        cheias = [i for i, dita in escritas.items() if dita]
        if len(cheias) < UMA_E_OUTRA:
            vazia = next((i for i in self.linhas if i not in cheias), 0)
            self.add_error(f"opcao_{vazia}", "Escreva ao menos duas opções.")

    def _conferir_conselho(self, i: int) -> None:
        """O conselho tem tipo, e o tipo, conselho; o de perigo diz o número a chamar."""
        conselho, tipo = (self.cleaned_data.get(f"{nome}_{i}") for nome in ("conselho", "tipo_do_conselho"))
        if conselho and not tipo:
            self.add_error(f"tipo_do_conselho_{i}", "Diga se é perigo ou se não é aqui.")
        if tipo and not conselho:
            self.add_error(f"conselho_{i}", "Escreva o que lê quem escolhe esta opção.")
        if conselho and tipo == TipoDeOrientacao.PERIGO and not NUMERO_A_CHAMAR.search(conselho):
            self.add_error(f"conselho_{i}", "Diga o número a chamar, por exemplo 190, 192, 193 ou 199.")


class Construtor:
    """As perguntas de uma versão, ou as que estão na página."""

    def __init__(self, escritas: list[Escrita], *, conferir: bool = False) -> None:
        self.escritas = escritas
        _dar_chaves(self.escritas)
        sem_lugar = _linhas(escritas) >= MAIS_OPCOES_NO_SERVICO
        self.forms = [
            PerguntaForm(escrita, i, self.escritas[:i], conferir=conferir, sem_lugar=sem_lugar)
            for i, escrita in enumerate(self.escritas)
        ]
        self.cheio = not _cabe(escritas)

    @classmethod
    def da_versao(cls, dados: list[dict[str, Any]]) -> Construtor:
        return cls([_escrita(pergunta) for pergunta in dados])

    @classmethod
    def da_pagina(cls, dados: QueryDict, *, conferir: bool = False) -> Construtor:
        """O que se mandou. Com `conferir`, cada campo diz o que tem de errado."""
        return cls(ler_da_pagina(dados), conferir=conferir)

    def is_valid(self) -> bool:
        """Cada pergunta certa, e juntas também: o que só se vê nelas todas fica dito na primeira."""
        if not all(form.is_valid() for form in self.forms):
            return False
        juntas = perguntas.erros(self.dados)
        for erro in juntas:
            self.forms[0].add_error(None, erro)
        return not juntas

    @property
    def dados(self) -> list[dict[str, Any]]:
        """As perguntas como a versão as guarda."""
        return [_como_se_guarda(escrita) for escrita in self.escritas]

    @property
    def mostraveis(self) -> list[perguntas.Pergunta]:
        """As que já se podem mostrar a quem escreve, ainda que falte algo nelas."""
        antes: set[str] = set()
        prontas = []
        for pergunta in (p for p in self.dados if p["rotulo"] and p["tipo"] in Tipo.values):
            condicao = pergunta.get("mostrar_se")
            if condicao and f"{condicao['pergunta']}={condicao['valor']}" not in antes:
                pergunta.pop("mostrar_se")
            antes |= {f"{pergunta['chave']}={opcao['valor']}" for opcao in pergunta.get("opcoes", [])}
            prontas.append(pergunta)
        return perguntas.ler(prontas)


# --- o que os botões fazem com a lista ------------------------------------------------------


def adicionar(escritas: list[Escrita], tipo: str) -> int:
    """Uma pergunta em branco no fim, se ainda cabe; devolve o número da última."""
    if _cabe(escritas):
        escritas.append(_escrita({"tipo": tipo if tipo in Tipo.values else Tipo.TEXTO.value}))
    return len(escritas) - 1


def mover(escritas: list[Escrita], qual: int, passos: int) -> int:
    """Sobe ou desce uma pergunta; a que já está na ponta fica."""
    para = qual + passos
    if 0 <= qual < len(escritas) and 0 <= para < len(escritas):
        escritas[qual], escritas[para] = escritas[para], escritas[qual]
        return para
    return qual


def tirar(escritas: list[Escrita], qual: int) -> int:
    if 0 <= qual < len(escritas):
        del escritas[qual]
    return max(0, min(qual, len(escritas) - 1))


def mais_opcoes(escritas: list[Escrita], qual: int) -> int:
    if 0 <= qual < len(escritas):
        opcoes = escritas[qual]["opcoes"]
        cabem = min(MAIS_OPCOES - len(opcoes), MAIS_OPCOES_NO_SERVICO - _linhas(escritas))
        opcoes += [_opcao() for _ in range(min(OPCOES_EM_BRANCO, cabem))]
    return qual


def a_mesma(escritas: list[Escrita], qual: int) -> int:  # noqa: ARG001  a lista não muda
    """O tipo mudou: a pergunta se mostra com os campos dele."""
    return qual


def _linhas(escritas: list[Escrita]) -> int:
    return sum(len(escrita["opcoes"]) for escrita in escritas)


def _cabe(escritas: list[Escrita]) -> bool:
    """Cabe mais uma pergunta, ainda que de escolha?"""
    das_opcoes = MAIS_OPCOES_NO_SERVICO - LINHAS_DE_OPCOES
    return len(escritas) < MAIS_PERGUNTAS and _linhas(escritas) <= das_opcoes


# --- da página e dos dados --------------------------------------------------------------------


def ler_da_pagina(dados: QueryDict) -> list[Escrita]:
    """As perguntas que se mandaram, sem conferir nada além do tamanho."""
    return [_da_pagina(dados, f"p-{i}-") for i in range(_numero(dados.get("perguntas"), LIDAS))]


def _da_pagina(dados: QueryDict, prefixo: str) -> Escrita:
    def texto(nome: str, maior: int = 1000) -> str:
        return dados.get(prefixo + nome, "").replace("\0", "").strip()[:maior]

    quantas = _numero(dados.get(f"{prefixo}linhas"), LIDAS)
    condicao, _, valor = texto("mostrar_se").partition("=")
    opcoes = [
        _opcao(*(texto(f"{nome}_{i}") for nome in ("opcao", "valor", "conselho", "tipo_do_conselho")))
        for i in range(quantas)
    ]
    return {
        **{nome: texto(nome) for nome in ("rotulo", "tipo", "ajuda", "chave")},
        "obrigatoria": prefixo + "obrigatoria" in dados,
        "lugares": [lugar.replace("\0", "") for lugar in dados.getlist(prefixo + "lugares")],
        "mostrar_se": {"pergunta": condicao, "valor": valor} if condicao else None,
        "opcoes": [*opcoes, *_em_branco(texto("tipo"), quantas)],
    }


def _numero(escrito: str | None, maior: int) -> int:
    conta = bool(escrito) and str(escrito).isdecimal() and len(str(escrito)) <= len(str(maior))
    return min(int(escrito or 0), maior) if conta else 0


def _opcao(rotulo: str = "", valor: str = "", orientacao: str = "", tipo: str = "") -> dict[str, str]:
    return {"rotulo": rotulo, "valor": valor, "orientacao": orientacao, "orientacao_tipo": tipo}


def _em_branco(tipo: str, ja: int) -> list[dict[str, str]]:
    """As linhas que faltam para a pergunta de escolha ter onde se escreverem as opções."""
    return [_opcao() for _ in range(LINHAS_DE_OPCOES - ja if tipo in COM_OPCOES else 0)]


def _escrita(pergunta: Mapping[str, Any]) -> Escrita:
    """Uma pergunta guardada, ou uma em branco, como a página a mostra."""
    opcoes = [
        _opcao(o["rotulo"], o["valor"], o.get("orientacao", ""), o.get("orientacao_tipo", ""))
        for o in pergunta.get("opcoes", [])
    ]
    return {
        **{nome: pergunta.get(nome, "") for nome in ("chave", "rotulo", "ajuda")},
        "tipo": pergunta["tipo"],
        "obrigatoria": pergunta.get("obrigatoria", True),
        "lugares": list(pergunta.get("lugares", [])),
        "mostrar_se": pergunta.get("mostrar_se"),
        "opcoes": [*opcoes, *_em_branco(pergunta["tipo"], len(opcoes))],
    }


def _em_campos(escrita: Escrita) -> dict[str, Any]:
    """Os valores dos campos do formulário."""
    condicao = escrita["mostrar_se"]
    valores = {nome: escrita[nome] for nome in ("rotulo", "tipo", "obrigatoria", "ajuda", "chave", "lugares")}
    valores["mostrar_se"] = f"{condicao['pergunta']}={condicao['valor']}" if condicao else ""
    for i, opcao in enumerate(escrita["opcoes"]):
        valores |= {f"opcao_{i}": opcao["rotulo"], f"valor_{i}": opcao["valor"]}
        valores |= {
            f"conselho_{i}": opcao["orientacao"],
            f"tipo_do_conselho_{i}": opcao["orientacao_tipo"],
        }
    return valores


def _respostas_de(antes: Iterable[Escrita]) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """As respostas das perguntas anteriores, por pergunta, para se escolher de qual depende."""
    for outra in antes:
        cheias = [opcao for opcao in outra["opcoes"] if opcao["rotulo"] and opcao["valor"]]
        if outra["tipo"] in COM_OPCOES and outra["chave"] and cheias:
            opcoes = [(f"{outra['chave']}={o['valor']}", f"Só se for “{o['rotulo']}”") for o in cheias]
            yield outra["rotulo"], opcoes


def _como_se_guarda(escrita: Escrita) -> dict[str, Any]:
    pergunta = {nome: escrita[nome] for nome in ("chave", "rotulo", "tipo", "obrigatoria")}
    if escrita["ajuda"]:
        pergunta["ajuda"] = escrita["ajuda"]
    if escrita["tipo"] in COM_OPCOES:
        cheias = [opcao for opcao in escrita["opcoes"] if opcao["rotulo"]]
        pergunta["opcoes"] = [{nome: dito for nome, dito in opcao.items() if dito} for opcao in cheias]
    if escrita["tipo"] == Tipo.LUGAR:
        pergunta["lugares"] = escrita["lugares"]
    if escrita["mostrar_se"]:
        pergunta["mostrar_se"] = escrita["mostrar_se"]
    return pergunta


def _dar_chaves(escritas: list[Escrita]) -> None:
    """Dá chave ao que se escreveu e ainda não a tem."""
    usadas = {escrita["chave"] for escrita in escritas}
    for escrita in escritas:
        if escrita["rotulo"] and not escrita["chave"]:
            escrita["chave"] = _livre(f"p_{slugify(escrita['rotulo'])}".replace("-", "_"), usadas)
        dela = {opcao["valor"] for opcao in escrita["opcoes"]}
        for opcao in escrita["opcoes"]:
            if opcao["rotulo"] and not opcao["valor"]:
                opcao["valor"] = _livre(slugify(opcao["rotulo"]) or "opcao", dela)


def _livre(base: str, usadas: set[str]) -> str:
    """A chave, no tamanho que cabe, com um número no fim se outra já a usa."""
    curta = base[: MAIOR_CHAVE - 3]
    nomes = chain([curta], (f"{curta}{n}" for n in count(2)))
    chave = next(nome for nome in nomes if nome not in usadas)
    usadas.add(chave)
    return chave
