#!/usr/bin/env python3
"""Draws diagrams with the real mermaid.js in a real Chromium and reports what did not come out.

    mermaid_check.py --mermaid mermaid.min.js [--chromium chromium] [--batch 40] < diagrams.jsonl

Each input line is {"name": str, "text": str, "labels": [str]}: the diagram, and the texts that people
must be able to read in it, word for word. A diagram passes when mermaid parses it, draws it without
its error picture, and every label is the whole text of an element of its own (runs of white space count
as one, as on any page; a label that is listed twice must be drawn twice). Prints one line for each failure and a summary; exits with 1 when there
is a failure and with 2 when the browser could not be used.

Installs nothing and fetches nothing: mermaid.js is the file named by --mermaid or MERMAID_JS (the
asset `mermaidx/assets/mermaid.js` of the PyPI wheel mermaidx 0.10.1), the browser is --chromium or
CHROMIUM, else `chromium` on the PATH.
"""

import argparse
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PAGE = """<!doctype html><meta charset="utf-8"><title>mermaid check</title>
<script src="{mermaid}"></script>
<body><div id="stage"></div><script>
const jobs = JSON.parse(new TextDecoder().decode(
  Uint8Array.from(atob("{jobs}"), (letter) => letter.charCodeAt(0))));
function texts(stage) {{
  const found = [];
  for (const element of stage.querySelectorAll("text, foreignObject")) {{
    const copy = element.cloneNode(true);
    for (const gap of copy.querySelectorAll("br")) gap.replaceWith("\\n");
    for (const row of copy.querySelectorAll("tspan.row, tspan.text-outer-tspan")) row.append(" ");
    found.push(copy.textContent);
  }}
  return found;
}}
async function draw(job, index) {{
  try {{
    await mermaid.parse(job.text);
    const drawn = await mermaid.render("d" + index, job.text);
    const stage = document.getElementById("stage");
    stage.innerHTML = drawn.svg;
    const isError = stage.querySelector(".error-icon") !== null;
    const answer = {{
      texts: texts(stage), error: isError ? "error picture" : null,
      scripts: stage.querySelectorAll("script, a, [onclick], iframe, img").length
    }};
    stage.innerHTML = "";
    return answer;
  }} catch (error) {{
    return {{texts: [], error: String(error && error.message || error).slice(0, 300), scripts: 0}};
  }}
}}
(async () => {{
  mermaid.initialize({{startOnLoad: false, securityLevel: "strict", maxTextSize: 1000000,
    maxEdges: 5000}});
  const answers = [];
  for (let index = 0; index < jobs.length; index++) answers.push(await draw(jobs[index], index));
  const bytes = new TextEncoder().encode(JSON.stringify(answers));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  document.body.innerHTML = "";
  document.body.setAttribute("data-answers", btoa(binary));
  document.title = "finished";
}})();
</script>
"""


def arguments():
    parser = argparse.ArgumentParser(description="draw diagrams with the real mermaid.js")
    parser.add_argument("--mermaid", default=os.environ.get("MERMAID_JS"))
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "chromium"))
    parser.add_argument("--batch", type=int, default=40)
    parser.add_argument("--timeout", type=int, default=300, help="seconds for one batch")
    options = parser.parse_args()
    if not options.mermaid or not os.path.exists(options.mermaid):
        print("say where mermaid.js is: --mermaid FILE or MERMAID_JS", file=sys.stderr)
        sys.exit(2)
    return options


def draw(jobs, options):
    """The browser's answers for one batch."""
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        packed = base64.b64encode(json.dumps(jobs).encode()).decode()
        mermaid = pathlib.Path(options.mermaid).resolve().as_uri()
        page.write_text(PAGE.format(mermaid=mermaid, jobs=packed), encoding="utf-8")
        command = [
            options.chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder}/profile",
            f"--virtual-time-budget={options.timeout * 1000}", "--dump-dom", page.as_uri(),
        ]
        try:
            result = subprocess.run(command, capture_output=True, timeout=options.timeout)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"the browser could not be used: {error}", file=sys.stderr)
            sys.exit(2)
    found = re.search(r'data-answers="([^"]*)"', result.stdout.decode("utf-8", "replace"))
    if not found:
        print("the browser gave no answer:", file=sys.stderr)
        print(result.stderr.decode("utf-8", "replace")[-2000:], file=sys.stderr)
        sys.exit(2)
    return json.loads(base64.b64decode(found.group(1)))


def plain(text):
    """Without what shows nothing: runs of white space, and the word joiner of our escapes."""
    return " ".join(text.replace("\u2060", "").split())


def problems(job, answer):
    """What is wrong with one drawing, in words."""
    if answer["error"]:
        return [answer["error"]]
    missing = []
    seen = [plain(text) for text in answer["texts"]]
    for label in job["labels"]:
        if plain(label) in seen:
            seen.remove(plain(label))
        else:
            missing.append(label)
    found = [f"label not drawn word for word: {label[:120]!r}" for label in missing]
    if answer["scripts"]:
        found.append(f"{answer['scripts']} active elements in the drawing")
    return found


def main():
    options = arguments()
    jobs = [json.loads(line) for line in sys.stdin if line.strip()]
    failed = labels = 0
    for first in range(0, len(jobs), options.batch):
        batch = jobs[first:first + options.batch]
        for job, answer in zip(batch, draw(batch, options)):
            labels += len(job["labels"])
            wrong = problems(job, answer)
            failed += bool(wrong)
            for line in wrong[:3]:
                print(f"FAIL {job['name']}: {line}")
    print(f"{len(jobs)} diagrams, {labels} labels, {failed} diagrams failed")
    sys.exit(1 if failed or not jobs else 0)


if __name__ == "__main__":
    main()
