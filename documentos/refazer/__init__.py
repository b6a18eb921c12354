"""Refazer um arquivo à parte: noutro processo, com limite de CPU e de memória, um remetente de cada vez."""
