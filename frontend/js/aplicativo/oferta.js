// A oferta de instalar fora das páginas do aplicativo.
import "./instalar.js";
