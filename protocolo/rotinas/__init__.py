"""O que o tempo causa a qualquer linha com relógio, e quando se lembra alguém."""
