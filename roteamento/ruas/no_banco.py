"""Ruas e endereços lidos do banco: o que as páginas perguntam, uma resposta de cada vez."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from roteamento.localizacao.enderecos import Local, Localizado, OrigemDoLocal, escolher_distrito
from roteamento.localizacao.fontes import Fonte
from roteamento.localizacao.grafias import chave_da_rua, normalizar, simplificar
from roteamento.localizacao.nomes_populares import distritos_do_bairro
from roteamento.localizacao.ponto import RAIO_DA_RUA, RAIO_MAIOR, VIZINHAS
from roteamento.localizacao.trechos import Vizinhanca, com_tipo_trocado, por_cep5
from roteamento.models import Distrito, Logradouro, PrefixoDeCep, Regra
from roteamento.ruas.busca import parecidas
from roteamento.ruas.contornos import Contornos, contornos


class DoBanco(Fonte):
    """As ruas, os CEPs e os contornos, lidos do banco só quando uma pista os pede."""

    def da_rua(self, nome: str) -> Sequence[Logradouro]:
        """Os de nome igual e os de tipo trocado; senão, os de mesma chave, só os trocados, ou o parecido."""
        procurado = normalizar(nome)
        nomes = [procurado, *com_tipo_trocado(procurado)] if procurado else []
        iguais = list(_trechos().filter(nome_busca__in=nomes))
        if any(trecho.nome_busca == procurado for trecho in iguais):
            return iguais
        achados, chave = parecidas(nome), chave_da_rua(nome)
        nomes = [nome_busca for nome_busca in achados if chave_da_rua(nome_busca) == chave]
        if not nomes:
            nomes = [trecho.nome_busca for trecho in iguais] or achados[:1]
        return list(_trechos().filter(nome_busca__in=nomes)) if nomes else []

    def do_cep(self, cep: str) -> Sequence[Logradouro]:
        return list(_trechos().filter(cep=cep).exclude(cep="").order_by("nome_busca", "distrito_id"))

    def ceps_ao_lado(self, cep: str) -> Sequence[Logradouro]:
        """Pelo índice de CEPs: o conhecido logo antes e o logo depois, com todos os trechos de cada um."""
        com_cep = Logradouro.objects.exclude(cep="").values_list("cep", flat=True)
        lados = (
            com_cep.filter(cep__lt=cep).order_by("-cep").first(),
            com_cep.filter(cep__gt=cep).order_by("cep").first(),
        )
        return list(_trechos().filter(cep__in=[lado for lado in lados if lado]))

    def prefixos(self, cep5: str) -> Sequence[PrefixoDeCep]:
        achados = PrefixoDeCep.objects.filter(cep5=cep5).select_related("distrito__subprefeitura")
        return list(achados.order_by("-concordancia", "distrito_id"))

    def vizinhanca(self, trechos: Iterable[Logradouro]) -> Vizinhanca:
        faixas = Q()
        for cep5 in sorted({trecho.cep[:5] for trecho in trechos if trecho.cep}):
            faixas |= Q(cep__range=(f"{cep5}000", f"{cep5}999"))
        if not faixas:
            return Vizinhanca()
        conhecidas = _trechos().filter(faixas, distrito__isnull=False).exclude(cep="")
        linhas = ((t.cep, t.bairro, t.distrito) for t in conhecidas if t.distrito)
        return Vizinhanca(por_cep5(linhas))

    def perto(self, lat: float, lon: float) -> Sequence[Logradouro]:
        poucos = _em_volta(lat, lon, RAIO_DA_RUA)
        return poucos if len(poucos) > VIZINHAS else _em_volta(lat, lon, RAIO_MAIOR)

    def contornos(self) -> Contornos | None:
        return contornos()

    def distritos(self, pks: Sequence[int]) -> dict[int, Distrito]:
        return Distrito.objects.com_subprefeitura().in_bulk(pks) if pks else {}

    def ha_regra_so_de(self, distritos: Iterable[Distrito]) -> bool:
        return Regra.objects.filter(distrito__in=list(distritos)).exists()


def _em_volta(lat: float, lon: float, raio: int) -> list[Logradouro]:
    folga_lat, folga_lon = raio / 111_000, raio / 101_000
    return list(
        _trechos().filter(
            lat__range=(lat - folga_lat, lat + folga_lat), lon__range=(lon - folga_lon, lon + folga_lon)
        )
    )


def _trechos() -> QuerySet[Logradouro]:
    return Logradouro.objects.select_related("distrito__subprefeitura")


localizar = DoBanco().localizar


def distritos_chamados(nome: str) -> list[Distrito]:
    """O distrito pelo nome, com ou sem acento, ou os do bairro que se chama assim."""
    nomes = [simplificar(um) for um in distritos_do_bairro(nome) or [nome]]
    achados = Distrito.objects.com_subprefeitura().filter(nome_busca__in=nomes)
    return sorted(achados, key=lambda distrito: nomes.index(distrito.nome_busca))


def localizar_distrito(nome: str) -> Localizado:
    """O distrito escolhido pelo nome dele ou pelo de um bairro; o bairro de mais de um dá a escolher."""
    distritos = distritos_chamados(nome)
    if not distritos:
        return Localizado(f"Não há distrito chamado “{nome.strip()}” em São Paulo.")
    if len(distritos) == 1:
        return escolher_distrito(distritos[0])
    return Localizado(
        f"“{nome.strip()}” fica em mais de um distrito.",
        candidatos=tuple(Local(distrito=um, origem=OrigemDoLocal.ESCOLHA) for um in distritos),
    )


def localizar_perto(onde: str) -> Localizado:
    """O CEP, ou o nome do distrito ou do bairro, como a pessoa o escreveu."""
    return localizar(cep=onde) if any(letra.isdigit() for letra in onde) else localizar_distrito(onde)
