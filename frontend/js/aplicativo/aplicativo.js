// As páginas do aplicativo.
