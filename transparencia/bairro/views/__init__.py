"""As páginas do bairro, as novidades para programas e o boletim por e-mail."""
