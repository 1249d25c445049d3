// What every page does by script: clocks that go on. Everything else works without.

const words = document.body.dataset;

const lengthOf = (minutes) => {
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} ${words.days} ${hours} ${words.hours}`;
  if (hours > 0) return `${hours} ${words.hours} ${minutes % 60} ${words.minutes}`;
  return `${minutes} ${words.minutes}`;
};

const tick = () => {
  for (const clock of document.querySelectorAll("time[data-clock]")) {
    const left = Date.parse(clock.dateTime) - Date.now();
    const text = (left < 0 ? words.late : words.left).replace("{{.time}}", lengthOf(Math.floor(Math.abs(left) / 60000)));
    clock.classList.toggle("late", left < 0);
    if (clock.textContent !== text) clock.textContent = text;
  }
};

tick();
setInterval(tick, 15000);
document.addEventListener("desk:tick", tick); // a live page has put in another clock
