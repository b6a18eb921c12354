"""Onde ficam os arquivos, disco (MEDIA_ROOT) ou um S3 (ARQUIVOS_URL): listá-los e mudá-los de um ao outro."""
