// A miniatura de uma foto do aparelho, desenhada em tela (canvas): nenhum endereço blob: nem data: é preciso.
const LARGURA = 264;

export async function miniatura(arquivo) {
  const tela = document.createElement("canvas");
  const imagem = await createImageBitmap(arquivo, { resizeWidth: LARGURA, resizeQuality: "medium" });
  tela.width = imagem.width;
  tela.height = imagem.height;
  tela.getContext("2d").drawImage(imagem, 0, 0);
  imagem.close();
  tela.className = "sp-fotos__tela";
  tela.setAttribute("aria-hidden", "true");
  return tela;
}

export function tamanhoEmPalavras(bytes) {
  const mega = bytes / 1024 / 1024;
  if (mega >= 1024) return `${(mega / 1024).toFixed(1).replace(".", ",")} GB`;
  return mega >= 1 ? `${mega.toFixed(1).replace(".", ",")} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
