"""O que impede uma cópia, ou a volta dela, dito numa frase a quem está no servidor."""


class CopiaFalhou(Exception):
    """A cópia não se fez, ou a que há não serve; a frase diz por quê e o que fazer."""
