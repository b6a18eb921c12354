// O lugar do pedido no aparelho: o que a foto diz, o de onde se está, e o que a pessoa quis usar.
import { mudar } from "./preparo.js";
import { lugarDoPonto } from "./ruas.js";

const FORA = "O lugar fica fora da cidade de São Paulo, e este portal é só dela. Escreva o endereço do problema.";
const emPalavras = ({ palavras }) => palavras || "um ponto da cidade";

// Oferece o lugar de um ponto; nada se guarda sem a pessoa usar.
export async function oferecer(parte, raiz, ponto, usar) {
  const caixa = parte.querySelector("[data-lugar-oferecido]");
  const botao = caixa.querySelector("[data-usar-lugar]");
  const dizer = (texto, aceita) => {
    caixa.querySelector("[data-lugar-dito]").textContent = texto;
    for (const parte of [botao, caixa.querySelector(".govuk-hint")]) parte.hidden = !aceita;
    caixa.hidden = false;
  };
  dizer("Vendo onde a foto foi tirada…", false);
  const lugar = await lugarDoPonto(raiz, ponto);
  if (lugar.fora) dizer("A foto foi tirada fora da cidade de São Paulo. Escreva o endereço do problema.", false);
  else dizer(`A foto foi tirada perto de ${emPalavras(lugar)}.`, true);
  botao.onclick = async () => {
    await guardar(lugar);
    caixa.hidden = true;
    usar(lugar);
  };
}

export const guardar = (lugar) => mudar((preparo) => Object.assign(preparo, { lugar }));

// "Usar onde estou": só quando se pede, com internet ou sem.
export function iniciarOndeEstou(parte, raiz, usar) {
  const caixa = parte.querySelector("[data-onde-estou]");
  if (!caixa || !navigator.geolocation) return;
  const botao = caixa.querySelector("[data-onde-estou-usar]");
  const situacao = caixa.querySelector("[data-onde-estou-situacao]");
  const dizer = (texto) => {
    situacao.textContent = texto;
    botao.disabled = false;
  };
  const achar = async ({ coords }) => {
    const ponto = [Number(coords.latitude.toFixed(6)), Number(coords.longitude.toFixed(6))];
    const lugar = await lugarDoPonto(raiz, ponto);
    if (lugar.fora) return dizer(FORA);
    await guardar(lugar);
    dizer("");
    usar(lugar);
  };
  botao.addEventListener("click", () => {
    dizer("Procurando onde você está…");
    botao.disabled = true;
    navigator.geolocation.getCurrentPosition(achar, () => dizer("Não conseguimos a sua localização. Escreva o endereço."), {
      enableHighAccuracy: true,
      timeout: 10000,
    });
  });
  caixa.hidden = false;
}
