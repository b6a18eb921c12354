// Como um guardado se diz à pessoa: só palavras.
import { contaDaqui } from "./conta.js";

export const quantos = (numero, um, muitos) => `${numero} ${numero === 1 ? um : muitos}`;

export const sairamDaLista = (nomes) =>
  nomes.length ? `${nomes.length === 1 ? "Saiu" : "Saíram"} da lista, porque já não há o que fazer: ${nomes.join("; ")}.` : "";

// O da conta que não está aqui não se conta a mais ninguém.
export const deOutraConta = ({ conta }) => Boolean(conta) && conta !== contaDaqui();

const ESTADOS = {
  esperando: ["Espera para ser enviado", "amarelo"],
  enviando: ["Enviando…", "azul"],
  precisa_de_voce: ["Precisa de você", "vermelho"],
  enviado: ["Enviado", "verde"],
  vencido: ["Não foi enviado a tempo", "vermelho"],
};
const RECADOS = {
  entrar: "Entre na sua conta para enviar.",
  outra_conta: "É de outra conta. Entre com ela para enviar.",
};
const SEM_QUEM = "Não vai sem você: abra aqui com internet e diga quem pede.";
const ALHEIO = { estado: "De outra conta", cor: "azul", recado: "Só quem o guardou pode ver e enviar. Apaga-se sozinho quando vence." };
const DE_QUEM_ENTRAR = { estado: "De uma conta", cor: "amarelo", recado: "Entre na conta que o guardou para ver e enviar." };
const VENCEU = "Passaram 7 dias sem envio, e o que ele levava foi apagado. Se ainda precisa, peça de novo.";

export function situacao(item) {
  if (deOutraConta(item)) return contaDaqui() ? ALHEIO : DE_QUEM_ENTRAR;
  const [estado, cor] = ESTADOS[item.estado];
  const dito = RECADOS[item.recado] ?? item.recado;
  const falta = item.estado === "esperando" && item.sozinho === false ? SEM_QUEM : "";
  return { estado, cor, recado: item.estado === "vencido" ? VENCEU : dito || falta };
}

const HORA = new Intl.DateTimeFormat("pt-BR", { dateStyle: "short", timeStyle: "short" });
const DIA = 24 * 60 * 60 * 1000;

export const quando = (momento) => HORA.format(momento);

export function vence({ expira }) {
  const dias = Math.ceil((expira - Date.now()) / DIA);
  return dias <= 1 ? "vence hoje" : `vence em ${dias} dias`;
}
