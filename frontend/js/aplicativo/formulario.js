// O formulário que alimenta a fila (`data-guardado`): com rede ou sem ela o caminho é o mesmo. Guarda-se, e manda-se.
import { deQuemAgora } from "./conta.js";
import { achar, apagar, enviarTudo, guardar, novaChave } from "./fila.js";
import { DE_QUEM, faltaDizerQuem, quemPede } from "./quem.js";

const PARA_ENVIAR = "/aplicativo/para-enviar/";
const PACIENCIA = 25_000;
const NAO_COUBE = "Este aparelho não deixou guardar o pedido: falta espaço, ou a janela é anônima. O que você escreveu continua aqui.";
const ENVIANDO = "Enviando… Já está guardado neste aparelho: se a rede cair, vai sozinho quando ela voltar.";
const ENVIANDO_SEM_QUEM = "Enviando… Já está neste aparelho: se a rede cair, falta você dizer quem pede.";
const SEM_REDE = "Sem internet agora. Se quiser, diga quem pede, e toque outra vez em “Enviar pedido”.";
const DE_TODOS = "Neste aparelho, que é de todos, nada fica guardado, e o pedido não foi. O que você escreveu continua aqui: tente de novo.";
const DA_PAGINA = new Set(["csrfmiddlewaretoken"]);

export const lerFormulario = (formulario, botao) => separar(new FormData(formulario, botao));

// O que se guarda: o que se escreveu, e os arquivos escolhidos; a prova da página (CSRF) a fila pede outra.
export function separar(pares) {
  const campos = [];
  const arquivos = [];
  for (const [nome, valor] of pares) {
    if (DA_PAGINA.has(nome)) continue;
    if (!(valor instanceof File)) campos.push([nome, valor]);
    else if (valor.size) arquivos.push({ campo: nome, blob: valor, nome: valor.name });
  }
  return { campos, arquivos };
}

// O que a pessoa escreveu, com os nomes que leu na página: para reconhecer o pedido na lista do que espera.
export function comoSeLe(formulario) {
  const lidas = [...formulario.elements].filter(
    (campo) => campo.value?.trim() && campo.labels?.length && !DE_QUEM.has(campo.name) && campo.type !== "file" && campo.offsetParent !== null,
  );
  return lidas.flatMap((campo) => {
    const rotulo = campo.labels[0].textContent.trim();
    if (campo.type !== "radio" && campo.type !== "checkbox")
      return [[rotulo, campo.tagName === "SELECT" ? campo.selectedOptions[0].textContent.trim() : campo.value.trim()]];
    const legenda = campo.closest("fieldset")?.querySelector("legend")?.textContent.trim();
    return campo.checked ? [[legenda ?? rotulo, legenda ? rotulo : "Sim"]] : [];
  });
}

function dizer(formulario, texto, grave = false) {
  let recado = formulario.querySelector("[data-recado-da-fila]");
  if (!recado) {
    recado = document.createElement("p");
    recado.dataset.recadoDaFila = "";
    recado.setAttribute("role", "status");
    formulario.append(recado);
  }
  recado.className = grave ? "govuk-error-message" : "govuk-body";
  recado.textContent = texto;
}

const passar = (milissegundos) => new Promise((pronto) => setTimeout(pronto, milissegundos));

async function destinoDe(chave) {
  if (navigator.onLine) await Promise.race([enviarTudo({ forcar: true }), passar(PACIENCIA)]);
  return aondeVai(chave, await achar(chave));
}

// Depois de guardar: ao que se mandou, à página em que se acaba, ou à lista do que espera.
export function aondeVai(chave, item) {
  const vai = item && (item.estado === "enviado" || item.acabaNaPagina) && item.endereco;
  return vai || `${PARA_ENVIAR}#${chave}`;
}

async function enviar(formulario, botao) {
  dizer(formulario, "Um instante…");
  const { conta, deTodos, semRede } = await deQuemAgora();
  if (semRede && !formulario.dispatchEvent(new CustomEvent("sem-rede", { cancelable: true }))) return dizer(formulario, SEM_REDE);
  const { guardado: tipo, destino, rotulo } = formulario.dataset;
  const { campos: todos, arquivos } = lerFormulario(formulario, botao);
  const campos = todos.filter(([nome]) => !DE_QUEM.has(nome));
  const quem = deTodos || !faltaDizerQuem(formulario) ? [] : quemPede(formulario);
  const sozinho = quem.length > 0 || !faltaDizerQuem(formulario);
  formulario.dataset.chave ||= novaChave();
  if (!deTodos) dizer(formulario, "Guardando neste aparelho…");
  if (document.cookie.includes("aberto_por=aplicativo")) campos.push(["aberto_por", "aplicativo"]);
  const chave = await guardar({
    chave: formulario.dataset.chave,
    ...{ tipo, destino, rotulo, campos, arquivos, quem, sozinho },
    escrito: comoSeLe(formulario),
    conta,
    volta: location.pathname,
  });
  formulario.dispatchEvent(new CustomEvent("guardado"));
  const agora = deTodos ? "Enviando…" : sozinho ? ENVIANDO : ENVIANDO_SEM_QUEM;
  dizer(formulario, navigator.onLine ? agora : "Guardado no aparelho.");
  const vaiA = await destinoDe(chave);
  if (deTodos) await apagar(chave);
  if (deTodos && vaiA.startsWith(PARA_ENVIAR)) return dizer(formulario, DE_TODOS, true);
  return location.assign(vaiA);
}

export function ligar(formulario) {
  if (formulario.dataset.ligado) return;
  formulario.dataset.ligado = "sim";
  let mandando = false;
  formulario.addEventListener("submit", async (evento) => {
    if (evento.defaultPrevented) return;
    evento.preventDefault();
    if (mandando) return;
    mandando = true;
    try {
      await enviar(formulario, evento.submitter);
    } catch (falha) {
      console.error("O aparelho não guardou", falha);
      dizer(formulario, NAO_COUBE, true);
    } finally {
      mandando = false; // tocar outra vez é a mesma chave: não faz outro pedido
    }
  });
}
