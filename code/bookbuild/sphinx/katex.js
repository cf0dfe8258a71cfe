/* One formula a line in, one answer a line out, until the input ends. */
"use strict";
const katex = require(process.argv[2]);

const render = ({ latex, displayMode }) => {
  try {
    return { html: katex.renderToString(latex, { displayMode, strict: false }) };
  } catch (error) {
    return { error: error.message };
  }
};

require("node:readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify(render(JSON.parse(line)))));
