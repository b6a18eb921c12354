"""Refazer um arquivo num processo à parte: o PDF e a foto."""
