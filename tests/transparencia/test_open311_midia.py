"""A foto que o parceiro deixou num servidor dele: só dos nomes combinados, por https, e de um salto só."""

from __future__ import annotations

import pytest

from solicitacoes.models import Solicitacao
from tests.guia import test_conferir_caminhos as caminhos
from tests.solicitacoes import pedindo
from tests.transparencia.de_fora import mandar, parceiro, servico
from transparencia.open311 import midia

pytestmark = pytest.mark.django_db

certificado, casa, confiando = caminhos.certificado, caminhos.casa, caminhos.confiando


def test_so_se_busca_onde_se_combinou(
    casa: str, confiando: None, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """O nome combinado que resolve para dentro, sem quem opera o ter nomeado, também se recusa."""
    servico()
    _, chave = parceiro(hosts="127.0.0.1 localhost")
    foto = pedindo.foto().read()
    monkeypatch.setattr(midia, "MAIOR_ARQUIVO", len(foto))
    monkeypatch.setattr(midia, "PRAZO", 1)
    monkeypatch.setattr(caminhos._Casa, "corpos", {"/foto.jpg": foto, "/grande.jpg": foto + b"x"})
    for url in (
        f"{casa.replace('127.0.0.1', 'outro.invalid')}/foto.jpg",
        f"{casa.replace('127.0.0.1', 'eu@127.0.0.1')}/foto.jpg",
        f"{casa.replace('https', 'http')}/foto.jpg",
        f"{casa.replace('127.0.0.1', 'localhost')}/foto.jpg",
        f"{casa}/grande.jpg",
        f"{casa}/nao-ha",
        f"{casa}/foi",
        f"{casa}/goteja",
        "https://[",
        "file:///etc/passwd",
    ):
        with subtests.test(url):
            resposta = mandar(chave, media_url=url)
            assert resposta.status_code == 400
            assert resposta.json()[0]["description"].startswith("media_url: ")
    caminhos._Casa.vistos.clear()
    assert mandar(chave, media_url=f"{casa}/foto.jpg").status_code == 201
    assert [caminho for _, caminho in caminhos._Casa.vistos] == ["/foto.jpg"]
    assert Solicitacao.objects.get().anexos.count() == 1
