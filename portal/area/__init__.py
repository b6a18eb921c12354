"""A área de quem tem conta: o que é seu, e como quer ser avisado."""
