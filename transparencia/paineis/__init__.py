"""Os painéis públicos, `/transparencia/`: o que se pediu, quanto demorou, como acabou e se foi resolvido."""
