// The chat as a text to keep: what the thread shows, with who said it.

/** What saves it: first whom the chat is with, on which page, and when it was saved, in the visitor's zone. */
export const transcript = (root, name) => {
  const words = (bubble) => bubble.querySelector("[data-file]")?.dataset.file ?? bubble.querySelector(".said").innerText;
  const line = (node) => {
    if (!node.dataset.by) return `— ${node.innerText.trim()} —`;
    const author = node.querySelector(".author, .status").textContent;
    const time = node.querySelector("time")?.textContent;
    return `${time ? `[${time}] ` : ""}${author}: ${words(node)}`;
  };
  return () => {
    const lines = [...root.querySelectorAll(".thread > :is(.event, .msg[data-by]), .rate > .thanks")].map(line);
    const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
    const now = new Date().toLocaleString(document.documentElement.lang, {
      ...day,
      hour: "numeric",
      minute: "2-digit",
      timeZoneName: "short",
    });
    const [page] = location.hash.slice(1).split(",");
    const text = [name, page, now, "", ...lines, ""].join("\n");
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = address;
    // Its day is the visitor's, as the one inside; a name has what every file system takes.
    const local = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
    link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "chat"}-${local}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
};
