// Quem pede, deixado com o pedido que se faz sem internet: oferece-se a quem não entrou, ou à conta a que falta algo, e vai só
// com este pedido. As regras e as frases são as do passo de identificação (contas/identificacao.py), que confere outra vez.
import { contaCompleta } from "./conta.js";

export const DE_QUEM = new Set(["nome", "cpf", "email", "telefone"]);
const SEPARADORES = /[\s./\-\u00ad\u200b\u2010-\u2015\u2212]+/g;
const EMAIL = /^[\w.!#$%&'*+/=?^\x60{|}~-]+@([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z][a-z\d-]*[a-z\d]$/i;
const SEM_CPF = "Escreva o CPF. Se não tiver, deixe estes dados em branco: perguntamos ao enviar.";

function nome(escrito) {
  if ((escrito.match(/\p{L}/gu) ?? []).length < 2) return "Escreva o nome completo.";
  return /\s/.test(escrito) ? "" : "Escreva o nome completo, com o sobrenome.";
}

// Cada dígito verificador vem da soma dos anteriores, com pesos que descem até 2.
const verificador = (digitos) => ([...digitos].reduce((soma, digito, i) => soma + digito * (digitos.length + 1 - i), 0) * 10) % 11 % 10;

function cpf(escrito) {
  const numero = escrito.replace(SEPARADORES, "");
  if (!numero) return SEM_CPF;
  if (!/^[0-9]+$/.test(numero)) return "O CPF só tem algarismos. Confira e escreva de novo.";
  if (numero.length !== 11) return `O CPF tem 11 algarismos e você escreveu ${numero.length}. Confira e escreva de novo.`;
  const certo = [9, 10].every((ate) => verificador(numero.slice(0, ate)) === Number(numero[ate]));
  return certo && new Set(numero).size > 1 ? "" : "Este CPF não existe. Confira os números: talvez um esteja errado.";
}

const email = (escrito) => (!escrito || EMAIL.test(escrito) ? "" : "Confira o e-mail: ele é escrito assim, nome@exemplo.com.br.");

function telefone(escrito) {
  if (!escrito) return "";
  const digitos = escrito.replace(/\D/g, "");
  if (escrito.startsWith("+") && !digitos.startsWith("55"))
    return digitos.length >= 8 && digitos.length <= 15 ? "" : "Confira o telefone: faltam ou sobram números.";
  const daqui = digitos.length > 11 ? digitos.replace(/^55/, "") : digitos.replace(/^0+/, "");
  return daqui.length === 10 || daqui.length === 11 ? "" : "Escreva o telefone com o DDD, como 11 91234-5678.";
}

const REGRAS = { nome, cpf, email, telefone };

// O que falta ou não serve; deixado tudo em branco, nada: pergunta-se ao enviar.
export function recusasDeQuem(ditos) {
  const escritos = Object.fromEntries(Object.keys(REGRAS).map((campo) => [campo, (ditos[campo] ?? "").trim()]));
  if (!Object.values(escritos).some(Boolean)) return [];
  const achadas = Object.entries(REGRAS).map(([campo, conferir]) => ({ nome: campo, frase: conferir(escritos[campo]) }));
  return achadas.filter(({ frase }) => frase);
}

const campos = (parte) => [...parte.querySelectorAll("input")];
const parteDe = (form) => form.querySelector("[data-quem]");
const ditos = (parte) => Object.fromEntries(campos(parte).map((campo) => [campo.name, campo.value]));

export function faltasDeQuem(form) {
  const parte = parteDe(form);
  return parte && !parte.hidden ? recusasDeQuem(ditos(parte)) : [];
}

// O que se deixou: [nome do campo, rótulo, valor].
export function quemPede(form) {
  const parte = parteDe(form);
  if (!parte || parte.hidden) return [];
  const escritos = campos(parte).filter(({ value }) => value.trim());
  return escritos.map(({ name, labels, value }) => [name, labels[0].textContent.trim().replace(/\s*\(opcional\)$/, ""), value.trim()]);
}

const identificase = (form) => !form.elements.como || form.elements.como.value === "identificado";

// Se o serviço pergunta quem pede e a conta não o diz por inteiro.
export const faltaDizerQuem = (form) => Boolean(parteDe(form)) && identificase(form) && !contaCompleta();

// À vista só sem internet; o que se escreveu não some quando ela volta.
export function iniciarQuem(form) {
  const parte = parteDe(form);
  let semRede = false;
  const mostrar = () => {
    const ha = semRede || !navigator.onLine || campos(parte).some(({ value }) => value);
    parte.hidden = !(ha && faltaDizerQuem(form));
    for (const campo of campos(parte)) campo.disabled = parte.hidden;
  };
  for (const evento of ["online", "offline"]) window.addEventListener(evento, mostrar);
  form.addEventListener("change", mostrar);
  // O navegador dizia que havia rede, e não há: oferece-se antes de guardar, uma vez.
  form.addEventListener("sem-rede", (evento) => {
    if (!parte.hidden) return;
    semRede = true;
    mostrar();
    if (parte.hidden) return;
    evento.preventDefault();
    campos(parte)[0].focus();
  });
  mostrar();
}
