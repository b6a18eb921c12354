"""As cópias num S3 de verdade: as mesmas promessas da pasta, e o S3 que falta diz-se numa frase."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.config import Config
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from documentos.guardados import s3 as guardados_no_s3
from solicitacoes.models import Anexo
from sp156.copia import arquivos, manifesto, vigias
from sp156.copia.models import Copia, RegraDaCopia
from tests.copia.conftest import Copiavel
from tests.servidores.s3 import S3

pytestmark = pytest.mark.processo


@pytest.fixture
def balde(servidor_s3: S3, settings: Settings) -> Iterator[S3]:
    """O destino das cópias, que começa vazio."""
    settings.COPIA_DESTINO = servidor_s3.url
    yield servidor_s3
    servidor_s3.esvaziar()


def test_a_que_falta_um_arquivo_e_incompleta_e_so_as_velhas_saem(copiavel: Copiavel, balde: S3) -> None:
    foto = Path(Anexo.objects.get().arquivo.path)
    conteudo = foto.read_bytes()
    foto.unlink()
    dito, codigo = copiavel.rodar("guardar")
    assert (dito["situacao"], dito["faltam"], codigo) == ("incompleta", [Anexo.objects.get().arquivo.name], 1)
    incompleta = dito["copia"]
    assert balde.nomes() == {f"{incompleta}/banco.dump.age", f"{incompleta}/manifesto.json"}
    foto.write_bytes(conteudo)
    RegraDaCopia.objects.update(diarias=1, semanais=1, mensais=1)
    primeira, seguinte = copiavel.guardar(), copiavel.guardar()
    assert (primeira["novos"], seguinte["novos"]) == (1, 0)
    la = arquivos.destino(balde.url)
    assert manifesto.pastas(la) == [seguinte["copia"]]
    assert len(balde.nomes()) == 3
    assert all(balde.segredo not in copia.onde for copia in Copia.objects.all())
    assert Copia.objects.filter(apagada_em=None, situacao="completa").count() == 1


def test_volta_dele_o_que_se_perdeu_e_o_ensaio_nota_o_truncado(copiavel: Copiavel, balde: S3) -> None:
    copia = copiavel.guardar()["copia"]
    dito, codigo = copiavel.rodar("ensaiar_restauracao")
    assert (dito["arquivos"], dito["diferencas"], codigo) == (1, 0, 0)
    foto = Path(Anexo.objects.get().arquivo.path)
    conteudo = foto.read_bytes()
    foto.unlink()
    dito, codigo = copiavel.rodar("restaurar", balde.url.replace("?", f"/{copia}?"))
    assert (dito["copia"], dito["repostos"], codigo) == (copia, 1, 0)
    assert foto.read_bytes() == conteudo
    (guardada,) = (nome for nome in balde.nomes() if nome.startswith("arquivos/"))
    inteira = balde.cliente.get_object(Bucket=balde.balde, Key=guardada)["Body"].read()
    balde.cliente.put_object(Bucket=balde.balde, Key=guardada, Body=inteira[:-1])
    dito, codigo = copiavel.rodar("ensaiar_restauracao")
    assert (dito["diferencas"], codigo) == (1, 1)
    assert copiavel.guardar()["novos"] == 1


def test_o_s3_que_falta_ou_esta_aberto_se_diz(
    copiavel: Copiavel, balde: S3, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    depressa = Config(connect_timeout=0.5, read_timeout=0.5, retries={"total_max_attempts": 1})
    monkeypatch.setattr(guardados_no_s3, "COM_CALMA", guardados_no_s3.COM_CALMA.merge(depressa))
    copiavel.guardar()
    assert vigias.copias_fechadas() == ""
    with balde.aberto_a_todos():
        assert "listar os arquivos e abrir um arquivo" in vigias.copias_fechadas()
    havia, settings.COPIA_DESTINO = balde.nomes(), balde.url.replace(balde.segredo, "outra")
    with pytest.raises(CommandError, match=r"não respondeu, ou recusou.*As cópias de antes ficaram"):
        call_command("guardar")
    settings.COPIA_DESTINO = balde.url
    with balde.calado():
        for comando in (["guardar"], ["restaurar", balde.url], ["ensaiar_restauracao"]):
            with pytest.raises(CommandError, match=f"O S3 do balde {balde.balde} não respondeu"):
                call_command(*comando)
    assert balde.nomes() == havia
    assert balde.segredo not in Copia.objects.latest("comecou_em").porque
    settings.ARQUIVOS_URL = balde.url
    with pytest.raises(CommandError, match="este é o dos arquivos"):
        call_command("guardar", s3=balde.url)
