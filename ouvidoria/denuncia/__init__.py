"""O que só a denúncia tem: versão sem nomes, cópias dos anexos, identidade selada, apuração."""
