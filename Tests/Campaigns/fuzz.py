"""fuzz: libFuzzer makes bytes for everything that reads bytes from outside, and remembers what leads somewhere new."""
import os
import pathlib
import re
import subprocess

from campaign import Finding

PROGRAM = "fuzz"
SUMMARY = "bytes nobody thought of, for every parser: no crash, no hang, bounded memory, and what is written is read again"
STORES = ("sqlite",)
PLANTS = {
    "crash": ("a target breaks at four certain bytes", STORES),
    "hang": ("a target never comes back from two certain bytes", STORES),
}
HERE = pathlib.Path(__file__).parent
KEPT = HERE / "Fuzzing" / "Corpus"  # what broke something once
LEARNT = HERE.parent.parent / ".build" / "fuzz-corpus"  # what led somewhere new, from run to run
SECONDS_PER_INPUT, MEGABYTES, MEGABYTES_AT_ONCE = 10, 1_000, 200


async def run(campaign):
    """One target after the other, each for the same time. All of them are tried before anything is reported."""
    names = [f"planted-{campaign.plant}"] if campaign.plant else ask(campaign, "list").split()
    campaign.begin()
    findings = []
    for name in names:
        try:
            campaign.count += attack(campaign, name, campaign.seconds / len(names))
        except Finding as finding:
            findings.append(str(finding))
        campaign.remark = f"{len(names)} targets: {', '.join(names)}"
        campaign.tell(f"{campaign.count} inputs, last those of {name}")
    if findings:
        raise Finding("\n".join(findings))


def ask(campaign, *words):
    """What the program answers."""
    done = subprocess.run(
        [campaign.binary, *words], env=environment(campaign), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"{words} ended with {done.returncode}: {done.stderr[-1000:]}")
    return done.stdout


def environment(campaign):
    """Without the search for leaks: it would stop the world after every input."""
    return campaign.environment | {"ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1"}


def attack(campaign, name, seconds):
    """Runs libFuzzer on a target. Returns how many inputs it tried."""
    learnt, seeds, found = (folder / name for folder in (LEARNT, campaign.folder / "seeds", campaign.folder / "found"))
    for folder in (learnt, seeds, found):
        folder.mkdir(parents=True, exist_ok=True)
    ask(campaign, "seeds", name, str(seeds))
    corpora = [learnt, seeds, *([KEPT / name] if (KEPT / name).is_dir() else [])]
    limits = [
        f"-max_total_time={max(1, round(seconds))}", f"-timeout={SECONDS_PER_INPUT}", f"-rss_limit_mb={MEGABYTES}",
        f"-malloc_limit_mb={MEGABYTES_AT_ONCE}", f"-seed={campaign.seed}", f"-artifact_prefix={found}/",
        "-print_final_stats=1", "-reload=0"]
    log = campaign.folder / f"{name}.log"
    with open(log, "w") as file:
        done = subprocess.run(
            [campaign.binary, name, *map(str, corpora), *limits], env=environment(campaign), stdin=subprocess.DEVNULL,
            stdout=file, stderr=subprocess.STDOUT, timeout=seconds + 600, preexec_fn=lambda: os.nice(10))
    said = log.read_text(errors="replace")
    if done.returncode != 0:
        raise Finding(tell(name, found, said))
    return int(re.search(r"number_of_executed_units:\s*(\d+)", said)[1])


def tell(name, found, said):
    """What broke, and at which input."""
    why = re.search(r"Fatal error: .*|ERROR: \w+: .*", said)
    files = [file for file in found.iterdir() if not file.name.startswith("slow-unit")]
    inputs = ", ".join(f"{file} {file.read_bytes()[:200]!r}" for file in files)
    return f"{name}: {why[0] if why else said[-500:]}; input {inputs or 'unknown'}"
