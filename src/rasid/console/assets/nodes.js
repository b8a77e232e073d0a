// Draws each session, address, client and person of a campaign, and tells what one is tied to.
// Whoever uses no pointer finds a node by its name; the tables of the page tell the same in groups.
"use strict";
(() => {
  const box = document.querySelector("[data-figure]");
  const place = (name) => box.querySelector(`[data-${name}]`);
  const count = new Intl.NumberFormat(box.dataset.locale);
  const ink = (name) => getComputedStyle(box).getPropertyValue(name).trim();
  const looks = [
    { symbol: "rect", symbolSize: 9, ink: "--exploit" },
    { symbol: "circle", symbolSize: 6, ink: "--discover" },
    { symbol: "triangle", symbolSize: 15, ink: "--compromise" },
    { symbol: "circle", symbolSize: 4, ink: "--attack" },
  ];
  const mostListed = 24;
  const many = 300; // from here on the library draws all points, or all lines, at one go
  const whole = 1000;

  // ECharts empties its box by assigning nothing to innerHTML; no other text becomes markup by it.
  if (window.trustedTypes)
    trustedTypes.createPolicy("default", { createHTML: (text) => (text === "" ? "" : null) });

  // A joiner after each brace: what looks like the library's own marks of style stays text.
  const plain = (name) => name.replaceAll("{", "{\u2060");
  const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

  // Nodes as objects that know each other.
  const read = (told) => {
    const nodes = told.nodes.map(([kind, x, y, name, href, events], number) => ({
      number, kind, at: [x, y], name, href, events, tied: [],
    }));
    const ties = told.ties.map(([start, end]) => [nodes[start], nodes[end]]);
    for (const [start, end] of ties) {
      start.tied.push(end);
      end.tied.push(start);
    }
    return { ...told, nodes, ties };
  };

  // What is around a node: what a session is tied to; of others also what their sessions are tied to.
  const around = (node, session) => {
    const lines = node.tied.map((other) => [node, other]);
    if (node.kind !== session)
      for (const one of node.tied)
        for (const other of one.tied) if (other !== node) lines.push([one, other]);
    return { lines, near: [...new Set(lines.map(([, other]) => other))] };
  };

  const lines = (ties, style) => ({
    type: "lines",
    coordinateSystem: "cartesian2d",
    silent: true,
    large: ties.length > many,
    data: ties.map(([start, end]) => ({ coords: [start.at, end.at] })),
    lineStyle: style,
  });

  // Ranges of both axes by which a unit is as long on one as on the other, and all nodes are seen.
  const scales = (nodes, chart) => {
    const spans = [0, 1].map((axis) => {
      const values = nodes.map((node) => node.at[axis]);
      return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    });
    const room = [chart.getWidth(), chart.getHeight() - 40];
    const unit = Math.max(1e-9, ...spans.map(([low, high], axis) => (1.1 * (high - low)) / room[axis]));
    const [xAxis, yAxis] = spans.map(([low, high], axis) => {
      const [middle, reach] = [(low + high) / 2, (unit * (room[axis] + 40 * axis)) / 2];
      return { type: "value", show: false, min: middle - reach, max: middle + reach };
    });
    const isMirrored = document.documentElement.dir === "rtl";
    return { xAxis: { ...xAxis, inverse: isMirrored }, yAxis: { ...yAxis, inverse: true } };
  };

  const points = (nodes, kind) => ({
    id: `kind ${kind}`,
    type: "scatter",
    ...looks[kind],
    data: nodes.filter((node) => node.kind === kind).map((node) => [...node.at, node.number]),
    large: nodes.length > many,
    itemStyle: { color: ink(looks[kind].ink), opacity: 0.85 },
    z: 3,
  });

  const names = (groups) => ({
    id: "groups",
    type: "scatter",
    symbolSize: 0,
    silent: true,
    data: groups.map(([x, y, name]) => ({ value: [x, y], name })),
    label: {
      show: true, position: "top", formatter: "{b}", fontSize: 12,
      color: ink("--ink"), textBorderColor: ink("--paper"), textBorderWidth: 3,
    },
    labelLayout: { hideOverlap: true },
    z: 5,
  });

  const faint = (ties) => Math.min(0.4, Math.max(0.06, 250 / (ties.length + 1)));

  const paint = (chart, { nodes, ties, groups, kinds }) => {
    const textStyle = { color: ink("--ink"), fontFamily: getComputedStyle(box).fontFamily };
    const zooming = { type: "inside", filterMode: "none", zoomOnMouseWheel: "ctrl", minSpan: 0.5 };
    chart.setOption({
      ...scales(nodes, chart),
      animation: false,
      textStyle,
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      dataZoom: [{ ...zooming, xAxisIndex: 0 }, { ...zooming, yAxisIndex: 0 }],
      tooltip: {
        renderMode: "richText", backgroundColor: ink("--paper"), borderColor: ink("--rule"),
        textStyle, formatter: ({ value }) => plain(nodes[value[2]].name),
      },
      series: [
        { id: "ties", z: 1, ...lines(ties, { color: ink("--muted"), width: 0.6, opacity: faint(ties) }) },
        ...kinds.map((_, kind) => points(nodes, kind)),
        names(groups),
      ],
    });
  };

  const mark = (chart, graph, node) => {
    const { lines: ties, near } = node ? around(node, graph.session) : { lines: [], near: [] };
    chart.setOption({
      series: [
        { id: "ties", lineStyle: { opacity: faint(graph.ties) / (node ? 2 : 1) } },
        { id: "near ties", z: 2, ...lines(ties, { color: ink("--accent"), width: 1.2, opacity: 0.75 }) },
        {
          id: "near", type: "scatter", symbol: "circle", silent: true, z: 4,
          data: (node ? [node, ...near] : []).map((one) => ({
            value: one.at, symbolSize: looks[one.kind].symbolSize + (one === node ? 8 : 3),
          })),
          itemStyle: { color: "transparent", borderColor: ink("--ink"), borderWidth: 1.5 },
        },
      ],
    });
    return near;
  };

  const zoom = (chart, by) => {
    const batch = chart.getOption().dataZoom.map(({ start, end, minSpan }, dataZoomIndex) => {
      const span = Math.min(100, Math.max(minSpan, (end - start) * by));
      const from = Math.min(100 - span, Math.max(0, (start + end - span) / 2));
      return { dataZoomIndex, start: from, end: from + span };
    });
    chart.dispatchAction({ type: "dataZoom", batch });
  };

  const listed = (nodes, choose) => {
    const list = document.createElement("ul");
    for (const node of nodes.slice(0, mostListed)) {
      const button = Object.assign(made("button", node.name), { type: "button", dir: "ltr" });
      button.addEventListener("click", () => choose(node));
      list.append(document.createElement("li"));
      list.lastElementChild.append(button);
    }
    if (nodes.length > mostListed) list.append(made("li", `+ ${count.format(nodes.length - mostListed)}`));
    return list;
  };

  const described = (node, near, kinds, choose) => {
    const head = made("h3", `${kinds[node.kind]}: `);
    head.append(Object.assign(made("a", node.name), { href: node.href, dir: "ltr" }));
    const parts = [head, made("p", `${box.dataset.events}: ${count.format(node.events)}`)];
    kinds.forEach((called, kind) => {
      const nodes = near.filter((one) => one.kind === kind);
      if (nodes.length) parts.push(made("h4", `${called}: ${count.format(nodes.length)}`), listed(nodes, choose));
    });
    return parts;
  };

  const show = (graph) => {
    const chart = echarts.init(place("picture"), null, { renderer: "canvas" });
    const choose = (node) => {
      const near = mark(chart, graph, node);
      place("chosen").replaceChildren(...(node ? described(node, near, graph.kinds, fromList) : []));
    };
    const fromList = (node) => {
      zoom(chart, whole);
      choose(node);
    };
    const find = ({ target }) => {
      const wanted = target.value.trim().toLowerCase();
      const fits = graph.nodes.filter((node) => node.name.toLowerCase().includes(wanted));
      const told = [made("p", `${box.dataset.fits}: ${count.format(fits.length)}`), listed(fits, fromList)];
      place("found").replaceChildren(...(wanted ? told : []));
    };
    const repaint = () => {
      paint(chart, graph);
      choose(null);
    };

    place("left-out").textContent = graph.left_out;
    place("left-out").hidden = !graph.left_out;
    repaint();
    chart.on("click", ({ value }) => choose(graph.nodes[value[2]]));
    chart.getZr().on("click", ({ target }) => target || choose(null));
    box.querySelector("input").addEventListener("input", find);
    for (const one of box.querySelectorAll("[data-zoom]"))
      one.addEventListener("click", () => zoom(chart, Number(one.dataset.zoom)));
    new ResizeObserver(() => {
      chart.resize();
      chart.setOption(scales(graph.nodes, chart));
    }).observe(place("picture"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    box.dataset.drawn = graph.nodes.length;
  };

  box.hidden = false;
  fetch(box.dataset.figure)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
    .then((told) => show(read(told)))
    .catch((error) => {
      place("picture").replaceChildren(made("p", box.dataset.failed));
      throw error;
    });
})();
