"""A cópia portátil do portal: guardá-la, restaurá-la e ensaiar a volta (ADR 0079)."""


class CopiaFalhou(Exception):
    """A cópia não se fez, ou a que há não serve; a frase diz por quê e o que fazer."""


class Ocupada(CopiaFalhou):
    """Outra está a fazer-se, talvez noutra máquina."""
