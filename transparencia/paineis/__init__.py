"""Os painéis públicos: o que se pediu, quanto demorou, como acabou e se foi resolvido."""
