// Se o portal está aberto como aplicativo. Tela cheia não conta: é também o F11 de um navegador.
export const comoAplicativo =
  ["standalone", "minimal-ui"].some((modo) => matchMedia(`(display-mode: ${modo})`).matches) || navigator.standalone === true;

// Só o Safari do iPhone e do iPad diz se está ou não instalado.
export const noIphone = "standalone" in navigator;
