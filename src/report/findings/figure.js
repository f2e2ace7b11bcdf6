(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("figure-data").textContent);
  const chart = document.querySelector(".chart");
  const tip = chart.querySelector(".tip");
  const ranges = [...chart.querySelectorAll("input[name=range]")];
  const svgs = [...chart.querySelectorAll("svg")];
  const space = svgs[0].namespaceURI;
  let claim = -1;

  const add = (view, name, attributes) => {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    view.over.append(element);
    return element;
  };
  const row = (shape, price) => {
    const [low, high, top, bottom, isLog] = shape.scale;
    const of = isLog ? Math.log : (value) => value;
    return bottom - ((of(price) - of(low)) / (of(high) - of(low))) * (bottom - top);
  };
  const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 4 });

  const views = svgs.map((svg, place) => {
    const shape = data.views[place];
    const marks = document.createElementNS(space, "g");
    const over = document.createElementNS(space, "g");
    svg.append(marks, over);
    svg.setAttribute("tabindex", "0");
    return { svg, shape, marks, over, at: -1 };
  });

  const hide = () => {
    for (const view of views) view.over.replaceChildren();
    tip.hidden = true;
  };

  const show = (view, at, y) => {
    const { shape, svg } = view;
    const bar = shape.bars[at];
    if (!bar) return;
    view.at = at;
    view.over.replaceChildren();
    const [left, top, right] = shape.plot;
    add(view, "line", { class: "cross", x1: bar.x, x2: bar.x, y1: top, y2: shape.bottom });
    if (y !== null) add(view, "line", { class: "cross", x1: left, x2: right, y1: y, y2: y });
    const before = shape.bars[at - 1];
    const change = before ? ((bar.close / before.close - 1) * 100).toFixed(2) + " %" : "";
    const lines = [
      `${bar.time.slice(0, 10)}  ${change}`,
      `open ${number(bar.open)}  high ${number(bar.high)}`,
      `low ${number(bar.low)}  close ${number(bar.close)}`,
    ];
    if (bar.volume !== null) lines.push(`volume ${number(bar.volume)}`);
    if (y !== null) {
      const near = shape.zones.find((zone) => y >= row(shape, zone.high) - 3 && y <= row(shape, zone.low) + 3);
      const level = near && data.levels.find((it) => it.key === near.id);
      if (level) {
        lines.push("", level.title, level.counted);
        for (const [date, word] of level.life) lines.push(`${date}  ${word}`);
      }
    }
    tip.textContent = lines.join("\n");
    tip.hidden = false;
    const box = svg.getBoundingClientRect();
    const home = chart.getBoundingClientRect();
    const x = box.left - home.left + (bar.x / shape.size[0]) * box.width;
    const room = tip.offsetWidth + 14;
    const place = x > room + 4 ? x - room : Math.min(x + 14, home.width - tip.offsetWidth);
    tip.style.left = `${Math.max(0, place)}px`;
  };

  const nearest = (view, x) => {
    const bars = view.shape.bars;
    const at = Math.round((x - bars[0].x) / view.shape.pitch);
    return Math.max(0, Math.min(bars.length - 1, at));
  };

  for (const view of views) {
    view.svg.addEventListener("pointermove", (event) => {
      const box = view.svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) / box.width) * view.shape.size[0];
      const y = ((event.clientY - box.top) / box.height) * view.shape.size[1];
      const [left, top, right] = view.shape.plot;
      if (x < left || x > right || y < top || y > view.shape.bottom) return hide();
      show(view, nearest(view, x), y <= view.shape.plot[3] ? y : null);
    });
    view.svg.addEventListener("pointerleave", hide);
    view.svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.shiftKey) return;
      event.preventDefault();
      zoom(event.deltaY + event.deltaX > 0 ? 1 : -1);
    }, { passive: false });
    view.svg.addEventListener("keydown", (event) => {
      const last = view.shape.bars.length - 1;
      const at = view.at < 0 ? last : view.at;
      const moves = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last };
      if (event.key in moves) {
        event.preventDefault();
        const to = Math.max(0, Math.min(last, moves[event.key]));
        show(view, to, row(view.shape, view.shape.bars[to].close));
      }
    });
  }

  const zoom = (by) => {
    const at = ranges.findIndex((range) => range.checked);
    const next = ranges[at + by];
    if (!next) return;
    next.checked = true;
    hide();
  };

  const mark = (place) => {
    claim = place === claim ? -1 : place;
    for (const button of document.querySelectorAll("[data-claim]"))
      button.setAttribute("aria-pressed", String(Number(button.dataset.claim) === claim));
    for (const view of views) {
      view.marks.replaceChildren();
      const told = data.claims[claim];
      if (!told) continue;
      const { shape } = view;
      const [left, top, right, bottom] = shape.plot;
      const draw = (name, attributes) => {
        const element = document.createElementNS(space, name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        view.marks.append(element);
      };
      for (const day of told.days) {
        const bar = shape.bars.find((it) => it.time.slice(0, 10) >= day);
        if (!bar || day < shape.bars[0].time.slice(0, 10)) continue;
        const width = Math.max(shape.pitch, 3);
        draw("rect", { class: "mark", x: bar.x - width / 2, y: top, width, height: bottom - top });
      }
      for (const price of new Set([told.low, told.high])) {
        if (price === null) continue;
        const y = row(shape, price);
        if (y >= top && y <= bottom) draw("line", { class: "said", x1: left, x2: right, y1: y, y2: y });
      }
    }
  };

  for (const button of document.querySelectorAll("[data-claim]"))
    button.addEventListener("click", () => mark(Number(button.dataset.claim)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
      if (claim >= 0) mark(claim);
    } else if (event.key === "+" || event.key === "=") zoom(-1);
    else if (event.key === "-" || event.key === "\u2212") zoom(1);
  });
  chart.querySelector(".keys").hidden = false;
})();
