"""As páginas da avaliação anual."""
