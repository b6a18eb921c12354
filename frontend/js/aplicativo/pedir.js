// A primeira tela: a foto e o lugar dela; usado o lugar, vai-se à escolha do serviço.
import { iniciarFotos } from "./fotos.js";
import { iniciarOndeEstou, oferecer } from "./lugar.js";

export function iniciarPedir(parte) {
  const { ruas, seguinte } = parte.dataset;
  const [elo, oferecido] = [parte.querySelector("[data-seguir]"), parte.querySelector("[data-lugar-oferecido]")];
  const seguir = () => window.location.assign(seguinte);
  const dizerComoSegue = (temFoto) => {
    const temLugar = !oferecido.hidden && !oferecido.querySelector("[data-usar-lugar]").hidden;
    elo.textContent = !temFoto ? "Escolher o serviço sem foto" : temLugar ? "Seguir sem este lugar" : "Escolher o serviço";
    elo.className = temFoto && !temLugar ? "govuk-button" : "govuk-link";
  };
  iniciarFotos(parte.querySelector("[data-fotos-do-pedido]"), async (fotos, ponto) => {
    if (!fotos.length) oferecido.hidden = true;
    dizerComoSegue(fotos.length);
    if (!ponto) return;
    await oferecer(parte, ruas, ponto, seguir);
    dizerComoSegue(fotos.length);
  });
  iniciarOndeEstou(parte, ruas, seguir);
}
