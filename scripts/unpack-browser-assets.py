"""Copies the page's third-party files out of the wheels, each with its licence.

Usage: unpack-browser-assets.py FOLDER_OF_WHEELS TARGET_FOLDER
"""

import pathlib
import sys
import zipfile

SIDECAR = "drf_spectacular_sidecar/static/drf_spectacular_sidecar"

# file in its wheel -> name under web/vendor
FILES = {
    f"{SIDECAR}/swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
    f"{SIDECAR}/swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
    f"{SIDECAR}/swagger-ui-dist/LICENSE": "swagger-ui.LICENSE.txt",
    f"{SIDECAR}/redoc/bundles/redoc.standalone.js": "redoc.standalone.js",
    f"{SIDECAR}/redoc/LICENSE": "redoc.LICENSE.txt",
    "mermaidx/assets/mermaid.js": "mermaid.min.js",
    "mermaidx-0.10.1.dist-info/licenses/LICENSE.txt": "mermaidx.LICENSE.txt",
}

MERMAID_NOTICE = """Mermaid 11.16.0, MIT License
Copyright (c) 2014 - 2026 Knut Sveidqvist

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def main(wheels: pathlib.Path, target: pathlib.Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    missing = dict(FILES)
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for source in set(archive.namelist()) & set(missing):
                (target / missing.pop(source)).write_bytes(archive.read(source))
    if missing:
        sys.exit(f"not in the wheels: {', '.join(missing)}")
    (target / "mermaid.LICENSE.txt").write_text(MERMAID_NOTICE)


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
