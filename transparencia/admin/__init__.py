"""As telas da administração da transparência."""

from transparencia.admin.parceiros import ParceiroAdmin
