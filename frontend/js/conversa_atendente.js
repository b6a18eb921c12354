// As conversas de quem atende, e as ligações que lhe tocam, em toda página da mesa: uma corrente serve a todas. O que chega troca as
// abas e a lista, soa, e conta-se no título; e vai à conversa que a página mostra. Sem este módulo, "Atualizar" recarrega.
import { acompanhar } from "./acompanhar.js";
import { avisar, iniciarAvisos } from "./avisos_da_mesa.js";
import { iniciarBarra } from "./barra_das_prontas.js";
import { aplicar, iniciar, semRede, ultimaDe } from "./conversa_municipe.js";
import { contarMinutos } from "./ha_minutos.js";
import { aoAcaso, sinalizar } from "./rede.js";

const SOM = "som-das-conversas";
const DURA = 0.18;
const NOTAS = [660, 880];
const UM_MINUTO = 60_000;
const UM_SEGUNDO = 1_000; // as abas e a lista não mudam mais depressa do que se leem
const ligacoes = document.getElementById("ligacoes");
const abas = () => document.getElementById("abas-da-central"); // o htmx troca-as ao registrar um pedido
const conversa = document.querySelector("[data-conversa]");
const lista = document.querySelector("[data-lista-das-conversas]");
const titulo = document.title;

// --- o som, que se liga e desliga ----------------------------------------------------------
function comSom() {
  try {
    return localStorage.getItem(SOM) !== "nao";
  } catch {
    return true;
  }
}

let audio = null;
function tocar() {
  if (!comSom()) return;
  try {
    audio ??= new AudioContext();
    if (audio.state !== "running") return; // o navegador só deixa soar depois de um clique ou de uma tecla
    NOTAS.forEach((frequencia, qual) => {
      const [comeco, volume, som] = [audio.currentTime + qual * DURA, audio.createGain(), audio.createOscillator()];
      volume.gain.setValueAtTime(0.12, comeco);
      volume.gain.exponentialRampToValueAtTime(0.001, comeco + DURA);
      som.frequency.value = frequencia;
      som.connect(volume).connect(audio.destination);
      som.start(comeco);
      som.stop(comeco + DURA);
    });
  } catch {
    // sem áudio fica o título
  }
}

for (const sinal of ["pointerdown", "keydown"])
  document.addEventListener(sinal, () => comSom() && (audio ??= new AudioContext()).resume(), { once: true });

for (const regiao of document.querySelectorAll("[data-som]")) {
  const marca = regiao.querySelector("[data-som-ligado]");
  regiao.hidden = false;
  marca.checked = comSom();
  marca.addEventListener("change", () => {
    try {
      localStorage.setItem(SOM, marca.checked ? "sim" : "nao");
    } catch {
      // sem armazenamento a escolha não se guarda
    }
    tocar();
  });
}

// --- o que chegou --------------------------------------------------------------------------
const porLer = () =>
  Object.fromEntries([...abas().querySelectorAll("[data-por-ler]")].map((aba) => [aba.dataset.codigo, Number(aba.dataset.porLer)]));
const soma = (contas) => Object.values(contas).reduce((total, quantas) => total + quantas, 0);

// Quantas por ler em todas, e há quanto tempo falou a pessoa desta página, cujo nome e primeiras palavras o portal já pôs no título.
// Depois do módulo da conversa, que só conta as suas. A página com erro diz primeiro o erro.
function contarNoTitulo() {
  setTimeout(() => {
    if (titulo.startsWith("Erro:")) return;
    contarMinutos();
    const [quantas, falou] = [soma(porLer()), abaDaqui()?.querySelector("[data-ha]")?.textContent];
    document.title = `${quantas ? `(${quantas}) ` : ""}${falou ? `${falou} · ` : ""}${titulo}`;
  });
}

const abaDaqui = () => conversa && abas().querySelector(`[data-codigo="${conversa.dataset.conversa}"]`);

// A que está à vista lê-se ao chegar.
function darPorLida() {
  const aba = document.visibilityState === "visible" && abaDaqui();
  if (!aba) return;
  aba.dataset.porLer = 0;
  aba.querySelector("[data-quantas]")?.remove();
}

// O foco fica onde estava: no link da mesma conversa, se era nele.
function trocar(onde, novo) {
  const foco = onde.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  onde.replaceChildren(...novo.childNodes);
  if (foco) onde.querySelector(`a[href="${CSS.escape(foco)}"]`)?.focus();
}

// Quem estava no botão de uma ligação fica nele. Devolve as que ainda não se viam.
function trocarLigacoes(novas) {
  const todas = () => [...ligacoes.querySelectorAll("[data-ligacao]")];
  const antes = todas().map((uma) => uma.dataset.ligacao);
  const foco = document.activeElement.closest("[data-ligacao]")?.dataset.ligacao;
  ligacoes.replaceChildren(...novas.childNodes);
  if (foco) ligacoes.querySelector(`[data-ligacao="${foco}"] button`)?.focus();
  return todas().filter((uma) => !antes.includes(uma.dataset.ligacao));
}

function dizer(antes, depois, tocam) {
  const novas = Object.keys(depois).filter((codigo) => !(codigo in antes)).length;
  const mensagens = soma(depois) - soma(antes);
  const frases = tocam.map((uma) => `${uma.querySelector("p").innerText}.`);
  if (novas) frases.push(novas === 1 ? "Chegou uma conversa." : `Chegaram ${novas} conversas.`);
  if (mensagens > 0) frases.push(mensagens === 1 ? "1 mensagem por ler." : `${mensagens} mensagens por ler.`);
  if (!frases.length) return;
  tocar();
  document.querySelector("[data-chegou]").textContent = frases.join(" ");
}

// A pessoa enviou o pedido que se lhe mandou: o que se escrevia aqui acaba; o de outro serviço fica como está.
function verSePediu(pedaco) {
  const { pedido } = pedaco.querySelector("[data-pedido]")?.dataset ?? {};
  const daqui = document.querySelector("#pedido [name=rascunho]")?.value;
  if (pedido !== undefined && (!daqui || daqui !== pedido)) document.dispatchEvent(new Event("conversa:pediu"));
}

function chegou(html) {
  const pedaco = new DOMParser().parseFromString(html, "text/html");
  verSePediu(pedaco);
  const [novasAbas, novaLista] = ["[data-abas]", "[data-lista]"].map((qual) => pedaco.querySelector(qual));
  const antes = porLer();
  const novasLigacoes = pedaco.querySelector("[data-ligacoes]");
  const tocam = novasLigacoes && ligacoes ? trocarLigacoes(novasLigacoes) : [];
  if (novasAbas) trocar(abas(), novasAbas);
  if (novaLista && lista) trocar(lista, novaLista);
  darPorLida();
  dizer(antes, porLer(), tocam);
  avisar(antes, porLer(), abas());
  contarNoTitulo();
}

function aoVer() {
  darPorLida();
  contarNoTitulo();
}
aoVer();
setInterval(contarNoTitulo, UM_MINUTO / 2);
document.addEventListener("visibilitychange", aoVer);
document.addEventListener("htmx:oobAfterSwap", ({ target }) => target === abas() && aoVer());
document.addEventListener("conversa:pedaco", ({ detail }) => chegou(detail));

// --- acompanhar ----------------------------------------------------------------------------
const dados = () => abas()?.dataset ?? {};
const daQueSeVe = ({ conversa: qual }) => conversa && Number(conversa.dataset.numero) === qual;
let acompanha = false;

function sinal(dito) {
  if (!dados().sinal) return; // só se esperam ligações
  const desta = conversa ? { conversa: conversa.dataset.conversa } : {};
  sinalizar(dados(), { ...desta, ...(acompanha || !document.hidden ? {} : { pergunta: "sim" }), ...dito });
}
// A que só pergunta e vai para trás passa a dar sinal de minuto em minuto: di-lo já.
document.addEventListener("visibilitychange", () => dados().corrente && !acompanha && sinal());

// A que se tinha perdido e volta abre-se outra vez, com o que se escrevia.
function aplicarAqui(html) {
  const perdida = conversa.dataset.situacao === "perdida";
  aplicar(conversa, html);
  if (perdida && conversa.dataset.situacao !== "perdida") location.assign(abaDaqui()?.href ?? location.href);
}

const comoAcompanhar = {
  dados,
  sempre: true,
  extra: () => ({ ...(lista && { lista: "sim" }), ...(conversa && { c: conversa.dataset.conversa, d: ultimaDe(conversa) }) }),
  ritmo: (dito, passou) => (daQueSeVe(dito) ? 60 : Math.max(UM_SEGUNDO - passou, 0) + aoAcaso(50, 250)),
  aoChegar(html, ainda) {
    acompanha = ainda;
    if (html) chegou(html);
    if (html && conversa) aplicarAqui(html);
    if (!acompanha) sinal();
  },
  aoFalhar: (vezes, razao) => conversa && semRede(conversa, vezes, razao),
  aoOuvir(tipo, dito) {
    acompanha = true;
    if (["aberta", "bate", "responda"].includes(tipo)) sinal();
    if (tipo === "ligacao" || (tipo === "aberta" && ligacoes)) buscar();
    if (tipo === "fila" && lista) buscar(aoAcaso(500, 1_500));
    if (daQueSeVe(dito)) presenca(tipo, dito);
  },
};
const buscar = dados().corrente ? acompanhar(comoAcompanhar) : () => location.reload();
const presenca = conversa && iniciar(conversa, { buscar, sinal });
if (dados().corrente) window.addEventListener("pagehide", () => sinal({ fecha: "sim" }));

// --- as respostas prontas ------------------------------------------------------------------
iniciarAvisos();
const formulario = conversa?.querySelector("[data-escrever]");
if (formulario) iniciarBarra(formulario);
document.addEventListener("click", (evento) => {
  const botao = evento.target.closest("[data-prontas] button");
  const campo = botao?.form.querySelector("textarea");
  if (!campo) return;
  evento.preventDefault();
  campo.setRangeText(botao.dataset.texto, campo.selectionStart, campo.selectionEnd, "end");
  campo.dispatchEvent(new Event("input", { bubbles: true }));
  botao.closest("details").open = false;
  campo.focus();
});

// Quem abre uma conversa escreve nela, se nada mais pede o foco.
const escrever = conversa?.querySelector("[data-escrever] textarea");
if (escrever && matchMedia("(pointer: fine)").matches && !document.querySelector("main [autofocus], .govuk-error-summary"))
  escrever.focus({ preventScroll: true });
