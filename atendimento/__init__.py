"""Atendimento: a mesa de quem atende na Central 156 e nas Praças."""
