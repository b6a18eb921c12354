// O pedido que se prepara: as fotos, o lugar e o que já se respondeu, de uma página à outra e de um dia para o outro.
// Fica só neste aparelho, some ao enviar, ao sair da conta e depois de um dia. Aqui não há nome, CPF nem contato.
import { openDB } from "idb";

import { BANCO_DO_PREPARO as BANCO } from "./esquecer.js";

const DURA = 24 * 60 * 60 * 1000;
const NOVO = () => ({ fotos: [], lugar: null, respostas: {}, criado: Date.now() });

let aberto;

function banco() {
  aberto ??= openDB(BANCO, 1, {
    upgrade: (db) => db.createObjectStore("preparo"),
    blocking: (_atual, _nova, { target }) => {
      target.close(); // quem sai da conta apaga o banco inteiro; o trabalhador, que fica, abre outro
      aberto = undefined;
    },
  });
  return aberto;
}

// O que se prepara agora; vencido, começa-se de novo.
export async function ler() {
  const guardado = await (await banco()).get("preparo", "atual");
  if (guardado && Date.now() - guardado.criado < DURA) return guardado;
  if (guardado) await esquecer();
  return NOVO();
}

// Muda o que está guardado, sem que outra página grave no meio.
export async function mudar(como) {
  const db = await banco();
  const vez = db.transaction("preparo", "readwrite");
  const guardado = await vez.store.get("atual");
  const preparo = guardado && Date.now() - guardado.criado < DURA ? guardado : NOVO();
  como(preparo);
  await vez.store.put(preparo, "atual");
  await vez.done;
  return preparo;
}

export async function esquecer() {
  await (await banco()).delete("preparo", "atual");
}

// As fotos que se compartilharam da galeria, como vieram: a página que as recebe as faz menores e lê o lugar.
export async function deixarChegadas(fotos) {
  await (await banco()).put("preparo", { fotos, criado: Date.now() }, "chegadas");
}

export async function chegadas() {
  const deixadas = await (await banco()).get("preparo", "chegadas");
  return deixadas && Date.now() - deixadas.criado < DURA ? deixadas.fotos : [];
}

export async function esquecerChegadas() {
  await (await banco()).delete("preparo", "chegadas");
}
