// As páginas de pedir: cada parte começa onde a página a tem.
import "../pedido.js";
import { iniciarEscolher } from "./escolher.js";
import { iniciarLevar, levarSozinho, oferecerServicos } from "./levar.js";
import { iniciarPedir } from "./pedir.js";
import { iniciarServico } from "./servico.js";

const PARTES = {
  "[data-pedir]": iniciarPedir,
  "[data-escolher]": iniciarEscolher,
  "[data-pedido]": iniciarServico,
  "[data-levar]": iniciarLevar,
  "[data-oferta-dos-servicos]": oferecerServicos,
};

for (const [qual, iniciar] of Object.entries(PARTES)) for (const parte of document.querySelectorAll(qual)) iniciar(parte);

levarSozinho().catch((falha) => console.info("Os serviços não se guardaram agora", falha)); // tenta-se na página seguinte
