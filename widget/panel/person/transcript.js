// The chat as a text to keep: what the thread shows, with who said it.

/** What saves it. */
export const transcript = (root) => {
  const text = (bubble) => bubble.querySelector("[data-file]")?.dataset.file ?? bubble.querySelector(".said").innerText;
  const line = (node) => {
    if (!node.dataset.by) return `— ${node.innerText.trim()} —`;
    const name = node.querySelector(".author").textContent;
    const time = node.querySelector("time")?.textContent;
    return `${time ? `[${time}] ` : ""}${name}: ${text(node)}`;
  };
  return () => {
    const lines = [...root.querySelectorAll(".thread > :is(.event, .msg[data-by]), .rate > .thanks")].map(line);
    const address = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/plain;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `chat-${new Date().toISOString().slice(0, 10)}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
};
