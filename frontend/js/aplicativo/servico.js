// A página do pedido: as fotos e o lugar que já se trouxeram, o que se respondeu antes, e o que falta para enviar.
import { apagar } from "./fila.js";
import { faltas, mostrarFaltas, resumir } from "./conferir.js";
import { iniciarFotos } from "./fotos.js";
import { levarEmVolta } from "./levar_ruas.js";
import { guardar, iniciarOndeEstou, oferecer } from "./lugar.js";
import { esquecer, ler, mudar } from "./preparo.js";
import { DE_QUEM, iniciarQuem } from "./quem.js";
import { iniciarSugestoes } from "./sugestoes.js";

const NAO_SE_REPETEM = new Set(["servico", "fotos", "lat", "lon", "sugerido", "ciente", ...DE_QUEM]);
const ESPERA = 400;

export async function iniciarServico(form) {
  const regras = JSON.parse(document.getElementById("regras-do-pedido").textContent);
  const estado = { fotos: [], lugar: null };
  const refazer = () => resumir(form, estado.fotos, estado.lugar);
  cobrar(form, regras); // antes de esperar o banco: quem é rápido não passa sem ele
  iniciarSugestoes(form);
  iniciarQuem(form);
  const preparo = await ler();
  devolver(form, preparo.respostas[form.elements.servico.value] ?? preparo.trazido ?? []);
  iniciarLugar(form, estado, preparo.lugar, refazer);
  iniciarFotos(form.querySelector("[data-fotos-do-pedido]"), (fotos, ponto) => {
    estado.fotos = fotos;
    porFotos(form, fotos);
    if (ponto && form.elements.lat && !form.elements.lat.value) oferecer(form, form.dataset.ruas, ponto, estado.usar);
    refazer();
  });
  form.addEventListener("change", refazer);
  form.addEventListener("input", refazer);
  guardarRespostas(form);
  form.addEventListener("guardado", () => Promise.all([esquecer(), preparo.origem && apagar(preparo.origem)]));
  refazer();
}

// O que se escreveu antes de fechar a página volta ao lugar.
function devolver(form, respostas) {
  for (const [nome, dito] of respostas) {
    for (const campo of form.querySelectorAll(`[name="${CSS.escape(nome)}"]`)) {
      if (["radio", "checkbox"].includes(campo.type)) campo.checked ||= campo.value === dito;
      else campo.value = dito;
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

// Pouco depois de se escrever, e já, se a página sai da frente: o telefone pode fechá-la sem avisar.
function guardarRespostas(form) {
  let espera = 0;
  const gravar = async () => {
    clearTimeout(espera);
    espera = 0;
    const ditas = [...new FormData(form)].filter(([nome, dito]) => !NAO_SE_REPETEM.has(nome) && typeof dito === "string" && dito);
    await mudar((preparo) => {
      preparo.respostas[form.elements.servico.value] = ditas;
    });
    form.querySelector("[data-escrito]").textContent = "O que você escreveu está guardado neste aparelho até enviar, por um dia.";
  };
  form.addEventListener("input", () => {
    clearTimeout(espera);
    espera = setTimeout(gravar, ESPERA);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && espera) gravar();
  });
  form.addEventListener("guardado", () => clearTimeout(espera));
}

function iniciarLugar(form, estado, trazido, refazer) {
  if (!form.elements.lat) return;
  const marcado = form.querySelector("[data-marcado]");
  const marcar = (lugar) => {
    estado.lugar = lugar;
    [form.elements.lat.value, form.elements.lon.value] = lugar ? lugar.ponto : ["", ""];
    marcado.hidden = !lugar;
    form.querySelector("[data-onde-estou]").classList.toggle("govuk-visually-hidden", Boolean(lugar));
    if (lugar) form.querySelector("[data-marcado-texto]").textContent = `Ponto marcado: ${lugar.palavras || "um ponto da cidade"}. Se souber, escreva o número; se a rua não é esta, mude.`;
    refazer();
  };
  estado.usar = (lugar) => {
    if (lugar.rua && !form.elements.logradouro.value) {
      form.elements.logradouro.value = lugar.rua;
      form.elements.sugerido.value = lugar.sugerido;
    }
    marcar(lugar);
    levarEmVolta(form.dataset.ruas, lugar.sugerido).catch(() => {}); // falta a rede: leva-se doutra vez
  };
  form.querySelector("[data-desmarcar]").addEventListener("click", async () => {
    await guardar(null);
    marcar(null);
    form.elements.logradouro.focus();
  });
  iniciarOndeEstou(form, form.dataset.ruas, estado.usar);
  if (trazido) estado.usar(trazido);
}

// As fotos vão no campo do formulário, como se escolhidas ali.
function porFotos(form, fotos) {
  const levadas = new DataTransfer();
  for (const foto of fotos) levadas.items.add(foto);
  form.querySelector("[data-todas-as-fotos]").files = levadas.files;
}

// Antes de a fila guardar: o que falta se diz já, e nada sai.
function cobrar(form, regras) {
  form.addEventListener(
    "submit",
    (evento) => {
      const achadas = faltas(form, regras);
      mostrarFaltas(form, achadas);
      if (!achadas.length) return;
      evento.preventDefault();
      evento.stopImmediatePropagation();
    },
    { capture: true },
  );
}
