// The chat as a text to keep: what the thread shows, with who said it.

/** Hears who says what, and saves what is shown. */
export const transcript = (root, texts, bot) => {
  let names, said;
  const begin = () => ([names, said] = [{}, []]);
  begin();

  const author = (by) => (by === "visitor" ? texts.you : by === "bot" ? bot : undefined);
  const text = (bubble) => bubble.querySelector("[data-file]")?.dataset.file ?? bubble.querySelector(".said").innerText;

  const write = () => {
    let next = 0;
    const line = (node) => {
      if (!node.dataset.by) return `— ${node.innerText.trim()} —`;
      const name = author(node.dataset.by) ?? said[next++] ?? "";
      const time = node.querySelector("time")?.textContent;
      return `${time ? `[${time}] ` : ""}${name}: ${text(node)}`;
    };
    const lines = root.querySelectorAll(".thread > :is(.event, .msg[data-by])");
    return `${[...lines].map(line).join("\n")}\n`;
  };

  return {
    begin,
    // The thread has an agent's messages in the order of these.
    onEvent: ({ type, agent, by }) => {
      if (type === "connected") names[agent.id] = agent.name;
      if (type === "said" && by !== "visitor") said.push(names[by]);
    },
    save: () => {
      const address = URL.createObjectURL(new Blob([write()], { type: "text/plain;charset=utf-8" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = `chat-${new Date().toISOString().slice(0, 10)}.txt`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    },
  };
};
