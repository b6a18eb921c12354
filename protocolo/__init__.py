"""Protocolo: o caso, o número, o calendário, o relógio e o complemento."""
