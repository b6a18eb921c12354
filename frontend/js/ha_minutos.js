// “agora”, “há 3 min”, “há 2 h”: o que o portal escreveu continua certo enquanto a página fica aberta.
const UM_MINUTO = 60_000;
const UMA_HORA = 60;

export function haMinutos(desde, agora = Date.now()) {
  const minutos = Math.floor((agora - Date.parse(desde)) / UM_MINUTO);
  if (!(minutos >= 1)) return "agora";
  return minutos < UMA_HORA ? `há ${minutos} min` : `há ${Math.floor(minutos / UMA_HORA)} h`;
}

export function contarMinutos() {
  for (const hora of document.querySelectorAll("time[data-ha]")) {
    const dito = haMinutos(hora.dateTime);
    if (hora.textContent !== dito) hora.textContent = dito;
  }
}
