"""contract: schemathesis, which we did not write, sends what /openapi.json allows, and what it does not."""
import asyncio
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

from campaign import CannotRun, Finding
from client import Client

SUMMARY = "requests made from /openapi.json, good and bad, as owner, as staff and as a reader"
STORES = ("sqlite", "postgres")
PLANTS = {
    "field": ("the document given to schemathesis lacks a field that orders have", STORES),
    "limit": ("the document allows fewer rows in a page than the server", STORES),
}
HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
VENV = ROOT / ".build/campaigns"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "ignored_auth",
)
ID = re.compile(r'"(([a-z]+)_[0-7][0-9a-hjkmnp-tv-z]{25})"')
LASTING = {"key"}  # kinds of records nobody touches: the run would lock itself out


async def run(campaign):
    """The three roles share the time; afterwards everything must still hold."""
    prepare_schemathesis()
    martlet = campaign.make_martlet()
    martlet.run("demo", "create", "--seed", str(campaign.seed))
    keys = {role: martlet.make_key("demo", scopes) for role, scopes in roles().items()}
    await martlet.start()
    document = await described(campaign, martlet)
    (campaign.folder / "ids.json").write_text(json.dumps(await records(martlet, document, keys["owner"])))
    campaign.begin()
    faults = []
    for number, (role, key) in enumerate(keys.items()):
        left = campaign.seconds - campaign.elapsed
        faults += await examine(campaign, martlet, role, key, max(10, left / (len(keys) - number)))
    broken = martlet.broken_promises("demo")
    faults += [f"martlet verify: {broken}"] if broken else []
    faults += [f"the server said: {line}" for line in martlet.log.splitlines() if " critical " in line]
    if faults:
        raise Finding(f"{len(faults)} faults\n\n" + "\n\n".join(faults))


def prepare_schemathesis():
    """A Python of its own with pinned packages; made again when the list changes."""
    wanted, installed = HERE / "requirements.txt", VENV / "installed.txt"
    if installed.exists() and installed.read_text() == wanted.read_text():
        return
    pip = [VENV / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        subprocess.run([*pip, "--requirement", wanted], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CannotRun(f"schemathesis could not be installed: {error}") from error
    installed.write_text(wanted.read_text())


def roles():
    """The scopes of each role's key. What staff may do is in the generated reference."""
    rows = (ROOT / "docs/reference/permissions.md").read_text().splitlines()
    cells = [[cell.strip(" `") for cell in row.split("|")[1:4]] for row in rows if row.startswith("| `")]
    staff = ",".join(permission for permission, _, may in cells if may == "yes")
    return {"owner": "*", "staff": staff, "reader": "*.read"}


async def described(campaign, martlet):
    """The document as the server tells it, with what is planted; kept as a file."""
    client = Client(martlet.address)
    document = (await client.get("/openapi.json")).json
    client.close()
    document["servers"] = [{"url": f"http://{martlet.address}"}]
    if campaign.plant == "field":
        del document["components"]["schemas"]["OrderSummary"]["properties"]["number"]
    if campaign.plant == "limit":
        for parameter in document["paths"]["/v1/orders"]["get"]["parameters"]:
            if parameter["name"] == "limit":
                parameter["schema"] |= {"minimum": 1, "maximum": 5}
    (campaign.folder / "openapi.json").write_text(json.dumps(document))
    return document


async def records(martlet, document, key):
    """Ids of records there are, by kind: what the lists show."""
    client = Client(martlet.address, key)
    found = collections.defaultdict(set)
    for path, item in document["paths"].items():
        if "get" in item and "{" not in path:
            answer = await client.get(path)
            for name, kind in ID.findall(answer.body.decode(errors="replace")):
                found[kind].add(name)
    client.close()
    return {kind: sorted(names)[:100] for kind, names in found.items() if kind not in LASTING}


async def examine(campaign, martlet, role, key, seconds):
    """One role's turn. Returns what schemathesis found."""
    folder = campaign.folder / role
    command = [
        VENV / "bin/schemathesis", "--no-color", "run", campaign.folder / "openapi.json",
        "--url", f"http://{martlet.address}", "--header", f"Authorization: Bearer {key}", "--seed", campaign.seed,
        "--phases", "examples,coverage,fuzzing", "--checks", ",".join(CHECKS), "--max-time", round(seconds),
        "--continue-on-failure", "--report", "json", "--report-dir", folder, "--output-sanitize", "false",
        "--suppress-health-check", "all", "--request-timeout", "30",
    ]
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "contract_hooks", "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
        "MARTLET_IDS": str(campaign.folder / "ids.json"), "MARTLET_SEED": str(campaign.seed),
    }
    with open(campaign.folder / f"{role}.log", "w") as log:
        process = await asyncio.create_subprocess_exec(
            *map(str, command), env=environment, cwd=campaign.folder, stdout=log, stderr=asyncio.subprocess.STDOUT)
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
    text = (campaign.folder / f"{role}.log").read_text()
    reports = sorted(folder.glob("*.json"))
    if process.returncode not in (0, 1) or not reports:
        raise RuntimeError(f"schemathesis ended with {process.returncode}:\n{text[-3000:]}")
    report = json.loads(reports[-1].read_text())
    campaign.count += report["test_cases"]["generated"]
    campaign.remark = f"{campaign.remark} {role} {report['test_cases']['generated']} requests".strip()
    campaign.tell(campaign.remark, every=0)
    tested, selected = report["operations"]["tested"], report["operations"]["selected"]
    if tested < selected:
        campaign.tell(f"{role}: time for {tested} of {selected} operations", every=0)
    return [f"as {role}: {fault}" for fault in faults_in(text)]


def faults_in(text):
    """What schemathesis says of each fault: the operation, what is wrong, the answer and how to repeat it."""
    blocks = re.split(r"\n_{3,} (\S+ \S+) _{3,}\n", text)
    for operation, block in zip(blocks[1::2], blocks[2::2]):
        block = re.split(r"\n=+ [A-Z]+ =+\n", block)[0]
        for case in re.split(r"\n\d+\. Test Case ID: \S+\n", "\n" + block)[1:]:
            # It changed an optional body until none was left, which the document allows, and says so itself.
            if "Invalid component: positive test case" in case:
                continue
            yield f"{operation}\n{case.strip()}"
