"""A administração: o site, as suas telas por grupo e o que pede atenção."""
