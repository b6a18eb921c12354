// As páginas do aplicativo.
import { comoAplicativo } from "./como_abriu.js";
import { ligar } from "./formulario.js";
import "./instalar.js";
import { mostrarMeusPedidos } from "./meus_pedidos.js";
import { dizerOQueDura } from "./o_que_dura.js";
import { mostrarGuardados } from "./para_enviar.js";
import "./paginas_de_pedir.js";
import { perguntarAntesDeSair } from "./sair.js";
import { vigiarARede } from "./sem_rede_aqui.js";

// Instalado, o aparelho não apaga sozinho o que espera para ser enviado.
if (comoAplicativo) navigator.storage?.persist?.();
for (const formulario of document.querySelectorAll("form[data-guardado]")) ligar(formulario);
const guardados = document.querySelector("[data-guardados]");
if (guardados) mostrarGuardados(guardados);
const vistos = document.querySelector("[data-no-lugar-de]");
if (vistos) mostrarMeusPedidos(vistos);
const saida = document.querySelector("form[data-saida]");
if (saida) perguntarAntesDeSair(saida);
for (const dito of document.querySelectorAll("[data-o-que-dura]")) dizerOQueDura(dito);
vigiarARede();
