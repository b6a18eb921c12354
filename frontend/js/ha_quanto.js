// “agora mesmo”, “há 4 minutos”, “há 1 hora, 5 minutos”: como o portal o escreve, para o que está à vista não parar no tempo.
const contar = (quantos, nome) => `${quantos} ${nome}${quantos === 1 ? "" : "s"}`;

export function haQuanto(milissegundos) {
  const minutos = Math.floor(milissegundos / 60_000);
  if (minutos < 1) return "agora mesmo";
  const [dias, horas] = [Math.floor(minutos / 1_440), Math.floor(minutos / 60) % 24];
  const partes = [dias && contar(dias, "dia"), horas && contar(horas, "hora"), minutos % 60 && contar(minutos % 60, "minuto")];
  const primeira = partes.findIndex(Boolean);
  return `há ${partes.slice(primeira, primeira + 2).filter(Boolean).join(", ")}`;
}
