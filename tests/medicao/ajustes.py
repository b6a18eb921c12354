"""As configurações do servidor que se mede: as do portal, com os três pisos a mais."""

from __future__ import annotations

from sp156.settings import *  # noqa: F403  são as mesmas

ROOT_URLCONF = "tests.medicao.pisos"
