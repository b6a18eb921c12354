// As ruas que o aparelho guarda: as de uma subprefeitura escolhida, e as em volta do endereço que se escreve.
import { tamanhoEmPalavras } from "../miniatura.js";
import { MARCA_DOS_SERVICOS } from "./esquecer.js";
import { areas, areaDoPonto, emVolta, enderecoDas, GUARDADAS } from "./ruas.js";

const SEM_REDE = "Não deu para guardar: confira a internet e tente de novo.";

// Quem já quis usar sem internet guarda também as ruas do distrito do endereço que escreve, e as dos vizinhos.
export async function levarEmVolta(ruas, sugerido) {
  const quis = localStorage.getItem(MARCA_DOS_SERVICOS) && !navigator.connection?.saveData;
  if (!sugerido || !quis || !navigator.onLine) return;
  const { subprefeituras } = await areas(ruas);
  const faltam = await semAsGuardadas(ruas, emVolta(subprefeituras, sugerido));
  if (faltam.length) await guardarDistritos(ruas, faltam);
}

async function semAsGuardadas(ruas, distritos) {
  const guardados = await enderecosGuardados();
  return distritos.filter(({ codigo }) => !guardados.has(enderecoDas(ruas, codigo)));
}

async function enderecosGuardados() {
  const cache = await caches.open(GUARDADAS);
  return new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
}

export function iniciarAreas(parte) {
  const { ruas } = parte.dataset;
  const escolha = parte.querySelector("#id_area");
  const dizer = (texto) => {
    const situacao = parte.querySelector("[data-area-situacao]");
    situacao.textContent = texto;
    situacao.scrollIntoView({ block: "nearest" }); // no celular as abas a cobririam
  };
  const levar = async (qual) => {
    dizer("Guardando…");
    try {
      const area = await qual((await areas(ruas)).subprefeituras);
      dizer(area ? `Ruas de ${area.nome} guardadas: ${tamanhoEmPalavras(await guardarDistritos(ruas, area.distritos))}.` : "Escolha uma subprefeitura da lista.");
    } catch {
      dizer(SEM_REDE);
    }
    return mostrarGuardadas(parte, ruas, dizer);
  };
  parte.querySelector("[data-levar-area]").addEventListener("click", () =>
    levar((todas) => todas.find(({ codigo }) => String(codigo) === escolha.value)),
  );
  iniciarDaqui(parte.querySelector("[data-levar-daqui]"), ruas, dizer, levar);
  mostrarGuardadas(parte, ruas, dizer);
}

function iniciarDaqui(botao, ruas, dizer, levar) {
  if (!navigator.geolocation) return botao.remove();
  const achar = ({ coords }) => levar(() => areaDoPonto(ruas, [coords.latitude, coords.longitude]));
  const falhar = () => dizer("Não conseguimos a sua localização. Escolha uma subprefeitura da lista.");
  return botao.addEventListener("click", () => {
    dizer("Procurando onde você está…");
    navigator.geolocation.getCurrentPosition(achar, falhar, { timeout: 10000 });
  });
}

// Tudo ou nada: com um distrito que falta, a área não se diz guardada. Devolve quanto pesa.
async function guardarDistritos(ruas, distritos) {
  const enderecos = [ruas, ...distritos.map(({ codigo }) => enderecoDas(ruas, codigo))];
  const respostas = await Promise.all(enderecos.map((endereco) => fetch(endereco, { cache: "no-cache" })));
  if (respostas.some(({ ok }) => !ok)) throw new Error("faltou um distrito");
  const cache = await caches.open(GUARDADAS);
  let bytes = 0;
  for (const [qual, resposta] of respostas.entries()) {
    bytes += (await resposta.clone().arrayBuffer()).byteLength;
    await cache.put(enderecos[qual], resposta);
  }
  return bytes;
}

async function mostrarGuardadas(parte, ruas, dizer) {
  const lista = parte.querySelector("[data-areas-guardadas]");
  const guardados = await enderecosGuardados();
  const { subprefeituras } = await areas(ruas).catch(() => ({ subprefeituras: [] }));
  const deCada = subprefeituras.map((area) => guardadosDe(area, ({ codigo }) => guardados.has(enderecoDas(ruas, codigo))));
  const aqui = deCada.filter(({ distritos }) => distritos.length);
  lista.replaceChildren(...aqui.map((area) => item(area, () => apagar(parte, ruas, area, dizer))));
  lista.hidden = !aqui.length;
}

// Do que se guardou só uma parte dizem-se os distritos.
export function guardadosDe({ nome, distritos }, guardado) {
  const aqui = distritos.filter(guardado);
  const partes = aqui.length < distritos.length ? ` (${aqui.map((distrito) => distrito.nome).join(", ")})` : "";
  return { nome: nome + partes, distritos: aqui };
}

function item({ nome }, apagarEsta) {
  const [li, botao, oculto] = ["li", "button", "span"].map((tag) => document.createElement(tag));
  botao.type = "button";
  botao.className = "sp-botao-link";
  botao.textContent = "Apagar";
  oculto.className = "govuk-visually-hidden";
  oculto.textContent = ` as ruas de ${nome}`;
  botao.append(oculto);
  botao.addEventListener("click", apagarEsta);
  li.append(`${nome} `, botao);
  return li;
}

async function apagar(parte, ruas, { nome, distritos }, dizer) {
  const cache = await caches.open(GUARDADAS);
  for (const { codigo } of distritos) await cache.delete(enderecoDas(ruas, codigo));
  dizer(`Ruas de ${nome} apagadas deste aparelho.`);
  await mostrarGuardadas(parte, ruas, dizer);
  parte.querySelector("#id_area").focus();
}
