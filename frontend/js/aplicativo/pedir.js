// A primeira tela: a foto e o lugar dela; usado o lugar, vai-se à escolha do serviço.
import { iniciarFotos } from "./fotos.js";
import { iniciarOndeEstou, oferecer } from "./lugar.js";

export function iniciarPedir(parte) {
  const { ruas, seguinte } = parte.dataset;
  const seguir = () => window.location.assign(seguinte);
  iniciarFotos(parte.querySelector("[data-fotos-do-pedido]"), (fotos, ponto) => {
    parte.querySelector("[data-seguir]").textContent = fotos.length ? "Seguir sem este lugar" : "Escolher o serviço sem foto";
    if (ponto) oferecer(parte, ruas, ponto, seguir);
  });
  iniciarOndeEstou(parte, ruas, seguir);
}
