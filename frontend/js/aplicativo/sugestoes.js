// As ruas que se oferecem enquanto se escreve: as guardadas no aparelho ou, sem elas, as que o servidor acha.
import { levarEmVolta } from "./levar_ruas.js";
import { chamadas, guardadas } from "./ruas.js";

const ESPERA = 250;

const levar = (form, sugerido) => levarEmVolta(form.dataset.ruas, sugerido).catch(() => {}); // falta a rede: leva-se doutra vez

// O que se sugere é de um distrito só: já se sabe de que lado da cidade é o endereço.
function distritoDe(lista) {
  const sugeridas = [...lista.querySelectorAll("[data-sugerido]")].map(({ dataset }) => dataset.sugerido);
  return new Set(sugeridas.map((sugerido) => sugerido.split("|")[0])).size === 1 ? sugeridas[0] : "";
}

export function iniciarSugestoes(form) {
  form.addEventListener("click", ({ target }) => levar(form, target.closest("[data-sugerido]")?.dataset.sugerido));
  let minhas; // lê-se o cache uma vez, na primeira letra
  for (const nome of ["logradouro", "cep"]) {
    const campo = form.elements[nome];
    if (!campo) continue;
    const lista = document.getElementById(`sugestoes-${nome}`);
    let [vez, espera] = [0, 0];
    campo.addEventListener("input", () => {
      clearTimeout(espera);
      const esta = ++vez;
      espera = setTimeout(async () => {
        minhas ??= guardadas();
        const achadas = chamadas(await minhas, campo.value);
        const itens = achadas.length ? desenhar(achadas) : await doServidor(form.dataset.sugere, nome, campo.value);
        if (esta !== vez) return;
        lista.replaceChildren(...itens);
        levar(form, distritoDe(lista));
      }, ESPERA);
    });
  }
}

function desenhar(ruas) {
  const dito = document.createElement("p");
  dito.className = "govuk-visually-hidden";
  dito.textContent = `${ruas.length === 1 ? "1 rua para escolher" : `${ruas.length} ruas para escolher`}. Use Tab para chegar a elas.`;
  const lista = document.createElement("ul");
  lista.className = "sp-sugestoes";
  lista.append(...ruas.map(item));
  return [dito, lista];
}

function item({ nome, distrito, sugerido, de, ate }) {
  const botao = document.createElement("button");
  botao.type = "button";
  Object.assign(botao.dataset, { preenche: "id_logradouro", valor: nome, sugerido });
  const [rua, onde] = [document.createElement("span"), document.createElement("span")];
  rua.textContent = nome;
  onde.className = "sp-sugestoes__onde";
  onde.textContent = ` ${distrito}${faixa(de, ate)}`;
  botao.append(rua, onde);
  const li = document.createElement("li");
  li.append(botao);
  return li;
}

function faixa(de, ate) {
  if (de && ate) return `, do ${de} ao ${ate}`;
  if (de) return `, do ${de} em diante`;
  return ate ? `, até o ${ate}` : "";
}

// Sem internet não há sugestão do servidor: o endereço se escreve, e o lugar se confirma ao enviar.
async function doServidor(endereco, nome, escrito) {
  if (escrito.trim().length < 3) return [];
  try {
    const resposta = await fetch(`${endereco}?${new URLSearchParams({ [nome]: escrito })}`);
    if (!resposta.ok) return [];
    return [...new DOMParser().parseFromString(await resposta.text(), "text/html").body.children];
  } catch {
    return [];
  }
}
