"""O que os testes da administração pedem."""

import pytest

from sp156.administracao.site import Administracao


@pytest.fixture
def sem_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sem a lista de todas as telas, igual em cada uma: um teste a confere, e ela custa tanto como a tela."""
    monkeypatch.setattr(Administracao, "get_app_list", lambda *_, **__: [])
