// As fotos do pedido: tiradas ou escolhidas, com o lugar lido antes de se fazerem menores, e guardadas no aparelho.
import { miniatura } from "../miniatura.js";
import { pontoDaFoto } from "./exif.js";
import { chegadas, esquecerChegadas, ler, mudar } from "./preparo.js";
import { reduzida } from "./reduzir.js";

const quantas = (n) => (n === 1 ? "1 foto escolhida." : `${n} fotos escolhidas.`);

// Liga a parte das fotos de uma página. `aoMudar` recebe as fotos e, se a última que entrou diz o lugar, o ponto dela.
export async function iniciarFotos(parte, aoMudar) {
  const maximo = Number(parte.dataset.maximo);
  const situacao = parte.querySelector("[data-fotos-situacao]");
  const mostrar = (fotos, ponto = null, demais = 0) => {
    desenhar(parte.querySelector("[data-fotos-lista]"), fotos, tirar);
    const sobrou = demais ? ` Cabem ${maximo}: ${demais === 1 ? "1 ficou" : `${demais} ficaram`} de fora.` : "";
    situacao.textContent = fotos.length || demais ? `${quantas(fotos.length)}${sobrou}` : "";
    aoMudar(fotos, ponto);
  };
  const tirar = async (qual) => mostrar((await mudar((preparo) => preparo.fotos.splice(qual, 1))).fotos);
  for (const campo of parte.querySelectorAll("[data-camera]")) {
    campo.addEventListener("change", async () => {
      const escolhidas = [...campo.files];
      if (!escolhidas.length) return;
      situacao.textContent = "Preparando as fotos…";
      const { fotos, ponto, demais } = await preparar(escolhidas, maximo);
      campo.value = "";
      mostrar(fotos, ponto, demais);
    });
  }
  const { fotos } = await ler();
  if (fotos.length) mostrar(fotos);
}

// O lugar que dizem, e cada uma menor, com as que já havia.
async function preparar(escolhidas, maximo) {
  const ponto = await primeiroPonto(escolhidas);
  const novas = [];
  for (const arquivo of escolhidas) novas.push(await reduzida(arquivo)); // uma por vez: cada uma ocupa muita memória
  let demais = 0;
  const { fotos } = await mudar((preparo) => {
    demais = acrescentar(preparo.fotos, novas, maximo);
  });
  return { fotos, ponto, demais };
}

// As que se compartilharam da galeria entram como as da câmera.
export async function receberChegadas(maximo) {
  const vieram = await chegadas();
  if (!vieram.length) return { ponto: null, demais: 0 };
  const { ponto, demais } = await preparar(vieram, maximo);
  await esquecerChegadas();
  return { ponto, demais };
}

// As que cabem entram, na ordem; devolve quantas ficaram de fora.
export function acrescentar(fotos, novas, maximo) {
  const demais = Math.max(0, fotos.length + novas.length - maximo);
  fotos.push(...novas.slice(0, novas.length - demais));
  return demais;
}

export async function primeiroPonto(arquivos) {
  for (const arquivo of arquivos) {
    const ponto = await pontoDaFoto(arquivo);
    if (ponto) return ponto;
  }
  return null;
}

function desenhar(lista, fotos, tirar) {
  lista.replaceChildren(...fotos.map((foto, qual) => item(foto, qual, tirar)));
  lista.hidden = !fotos.length;
}

// O que este navegador não abre (HEIC, em alguns) vai assim mesmo: o servidor o lê.
function semMiniatura({ name }) {
  const dito = document.createElement("p");
  dito.className = "govuk-body sp-fotos__nome";
  dito.textContent = `${name}: este aparelho não a mostra, mas ela vai com o pedido.`;
  return dito;
}

function item(foto, qual, tirar) {
  const li = document.createElement("li");
  li.className = "sp-fotos__foto";
  const botao = document.createElement("button");
  botao.type = "button";
  botao.className = "sp-botao-link";
  botao.textContent = "Remover";
  const dito = document.createElement("span");
  dito.className = "govuk-visually-hidden";
  dito.textContent = ` a foto ${qual + 1}`;
  botao.append(dito);
  botao.addEventListener("click", () => tirar(qual));
  li.append(botao);
  miniatura(foto).then((tela) => li.prepend(tela), () => li.prepend(semMiniatura(foto)));
  return li;
}
