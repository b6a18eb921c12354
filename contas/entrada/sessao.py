"""A sessão no banco, como a do Django, com a leitura que toda página de quem entrou faz já montada."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from contas.models.prontas import pronta


class SessionStore(db.SessionStore):
    """O nome é o que o Django procura em SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        for lida in _que_vale(self.session_key or "", timezone.now()):
            return lida
        self._session_key = None
        return None


@pronta
def _que_vale(chave: str, agora: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=chave, expire_date__gt=agora)
