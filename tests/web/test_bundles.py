"""Bundles of script modules and style sheets."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html

from app.web.bundles import SHEETS, STATIC, bundle, scripts
from app.web.static_files import static_hash
from tests.app_client import AppClient
from tests.workshop import ANA, FAY

DENO = Path(sys.executable).parent / "deno"
# The only scripts that are not modules: they must run before the page is drawn or a button can be pressed.
CLASSIC = {"js/site/scripted.js", "js/site/confirm.js"}


def written(folder: Path, **modules: str) -> Path:
    """Create a static folder with these modules; `area__name` becomes `js/area/name.js`."""
    for name, text in modules.items():
        path = folder / "js" / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def script(page: str, folder: Path = STATIC) -> str:
    """The text of a page's script bundle."""
    found = bundle(page, folder)
    assert found is not None
    assert found.media_type == "text/javascript"
    return found.text.decode()


def run(folder: Path, text: str) -> list[str]:
    """Run a script and return the lines that it prints."""
    (folder / "bundle.js").write_text(text)
    command = [DENO, "run", "--no-config", "--no-remote", "--no-npm", "bundle.js"]
    environment = {"DENO_DIR": str(folder / "cache"), "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


MODULES = {
    "board__page": """import "../site/first.js";
import { count as counted, Named } from "../shared/tools.js";
import {
  waits,
} from "../shared/tools.js";
console.log("page", counted(), counted(), new Named().name, own());
waits().then(console.log);
function own() { return 1; }
""",
    "site__first": 'import { count } from "../shared/tools.js";\nconsole.log("first", count());\n',
    "shared__tools": """console.log("tools run once");
let n = 0;
export const count = () => ++n;
export class Named { name = "named"; }
export async function waits() { return "waited"; }
""",
}


def test_a_bundled_script_behaves_like_its_modules(tmp_path: Path) -> None:
    folder = written(tmp_path, **MODULES)
    expected = ["tools run once", "first 1", "page 2 3 named 1", "waited"]
    assert run(tmp_path, 'import "./js/board/page.js";') == expected
    assert run(tmp_path, script("js/board/page.js", folder)) == expected


@pytest.mark.parametrize(
    "text",
    [
        'import all from "./other.js";\n',
        'import * as all from "./other.js";\n',
        'export * from "./other.js";\n',
        "export default 1;\n",
        "export let changing = 1;\n",
        "const a = 1;\nexport { a };\n",
        'import { a } from "elsewhere:other.js";\n',
    ],
)
def test_an_unsupported_form_of_import_or_export_is_refused(tmp_path: Path, text: str) -> None:
    written(tmp_path, board__page=text, board__other="")
    with pytest.raises(ValueError, match=r"js/board/page\.js"):
        bundle("js/board/page.js", tmp_path)


def test_a_cycle_of_imports_is_refused(tmp_path: Path) -> None:
    written(tmp_path, board__page='import "./other.js";\n', board__other='import "./page.js";\n')
    with pytest.raises(ValueError, match="import each other"):
        bundle("js/board/page.js", tmp_path)


def test_every_module_is_part_of_a_page() -> None:
    areas = ("board", "findings", "mapping", "site", "steering", "workshops")
    more = {f"js/steering/{name}-page.js" for name in ("notetaker", "preview", "screen")}
    assert scripts() == {f"js/{area}/page.js" for area in areas} | more | {"js/findings/next-steps-page.js"}
    bundles = "".join(script(page) for page in scripts())
    modules = {path.relative_to(STATIC).as_posix() for path in (STATIC / "js").rglob("*.js")}
    assert {path for path in modules if f"// ---- {path} ----" not in bundles} == CLASSIC


def test_every_style_sheet_is_in_a_bundle_unchanged() -> None:
    folder = STATIC / "css"
    assert {part for parts in SHEETS.values() for part in parts} == {path.stem for path in folder.rglob("*.css")}
    for path, parts in SHEETS.items():
        found = bundle(path)
        assert found is not None
        assert found.media_type == "text/css"
        assert found.text == b"\n".join((folder / f"{part}.css").read_bytes() for part in parts)


def test_the_first_style_sheet_declares_every_layer() -> None:
    texts = {part: (STATIC / "css" / f"{part}.css").read_text() for parts in SHEETS.values() for part in parts}
    declared = re.search(r"^@layer ([^{;]+);$", texts[SHEETS["sheet/site.css"][0]], re.MULTILINE)
    assert declared
    used = {layer for text in texts.values() for layer in re.findall(r"^@layer (\w+) \{$", text, re.MULTILINE)}
    assert used <= set(declared[1].split(", "))


@pytest.mark.parametrize(
    ("ref", "path", "area", "sheet"),
    [
        (ANA, "", "board", "board"),
        (FAY, "", "steering", "board"),
        (FAY, "/map", "mapping", "map"),
        (FAY, "/participants", "workshops", "pages"),
        (FAY, "/questions", "site", "pages"),
    ],
)
async def test_a_page_loads_one_script_and_two_immutable_style_sheets(
    app_client: AppClient, ref: str, path: str, area: str, sheet: str
) -> None:
    visitor = app_client.visitor(ref)
    shown = html.document_fromstring((await visitor.get(app_client.path(path))).text)
    linked = "//link[@rel='stylesheet' and not(ancestor::noscript)]/@href"
    addresses = shown.xpath(f"//script[@type='module']/@src | {linked}")
    paths = ["sheet/site.css", f"sheet/{sheet}.css", f"js/{area}/page.js"]
    assert addresses == [f"/static/{static_hash()}/{name}" for name in paths]
    for name, address in zip(paths, addresses, strict=True):
        found = bundle(name)
        assert found is not None
        for encoding, packed in (("gzip", "gzip"), ("identity", None)):
            answer = await visitor.get(address, headers={"accept-encoding": encoding})
            assert answer.content == found.text
            assert answer.headers["content-type"] == f"{found.media_type}; charset=utf-8"
            assert answer.headers.get("content-encoding") == packed
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["js/shared/dom.js", "css/note.css"])
async def test_other_static_files_are_served_unchanged(app_client: AppClient, path: str) -> None:
    answer = await app_client.visitor(ANA).get(f"/static/{static_hash()}/{path}")
    assert answer.content == (STATIC / path).read_bytes()
    assert bundle(path) is None


def test_one_style_sheet_draws_the_sign_of_everything_that_opens() -> None:
    sheets = sorted((STATIC / "css").glob("*.css"))
    assert [path.name for path in sheets if "details-marker" in path.read_text(encoding="utf-8")] == ["disclosures.css"]
