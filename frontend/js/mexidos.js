// Em que campos se mexeu nesta aba desde que o servidor os guardou: outra aba do mesmo atendimento escreve noutros.
const ABA = Math.round(performance.timeOrigin);
let guardados = null; // nome → valores, como o servidor os tem

function valores(form) {
  const lidos = new Map();
  for (const [nome, valor] of new FormData(form)) {
    if (typeof valor === "string") lidos.set(nome, [...(lidos.get(nome) ?? []), valor]);
  }
  return lidos;
}

// Como a página chegou: o que se escreveu antes de este módulo também é novo.
export function chegou(form) {
  const limpo = form?.cloneNode(true);
  limpo?.reset();
  guardados = form ? valores(limpo) : null;
}

export function contar(form, dados) {
  const agora = valores(form);
  const nomes = new Set([...agora.keys(), ...guardados.keys()]);
  const mudou = (nome) => String(agora.get(nome)) !== String(guardados.get(nome));
  dados.set("aba", ABA);
  dados.set("versao", Date.now());
  dados.set("mexidos", [...nomes].filter(mudou).join(" "));
  return agora;
}

export const guardou = (enviados) => {
  guardados = enviados;
};
