"""O que a central telefônica diz de cada ligação."""
