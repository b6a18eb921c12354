// A lista dos serviços: procura pelas palavras das pessoas, no próprio aparelho.
import { receberChegadas } from "./fotos.js";
import { oferecer } from "./lugar.js";
import { ler } from "./preparo.js";
import { simplificar } from "./ruas.js";

// O que a lista não traz de cada serviço, porque não o distingue (portal/aplicativo/servicos.py).
const DE_LIGACAO = new Set("que com por para uma uns dos das nos nas sem meu minha tem".split(" "));
const contar = (n) => (n === 1 ? "1 serviço encontrado." : `${n} serviços encontrados.`);

export function iniciarEscolher(parte) {
  const campo = parte.querySelector("[type=search]");
  campo.addEventListener("input", () => filtrar(parte, campo.value));
  campo.form.addEventListener("submit", (evento) => {
    evento.preventDefault();
    const achados = [...parte.querySelectorAll("[data-todos] li:not([hidden]) a")];
    if (campo.value.trim() && achados.length) achados[0].focus();
  });
  if (campo.value) filtrar(parte, campo.value); // o navegador devolve o que se escreveu ao voltar
  receber(parte);
}

const SEM_ESPACO = "A foto não coube neste aparelho. Ela continua na sua galeria: apague alguma coisa e compartilhe de novo.";

// A foto que se compartilhou da galeria, se houve, e o lugar que ela diz; depois, o que vai com o pedido.
async function receber(parte) {
  const caixa = parte.querySelector("[data-preparo]");
  const { ponto, demais } = await receberChegadas(Number(parte.dataset.maximo));
  await dizerOPreparo(caixa, demais);
  if (location.hash === "#sem-espaco") [caixa.textContent, caixa.hidden] = [SEM_ESPACO, false];
  if (ponto) await oferecer(parte, parte.dataset.ruas, ponto, () => dizerOPreparo(caixa));
}

function filtrar(parte, escrito) {
  const procuradas = palavrasDe(escrito);
  let achados = 0;
  for (const li of parte.querySelectorAll("[data-palavras]")) {
    li.hidden = !tem(li.dataset.palavras, procuradas);
    achados += !li.hidden;
  }
  for (const tema of parte.querySelectorAll("[data-tema]")) tema.hidden = !tema.querySelector("li:not([hidden])");
  parte.querySelector("[data-sugeridos]").hidden = procuradas.length > 0;
  const nada = "Nenhum dos principais. Com internet, procure em todos os serviços da cidade.";
  parte.querySelector("[data-contagem]").textContent = procuradas.length ? (achados ? contar(achados) : nada) : "";
}

// As que distinguem um serviço de outro.
export const palavrasDe = (escrito) =>
  simplificar(escrito).split(" ").filter((palavra) => palavra.length > 2 && !DE_LIGACAO.has(palavra));

// Cada uma é o começo de uma das palavras do serviço.
export const tem = (palavras, procuradas) => procuradas.every((palavra) => ` ${palavras}`.includes(` ${raiz(palavra)}`));

// "Buracos" acha buraco, e "árvores", árvore.
const raiz = (palavra) => (palavra.length > 4 ? palavra.replace(/s$/, "") : palavra);

async function dizerOPreparo(caixa, demais = 0) {
  const { fotos, lugar } = await ler();
  const partes = [];
  if (fotos.length) partes.push(fotos.length === 1 ? "a sua foto" : `as suas ${fotos.length} fotos`);
  if (lugar) partes.push(lugar.palavras ? `o lugar (${lugar.palavras})` : "o lugar marcado");
  if (!partes.length) return;
  const junto = partes.join(" e ");
  caixa.textContent = `${junto[0].toUpperCase()}${junto.slice(1)} ${partes.length + fotos.length > 2 || fotos.length > 1 || partes.length > 1 ? "vão" : "vai"} com o pedido.${demais ? ` ${demais === 1 ? "1 foto ficou" : `${demais} fotos ficaram`} de fora: não cabem mais.` : ""}`;
  caixa.hidden = false;
}
