// Na rua, sem rede: o que a equipe conclui, ou diz que não deu, fica no aparelho e vai depois. A confirmação é a daqui.
import { contaDaqui } from "./conta.js";
import { deOutraConta, quantos } from "./dizer.js";
import { levarODia } from "./do_turno.js";
import { iniciarFaixa } from "./faixa.js";
import { aoMudar, achar, enviarTudo, espera, guardar, itens, novaChave } from "./fila.js";
import { comoSeLe, lerFormulario } from "./formulario.js";

const MODELO = "form[data-na-rua]";
const FICHA = "/aplicativo/ficha/";
const PACIENCIA = 6_000;
const PARA_ENVIAR = "/aplicativo/para-enviar/";

function paragrafo(classe, texto) {
  return Object.assign(document.createElement("p"), { className: classe, textContent: texto });
}

function botao(texto, classe, tocar) {
  const novo = Object.assign(document.createElement("button"), { type: "button", className: classe, textContent: texto });
  novo.addEventListener("click", tocar);
  return novo;
}

function quadro(formulario) {
  let caixa = formulario.querySelector("[data-sem-rede]");
  if (!caixa) {
    caixa = document.createElement("div");
    caixa.dataset.semRede = "";
    caixa.className = "govuk-inset-text";
    caixa.setAttribute("role", "status");
    caixa.tabIndex = -1;
    formulario.append(caixa);
  }
  calarOsOutros(formulario);
  return caixa;
}

// O que se diz aqui vale mais do que o que a página já disse: que a rede falhou, ou que as fotos estavam indo.
function calarOsOutros(formulario) {
  document.getElementById("falha").hidden = true;
  for (const dito of formulario.querySelectorAll(".sp-parada__foto [role=status]")) dito.textContent = "";
}

// O que a tela de confirmar diria: o texto que o munícipe vai ler. Quem já confirmou não confirma outra vez.
function perguntar(formulario, lido) {
  const caixa = quadro(formulario);
  const resposta = lido.campos.find(([nome]) => nome === "resposta")?.[1];
  const partes = [paragrafo("govuk-body govuk-!-font-weight-bold", "Sem internet. Guardar para enviar quando ela voltar?")];
  if (resposta) partes.push(paragrafo("govuk-body", `O munícipe vai ler: “${resposta}”`));
  if (lido.arquivos.length) partes.push(paragrafo("govuk-body", `Com ${lido.arquivos.length === 1 ? "1 foto" : `${lido.arquivos.length} fotos`}.`));
  const desistir = botao("Corrigir", "sp-botao-link", () => caixa.remove());
  partes.push(botao("Guardar e enviar depois", "govuk-button", () => porNaFila(formulario, lido)), desistir);
  caixa.replaceChildren(...partes);
  caixa.focus();
}

async function porNaFila(formulario, { campos, arquivos }) {
  const caixa = quadro(formulario);
  const destino = formulario.getAttribute("action");
  try {
    formulario.dataset.chave ||= novaChave();
    const chave = await guardar({
      chave: formulario.dataset.chave,
      ...{ tipo: "ato", destino, rotulo: formulario.dataset.naRua, arquivos },
      campos: [...campos.filter(([nome]) => nome !== "confirmar"), ["confirmar", "sim"]],
      escrito: comoSeLe(formulario),
      conta: contaDaqui(),
      volta: destino,
    });
    acompanhar(formulario, chave);
    caixa.focus();
  } catch (falha) {
    console.error("O aparelho não guardou", falha);
    caixa.replaceChildren(paragrafo("govuk-error-message", "Este aparelho não deixou guardar. O que você escreveu continua aqui: tente de novo."));
  }
}

const DITO = {
  enviado: "Enviado, e feito.",
  precisa_de_voce: "Foi recebido, mas não se fez.",
};

function acompanhar(formulario, chave) {
  for (const toque of formulario.querySelectorAll("button, input[type=file]")) toque.disabled = true;
  const mostrar = async () => {
    const item = await achar(chave);
    if (!item) return quadro(formulario).replaceChildren(paragrafo("govuk-body", "Já não está na lista deste aparelho."));
    if (item.estado === "enviado") levar();
    const texto = DITO[item.estado] ?? "Guardado neste aparelho. Vai sozinho quando a internet voltar.";
    const elo = Object.assign(document.createElement("a"), { className: "govuk-link", href: PARA_ENVIAR, textContent: "Ver o que espera" });
    const partes = [paragrafo("govuk-body", [texto, item.estado === "precisa_de_voce" && item.recado].filter(Boolean).join(" "))];
    const outros = formulario.parentElement.querySelector(".sp-parada__ou"); // do que está por enviar não se diz que não deu
    if (outros) outros.hidden = item.estado !== "precisa_de_voce";
    quadro(formulario).replaceChildren(...partes, ...(item.estado === "enviado" ? [] : [elo]));
    formulario.dataset.em = item.estado;
    contarLugares();
  };
  aoMudar(mostrar);
  mostrar();
  if (navigator.onLine) enviarTudo();
}

function guardarOuPerguntar(formulario, botaoTocado) {
  const lido = lerFormulario(formulario, botaoTocado);
  if (lido.campos.some(([nome]) => nome === "confirmar")) porNaFila(formulario, lido);
  else perguntar(formulario, lido);
}

// O rascunho mora no servidor: sem rede não se muda, e a página fica onde está.
const SO_COM_REDE = new Set(["guardar", "descartar", "remover_foto"]);

function recusar(formulario) {
  const caixa = quadro(formulario);
  caixa.replaceChildren(paragrafo("govuk-body", "Sem internet isto não se faz agora. O que você escreveu continua aqui: tente de novo quando ela voltar."));
  caixa.focus();
}

async function haRede() {
  if (!navigator.onLine) return false;
  try {
    await fetch(FICHA, { cache: "no-store", signal: AbortSignal.timeout(PACIENCIA) });
    return true;
  } catch {
    return false;
  }
}

// O cartão da lista manda pelo htmx, que diz quando a rede falhou.
document.addEventListener("htmx:sendError", ({ detail }) => {
  const formulario = detail.elt.closest(MODELO);
  if (formulario) guardarOuPerguntar(formulario, detail.requestConfig?.triggeringEvent?.submitter);
});

// A página inteira deixaria de existir com a rede: pergunta-se por ela antes.
document.addEventListener("submit", async (evento) => {
  const formulario = evento.target.closest(`${MODELO}:not([hx-post])`);
  if (!formulario || formulario.dataset.haRede) return;
  const tocado = evento.submitter;
  evento.preventDefault();
  if (!(await haRede())) return void (SO_COM_REDE.has(tocado?.name) ? recusar(formulario) : guardarOuPerguntar(formulario, tocado));
  formulario.dataset.haRede = "sim";
  formulario.requestSubmit(tocado);
  delete formulario.dataset.haRede;
});

// --- o dia, no aparelho -----------------------------------------------------------------------

const pedidoDe = (endereco) => endereco.replace(/(concluir|nao-deu)\/.*$/, "");

// A página que se abre outra vez sabe o que dela já espera a rede; a que é de antes do envio, também o que já foi.
async function retomar() {
  const atos = (await itens()).filter((item) => item.tipo === "ato" && !deOutraConta(item));
  const desde = Number(document.body.dataset.guardada ?? Number.POSITIVE_INFINITY);
  for (const formulario of document.querySelectorAll(MODELO)) {
    const dele = atos.findLast(({ destino }) => pedidoDe(destino) === pedidoDe(formulario.getAttribute("action")));
    if (dele && (espera(dele) || dele.enviadoEm > desde)) acompanhar(formulario, dele.chave);
  }
}

// Quantos lugares faltam, também depois de o htmx tirar um cartão ou de a fila o mandar.
function contarLugares() {
  const dito = document.querySelector("[data-lugares]");
  const faltam = document.querySelectorAll(".sp-parada:not(:has([data-em=enviado]))").length;
  if (dito) dito.textContent = quantos(faltam, "lugar", "lugares");
}

const guarda = document.querySelector("[data-levar]");

async function levar() {
  if (!guarda || !navigator.serviceWorker || !navigator.onLine) return;
  await navigator.serviceWorker.ready; // o navegador que não o instala não promete nada
  guarda.textContent = "Guardando o dia neste aparelho…";
  try {
    const ate = await levarODia(guarda.dataset.levar);
    guarda.textContent = ate ? `O dia está neste aparelho, e abre sem internet, até ${ate}.` : "O seu turno acabou: entre de novo para levar o dia.";
  } catch (falha) {
    console.warn("O dia não ficou no aparelho", falha);
    if (document.body.dataset.guardada) guarda.textContent = "";
    else guarda.textContent = "O dia não ficou inteiro neste aparelho. Com internet, abra esta página de novo.";
  }
}

document.addEventListener("htmx:afterSettle", contarLugares);
window.addEventListener("online", levar);

retomar();
levar();
// Sem o aplicativo instalado, ou se ele acaba de assumir a página já começada, é ela que manda o que espera.
iniciarFaixa();
