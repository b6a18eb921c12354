"""Atendimento: a sala está reservada; o que mora nela vem depois."""
