"""Quem é a pessoa atendida: achar, reconhecer e agir em seu nome."""
