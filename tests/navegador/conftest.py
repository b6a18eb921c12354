"""Todo teste desta pasta abre o navegador: conta como lento."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    aqui = Path(__file__).parent
    for item in items:
        if aqui in item.path.parents:
            item.add_marker(pytest.mark.lento)
