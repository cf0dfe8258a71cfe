// Any address may have led here. The book is in the nearest folder above that has it.
addEventListener("DOMContentLoaded", async () => {
  const parts = location.pathname.split("/");
  while (parts.pop() !== undefined && parts.length) {
    const home = parts.join("/") + "/";
    const { ok } = await fetch(home + "$front", { method: "HEAD" });
    if (!ok) continue;
    for (const link of document.links) link.href = home + link.dataset.page;
    return;
  }
});
